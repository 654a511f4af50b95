"""Futures that share the matrix and the costs of their recourse: one basis answers for all of them that it fits.

Where futures differ in bounds and in what the first stage does to them, the prices of a basis are right for all or for
none. At a first stage each future looks for the known basis whose prices prove most; if the values of that basis keep
within the future's bounds, it is optimal and nothing has to be solved. Only futures that no known basis fits are given
to the solver, and the basis that comes back is tried on all that are still open. (Wets 1983; Gassmann 1990, bunching.)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from .alike import Links, Places, Side
from .blocks import FloatArray, dot
from .duality import fit_prices, priced_sides, reduced_costs
from .highs import TIGHT, Engine
from .matrix import BoolArray, Sparse
from .recourse import BROKEN, Line, Recourse
from .stages import Scenario

STORED = 5_000_000  # coefficients of all inverses that one bunch keeps
LEVEL = 1e-9  # prices that prove this share less than the best ones count as equally good
DIGITS = 1e-12  # share of a bound that is rounding
TRIES = 16  # futures solved by themselves at one first stage, before a bunch asks whether it pays
ROWS = 50  # a recourse of so many rows pays if each basis answers for one more future: inverting costs more with size
INVERSE = 1e-9  # how far a basis times its inverse may be from one


@dataclass(frozen=True, eq=False)
class Prices:
    """What duals charge for lower bounds (`above`, not below zero) and for upper ones (`below`) [place]."""

    above: FloatArray
    below: FloatArray
    rows: FloatArray

    def worth(self, lower: Side, upper: Side, which: Places) -> FloatArray:
        """Lower bound of the cost of some futures [which]; `einsum` adds up in one fixed order."""
        usual = dot(self.above, _finite_part(lower.usual)) + dot(self.below, _finite_part(upper.usual))
        moved = np.einsum("fk,k->f", lower.table[which], self.above[lower.moving])
        moved += np.einsum("fk,k->f", upper.table[which], self.below[upper.moving])
        return np.asarray(usual + moved, dtype=np.float64)


def _finite_part(bounds: FloatArray) -> FloatArray:
    return np.where(np.isfinite(bounds), bounds, 0.0)


@dataclass(frozen=True, eq=False)
class Reply:
    """How a basis answers to the moving bounds of one side, by positions among them and in the basis.

    Values of the basis move by `by` [at, basic] times the bounds `at`, where places outside it stand. `own`: which
    bound each place of the basis has to keep itself, -1 where it is a usual one [basic].
    """

    at: Places
    by: FloatArray
    own: Places

    @classmethod
    def of(cls, side: Side, stand: BoolArray, basic: Places, answer: FloatArray) -> Reply:
        """`stand`: places outside the basis that stand at this side; `answer` [basic, place] to one more unit."""
        at, own = np.flatnonzero(stand[side.moving]), np.full(len(stand), -1, dtype=np.int64)
        own[side.moving] = np.arange(len(side.moving))
        return cls(at, np.ascontiguousarray(answer[:, side.moving[at]].T), own[basic])

    def bounds(self, side: Side, basic: Places, some: Places, which: Places) -> FloatArray:
        """Bounds of `some` places of the basis [which, some]."""
        own = self.own[some]
        out = np.tile(side.usual[basic[some]], (len(which), 1))
        out[:, own >= 0] = side.table[which][:, own[own >= 0]]
        return out


@dataclass(eq=False)
class Corner:
    """A basis whose prices are right for the bunch. used: futures that it answered for of late."""

    number: int
    prices: Prices
    start: Any  # the solver's own basis
    basic: Places
    low: BoolArray  # which places stand at their lower bound [place]
    high: BoolArray
    inverse: FloatArray
    lower: Reply
    upper: Reply
    used: int = 0
    strictest: int = 0  # the place in the basis that ruled out most futures of late

    def fits(self, matrix: Sparse, room: FloatArray, lower: Side, upper: Side, which: Places) -> BoolArray:
        """Whether its values keep within the bounds of futures [which], up to `room` [place]."""
        columns, basic = len(matrix.start) - 1, self.basic
        usual = np.where(self.low, lower.usual, np.where(self.high, upper.usual, 0.0))
        held = self.inverse @ (matrix.times(usual[:columns], len(basic)) - usual[columns:])
        out = np.ones(len(which), dtype=bool)
        for some in (np.array([self.strictest])[: len(basic)], np.arange(len(basic))):
            left = which[out]
            values = lower.table[left][:, self.lower.at] @ self.lower.by[:, some] - held[some]
            values += upper.table[left][:, self.upper.at] @ self.upper.by[:, some]
            wrong = np.zeros(values.shape, dtype=bool)
            for side, reply, sign in ((lower, self.lower, 1.0), (upper, self.upper, -1.0)):
                bounds = reply.bounds(side, basic, some, left)
                wrong |= sign * (values - bounds) < -(room[basic[some]] + DIGITS * np.abs(_finite_part(bounds)))
            out[out] = ~wrong.any(axis=1)
        if wrong.any():
            self.strictest = int(wrong.sum(axis=0).argmax())
        return out


class Bunch:
    """Futures of one kind: their bounds as tables, and the bases and proofs of impossibility known so far."""

    def __init__(self, scenarios: Sequence[Scenario], numbers: Sequence[int], patience: int | None) -> None:
        """The futures `scenarios`; `numbers` are theirs among all."""
        self.numbers, self.patience = np.array(numbers, dtype=np.int64), patience
        stages = [scenario.stage for scenario in scenarios]
        one = self.stage = stages[0]
        self.links = Links.of([scenario.technology for scenario in scenarios], one.num_row)
        touched = self.links.touched
        self.lower = Side.of([s.col_lower for s in stages], [s.row_lower for s in stages], touched)
        self.upper = Side.of([s.col_upper for s in stages], [s.row_upper for s in stages], touched)
        rows, columns = one.matrix.scales(one.num_row)
        self.unit = np.concatenate((columns, 1 / rows))
        self.full = np.zeros((one.num_row, one.num_col + one.num_row))
        self.full[one.matrix.index, one.matrix.columns()] = one.matrix.value
        self.full[:, one.num_col :] = -np.eye(one.num_row)
        self.most = max(8, STORED // max(1, one.num_row**2))
        self.corners: list[Corner] = []
        self.rays: list[Prices] = []
        self.engine: Engine | None = None
        self.bases: list[Any] = [None] * len(scenarios)  # the last one of each future
        self.last = np.full(len(scenarios), -1)  # number of the corner that answered last
        self.solved = self.fallbacks = 0
        self.given_up = False  # bases answer for too few futures

    def __len__(self) -> int:
        return len(self.numbers)

    def lines(self, x: FloatArray, scenario: Callable[[int], Scenario], start: Any) -> Answers:
        """Lines at `x`; `scenario` makes a future by its number. Some stay open where the bunch gives up."""
        shift = self.links.shift(x, self.stage.num_col)
        asked = Answers(self, x, self.lower.less(shift), self.upper.less(shift))
        for corner in self.corners:
            corner.used //= 2
        for ray in self.rays:
            asked.rule_out(ray)
        asked.look_up()
        worth, tries = self.stage.num_row / ROWS, 0
        while asked.open.any():
            tries += 1
            self.given_up = tries > TRIES and asked.answered < tries * worth
            if self.given_up:
                break
            place = int(asked.open.argmax())
            self._solve(asked, place, scenario(int(self.numbers[place])), start)
        self.corners = sorted(self.corners, key=lambda corner: -corner.used)[: self.most]
        return asked

    def _solve(self, asked: Answers, place: int, scenario: Scenario, start: Any) -> None:
        """Solves one future, and lets what comes out answer for others."""
        recourse = Recourse(scenario, self.patience)
        nearest = asked.nearest(place)
        recourse.take(self.engine, self.bases[place] or (start if nearest is None else nearest.start))
        line = recourse.line(asked.x)
        self.solved += 1
        self.fallbacks += recourse.fallbacks
        self.engine, self.bases[place] = recourse.engine, recourse.basis
        asked.put(place, line)
        prices = self._priced(line)
        if prices is None:
            return
        if not line.feasible:
            self.rays.append(prices)
            asked.rule_out(prices)
            return
        corner = self._corner(recourse, prices)
        if corner is not None:
            self.corners.append(corner)
            asked.try_out(corner)

    def _priced(self, line: Line) -> Prices | None:
        stage = self.stage
        fit = fit_prices(line.prices, stage.row_lower, stage.row_upper)
        cost = stage.cost if line.feasible else np.zeros(stage.num_col)
        reduced, rounding = reduced_costs(stage.matrix, cost, fit)
        sides = priced_sides(
            np.concatenate((reduced, fit)),
            np.concatenate((stage.col_lower, stage.row_lower)),
            np.concatenate((stage.col_upper, stage.row_upper)),
            np.concatenate((rounding, np.zeros(len(fit)))),
        )
        return None if sides is None else Prices(*sides, fit)

    def _corner(self, recourse: Recourse, prices: Prices) -> Corner | None:
        """The basis of the last run; None where it cannot be inverted."""
        assert recourse.engine is not None
        ordered = recourse.engine.basic()
        if ordered is None or recourse.basis is None:
            return None
        columns = self.stage.num_col
        basic = np.where(ordered >= 0, ordered, columns - 1 - ordered)
        unit, rows = self.unit[basic], 1 / self.unit[columns:]
        square = self.full[:, basic] * rows[:, None] * unit
        try:
            inverse = np.asarray(np.linalg.inv(square), dtype=np.float64)
        except np.linalg.LinAlgError:
            return None
        if not np.abs(square @ inverse - np.eye(len(basic))).max(initial=0.0) <= INVERSE:
            return None
        inverse = unit[:, None] * inverse * rows
        low, high = self._sides(recourse.basis, prices, basic)
        answer = -(inverse @ self.full)
        replies = Reply.of(self.lower, low, basic, answer), Reply.of(self.upper, high, basic, answer)
        return Corner(self.solved, prices, recourse.basis, basic, low, high, inverse, *replies)

    def _sides(self, basis: Any, prices: Prices, basic: Places) -> tuple[BoolArray, BoolArray]:
        """Which places stand at their lower and at their upper bound: as prices say, else as the solver has it."""
        told = np.array([int(status) for part in (basis.col_status, basis.row_status) for status in part])
        stage = self.stage
        lower = np.isfinite(np.concatenate((stage.col_lower, stage.row_lower)))
        upper = np.isfinite(np.concatenate((stage.col_upper, stage.row_upper)))
        size = LEVEL * (np.abs(prices.above).max(initial=0.0) + np.abs(prices.below).max(initial=0.0))
        high = upper & ((prices.below < -size) | ~lower | ((told == AT_UPPER) & ~(prices.above > size)))
        low = lower & ~high
        low[basic] = high[basic] = False
        return low, high


AT_UPPER = 2  # of HighsBasisStatus


class Answers:
    """The futures of a bunch at one first stage: which are still open, and the lines of those that are not."""

    def __init__(self, bunch: Bunch, x: FloatArray, lower: Side, upper: Side) -> None:
        self.bunch, self.x, self.lower, self.upper = bunch, x, lower, upper
        count = len(bunch)
        self.open, self.answered = np.ones(count, dtype=bool), 0  # futures that another's basis or proof answers for
        self.value, self.constant, self.slope = np.full(count, np.inf), np.empty(count), np.empty((count, len(x)))
        self.best = np.full(count, -np.inf)  # what the known prices prove at most
        self.proof: npt.NDArray[np.int64] = np.full(count, -1)  # and which corner's they are
        self.room = TIGHT * bunch.unit
        self.size: FloatArray | None = None

    def put(self, place: int, line: Line) -> None:
        """The line of one future as the solver gave it."""
        self.value[place], self.constant[place], self.slope[place] = line.value, line.constant, line.slope
        self.open[place] = False

    def nearest(self, place: int) -> Corner | None:
        """The known basis whose prices prove most for a future."""
        number = int(self.proof[place])
        return None if number < 0 else self.bunch.corners[number]

    def look_up(self) -> None:
        """Tries all known bases, each on the futures for which none proves more."""
        places, corners = np.flatnonzero(self.open), self.bunch.corners
        if not corners or not len(places):
            return
        above, below = (np.array([getattr(c.prices, name) for c in corners]) for name in ("above", "below"))
        worth = self.lower.table[places] @ above[:, self.lower.moving].T
        worth += self.upper.table[places] @ below[:, self.upper.moving].T
        worth += above @ _finite_part(self.lower.usual) + below @ _finite_part(self.upper.usual)
        self.best[places], self.proof[places] = worth.max(axis=1), worth.argmax(axis=1)
        level = (self.best - LEVEL * (1.0 + np.abs(self.best)))[places]
        good = worth >= level[:, None]
        for number, corner in enumerate(corners):  # first those that answered last time
            self._settle(corner, places[good[:, number] & (self.bunch.last[places] == corner.number)])
        for number, corner in enumerate(corners):
            self._settle(corner, places[good[:, number] & self.open[places]])

    def try_out(self, corner: Corner) -> None:
        """Tries a new basis on the open futures for which none of the others proves more."""
        places = np.flatnonzero(self.open)
        worth = corner.prices.worth(self.lower, self.upper, places)
        best = self.best[places]
        self._settle(corner, places[(worth >= best - LEVEL * (1.0 + np.abs(best))) | np.isinf(best)])
        more = worth > best
        self.best[places[more]], self.proof[places[more]] = worth[more], len(self.bunch.corners) - 1

    def _settle(self, corner: Corner, places: Places) -> None:
        if not len(places):
            return
        fits = corner.fits(self.bunch.stage.matrix, self.room, self.lower, self.upper, places)
        places = places[fits]
        corner.used += len(places)
        self.bunch.last[places] = corner.number
        for place in places.tolist():
            self.bunch.bases[place] = corner.start
        self.value[places] = corner.prices.worth(self.lower, self.upper, places)
        self._line(corner.prices, places)

    def rule_out(self, ray: Prices) -> None:
        """Closes the open futures of which a proof says that they have no recourse here."""
        places = np.flatnonzero(self.open)
        broken = ray.worth(self.lower, self.upper, places) > BROKEN * (1.0 + self._sizes()[places])
        self._line(ray, places[broken])

    def _line(self, prices: Prices, places: Places) -> None:
        self.answered += len(places)
        self.constant[places] = prices.worth(self.bunch.lower, self.bunch.upper, places)
        self.slope[places] = self.bunch.links.slopes(prices.rows, places)
        self.open[places] = False

    def _sizes(self) -> FloatArray:
        """The largest finite bound of a row [future]."""
        if self.size is None:
            rows, size = self.bunch.stage.num_col, np.zeros(len(self.bunch))
            for side in (self.lower, self.upper):
                usual = side.usual[rows:]
                size = np.maximum(size, np.abs(_finite_part(usual)).max(initial=0.0))
                size = np.maximum(size, np.abs(side.table[:, side.moving >= rows]).max(axis=1, initial=0.0))
            self.size = size
        return self.size
