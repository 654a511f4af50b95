"""The watch over the truces of a case: its ledger, and what the detectors say of it, draw by draw."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from dayafter.case import Case
from dayafter.case.tables.ceasefire import Truce, Violation
from dayafter.ceasefire.monitor import records
from dayafter.ceasefire.monitor.inputs import TABLE, read_figures
from dayafter.ceasefire.monitor.ledger import (
    COUNTERS,
    OBSERVERS,
    Entry,
    access_of,
    daily,
    disjoint,
    entries,
    grouped,
    overlaps,
    rivals,
    sources_of,
    truces,
)
from dayafter.ceasefire.monitor.lines import WEEK, Line
from dayafter.ceasefire.monitor.monitor import LUCK, Monitor
from dayafter.ceasefire.monitor.records import Record
from dayafter.errors import CaseError, Finding
from dayafter.uncertainty import Draws

if TYPE_CHECKING:
    from dayafter.lineage import Trace

ACCESS = "observer_access"


def watchable(case: Case) -> bool:
    """Whether the case has what a watch needs: a count that was known on its date, and rules."""
    return bool(case.quantities(Violation.table)) and bool(case.quantities(TABLE))


def watch(case: Case, draws: Draws) -> Watch:
    """The watch over the case's truces. Raises CaseError with every figure that is missing (figure-needed)."""
    counts, known = entries(case), truces(case)
    missing = []
    if not counts:
        missing.append(("violations", "any", "without a count there is nothing to watch"))
    names = sorted({one.truce for one in counts} - set(known))
    missing += [("truces", name, "its source appears after the vintage: add an earlier one") for name in names]
    if missing:
        details = [{"table": table, "key": key, "hint": hint} for table, key, hint in missing]
        raise CaseError(*(Finding("figure-needed", f"{d['table']}.csv", details=d) for d in details))
    figures = read_figures(draws)
    lines = tuple(_line(case, draws, group, figures) for group in grouped(counts).values())
    lines = tuple(sorted(lines, key=lambda line: (known[line.key[0]].starts, line.key)))
    return Watch(
        lines=lines,
        figures=figures,
        seed=draws.seed,
        first=draws.first,
        luck=LUCK if draws.size == 1 else 0,
        case=case,
        entries=counts,
        truces=known,
    )


def _line(case: Case, draws: Draws, counts: tuple[Entry, ...], figures: Any) -> Line:
    chosen = disjoint(counts)
    drawn = draws.of(Violation.table)
    access = [access_of(case, one) for one in chosen]
    ones = np.ones(draws.size)
    columns = [ones if quantity is None else draws.of(ACCESS).column(quantity.key) for quantity in access]
    return Line(
        key=chosen[0].series,
        starts=tuple(one.starts for one in chosen),
        ends=tuple(one.ends for one in chosen),
        counts=np.stack([drawn.column(one.figure.key) for one in chosen], axis=1),
        access=np.clip(np.stack(columns, axis=1), 0.0, 1.0),
        access_known=np.array([quantity is not None for quantity in access]),
        figures=figures,
    )


# Tables of a case


def ledger(made: Watch) -> list[Record]:
    """One row a count, as it stands in the case: who counted what when, a day's rate, which others share its days."""
    shared = overlaps(made.entries)
    out: list[Record] = []
    order = sorted(made.entries, key=lambda one: (made.truces[one.truce].starts, one.truce, one.starts, one.series))
    for one in order:
        figure = one.figure
        row: Record = {"truce": one.truce, "name": made.truces[one.truce].name}
        row |= {"starts": one.starts.isoformat(), "ends": one.ends.isoformat(), "days": one.days}
        row |= {"sector": one.sector, "kind": one.kind, "counter": one.counter}
        row |= {"count": figure.central, "count_low": figure.low, "count_high": figure.high}
        row |= {"rate": daily([one])}
        others = [f"{other.starts.isoformat()}/{other.ends.isoformat()}" for other in shared[one]]
        row |= {"overlaps": len(others), "shares_days_with": "; ".join(others)}
        out.append(row | {"basis": figure.best.basis, "sources": "; ".join(sources_of(figure)), "ref": figure.ref})
    return out


def side_by_side(made: Watch) -> list[Record]:
    """One row where two or more counted the same violations: violations a day by each counter, highest over lowest.

    Several counts of one counter that lie within the longest make one rate; counts of two counters never do.
    """
    out: list[Record] = []
    for group in rivals(made.entries):
        every = [one for counts in group.values() for one in counts]
        rate = {counter: daily(counts) for counter, counts in group.items()}
        row: Record = {"truce": every[0].truce, "name": made.truces[every[0].truce].name}
        row |= {"starts": min(one.starts for one in every).isoformat(), "ends": max(o.ends for o in every).isoformat()}
        row |= {"sector": every[0].sector, "kind": every[0].kind}
        row |= {counter: rate.get(counter) for counter in COUNTERS}
        row |= {f"{name}_days": sum(one.days for one in group.get(name, ())) or None for name in COUNTERS}
        low = min(rate.values())
        out.append(row | {"ratio": max(rate.values()) / low if low > 0 else None})
    return out


def ends(made: Watch) -> list[Record]:
    """One row a truce: how it ended, and how many violations a day were counted before: the two do not go together.

    Rates are those of the observers' counts of all kinds: lowest and highest of counts of all sectors over a week or
    longer, the last one over the sectors that were counted to the last day. None where there are none.
    """
    rung = [row for row in made.records("alarms") if row["alarm"]]
    out: list[Record] = []
    for name, truce in made.truces.items():
        seen = [o for o in made.entries if o.truce == name and o.counter == OBSERVERS and o.kind == "all"]
        long = [one.figure.central / one.days for one in seen if one.days >= WEEK and one.sector == "all"]
        last = max((one.ends for one in seen), default=None)
        final = [one for one in seen if one.ends == last]
        row: Record = {"truce": name, "name": truce.name, "starts": truce.starts.isoformat()}
        row |= {"ends": None if truce.ends is None else truce.ends.isoformat(), "ended_by": truce.ended_by}
        row |= {"days": None if truce.ends is None else (truce.ends - truce.starts).days + 1}
        row |= {"counts": len(seen), "last_counted": None if last is None else last.isoformat()}
        row |= {"lowest_rate": min(long, default=None), "highest_rate": max(long, default=None)}
        row |= {"last_rate": sum(daily([one]) for one in final) if final else None}
        here = [alarm for alarm in rung if alarm["truce"] == name and alarm["counter"] == OBSERVERS]
        first = min((alarm["ends"] for alarm in here), default=None)
        row |= {"alarms": len(here), "first_alarm": first, "days_from_alarm_to_end": _days(first, truce.ends)}
        out.append(row | {"source": truce.source_id, "note": truce.note})
    return out


def _days(first: str | None, last: dt.date | None) -> int | None:
    return None if first is None or last is None else (last - dt.date.fromisoformat(first)).days


@dataclass(frozen=True, eq=False, kw_only=True)
class Watch(Monitor):
    """The watch over a case. entries: the ledger; truces: by short name, the earliest first."""

    tables: ClassVar[Mapping[str, Callable[[Any], list[Record]]]] = {
        "ledger": ledger,
        "rivals": side_by_side,
        "truces": ends,
        **records.TABLES,
    }

    case: Case
    entries: tuple[Entry, ...]
    truces: Mapping[str, Truce]

    def explain(self, what: str = "rate", **key: object) -> Trace:
        """Where a number of the watch comes from.

        what: rate, true_rate, alarm, h; key: truce=, and sector=, kind=, counter=, starts= where there are several.
        """
        from dayafter.ceasefire.monitor.explain import explain

        return explain(self, what, **key)
