"""What to order now when the future is not known: the plan under uncertainty, and what it is worth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import count
from time import perf_counter

import numpy as np

from dayafter.case import Case
from dayafter.delivery import deliver
from dayafter.delivery.axes import Floats
from dayafter.delivery.stochastic.evaluate import CHUNK, evaluate, known_beforehand
from dayafter.delivery.stochastic.future import HAIR
from dayafter.delivery.stochastic.result import Hedge, Worth
from dayafter.delivery.stochastic.scenarios import choose
from dayafter.delivery.stochastic.stages import FINE, Source, first_stage
from dayafter.errors import Finding, UsageError
from dayafter.optimise.blocks import dot
from dayafter.optimise.extensive import solve_extensive
from dayafter.optimise.lshaped import Decomposition
from dayafter.optimise.optimum import Optimum, Step
from dayafter.optimise.risk import CVaR
from dayafter.optimise.stages import TwoStage
from dayafter.optimise.ties import tie_costs
from dayafter.optimise.unique import only_one

METHODS = ("auto", "extensive", "lshaped")
FUTURES, KEEP, NOW = 200, 20, 12
GAP = 1e-3
LARGE = 10_000
"""Columns of now times futures kept; above it one program of all futures takes minutes, and `auto` decomposes."""

PASSES = 40
"""Passes of the decomposition at most; the bounds that it has by then are told."""

CRUMBS = 5e-4
"""Share of what its budget could buy below which a decision of a large program is dropped: passes leave such dust."""

Heard = Callable[[str], None]


@dataclass(frozen=True)
class Settings:
    """What was asked for. now: months whose orders are decided now; gap: between the bounds, as a share."""

    futures: int = FUTURES
    keep: int = KEEP
    now: int = NOW
    risk: CVaR | None = None
    method: str = "auto"
    seed: int = 7
    gap: float = GAP


def _silent(what: str) -> None:
    """Progress that nobody watches."""


def hedge(
    case: Case,
    *,
    futures: int = FUTURES,
    keep: int = KEEP,
    risk: CVaR | None = None,
    now: int = NOW,
    method: str = "auto",
    seed: int = 7,
    gap: float = GAP,
    workers: int = 1,
    told: Heard = _silent,
) -> Hedge:
    """The orders and purchases of capacity of the first `now` months that are best before the future is known.

    `futures` are drawn; `keep` of them, weighted, stand for all in the program; the plan is then tried in all. `told`
    hears of bounds and steps. Raises UsageError for a method that does not exist or unsound numbers, CaseError for
    missing figures.
    """
    settings = Settings(futures, min(keep, futures), now, risk, method, seed, gap)
    _refuse(settings)
    began = perf_counter()
    source = Source(case, futures, seed, now)
    plan = deliver(case, cited=False)
    told("the plan at central values")
    kept = choose(source, plan, settings.keep)
    told(f"{len(kept.chosen)} of {futures} futures kept")
    problem = source.problem(kept.chosen.tolist(), kept.weights.tolist())
    central = source.known.decisions(plan.order, plan.expand)
    chosen = kept.chosen.tolist()
    ahead = known_beforehand(source, chosen)
    told("each future known beforehand")
    optimum = in_points(_optimum(problem, source, ahead, central, settings, workers, told))
    told(f"the plan under uncertainty: {optimum.lower:.4f} to {optimum.upper:.4f} points")
    x = optimum.x * source.units
    tried = count()

    def each(done: int) -> None:
        told(f"{min(futures, CHUNK * next(tried) + done)} of {futures} futures tried")

    # The plan at central values first: a start from nothing is quickest there.
    both = evaluate(source, (central, x), range(futures), workers, each)
    worth = Worth(kept.weights, kept.chosen, kept.error, ahead, both[:, 1], both[:, 0], risk)
    return Hedge(source, settings, plan, problem, optimum, x, central, worth, perf_counter() - began)


def _refuse(asked: Settings) -> None:
    """Raises UsageError naming every setting that makes no sense."""
    wrong = [
        (name, value)
        for name, value, sound in (
            ("futures", asked.futures, asked.futures >= 1),
            ("keep", asked.keep, asked.keep >= 1),
            ("now", asked.now, asked.now >= 1),
            ("gap", asked.gap, 0 < asked.gap < 1),
            ("method", asked.method, asked.method in METHODS),
        )
        if not sound
    ]
    if wrong:
        raise UsageError(*(Finding("input-unsound", details={"name": n, "value": v}) for n, v in wrong))


def _optimum(
    problem: TwoStage, source: Source, ahead: Floats, central: Floats, asked: Settings, workers: int, told: Heard
) -> Optimum:
    """The optimum, and among first stages within the gap the cheapest; of a large program one within the bounds told.

    ahead: points of each future known beforehand [kept]; central: decisions of the plan at central values [column].
    """
    size = problem.first.num_col * len(problem.scenarios)
    costs = _commitments(source) * source.units
    if asked.method == "extensive" or (asked.method == "auto" and size <= LARGE):
        found = solve_extensive(problem, asked.risk)
        told(f"least points {found.upper / FINE:.4f}")
        return only_one(problem, found, costs, asked.gap, risk=asked.risk)

    def step(at: Step) -> None:
        told(f"pass {at.iteration}: {at.lower / FINE:.4f} to {at.upper / FINE:.4f} points")

    with Decomposition(problem, asked.risk, workers, asked.gap, shared=False) as run:
        _floors(run, ahead * FINE)
        run.ask(central / source.units * (1.0 - HAIR))
        found = run.solve(asked.gap, step, most=PASSES)
        if size <= LARGE and found.gap <= asked.gap:
            return only_one(problem, found, costs, asked.gap, risk=asked.risk, run=run)
        return _without_crumbs(run, found)


def _without_crumbs(run: Decomposition, found: Optimum) -> Optimum:
    """The same without decisions that are next to nothing: leaving one out breaks no row of the first stage."""
    x = np.where(found.x < CRUMBS * run.problem.first.col_upper, 0.0, found.x)
    values = run.pool.evaluate(x).value
    return replace(found, x=x, upper=run.cost(x, values), values=values)


def in_points(found: Optimum) -> Optimum:
    """The same with its costs in points."""
    values = found.values / FINE
    return replace(found, lower=found.lower / FINE, upper=found.upper / FINE, values=values)


def _floors(run: Decomposition, ahead: Floats) -> None:
    """No future costs less than where it is known beforehand: bounds from the start, while lines are few."""
    nothing = np.zeros(run.problem.first.num_col)
    for theta in range(int(run.cluster.max()) + 1):
        run.master.support(theta, dot(run.chance, np.where(run.cluster == theta, ahead, 0.0)), nothing)
    if run.risk is not None:
        run.master.support(run.master.thetas - 1, dot(run.risk.tail(ahead, run.chance), ahead), nothing)


def _commitments(source: Source) -> Floats:
    """Cost of each decision of now at known prices, with a hair from its label that leaves no two alike [column]."""
    compiled = first_stage(source.known)[1].compile()
    hair = tie_costs(compiled)
    return source.known.costs[1] * (1.0 + 1e-6 * hair) + 1e-6 * hair
