"""The trace of a number: which step made it, from which figures, by which formula, out of which other numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class FigureTrace:
    """A combined figure, and each row behind it with its source."""

    ref: str
    label: str
    low: float
    central: float
    high: float
    unit: str
    basis: str
    sources: tuple[str, ...]
    as_of: str
    note: str = ""

    def as_dict(self) -> dict[str, Any]:
        """The figure as plain data."""
        return {
            "ref": self.ref,
            "label": self.label,
            "low": self.low,
            "central": self.central,
            "high": self.high,
            "unit": self.unit,
            "basis": self.basis,
            "sources": list(self.sources),
            "as_of": self.as_of,
            "note": self.note,
        }


@dataclass(frozen=True)
class Trace:
    """One step that made a number: its key, formula, the figures that it reads, and the steps that it builds on.

    figures: those to show first; reads: the references of all figures that can move the number, shown ones included.
    """

    step: str
    key: Mapping[str, Any] = field(default_factory=dict)
    formula: str = ""
    value: float | None = None
    figures: tuple[FigureTrace, ...] = ()
    reads: tuple[str, ...] = ()
    children: tuple[Trace, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The trace as plain data, as `explain --json` prints it; `reads` is counted here and listed by the step."""
        return {
            "step": self.step,
            "key": dict(self.key),
            "formula": self.formula,
            "value": self.value,
            "figures": [figure.as_dict() for figure in self.figures],
            "reads": len(self.reads),
            "children": [child.as_dict() for child in self.children],
        }

    def walk(self) -> Iterator[Trace]:
        """The trace and everything that it builds on."""
        yield self
        for child in self.children:
            yield from child.walk()

    def all_reads(self) -> frozenset[str]:
        """References of every figure that can move the number."""
        return frozenset(ref for trace in self.walk() for ref in trace.reads)
