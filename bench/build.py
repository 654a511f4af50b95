"""Time and memory from NumPy data to a model inside the solver: ours, the direct way by hand, and the usual libraries.

    python bench/build.py FOLDER [--size medium ...] [--runs 3] [--libs ours direct linopy cvxpy pyomo] [--write]

FOLDER holds the shared `plan_instance.py` and `build_peers.py`. Each library builds in its own process, in turn, so
that all share the load of the machine; the table gives medians and their ratio to `direct`. `--peers-python` names
an interpreter that has the peers (the extra `bench`). `--write` puts the table into bench/README.md.
"""

from __future__ import annotations

import argparse
import datetime
import gc
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
LIBS = ["ours", "direct", "linopy", "cvxpy", "pyomo"]
PATIENCE = 30.0  # seconds; a library slower than this is measured once and not at the larger sizes
BEGIN, END = "<!-- build: begin -->", "<!-- build: end -->"


def child(folder: str, size: str) -> dict[str, Any]:
    """One build with our own program, measured as the shared bench measures its peers."""
    sys.path.insert(0, str(HERE))
    import highspy  # noqa: F401  (its import is not part of the build)
    from delivery_instance import build, instance, single_cost

    from dayafter.optimise.highs import Engine

    n = instance(folder, size)
    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    gc.collect()
    wall, cpu = time.perf_counter(), time.process_time()
    program, _, _ = build(n)
    compiled = program.compile()
    engine = Engine(compiled, single_cost(program, compiled.num_col))
    out = {"build": time.perf_counter() - wall, "cpu": time.process_time() - cpu, "nnz": engine.highs.getNumNz()}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {**out, "base_mb": base, "peak_mb": peak}


def measure(lib: str, size: str, folder: str, python: str) -> dict[str, Any] | None:
    """One build in a process of its own; None where it fails."""
    if lib == "ours":
        command = [sys.executable, __file__, folder, "--child", size]
    else:
        command = [python, str(Path(folder) / "build_peers.py"), lib, size]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"{lib} failed: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
        return None
    result: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return result


def table(got: dict[str, list[dict[str, Any]]], size: str) -> list[str]:
    """One line a library: median seconds, processor seconds, memory above the imports, ratios to `direct`."""
    direct = got["direct"]
    base = {key: statistics.median(run[key] for run in direct) for key in ("build", "cpu")}
    lines = []
    for lib, runs in got.items():
        if not runs:
            lines.append(f"| {size} | {lib} | not run | | | | | | |")
            continue
        wall, cpu = (statistics.median(run[key] for run in runs) for key in ("build", "cpu"))
        memory = statistics.median(run["peak_mb"] - run["base_mb"] for run in runs)
        entries = int(runs[0].get("nnz") or direct[0]["nnz"])
        lines.append(
            f"| {size} | {lib} | {wall:.3f} | {wall / base['build']:.2f} | {cpu:.3f} | {cpu / base['cpu']:.2f} "
            f"| {1e6 * cpu / entries:.2f} | {memory:.0f} | {len(runs)} |"
        )
    return lines


def machine() -> str:
    """Processor, cores, Python and load, as far as the system tells."""
    try:
        info = Path("/proc/cpuinfo").read_text().splitlines()
        model = next(line.split(":", 1)[1].strip() for line in info if line.startswith("model name"))
    except (OSError, StopIteration):
        model = platform.processor() or platform.machine()
    load = os.getloadavg()[0]
    return f"{model}, {os.cpu_count()} cores, Python {platform.python_version()}, load at the end {load:.1f}"


def write(lines: list[str], begin: str = BEGIN, end: str = END) -> None:
    """Puts the lines between their marks in bench/README.md, or at its end."""
    page = HERE / "README.md"
    text = page.read_text(encoding="utf-8") if page.exists() else "# Benchmarks\n"
    body = "\n".join([begin, *lines, end])
    if begin in text:
        head, rest = text.split(begin, 1)
        text = head + body + rest.split(end, 1)[1]
    else:
        text = text.rstrip("\n") + "\n\n" + body + "\n"
    page.write_text(text, encoding="utf-8")


def main() -> None:
    """Runs all libraries in turn and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", default=os.environ.get("DAYAFTER_BENCH"))
    parser.add_argument("--size", nargs="+", default=["medium"])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--libs", nargs="+", default=LIBS)
    parser.add_argument("--peers-python", default=sys.executable)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--child")
    asked = parser.parse_args()
    if asked.folder is None:
        parser.error("give the folder of the shared bench, or set DAYAFTER_BENCH")
    if asked.child:
        print(json.dumps(child(asked.folder, asked.child)))
        return
    lines = [
        "## Building one program: `python bench/build.py`",
        "",
        "From NumPy data to a model inside the solver (CVXPY: to the solver's data), each in its own process, medians.",
        "",
        "| size | library | wall s | x direct | processor s | x direct | µs a nonzero | MB above imports | runs |",
        "|---|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    libs = asked.libs if "direct" in asked.libs else ["direct", *asked.libs]
    slow: set[str] = set()
    for size in asked.size:
        got: dict[str, list[dict[str, Any]]] = {lib: [] for lib in libs}
        for _ in range(asked.runs):
            for lib in libs:
                if lib not in slow and (found := measure(lib, size, asked.folder, asked.peers_python)):
                    got[lib].append(found)
                    slow |= {lib} if found["build"] > PATIENCE else set()
        lines += table(got, size)
    lines += ["", f"{datetime.date.today().isoformat()}; {machine()}."]
    print("\n".join(lines))
    if asked.write:
        write(lines)


if __name__ == "__main__":
    main()
