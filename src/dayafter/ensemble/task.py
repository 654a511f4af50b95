"""What the layer asks of a task: columns for any range of draws, the same bits however the draws are split."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Columns = Mapping[str, NDArray[Any]]
"""Name -> values, the first axis being the draw; one or two axes. Names have no full stop."""

UNCOUNTED = frozenset({"cli", "web", "report", "insight", "study.py", "cases", "published"})
"""Parts of the package that cannot change what a task computes: above all tasks, or part of the case."""

KEY_LETTERS = 20


class Task(Protocol):
    """One question about draws. It is pickled for other processes, so its class must be importable there."""

    @property
    def describes(self) -> Mapping[str, Any]:
        """What decides every bit of the results, as plain data: case, question, seed and so on."""
        ...

    @property
    def versions(self) -> Mapping[str, str]:
        """Versions of what computes; a worker with others is refused."""
        ...

    @property
    def key(self) -> str:
        """A digest of both; not of the number of draws, so that more draws build on fewer."""
        ...

    def run(self, first: int, size: int) -> Columns:
        """The columns of draws first..first+size-1: exactly that slice of any longer run."""
        ...

    def summarise(self, parts: Iterable[Columns]) -> dict[str, Any]:
        """The answer, folded over parts in the order of draws; parts may be cut anywhere, and it must not matter."""
        ...


def key_of(describes: Mapping[str, Any], versions: Mapping[str, str]) -> str:
    """The digest that names a task's results."""
    text = json.dumps([describes, versions], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:KEY_LETTERS]


@cache
def versions_here(*packages: str) -> Mapping[str, str]:
    """Versions of dayafter, numpy and these packages, with a digest of dayafter's code below the report.

    The digest makes results of a changed program another task's, even while its version stands still.
    """
    from importlib.metadata import version

    names = ("dayafter", "numpy", *packages)
    return {name: version(name) for name in names} | {"code": code_digest(Path(__file__).resolve().parents[1])}


def code_digest(package: Path) -> str:
    """A digest of the modules of a package that can change what a task computes."""
    digest = hashlib.sha256()
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package).parts
        if parts[0] not in UNCOUNTED:
            digest.update("/".join(parts).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:KEY_LETTERS]


def rows_of(columns: Columns) -> int:
    """How many draws the columns hold."""
    return len(next(iter(columns.values())))


def sliced(columns: Columns, start: int, stop: int) -> dict[str, NDArray[Any]]:
    """The draws start..stop-1 of the columns."""
    return {name: values[start:stop] for name, values in columns.items()}


def joined(parts: Iterable[Columns]) -> dict[str, NDArray[Any]]:
    """The parts one after the other."""
    held = list(parts)
    return {name: np.concatenate([part[name] for part in held]) for name in held[0]} if held else {}
