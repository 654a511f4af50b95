"""The rules of the watch, as figures of a case (draw by draw) or as plain numbers of a user's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dayafter.case import Case
from dayafter.ceasefire.monitor.ledger import ALL
from dayafter.errors import CaseError, Finding
from dayafter.uncertainty import Draws

Floats = NDArray[np.float64]

TABLE = "monitoring"

SEVERITY = "severity"

HINTS = {
    "usual_rate": "how many violations a day were to be expected before any were counted?",
    "burst": "how many violations come together?",
    "false_alarms": "which share of the alarms may be false?",
    "run_length": "how many days may pass between two false alarms of a cumulative sum?",
    "escalation": "by what must the rate rise to be looked for?",
    "stretch": "how many days does a rate last before it changes?",
    "blindness": "with which power of their access do observers see violations?",
    "blocked": "below which share of access do observers count as blocked?",
}
"""What the watch needs, and what is asked where a case does not say."""


@dataclass(frozen=True)
class Rules:
    """The rules as plain numbers, for counts that stand in no case.

    usual_rate: violations a day before any were counted, None: the mean of the counts; burst: violations that come
    together, None: from the counts; false_alarms: share of the alarms; run_length, stretch: days; escalation: ratio
    above 1; blindness: power of the access; blocked: share of access; severity: weight of each kind.
    """

    usual_rate: float | None = None
    burst: float | None = None
    false_alarms: float = 0.05
    run_length: float = 365.0
    escalation: float = 2.0
    stretch: float = 365.0
    blindness: float = 1.0
    blocked: float = 0.3
    severity: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, eq=False)
class Figures:
    """The rules draw by draw [draw]; severity: by kind [draw]; refs: figures read, none for plain numbers."""

    usual_rate: Floats
    burst: Floats
    false_alarms: Floats
    run_length: Floats
    escalation: Floats
    stretch: Floats
    blindness: Floats
    blocked: Floats
    severity: Mapping[str, Floats]
    refs: tuple[str, ...] = ()


def read_figures(draws: Draws) -> Figures:
    """The rules of the case. Raises CaseError with every figure that is missing (figure-needed)."""
    drawn = draws.of(TABLE)
    missing = [name for name in HINTS if (name, ALL) not in drawn.index]
    if missing:
        details = [{"table": TABLE, "key": f"{name}/{ALL}", "hint": HINTS[name]} for name in missing]
        raise CaseError(*(Finding("figure-needed", f"figures/{TABLE}.csv", details=d) for d in details))
    weights = {kind: drawn.column((name, kind)) for name, kind in drawn.keys if name == SEVERITY}
    columns = {name: drawn.column((name, ALL)) for name in HINTS}
    return Figures(**columns, severity=weights, refs=drawn.refs)


def rules_of(case: Case) -> Rules:
    """The central values of a case's rules, for counts that stand elsewhere. Raises CaseError like read_figures."""
    central = read_figures(Draws.central(case))
    plain = {name: float(getattr(central, name)[0]) for name in HINTS}
    return Rules(**plain, severity={kind: float(values[0]) for kind, values in central.severity.items()})


def figures_of(rules: Rules, usual_rate: float, burst: float) -> Figures:
    """Plain numbers as figures of one draw; what the rules leave open is given."""
    plain = {name: getattr(rules, name) for name in HINTS}
    plain["usual_rate"] = usual_rate if rules.usual_rate is None else rules.usual_rate
    plain["burst"] = burst if rules.burst is None else rules.burst
    columns: dict[str, Any] = {name: np.array([float(value)]) for name, value in plain.items()}
    return Figures(severity={kind: np.array([float(value)]) for kind, value in rules.severity.items()}, **columns)
