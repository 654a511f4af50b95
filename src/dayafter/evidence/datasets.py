"""Which public data sets the readers know, and how each is counted: declared in datasets.toml, not in code."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

DECLARED = Path(__file__).with_name("datasets.toml")

Form = Literal["by-type", "daily", "monthly"]


@dataclass(frozen=True)
class Mapped:
    """A category of a case and the types of the file that make it up, each with its names at other times."""

    category: str
    types: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Dataset:
    """A public data set: its form, how it counts, who publishes it. See datasets.toml for each field."""

    id: str
    form: Form
    counter: str
    boundary: Literal["start", "end"]
    columns: tuple[str, ...]
    title: str
    publisher: str
    url: str
    reliability: str
    credibility: int
    unit: str
    total_note: str
    month_note: str
    categories: tuple[Mapped, ...]
    corrections: tuple[str, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """Every type that is counted in some category, under any of its names."""
        return frozenset(name for mapped in self.categories for names in mapped.types for name in names)


@lru_cache
def datasets(path: Path = DECLARED) -> tuple[Dataset, ...]:
    """Every data set declared in the file: the shipped one, or another of the same form."""
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    return tuple(_dataset(entry) for entry in content["dataset"])


def _dataset(entry: Mapping[str, Any]) -> Dataset:
    mapped = tuple(Mapped(one["category"], tuple(map(tuple, one["types"]))) for one in entry["categories"])
    fields: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()}
    fields["categories"] = mapped
    return Dataset(**fields)


def nearest(header: Sequence[str], known: Sequence[Dataset]) -> tuple[Dataset, tuple[str, ...]]:
    """The data set whose columns the header has most of, and those of them that it lacks."""
    lacks = [(tuple(name for name in one.columns if name not in header), one) for one in known]
    # Of two data sets whose columns are all there, the one that says more about them.
    missing, best = min(lacks, key=lambda pair: (len(pair[0]) / len(pair[1].columns), -len(pair[1].columns)))
    return best, missing
