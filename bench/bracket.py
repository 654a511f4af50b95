"""A slider over budgets at any size: a certified bracket at once from stored optima, the exact answer after it.

    python bench/bracket.py FOLDER [--size mid] [--step 0.2] [--tests 20] [--exact 4] [--write]

FOLDER holds the shared `plan_instance.py`. Stored: the program as it is, all budgets moved together, each donor's moved
alone. Asked: random settings of one donor, of three, of all together and of all apart. Of each kind `--exact` settings
are also solved, and every exact value has to lie in its bracket.
"""

from __future__ import annotations

import argparse
import datetime
import os
import statistics
import time
from typing import Any

import numpy as np
from build import machine, write
from delivery_instance import build, instance, single_cost

from dayafter.optimise.bracket import Setting, Settings
from dayafter.optimise.highs import solve, warm_engine


class Slider:
    """One program whose budgets move, with the basis of the unmoved one to start from."""

    def __init__(self, folder: str, size: str) -> None:
        self.data = instance(folder, size)
        program, _, rows = build(self.data)
        self.compiled = program.compile()
        self.rows = rows["budget"].index
        self.cost = single_cost(program, self.compiled.num_col)
        self.first = solve(self.compiled, self.cost)
        self.engine = warm_engine(self.compiled, self.cost)

    def limits(self, factors: Any) -> Any:
        """Budgets [donor and year] times the factor of each donor."""
        return (self.compiled.row_upper[self.rows] * factors[:, None]).ravel()

    def exact(self, factors: Any) -> Any:
        """The optimum; from a basis, and where that goes astray from nothing."""
        upper = self.compiled.row_upper.copy()
        upper[self.rows.ravel()] = self.limits(factors)
        moved = self.compiled.bounded(row_upper=upper)
        self.engine.change(moved, self.cost)
        self.engine.set(simplex_iteration_limit=5_000)
        if self.engine.run(self.first.basis) == "Optimal":
            return self.engine.solution("warm simplex", 0.0)
        return solve(moved, self.cost)


def points(donors: int, step: float) -> list[Any]:
    """Settings to store."""
    out = [np.full(donors, factor) for factor in (1 - step, 1 - step / 2, 1 + step / 2, 1 + step)]
    for donor in range(donors):
        for factor in (1 - step, 1 + step):
            out.append(np.where(np.arange(donors) == donor, factor, 1.0))
    return out


def asked_points(kind: str, donors: int, step: float, rng: Any) -> Any:
    """A random setting of one kind."""
    factors = np.ones(donors)
    if kind == "all together":
        factors[:] = rng.uniform(1 - step, 1 + step)
    else:
        moved = {"one donor": 1, "three donors": 3, "all apart": donors}[kind]
        factors[rng.choice(donors, moved, replace=False)] = rng.uniform(1 - step, 1 + step, moved)
    return factors


def row(kind: str, slider: Slider, store: Settings, step: float, tests: int, exact: int) -> str:
    """One line of the table; ends with an error where an exact value lies outside."""
    rng = np.random.default_rng(5)
    took, width, solved = [], [], []
    for number in range(tests):
        factors = asked_points(kind, slider.data.D, step, rng)
        limits = slider.limits(factors)
        began, used = time.perf_counter(), time.process_time()
        bounds = store.at(limits)
        took.append((1e3 * (time.perf_counter() - began), 1e3 * (time.process_time() - used)))
        width.append((bounds.high - bounds.low) / bounds.low)
        if number < exact:
            began = time.perf_counter()
            value = slider.exact(factors).objective
            solved.append(time.perf_counter() - began)
            room = 1e-7 * abs(value)
            if not bounds.low - room <= value <= bounds.high + room:
                raise SystemExit(f"{kind}: {value} lies outside {bounds}")
    return (
        f"| {kind} | {statistics.median(wall for wall, _ in took):.1f} | {max(wall for wall, _ in took):.1f} "
        f"| {statistics.median(cpu for _, cpu in took):.1f} | {statistics.median(width):.4%} "
        f"| {max(width):.4%} | {statistics.median(solved):.2f} | {exact} of {exact} |"
    )


def main() -> None:
    """Stores, asks, prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", default=os.environ.get("DAYAFTER_BENCH"))
    parser.add_argument("--size", default="mid")
    parser.add_argument("--step", type=float, default=0.2)
    parser.add_argument("--tests", type=int, default=20)
    parser.add_argument("--exact", type=int, default=4)
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    if asked.folder is None:
        parser.error("give the folder of the shared bench, or set DAYAFTER_BENCH")
    began = time.perf_counter()
    slider = Slider(asked.folder, asked.size)
    cold, began = time.perf_counter() - began, time.perf_counter()
    found = [slider.first, *(slider.exact(factors) for factors in points(slider.data.D, asked.step))]
    store = Settings([Setting.of(each, rows=slider.rows.ravel()) for each in found])
    stored = time.perf_counter() - began
    lines = [
        "## A slider at any size: `python bench/bracket.py`",
        "",
        f"{len(slider.compiled.value):,} coefficients; cold {cold:.1f} s, then {len(found) - 1} stored optima in "
        f"{stored:.0f} s; budgets within ±{asked.step:.0%}.",
        "",
        "| budgets moved | ask ms | worst ms | processor ms | width | widest | exact s | exact within |",
        "|---|--:|--:|--:|--:|--:|--:|---|",
    ]
    for kind in ("one donor", "three donors", "all together", "all apart"):
        lines.append(row(kind, slider, store, asked.step, asked.tests, asked.exact))
        print(lines[-1], flush=True)
    lines += ["", f"{datetime.date.today().isoformat()}; {machine()}."]
    print("\n".join(lines))
    if asked.write:
        write(lines, "<!-- bracket: begin -->", "<!-- bracket: end -->")


if __name__ == "__main__":
    main()
