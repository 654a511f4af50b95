"""Where a number of the requirement comes from."""

from __future__ import annotations

from dayafter.case.labels import figure_traces
from dayafter.lineage import FigureTrace, Trace
from dayafter.need.inputs import COMPONENTS
from dayafter.need.result import FORMULAS, Need

FORMULA = "the sum of its components, never below zero and never falling over time"


def trace_requirement(
    need: Need, line: str, at: float | None = None, known: dict[str, FigureTrace] | None = None
) -> Trace:
    """The line's central requirement by that month, taken apart into components and their figures."""
    known = known or figure_traces(need.case)
    place, period = need.place(line), need.period(at)
    month = int(need.timeline.ends[period])
    children = []
    read = {name: need.figures_of(line, name) for name in COMPONENTS}
    for name, refs in read.items():
        value = float(need.middle.components[name][0, place, period])
        if refs and value:
            figures = tuple(known[ref] for ref in refs)
            children.append(
                Trace(f"requirement: {name}", {"line": line, "month": month}, FORMULAS[name], value, figures, refs)
            )
    value = float(need.central[place, period])
    reads = tuple(sorted(set().union(*read.values())))
    return Trace("requirement", {"line": line, "month": month}, FORMULA, value, (), reads, tuple(children))
