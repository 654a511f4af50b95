"""Tables and figures of sections, in fewer words."""

from __future__ import annotations

from collections.abc import Sequence

from dayafter.report.charts import Chart
from dayafter.report.document import Column, DataTable, Figure, Name, Row, Table, Words


def figure(chart: Chart, id: str, caption: Words, note: Words = ()) -> Figure:
    """The chart as a figure, with its alt text and its data table."""
    return Figure(id, caption, chart.alt, chart, DataTable.of(chart.headings, chart.data), note or _note(chart))


def _note(chart: Chart) -> Words:
    return Name(chart.note) if chart.note and not chart.title.startswith("Who gives") else ()


def table(
    id: str, caption: Words, columns: Sequence[tuple[Words, str, float]], rows: Sequence[Row], note: Words = ()
) -> Table:
    """A table; columns as (title, text or number, weight)."""
    made = tuple(Column(title, kind, weight) for title, kind, weight in columns)  # type: ignore[arg-type]
    return Table(id, caption, made, tuple(rows), note)


def row(*cells: Words) -> Row:
    """A plain row."""
    return Row(cells)


def group(words: Words) -> Row:
    """A row that heads the rows below it."""
    return Row((words,), "group")


def total(*cells: Words) -> Row:
    """A row that sums up."""
    return Row(cells, "total")


NOTHING = "\N{EN DASH}"
"""What stands in a cell where there is no number."""
