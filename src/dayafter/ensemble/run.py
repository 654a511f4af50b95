"""Runs a task for many draws: what the store has is kept, what is missing is computed, chunk by chunk."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from dayafter.ensemble.chunks import Cutter, cover
from dayafter.ensemble.executors import executor_of
from dayafter.ensemble.result import Ensemble
from dayafter.ensemble.store import Store
from dayafter.ensemble.task import Task
from dayafter.errors import UsageError

HOME = Path("runs") / "ensembles"
"""Where stores lie, below the current folder."""


def _silent(done: int) -> None:
    """Progress that nobody watches."""


def run(
    task: Task,
    draws: int,
    *,
    executor: str = "here",
    workers: int | None = None,
    scheduler: str | None = None,
    chunk: int | None = None,
    store: Path = HOME,
    fresh: bool = False,
    told: Callable[[int], None] = _silent,
) -> Ensemble:
    """Draws 0..draws-1 of the task, the same bits with any executor, number of workers and chunk size.

    chunk: draws of a chunk, None to let it be found; store: the folder below which the task has its own;
    fresh: forget what is stored; told: hears how many draws are there, at the start and after each chunk.
    An interrupted call leaves finished chunks, and the next one goes on from them.
    """
    for name, value in (("draws", draws), ("workers", workers), ("chunk", chunk)):
        if value is not None and value < 1:
            raise UsageError.of("input-unsound", name=name, value=value)
    chosen = executor_of(executor, workers, scheduler)
    kept = Store.of(task, store, fresh)
    files, findings = kept.scan()
    missing = cover(files, draws).missing
    reused = done = draws - sum(gap.size for gap in missing)
    told(done)
    begun, chunks = time.perf_counter(), 0
    if missing:
        cutter = Cutter(missing, chunk, chosen.workers)
        for finished, seconds in chosen.map(task, cutter, kept):
            cutter.learn(finished, seconds)
            chunks += 1
            done += finished.size
            told(done)
    seconds = time.perf_counter() - begun
    files = {**files, **kept.scan()[0]} if chunks else files
    return Ensemble(task, draws, kept, files, cover(files, draws), reused, chunks, seconds, tuple(findings))
