"""The time file: to which period each row and column of the core belongs.

Implicit files name the first column and the first row of each period, in the order of the core; explicit ones give
every row and column its period. A row that uses columns of a later period than its own belongs to that later one.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from .lines import Line, Report, lines_of
from .mps import Core

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Periods:
    """Names of the periods in order; period of each row [row] and column [column] of the core."""

    names: tuple[str, ...]
    row: Numbers
    col: Numbers

    @property
    def number(self) -> dict[str, int]:
        """Place of each period."""
        return {name: place for place, name in enumerate(self.names)}


def read_periods(path: Path, core: Core, report: Report, fixed: bool) -> Periods:
    """Periods of the core; what is wrong goes into the report."""
    sections: dict[str, list[Line]] = {"PERIODS": [], "ROWS": [], "COLUMNS": []}
    section, explicit = "", False
    for line in lines_of(path, report, fixed):
        if line.header:
            section = line.word
            explicit = explicit or (section == "PERIODS" and line.says("EXPLICIT")) or section in ("ROWS", "COLUMNS")
            if section not in sections and section != "TIME":
                what, hint = f"the section {section} of a time file", "known sections: TIME, PERIODS, ROWS, COLUMNS"
                report.at(path.name, line.number, "smps-beyond", what=what, hint=hint)
        elif section in sections:
            sections[section].append(line)
        elif section != "TIME":
            hint = "begin with TIME and PERIODS in the first column"
            report.at(path.name, line.number, "smps-line", reason="the line belongs to no section", hint=hint)
    if not sections["PERIODS"]:
        hint = "name at least two periods after PERIODS"
        report.at(path.name, 1, "smps-line", reason="there are no periods", hint=hint)
    reader = _Reader(path.name, core, report)
    made = reader.explicit(sections) if explicit else reader.implicit(sections["PERIODS"])
    return _lower_triangle(made, core, report, path.name)


class _Reader:
    def __init__(self, file: str, core: Core, report: Report) -> None:
        self.file, self.core, self.report = file, core, report

    def implicit(self, lines: list[Line]) -> Periods:
        core, names = self.core, list[str]()
        row = np.zeros(len(core.rows), dtype=np.int64)
        col = np.zeros(len(core.cols), dtype=np.int64)
        last_row, last_col = 0, 0
        for line in lines:
            if len(line.fields) != 3:
                hint = "write first column, first row and name of the period"
                self._wrong(line, f"not a period: {' '.join(line.fields)}", hint)
                continue
            first_col, first_row, name = line.fields
            period = len(names)
            names.append(name)
            if first_col not in core.cols:
                self.report.unknown(self.file, line.number, "column", first_col, core.file, core.cols)
                continue
            if first_row not in core.places:
                self.report.unknown(self.file, line.number, "row", first_row, core.file, core.places)
                continue
            c, r = core.cols[first_col], core.places[first_row]
            if c < last_col or r < last_row:
                self._wrong(line, f"period {name} begins before the one above it", "order rows and columns by period")
            if period:
                col[c:], row[r:] = period, period
            last_row, last_col = r, c
        return self._named(names, lines, row, col)

    def explicit(self, sections: dict[str, list[Line]]) -> Periods:
        core = self.core
        names = [line.fields[-1] for line in sections["PERIODS"]]
        number = {name: place for place, name in enumerate(names)}
        found = []
        for section, known in (("ROWS", core.rows), ("COLUMNS", core.cols)):
            period = np.full(len(known), -1, dtype=np.int64)
            for line in sections[section]:
                name, when = line.fields[0], line.fields[-1]
                if when not in number:
                    self.report.unknown(self.file, line.number, "period", when, "PERIODS", number)
                elif name in known:
                    period[known[name]] = number[when]
                elif name != core.objective and name not in core.free_rows:
                    kind = "row" if section == "ROWS" else "column"
                    self.report.unknown(self.file, line.number, kind, name, core.file, known)
            bare = [name for name, place in known.items() if period[place] < 0]
            if bare:
                reason = f"{len(bare)} {section.lower()} of the core have no period, {bare[0]!r} for one"
                self.report.at(self.file, None, "smps-line", reason=reason, hint=f"list them under {section}")
            found.append(period)
        return self._named(names, sections["PERIODS"], *found)

    def _named(self, names: list[str], lines: list[Line], row: Numbers, col: Numbers) -> Periods:
        if len(set(names)) < len(names):
            self._wrong(lines[-1], "two periods have one name", "give each its own")
        if len(names) == 1:
            self._wrong(lines[-1], "there is one period only", "a stochastic program has at least two")
        return Periods(tuple(names), row, col)

    def _wrong(self, line: Line, reason: str, hint: str) -> None:
        self.report.at(self.file, line.number, "smps-line", reason=reason, hint=hint)


def _lower_triangle(periods: Periods, core: Core, report: Report, file: str) -> Periods:
    """Periods in which no row uses a column of a later period."""
    if report.errors:
        return periods
    row = periods.row.copy()
    places = np.array(list(core.entries), dtype=np.int64).reshape(-1, 2)
    np.maximum.at(row, places[:, 0], periods.col[places[:, 1]])
    names = list(core.rows)
    for moved in np.flatnonzero(row != periods.row).tolist():
        old, new = periods.names[periods.row[moved]], periods.names[row[moved]]
        what = f"row {names[moved]!r} of {old} uses columns of {new} and is taken as a row of {new}"
        report.at(file, None, "smps-choice", what=what, hint="list it there")
    return Periods(periods.names, row, periods.col)
