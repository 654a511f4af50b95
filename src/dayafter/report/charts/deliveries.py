"""Delivery strip: how full each line is by the end of each period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dayafter.report.charts import axes, theme
from dayafter.report.charts.chart import Chart, rows_of
from dayafter.report.charts.heat import Cell, heat_table


@dataclass(frozen=True)
class Delivery:
    """What reaches the recipient of one line (or item) in one period, against all that it needs of it."""

    name: str
    period: str  # "2025-04", "2025-Q2" or "2025", in order of time
    quantity: float
    required: float


def deliveries(
    rows: Sequence[Delivery],
    *,
    title: str = "Deliveries: share of each line's requirement that has arrived",
    top: int = 14,
    cumulative: bool = True,
    whole: str = "the requirement",
    of_whole: str = "arrived, of required",
) -> Chart:
    """Gives the strip of the first `top` names of `rows`: per cent arrived by each period's end, totals at the right.

    With `cumulative=False` a cell shows the part of the requirement that arrives in that very period.
    """
    data = rows_of(rows)
    names = list(dict.fromkeys(row.name for row in rows))[:top]
    periods = list(dict.fromkeys(row.period for row in rows))
    arrived = {(name, period): 0.0 for name in names for period in periods}
    required = {row.name: row.required for row in rows}
    for row in rows:
        if row.name in required and (row.name, row.period) in arrived:
            arrived[row.name, row.period] += row.quantity
    total = {name: sum(arrived[name, period] for period in periods) for name in names}
    cells = [cell for name in names for cell in _strip(name, periods, arrived, required[name], cumulative)]
    of_need = whole == "the requirement"
    totals = {name: _total(total[name], required[name]) if of_need else f"{total[name]:,.0f}" for name in names}
    return heat_table(
        cells,
        names=names,
        columns=periods,
        words=axes.period_words(periods),
        column_title=f"per cent of {whole} arrived by the end of each period"
        if cumulative
        else f"per cent of {whole} arriving in each period",
        totals=totals,
        totals_title=of_whole,
        title=title,
        alt_text=_words(names, total, required, periods),
        data=data,
        headings={"name": "Line", "period": "Period", "quantity": "Arrives", "required": "Required in all"},
    )


def _strip(
    name: str, periods: list[str], arrived: dict[tuple[str, str], float], required: float, cumulative: bool
) -> list[Cell]:
    cells, before = [], 0.0
    for period in periods:
        amount = arrived[name, period] + (before if cumulative else 0.0)
        before = amount if cumulative else 0.0
        part = amount / required if required > 0 else 0.0
        cells.append(Cell(name, period, part, theme.percent(part).rstrip("%") if part > 0 else ""))
    return cells


def _total(quantity: float, required: float) -> str:
    if required <= 0:
        return "none required"
    share = theme.percent(quantity / required)
    if required >= 1e6:
        return f"{quantity / 1e6:,.2f} of {required / 1e6:,.2f} million ({share})"
    return f"{_count(quantity)} of {_count(required)} ({share})"


def _count(quantity: float) -> str:
    """Gives a number of things: whole, save for a few, where a tenth is worth showing."""
    return f"{quantity:,.0f}" if quantity >= 10 else theme.figure(quantity, 2)


def _words(names: list[str], total: dict[str, float], required: dict[str, float], periods: list[str]) -> str:
    shares = {name: total[name] / required[name] for name in names if required[name] > 0}
    if not shares:
        return f"Strip of deliveries of {len(names)} lines; none has a requirement."
    best, worst = max(shares, key=shares.__getitem__), min(shares, key=shares.__getitem__)
    full = sum(share >= 0.995 for share in shares.values())
    return (
        f"Strip of deliveries, {len(names)} lines over {len(periods)} periods from {periods[0]} to {periods[-1]}. "
        f"By the end {full} of {len(shares)} lines are complete; the fullest is {best} with "
        f"{theme.percent(shares[best])}, the emptiest {worst} with {theme.percent(shares[worst])}."
    )
