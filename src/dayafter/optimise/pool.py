"""Futures spread over processes that live as long as the pool: each holds its futures and their warm starts.

Results do not depend on the number of processes: each future starts from its own last basis, or from one of its part,
the first time from the basis of the first future, and lines come back in the order of the futures. A process that is
killed is started again and its futures are solved anew.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Any

import numpy as np

from ..errors import DayAfterError
from .block import Basis, Lines, ScenarioBlock, in_parts, keeps_objects
from .blocks import FloatArray
from .stages import Scenario, TwoStage

LIVES = 3  # times that one process may be lost in one evaluation


class ScenarioPool:
    """All futures of a program, in this process or in others; a context manager that leaves no process behind."""

    def __init__(self, problem: TwoStage, workers: int = 1, patience: int | None = None) -> None:
        """`workers` processes; 1 solves here. `patience`: see `Recourse`."""
        self.scenarios = problem.scenarios
        self.count = len(problem.scenarios)
        self.live, self.patience = keeps_objects(problem.scenarios), patience
        self.start: Basis | None = None
        parts = in_parts(self.scenarios)
        workers = max(1, min(workers, len(parts)))
        self._here = ScenarioBlock(self.scenarios, parts, self.live, patience) if workers == 1 else None
        self._workers = [] if self._here else [_Worker(self, parts[k::workers]) for k in range(workers)]

    def __enter__(self) -> ScenarioPool:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def evaluate(self, x: FloatArray) -> Lines:
        """The line of every future at `x`, in their order. Raises `solver-failed` where one has no least cost."""
        if self.start is None and self.count:
            self.start = self._first_basis(x)
        if self._here:
            return self._here.lines(x, self.start)
        for worker in self._workers:
            worker.ask((x, self.start))
        try:
            answers = [worker.answer((x, self.start)) for worker in self._workers]
        except BaseException:
            self.close()  # answers still under way would be taken for those of the next question
            raise
        return self._in_order(answers, len(x))

    def _first_basis(self, x: FloatArray) -> Basis | None:
        """Where all futures start from: the first one's basis, found the same way for any number of processes."""
        first = ScenarioBlock(self.scenarios, [[0]], True, self.patience)
        first.lines(x)
        basis = first.recourse[0].basis
        return None if basis is None else Basis.of(basis)

    def _in_order(self, answers: Sequence[Lines], columns: int) -> Lines:
        value, constant, slope = np.empty(self.count), np.empty(self.count), np.empty((self.count, columns))
        for worker, lines in zip(self._workers, answers, strict=True):
            numbers = worker.numbers
            value[numbers], constant[numbers], slope[numbers] = lines.value, lines.constant, lines.slope
        return Lines(value, constant, slope)

    @property
    def fallbacks(self) -> int:
        """How many starts from a basis were given up so far."""
        return self._here.fallbacks if self._here else sum(worker.fallbacks for worker in self._workers)

    @property
    def processes(self) -> tuple[int, ...]:
        """Numbers of the processes that work."""
        return tuple(worker.process.pid or 0 for worker in self._workers)

    def close(self) -> None:
        """Ends all processes."""
        for worker in self._workers:
            worker.end()


class _Worker:
    """One process and the pipe to it."""

    def __init__(self, pool: ScenarioPool, parts: Sequence[Sequence[int]]) -> None:
        self.numbers = [number for part in parts for number in part]
        # A sequence that makes futures when asked is sent as it is; of a plain list only the futures of this block.
        plain = isinstance(pool.scenarios, list | tuple)
        futures = {k: pool.scenarios[k] for k in self.numbers} if plain else pool.scenarios
        self.work = (_Some(futures) if isinstance(futures, dict) else futures, parts, pool.live, pool.patience)
        self.fallbacks = self.lost = 0
        self.process: BaseProcess
        self.pipe: Connection
        self.begin()

    def begin(self) -> None:
        """Starts the process."""
        # Spawned: a fork of a process whose libraries have threads may hang.
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs,), daemon=True)
        self.process.start()
        theirs.close()
        with suppress(BrokenPipeError):  # it died at once: `answer` starts another
            self.pipe.send(self.work)

    def ask(self, question: tuple[FloatArray, Basis | None]) -> None:
        """Sends a question."""
        self.lost = 0
        with suppress(BrokenPipeError, ConnectionResetError):
            self.pipe.send(question)

    def answer(self, question: tuple[FloatArray, Basis | None]) -> Lines:
        """The answer to the last question; a process that has died is replaced and asked again."""
        while True:
            try:
                kind, *content = self.pipe.recv()
            except (EOFError, ConnectionResetError):
                self.lost += 1
                self.end()
                if self.lost > LIVES:
                    raise DayAfterError.of(
                        "solver-failed", status=f"a process lost {self.lost} times", stage="scenarios"
                    ) from None
                self.begin()
                with suppress(BrokenPipeError, ConnectionResetError):
                    self.pipe.send(question)
                continue
            if kind == "lines":
                lines, self.fallbacks = content
                assert isinstance(lines, Lines)
                return lines
            if kind == "wrong":
                raise content[0](*content[1])
            raise RuntimeError(content[0])

    def end(self) -> None:
        """Ends the process and waits for it."""
        self.pipe.close()
        self.process.terminate()
        self.process.join()


class _Some(Sequence[Scenario]):
    """The futures of one block under their numbers among all."""

    def __init__(self, futures: Mapping[int, Scenario]) -> None:
        self.futures = futures

    def __len__(self) -> int:
        return len(self.futures)

    def __iter__(self) -> Iterator[Scenario]:
        return iter(self.futures.values())

    def __getitem__(self, number: Any) -> Any:
        return self.futures[number]


def _serve(pipe: Connection) -> None:
    """What a process does: answers until the pipe closes. An interrupt is for the process that asks."""
    import traceback

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(EOFError, ConnectionResetError, BrokenPipeError):
        block = ScenarioBlock(*pipe.recv())
        while True:
            x, start = pipe.recv()
            try:
                pipe.send(("lines", block.lines(x, start), block.fallbacks))
            except DayAfterError as error:
                pipe.send(("wrong", type(error), error.findings))
            except Exception:
                pipe.send(("broken", traceback.format_exc()))
