"""Text for a terminal: aligned tables that fit 100 columns, wrapped paragraphs, emphasis only where it is seen."""

from __future__ import annotations

import os
import re
import sys
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from dayafter.report.numbers import shown

WIDTH = 100
NARROWEST = 10
"""A column of words is made no narrower than this."""

_LETTER = re.compile(r"[^\W\d_]")
_SEAM = re.compile(r"(?<=[^\W\d][-+/_,:;])(?=[^\W\d])")
"""Where a name that is put together may go on below: never beside a digit, as a number stays in one piece."""

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
    """The rows under their titles; numbers to the right, words to the left. Nothing is cut: where the line grows too
    long, titles and words go on below, and figures stay in one piece, even if the line stays too long for it."""
    chosen = [column if isinstance(column, Column) else Column(column, column) for column in columns]
    if not rows:
        return "(nothing)"
    cells = [[column.form(row.get(column.field)) for column in chosen] for row in rows]
    titles = [column.title for column in chosen]
    right = [_is_number(column, rows) for column in chosen]
    widths = _fitted(titles, list(zip(*cells, strict=True)))
    lines = [_line(titles, widths, right), "  ".join("-" * width for width in widths)]
    return "\n".join([*lines, *(_line(line, widths, right) for line in cells)])


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


def _fitted(titles: Sequence[str], columns: Sequence[Sequence[str]]) -> list[int]:
    """Widths of the columns: titles are wrapped first, at the price of one line, then the widest column of words."""
    longest = [max(map(len, column)) for column in columns]
    floors = [max(map(len, _pieces(title))) for title in titles]
    bounds = [max(pair) for pair in zip(longest, floors, strict=True)]
    widths = _narrowed([max(len(title), width) for title, width in zip(titles, longest, strict=True)], bounds)
    for n, column in enumerate(columns):
        if any(_LETTER.search(cell) for cell in column):
            wordy = max(len(piece) for cell in column for piece in _pieces(cell))
            bounds[n] = min(widths[n], max(floors[n], wordy, NARROWEST))
    return _narrowed(widths, bounds)


def _narrowed(widths: Sequence[int], bounds: Sequence[int]) -> list[int]:
    """Takes from the widest columns that can spare it until the line fits."""
    out = list(widths)
    while sum(out) + 2 * (len(out) - 1) > WIDTH:
        spare = [n for n, bound in enumerate(bounds) if out[n] > bound]
        if not spare:
            break
        out[max(spare, key=lambda n: out[n])] -= 1
    return out


def _pieces(text: str) -> list[str]:
    """What is left whole when the text goes on below: words, and parts of names that are put together."""
    return [piece for word in text.split() for piece in _SEAM.split(word)] or [""]


def _folded(text: str, width: int) -> list[str]:
    """The text in lines of this width, broken between words, or in a word where two names meet."""
    if len(text) <= width:
        return [text]
    lines = [""]
    for word in text.split():
        for n, piece in enumerate(_SEAM.split(word)):
            glue = " " if n == 0 and lines[-1] else ""
            if lines[-1] and len(lines[-1]) + len(glue) + len(piece) > width:
                lines.append(piece)
            else:
                lines[-1] += glue + piece
    return lines


def _line(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    """One row, on as many lines as its longest cell takes."""
    parts = [_folded(cell, width) for cell, width in zip(cells, widths, strict=True)]
    lines = []
    for one in zip_longest(*parts, fillvalue=""):
        told = zip(one, widths, right, strict=True)
        lines.append("  ".join(part.rjust(w) if is_number else part.ljust(w) for part, w, is_number in told).rstrip())
    return "\n".join(lines)
