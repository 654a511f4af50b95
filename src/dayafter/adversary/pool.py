"""What changes with the months, as rows of one array: a row for all months where a figure stays as it is, and one a
month where a future moves it. Categories that read the same figure share its rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dayafter.adversary.inputs import Frame
from dayafter.adversary.kernel import PEOPLE_TRACKS, TRACKS

Floats = NDArray[np.float64]


class Memory:
    """Memory that is used again by one block of draws after the other: to get it from the system costs more than to
    fill it. What was made in it before is lost."""

    def __init__(self) -> None:
        self._numbers = np.empty(0)

    def take(self, rows: int, width: int) -> Floats:
        """So many rows of this width, with anything in them."""
        if self._numbers.size < rows * width:
            self._numbers = np.empty(rows * width)
        return self._numbers[: rows * width].reshape(rows, width)


class Pool:
    """The rows of these draws, padded to whole blocks."""

    def __init__(self, frame: Frame, size: int, padded: int, memory: Memory | None = None) -> None:
        self.frame, self.size = frame, size
        figures = len(frame.categories) * len(TRACKS) + len(PEOPLE_TRACKS)
        most = figures * (2 + 2 * frame.months)  # memory that is not written to is not taken from the machine
        self._rows = (memory or Memory()).take(most, padded)
        self._places: dict[int, int] = {}
        self._kept: list[Floats] = []
        self._count = 0

    def room(self, rows: int) -> Floats:
        """Rows that are to be filled [row, draw]."""
        first, self._count = self._count, self._count + rows
        made = self._rows[first : self._count, : self.size]
        self._places[id(made)] = first
        self._kept.append(made)  # no other array gets its identity
        return made

    def place(self, values: Floats) -> int:
        """The first row of these values [draw], or [month, draw]: one array has one place."""
        if id(values) not in self._places:
            rows = np.atleast_2d(values)
            first = self._count
            self.room(len(rows))[:] = rows
            self._places[id(values)] = first
            self._kept.append(values)
        return self._places[id(values)]

    def values(self) -> Floats:
        """All rows [row, draw]."""
        out = self._rows[: self._count]
        out[:, self.size :] = out[:, self.size - 1 : self.size]
        return out


@dataclass(frozen=True)
class Tracks:
    """Which rows the tracks of one category, or of people, read: rows [track, step]."""

    pool: Pool
    rows: NDArray[np.int64]
    names: tuple[str, ...]

    def put(self, name: str, war: Floats, truce: Floats) -> None:
        """Sets a track. war: [draw]; truce: [draw], or [month, draw]."""
        frame, first = self.pool.frame, self.pool.place(truce)
        row = self.rows[self.names.index(name)]
        row[: frame.before] = self.pool.place(war)
        row[frame.before :] = first if truce.ndim == 1 else first + np.arange(frame.months)
