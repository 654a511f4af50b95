"""The optimum taken apart by its duals: over the cited figures, and over the rows that bind.

At an optimum the objective is the sum of every dual times the bound that it prices. Each bound says which figures it
is made of, so the whole objective spreads over the figures without a rest.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .blocks import Block, FloatArray, IntArray, dot
from .highs import Solution
from .matrix import BoolArray
from .program import Program
from .refine import nearest, significant
from .sources import LOWER, UPPER, Pieces


@dataclass(frozen=True)
class Share:
    """What one figure contributes to the objective, and what one more unit of it would change; objective's unit."""

    ref: str
    contribution: float
    worth: float


@dataclass(frozen=True)
class Bound:
    """A row or a bound of a column that holds the optimum back; `dual` is the objective's change per unit of it."""

    label: str
    words: str
    limit: float
    dual: float


@dataclass(frozen=True)
class Binding:
    """All binding rows of one block, the dearest first."""

    block: str
    kind: str  # "row" or "column"
    sentence: str
    unit: str
    count: int
    contribution: float
    rows: tuple[Bound, ...]


@dataclass(frozen=True, eq=False)
class _Priced:
    """Columns or rows with their duals, the bound that each dual prices, and on which side it lies."""

    blocks: list[Block]
    dual: FloatArray
    bound: FloatArray
    upper: BoolArray
    pieces: dict[str, Pieces]


@dataclass(frozen=True, eq=False)
class Split:
    """The optimum of one pass, taken apart."""

    program: Program
    solution: Solution
    objective: float
    shares: tuple[Share, ...]
    priced: tuple[_Priced, _Priced]

    def table(self) -> list[tuple[str, float, float]]:
        """(figure, contribution, worth of one more unit), the largest contribution first; '' is what cites nothing."""
        return [(share.ref, share.contribution, share.worth) for share in self.shares]

    def marginals(self) -> dict[str, float]:
        """What one more unit of each figure changes in the objective, through bounds, coefficients and costs."""
        return {share.ref: share.worth for share in self.shares if share.ref}

    def what_binds(self, top: int = 10) -> list[Binding]:
        """Blocks with duals, the one that contributes most first, each with its `top` dearest rows."""
        out = []
        for kind, side in zip(("row", "column"), self.priced, strict=True):
            for block in side.blocks:
                span = slice(block.first, block.stop)
                # A quantity that stays at zero is not held back by anything that someone could change.
                held = np.flatnonzero((side.dual[span] != 0) & ((kind == "row") | (side.bound[span] != 0)))
                if len(held):
                    out.append(_binding(kind, block, side, held + block.first, top))
        return sorted(out, key=lambda binding: (-abs(binding.contribution), binding.block))


def _binding(kind: str, block: Block, side: _Priced, held: IntArray, top: int) -> Binding:
    dual = side.dual[held]
    order = sorted(zip((-np.abs(dual)).tolist(), held.tolist(), strict=True))[:top]
    rows = tuple(
        Bound(block.label(number), block.words(number), float(side.bound[number]), float(side.dual[number]))
        for _, number in order
    )
    total = dot(dual, side.bound[held])
    return Binding(block.name, kind, block.sentence, block.unit, len(held), total, rows)


def dual_split(program: Program, solution: Solution) -> Split:
    """The objective of `solution` spread over the figures behind the bounds; contributions add up to it."""
    whole = program.compile()
    cols, rows = significant(solution)
    priced_rows = _priced(
        program.constraints.blocks, np.where(rows, solution.row_dual, 0.0), solution.row_value,
        whole.row_lower, whole.row_upper, program.constraints.pieces,
    )  # fmt: skip
    priced_cols = _priced(
        program.cols.blocks, np.where(cols, solution.col_dual, 0.0), solution.x,
        whole.col_lower, whole.col_upper, program.cols.pieces,
    )  # fmt: skip
    count = len(program.references.names)
    contribution, worth = np.zeros(count), _through_coefficients(program, solution, count)
    for side in (priced_rows, priced_cols):
        for name in (LOWER, UPPER):
            numbers, codes, amounts, slopes = side.pieces[name].joined()
            here = side.upper[numbers] == (name == UPPER)
            dual = np.where(here, side.dual[numbers], 0.0)
            contribution += np.bincount(codes, dual * amounts, minlength=count)
            worth += np.bincount(codes, dual * slopes, minlength=count)
        contribution[0] += _uncited(side)
    shares = [
        Share(name, float(much), float(each))
        for name, much, each in zip(program.references.names, contribution, worth, strict=True)
    ]
    shares.sort(key=lambda share: (-abs(share.contribution), -abs(share.worth), share.ref))
    return Split(program, solution, solution.objective, tuple(shares), (priced_rows, priced_cols))


def _priced(
    blocks: list[Block],
    dual: FloatArray,
    value: FloatArray,
    lower: FloatArray,
    upper: FloatArray,
    pieces: dict[str, Pieces],
) -> _Priced:
    bound = nearest(value, lower, upper)
    firm = np.isfinite(bound)
    above = bound == upper
    # An equation has its figures on either side; the side that cites them is the one it is told by.
    cites_lower = np.zeros(len(dual), dtype=bool)
    cites_lower[pieces[LOWER].joined()[0]] = True
    above &= ~((lower == upper) & cites_lower)
    return _Priced(blocks, np.where(firm, dual, 0.0), np.where(firm, bound, 0.0), above, pieces)


def _uncited(side: _Priced) -> float:
    """Sum of dual times bound over what cites no figure."""
    cited = np.zeros(len(side.dual), dtype=bool)
    for name in (LOWER, UPPER):
        numbers = side.pieces[name].joined()[0]
        cited[numbers[side.upper[numbers] == (name == UPPER)]] = True
    return dot(side.dual[~cited], side.bound[~cited])


def _through_coefficients(program: Program, solution: Solution, count: int) -> FloatArray:
    """Worth of one more unit of each figure through the matrix (-y x a unit of coefficient) and the costs (x)."""
    worth = np.zeros(count)
    for rows, cols, codes, amounts in program.coefficients:
        worth -= np.bincount(codes, solution.row_dual[rows] * solution.x[cols] * amounts, minlength=count)
    for goal in program.objectives:
        if np.array_equal(goal.vector(len(solution.x)), solution.cost):
            for cols, codes, amounts in goal.pieces:
                worth += np.bincount(codes, solution.x[cols] * amounts, minlength=count)
            break
    return worth
