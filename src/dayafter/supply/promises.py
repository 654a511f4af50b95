"""Promises out of stock: what a donor has committed itself to, and by when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from dayafter.case import Case, Quantity
from dayafter.case.tables.events import Transfer
from dayafter.uncertainty import Draws

UNDATED = 12.0
"""Months after the ceasefire by which a promise without a date is to be kept."""


@dataclass(frozen=True)
class Commitment:
    """A donor's promise that the plan must keep: this many of the item out of its stock by the end of the period."""

    event_id: str
    party: str
    item_id: str
    quantity: float
    period: int
    made: float  # when it was made, in months after the ceasefire; negative before it
    months: float  # for a promise of a number a month: the months it runs; 1 for a number in all
    ref: str


def read_promises(case: Case, draws: Draws, draw: int = 0) -> tuple[Commitment, ...]:
    """Promises to the recipient that fall due between the ceasefire and the horizon, sorted."""
    drawn = draws.of("transfers")
    out = []
    for quantity in _promises(case):
        row = _event(quantity)
        due, start = due_month(case, row), case.timeline.at(row.on)
        if due <= 0 or due > case.timeline.ends[-1]:
            continue
        months = max(due - max(start, 0.0), 0.0) if row.scope == "monthly" else 1.0
        period = max(0, case.timeline.period_at(due))
        much = float(drawn.column(quantity.key)[draw]) * months
        out.append(Commitment(row.event_id, row.from_party, row.item_id, much, period, start, months, quantity.ref))
    return tuple(sorted(out, key=lambda promise: promise.event_id))


def past_promises(case: Case) -> tuple[str, ...]:
    """Promises that were due before the ceasefire: the plan takes them as kept."""
    rows = [_event(quantity) for quantity in _promises(case)]
    return tuple(row.event_id for row in rows if due_month(case, row) <= 0)


def due_month(case: Case, row: Transfer) -> float:
    """Months after the ceasefire at the end of the day on which it is due."""
    if row.due is None:
        return min(UNDATED, float(case.timeline.ends[-1]))
    return case.timeline.at(row.due + dt.timedelta(days=1))


def _event(quantity: Quantity) -> Transfer:
    row = quantity.best
    assert isinstance(row, Transfer)
    return row


def _promises(case: Case) -> list[Quantity]:
    """Commitments to the recipient that name a donor and an item; rival rows of one event count once."""
    return [
        quantity
        for quantity in case.quantities("transfers").values()
        if (row := _event(quantity)).kind == "commitment"
        and row.to_party == case.settings.recipient
        and row.from_party
        and row.item_id
    ]
