"""All packages of options, who takes each in how many draws, and which of them all allies take."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dayafter.errors import UsageError
from dayafter.talks.inputs import Figures, Line, Link

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

MOST = 1_000_000
"""Packages up to which all of them are looked at."""

CHUNK = 16_384
"""Packages that are in memory at once, in every draw."""

EFFICIENT = 20_000
"""Packages among which every one is held against every other."""


@dataclass(frozen=True, eq=False)
class Offers:
    """What is on the table: options with their worth, reservations, lines. All arrays in single precision.

    gains: [actor, option, draw]; links: actor, later and earlier option [link, 3]; worth: [link, draw]; reservation:
    [actor, draw]; broken: bits of the actors whose lines a pair of options breaks [option, option].
    """

    figures: Figures
    gains: Singles
    links: Ints
    worth: Singles
    reservation: Singles
    broken: Ints

    @classmethod
    def of(cls, figures: Figures, dropped: Collection[Line] = ()) -> Offers:
        """Raises UsageError where there are more packages than can be looked at (packages-many)."""
        count = int(np.prod([float(len(one)) for one in figures.options]))
        if count > MOST:
            raise UsageError.of("packages-many", count=f"{count:,}", most=f"{MOST:,}")
        links, worth = _links(figures.links, figures.gains.shape[2])
        lines = [line for line in figures.lines if line not in dropped]
        return cls(
            figures=figures,
            gains=figures.gains.astype(np.float32),
            links=links,
            worth=worth,
            reservation=np.ascontiguousarray(figures.reservation.T.astype(np.float32)),
            broken=breaks(lines, len(figures.needs), figures.issue_of),
        )

    @property
    def draws(self) -> int:
        """How many draws."""
        return int(self.gains.shape[2])

    def listed(self, blockers: Collection[int]) -> tuple[NDArray[np.int16], Ints]:
        """The packages that break no line of the blockers, and the bits of those whose lines each breaks."""
        from dayafter.talks.kernel import listed

        room = int(np.prod([len(one) for one in self.figures.options]))
        bits = sum(1 << actor for actor in blockers)
        return listed(self.figures.starts, self.broken, bits, room)  # type: ignore[no-any-return]

    def utilities(self, packages: ArrayLike) -> Singles:
        """What packages are worth to each actor [package, actor, draw]. Equation 1."""
        rows = np.atleast_2d(np.asarray(packages, dtype=np.int64))
        out = np.zeros((len(rows), *self.gains.shape[::2]), dtype=np.float32)
        for issue in range(rows.shape[1]):
            out += self.gains[:, rows[:, issue], :].transpose(1, 0, 2)
        for (actor, later, earlier), worth in zip(self.links.tolist(), self.worth, strict=True):
            holds = (rows == later).any(axis=1) & (rows == earlier).any(axis=1)
            out[holds, actor] += worth
        return out

    def margins(self, packages: ArrayLike) -> Singles:
        """The same less what no deal is worth [package, actor, draw]."""
        return self.utilities(packages) - self.reservation

    def middle(self, packages: ArrayLike) -> Singles:
        """The mean of the margins over the draws [package, actor]; without the memory that all draws take."""
        rows = np.atleast_2d(np.asarray(packages, dtype=np.int64))
        gains = self.gains.mean(axis=2)
        out = np.broadcast_to(-self.reservation.mean(axis=1), (len(rows), len(gains))).copy()
        for issue in range(rows.shape[1]):
            out += gains[:, rows[:, issue]].T
        for (actor, later, earlier), worth in zip(self.links.tolist(), self.worth.mean(axis=1), strict=True):
            out[(rows == later).any(axis=1) & (rows == earlier).any(axis=1), actor] += worth
        return out


def breaks(lines: Collection[Line], options: int, issue_of: Ints) -> Ints:
    """Bits of the actors whose lines a pair of options breaks, the later issue first [option, option]; on the diagonal
    an option alone. Options of one issue never stand together."""
    broken = np.zeros((options, options), dtype=np.int64)
    for line in lines:
        other = None if line.row.unless_issue == "" else _issue_of(line, issue_of)
        for option in line.refuses:
            if other is None or other == issue_of[option]:
                broken[option, option] |= 1 << line.actor
                continue
            for one in np.flatnonzero(issue_of == other):
                if int(one) not in line.unless:
                    broken[option, one] |= 1 << line.actor
                    broken[one, option] |= 1 << line.actor
    return broken


def _issue_of(line: Line, issue_of: Ints) -> int | None:
    """The issue whose settlement lifts the line; None where none of the options that lift it can be had."""
    return int(issue_of[line.unless[0]]) if line.unless else None


def _links(links: tuple[Link, ...], draws: int) -> tuple[Ints, Singles]:
    rows = [(one.actor, max(one.option, one.other), min(one.option, one.other)) for one in links]
    worth = np.array([one.worth for one in links], dtype=np.float32).reshape(len(links), draws)
    return np.array(rows, dtype=np.int64).reshape(len(links), 3), worth


@dataclass(frozen=True, eq=False)
class Packages:
    """Packages that break no ally's line, and who takes them. takes: draws in which an actor does [package, actor];
    every: in which all allies do [package]; both: in which the adversary does too [package]."""

    offers: Offers
    rows: NDArray[np.int16]
    lines: Ints
    takes: NDArray[np.int32]
    every: NDArray[np.int32]
    both: NDArray[np.int32]

    @classmethod
    def of(cls, offers: Offers, allies: Collection[int] | None = None) -> Packages:
        """All packages that break no line of these allies (all, if none are named). Equation 2."""
        figures = offers.figures
        chosen = figures.allies if allies is None else tuple(sorted(allies))
        rows, lines = offers.listed(chosen)
        return cls(offers, rows, lines, *_counted(offers, rows, lines, chosen))

    @cached_property
    def shares(self) -> Floats:
        """Share of draws in which each actor takes each package [package, actor]."""
        return np.asarray(self.takes / self.offers.draws)

    @cached_property
    def chance(self) -> Floats:
        """Share of draws in which all allies take it [package]."""
        return np.asarray(self.every / self.offers.draws)

    @cached_property
    def whole(self) -> Floats:
        """Share of draws in which all allies and the adversary take it [package]."""
        return np.asarray(self.both / self.offers.draws)

    def agenda(self, confidence: float) -> Ints:
        """Numbers of the packages that all allies take in at least this share of the draws: the common agenda."""
        return np.flatnonzero(self.chance >= confidence - 1e-12)

    def name(self, number: int) -> str:
        """`army=as-is; force=rear`, by issue."""
        return named(self.offers.figures, self.rows[number])


def named(figures: Figures, package: ArrayLike) -> str:
    """A package by the short names of its options: `army=as-is; force=rear`."""
    return "; ".join("=".join(figures.option(int(option))) for option in np.asarray(package))


def _counted(
    offers: Offers, rows: NDArray[np.int16], lines: Ints, allies: tuple[int, ...]
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """takes, every and both, chunk by chunk; the allies that count are moved to the front."""
    from dayafter.talks.kernel import accepted

    actors = len(offers.gains)
    order = np.array([*allies, *(one for one in range(actors) if one not in allies)], dtype=np.int64)
    place = np.argsort(order)
    links = offers.links.copy()
    links[:, 0] = place[links[:, 0]]
    foe = offers.figures.adversary
    moved = sum((lines >> int(actor) & 1) << n for n, actor in enumerate(order)) if actors else lines
    takes = np.zeros((len(rows), actors), dtype=np.int32)
    every, both = np.zeros(len(rows), dtype=np.int32), np.zeros(len(rows), dtype=np.int32)
    gains, least = np.ascontiguousarray(offers.gains[order]), np.ascontiguousarray(offers.reservation[order])
    for part in chunks(len(rows)):
        found = accepted(
            rows[part], np.asarray(moved)[part], gains, links, offers.worth, least, len(allies),
            -1 if foe is None else int(place[foe]),
        )  # fmt: skip
        takes[part, :], every[part], both[part] = found[0][:, place], found[1], found[2]
    return takes, every, both


def chunks(count: int) -> Iterator[slice]:
    """Packages in parts that fit into memory."""
    return (slice(start, min(start + CHUNK, count)) for start in range(0, count, CHUNK))


def efficient(worth: ArrayLike) -> Bools:
    """Whether no other package is better for one and no worse for any [package]; worth: [package, actor].

    Sorted by their sums, a package can only be dominated by one before it.
    """
    values = np.asarray(worth, dtype=float)
    order = np.argsort(-values.sum(axis=1), kind="stable")
    kept: list[int] = []
    for at in order:
        front = values[kept]
        dominated = ((front >= values[at]).all(axis=1) & (front > values[at]).any(axis=1)).any() if kept else False
        if not dominated:
            kept.append(int(at))
    out = np.zeros(len(values), dtype=bool)
    out[kept] = True
    return out
