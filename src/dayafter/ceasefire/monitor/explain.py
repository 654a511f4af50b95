"""Where a number of the watch comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dayafter.case.labels import figure_trace, names_of
from dayafter.ceasefire.monitor.ledger import Entry, access_of
from dayafter.errors import UsageError, require
from dayafter.lineage import Trace

if TYPE_CHECKING:
    from dayafter.ceasefire.monitor.lines import Line
    from dayafter.ceasefire.monitor.watch import Watch

FORMULAS = {
    "rate": "violations counted / days; middle of the draws",
    "true_rate": "gamma of the count in days x access ^ blindness, times violations in a burst; middle of the draws",
    "alarm": "chance of so many or more, by the counts before it and the usual rate, made fit for sectors looked at "
    "together; middle of the draws",
    "h": "smallest threshold of the weekly sum whose run length at the rate that the truce began with is the one asked "
    "for; in violations",
}


def explain(watch: Watch, what: str, **key: object) -> Trace:
    """The trace of one number of a watch. Raises UsageError where there is no such number."""
    require(what, FORMULAS, "watch", "number")
    asked = {name: str(value) for name, value in key.items()}
    line, t = _found(watch, what, asked)
    truce, sector, kind, counter = line.key
    at = {"truce": truce, "sector": sector, "kind": kind, "counter": counter}
    here = [one for one in watch.entries if one.series == line.key and one.starts in line.starts]
    used: list[Entry] = [one for one in here if one.starts == line.starts[t]]
    names = names_of(watch.case)
    figures = [one.figure for one in used] + [q for one in used if (q := access_of(watch.case, one)) is not None]
    before = here if what in ("alarm", "h") else used
    reads = [*(one.figure.ref for one in before), *(figure.ref for figure in figures)]
    if what != "rate":
        reads += watch.figures.refs
    if what != "h":
        at["starts"] = line.starts[t].isoformat()
    shown = tuple(figure_trace(figure, names) for figure in figures)
    return Trace(f"watch: {what}", at, FORMULAS[what], _value(watch, line, t, what), shown, tuple(dict.fromkeys(reads)))


def _unknown(reason: str) -> UsageError:
    error = UsageError.of("file-unreadable", file="watch", reason=reason)
    return error if isinstance(error, UsageError) else UsageError(*error.findings)


def _found(watch: Watch, what: str, asked: dict[str, str]) -> tuple[Line, int]:
    """The series and the place in it that the key names; the last count of the first series that fits."""
    parts = ("truce", "sector", "kind", "counter")
    fitting = [
        line
        for line in watch.lines
        if all(asked.get(name, value) == value for name, value in zip(parts, line.key, strict=True))
    ]
    if what == "h":
        begun = {(truce, sector) for truce, sector, _ in watch.starting_rates()}
        fitting = [line for line in fitting if line.key[:2] in begun and line.key[2] == "all"]
    for line in fitting:
        starts = [day.isoformat() for day in line.starts]
        if "starts" not in asked:
            return line, len(starts) - 1
        if asked["starts"] in starts:
            return line, starts.index(asked["starts"])
    raise _unknown(f"it has no count with {', '.join(f'{name} {value}' for name, value in asked.items())}")


def _value(watch: Watch, line: Line, t: int, what: str) -> float:
    if what == "rate":
        return float(np.quantile(line.rate[:, t], 0.5, method="inverted_cdf"))
    if what == "true_rate":
        return float(np.quantile(watch.true_rates(line)[:, t], 0.5, method="inverted_cdf"))
    if what == "alarm":
        fit = watch.adjusted.get((watch.lines.index(line), t), line.tails[:, t])
        return float(np.quantile(fit, 0.5, method="inverted_cdf"))
    rows = watch.records("design")
    return float(next(r["h_violations"] for r in rows if (r["begins_like"], r["sector"]) == line.key[:2]))
