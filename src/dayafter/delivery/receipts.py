"""What has really arrived since the ceasefire: read from a file, compared with a plan, all findings at once.

Columns of the file: supplier, item, month (2025-07), quantity. One row for what arrived of an item from its holder or
maker in that month. What is not named arrived as planned; a quantity of 0 says that nothing came.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from dayafter.case.tables.events import Transfer
from dayafter.delivery.axes import Floats
from dayafter.errors import CaseError, Finding, UsageError, did_you_mean

if TYPE_CHECKING:
    from dayafter.case import Case
    from dayafter.delivery.result import Plan

COLUMNS = ("supplier", "item", "month", "quantity")
MORE = 1.0 + 1e-6
"""Relative. What is told in a few digits may be this much beyond what there is."""


@dataclass(frozen=True)
class Receipt:
    """A row of the file; `row` is its line, header = 1."""

    supplier: str
    item: str
    month: str
    quantity: float
    file: str = ""
    row: int | None = None


def read_receipts(path: str | Path) -> tuple[Receipt, ...]:
    """The rows of a file. Raises UsageError for a file that cannot be read, CaseError for cells that make no sense."""
    name = Path(path).name
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
            rows = list(reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UsageError.of("file-unreadable", file=name, reason=str(error)) from None
    if missing:
        raise UsageError.of("file-unreadable", file=name, reason=f"it lacks the column {', '.join(missing)}")
    out, findings = [], []
    for number, row in enumerate(rows, start=2):
        quantity = _number(row["quantity"])
        if quantity is None:
            findings.append(_finding(name, number, "quantity", row["quantity"], "it is not a number from 0 up"))
            continue
        out.append(Receipt(row["supplier"], row["item"], row["month"], quantity, name, number))
    if findings:
        raise CaseError(*findings)
    return tuple(out)


def receipts_of(case: Case, labels: Sequence[str]) -> tuple[Receipt, ...]:
    """The receipts among the transfers of a case that name their supplier and item and fall in one of the months."""
    total: dict[tuple[str, str, str], float] = defaultdict(float)
    for quantity in case.quantities("transfers").values():
        row = quantity.best
        assert isinstance(row, Transfer)
        named = row.kind == "receipt" and row.scope == "once" and row.from_party and row.item_id
        month = f"{row.on:%Y-%m}"
        if named and row.on > case.settings.ceasefire and month in labels:
            total[row.from_party, row.item_id, month] += row.central
    return tuple(Receipt(*key, much, "transfers.csv") for key, much in sorted(total.items()))


def _number(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if 0 <= value < np.inf else None


def _finding(file: str, row: int | None, column: str, value: object, reason: str) -> Finding:
    hint = "correct the row; `dayafter plan CASE --table receipts` shows what is to arrive, in the same columns"
    return Finding("cell-invalid", file, row, column, {"value": value, "reason": reason, "hint": hint})


def template(plan: Plan) -> list[dict[str, Any]]:
    """What is to arrive by the plan, in the columns of the file: supplier, item, month, quantity."""
    total: dict[tuple[str, str, int], float] = defaultdict(float)
    for lane, period in zip(*np.nonzero(plan.dispatch), strict=True):
        total[(*plan.data.lanes[lane].key, int(plan.data.arrives[lane, period]))] += plan.dispatch[lane, period]
    rows = sorted(total.items(), key=lambda entry: (entry[0][2], entry[0]))
    return [
        {"supplier": key[0], "item": key[1], "month": plan.data.period.labels[key[2]], "quantity": float(much)}
        for key, much in rows
    ]


def arrived(plan: Plan, receipts: Sequence[Receipt], passed: int) -> Mapping[tuple[str, str, int], float]:
    """(supplier, item, period) -> pieces that arrived, for the periods that have passed.

    Raises CaseError with all findings: unknown supplier or item, no month that has passed, a row that comes twice, more
    than the supplier has above its floor or was ordered from it.
    """
    data, findings = plan.data, []
    lanes = sorted({lane.key for lane in data.lanes})
    out: dict[tuple[str, str, int], float] = {}
    for one in receipts:
        where = one.file, one.row
        if (one.supplier, one.item) not in lanes:
            known = did_you_mean(f"{one.supplier}/{one.item}", ["/".join(key) for key in lanes])
            findings.append(
                _finding(*where, "item", one.item, f"the plan has no such lane from {one.supplier!r}{known}")
            )
            continue
        if one.month not in data.period.labels[:passed]:
            known = f"{data.period.labels[0]} to {data.period.labels[passed - 1]}"
            findings.append(_finding(*where, "month", one.month, f"the months that have passed are {known}"))
            continue
        key = (one.supplier, one.item, data.period.labels.index(one.month))
        if key in out:
            findings.append(_finding(*where, "month", one.month, f"{one.item} from {one.supplier} stands twice for it"))
        out[key] = one.quantity
    findings += _too_much(plan, out, receipts, passed)
    if findings:
        raise CaseError(*findings)
    return out


def _too_much(
    plan: Plan, came: Mapping[tuple[str, str, int], float], receipts: Sequence[Receipt], passed: int
) -> list[Finding]:
    """One finding for each supplier and item of which more came than there was."""
    findings = []
    for key in sorted({key[:2] for key in came}):
        planned = _planned(plan, key, passed)
        path = np.array([came.get((*key, period), planned[period]) for period in range(passed)])
        over = np.cumsum(path) > _there(plan, key, passed) * MORE + 1e-6
        if over.any():
            period = int(np.flatnonzero(over)[0])
            most, much = _there(plan, key, passed)[period], np.cumsum(path)[period]
            told = [r for r in receipts if (r.supplier, r.item) == key]
            reason = (
                f"{much:,.6g} of {key[1]} from {key[0]} by {plan.data.period.labels[period]} is more than the "
                f"{most:,.6g} that it held above its floor or that were ordered in time"
            )
            findings.append(_finding(told[-1].file, told[-1].row, "quantity", told[-1].quantity, reason))
    return findings


def _planned(plan: Plan, key: tuple[str, str], passed: int) -> Floats:
    """What was to arrive by the plan [period]."""
    out = np.zeros(passed)
    for lane in [n for n, lane in enumerate(plan.data.lanes) if lane.key == key]:
        for period in np.flatnonzero(plan.dispatch[lane]):
            if plan.data.arrives[lane, period] < passed:
                out[plan.data.arrives[lane, period]] += plan.dispatch[lane, period]
    return out


def _there(plan: Plan, key: tuple[str, str], passed: int) -> Floats:
    """Most that can have arrived by the end of each period: a stock above its floor, and orders that are ready."""
    data = plan.data
    out = np.zeros(passed)
    supply = data.supply
    if key in data.stocks:
        number = supply.stocks.index(key)
        floor = min(float(supply.floor.values[data.draw, number]), 1.0)
        out += float(supply.stock.values[data.draw, number]) * (1.0 - floor)
    for offer, period in zip(*np.nonzero(plan.order), strict=True):
        if data.makers[data.maker_of_offer[offer]] == key:
            out[data.order_ready[offer, period] :] += plan.order[offer, period]
    return out
