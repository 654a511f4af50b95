"""Wall time, processor time and peak memory of the commands on the shipped case, each in its own process.

    python bench/commands.py [--runs 3] [--write]

`--write` puts the table into bench/README.md. Goals: help 0.15 s, check 1 s, plan 2 s, report 15 s, 1 GB.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time

from build import machine, write

LATER = ("adversary", "race", "risk", "force", "ceasefire", "talks")
"""Verbs without a goal of their own."""

HERE = [sys.executable, "-m", "dayafter"]

COMMANDS: dict[str, tuple[list[str], float | None]] = {
    "python -c pass": ([sys.executable, "-c", "pass"], None),
    "--help": ([*HERE, "--help"], 0.15),
    "check ukraine-2025": ([*HERE, "check", "ukraine-2025"], 1.0),
    "need ukraine-2025": ([*HERE, "need", "ukraine-2025"], None),
    "plan ukraine-2025 --json": ([*HERE, "plan", "ukraine-2025", "--json"], 2.0),
    **{f"{verb} ukraine-2025": ([*HERE, verb, "ukraine-2025"], None) for verb in LATER},
    "force ukraine-2025 --without US": ([*HERE, "force", "ukraine-2025", "--without", "US"], None),
    "release ukraine-2025 --to PL --step 2 --audit-only": (
        [*HERE, "release", "ukraine-2025", "--to", "PL", "--step", "2", "--audit-only"],
        None,
    ),
    "report ukraine-2025": ([*HERE, "report", "ukraine-2025", "--out", "run"], 15.0),
}


def measure(argv: list[str]) -> tuple[float, float, float]:
    """(wall seconds, processor seconds, peak MB of the process and its children) of one run in an empty folder."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        process = subprocess.Popen(argv, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
    if os.waitstatus_to_exitcode(status) != 0:
        raise SystemExit(f"{' '.join(argv)} ended with {os.waitstatus_to_exitcode(status)}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def table(runs: int) -> list[str]:
    """The measurements as lines of a Markdown table."""
    lines = ["| command | wall s | goal s | processor s | peak MB | runs |", "|---|--:|--:|--:|--:|--:|"]
    for name, (argv, goal) in COMMANDS.items():
        made = [measure(argv) for _ in range(runs)]
        wall, processor, memory = (statistics.median(column) for column in zip(*made, strict=True))
        lines.append(f"| {name} | {wall:.2f} | {goal or ''} | {processor:.2f} | {memory:.0f} | {runs} |")
    return lines


def main() -> None:
    """Prints the table, and writes it where asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--write", action="store_true")
    chosen = parser.parse_args()
    lines = ["## Commands: `python bench/commands.py`", "", *table(chosen.runs), "", machine()]
    print("\n".join(lines))
    if chosen.write:
        write(lines, "<!-- commands: begin -->", "<!-- commands: end -->")


if __name__ == "__main__":
    main()
