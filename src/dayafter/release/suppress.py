"""Complementary suppression: which further cells are kept back so that no two receivers together work out a hidden one.

One set of cells for the whole ladder: a total that is safe at one step would betray a cell at the next, when another
party learns its own. Equations 5 and 6 of card.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations_with_replacement

import numpy as np
from numpy.typing import NDArray

from dayafter.errors import DayAfterError
from dayafter.release.bounds import Attack, Equation, Floats, Program, System

Flags = NDArray[np.bool_]

SHARE_OPEN = 0.2
"""An interval must be at least so wide, as a share of the true value."""

LEAST_OPEN = 1e-6
"""... and so wide in any case, where the true value is next to nothing."""

FREE = 1e-3
"""Cost of moving a cell that is hidden anyway, beside that of a cell that is still shown."""

MOVED = 1e-7
"""A cell that the cheapest way out moves by more than this is kept back with it."""


@dataclass(frozen=True, eq=False)
class Receiver:
    """What one receiver knows of each cell by the end of the ladder, before any complementary suppression."""

    name: str
    low: Floats  # [cell]
    high: Floats  # [cell]
    own: Flags  # cells that it knows without any release [cell]
    secret: Flags  # cells behind which stand figures that it is not shown as they are [cell]

    @property
    def alike(self) -> tuple[bytes, ...]:
        """The same for receivers who know the same of the same."""
        return tuple(part.tobytes() for part in (self.low, self.high, self.own, self.secret))


@dataclass(frozen=True, eq=False)
class Bands:
    """The band in which each cell would be shown, were it coarse [cell]."""

    low: Floats
    high: Floats


@dataclass(frozen=True)
class Kept:
    """Cells that no copy shows as they are: some as bands, some not at all."""

    coarse: frozenset[int] = frozenset()
    missing: frozenset[int] = frozenset()

    @property
    def all(self) -> frozenset[int]:
        """Every cell that is kept back."""
        return self.coarse | self.missing


def needs(values: Floats) -> Floats:
    """The least width of an interval for each value, eq. 5 (sliding protection): a fifth of it, or next to nothing."""
    return np.maximum(SHARE_OPEN * np.abs(values), LEAST_OPEN)


def pooled(one: Receiver, other: Receiver) -> Receiver:
    """Two receivers who lay all that they know side by side."""
    name = f"{one.name} and {other.name}" if one.name != other.name else one.name
    return Receiver(
        name,
        np.maximum(one.low, other.low),
        np.minimum(one.high, other.high),
        one.own | other.own,
        one.secret & other.secret,
    )


def after(who: Receiver, kept: Kept, bands: Bands) -> Receiver:
    """What a receiver knows from copies that keep these cells back; nothing takes from it what is its own."""
    low, high = who.low.copy(), who.high.copy()
    coarse = np.array([cell for cell in kept.coarse if not who.own[cell]], dtype=int)
    missing = np.array([cell for cell in kept.missing if not who.own[cell]], dtype=int)
    # What a receiver sees as a band, or not at all, it does not see better for being kept back.
    low[coarse] = np.minimum(low[coarse], bands.low[coarse])
    high[coarse] = np.maximum(high[coarse], bands.high[coarse])
    low[missing], high[missing] = 0.0, np.inf
    return Receiver(who.name, low, high, who.own, who.secret)


def hidden_from(who: Receiver, need: Floats) -> NDArray[np.int64]:
    """Cells that are to stay hidden from a receiver: those behind which hidden figures stand, as far as it knows less
    of them than would give them away."""
    return np.flatnonzero(who.secret & (who.high - who.low >= need))


def suppress(system: System, receivers: Sequence[Receiver], bands: Bands, cost: Floats) -> Kept:
    """Cells to be kept back in every copy, so that what is hidden from two receivers stays hidden from them together.

    cost: what it costs to leave out a unit of each cell [cell]. Cells that cannot be protected, because too much is
    known already, are left to the audit, which names them.
    """
    parts = [_Part(system, cells, receivers, bands, cost) for cells in _parts(system)]
    kept = Kept()
    while open_ := [part for part in parts if not part.holds(kept)]:
        kept = Kept(missing=kept.missing.union(*(part.grown(kept) for part in open_)))
    shares = frozenset(one.terms[0][0] for one in system.equations if one.loose)
    for part in parts:
        kept = part.softened(kept, sorted(kept.missing & frozenset(part.cells) - shares))
    for share in _dearest_first(kept.missing & shares, cost):
        fewer = kept.missing - {share}
        for other in (Kept(kept.coarse, fewer), Kept(kept.coarse | {share}, fewer)):
            if all(part.holds(other) for part in parts if share in part.near):
                kept = other
                break
    return kept


def _dearest_first(cells: frozenset[int], cost: Floats) -> list[int]:
    return sorted(cells, key=lambda cell: (-cost[cell], cell))


def _parts(system: System) -> list[tuple[int, ...]]:
    """Cells that hang together by equations that are not loose."""
    return Attack(system.firm).blocks(np.ones(len(system.values), dtype=bool))


class _Part:
    """Cells that hang together, whoever knows what of them; loose equations enter as what their share says at most.

    That is more than anybody knows: with the share of an area, and every other line of it known exactly, the line that
    is left lies so near its true value. So a part can be judged without the others.
    """

    def __init__(
        self, system: System, cells: tuple[int, ...], receivers: Sequence[Receiver], bands: Bands, cost: Floats
    ) -> None:
        self.cells = cells
        places = {cell: n for n, cell in enumerate(cells)}
        chosen = np.array(cells)
        firm = [one for one in system.equations if not one.loose and one.terms[0][0] in places]
        equations = tuple(
            replace(one, terms=tuple((places[cell], factor) for cell, factor in one.terms)) for one in firm
        )
        self.system = System(system.values[chosen], equations)
        self.need, self.cost = needs(self.system.values), cost[chosen]
        self.bands = Bands(bands.low[chosen], bands.high[chosen])
        self.loose = [
            _Loose.of(system, one, cell, factor, places[cell], receivers, bands)
            for one in system.equations
            if one.loose
            for cell, factor in one.terms[1:]
            if cell in places
        ]
        self.attack = Attack(self.system)
        self.pairs = self._pairs(receivers, chosen)
        self.wanted = [hidden_from(pair, self.need).tolist() for pair in self.pairs]
        self.given_up: set[tuple[str, int]] = set()
        self._held: dict[tuple[frozenset[int], frozenset[int]], bool] = {}
        self._found: dict[tuple[bytes, bytes, tuple[int, ...]], list[int]] = {}

    @staticmethod
    def _pairs(receivers: Sequence[Receiver], chosen: NDArray[np.int64]) -> list[Receiver]:
        """Every two receivers who differ in these cells, and each one alone."""
        cut = [
            Receiver(one.name, one.low[chosen], one.high[chosen], one.own[chosen], one.secret[chosen])
            for one in receivers
        ]
        alike = {one.alike: one for one in cut}
        return [pooled(one, other) for one, other in combinations_with_replacement(alike.values(), 2)]

    @cached_property
    def near(self) -> frozenset[int]:
        """Its cells, and the shares that speak of them."""
        return frozenset(self.cells) | {loose.share for loose in self.loose}

    def _cut(self, kept: Kept) -> Kept:
        """What of `kept` lies in this part, in its own numbers."""
        places = {cell: n for n, cell in enumerate(self.cells)}
        return Kept(
            frozenset(places[cell] for cell in kept.coarse if cell in places),
            frozenset(places[cell] for cell in kept.missing if cell in places),
        )

    def holds(self, kept: Kept) -> bool:
        """Whether nobody works out a hidden cell of this part, of those that can be protected at all."""
        key = (kept.coarse & self.near, kept.missing & self.near)
        if key not in self._held:
            self._held[key] = next(self._breaches(kept), None) is None
        return self._held[key]

    def _breaches(self, kept: Kept) -> Iterator[tuple[Receiver, int]]:
        inside = self._cut(kept)
        for pair, wanted in zip(self.pairs, self.wanted, strict=True):
            for cell in self._exposed(pair, wanted, inside, kept):
                yield pair, cell

    def _exposed(self, pair: Receiver, wanted: list[int], inside: Kept, kept: Kept | None) -> list[int]:
        """Cells that a pair works out; `kept` says which shares it sees, None: none of them."""
        who = after(pair, inside, self.bands)
        if kept is not None:
            for loose in self.loose:
                loose.tell(who, kept)
        key = (who.low.tobytes(), who.high.tobytes(), tuple(wanted))
        if key not in self._found:
            found = self.attack.exposed(who.low, who.high, wanted, self.need)
            self._found[key] = [cell for cell, _, _ in found]
        return [cell for cell in self._found[key] if (pair.name, cell) not in self.given_up]

    def grown(self, kept: Kept) -> frozenset[int]:
        """The missing cells with those that close what is open in this part; if that is not enough, its shares too."""
        inside = set(self._cut(kept).missing)
        for pair, wanted in zip(self.pairs, self.wanted, strict=True):
            while exposed := self._exposed(pair, wanted, Kept(missing=frozenset(inside)), None):
                who = after(pair, Kept(missing=frozenset(inside)), self.bands)
                more = _way_out(self.system, who, exposed[0], float(self.need[exposed[0]]), self.cost)
                if more:
                    inside |= more
                else:
                    self.given_up.add((pair.name, exposed[0]))
        missing = kept.missing | {self.cells[one] for one in inside}
        self._held.clear()
        if not self.holds(Kept(missing=missing)):  # then the shares tell too much
            missing |= {loose.share for loose in self.loose}
            self.given_up |= {(who.name, cell) for who, cell in self._breaches(Kept(missing=missing))}
            self._held.clear()
        return missing

    def softened(self, kept: Kept, cells: list[int]) -> Kept:
        """Bands in place of nothing for as many of the cells as can have them, halves at a time."""
        if not cells:
            return kept
        softer = Kept(kept.coarse | frozenset(cells), kept.missing - frozenset(cells))
        if self.holds(softer):
            return softer
        if len(cells) == 1:
            return kept
        half = len(cells) // 2
        return self.softened(self.softened(kept, cells[:half]), cells[half:])


@dataclass(frozen=True, eq=False)
class _Loose:
    """A share that everybody may see, and how near it brings one cell to its true value if all else is known."""

    share: int
    cell: int  # in the numbers of its part
    value: float
    at_value: tuple[float, float]  # how far below and above it the cell can lie where the share is shown
    in_band: tuple[float, float]  # and where its band is shown

    @classmethod
    def of(
        cls,
        system: System,
        equation: Equation,
        cell: int,
        factor: float,
        place: int,
        receivers: Sequence[Receiver],
        bands: Bands,
    ) -> _Loose:
        """The first cell of a loose equation is the share."""
        share, weight = equation.terms[0]
        total = equation.total(system.values)
        truth = float(system.values[share])
        open_ends = (equation.least - total, equation.greatest - total)
        band_ends = (weight * (bands.low[share] - truth), weight * (bands.high[share] - truth))
        shown = sorted((open_ends[0] / factor, open_ends[1] / factor))
        wide = sorted(((open_ends[0] - band_ends[1]) / factor, (open_ends[1] - band_ends[0]) / factor))
        return cls(share, place, float(system.values[cell]), (shown[0], shown[1]), (wide[0], wide[1]))

    def tell(self, who: Receiver, kept: Kept) -> None:
        """Narrows what the receiver knows of the cell."""
        if self.share in kept.missing:
            return
        below, above = self.in_band if self.share in kept.coarse else self.at_value
        who.low[self.cell] = max(who.low[self.cell], min(self.value + below, self.value))
        who.high[self.cell] = min(who.high[self.cell], max(self.value + above, self.value))


def _way_out(system: System, who: Receiver, target: int, need: float, cost: Floats) -> frozenset[int]:
    """The shown cells that the cheapest other table with another value of the target would move; none: no way."""
    tries = [_moves(system, who, target, change, cost) for change in (need, -need)]
    ways = [way for way in tries if way is not None and way[1]]
    return min(ways, key=lambda way: way[0])[1] if ways else frozenset()


def _moves(
    system: System, who: Receiver, target: int, change: float, cost: Floats
) -> tuple[float, frozenset[int]] | None:
    """Cost and cells of the cheapest table in which the target differs by `change`; columns: up, then down."""
    size = len(system.values)
    values, hidden = system.values, who.high > who.low
    up = np.where(hidden, who.high - values, np.where(who.own, 0.0, np.inf))
    down = np.where(hidden, values - who.low, np.where(who.own, 0.0, values))
    up, down = np.maximum(up, 0.0), np.maximum(down, 0.0)
    if (up if change > 0 else down)[target] < abs(change):
        return None
    low, high = np.zeros(2 * size), np.concatenate([up, down])
    low[target] = high[target] = max(change, 0.0)
    low[size + target] = high[size + target] = max(-change, 0.0)
    rows = []
    for equation in system.equations:
        both = {**dict(equation.terms), **{size + cell: -factor for cell, factor in equation.terms}}
        total = equation.total(values)
        rows.append((both, min(equation.least - total, 0.0), max(equation.greatest - total, 0.0)))
    each = np.where(hidden, FREE, 1.0) * cost
    try:
        least, moved = Program(rows, {n: n for n in range(2 * size)}, low, high).minimise(np.concatenate([each, each]))
    except DayAfterError:  # no table fits: nothing can be moved so far
        return None
    amount = moved[:size] + moved[size:]
    return least, frozenset(np.flatnonzero((amount > MOVED) & ~hidden).tolist())
