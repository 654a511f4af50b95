"""Chunks in processes beside this one, with a pipe to each. A process that dies is replaced, and its chunk tried again.

The processes are interpreters of their own, started anew and never forked, so that threads and compiled code of this
process cannot disturb them. Each computes with one thread. They are no children of the terminal: Ctrl-C reaches this
process only, which ends them; when this process is killed, they see their pipe close and end by themselves.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread
from typing import Any

from dayafter.ensemble.chunks import Chunk
from dayafter.ensemble.executors import failed
from dayafter.ensemble.store import Store
from dayafter.ensemble.task import Task
from dayafter.errors import DayAfterError

TRIES = 3
"""A chunk whose process has died so often is given up."""

ONE_THREAD = (
    "NUMBA_NUM_THREADS",
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "POLARS_MAX_THREADS",
)


def processors() -> int:
    """Processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Processes:
    """So many processes."""

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def map(self, task: Task, chunks: Iterator[Chunk], store: Store) -> Iterator[tuple[Chunk, float]]:
        """Each chunk once it is stored, with its seconds. Raises chunk-failed, and whatever the task raises."""
        crew = _Crew(pickle.dumps((task, store)), chunks)
        try:
            crew.start(self.workers)
            while crew.busy:
                done = crew.hear()
                if done is not None:
                    yield done
        finally:
            crew.dismiss()


class _Crew:
    """The processes of one call."""

    def __init__(self, head: bytes, chunks: Iterator[Chunk]) -> None:
        self._head, self._chunks = head, chunks
        self._heard: SimpleQueue[tuple[_Worker, str, Any]] = SimpleQueue()
        self._deaths: Counter[Chunk] = Counter()
        self._crew: list[_Worker] = []

    @property
    def busy(self) -> bool:
        """Whether a chunk is on its way."""
        return any(worker.chunk is not None for worker in self._crew)

    def start(self, workers: int) -> None:
        """Starts processes, not more than there are chunks."""
        for _ in range(workers):
            chunk = next(self._chunks, None)
            if chunk is None:
                return
            self._crew.append(_Worker(self._head, chunk, self._heard))

    def hear(self) -> tuple[Chunk, float] | None:
        """Waits for the next answer and sees to its worker; a chunk that is done, with its seconds."""
        worker, word, what = self._heard.get()
        chunk = worker.chunk
        if word == "error":
            if isinstance(what, DayAfterError):
                raise what
            raise failed(chunk or Chunk(0, 1), 1, what.strip().splitlines()[-1]) from RuntimeError(what)
        if word == "ready" or chunk is None:
            return None
        if word == "lost":
            self._replace(worker, chunk)
            return None
        worker.chunk = next(self._chunks, None)
        if worker.chunk is None:
            worker.end()
        else:
            worker.give(worker.chunk)
        return chunk, what

    def _replace(self, worker: _Worker, chunk: Chunk) -> None:
        worker.chunk = None
        worker.kill()
        self._deaths[chunk] += 1
        if self._deaths[chunk] >= TRIES:
            raise failed(chunk, TRIES, f"its process ended each time, at last with {worker.process.returncode}")
        self._crew.remove(worker)
        self._crew.append(_Worker(self._head, chunk, self._heard))

    def dismiss(self) -> None:
        """Ends all processes, whatever they are doing."""
        for worker in self._crew:
            worker.chunk = None
            worker.kill()


class _Worker:
    """One process, and the thread that listens to it."""

    def __init__(self, head: bytes, chunk: Chunk, heard: SimpleQueue[tuple[_Worker, str, Any]]) -> None:
        self.chunk: Chunk | None = chunk
        self._heard = heard
        path = os.pathsep.join(entry or os.getcwd() for entry in sys.path)
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "dayafter.ensemble.executors.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **dict.fromkeys(ONE_THREAD, "1"), "PYTHONPATH": path},
            start_new_session=True,
        )
        self._thread = Thread(target=self._listen, args=(head, chunk), daemon=True)
        self._thread.start()

    def _listen(self, head: bytes, chunk: Chunk) -> None:
        """Sends the task, which may take as long as the process takes to start, then hears answers until it ends."""
        assert self.process.stdout is not None
        try:
            self._send(head)
            self._send(chunk)
            while True:
                word, what = pickle.load(self.process.stdout)
                self._heard.put((self, word, what))
        except Exception:  # a broken pipe, or half an answer: whatever it was, the process is of no use any more
            self._heard.put((self, "lost", None))

    def _send(self, what: Any) -> None:
        assert self.process.stdin is not None
        pickle.dump(what, self.process.stdin)
        self.process.stdin.flush()

    def give(self, chunk: Chunk) -> None:
        """Sends the next chunk; a process that cannot take it is heard of as lost."""
        with suppress(OSError):
            self._send(chunk)

    def end(self) -> None:
        """Lets a process go that has nothing left to do."""
        assert self.process.stdin is not None
        with suppress(OSError):
            self.process.stdin.close()

    def kill(self) -> None:
        """Ends the process and frees what it held."""
        self.process.kill()
        self.process.wait()
        self._thread.join()
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe is not None
            with suppress(OSError):
                pipe.close()
