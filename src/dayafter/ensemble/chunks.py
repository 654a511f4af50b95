"""Ranges of draws: which are stored, which are missing, and how the missing ones are cut into chunks."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

FIRST_GUESS = 2048
"""Draws of a chunk as long as nothing is known of how fast they are."""

LEAST_SECONDS = 0.2
GOOD_SECONDS = 0.5
"""A chunk takes at least the first, so that no executor's own cost shows, and about the second."""

MOST = 1 << 17
"""Draws of the largest chunk that is chosen here: memory of a worker stays bounded."""

GRAIN = 32
"""Chosen sizes are multiples of it: futures that a kernel takes side by side."""


@dataclass(frozen=True, order=True)
class Chunk:
    """The draws first..stop-1."""

    first: int
    size: int

    @property
    def stop(self) -> int:
        """The draw after the last one."""
        return self.first + self.size

    def __str__(self) -> str:
        return f"{self.first}-{self.stop - 1}"


@dataclass(frozen=True)
class Cover:
    """How stored chunks cover the draws asked for.

    pieces: (stored chunk, the part of it to be used), in the order of draws, without gap or overlap inside a covered
    range; missing: what no stored chunk has.
    """

    pieces: tuple[tuple[Chunk, Chunk], ...]
    missing: tuple[Chunk, ...]


def cover(stored: Iterable[Chunk], draws: int) -> Cover:
    """The draws 0..draws-1 out of stored chunks of any sizes, overlapping or not, from the fewest chunks."""
    pieces: list[tuple[Chunk, Chunk]] = []
    missing: list[Chunk] = []
    waiting = sorted(stored, reverse=True)
    best, at = Chunk(0, 0), 0
    while at < draws:
        while waiting and waiting[-1].first <= at:
            best = max(best, waiting.pop(), key=lambda chunk: chunk.stop)
        if best.stop > at:
            piece = Chunk(at, min(best.stop, draws) - at)
            pieces.append((best, piece))
        else:
            piece = Chunk(at, min(waiting[-1].first if waiting else draws, draws) - at)
            missing.append(piece)
        at = piece.stop
    return Cover(tuple(pieces), tuple(missing))


class Cutter(Iterator[Chunk]):
    """Cuts missing ranges into chunks, one at a time; told how long chunks took, it finds their size by itself.

    Sizes never change a result: they decide only who computes what.
    """

    def __init__(self, missing: Sequence[Chunk], size: int | None = None, workers: int = 1) -> None:
        """size: draws of every chunk; None lets it be found."""
        self._left = [chunk for chunk in missing if chunk.size > 0][::-1]
        self._fixed = size
        self._size = size or FIRST_GUESS
        self._least = 1
        self._workers = workers

    @property
    def left(self) -> int:
        """Draws that are not handed out yet."""
        return sum(chunk.size for chunk in self._left)

    def __next__(self) -> Chunk:
        if not self._left:
            raise StopIteration
        gap = self._left.pop()
        size = min(gap.size, self._fixed or self._wanted(gap))
        if size < gap.size:
            self._left.append(Chunk(gap.first + size, gap.size - size))
        return Chunk(gap.first, size)

    def _wanted(self, gap: Chunk) -> int:
        """Smaller towards the end, so that all workers end together, yet never below the least."""
        fair = math.ceil((self.left + gap.size) / (2 * self._workers))
        size = max(min(self._size, fair), self._least)
        return gap.size if gap.size - size < self._least else _grained(size)

    def learn(self, chunk: Chunk, seconds: float) -> None:
        """Hears that a chunk took so many seconds."""
        rate = chunk.size / max(seconds, 1e-6)
        good = max(min(rate * GOOD_SECONDS, 16 * self._size, MOST), 1)
        self._size = _grained(math.ceil(good))
        self._least = min(self._size, math.ceil(rate * LEAST_SECONDS))


def _grained(size: int) -> int:
    return math.ceil(size / GRAIN) * GRAIN
