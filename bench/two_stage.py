"""A two-stage plan to a gap of 0.1 %: our decomposition, one large program by HiGHS, and mpi-sppy's L-shaped method.

    python bench/two_stage.py FOLDER [--only small tiny many risk] [--peers-python PYTHON] [--write]

FOLDER holds the shared `two_stage.py`, `plan_instance.py` and `peer_mpisppy.py`; they need SciPy, the peer also
mpi-sppy and CBC (`--peers-python` names an interpreter that has them). Every run is a process of its own. Parts:
`small` S = 50 against the extensive form by IPX without crossover, `many` S = 500 on two processes, `risk` S = 50 with
CVaR, `tiny` S = 50 against mpi-sppy. Ratios of processor seconds count; wall seconds depend on what else runs.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import re
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from build import machine, write

PARTS = ["tiny", "risk", "small", "many"]
GAP = 1e-3


def child(folder: str, size: str, count: int, workers: int, level: float) -> dict[str, Any]:
    """One decomposition, everything but the imports counted."""
    import highspy  # noqa: F401
    import scipy.sparse  # noqa: F401
    from stages_instance import problem

    from dayafter.optimise.lshaped import Decomposition
    from dayafter.optimise.risk import CVaR

    wall, cpu = time.perf_counter(), time.process_time()
    with Decomposition(problem(folder, size, count), CVaR(level) if level else None, workers) as run:
        found = run.solve(GAP)
        fallbacks = run.pool.fallbacks
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    others = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert found.gap <= GAP, found
    return {
        "wall": wall,
        "cpu": cpu + others.ru_utime + others.ru_stime,
        "lower": found.lower,
        "upper": found.upper,
        "passes": found.iterations,
        "fallbacks": fallbacks,
        "mb": (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss + others.ru_maxrss * (workers > 1)) / 1024,
    }


def ours(folder: str, size: str, count: int, workers: int = 1, level: float = 0.0) -> dict[str, Any]:
    """One decomposition in a process of its own."""
    command = [sys.executable, __file__, folder, "--child", f"{size},{count},{workers},{level}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def _peer(command: list[str], folder: str, pattern: str, **environment: str) -> dict[str, float]:
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, **environment}, cwd=folder
    )
    lines = [line for line in done.stdout.splitlines() if re.search(pattern, line)]
    if done.returncode or not lines:
        sys.exit(f"{command} failed: {done.stdout[-500:]} {done.stderr[-2000:]}")
    line = lines[-1]
    print(line, flush=True)
    names = {"wall": r"(?:wall|solve) ([\d.]+)", "cpu": r"cpu ([\d.]+)", "value": r"obj ([\d.]+)"}
    return {name: float(found.group(1)) for name, where in names.items() if (found := re.search(where, line))}


def extensive(folder: str, size: str, count: int) -> dict[str, float]:
    """The one large program of the shared bench by IPX without crossover."""
    command = [sys.executable, str(Path(folder) / "two_stage.py"), "ef", size, str(count), "ipx-nox", "1500"]
    return _peer(command, folder, r"^EF .*Optimal")


def mpisppy(folder: str, python: str, size: str, count: int) -> dict[str, float]:
    """mpi-sppy's L-shaped method with CBC, whose tolerance is absolute."""
    command = [python, str(Path(folder) / "peer_mpisppy.py"), "lshaped", size, str(count)]
    root = {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}
    return _peer(command, folder, r"^mpisppy L-shaped", SPS="cbc", TOL="1e-2", **root)


def line(name: str, found: dict[str, Any], than: str = "", factor: str = "") -> str:
    """One row of the table."""
    if "upper" in found:
        value = f"{found['lower']:,.1f} to {found['upper']:,.1f} | {found['passes']}"
    else:
        value = f"{found['value']:,.1f} |"
    memory = f"{found['mb']:,.0f}" if "mb" in found else ""
    row = f"| {name} | {found['wall']:.1f} | {found['cpu']:.1f} | {than} | {factor} | {value} | {memory} |"
    print(row, flush=True)
    return row


def times(left: dict[str, Any], right: dict[str, Any]) -> str:
    """Ratio of processor seconds, and of wall seconds."""
    return f"{left['cpu'] / right['cpu']:.1f} ({left['wall'] / right['wall']:.1f})"


def main() -> None:
    """Runs the parts asked for and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", default=os.environ.get("DAYAFTER_BENCH"))
    parser.add_argument("--only", nargs="+", default=PARTS, choices=PARTS)
    parser.add_argument("--peers-python", default=sys.executable)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--child")
    asked = parser.parse_args()
    if asked.folder is None:
        parser.error("give the folder of the shared bench, or set DAYAFTER_BENCH")
    if asked.child:
        size, count, workers, level = asked.child.split(",")
        print(json.dumps(child(asked.folder, size, int(count), int(workers), float(level))))
        return
    rows = []
    if "tiny" in asked.only:
        small = ours(asked.folder, "tiny", 50)
        rows.append(line("tiny S=50, ours", small))
        peer = mpisppy(asked.folder, asked.peers_python, "tiny", 50)
        rows.append(line("tiny S=50, mpi-sppy L-shaped", peer, "ours", times(peer, small)))
    base = ours(asked.folder, "small", 50) if {"risk", "small", "many"} & set(asked.only) else {}
    if base:
        rows.append(line("small S=50, ours", base))
    if "risk" in asked.only:
        careful = ours(asked.folder, "small", 50, level=0.9)
        rows.append(line("small S=50, ours, CVaR 0.9", careful, "without", times(careful, base)))
    if "small" in asked.only:
        whole = extensive(asked.folder, "small", 50)
        rows.append(line("small S=50, extensive form, IPX", whole, "ours", times(whole, base)))
    if "many" in asked.only:
        one = ours(asked.folder, "small", 500)
        rows.append(line("small S=500, ours", one, "S=50", times(one, base)))
        two = ours(asked.folder, "small", 500, workers=2)
        rows.append(line("small S=500, ours, two processes", two, "one", times(two, one)))
    lines = [
        "## Two stages: `python bench/two_stage.py`",
        "",
        "To a gap of 0.1 %; ratio: processor (wall) seconds beside those of what it is compared with.",
        "",
        "| program | wall s | processor s | than | ratio | cost | passes | MB |",
        "|---|--:|--:|---|--:|--:|--:|--:|",
        *rows,
        "",
        f"{datetime.date.today().isoformat()}; {machine()}.",
    ]
    print("\n".join(lines))
    if asked.write:
        write(lines, "<!-- stages: begin -->", "<!-- stages: end -->")


if __name__ == "__main__":
    main()
