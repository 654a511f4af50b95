"""Chunks one after the other in this process."""

from __future__ import annotations

from collections.abc import Iterator

from dayafter.ensemble.chunks import Chunk
from dayafter.ensemble.store import Store
from dayafter.ensemble.task import Task


class Here:
    """The calling process itself."""

    workers = 1

    def map(self, task: Task, chunks: Iterator[Chunk], store: Store) -> Iterator[tuple[Chunk, float]]:
        """Each chunk once it is stored, with its seconds."""
        warm = False
        for chunk in chunks:
            if not warm:
                task.run(chunk.first, 1)  # imports and compiled code must not pass for the time of a chunk
                warm = True
            yield chunk, store.compute(task, chunk)
