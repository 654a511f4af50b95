"""Which figures the adversary's rebuilding reads, and how they become the arrays of the kernel.

Every figure is taken through `Reader`, which notes it under the scope it is taken for: what a number was made from
is never written down twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dayafter.case import Case
from dayafter.case.columns import ANY
from dayafter.case.tables import path_of
from dayafter.case.tables.adversary import Mission
from dayafter.case.time import months_between
from dayafter.errors import CaseError, Finding
from dayafter.uncertainty import Draws

if TYPE_CHECKING:
    from dayafter.adversary.pool import Pool
    from dayafter.case.change import Change
    from dayafter.uncertainty.futures import Futures

Floats = NDArray[np.float64]
Key = tuple[str, ...]

PEOPLE_SCOPE = "people"
MISSIONS_SCOPE = "missions"

COUNTED_MONTHS = 12
"""So many of the latest months of loss counts make the losses of a month of war."""

FASTEST = 1.0
"""Months. A delay below it counts as this: nobody is trained, healed or built up faster than in a month."""


@dataclass(frozen=True)
class Frame:
    """What does not change from draw to draw.

    categories: in the order of the arrays, sorted; components: those that a formation takes, `people` last;
    missions: by size; months: of truce; lengths: months of each step; before: steps up to the ceasefire;
    keys: a random word for each step and category, people last [step, category].
    """

    categories: tuple[str, ...]
    components: tuple[str, ...]
    missions: tuple[str, ...]
    months: int
    lengths: Floats
    before: int
    keys: NDArray[np.uint32]


@dataclass(frozen=True)
class Arrays:
    """The figures as the kernel reads them, `size` draws padded to whole blocks; shapes as in `kernel.simulate`."""

    size: int
    constants: Floats
    people: Floats
    tracks: Floats
    rows: NDArray[np.int64]
    people_rows: NDArray[np.int64]
    luck: NDArray[np.uint32]
    sizes: Floats


def _needed(table: str, key: Key, hint: str = "add the row") -> Finding:
    return Finding("figure-needed", path_of(table), details={"table": table, "key": "/".join(key), "hint": hint})


def frame(case: Case) -> Frame:
    """The frame of a case. Raises CaseError naming every table that is missing."""
    takes = {key[0] for key in case.quantities("adversary_formations")}
    held = {key[0] for key in case.quantities("adversary_stocks")}
    held |= {key[1] for key in case.quantities("adversary_estimates") if key[0] == "active"}
    categories = tuple(sorted((takes | held) - {PEOPLE_SCOPE}))
    missions = tuple(row.mission_id for row in sorted(case.rows(Mission), key=lambda row: (row.size_order, row.key)))
    wanting = [] if takes else [_needed("adversary_formations", (ANY,), "say what one ready formation takes")]
    wanting += [] if missions else [_needed("missions", (ANY,), "name at least one mission")]
    if wanting:
        raise CaseError(*wanting)
    months = int(case.timeline.ends[-1])
    war = max(-months_between(case.settings.ceasefire, case.settings.known_on), 0.0)
    before = int(np.ceil(war))
    lengths = np.concatenate([np.full(before, war / max(before, 1)), np.ones(months)])
    words = [[_word(f"{name}|{step}") for name in (*categories, PEOPLE_SCOPE)] for step in range(len(lengths))]
    components = tuple(sorted(takes - {PEOPLE_SCOPE})) + ((PEOPLE_SCOPE,) if PEOPLE_SCOPE in takes else ())
    return Frame(categories, components, missions, months, lengths, before, np.array(words, dtype=np.uint32))


def _word(text: str) -> int:
    return int.from_bytes(hashlib.sha256(f"dayafter adversary 1|{text}".encode()).digest()[:4], "little")


def lucks(seed: int, first: int, size: int) -> NDArray[np.uint32]:
    """A random word for each draw from number `first` on, by splitmix64 of seed and number [draw]."""
    digest = hashlib.sha256(f"dayafter adversary 1|luck|{seed}".encode()).digest()
    with np.errstate(over="ignore"):
        z = np.arange(first + 1, first + size + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        z += np.uint64(int.from_bytes(digest[:8], "little"))
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return ((z ^ (z >> np.uint64(31))) >> np.uint64(32)).astype(np.uint32)


@dataclass
class Reader:
    """Takes figures out of the draws, notes which ones for what, and what is missing."""

    case: Case
    draws: Draws
    months: int
    reads: dict[str, dict[str, None]] = field(default_factory=dict)
    missing: dict[str, Finding] = field(default_factory=dict)
    scope: str = ""
    pool: Pool | None = None
    _paths: dict[object, Floats] = field(default_factory=dict)

    @contextmanager
    def for_(self, scope: str) -> Iterator[None]:
        """What is taken meanwhile is noted under this scope."""
        self.scope, before = scope, self.scope
        yield
        self.scope = before

    @property
    def futures(self) -> Futures | None:
        return self.draws.futures

    @cached_property
    def one(self) -> Floats:
        """All of it, in every draw [draw]."""
        return np.ones(self.draws.size)

    @cached_property
    def nothing(self) -> Floats:
        """Nothing, in every draw [draw]."""
        return np.zeros(self.draws.size)

    def zero(self) -> Floats:
        """Nothing, in every draw [draw]."""
        return np.zeros(self.draws.size)

    def has(self, table: str, key: Key) -> bool:
        """Whether the case knows the figure."""
        return key in self.case.quantities(table)

    def take(self, table: str, key: Key) -> Floats:
        """The figure in every draw [draw]."""
        self._note(self.case.quantities(table)[key].ref)
        return self.draws.column(table, key)

    def _note(self, *refs: str) -> None:
        self.reads.setdefault(self.scope, {}).update(dict.fromkeys(refs))

    def must(self, table: str, key: Key, hint: str = "add the row") -> Floats:
        """The figure in every draw; zero, and a finding, where the case has none [draw]."""
        if self.has(table, key):
            return self.take(table, key)
        self.missing["/".join((table, *key))] = _needed(table, key, hint)
        return self.zero()

    def rate_key(self, rate: str, category: str) -> Key | None:
        """The key of the rate for this category: its own row, or that for any."""
        found = [key for key in ((rate, category), (rate, ANY)) if self.has("adversary_rates", key)]
        return found[0] if found else None

    def rate(self, rate: str, category: str, default: float | None = None) -> Floats:
        """The rate in every draw; without a row the default, or a finding where there is none [draw]."""
        key = self.rate_key(rate, category)
        if key is not None:
            return self.take("adversary_rates", key)
        if default is None:
            return self.must("adversary_rates", (rate, category), f"add it for {category}, or for any")
        return np.full(self.draws.size, default)

    def moved(self, table: str, key: Key | None) -> Floats | None:
        """The figure month by month of the truce, where a future of these draws moves it [month, draw]."""
        return self._path(table, key, None)

    def factor(self, table: str, key: Key | None) -> Floats | None:
        """How much of the figure there is month by month of the truce, against now [month, draw].

        Figures that the same changes scale share their path.
        """
        steps = self._steps(table, key)
        if all(change.action in ("scale", "remove") for *_, change in steps):
            return self._path(table, key, 1.0)
        path = self._path(table, key, None)
        if path is None or key is None:
            return None
        now = self.draws.column(table, key)[None]
        return np.divide(path, now, out=np.ones_like(path), where=now > 0)

    def _steps(self, table: str, key: Key | None) -> tuple[tuple[int, int, Change], ...]:
        """What moves the figure under the truce; the chances of the futures are noted where they touch its table."""
        futures = self.futures
        if key is None or futures is None or not futures.touches(table):
            return ()
        for chance in ("future_chances", "future_months"):
            self._note(*(quantity.ref for quantity in self.case.quantities(chance).values()))
        return futures.steps_on(table, key)

    def _path(self, table: str, key: Key | None, start: float | None) -> Floats | None:
        """The path of a figure, or of what its changes make of `start`; None where nothing changes it."""
        steps = self._steps(table, key)
        if key is None or self.futures is None or not self.futures.any_by((step[0] for step in steps), self.months):
            return None
        at = (table, key) if start is None else tuple(step[:2] for step in steps)
        if at not in self._paths:
            out = self.room()
            self.futures.rows(table, key, self.draws.column(table, key) if start is None else start, out)
            self._paths[at] = out
        return self._paths[at]

    def room(self) -> Floats:
        """Memory for a path [month, draw]."""
        return np.empty((self.months, self.draws.size)) if self.pool is None else self.pool.room(self.months)
