"""Small cases in memory: one source, and figures in a line each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from dayafter.case import Case, Settings
from dayafter.case.columns import FigureRow, Row
from dayafter.case.tables import FIGURES
from dayafter.case.tables.reference import Source

DAY = dt.date(2029, 12, 1)
SOURCE = Source(source_id="s", publisher="p", title="t", published=DAY, accessed=DAY, kind="own", reliability="A")


def figure(table: str, key: str, *values: float, **columns: Any) -> FigureRow:
    """A figure. key: 'brigade/tank'; values: one exact number, or low, central and high (p5-p95)."""
    low, central, high = values if len(values) == 3 else values * 3
    model = FIGURES[table]
    common = dict(interval="p5-p95", unit="pieces", as_of=DAY, source_id="s", basis="reported", credibility=2)
    names = dict(zip(model.keys, key.split("/"), strict=True))
    return model.model_validate({**common, **names, "low": low, "central": central, "high": high, **columns})


def case_of(rows: Iterable[Row], **settings: Any) -> Case:
    """A case of these rows, in this order; recipient AR, ceasefire on 1 January 2030."""
    tables: dict[str, list[Row]] = {"sources": [SOURCE]}
    for row in rows:
        tables.setdefault(row.table, []).append(row)
    given = dict(title="tiny", recipient="AR", adversary="BO", ceasefire="2030-01-01", price_year=2030, known_on=DAY)
    return Case("tiny", Settings.model_validate({**given, **settings}), {k: tuple(v) for k, v in tables.items()})
