"""Time until a moved budget has its exact and unique plan again: from the plan before it, and from nothing.

    python bench/whatif.py FOLDER [--size small fifty] [--runs 5] [--write]

The program is the synthetic one of the shared bench (FOLDER) with four objectives in order and the tie-breaking pass;
building the program anew counts. `same` says whether both paths gave the same bytes, which they must.
"""

from __future__ import annotations

import argparse
import copy
import datetime
import os
import statistics
import time
from typing import Any

import numpy as np
from build import machine, write
from delivery_instance import build, instance

from dayafter.optimise.lexicographic import Lexicographic, solve_lexicographic

MOVES: list[tuple[str, Any, float]] = [
    ("largest donor, one year, -5%", "year", 0.95),
    ("largest donor, one year, -20%", "year", 0.8),
    ("largest donor, all years, -10%", "donor", 0.9),
    ("all donors, all years, -2%", "all", 0.98),
    ("all donors, all years, +5%", "all", 1.05),
    ("largest donor leaves in the last year", "last", 0.0),
]


def moved(n: Any, where: str, factor: float) -> Any:
    """The same case with some budgets times a factor."""
    largest = int(np.argmax(n.budget[:, 1]))
    cells = {"year": (largest, 1), "donor": (largest,), "all": (slice(None),), "last": (largest, -1)}[where]
    other = copy.copy(n)
    other.budget = n.budget.copy()
    other.budget[cells] *= factor
    return other


def timed(n: Any, start: Lexicographic | None) -> tuple[float, Lexicographic]:
    """Seconds from data to plan, and the plan."""
    began = time.perf_counter()
    program, _, _ = build(n)
    plan = solve_lexicographic(program, start=start)
    return time.perf_counter() - began, plan


def main() -> None:
    """Prints one line a move."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", default=os.environ.get("DAYAFTER_BENCH"))
    parser.add_argument("--size", nargs="+", default=["small", "fifty"])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    if asked.folder is None:
        parser.error("give the folder of the shared bench, or set DAYAFTER_BENCH")
    lines = [
        "## Moving a budget: `python bench/whatif.py`",
        "",
        "Four objectives in order and the unique plan, building included; warm: from the plan before the move, median.",
        "",
        "| nonzeros | move | warm ms | worst ms | iterations | cold ms | same |",
        "|--:|---|--:|--:|--:|--:|---|",
    ]
    for size in asked.size:
        n = instance(asked.folder, size)
        _, base = timed(n, None)
        for name, where, factor in MOVES:
            case = moved(n, where, factor)
            runs = [timed(case, base) for _ in range(asked.runs)]
            warm, plan = [seconds for seconds, _ in runs], runs[0][1]
            seconds, cold = timed(case, None)
            steps = sum(found.simplex_iterations for found in (*plan.passes, plan.last))
            same = "yes" if plan.x.tobytes() == cold.x.tobytes() else "NO"
            lines.append(
                f"| {len(plan.compiled.value)} | {name} | {1e3 * statistics.median(warm):.0f} | {1e3 * max(warm):.0f} "
                f"| {steps} | {1e3 * seconds:.0f} | {same} |"
            )
    lines += ["", f"{datetime.date.today().isoformat()}; {machine()}."]
    print("\n".join(lines))
    if asked.write:
        write(lines, "<!-- whatif: begin -->", "<!-- whatif: end -->")


if __name__ == "__main__":
    main()
