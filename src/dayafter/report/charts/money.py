"""Money by donor and budget year, as a table of shaded cells."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from dayafter.report.charts import theme
from dayafter.report.charts.chart import Chart, rows_of
from dayafter.report.charts.heat import Cell, heat_table


@dataclass(frozen=True)
class Spending:
    """What the plan spends of one donor's money in one budget year."""

    name: str
    year: str
    value: float


def money(
    rows: Sequence[Spending],
    *,
    unit: str,
    highlight: str | None = None,
    title: str = "Money by donor and budget year",
) -> Chart:
    """Gives the table of money by donor and year in `unit` (such as "£ million"), largest donor first, with totals."""
    data = rows_of(rows)
    sums: dict[str, float] = {}
    for row in rows:
        sums[row.name] = sums.get(row.name, 0.0) + row.value
    names = sorted(sums, key=lambda name: (-sums[name], name))
    years = list(dict.fromkeys(row.year for row in rows))
    value = {(name, year): 0.0 for name in names for year in years}
    for row in rows:
        value[row.name, row.year] += row.value
    largest = max(value.values(), default=0.0)
    cells = [
        Cell(name, year, amount / largest if largest > 0 else 0.0, theme.figure(amount) if amount else "")
        for (name, year), amount in value.items()
    ]
    by_year = {year: sum(value[name, year] for name in names) for year in years}
    return heat_table(
        cells,
        names=names,
        columns=years,
        words={year: [year, f"all: {theme.figure(by_year[year])}"] for year in years},
        column_title=f"{unit}, by budget year; darker is more",
        totals={name: theme.figure(sums[name]) for name in names},
        totals_title="all years",
        bold=highlight,
        title=title,
        alt_text=_words(sums, by_year, unit),
        data=data,
        headings={"name": "Donor", "year": "Budget year", "value": unit},
    )


def _words(sums: dict[str, float], by_year: dict[str, float], unit: str) -> str:
    first, peak = max(sums, key=sums.__getitem__), max(by_year, key=by_year.__getitem__)
    return (
        f"Table of money by donor and budget year: {len(sums)} donors spend "
        f"{theme.amount(math.fsum(sums.values()), unit)} in all. Most comes from {first}, "
        f"{theme.amount(sums[first], unit)}; the highest year is {peak} with {theme.amount(by_year[peak], unit)}."
    )
