"""The result of many draws: it lies in the store, and is read part by part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dayafter.ensemble.chunks import Chunk, Cover
from dayafter.ensemble.store import Store
from dayafter.ensemble.task import Task, sliced
from dayafter.errors import Finding


@dataclass(frozen=True)
class Ensemble:
    """Draws 0..draws-1 of a task. reused: draws that were stored before; seconds: of computing the others."""

    task: Task
    draws: int
    store: Store
    files: Mapping[Chunk, Path]
    cover: Cover
    reused: int
    chunks: int  # computed in this call
    seconds: float
    findings: tuple[Finding, ...] = field(default=())

    def parts(self) -> Iterator[dict[str, NDArray[Any]]]:
        """The columns of one stored chunk after the other, in the order of draws, each draw once.

        Raises chunk-damaged when a file has been changed since it was written.
        """
        for chunk, piece in self.cover.pieces:
            columns = self.store.read(chunk, self.files[chunk])
            start = piece.first - chunk.first
            yield sliced(columns, start, start + piece.size)

    def column(self, name: str) -> NDArray[Any]:
        """One column of all draws, as an array: for as many draws as memory holds."""
        return np.concatenate([part[name] for part in self.parts()])

    @cached_property
    def summary(self) -> dict[str, Any]:
        """The task's answer, folded over the stored chunks; memory does not grow with the draws."""
        return self.task.summarise(self.parts())
