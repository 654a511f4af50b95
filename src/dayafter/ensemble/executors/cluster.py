"""Chunks on a Dask cluster: on the machines of a scheduler, or on two or more processes of this machine.

Workers send results back as Parquet bytes, and this process writes them, because machines need not share a disk.
Dask gives the chunk of a lost worker to another one.
"""

from __future__ import annotations

import pickle
import time
from collections.abc import Iterator
from contextlib import ExitStack
from functools import lru_cache
from importlib import import_module
from typing import Any

from dayafter.ensemble.chunks import Chunk
from dayafter.ensemble.executors import failed
from dayafter.ensemble.executors.processes import ONE_THREAD, TRIES
from dayafter.ensemble.store import Store, encode
from dayafter.ensemble.task import Task
from dayafter.errors import DayAfterError

PATIENCE = 20.0
"""Seconds in which a scheduler must answer, and have a worker."""

_NO_PAGES = {"dashboard": False, "dashboard_address": "127.0.0.1:0"}
"""Without an address Dask takes a port of its own choice, and complains where that is taken."""


def _distributed() -> Any:
    """The library, without types of its own. Raises extra-missing."""
    try:
        return import_module("distributed")
    except ImportError as error:
        raise DayAfterError.of("extra-missing", what="the executor dask", extra="cluster") from error


class Cluster:
    """Workers of a Dask scheduler."""

    def __init__(self, workers: int, scheduler: str | None = None) -> None:
        """workers: processes of the local cluster, where no scheduler is named. Raises extra-missing."""
        _distributed()
        self.workers = workers
        self._scheduler = scheduler

    def map(self, task: Task, chunks: Iterator[Chunk], store: Store) -> Iterator[tuple[Chunk, float]]:
        """Each chunk once it is stored, with its seconds.

        Raises scheduler-unreachable, worker-differs when a worker has other versions, chunk-failed.
        """
        with ExitStack() as stack:
            client = self._connect(stack)
            yield from _stream(client, task, chunks, store)

    def _connect(self, stack: ExitStack) -> Any:
        """A client of the scheduler, or of a cluster of our own; both are closed with the stack."""
        library = _distributed()
        if self._scheduler is None:
            local = stack.enter_context(
                library.LocalCluster(
                    n_workers=self.workers,
                    threads_per_worker=1,
                    host="127.0.0.1",
                    scheduler_kwargs={**_NO_PAGES, "allowed_failures": TRIES - 1},
                    env=dict.fromkeys(ONE_THREAD, "1"),
                    silence_logs=50,
                )
            )
            return stack.enter_context(library.Client(local))
        try:
            client = stack.enter_context(library.Client(self._scheduler, timeout=PATIENCE))
            client.wait_for_workers(1, timeout=PATIENCE)
        except (OSError, ValueError, TimeoutError) as error:
            details = {"address": self._scheduler, "reason": str(error).split("\n")[0] or "no answer"}
            raise DayAfterError.of("scheduler-unreachable", **details) from error
        return client


def _stream(client: Any, task: Task, chunks: Iterator[Chunk], store: Store) -> Iterator[tuple[Chunk, float]]:
    """Keeps one chunk on its way for each thread of the cluster, however many there are by then."""
    packed = pickle.dumps(task)
    waiting: dict[Any, Chunk] = {}
    done = _distributed().as_completed()
    try:
        while True:
            while len(waiting) < max(sum(client.nthreads().values()), 1):
                chunk = next(chunks, None)
                if chunk is None:
                    break
                future = client.submit(compute, packed, task.key, chunk, pure=False)
                waiting[future] = chunk
                done.add(future)
            if not waiting:
                return
            future = next(done)
            chunk = waiting.pop(future)
            data, seconds = _result(future, chunk)
            store.put(chunk, data)
            yield chunk, seconds
    finally:
        client.cancel(list(waiting))


def _result(future: Any, chunk: Chunk) -> tuple[bytes, float]:
    try:
        data, seconds = future.result()
    except _distributed().KilledWorker as error:
        raise failed(chunk, int(error.allowed_failures) + 1, "its worker ended each time") from error
    except DayAfterError:
        raise
    except Exception as error:
        raise failed(chunk, 1, f"{type(error).__name__}: {error}") from error
    return data, seconds


def compute(packed: bytes, key: str, chunk: Chunk) -> tuple[bytes, float]:
    """What a worker does: Parquet bytes of the chunk, and the seconds that it took."""
    task = _unpacked(packed, key)
    begun = time.perf_counter()
    return encode(chunk, task.run(chunk.first, chunk.size)), time.perf_counter() - begun


@lru_cache(maxsize=2)
def _unpacked(packed: bytes, key: str) -> Task:
    """The task, taken apart once a worker. Raises worker-differs."""
    from dayafter.ensemble.task import versions_here

    task: Task = pickle.loads(packed)
    mine = versions_here(*(set(task.versions) - {"dayafter", "numpy", "code"}))
    other = sorted(name for name, version in task.versions.items() if mine.get(name) != version)
    if other:
        raise DayAfterError.of("worker-differs", names=", ".join(other))
    task.run(0, 1)  # imports and compiled code must not pass for the time of a chunk
    return task
