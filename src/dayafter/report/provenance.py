"""A number's trace made ready to print: formula, the figures behind it, their sources.

A trace is plain data: `step` (what was computed), `key` (of which cell), `formula`, `figures` (each with `ref` or
`label`, `low`, `central`, `high`, `unit`, `source_id` or `sources`, `basis`), `sources` (ids) and `children`
(traces of what went in). Every part may be missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from dayafter.report.document import Source
from dayafter.report.numbers import Number, cited

PLAN = "plan"
"""The step in which one optimum makes all numbers of the plan."""

LIMIT = 12
"""Figures shown for one number on screen; the rest is counted, and `dayafter explain` lists them all."""

PRINTED = 2
"""Figures printed for one number."""

SHARED = 2
"""From so many figures on, a number on screen leads to an earlier one that rests on the same; in print from one on."""


@dataclass(frozen=True)
class FigureLine:
    """One cited figure as text."""

    label: str
    low: str
    central: str
    high: str
    unit: str
    source: str

    @property
    def text(self) -> str:
        """The figure as one line, for formats in which a table for each number would take more room than the brief."""
        central = f"{self.central} ({self.low} to {self.high})" if self.low != self.high else self.central
        named = f"{self.label}: {central} {self.unit}".rstrip(": ")
        return f"{named}; {self.source}" if self.source else named


@dataclass(frozen=True)
class Provenance:
    """What is printed about one number."""

    id: str
    text: str
    step: str
    formulas: tuple[str, ...]
    figures: tuple[FigureLine, ...]
    more: int
    sources: tuple[str, ...]
    like: str = ""
    """The number before it under which the same figures stand, where they are not said again."""

    @property
    def rest(self) -> str:
        """Figures and sources in one run of words."""
        parts = [f"figures as for {self.like}"] if self.like else [figure.text for figure in self.figures]
        parts += [f"and {self.more} more"] if self.more else []
        parts += ["sources: " + "; ".join(self.sources)] if self.sources else []
        return " \u00b7 ".join(parts)


def provenance(number: Number, sources: Mapping[str, Source], limit: int = LIMIT, *, own: bool = False) -> Provenance:
    """The trace of a number, figures of all its children included, each figure once.

    own: without the step PLAN, for places in which that step is printed once for all numbers.
    """
    traces = [t for t in _with_children(number.trace) if not own or t.get("step") != PLAN]
    figures: dict[str, Mapping[str, Any] | str] = {}
    for trace in traces:
        for figure in trace.get("figures") or ():
            figures.setdefault(_label(figure), figure)
    named = dict.fromkeys(s for trace in traces for s in _ids(trace.get("sources")))
    formulas = dict.fromkeys(str(trace["formula"]) for trace in traces if trace.get("formula"))
    words = _key_words(traces)
    ranked = sorted(figures.values(), key=lambda figure: -_nearness(figure, words))
    shown = ranked[:limit]
    return Provenance(
        id=number.id,
        text=replace(number, form="full").text,
        step=_step(number.trace),
        formulas=tuple(formulas)[:limit],
        figures=tuple(_line(figure, sources) for figure in shown),
        more=len(figures) - len(shown),
        sources=tuple(_source(source_id, sources) for source_id in named)[:limit],
    )


def provenances(
    numbers: Iterable[Number], sources: Mapping[str, Source], limit: int = LIMIT, *, own: bool = False
) -> Iterator[Provenance]:
    """The traces of these numbers, each set of figures once: most numbers of a table rest on the same ones."""
    first: dict[tuple[object, ...], str] = {}
    for number in numbers:
        made = provenance(number, sources, limit, own=own)
        like = first.setdefault((made.figures, made.more, made.sources), made.id)
        again = like != made.id and len(made.figures) >= (1 if own else SHARED)
        yield replace(made, figures=(), more=0, sources=(), like=like) if again else made


@dataclass(frozen=True)
class Step:
    """A step that made numbers: its name and formula, and the figures that weigh most in it."""

    name: str
    formula: str
    figures: tuple[FigureLine, ...] = ()


def steps(numbers: Sequence[Number], sources: Mapping[str, Source]) -> tuple[Step, ...]:
    """Every step of these numbers once, so that an annex needs no formula twice; the step PLAN first."""
    found: dict[tuple[str, str], Step] = {}
    for number in numbers:
        for trace in _with_children(number.trace):
            name, formula = str(trace.get("step") or ""), str(trace.get("formula") or "")
            if formula and (name, formula) not in found:
                figures = trace.get("figures") or () if name == PLAN else ()
                found[name, formula] = Step(name, formula, tuple(_line(figure, sources) for figure in figures))
    return tuple(sorted(found.values(), key=lambda step: (step.name != PLAN, step.name)))


def compact(trace: Mapping[str, Any], figures: dict[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The trace with references in place of its figures, which go into `figures`, each once."""
    made = dict(trace)
    records = trace.get("figures") or ()
    figures.update((record["ref"], record) for record in records)
    made["figures"] = [record["ref"] for record in records]
    made["children"] = [compact(child, figures) for child in trace.get("children") or ()]
    return made


def resolved(trace: Mapping[str, Any], figures: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """What `compact` was given."""
    made = dict(trace)
    for part in ("figures", "children"):
        if part in trace:
            read = [figures[one] if isinstance(one, str) else one for one in trace[part]]
            made[part] = read if part == "figures" else [resolved(one, figures) for one in read]
    return made


def _key_words(traces: Sequence[Mapping[str, Any]]) -> frozenset[str]:
    """The parts of the cell's key."""
    key = traces[0].get("key") if traces else None
    return frozenset(str(part) for part in key.values()) if isinstance(key, Mapping) else frozenset()


def _nearness(figure: Mapping[str, Any] | str, words: frozenset[str]) -> int:
    """How many parts of the cell's key the figure names: those that name most are shown first."""
    return len(words & _named(figure if isinstance(figure, str) else str(figure.get("ref") or "")))


@cache
def _named(ref: str) -> frozenset[str]:
    """What the figure of this reference names; it is asked for once by each number that rests on it."""
    return frozenset(re.split("[:/]", ref))


def _with_children(trace: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield trace
    for child in trace.get("children") or ():
        yield from _with_children(child)


def _step(trace: Mapping[str, Any]) -> str:
    key = trace.get("key")
    if isinstance(key, Mapping):
        key = ", ".join(f"{name} {value}" for name, value in key.items())
    elif isinstance(key, Sequence) and not isinstance(key, str):
        key = ", ".join(str(part) for part in key)
    return ": ".join(str(part) for part in (trace.get("step"), key) if part)


def _label(figure: Mapping[str, Any] | str) -> str:
    if isinstance(figure, str):
        return figure
    return str(figure.get("label") or figure.get("ref") or figure.get("key") or "")


def _line(figure: Mapping[str, Any] | str, sources: Mapping[str, Source]) -> FigureLine:
    label = _label(figure)
    if isinstance(figure, str):
        return FigureLine(label, "", "", "", "", "")
    low, central, high = (cited(figure[part]) if part in figure else "" for part in ("low", "central", "high"))
    ids = _ids(figure.get("sources") or figure.get("source_id"))
    named = "; ".join(_source(source_id, sources) for source_id in ids)
    basis = str(figure.get("basis") or "")
    source = f"{named} ({basis})" if named and basis else named or basis
    return FigureLine(label, low, central, high, str(figure.get("unit") or ""), source)


def _ids(value: object) -> tuple[str, ...]:
    if not value:
        return ()
    if isinstance(value, str):
        return (value,)
    return tuple(str(part) for part in value) if isinstance(value, Sequence) else (str(value),)


def _source(source_id: str, sources: Mapping[str, Source]) -> str:
    return sources[source_id].short if source_id in sources else source_id
