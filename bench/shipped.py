"""A moved budget on the shipped case: the exact plan from the plan before, from nothing, and the bracket at once.

    python bench/shipped.py [--runs 3] [--write]

`same` says whether both paths gave the same plan, `within` whether the exact shortfall lay in the bracket; both must
be yes. The bracket stands on the plans at 100, 60, 40 and 30 per cent of all budgets. Goal of a move: 200 ms.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable

from build import machine, write

from dayafter.case import read_case
from dayafter.delivery import Plan, deliver
from dayafter.delivery.bracket import Bracket
from dayafter.delivery.whatif import with_budgets
from dayafter.optimise.lexicographic import solve_lexicographic

Budgets = dict[tuple[str, int], float]

MOVES: list[tuple[str, Callable[[tuple[str, int]], float]]] = [
    ("GB, one year, -5%", lambda key: 0.95 if key == ("gb-baseline", 2025) else 1.0),
    ("GB, one year, -20%", lambda key: 0.8 if key == ("gb-baseline", 2025) else 1.0),
    ("GB, all years, +20%", lambda key: 1.2 if key[0] == "gb-baseline" else 1.0),
    ("all donors, -2%", lambda key: 0.98),
    ("all donors, +5%", lambda key: 1.05),
    ("all donors, half", lambda key: 0.5),
]


def row(name: str, plan: Plan, bracket: Bracket, asked: Budgets, runs: int) -> str:
    """One line of the table."""
    warm, ask = [], []
    for _ in range(runs):
        began = time.perf_counter()
        moved = with_budgets(plan, asked)
        warm.append(time.perf_counter() - began)
        began = time.perf_counter()
        bounds = bracket.at(asked)
        ask.append(time.perf_counter() - began)
    began = time.perf_counter()
    cold = solve_lexicographic(moved.program)
    seconds = time.perf_counter() - began
    exact = moved.objectives["shortfall"]
    same = "yes" if (cold.x == moved.solution.x).all() else "NO"
    within = "yes" if bounds.low - 1e-6 <= exact <= bounds.high + 1e-6 else "NO"
    times = f"{1e3 * statistics.median(warm):.0f} | {1e3 * max(warm):.0f} | {1e3 * seconds:.0f}"
    width = f"{1e3 * statistics.median(ask):.1f} | {(bounds.high - bounds.low) / exact:.2%}"
    return f"| {name} | {times} | {same} | {width} | {within} |"


def main() -> None:
    """Prints the table, and writes it where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    plan = deliver(read_case("ukraine-2025"))
    supply = plan.data.supply
    budgets = dict(zip(supply.budgets, supply.budget.values[0].tolist(), strict=True))
    bracket = Bracket((plan,))
    for part in (0.6, 0.4, 0.3):
        bracket = bracket.with_plan(with_budgets(plan, {key: part * value for key, value in budgets.items()}))
    lines = [
        "## Moving a budget of the shipped case: `python bench/shipped.py`",
        "",
        f"{len(plan.solution.compiled.value):,} coefficients, four objectives in order and the unique plan.",
        "",
        "| move | warm ms | worst ms | cold ms | same | bracket ms | its width | within |",
        "|---|--:|--:|--:|---|--:|--:|---|",
    ]
    for name, factor in MOVES:
        lines.append(row(name, plan, bracket, {k: factor(k) * v for k, v in budgets.items()}, asked.runs))
    lines += ["", machine()]
    print("\n".join(lines))
    if asked.write:
        write(lines, "<!-- shipped: begin -->", "<!-- shipped: end -->")


if __name__ == "__main__":
    main()
