"""Who computes chunks: this process, processes beside it, or a cluster. All have the same one method."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from dayafter.ensemble.chunks import Chunk
from dayafter.ensemble.store import Store
from dayafter.ensemble.task import Task
from dayafter.errors import DayAfterError, did_you_mean

EXECUTORS = ("here", "processes", "dask")


class Executor(Protocol):
    """Computes chunks."""

    workers: int
    """How many chunks are on their way at a time."""

    def map(self, task: Task, chunks: Iterator[Chunk], store: Store) -> Iterator[tuple[Chunk, float]]:
        """Each chunk once it is in the store, with its seconds, in the order in which they end.

        `chunks` is asked for the next one only when a worker is free. When the caller closes the iterator or an error
        ends it, chunks on their way are given up and nothing that was started goes on.
        """
        ...


def executor_of(name: str, workers: int | None = None, scheduler: str | None = None) -> Executor:
    """The executor of this name; workers: None for as many as there are processors.

    Raises call-invalid for a name that does not exist or a scheduler without dask, extra-missing without dask.
    """
    from dayafter.ensemble.executors import cluster, here, processes

    if scheduler is not None and name != "dask":
        raise _invalid("a scheduler is for --executor dask")
    if name == "here":
        if workers not in (None, 1):
            raise _invalid("the executor here is one worker; --executor processes takes more")
        return here.Here()
    if name == "processes":
        return processes.Processes(workers or processes.processors())
    if name == "dask":
        return cluster.Cluster(workers or processes.processors(), scheduler)
    raise _invalid(f"there is no executor {name!r}{did_you_mean(name, EXECUTORS)}")


def _invalid(reason: str) -> DayAfterError:
    from dayafter.errors import UsageError

    return UsageError.of("call-invalid", reason=reason, command="dayafter ensemble")


def failed(chunk: Chunk, times: int, reason: object) -> DayAfterError:
    """The error for a chunk that no worker could finish."""
    return DayAfterError.of("chunk-failed", first=chunk.first, last=chunk.stop - 1, times=times, reason=reason)
