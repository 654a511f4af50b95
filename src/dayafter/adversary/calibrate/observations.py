"""From a case to the design of its calibration: which figures are observations, which are priors, which are neither.

A figure that others state is an observation, with its own range and a bias of its source. A judged figure is a prior.
Only what was known on the day of the case is used.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from dayafter.adversary.calibrate.design import (
    OUTPUT,
    STORE,
    Counts,
    Design,
    Floats,
    Priors,
    Stated,
    month_of,
    priors,
)
from dayafter.adversary.calibrate.rows import COUNTED
from dayafter.case import Case
from dayafter.case.columns import ANY, FigureRow
from dayafter.case.tables.adversary import (
    AdversaryLoss,
    AdversaryPersonnel,
    AdversaryProduction,
    AdversaryRate,
    AdversaryStock,
    AdversaryStorage,
)
from dayafter.errors import CaseError, Finding

HISTORY = 18
"""Months of losses that are used at most: output is taken as steady over them."""
PEOPLE = "personnel"
"""The category of the loss tables that counts people, not pieces."""
WIDE = 1.0
"""Spread, on the scale of logarithms, of a prior that no judgement gives: nine in ten within a factor of five."""
LEVEL = 1.5
"""Spread of the prior of losses: nine in ten within a factor of twelve of what is put in."""
NEW_SHARE = (0.25, 1.0)
"""Prior of the share of new pieces in all output where nothing is judged: between a twentieth and two thirds."""
SEEN = (0.5, 1.0)
"""Prior of the share of losses that a floor count sees where the case judges none: between a sixth and five sixths."""
FATAL = (0.25, 0.3)
"""Prior of the share of the killed among killed and wounded: one in four, nine in ten between a sixth and a third."""
LEAST = 0.05
"""Least spread of a stated figure: no source knows such things to better than a twentieth."""
UNSEEN = 0.5
"""What a claim or count of nothing is taken as where a logarithm is needed: half a piece."""

_QUANTILE = {"p10-p90": 1.2816}
_DAYS = re.compile(rf"{COUNTED} (\d{{4}}-\d{{2}}-\d{{2}}) and (\d{{4}}-\d{{2}}-\d{{2}})")


@dataclass
class _Gathered:
    """Stated figures as they come in."""

    start: dt.date
    last: float
    names: list[str] = field(default_factory=list)
    rows: list[tuple[str, int, int, float, float, float, str]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def add(self, quantity: str, of: int, row: FigureRow) -> None:
        """Adds the row unless it holds for another time; a source says many things, all with the same bias."""
        at = month_of(row.as_of, self.start)
        figure = f"{row.table}:{'/'.join(row.key)} of {row.source_id}"
        if row.central <= 0 or (quantity in ("active", "usable", "all") and at < 0):
            details = {"figure": figure, "as_of": row.as_of, "first": f"{self.start:%Y-%m}", "last": "today"}
            self.findings.append(Finding("observation-outside", f"figures/{row.table}.csv", details=details))
            return
        if row.source_id not in self.names:
            self.names.append(row.source_id)
        source = self.names.index(row.source_id)
        self.rows.append((quantity, of, source, at, row.central, max(spread_of(row), LEAST), figure))

    def made(self) -> Stated:
        """The arrays."""
        columns = list(zip(*self.rows, strict=True)) or [()] * 7
        whole = [np.array(column, dtype=np.int64) for column in columns[1:3]]
        real = [np.array(column, dtype=np.float64) for column in columns[3:6]]
        return Stated(tuple(columns[0]), whole[0], whole[1], real[0], real[1], real[2], tuple(columns[6]))


def spread_of(row: FigureRow) -> float:
    """The standard deviation of the logarithm that the row's range stands for."""
    if row.low <= 0 or row.high <= row.low:
        return WIDE if row.low <= 0 else 0.0
    return math.log(row.high / row.low) / (2 * _QUANTILE.get(row.interval, 1.6449))


def design_of(case: Case) -> Design:
    """The design of the case's calibration. Raises CaseError when it has no losses, stocks or output to go by."""
    losses = [row for row in case.rows(AdversaryLoss) if row.as_of <= case.settings.known_on]
    if not losses:
        raise _needed("adversary_losses", "any category", "import a file of counts, or add the losses of some months")
    start = _start(case, losses)
    losses = [row for row in losses if row.month >= start]
    counted = {row.category for row in losses}
    equipment = tuple(sorted(counted & {row.category for row in case.rows(AdversaryStock)}))
    if not equipment:
        raise _needed("adversary_stocks", "/".join(sorted(counted)), "add what it has in service")
    names = (*equipment, *((PEOPLE,) if PEOPLE in counted else ()))
    today = month_of(case.settings.known_on, start)
    months = math.ceil(today)
    gathered = _Gathered(start, today)
    output, new_share, imports = _output(case, equipment, gathered)
    active = _active(case, equipment, gathered)
    usable, rest, store = _store(case, equipment, gathered)
    recruits, fatal = _people(case, PEOPLE in names, gathered)
    claims, _ = _counts(losses, names, start, months, ("claimed",))
    floors, series = _counts(losses, names, start, months, ("photographed", "named"))
    turnover = [*output.median, *(recruits.median if PEOPLE in names else ())]
    return Design(
        losses=names,
        equipment=equipment,
        people=PEOPLE in names,
        start=start,
        months=months,
        today=today,
        claims=claims,
        floors=floors,
        level=priors({i: (value, LEVEL, 0.0) for i, value in enumerate(turnover)}, len(names)),
        seen=_seen(case, [names[i] for i in series]),
        output=output,
        new_share=new_share,
        active=active,
        usable=usable,
        rest=rest,
        recruits=recruits,
        fatal=fatal,
        store=store,
        imports=imports,
        stated=gathered.made(),
        sources=tuple(gathered.names),
        findings=tuple(gathered.findings),
    )


def _needed(table: str, key: str, hint: str) -> CaseError:
    return CaseError(Finding("figure-needed", f"figures/{table}.csv", details=dict(table=table, key=key, hint=hint)))


def _start(case: Case, losses: Iterable[AdversaryLoss]) -> dt.date:
    """The first day of the first month: that of the first loss, but no longer ago than HISTORY."""
    today = case.settings.known_on
    index = today.year * 12 + today.month - HISTORY
    earliest = dt.date(index // 12, index % 12 + 1, 1)
    months = [row.month for row in losses if row.month >= earliest]
    if not months:
        raise _needed("adversary_losses", f"a month since {earliest}", "import a file of counts that reaches this far")
    return min(months)


def _counts(
    rows: Sequence[AdversaryLoss], names: Sequence[str], start: dt.date, months: int, counters: tuple[str, ...]
) -> tuple[Counts, list[int]]:
    """The counts of these counters, and which loss each of their sources counts."""
    chosen = sorted((row for row in rows if row.counter in counters and row.category in names), key=lambda r: r.key)
    latest = {row.key: row for row in sorted(chosen, key=lambda row: row.as_of)}  # of two rows of a month the newest
    kinds = sorted({(names.index(row.category), row.counter) for row in latest.values()})
    kept = [latest[key] for key in sorted(latest)]
    share = np.array([_covered(row, start, months) for row in kept]).reshape(len(kept), months)
    # A claim of nothing has no logarithm, and stands for less than one.
    value = np.array([max(row.central, UNSEEN) if row.counter == "claimed" else row.central for row in kept])
    source = [kinds.index((names.index(row.category), row.counter)) for row in kept]
    series = [kind[0] for kind in kinds]
    return Counts(np.array(series, dtype=np.int64), np.array(source, dtype=np.int64), share, value), series


def _covered(row: AdversaryLoss, start: dt.date, months: int) -> list[float]:
    """The part of each month that a count covers: its month, or what lies between the two days in its note.

    Counts of irregular days are shipped and imported with those days in the note; three days of March must not
    stand for March.
    """
    days = _DAYS.search(row.note)
    first = month_of(row.month, start) - 1 / 31
    since, until = float(round(first)), float(round(first)) + 1.0
    if days:
        since, until = (month_of(dt.date.fromisoformat(day), start) for day in days.groups())
    parts = [max(0.0, min(until, m + 1.0) - max(since, float(m))) for m in range(months)]
    if since < 0 and parts[0] > 0:  # what was counted before the first month was lost at the pace of that month
        parts[0] += -since
    return parts


def _output(case: Case, equipment: Sequence[str], gathered: _Gathered) -> tuple[Priors, Priors, Floats]:
    """Output of each category: prior of the whole, prior of the share of new pieces, imports a month."""
    whole, share = {}, {}
    imports = np.zeros(len(equipment))
    combined = case.quantities("adversary_production")
    for c, category in enumerate(equipment):
        rows = [row for row in case.rows(AdversaryProduction) if row.category == category and row.origin in OUTPUT]
        middle = {origin: combined[category, origin].central for origin in OUTPUT if (category, origin) in combined}
        split = middle.get("new", 0.0) + middle.get("refurbished", 0.0)
        if not middle or max(middle.get("both", 0.0), split) <= 0:
            raise _needed("adversary_production", category, "add what it turns out in a month")
        judged = {row.origin: row for row in rows if row.basis == "judged"}
        both = judged.get("both")
        whole[c] = (both.central, spread_of(both), 0.0) if both else (middle.get("both") or split, WIDE, 0.0)
        share[c] = (NEW_SHARE[0], NEW_SHARE[1], 0.0)
        if {"new", "refurbished"} <= judged.keys():
            new, old = judged["new"], judged["refurbished"]
            share[c] = (new.central / (new.central + old.central), math.hypot(spread_of(new), spread_of(old)), 0.0)
        for row in rows:
            if row.basis != "judged":
                gathered.add(row.origin, c, row)
        if (category, "imported") in combined:
            imports[c] = combined[category, "imported"].central
    return priors(whole, len(equipment)), priors(share, len(equipment)), imports


def _active(case: Case, equipment: Sequence[str], gathered: _Gathered) -> Priors:
    """Prior of what is in service, on the day for which it was judged or else first stated."""
    made = {}
    for c, category in enumerate(equipment):
        rows = [row for row in case.rows(AdversaryStock) if row.category == category]
        made[c] = _anchored(rows, gathered)
        for row in rows:
            if row.basis != "judged":
                gathered.add("active", c, row)
    return priors(made, len(equipment))


def _anchored(rows: Sequence[FigureRow], gathered: _Gathered) -> tuple[float, float, float]:
    """(median, spread, time) of a stock: as judged, or wide around the first that a source states."""
    row = min(rows, key=lambda row: (row.basis != "judged", row.as_of, row.source_id))
    at = min(max(month_of(row.as_of, gathered.start), 0.0), gathered.last)
    return max(row.central, UNSEEN), (max(spread_of(row), LEAST) if row.basis == "judged" else WIDE), at


def _store(case: Case, equipment: Sequence[str], gathered: _Gathered) -> tuple[Priors, Priors, NDArray[np.bool_]]:
    """Priors of what lies usable in store and of the rest, and which categories have a store at all."""
    usable, rest, store = {}, {}, np.zeros(len(equipment), dtype=bool)
    for c, category in enumerate(equipment):
        rows: dict[str, list[AdversaryStorage]] = {name: [] for name in STORE}
        for row in case.rows(AdversaryStorage):
            if row.category == category:
                rows[row.condition].append(row)
        if not (rows["usable"] and rows["all"]):
            continue
        store[c] = True
        usable[c] = _anchored(rows["usable"], gathered)
        whole, spread, at = _anchored(rows["all"], gathered)
        left = max(whole - usable[c][0], 0.1 * whole)
        rest[c] = (left, spread * whole / left, at)
        for condition, given in rows.items():
            for row in given:
                if row.basis != "judged":
                    gathered.add(condition, c, row)
    return priors(usable, len(equipment)), priors(rest, len(equipment)), store


def _people(case: Case, counted: bool, gathered: _Gathered) -> tuple[Priors, Priors]:
    """Priors of recruits a month and of the share of the killed; what sources state of recruits and deaths.

    Statements on casualties are left out: those of the case quote the claims, which are observed already.
    """
    rows = [row for row in case.rows(AdversaryPersonnel) if row.group == "recruits-a-month"]
    recruits = {0: _anchored(rows, gathered)} if rows else {}
    for row in case.rows(AdversaryPersonnel):
        quantity = {"recruits-a-month": "recruits", "deaths-a-month": "deaths" if counted else None}.get(row.group)
        if quantity and row.basis != "judged":
            gathered.add(quantity, 0, row)
    return priors(recruits, len(recruits)), priors({0: (*FATAL, 0.0)}, 1)


def _seen(case: Case, names: Sequence[str]) -> Priors:
    """Prior of the share of losses that each floor count sees: as the case judges it, else wide."""
    rows = {row.category: row for row in case.rows(AdversaryRate) if row.rate == "seen_share"}
    made = {}
    for i, name in enumerate(names):
        row = rows.get(name) or (rows.get(ANY) if name != PEOPLE else None)
        made[i] = (*SEEN, 0.0)
        if row is not None and row.low > 0 and row.high < 1:
            low, high = (math.log(share / (1 - share)) for share in (row.low, row.high))
            made[i] = (row.central, (high - low) / (2 * _QUANTILE.get(row.interval, 1.6449)), 0.0)
    return priors(made, len(names))
