"""Many draws of any task: in chunks, over workers, through a store, the same bits whoever computes."""

from dayafter.ensemble.chunks import Chunk, Cover, cover
from dayafter.ensemble.folds import Counts
from dayafter.ensemble.result import Ensemble
from dayafter.ensemble.run import run
from dayafter.ensemble.store import Store
from dayafter.ensemble.task import Columns, Task, joined, key_of, versions_here

__all__ = [
    "Chunk",
    "Columns",
    "Counts",
    "Cover",
    "Ensemble",
    "Store",
    "Task",
    "cover",
    "joined",
    "key_of",
    "run",
    "versions_here",
]
