"""What uncertainty costs: wait and see, the plan for the mean future, and what the two say about a stochastic plan.

RP: least cost, decided here and now. WS: mean of the least costs where each future is known beforehand. EV: least cost
if the mean future were certain. EEV: mean cost of the first stage of EV in the futures as they are, inf where one of
them cannot be lived through after it. EVPI = RP - WS, VSS = EEV - RP; neither is below zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import inf
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import InfeasibleError
from .blocks import FloatArray, dot
from .extensive import extensive_form, stacked, whole_columns
from .highs import INFEASIBLE, OPTIMAL, TIGHT
from .linear import Linear, failed, solve_stage
from .matrix import Sparse, by_columns
from .optimum import Optimum, relative_gap
from .pool import ScenarioPool
from .risk import risk_weights
from .stages import Scenario, Stage, TwoStage

if TYPE_CHECKING:
    from .risk import CVaR


ROUNDED = 1e-6  # how far rows may be broken by a first stage that another program has given


@dataclass(frozen=True, eq=False)
class Measures:
    """The measures, as costs to be kept small; `lower` <= RP <= `upper`, and `rp` is the upper one.

    With risk each mean over futures is the mix of mean and CVaR, and all measures keep their sense: a future known
    beforehand costs no more than one that is not, so EVPI and VSS stay at or above zero. `mean_x`: the first stage of
    EV [column]. unknown: names of measures whose program has no least cost; these are nan.
    """

    rp: float
    ws: float
    ev: float
    eev: float
    lower: float
    upper: float
    mean_x: FloatArray
    unknown: tuple[str, ...] = ()

    @property
    def evpi(self) -> float:
        """What knowing the future beforehand would save at most."""
        return self.rp - self.ws

    @property
    def vss(self) -> float:
        """What planning for the futures saves beside planning for their mean; inf where that plan breaks down."""
        return self.eev - self.rp

    @property
    def evpi_bounds(self) -> tuple[float, float]:
        """EVPI within the bounds of RP."""
        return self.lower - self.ws, self.upper - self.ws

    @property
    def vss_bounds(self) -> tuple[float, float]:
        """VSS within the bounds of RP."""
        return self.eev - self.upper, self.eev - self.lower

    @property
    def gap(self) -> float:
        """How far the bounds of RP lie apart, as a share of the upper one."""
        return relative_gap(self.lower, self.upper)


def measures(
    problem: TwoStage,
    optimum: Optimum,
    risk: CVaR | None = None,
    *,
    paths: TwoStage | None = None,
    mean: TwoStage | None = None,
    workers: int = 1,
) -> Measures:
    """The measures of an optimum.

    A program of more than two stages is nested into two: `paths` then gives each of its futures by itself, without
    branches (for WS), and `mean` the mean future (for EV); EEV fixes the first stage alone and lets later ones adapt.
    Left out, they are the scenarios of the problem and the mean of their data. The mean future needs scenarios of the
    same size. Raises InfeasibleError where a future has no plan even when it is known beforehand.
    """
    unknown = []
    usual = mean or mean_problem(problem)
    try:
        one = extensive_form(usual)
        found = solve_stage(one.stage, f"{problem.title}, the mean future")
        ev, mean_x = one.constant + found.objective, found.x[: one.first]
        eev = expected_cost(problem, mean_x, risk, workers)
    except InfeasibleError:
        ev, mean_x, eev = float("nan"), np.zeros(0), float("nan")
        unknown = ["ev", "eev", "vss"]
    try:
        ws = wait_and_see(paths or problem, risk, workers)
    except InfeasibleError:
        ws, unknown = float("nan"), [*unknown, "ws", "evpi"]
    return Measures(optimum.upper, ws, ev, eev, optimum.lower, optimum.upper, mean_x, tuple(unknown))


def wait_and_see(problem: TwoStage, risk: CVaR | None = None, workers: int = 1) -> float:
    """Mean over the scenarios of the least cost where each is known beforehand; with risk the mix of mean and CVaR.

    Each scenario with the first stage is a recourse to nothing. Where probabilities add up to something else than one,
    the first stage still counts once, as in the problem itself.
    """
    chance = problem.probabilities
    total, nothing = float(chance.sum()), np.zeros(0)
    known = replace(problem, first=_empty(), scenarios=_Known(problem, chance, total))
    values = _least(known, nothing, workers)
    if not np.isfinite(values).all():
        name = problem.scenarios[int(np.isinf(values).argmax())].name
        raise failed(INFEASIBLE, f"{problem.title}, {name} known beforehand")
    return problem.constant + dot(risk_weights(risk, values, chance), values) / total


def expected_cost(problem: TwoStage, x: FloatArray, risk: CVaR | None = None, workers: int = 1) -> float:
    """Mean cost of the first stage `x` [column] in the scenarios as they are; inf where one of them has no recourse."""
    values = _least(problem, x, workers)
    if not np.isfinite(values).all():
        return inf
    weights = risk_weights(risk, values, problem.probabilities)
    return problem.constant + dot(problem.first.cost, x) + dot(weights, values)


def _least(problem: TwoStage, x: FloatArray, workers: int) -> FloatArray:
    """Least cost of the recourse to `x` in each scenario [scenario], inf where there is none."""
    if problem.scenarios and problem.scenarios[0].stage.whole is None:
        with ScenarioPool(problem, workers) as pool:
            return pool.evaluate(x).value
    values, held = np.zeros(len(problem.scenarios)), None
    for number, scenario in enumerate(problem.scenarios):
        values[number], held = _least_whole(held, scenario, x, problem.title)
    return values


def _least_whole(held: Linear | None, scenario: Scenario, x: FloatArray, title: str) -> tuple[float, Linear]:
    """Least cost of one scenario that decides in whole numbers, and the solver object to go on with."""
    own = scenario.stage
    moved = scenario.technology.times(x, own.num_row)
    stage = replace(own, row_lower=own.row_lower - moved, row_upper=own.row_upper - moved)
    if held is None or (held.stage.num_col, held.stage.num_row) != (stage.num_col, stage.num_row):
        held = Linear(stage)
    else:
        held.change(stage)
    status = held.run()
    if status == INFEASIBLE and len(x):
        # `x` is known to some nine digits; an equation must not fail for the tenth.
        held.set("primal_feasibility_tolerance", ROUNDED)
        status = held.run()
        held.set("primal_feasibility_tolerance", TIGHT)
    if status == INFEASIBLE:
        return inf, held
    if status != OPTIMAL:
        raise failed(status, f"{title}, {scenario.name}")
    return float(held.highs.getObjectiveValue()), held


def _empty() -> Stage:
    """A first stage in which nothing is decided."""
    none = np.zeros(0)
    return Stage(none, none, none, by_columns(([], [], []), 0), none, none)


class _Known(Sequence[Scenario]):
    """First stage and each scenario as one stage; its matrix and costs are kept while scenarios share theirs."""

    def __init__(self, problem: TwoStage, chance: FloatArray, weight: float) -> None:
        self.first, self.scenarios = problem.first, problem.scenarios
        self.probabilities, self.weight = chance, weight
        self.last: Scenario | None = None
        self.matrix, self.cost = problem.first.matrix, problem.first.cost

    def __len__(self) -> int:
        return len(self.scenarios)

    def __getitem__(self, number: Any) -> Any:
        scenario = self.scenarios[number]
        first, own, last = self.first, scenario.stage, self.last
        if last is None or last.stage.matrix is not own.matrix or last.technology is not scenario.technology:
            blocks = [(first.matrix, 0, 0), (scenario.technology, first.num_row, 0)]
            parts = stacked([*blocks, (own.matrix, first.num_row, first.num_col)])
            self.matrix = by_columns(parts, first.num_col + own.num_col)
        if last is None or last.stage.cost is not own.cost:
            self.cost = np.concatenate((first.cost, self.weight * own.cost))
        self.last = scenario
        stage = Stage(
            cost=self.cost,
            col_lower=np.concatenate((first.col_lower, own.col_lower)),
            col_upper=np.concatenate((first.col_upper, own.col_upper)),
            matrix=self.matrix,
            row_lower=np.concatenate((first.row_lower, own.row_lower)),
            row_upper=np.concatenate((first.row_upper, own.row_upper)),
            whole=whole_columns([first, own]),
        )
        return Scenario(scenario.name, scenario.probability, stage, _empty().matrix)


def mean_problem(problem: TwoStage) -> TwoStage:
    """The problem with one scenario: the mean of all data. Raises ValueError where scenarios differ in size."""
    each, chance = list(problem.scenarios), problem.probabilities
    shares = chance / chance.sum()
    stages = [scenario.stage for scenario in each]
    if len({(stage.num_col, stage.num_row) for stage in stages}) != 1:
        raise ValueError(f"{problem.title}: scenarios differ in size and have no mean")

    def mean(values: Sequence[FloatArray]) -> FloatArray:
        out = np.zeros_like(values[0])
        for share, value in zip(shares, values, strict=True):
            if share > 0:  # zero times an infinite bound is not a number
                out = out + share * value
        return out

    usual = Stage(
        cost=mean([stage.cost for stage in stages]),
        col_lower=mean([stage.col_lower for stage in stages]),
        col_upper=mean([stage.col_upper for stage in stages]),
        matrix=_mean_matrix([stage.matrix for stage in stages], shares),
        row_lower=mean([stage.row_lower for stage in stages]),
        row_upper=mean([stage.row_upper for stage in stages]),
        names=stages[0].names,
        whole=stages[0].whole,
    )
    technology = _mean_matrix([scenario.technology for scenario in each], shares)
    only = Scenario("the mean future", float(chance.sum()), usual, technology)
    return replace(problem, scenarios=(only,))


def _mean_matrix(matrices: Sequence[Sparse], shares: FloatArray) -> Sparse:
    if all(matrix is matrices[0] for matrix in matrices):
        return matrices[0]
    parts = stacked([(matrix, 0, 0) for matrix in matrices])
    for number, share in enumerate(shares):
        parts[2][number] = parts[2][number] * share
    return by_columns(parts, len(matrices[0].start) - 1)
