"""The delivery program in two stages: what is decided now once, and everything else for each future."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import overload

import numpy as np

from dayafter.case import Case
from dayafter.delivery.axes import Floats
from dayafter.delivery.constraints import burden
from dayafter.delivery.inputs import Data, read_data, refuse_unsound
from dayafter.delivery.model import Uncited, program_of
from dayafter.delivery.objectives import add_lesser
from dayafter.delivery.result import Plan
from dayafter.delivery.stochastic.future import HAIR, FutureData, Known, Now, known_of
from dayafter.delivery.stochastic.recourse import Recourse, add_recourse
from dayafter.delivery.variables import Variables, add_variables
from dayafter.need.components import Parts, assemble
from dayafter.optimise.lexicographic import solve_lexicographic
from dayafter.optimise.matrix import Sparse
from dayafter.optimise.program import Axis, Compiled, IntArray, Program
from dayafter.optimise.stages import Scenario, Stage, TwoStage
from dayafter.supply import Supply, read_supply
from dayafter.uncertainty import Draws
from dayafter.uncertainty.futures import futures_of

FINE = 2.0**20
"""Parts of a point that the two-stage program counts in: a solver drops coefficients below a billionth, and a round of
ammunition that is short for a month weighs less in points."""

BUDGET_NOW = "what the fund {budget} orders now stays within its budget as it is known"
BEGUN = "the first decisions are those that were taken before the future is known"
LIMIT_NOW = "capacity paid for now at {maker} stays within what the plant allows as it is known"


@dataclass(frozen=True, eq=False)
class Future:
    """The program of one future and its columns; those of now come first."""

    data: FutureData
    program: Program
    now: Now
    variables: Variables
    recourse: Recourse

    def scenario(self, name: str, probability: float, units: Floats) -> Scenario:
        """The future as recourse to the decisions of now, each counted in its unit [column]."""
        compiled = self.program.compile()
        stage, technology = split_off(compiled, self.now.count, compiled.cost() * FINE)
        rows, cols = stage.matrix.scales(stage.num_row)
        return Scenario(name, probability, in_units(stage, rows, cols), _rescaled(technology, rows, units))


def build_future(known: Known, data: FutureData) -> Future:
    """The program of one future."""
    program = program_of(data)
    now = known.add_now(program)
    variables = now.with_later(add_variables(program, data))
    return Future(data, program, now, variables, add_recourse(program, data, now, variables))


def split_off(compiled: Compiled, first: int, cost: Floats) -> tuple[Stage, Sparse]:
    """(later columns with all rows, what the first columns do in these rows)."""
    matrix = compiled.matrix
    cut = int(matrix.start[first])
    technology = Sparse(matrix.start[: first + 1], matrix.index[:cut], matrix.value[:cut])
    later = Sparse(matrix.start[first:] - matrix.start[first], matrix.index[cut:], matrix.value[cut:])
    stage = Stage(
        cost[first:], compiled.col_lower[first:], compiled.col_upper[first:], later, compiled.row_lower,
        compiled.row_upper,
    )  # fmt: skip
    return stage, technology


def in_units(stage: Stage, rows: Floats, cols: Floats) -> Stage:
    """The stage with its rows times `rows`, and its columns counted in `cols` pieces: powers of two, so exact.

    Rounds by the million stand beside vehicles by the dozen; solvers take numbers below a billionth for zero.
    """
    return Stage(
        stage.cost * cols, stage.col_lower / cols, stage.col_upper / cols, _rescaled(stage.matrix, rows, cols),
        stage.row_lower * rows, stage.row_upper * rows, stage.names,
    )  # fmt: skip


def _rescaled(matrix: Sparse, rows: Floats, cols: Floats) -> Sparse:
    factors = rows[matrix.index] * np.repeat(cols, np.diff(matrix.start))
    return Sparse(matrix.start, matrix.index, matrix.value * factors)


def first_stage(known: Known) -> tuple[Stage, Program, Now]:
    """The decisions of now: within the budgets and the limits of plants as they are known; they cost no points."""
    data = known.data
    program = Uncited("decisions of now")
    now = known.add_now(program)
    add_limits(program, known, now)
    compiled = program.compile()
    names = tuple(compiled.col_name(number) for number in range(compiled.num_col))
    payer, each = known.costs
    upper = _within(compiled.col_upper, data.supply.budget.values[data.draw], payer, each)
    stage = Stage(
        np.zeros(compiled.num_col), compiled.col_lower, upper, compiled.matrix, compiled.row_lower,
        compiled.row_upper, names,
    )  # fmt: skip
    return stage, program, now


def add_limits(program: Program, known: Known, now: Now) -> None:
    """The rows of the decisions of now: budgets and limits of plants as they are known."""
    data = known.data
    most = data.supply.budget.values[data.draw]
    rows = program.rows("budget_now", (data.budget,), upper=most, sentence=BUDGET_NOW)
    payer, each = known.costs
    program.put(np.where(payer >= 0, rows.index[payer], -1), np.arange(now.count), each)
    place = {key: number for number, key in enumerate(data.supply.makers)}
    limit = data.supply.expansion_limit.values[data.draw][[place[key] for key in data.makers]]
    plant = program.rows("limit_now", (data.maker,), upper=limit, mask=data.growing, sentence=LIMIT_NOW)
    program.put(plant.index[data.maker_of_expansion][:, None], now.expand.index, 1.0)


def _within(upper: Floats, budget: Floats, payer: IntArray, each: Floats) -> Floats:
    """Bounds of columns, no wider than the budget of each alone allows."""
    alone = np.divide(budget[payer], each, out=np.full(len(upper), np.inf), where=(payer >= 0) & (each > 0))
    return np.asarray(np.minimum(upper, alone))


class Source:
    """All futures of a case as they are drawn; what it works out stays in its process."""

    def __init__(self, case: Case, futures: int, seed: int, months: int) -> None:
        """months: decisions of so many months after the ceasefire are taken now."""
        self.case, self.futures, self.seed, self.months = case, futures, seed, months

    def __getstate__(self) -> dict[str, object]:
        """The recipe alone."""
        return {name: vars(self)[name] for name in ("case", "futures", "seed", "months")}

    @cached_property
    def draws(self) -> Draws:
        """Every figure in every future, with the events that happen in it."""
        plain = Draws(self.case, self.futures, self.seed)
        return Draws(self.case, self.futures, self.seed, futures=futures_of(self.case, plain))

    @cached_property
    def parts(self) -> Parts:
        """The requirement in every future."""
        return assemble(self.case, self.draws)

    @cached_property
    def supply(self) -> Supply:
        """What can be given in every future."""
        return read_supply(self.case, self.draws)

    @cached_property
    def central(self) -> Data:
        """The data of the plan at central values."""
        draws = Draws.central(self.case)
        refuse_unsound(draws)
        return read_data(self.case, assemble(self.case, draws), read_supply(self.case, draws), draws, cited=False)

    @cached_property
    def known(self) -> Known:
        """What is known today."""
        return known_of(self.central, self.parts, self.supply, self.months)

    def future(self, draw: int) -> Future:
        """The program of one future."""
        return build_future(self.known, self.known.in_future(self.parts, self.supply, self.draws, draw))

    @cached_property
    def now(self) -> Now:
        """The decisions of now: their columns."""
        return self.known.add_now(Uncited())

    def central_future(self) -> Future:
        """The program of the future in which every figure has its central value; it cites its figures."""
        data = self.central
        made = self.known.in_future(data.parts, data.supply, data.draws, data.draw, cited=True)
        return build_future(self.known, made)

    @cached_property
    def units(self) -> Floats:
        """What one unit of each decision of now is, in pieces [column]: near what a future counts in."""
        compiled = self.central_future().program.compile()
        return np.array(compiled.matrix.scales(compiled.num_row)[1][: self.now.count])

    def plan_from(self, x: Floats) -> Plan:
        """The unique best plan at central values that begins with these decisions of now [column]."""
        future = self.central_future()
        program, columns = future.program, np.arange(future.now.count)
        x = x * (1.0 - HAIR)  # budgets that it uses up are exact here
        burden.add(program, future.data, future.variables)
        add_lesser(program, future.data, future.variables)
        fixed = program.rows("begun", (Axis("decision", tuple(map(str, columns))),), lower=x, upper=x, sentence=BEGUN)
        program.put(fixed.index, columns, 1.0)
        return Plan(future.data, program, future.variables, solve_lexicographic(program))

    def problem(self, chosen: Sequence[int], probabilities: Sequence[float]) -> TwoStage:
        """The two-stage program over the chosen futures."""
        title = f"delivery plan of {self.case.name} under {len(chosen)} futures"
        first = first_stage(self.known)[0]
        rows = first.matrix.scales(first.num_row)[0]  # of the rows alone: the columns have units
        first = in_units(first, rows, self.units)
        return FutureProblem(title, first, FutureScenarios(self, chosen, probabilities))


@dataclass(frozen=True, eq=False)
class FutureProblem(TwoStage):
    """A two-stage program that knows its probabilities without making its futures."""

    @property
    def probabilities(self) -> Floats:
        """Probability of each future [scenario]."""
        futures = self.scenarios
        return (
            np.array(futures.weights, dtype=np.float64)
            if isinstance(futures, FutureScenarios)
            else super().probabilities
        )


class FutureScenarios(Sequence[Scenario]):
    """Futures of a case as scenarios, each made when it is asked for; only its recipe crosses to another process."""

    def __init__(self, source: Source, chosen: Sequence[int], probabilities: Sequence[float]) -> None:
        """chosen: numbers of the draws; probabilities: one for each."""
        self.source = source
        self.chosen = tuple(chosen)
        self.weights = tuple(probabilities)

    def __len__(self) -> int:
        """How many futures."""
        return len(self.chosen)

    @overload
    def __getitem__(self, place: int) -> Scenario: ...
    @overload
    def __getitem__(self, place: slice) -> FutureScenarios: ...
    def __getitem__(self, place: int | slice) -> Scenario | FutureScenarios:
        """The future at this place."""
        if isinstance(place, slice):
            return FutureScenarios(self.source, self.chosen[place], self.weights[place])
        draw = self.chosen[place]
        return self.source.future(draw).scenario(f"future {draw}", self.weights[place], self.source.units)

    def __iter__(self) -> Iterator[Scenario]:
        """The futures in order."""
        return (self[place] for place in range(len(self)))
