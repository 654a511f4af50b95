"""Where the central number of ready formations comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dayafter.case.labels import figure_traces
from dayafter.lineage import FigureTrace, Trace

if TYPE_CHECKING:
    from dayafter.adversary.result import Rebuilding

READY = "the least, over the components, of what is free of each over what one formation takes"
WORTH = "in service x (1 - share bound elsewhere) / need of one formation"
IN_SERVICE = "on the day of the case + new + imported + refurbished + repaired - lost; damaged ones wait for repair"
PEOPLE = "force + recruits trained + wounded who come back - casualties - released"

FLOW_WORDS = {
    "new": "made new since the day of the case",
    "imported": "imported since the day of the case",
    "refurbished": "brought out of store since the day of the case",
    "repaired": "repaired since the day of the case",
    "lost": "lost for good since the day of the case",
    "scrapped": "rotted or taken apart in store since the day of the case",
}
"""Flow -> what it is, in words."""


def figures_of(rebuilding: Rebuilding) -> tuple[str, ...]:
    """References of every figure that can move the formations ready, sorted."""
    central = rebuilding.middle
    return tuple(sorted({ref for name in central.components for ref in central.reads.get(name, ())}))


def trace_ready(rebuilding: Rebuilding, month: int, known: dict[str, FigureTrace] | None = None) -> Trace:
    """The central number of formations ready at the end of that month, by component, with flows and figures."""
    central, known = rebuilding.middle, known or figure_traces(rebuilding.case)
    children = tuple(_component(central, name, month, known) for name in central.components)
    value = float(central.ready[0, month])
    return Trace("ready formations", {"month": month}, READY, value, (), figures_of(rebuilding), children)


def _is_worth(ref: str) -> bool:
    """Whether the figure says what a piece is worth, rather than how many there are."""
    table, key = ref.split(":", 1)
    return table == "adversary_formations" or key.split("/")[0] in ("pinned", "pinned_war", "regroup")


def _component(central: Rebuilding, name: str, month: int, known: dict[str, FigureTrace]) -> Trace:
    refs = central.reads[name]
    key = {"component": name, "month": month}
    worth = float(central.inputs[name][0, month])
    taken = tuple(known[ref] for ref in refs if _is_worth(ref))
    return Trace("formations' worth", key, WORTH, worth, taken, refs, (_in_service(central, name, month, known),))


def _in_service(central: Rebuilding, name: str, month: int, known: dict[str, FigureTrace]) -> Trace:
    refs = tuple(ref for ref in central.reads[name] if not _is_worth(ref))
    key = {"category": name, "month": month}
    flows = central.flows.get(name, {})
    parts = tuple(
        Trace(flow, key, FLOW_WORDS[flow], float(values[0, month]), (), refs) for flow, values in flows.items()
    )
    figures = tuple(known[ref] for ref in refs)
    formula = IN_SERVICE if flows else PEOPLE
    return Trace("in service", key, formula, float(central.stocks[name][0, month]), figures, refs, parts)


def explanation(rebuilding: Rebuilding, month: int) -> dict[str, object]:
    """The same as plain data."""
    central = rebuilding.middle
    return {
        "month": month,
        "central": float(central.ready[0, month]),
        "scarcest": central.components[central.scarcest[0, month]],
        "formula": READY,
        "components": [
            {
                "component": name,
                "worth": float(central.inputs[name][0, month]),
                "in_service": float(central.stocks[name][0, month]),
                "flows": {flow: float(values[0, month]) for flow, values in central.flows.get(name, {}).items()},
                "figures": list(central.reads[name]),
            }
            for name in central.components
        ],
    }
