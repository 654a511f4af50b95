"""The core by periods, with every number of a period in one vector, so that a future is a vector with a few changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ..blocks import FloatArray
from ..matrix import BoolArray, Sparse
from ..stages import Stage
from .mps import Core, endless, row_bounds
from .periods import Numbers, Periods

COST, LOWER, UPPER, RHS, SPAN, COEF = "cost", "lower", "upper", "rhs", "span", "coef"


class Place(NamedTuple):
    """A number of the core that the stoch file makes random; row or column is -1 where there is none."""

    kind: str
    row: int
    col: int

    def period(self, periods: Periods) -> int:
        """The period to which the number belongs: that of its row, or of its column where it has no row."""
        return int(periods.row[self.row] if self.row >= 0 else periods.col[self.col])

    def value(self, core: Core) -> float:
        """The number as it stands in the core."""
        if self.kind == COEF:
            return core.entries.get((self.row, self.col), 0.0)
        if self.kind == COST:
            return core.costs.get(self.col, 0.0)
        arrays = {LOWER: core.lower, UPPER: core.upper, RHS: core.rhs, SPAN: core.spans}
        return float(arrays[self.kind][self.row if self.row >= 0 else self.col])


@dataclass(frozen=True, eq=False)
class Template:
    """All numbers of one period: `flat` holds cost, lower, upper, rhs, span, then the matrices by period of column.

    first: where each part of `flat` begins. moving: which parts ever change; what does not is shared by all futures.
    """

    flat: FloatArray
    first: tuple[int, ...]
    sense: int
    names: tuple[str, ...]
    kind: npt.NDArray[np.str_]
    whole: BoolArray | None
    patterns: tuple[Sparse, ...]  # on the columns of each period up to this one
    moving: BoolArray
    shared: tuple[Stage, tuple[Sparse, ...]] | None = None

    @cached_property
    def reach(self) -> tuple[FloatArray, FloatArray]:
        """What is added to right-hand sides to make lower and upper bounds of rows, while ranges stay as they are."""
        spans = self.flat[self.first[4] : self.first[5]]
        return row_bounds(self.kind, np.zeros(len(spans)), spans)

    def made(self, index: Numbers, values: FloatArray) -> tuple[Stage, tuple[Sparse, ...]]:
        """Stage and coefficients on earlier periods with `values` at `index` of the flat vector."""
        flat = self.flat
        if len(index):
            flat = flat.copy()
            flat[index] = values
        part = [flat[a:b] for a, b in zip(self.first[:-1], self.first[1:], strict=True)]
        same = None if self.shared is None else self.shared[0]
        moves = self.moving
        links = tuple(
            self.shared[1][k] if self.shared is not None and k < len(self.shared[1]) and not moves[5 + k]
            else _filled(pattern, part[5 + k])
            for k, pattern in enumerate(self.patterns[:-1])
        )  # fmt: skip
        if same is not None and not (moves[3] or moves[4]):
            rows = same.row_lower, same.row_upper
        elif same is not None and not moves[4]:
            rows = endless(part[3] + self.reach[0]), endless(part[3] + self.reach[1])
        else:
            rows = row_bounds(self.kind, part[3], part[4])
        last = 4 + len(self.patterns)
        stage = Stage(
            cost=self.sense * part[0] if same is None or moves[0] else same.cost,
            col_lower=part[1] if same is None or moves[1] else same.col_lower,
            col_upper=part[2] if same is None or moves[2] else same.col_upper,
            matrix=_filled(self.patterns[-1], part[last]) if same is None or moves[last] else same.matrix,
            row_lower=rows[0],
            row_upper=rows[1],
            names=self.names,
            whole=self.whole,
        )
        return stage, links


def _filled(pattern: Sparse, value: FloatArray) -> Sparse:
    """The pattern with its values; those that are zero drop out."""
    if value.all():
        return Sparse(pattern.start, pattern.index, value)
    keep = value != 0
    kept = np.concatenate(([0], np.cumsum(keep, dtype=np.int32))).astype(np.int32)
    return Sparse(kept[pattern.start], pattern.index[keep], value[keep])


class Templates:
    """Templates of all periods, and where each random number lies in them."""

    def __init__(self, core: Core, periods: Periods, random: Iterable[Place]) -> None:
        """`random`: every place that is random; coefficients among them need not be in the core."""
        self.core, self.periods = core, periods
        places = list(random)
        entries = dict.fromkeys((p.row, p.col) for p in places if p.kind == COEF)
        entries = dict.fromkeys([*core.entries, *entries])
        self.rows, self.cols = np.array(list(entries), dtype=np.int64).reshape(-1, 2).T
        self.coefficients = np.array([core.entries.get(place, 0.0) for place in entries])
        self.local_row, self.local_col = _local(periods.row), _local(periods.col)
        self.position: dict[tuple[int, int], int] = {}  # (row, column) -> place in the flat vector of the row's period
        made = [self._template(period) for period in range(len(periods.names))]
        self.index: dict[Place, tuple[int, int]] = {place: self._index(place, made) for place in places}
        moving = [np.zeros(len(template.first) - 1, dtype=bool) for template in made]
        for period, index in self.index.values():
            moving[period][np.searchsorted(made[period].first, index, side="right") - 1] = True
        self.all = tuple(_sharing(template, moves) for template, moves in zip(made, moving, strict=True))

    def _template(self, period: int) -> Template:
        core, periods = self.core, self.periods
        rows, cols = np.flatnonzero(periods.row == period), np.flatnonzero(periods.col == period)
        parts = [core.cost()[cols], core.lower[cols], core.upper[cols], core.rhs[rows], core.spans[rows]]
        patterns = []
        for earlier in range(period + 1):
            entry = np.flatnonzero((periods.row[self.rows] == period) & (periods.col[self.cols] == earlier))
            row, col = self.local_row[self.rows[entry]], self.local_col[self.cols[entry]]
            order = np.lexsort((row, col))
            begin = sum(map(len, parts))
            for place, number in enumerate(entry[order].tolist()):
                self.position[int(self.rows[number]), int(self.cols[number])] = begin + place
            count = np.bincount(col, minlength=int((periods.col == earlier).sum()))
            start = np.concatenate(([0], np.cumsum(count))).astype(np.int32)
            patterns.append(Sparse(start, row[order].astype(np.int32), self.coefficients[entry[order]]))
            parts.append(self.coefficients[entry[order]])
        names = list(core.cols)
        whole = core.whole[cols]
        return Template(
            flat=np.concatenate(parts),
            first=tuple(np.cumsum([0, *map(len, parts)]).tolist()),
            sense=core.sense,
            names=tuple(names[col] for col in cols.tolist()),
            kind=core.kind[rows],
            whole=whole if whole.any() else None,
            patterns=tuple(patterns),
            moving=np.ones(len(parts), dtype=bool),
        )

    def _index(self, place: Place, made: list[Template]) -> tuple[int, int]:
        """(period, place in its flat vector)."""
        period = place.period(self.periods)
        if place.kind == COEF:
            return period, self.position[place.row, place.col]
        part = (COST, LOWER, UPPER, RHS, SPAN).index(place.kind)
        local = self.local_row[place.row] if place.row >= 0 else self.local_col[place.col]
        return period, made[period].first[part] + int(local)


def _sharing(template: Template, moving: BoolArray) -> Template:
    shared = template.made(np.zeros(0, dtype=np.int64), np.zeros(0))
    names = {name: getattr(template, name) for name in ("flat", "first", "sense", "names", "kind", "whole", "patterns")}
    return Template(**names, moving=moving, shared=shared)


def _local(period: Numbers) -> Numbers:
    """Number of each row or column within its period."""
    out = np.zeros(len(period), dtype=np.int64)
    for each in np.unique(period):
        mine = period == each
        out[mine] = np.arange(int(mine.sum()))
    return out
