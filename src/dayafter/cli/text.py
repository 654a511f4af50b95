"""Text for a terminal: aligned tables that fit 100 columns, wrapped paragraphs, emphasis only where it is seen."""

from __future__ import annotations

import os
import sys
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dayafter.report.numbers import shown

WIDTH = 100
NARROWEST = 10
"""A column of words is cut to no less than this."""

_CODES = {"bold": "1", "red": "31", "yellow": "33"}


@dataclass(frozen=True)
class Column:
    """One column of a table: the field that it shows, its title, and how a cell is written."""

    field: str
    title: str
    form: Callable[[Any], str] = shown


def painted(text: str, look: str) -> str:
    """The text in bold, red or yellow on a terminal; as it is elsewhere, or where NO_COLOR is set."""
    plain = "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb" or not sys.stdout.isatty()
    return text if plain else f"\x1b[{_CODES[look]}m{text}\x1b[0m"


def heading(text: str) -> str:
    """A heading, set off from what is above it."""
    return f"\n{painted(text, 'bold')}"


def share(value: Any) -> str:
    """0.123 as `12 %`; a dash where there is nothing to share."""
    return "–" if value is None else f"{100 * float(value):.0f} %"


def signed(value: Any) -> str:
    """A difference with its sign."""
    text = shown(value)
    return f"+{text}" if value and value > 0 else text


def points(value: Any) -> str:
    """The difference of two shares, in percentage points, with its sign."""
    return "–" if value is None else signed(round(100 * float(value), 1))


def wrapped(text: str, indent: str = "", first: str | None = None) -> str:
    """A paragraph in 100 columns."""
    lead = indent if first is None else first
    return textwrap.fill(
        text, WIDTH, initial_indent=lead, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def table(rows: Sequence[Mapping[str, Any]], columns: Sequence[Column | str]) -> str:
    """The rows under their titles; numbers to the right, words to the left and cut where the line grows too long."""
    chosen = [column if isinstance(column, Column) else Column(column, column) for column in columns]
    if not rows:
        return "(nothing)"
    cells = [[column.form(row.get(column.field)) for column in chosen] for row in rows]
    right = [_is_number(column, rows) for column in chosen]
    widths = [max(len(column.title), *(len(line[n]) for line in cells)) for n, column in enumerate(chosen)]
    _fit(widths, right)
    lines = [[column.title for column in chosen], ["-" * width for width in widths], *cells]
    return "\n".join(_line(line, widths, right) for line in lines)


def records(rows: Sequence[Mapping[str, Any]]) -> str:
    """A table of all fields of the rows, in parts one below the other where they do not fit side by side."""
    if not rows:
        return "(nothing)"
    parts: list[list[str]] = [[]]
    for name in rows[0]:
        width = max(len(name), *(min(len(shown(row.get(name))), 24) for row in rows)) + 2
        used = sum(max(len(n), *(min(len(shown(row.get(n))), 24) for row in rows)) + 2 for n in parts[-1])
        if parts[-1] and used + width > WIDTH:
            parts.append([])
        parts[-1].append(name)
    return "\n\n".join(table(rows, part) for part in parts)


def _is_number(column: Column, rows: Sequence[Mapping[str, Any]]) -> bool:
    values = [row.get(column.field) for row in rows]
    found = [value for value in values if value is not None]
    return bool(found) and all(isinstance(v, int | float) and not isinstance(v, bool) for v in found)


def _fit(widths: list[int], right: Sequence[bool]) -> None:
    """Takes from the widest columns of words until the line fits."""
    words = [n for n, is_number in enumerate(right) if not is_number]
    while sum(widths) + 2 * (len(widths) - 1) > WIDTH and words:
        widest = max(words, key=lambda n: widths[n])
        if widths[widest] <= NARROWEST:
            break
        widths[widest] -= 1


def _line(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    out = []
    for cell, width, is_number in zip(cells, widths, right, strict=True):
        cut = cell if len(cell) <= width else cell[: width - 1] + "…"
        out.append(cut.rjust(width) if is_number else cut.ljust(width))
    return "  ".join(out).rstrip()
