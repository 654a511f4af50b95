"""Where no package is taken by all allies: the least that has to give, by red line, actor and issue (card, eq. 7)."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from dayafter.talks.inputs import Line
from dayafter.talks.packages import Offers, Packages, chunks, named

Ints = NDArray[np.int64]
Singles = NDArray[np.float32]

MOST_ACTORS = 4
"""So many allies at most are let go of at once, in looking for the fewest."""

PART = 256
"""Packages whose margins in every draw are in memory at once."""


@dataclass(frozen=True)
class Relaxation:
    """One way out. kind: line (a red line is given up), lines (all of an actor are), reservation (an actor takes a deal
    that is worth `amount` less to it), position (it moves by `amount` points on the issue) or actors (these are not
    asked). package: what all the others then take most often; chance: share of draws in which they do; packages: how
    many packages are then taken often enough."""

    kind: str
    actors: tuple[int, ...]
    issue: int | None
    line: Line | None
    amount: float | None
    package: str
    chance: float
    packages: int


@dataclass(frozen=True, eq=False)
class Relaxing:
    """The ways out of an empty agenda. found: packages that break no ally's line; confidence: the share of draws that
    is asked for."""

    found: Packages
    confidence: float

    @property
    def offers(self) -> Offers:
        return self.found.offers

    @property
    def allies(self) -> tuple[int, ...]:
        return self.offers.figures.allies

    @property
    def enough(self) -> int:
        """Draws in which all must take a package."""
        return math.ceil(self.confidence * self.offers.draws - 1e-9)

    def all(self) -> list[Relaxation]:
        """Every single way out or towards it, and the smallest sets of actors without whom there is one."""
        single = [*self.lines(), *self.reservations(), *self.positions()]
        return [*single, *self.actors()]

    def lines(self) -> Iterator[Relaxation]:
        """Red lines of allies whose end, one by one or all of one actor, brings the others nearer together."""
        figures, known = self.offers.figures, self.found.every.max(initial=0)
        for actor in self.allies:
            own = [line for line in figures.lines if line.actor == actor]
            for some in [[line] for line in own] + ([own] if len(own) > 1 else []):
                found = Packages.of(Offers.of(figures, some))
                if found.every.max(initial=0) > known:
                    top = int(found.every.argmax())
                    made = found.name(top), float(found.chance[top]), len(found.agenda(self.confidence))
                    if len(some) > 1:
                        yield Relaxation("lines", (actor,), None, None, None, *made)
                    else:
                        yield Relaxation("line", (actor,), _issue(self, some[0]), some[0], None, *made)

    def reservations(self) -> Iterator[Relaxation]:
        """How much less than no deal an actor would have to take, all else as it is."""
        for actor in self.allies:
            least: list[tuple[float, int]] = []
            for rows, margins, others in self._nearly(actor):
                own = np.where(others, margins[:, actor], -np.inf)
                least += zip((-_at_rank(own, self.enough)).tolist(), rows.tolist(), strict=True)
            yield from self._least("reservation", actor, None, least)

    def positions(self) -> Iterator[Relaxation]:
        """How far an actor would have to move on one issue, all else as it is."""
        figures = self.offers.figures
        shares = figures.salience / np.maximum(figures.salience.sum(axis=2, keepdims=True), 1e-12)
        for actor in self.allies:
            least: dict[int, list[tuple[float, int]]] = {}
            for rows, margins, others in self._nearly(actor):
                lacking = np.maximum(-margins[:, actor], 0.0)
                for issue in range(len(figures.issues)):
                    option = self.found.rows[rows, issue].astype(np.int64)
                    share = np.maximum(shares[:, actor, issue], 1e-12)
                    apart = np.abs(figures.place[:, option].T - figures.position[:, actor, issue])
                    moves = 100 * lacking / share
                    moves = np.where(others & (moves <= apart + 1e-3), moves, np.inf)
                    made = -_at_rank(-moves, self.enough)
                    least.setdefault(issue, []).extend(zip(made.tolist(), rows.tolist(), strict=True))
            for issue, found in least.items():
                yield from self._least("position", actor, issue, found)

    def _nearly(self, actor: int) -> Iterator[tuple[Ints, Singles, NDArray[np.bool_]]]:
        """Packages that each of the others takes often enough: their numbers, the margins [package, actor, draw] and
        where all others take them [package, draw]."""
        others = [one for one in self.allies if one != actor]
        often = (self.found.takes[:, others] >= self.enough).all(axis=1)
        numbers: Ints = np.flatnonzero(often).astype(np.int64)
        for start in range(0, len(numbers), PART):
            rows = numbers[start : start + PART]
            margins = self.offers.margins(self.found.rows[rows])
            yield rows, margins, np.asarray((margins[:, others] >= -1e-6).all(axis=1))

    def _least(self, kind: str, actor: int, issue: int | None, found: list[tuple[float, int]]) -> Iterator[Relaxation]:
        """The least amount of all packages, if there is one."""
        known = [one for one in found if math.isfinite(one[0])]
        if known:
            amount, row = min(known)
            yield Relaxation(
                kind, (actor,), issue, None, max(amount, 0.0), self.found.name(row), self.confidence, len(known)
            )

    # Sets of actors

    @cached_property
    def _alone(self) -> tuple[NDArray[np.int16], Ints, Ints]:
        """Every package, whoever's line it breaks: ([package, issue], bits of those whose lines it breaks, bits of the
        allies who do not take it often enough by themselves)."""
        every = Packages.of(self.offers, ())
        bits = np.zeros(len(every.rows), dtype=np.int64)
        for actor in self.allies:
            bits |= (every.takes[:, actor] < self.enough).astype(np.int64) << actor
        return every.rows, every.lines, bits

    def _with(self, asked: tuple[int, ...]) -> tuple[int, int, int]:
        """With only these allies asked: draws in which the best package is taken by all, its row, and how many packages
        are taken often enough."""
        rows, _, bits = self._alone
        mask = sum(1 << actor for actor in asked)
        numbers = np.flatnonzero(bits & mask == 0)
        best, at, count = 0, -1, 0
        for part in chunks(len(numbers)):
            for start in range(part.start, part.stop, PART):
                some = numbers[start : min(start + PART, part.stop)]
                margins = self.offers.margins(rows[some])[:, list(asked)]
                taken = (margins >= -1e-6).all(axis=1).sum(axis=1)
                count += int((taken >= self.enough).sum())
                if taken.max() > best:
                    best, at = int(taken.max()), int(some[taken.argmax()])
        return best, at, count

    def actors(self) -> Iterator[Relaxation]:
        """The smallest sets of allies without whom the others have a common agenda."""
        bits = self._alone[2]
        fewest = min((int(one).bit_count() for one in np.unique(bits)), default=0)
        for size in range(max(fewest, 1), min(MOST_ACTORS, len(self.allies) - 1) + 1):
            made = list(self._sets(size))
            if made:
                yield from made
                return

    def _sets(self, size: int) -> Iterator[Relaxation]:
        rows, _, bits = self._alone
        alone = np.unique(bits)
        for gone in combinations(self.allies, size):
            mask = sum(1 << actor for actor in gone)
            if not (alone & ~mask == 0).any():
                continue
            taken, at, count = self._with(tuple(one for one in self.allies if one not in gone))
            if taken >= self.enough:
                package = named(self.offers.figures, rows[at])
                yield Relaxation("actors", gone, None, None, None, package, taken / self.offers.draws, count)

    def conflict(self) -> tuple[int, ...]:
        """Allies whose demands cannot be met together, none of whom could be left out of the quarrel; empty where all
        can be met. Those who take most packages are left out first."""
        kept = self.allies
        if self._with(kept)[0] >= self.enough:
            return ()
        bits = self._alone[2]
        for actor in sorted(self.allies, key=lambda one: (int((bits >> one & 1).sum()), one)):
            rest = tuple(one for one in kept if one != actor)
            if rest and self._with(rest)[0] < self.enough:
                kept = rest
        return kept


def _issue(relaxing: Relaxing, line: Line) -> int:
    issues = [issue.issue_id for issue in relaxing.offers.figures.issues]
    return issues.index(line.row.issue_id)


def _at_rank(values: NDArray[np.floating], rank: int) -> NDArray[np.float64]:
    """The value that so many are at least as large as, along the last axis."""
    return np.asarray(-np.partition(-values, rank - 1, axis=-1)[..., rank - 1], dtype=float)
