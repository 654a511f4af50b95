"""The months of the adversary's rebuilding: our kernel against numpy, JAX and EMA Workbench, and the machine's limit.

    python bench/adversary.py [--runs 3] [--peers-python PYTHON] [--write]

30 categories, 120 months, 42 sampled inputs (12 common ones and an output for each category). All back ends run the
same model with the same noise on the same arrays; each runs in its own process, in turn. `--peers-python` names an
interpreter that has numba, jax and ema_workbench. Ratios are of futures per second of processor time, since other
work shares the machine; the multiply-add rate is measured between our runs, in the same process.
"""

from __future__ import annotations

import argparse
import datetime
import importlib.util
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).resolve().parent
PACKAGE = HERE.parent / "src" / "dayafter" / "adversary"
CATEGORIES, MONTHS = 30, 120
BEGIN, END = "<!-- adversary: begin -->", "<!-- adversary: end -->"

A_CELL, A_COUNT, A_MONTH_OF_PEOPLE = 36, 9, 42
"""Floating operations of the kernel: a category and month, its part in the count of formations, the people of a
month; additions, multiplications, minima and comparisons count one each, integer work of the noise none. What is
worked out once a year makes one more of a category and month."""

FLOPS = MONTHS * (CATEGORIES * (A_CELL + A_COUNT) + A_MONTH_OF_PEOPLE)
SIZES = {"ours": 6400, "ours, 2 threads": 12800, "numpy": 2000, "jax": 4000, "ema": 400}


def module(name: str, lanes: int | None = None) -> Any:
    """A module of the package by its file, so that the peers' interpreter needs nothing else of it; `lanes`: with
    so many futures side by side."""
    path = PACKAGE / f"{name}.py"
    if lanes:
        text = path.read_text(encoding="utf-8").replace("LANES = 32", f"LANES = {lanes}")
        path = Path(tempfile.mkdtemp()) / f"{name}_{lanes}.py"
        path.write_text(text, encoding="utf-8")
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec and spec.loader
    made = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = made
    spec.loader.exec_module(made)
    return made


def inputs(n: int, seed: int = 1) -> tuple[Any, Any]:
    """The 42 sampled inputs: common ones [draw, 12], factors of output [draw, category]."""
    g, most = np.random.default_rng(seed), max(SIZES.values())
    low = np.array([0.5, 0.5, 0.02, 0.2, 0.3, 0.001, 0.1, 0.1, 0.02, 0.02, 0.7, 0.01])
    high = np.array([1.5, 1.5, 0.08, 0.6, 0.7, 0.008, 0.4, 0.4, 0.12, 0.2, 1.3, 0.05])
    return g.uniform(low, high, (most, 12))[:n], np.exp(g.normal(0, 0.3, (most, CATEGORIES)))[:n]


def arrays(common: Any, factors: Any, kernel: Any) -> dict[str, Any]:
    """The arrays of the kernel for these draws."""
    n, g = len(common), np.random.default_rng(0)
    base = {name: g.gamma(4.0, 1.0, CATEGORIES)[:, None] for name in ("active", "usable", "rest", "output", "slots")}
    size = {"active": 250, "usable": 60, "rest": 120, "output": 5, "slots": 6}
    p = common.T
    c = np.zeros((CATEGORIES, len(kernel.CONSTANTS), n))
    at = {name: i for i, name in enumerate(kernel.CONSTANTS)}
    for name, value in base.items():
        c[:, at[name]] = value * size[name]
    c[:, at["output"]] *= factors.T * p[0]
    c[:, at["slots"]] *= p[1]
    given = dict(ramp=2, rest_speed=3, decay=5, damaged=6, repair=7, output_phi=8, loss_phi=9)
    for name, column in given.items():
        c[:, at[name]] = p[column]
    c[:, at["loss"]], c[:, at["cannibalised"]], c[:, at["worth"]] = 30 * p[10], 2.0, 0.02
    c[:, at["held"]], c[:, at["regroup"]] = 0.005, 0.2
    tracks = np.empty((6 + CATEGORIES, n))
    tracks[:6] = np.array([1.0, 0.5, 0.0, 3e4, 0.01, 0.0])[:, None]
    tracks[5], tracks[6:] = p[11], 1.5 * c[:, at["output"]]
    truce = np.arange(MONTHS) >= 2
    rows = np.zeros((CATEGORIES, len(kernel.TRACKS), MONTHS), dtype=np.int64)
    rows[:, 2], rows[:, 3], rows[:, 4] = 6 + np.arange(CATEGORIES)[:, None], 1, np.where(truce, 5, 0)
    people = np.empty((len(kernel.PEOPLE), n))
    people[:] = np.array([6e5, 1.2, 3e4, 0.5, 0.25, 0.05, 0.08, 3e4, 1.5e-4, 4e-5, 0.2])[:, None]
    people[3] = p[4]
    people_rows = np.stack([np.full(MONTHS, 3), np.where(truce, 5, 0), np.where(truce, 4, 2)])
    keys = g.integers(0, 2**32, (MONTHS, CATEGORIES + 1), dtype=np.uint32)
    luck = np.random.default_rng(2).integers(0, 2**32, n, dtype=np.uint32)
    return dict(constants=c, people=people, tracks=tracks, rows=rows, people_rows=people_rows,
                lengths=np.ones(MONTHS), before=2, keys=keys, luck=luck, noise=1.0,
                sizes=np.stack([np.full(n, 20.0), np.full(n, 40.0)]))  # fmt: skip


def outputs(n: int) -> dict[str, Any]:
    """Empty arrays for what every back end gives: formations ready, the scarcest, first months."""
    months = MONTHS - 1
    return dict(ready=np.empty((months, n)), scarcest=np.empty((months, n), np.int16), first=np.empty((2, n)),
                stocks=np.empty((0, 0, 0)), flows=np.empty((0, 0, 0, 0)))  # fmt: skip


def cut(given: dict[str, Any], begin: int, end: int) -> dict[str, Any]:
    """The arrays of some of the draws."""
    apart = ("constants", "people", "tracks", "luck", "sizes")
    return {name: value[..., begin:end] if name in apart else value for name, value in given.items()}


def timed(work: Any) -> tuple[float, float]:
    """Wall and processor seconds."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def ours(n: int, threads: int) -> dict[str, Any]:
    """Our kernel, and the multiply-add rate of one thread between its runs."""
    from concurrent.futures import ThreadPoolExecutor

    import numba as nb

    kernel = module("kernel")
    given, out = arrays(*inputs(n), kernel), outputs(n)
    blocks = n // kernel.LANES
    share = blocks // threads

    def part(begin: int) -> None:
        kernel.simulate(*given.values(), *out.values(), begin, begin + share)

    @nb.njit(fastmath=True)
    def multiply_add(times: int, x: float) -> float:
        a = np.full(128, x)
        for _ in range(times):
            for j in range(128):
                a[j] = a[j] * x + x
        return a.sum()

    first = timed(lambda: part(0))[0]
    multiply_add(10, 0.5)
    walls, cpus, rates = [], [], []
    with ThreadPoolExecutor(threads) as pool:
        for _ in range(5):
            rates.append(5e6 * 256 / timed(lambda: multiply_add(5_000_000, 0.5))[1])
            wall, cpu = timed(lambda: list(pool.map(part, range(0, blocks, share))))
            walls.append(wall)
            cpus.append(cpu)
    cpu = statistics.median(cpus)
    return {"wall": statistics.median(walls), "cpu": cpu, "first": first, "mean": summary(out),
            "flops": FLOPS * n / cpu, "limit": statistics.median(rates)}  # fmt: skip


def numpy_blocked(n: int, block: int = 500) -> dict[str, Any]:
    """The numpy twin, 500 draws at a time."""
    from dayafter.adversary import kernel, twin

    given, out = arrays(*inputs(n), kernel), outputs(n)

    def work() -> None:
        for begin in range(0, n, block):
            there = (value[..., begin : begin + block] for value in out.values())
            twin.simulate(*cut(given, begin, begin + block).values(), *there)

    runs = [timed(work) for _ in range(3)]
    return {"wall": statistics.median(r[0] for r in runs), "cpu": statistics.median(r[1] for r in runs),
            "mean": summary(out)}  # fmt: skip


def jax_scan(n: int, block: int = 2000) -> dict[str, Any]:
    """The same model as a compiled scan of JAX in double precision, 2000 draws at a time."""
    from adversary_jax import compiled

    kernel = module("kernel")
    given, out = arrays(*inputs(n), kernel), outputs(n)
    run = compiled(kernel)

    def work() -> None:
        for begin in range(0, n, block):
            made = run(cut(given, begin, begin + block))
            for name in ("ready", "scarcest", "first"):
                out[name][..., begin : begin + block] = np.asarray(made[name])

    first = timed(work)[0]
    runs = [timed(work) for _ in range(3)]
    return {"wall": statistics.median(r[0] for r in runs), "cpu": statistics.median(r[1] for r in runs),
            "first": first, "mean": summary(out)}  # fmt: skip


def ema(n: int) -> dict[str, Any]:
    """EMA Workbench, sequential, around the same kernel compiled for one future at a time."""
    import warnings

    warnings.simplefilter("ignore")
    from ema_workbench import Model, RealParameter, ScalarOutcome, SequentialEvaluator

    kernel = module("kernel", lanes=1)
    one = inputs(1)
    given, out = arrays(*one, kernel), outputs(1)
    at = {name: i for i, name in enumerate(kernel.CONSTANTS)}
    output = given["constants"][:, at["output"], 0] / one[1][0] / one[0][0, 0]
    slots = given["constants"][:, at["slots"], 0] / one[0][0, 1]
    columns = dict(ramp=2, rest_speed=3, decay=5, damaged=6, repair=7, output_phi=8, loss_phi=9)

    def model(**x: float) -> dict[str, float]:
        c = given["constants"]
        for name, column in columns.items():
            c[:, at[name], 0] = x[f"p{column}"]
        c[:, at["output"], 0] = output * x["p0"] * np.array([x[f"k{k}"] for k in range(CATEGORIES)])
        c[:, at["slots"], 0] = slots * x["p1"]
        c[:, at["loss"], 0] = 30 * x["p10"]
        given["tracks"][6:, 0] = 1.5 * c[:, at["output"], 0]
        given["tracks"][5] = x["p11"]
        given["people"][3] = x["p4"]
        kernel.simulate(*given.values(), *out.values(), 0, 1)
        return {"ready": out["ready"][-1, 0], "first": min(out["first"][1, 0], 999.0)}

    common, factors = inputs(1000)
    levels = {f"p{i}": common[:, i] for i in range(12)} | {f"k{k}": factors[:, k] for k in range(CATEGORIES)}
    model(**{name: float(values[0]) for name, values in levels.items()})
    made = Model("rebuilding", function=model)
    made.uncertainties = [RealParameter(name, values.min(), values.max()) for name, values in levels.items()]
    made.outcomes = [ScalarOutcome("ready"), ScalarOutcome("first")]
    with SequentialEvaluator(made) as evaluator:
        wall, cpu = timed(lambda: evaluator.perform_experiments(scenarios=n))
    return {"wall": wall, "cpu": cpu, "mean": []}


def summary(out: dict[str, Any]) -> list[float]:
    """Numbers in which all back ends must agree: formations ready, and how often the missions are."""
    return [float(out["ready"][:, :2000].mean()), *(float(np.isfinite(row[:2000]).mean()) for row in out["first"])]


WORKS = {"ours": lambda n: ours(n, 1), "ours, 2 threads": lambda n: ours(n, 2), "numpy": numpy_blocked,
         "jax": jax_scan, "ema": ema}  # fmt: skip
NAMES = {"ours": "our kernel, 32 futures side by side", "ours, 2 threads": "the same, 2 threads",
         "numpy": "numpy, blocks of 500", "jax": "JAX scan, blocks of 2,000, f64",
         "ema": "EMA Workbench, the same kernel"}  # fmt: skip


def measure(name: str, python: str) -> dict[str, Any] | None:
    """One back end in a process of its own; None where it fails."""
    chosen = python if name in ("jax", "ema") else sys.executable
    done = subprocess.run([chosen, __file__, "--child", name], capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"{name} failed: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
        return None
    made: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return made


def end_to_end(draws: int, workers: int) -> dict[str, float]:
    """Sampling, simulating and counting of the shipped case with its futures, in processes of this machine."""
    from multiprocessing import get_context

    context = get_context("spawn")
    with context.Pool(workers) as pool:
        pool.map(counted, [(i * 10_000_000, 8192) for i in range(workers)])  # compiled code is loaded
        share = draws // workers
        wall = time.perf_counter()
        found = pool.map(counted, [(i * share, share) for i in range(workers)])
        wall = time.perf_counter() - wall
    return {"wall": wall, "cpu": sum(part[0] for part in found), "peak": max(part[1] for part in found)}


def counted(part: tuple[int, int]) -> tuple[float, float]:
    """Processor seconds for these draws, and the process's peak of memory in MB."""
    import resource

    from dayafter.adversary import AdversaryTask
    from dayafter.case import read_case

    task = AdversaryTask(read_case("ukraine-2025"), 7)
    cpu, chunk = time.process_time(), 1 << 16
    starts = range(part[0], part[0] + part[1], chunk)
    task.summarise(task.run(start, min(chunk, part[0] + part[1] - start)) for start in starts)
    return time.process_time() - cpu, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def table(got: dict[str, list[dict[str, Any]]]) -> list[str]:
    """One line a back end, medians over the runs, and ratios to our kernel on one thread."""
    rate = {name: statistics.median(SIZES[name] / run["cpu"] for run in runs) for name, runs in got.items() if runs}
    lines = ["| back end | futures a second | a second of processor time | our kernel is so much faster | goal |",
             "|---|--:|--:|--:|--:|"]  # fmt: skip
    goals = {"numpy": "20", "jax": "6", "ema": "30"}
    for name, runs in got.items():
        if runs:
            wall = statistics.median(SIZES[name] / run["wall"] for run in runs)
            lines.append(f"| {NAMES[name]} | {wall:,.0f} | {rate[name]:,.0f} | {rate['ours'] / rate[name]:.1f} "
                         f"| {goals.get(name, '')} |")  # fmt: skip
    one = got["ours"]
    shares = [run["flops"] / run["limit"] for run in one]
    flops, limit = (statistics.median(run[key] for run in one) / 1e9 for key in ("flops", "limit"))
    means = {name: [round(value, 3) for value in runs[0]["mean"]] for name, runs in got.items() if runs}
    return [*lines, "", f"{flops:.1f} billion floating operations a second of one thread, "
            f"{100 * statistics.median(shares):.0f} % of the multiply-add rate of {limit:.1f} measured between the "
            f"runs (goal 40 %); the integer work of the noise is not counted.",
            f"Mean of ready formations and shares of missions ready, by back end: {json.dumps(means)}."]  # fmt: skip


def main() -> None:
    """Runs all back ends in turn and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--peers-python", default=sys.executable)
    parser.add_argument("--draws", type=int, default=1_000_000)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--child")
    asked = parser.parse_args()
    if asked.child:
        sys.path.insert(0, str(HERE))
        print(json.dumps(WORKS[asked.child](SIZES[asked.child])))
        return
    got: dict[str, list[dict[str, Any]]] = {name: [] for name in WORKS}
    for _ in range(asked.runs):
        for name in WORKS:
            if found := measure(name, asked.peers_python):
                got[name].append(found)
    end = end_to_end(asked.draws, 2)
    sys.path.insert(0, str(HERE))
    from build import machine, write

    lines = ["## The adversary's months: `python bench/adversary.py`", "",
             "30 categories, 120 months, 42 sampled inputs, noise in every month; ratios by processor time.", "",
             *table(got), "",
             f"Shipped case, {asked.draws:,} draws with futures sampled, simulated and counted in 2 processes: "
             f"{end['wall']:.1f} s ({end['cpu']:.1f} s of processor time), peak {end['peak']:.0f} MB a process "
             "(goal 4 s, 300 MB).",
             "", f"{datetime.date.today().isoformat()}; {machine()}."]  # fmt: skip
    print("\n".join(lines))
    if asked.write:
        write(lines, BEGIN, END)


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    main()
