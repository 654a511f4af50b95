"""A truce small enough for hand arithmetic: six weeks in two sectors, one of them shut to the observers for a while."""

from __future__ import annotations

import datetime as dt
from typing import Any

from dayafter.case import Case
from dayafter.case.columns import FigureRow, Row
from tests.delivery.small import row
from tests.uncertainty.rows import case_of, figure

START = dt.date(2029, 1, 1)

RULES: tuple[Row, ...] = tuple(
    figure("monitoring", key, value)
    for key, value in (
        ("usual_rate/all", 2.0),
        ("burst/all", 1.0),
        ("false_alarms/all", 0.05),
        ("run_length/all", 365.0),
        ("escalation/all", 2.0),
        ("stretch/all", 90.0),
        ("blindness/all", 1.0),
        ("blocked/all", 0.3),
        ("severity/shellings", 3.0),
    )
)


def week(n: int) -> tuple[str, str]:
    """First and last day of the n-th week, from 0 on."""
    starts = START + dt.timedelta(weeks=n)
    return starts.isoformat(), (starts + dt.timedelta(days=6)).isoformat()


def count(n: int, sector: str, value: float, **columns: Any) -> FigureRow:
    """The observers' count of one week."""
    given = dict(kind="all", counter="observers") | columns
    starts, ends = given.pop("starts", week(n)[0]), given.pop("ends", week(n)[1])
    key = "/".join(("quiet", starts, ends, sector, given.pop("kind"), given.pop("counter")))
    return figure("violations", key, value, unit="violations", as_of=ends, **given)


def access(first: int, last: int, sector: str, share: float) -> FigureRow:
    """The observers' access from one week to another."""
    key = "/".join(("quiet", week(first)[0], week(last)[1], sector))
    return figure("observer_access", key, share, unit="share", as_of=week(last)[1])


def truce(**columns: Any) -> Row:
    """The truce."""
    given = dict(truce_id="quiet", name="Quiet truce", starts=START, ends="2029-02-11", ended_by="collapse")
    return row("truces", **{**given, "source_id": "s", **columns})


NORTH = (14, 13, 15, 14, 40, 90)
SOUTH = (14, 14, 14, 3, 14, 14)

ROWS: tuple[Row, ...] = (
    truce(),
    *(count(n, "north", value) for n, value in enumerate(NORTH)),
    *(count(n, "south", value) for n, value in enumerate(SOUTH)),
    access(0, 5, "all", 1.0),
    access(3, 3, "south", 0.2),
    *RULES,
)


def small(*extra: Row, without: str = "", **settings: Any) -> Case:
    """The case; `without`: a table that is left out."""
    return case_of([one for one in (*ROWS, *extra) if one.table != without], **settings)
