"""The last look at a program's numbers before a solver sees them."""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from typing import TYPE_CHECKING

import numpy as np

from ..errors import CaseError
from .blocks import FloatArray
from .sources import LOWER, UPPER

if TYPE_CHECKING:
    from .program import Compiled

LIMIT = 1e12
TINY = 1e-9  # HiGHS drops smaller coefficients without a word
CHUNK = 1 << 16  # coefficients looked at at a time: fits a cache, costs no memory


def check(compiled: Compiled) -> None:
    """Nothing, if all numbers are sound; `input-unsound` with the label of the first that is not."""
    col, row = compiled.col_name, compiled.row_name
    _bounds(compiled.col_lower, compiled.col_upper, col)
    _bounds(compiled.row_lower, compiled.row_upper, row)
    _coefficients(compiled)
    for objective in compiled.program.objectives:
        for term in objective.terms:
            if not _within(term.cost):
                place = int(np.flatnonzero(~(np.abs(term.cost) <= LIMIT))[0])
                _unsound(f"the cost of {col(int(term.cols[place]))} in {objective.name}", term.cost[place])
    _provenance(compiled)


def _unsound(name: str, value: object) -> None:
    raise CaseError.of("input-unsound", name=name, value=value)


def _within(values: FloatArray) -> bool:
    """True if no value is NaN or beyond the limit (NaN fails every comparison)."""
    return not len(values) or bool(-values.min() <= LIMIT and values.max() <= LIMIT)


def _bounds(lower: FloatArray, upper: FloatArray, label: Callable[[int], str]) -> None:
    for side, bounds, free in ((LOWER, lower, -inf), (UPPER, upper, inf)):
        if _within(bounds):
            continue
        wrong = np.flatnonzero(~((np.abs(bounds) <= LIMIT) | (bounds == free)))
        if len(wrong):
            _unsound(f"the {side} bound of {label(int(wrong[0]))}", bounds[wrong[0]])


def _coefficients(compiled: Compiled) -> None:
    value = compiled.value
    for first in range(0, len(value), CHUNK):
        size = np.abs(value[first : first + CHUNK])
        sound = (size <= LIMIT) & (size >= TINY)  # NaN fails both
        if not sound.all():
            place = first + int(np.flatnonzero(~sound)[0])
            number = int(np.searchsorted(compiled.start, place, side="right")) - 1
            row = compiled.row_name(int(compiled.index[place]))
            _unsound(f"the coefficient of {compiled.col_name(number)} in {row}", value[place])


def _provenance(compiled: Compiled) -> None:
    """The figures behind a bound must add up to it."""
    program = compiled.program
    for side, pieces, bounds, label in (
        (LOWER, program.cols.pieces, compiled.col_lower, compiled.col_name),
        (UPPER, program.cols.pieces, compiled.col_upper, compiled.col_name),
        (LOWER, program.constraints.pieces, compiled.row_lower, compiled.row_name),
        (UPPER, program.constraints.pieces, compiled.row_upper, compiled.row_name),
    ):
        wrong, found = pieces[side].misfits(bounds)
        if len(wrong):
            number = int(wrong[0])
            text = f"{found[0]!r} while the bound is {bounds[number]!r}"
            _unsound(f"the sum of the figures behind the {side} bound of {label(number)}", text)
