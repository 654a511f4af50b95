"""Very many draws in little memory: columns for any range of draws, exact counts, and Parquet written part by part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dayafter.adversary.arrays import arrays
from dayafter.adversary.inputs import Frame, frame
from dayafter.adversary.model import run
from dayafter.adversary.pool import Memory
from dayafter.case import Case
from dayafter.errors import Finding, UsageError
from dayafter.uncertainty import Draws, futures_of

Floats = NDArray[np.float64]
Columns = Mapping[str, NDArray[Any]]

BLOCK = 8192
"""Draws at a time: what they need stays in the cache of a core."""

FORMATIONS_A_BIN = 0.25
BINS = 2000
"""Bins of a count of ready formations; the last one holds all that is beyond."""


def simulate(
    case: Case, first: int, size: int, *, seed: int, futures: bool = True, shape: Frame | None = None
) -> Columns:
    """Columns of draws first..first+size-1, the same bits as that slice of any longer run.

    ready: formations ready [draw, month]; scarcest: number of the scarcest category, people last [draw, month];
    first: first month in which each mission's formations are ready, inf for never [draw, mission].
    """
    shape = shape or frame(case)
    memory = Memory()
    parts = [
        _block(case, shape, begin, min(BLOCK, first + size - begin), seed, futures, memory)
        for begin in range(first, first + size, BLOCK)
    ]
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _block(
    case: Case, shape: Frame, first: int, size: int, seed: int, futures: bool, memory: Memory
) -> dict[str, NDArray[Any]]:
    draws = Draws(case, size, seed, first=first)
    if futures:
        draws = Draws(case, size, seed, first=first, futures=futures_of(case, draws))
    made, _ = arrays(case, draws, shape, memory)
    out = run(made, shape, stocks=False)
    columns: dict[str, NDArray[Any]] = {"ready": out.ready, "scarcest": out.scarcest, "first": out.first}
    return {name: values[:, :size].T for name, values in columns.items()}


@dataclass
class Counts:
    """Exact whole-number counts of many draws: they add up in any order to the same.

    ready: [month, bin]; scarcest: [month, category or people]; first: by month, the last place for never
    [mission, month + 1]; draws: how many.
    """

    ready: NDArray[np.int64]
    scarcest: NDArray[np.int64]
    first: NDArray[np.int64]
    draws: int = 0

    @classmethod
    def none(cls, shape: Frame) -> Counts:
        """No draw yet."""
        months = shape.months + 1
        sizes = ((months, BINS), (months, len(shape.categories) + 1), (len(shape.missions), months + 1))
        ready, scarcest, first = (np.zeros(size, dtype=np.int64) for size in sizes)
        return cls(ready, scarcest, first)

    def add(self, columns: Columns) -> None:
        """Counts these draws too."""
        bins = np.minimum(columns["ready"].T * (1 / FORMATIONS_A_BIN), BINS - 1).astype(np.int32)
        months = self.first.shape[1] - 1
        first = np.minimum(columns["first"].T, months).astype(np.int32)
        for total, values in ((self.ready, bins), (self.scarcest, columns["scarcest"].T), (self.first, first)):
            for row, found in zip(total, values, strict=True):
                row += np.bincount(found, minlength=row.size)
        self.draws += len(columns["ready"])

    def quantile(self, p: float) -> Floats:
        """Upper edge of the bin below which a share p of the draws lies, to a quarter of a formation [month]."""
        reached = np.cumsum(self.ready, axis=1) >= p * self.draws
        return np.asarray((reached.argmax(axis=1) + 1) * FORMATIONS_A_BIN)

    def ready_by(self, month: int) -> Floats:
        """Share of the draws in which each mission's formations were ready by that month [mission]."""
        return np.asarray(self.first[:, : month + 1].sum(axis=1) / self.draws)


def blocks(case: Case, draws: int, *, seed: int, futures: bool = True, chunk: int = BLOCK) -> Iterator[Columns]:
    """The columns of draws 0..draws-1, `chunk` at a time."""
    shape = frame(case)
    for first in range(0, draws, chunk):
        yield simulate(case, first, min(chunk, draws - first), seed=seed, futures=futures, shape=shape)


def count(case: Case, draws: int, *, seed: int, futures: bool = True, first: int = 0) -> Counts:
    """Counts of draws first..first+draws-1, in memory that does not grow with them."""
    shape = frame(case)
    out = Counts.none(shape)
    memory = Memory()
    for begin in range(first, first + draws, BLOCK):
        out.add(_block(case, shape, begin, min(BLOCK, first + draws - begin), seed, futures, memory))
    return out


def stream(case: Case, draws: int, path: str | Path, *, seed: int, futures: bool = True, chunk: int = 100_000) -> Path:
    """Writes the draws as a folder of Parquet files, part by part in flat memory; nothing is left half-written.

    Columns: draw, ready_MONTH, scarcest_MONTH (the component's name), first_MISSION (null: not within the horizon).
    Raises UsageError (target-exists) where the path exists.
    """
    import shutil

    target = Path(path)
    if target.exists():
        raise UsageError(Finding("target-exists", details={"path": target}))
    making = target.with_name(target.name + ".part")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True)
    shape = frame(case)
    try:
        for number, columns in enumerate(blocks(case, draws, seed=seed, futures=futures, chunk=chunk)):
            _write(columns, shape, number * chunk, making / f"part-{number:06d}.parquet")
        making.rename(target)
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return target


def _write(columns: Columns, shape: Frame, first: int, path: Path) -> None:
    import polars as pl

    names = np.array([*shape.categories, "people"])
    out: dict[str, Any] = {"draw": np.arange(first, first + len(columns["ready"]))}
    for month in range(shape.months + 1):
        out[f"ready_{month}"] = np.ascontiguousarray(columns["ready"][:, month])
    for month in range(shape.months + 1):
        out[f"scarcest_{month}"] = pl.Series(names[columns["scarcest"][:, month]], dtype=pl.Categorical)
    for place, mission in enumerate(shape.missions):
        met = columns["first"][:, place]
        out[f"first_{mission}"] = pl.Series(np.where(np.isinf(met), np.nan, met)).fill_nan(None)
    pl.DataFrame(out).write_parquet(path)
