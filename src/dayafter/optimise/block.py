"""A block of futures in one process: their lines at a first stage, in order, whoever else works on the others.

Futures come in parts. Those of one part that share matrix and costs answer together (`bunch.py`), so that what comes
out depends on the part alone, and not on which process works on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from .alike import WIDE, Kinds
from .blocks import FloatArray
from .bunch import Bunch
from .highs import Engine
from .recourse import Recourse
from .stages import Scenario, Stage

LIVE = 2_000  # futures; above it solver objects are not kept, they take 50 kB and 300 bytes a coefficient each
COEFFICIENTS = 20_000_000  # of all futures together; the same limit for few large ones

MANY = 64  # futures; with fewer each is solved by itself
VALUES = 300_000  # futures of one part times rows
WORK = 4_000_000  # futures times squared rows that are worth a part of their own, to keep some processes busy
PARTS = 8

Statuses = npt.NDArray[np.int8]


@dataclass(frozen=True, eq=False)
class Basis:
    """A basis as plain arrays, to be sent to another process."""

    columns: Statuses
    rows: Statuses

    @classmethod
    def of(cls, basis: Any) -> Basis:
        """From the solver's own."""
        return cls(*(np.array([int(s) for s in part], dtype=np.int8) for part in (basis.col_status, basis.row_status)))

    def fits(self, stage: Stage) -> bool:
        """Whether a future has as many columns and rows."""
        return (len(self.columns), len(self.rows)) == (stage.num_col, stage.num_row)

    def highs(self) -> Any:
        """As the solver takes it."""
        import highspy

        kinds = {int(status): status for status in highspy.HighsBasisStatus.__members__.values()}
        made = highspy.HighsBasis()
        made.col_status = [kinds[s] for s in self.columns.tolist()]
        made.row_status = [kinds[s] for s in self.rows.tolist()]
        made.valid = True
        return made


@dataclass(frozen=True, eq=False)
class Lines:
    """Lines of all futures at one first stage: value [scenario], constant [scenario], slope [scenario, column].

    value is inf where the future has no recourse; its line then says which first stages it rules out.
    """

    value: FloatArray
    constant: FloatArray
    slope: FloatArray

    @property
    def feasible(self) -> npt.NDArray[np.bool_]:
        """Which futures have a recourse [scenario]."""
        return np.isfinite(self.value)

    def at(self, x: FloatArray) -> FloatArray:
        """What the lines say at a first stage [scenario]."""
        return np.asarray(self.constant + (self.slope * x).sum(axis=1), dtype=np.float64)


class ScenarioBlock:
    """Some futures: bunches that answer together, and others each with its own warm start."""

    def __init__(
        self, scenarios: Sequence[Scenario], parts: Sequence[Sequence[int]], live: bool, patience: int | None
    ) -> None:
        """The futures of `parts`, numbers of all; `live`: whether solver objects are kept."""
        self.scenarios, self.live, self.patience = scenarios, live, patience
        self.numbers = tuple(number for part in parts for number in part)
        self.place = {number: place for place, number in enumerate(self.numbers)}
        self.recourse: dict[int, Recourse] = {}
        self.bases: dict[int, Any] = {}
        self._rested = 0  # fallbacks of solver objects that are gone
        self._spare: tuple[Any, Engine] | None = None
        self._bunches: list[Bunch] = []
        self._single: list[int] = []
        for part in parts:
            self._sort(part)

    def _sort(self, part: Sequence[int]) -> None:
        """Puts the futures of a part into bunches."""
        if len(part) == 1:
            self._single.append(part[0])
            return
        kinds, groups, made = Kinds(), dict[Any, list[int]](), {number: self.scenarios[number] for number in part}
        for number in part:
            groups.setdefault(kinds.of(made[number]), []).append(number)
        for kind, numbers in groups.items():
            if kind is None or len(numbers) == 1:
                self._single.extend(numbers)
            else:
                self._bunches.append(Bunch([made[number] for number in numbers], numbers, self.patience))

    def lines(self, x: FloatArray, start: Basis | None = None) -> Lines:
        """Lines at `x`; `start` is the basis of futures that were never solved."""
        first = None if start is None else start.highs()
        value, constant = np.empty(len(self.numbers)), np.empty(len(self.numbers))
        slope = np.empty((len(self.numbers), len(x)))
        open_ = list(self._single)
        for bunch in self._bunches:
            fits = start is not None and start.fits(bunch.stage)
            found = bunch.lines(x, self.scenarios.__getitem__, first if fits else None)
            places = [self.place[number] for number in bunch.numbers.tolist()]
            value[places], constant[places], slope[places] = found.value, found.constant, found.slope
            if bunch.given_up:
                self._dissolve(bunch)
                open_.extend(bunch.numbers[found.open].tolist())
        self._bunches = [bunch for bunch in self._bunches if not bunch.given_up]
        for number in open_:
            recourse, place = self._recourse(number), self.place[number]
            fits = start is not None and start.fits(recourse.scenario.stage)
            line = recourse.line(x, first if fits else None)
            value[place], constant[place], slope[place] = line.value, line.constant, line.slope
            if not self.live:
                self._rest(number, recourse)
        return Lines(value, constant, slope)

    def _dissolve(self, bunch: Bunch) -> None:
        """Its futures go on by themselves, each from its last basis."""
        self._single.extend(bunch.numbers.tolist())
        self._rested += bunch.fallbacks
        self.bases.update(zip(bunch.numbers.tolist(), bunch.bases, strict=True))

    @property
    def fallbacks(self) -> int:
        """How many starts from a basis were given up so far."""
        kept = sum(recourse.fallbacks for recourse in self.recourse.values())
        return self._rested + kept + sum(bunch.fallbacks for bunch in self._bunches)

    def _recourse(self, number: int) -> Recourse:
        if number in self.recourse:
            return self.recourse[number]
        made = Recourse(self.scenarios[number], self.patience)
        made.basis = self.bases.get(number)
        if self.live:
            self.recourse[number] = made
            return made
        if self._spare is not None and self._spare[0] is made.scenario.stage.matrix and made.basis is not None:
            made.take(self._spare[1], made.basis)
        return made

    def _rest(self, number: int, recourse: Recourse) -> None:
        """Keeps the basis of a future, and its solver object for the next one with the same matrix."""
        self.bases[number] = recourse.basis
        self._rested += recourse.fallbacks
        if recourse.engine is not None:
            self._spare = (recourse.scenario.stage.matrix, recourse.engine)


def keeps_objects(scenarios: Sequence[Scenario]) -> bool:
    """Whether the solver objects of all futures fit into memory; by the first future's size."""
    count = len(scenarios)
    return count <= LIVE and (count == 0 or count * len(scenarios[0].stage.matrix.value) <= COEFFICIENTS)


def in_parts(scenarios: Sequence[Scenario]) -> list[range]:
    """Futures that may answer together, as numbers: parts of the whole that do not depend on who works on them.

    Each future is a part by itself where there are few, or where some of them show that they have nothing in common.
    """
    count = len(scenarios)
    probes = [scenarios[k] for k in (0, count // 2, count - 1)] if count >= MANY else []
    kinds = Kinds()
    if not probes or probes[0].stage.num_row > WIDE or len({kinds.of(probe) for probe in probes}) > 1:
        return [range(k, k + 1) for k in range(count)]
    rows = max(1, probes[0].stage.num_row)
    size = -(-count // max(1, -(-count * rows // VALUES), min(PARTS, count * rows**2 // WORK)))
    return [range(k, min(k + size, count)) for k in range(0, count, size)]
