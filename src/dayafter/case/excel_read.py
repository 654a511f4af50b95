"""A case out of an Excel workbook, with the same checks and the same findings as from the CSV folder."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dayafter.case.columns import columns_of, text_of
from dayafter.case.excel import LISTS, META, SETTINGS
from dayafter.case.meta import SCHEMA, Meta, Reading
from dayafter.case.model import Case
from dayafter.case.parse import Sheet, parse
from dayafter.case.settings import Settings, parse_settings
from dayafter.case.tables import TABLES, path_of
from dayafter.errors import CaseError, Finding, did_you_mean

Rows = list[list[str]]


def read_workbook(path: Path) -> Case:
    """The case in a workbook that dayafter wrote; raises CaseError with all findings at once."""
    return open_workbook(path).case


def open_workbook(path: Path) -> Reading:
    """The case in a workbook, what the workbook remembers of its export, and the sheets that were left out."""
    texts = _texts(path)
    meta = _meta(path.name, texts.get(META, []))
    sheets = _Sheets(path.name, meta)
    settings = sheets.settings(texts.get(SETTINGS))
    for table in TABLES:
        sheets.table(table, texts.get(table))
    for name in texts:
        if name not in {*TABLES, SETTINGS, META, LISTS}:
            details = {"suggestion": did_you_mean(name, list(TABLES))}
            sheets.warnings.append(Finding("sheet-unknown", f"{path.name}#{name}", details=details))
    if settings is None or sheets.findings:
        raise CaseError(*sheets.findings, *sheets.warnings)
    case = Case(
        name=meta.case,
        settings=settings,
        tables={table: sheet.rows for table, sheet in sheets.read.items() if sheet.rows},
        lines={table: sheet.lines for table, sheet in sheets.read.items() if sheet.rows},
    )
    files = {"case.toml": f"{path.name}#{SETTINGS}"} | {path_of(table): f"{path.name}#{table}" for table in TABLES}
    return Reading(case, meta, tuple(sheets.warnings), files)


def _texts(path: Path) -> dict[str, Rows]:
    """Every sheet as text, with the rows of the sheet from the first one on."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with CalamineWorkbook.from_path(path) as book:
            return {name: [[_text(value) for value in row] for row in _sheet(book, name)] for name in book.sheet_names}
    except (CalamineError, OSError) as error:
        reason = f"it cannot be opened ({error})"
        raise CaseError(Finding("workbook-foreign", path.name, details={"reason": reason})) from error


def _sheet(book: Any, name: str) -> list[list[Any]]:
    # Empty rows at the top have to stay, or the numbers of the rows would be wrong.
    rows: list[list[Any]] = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    return rows


def _text(value: Any) -> str:
    """A cell as the text that stands for it in a CSV file."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, dt.datetime):
        return (value.date() if value.time() == dt.time() else value).isoformat()
    return text_of(value)


def _meta(file: str, rows: Rows) -> Meta:
    """What the hidden sheet says; raises CaseError where the workbook is not one of ours."""
    cells = {row[0]: [*row[1:], "", ""] for row in rows if row and row[0]}
    schema = cells.get("schema", [""])[0]
    reason = ""
    if cells.get("dayafter", [""])[0] != "workbook" or not schema.isdigit():
        reason = f"the hidden sheet {META} is missing or damaged"
    elif int(schema) > SCHEMA:
        reason = f"a later version of dayafter wrote it (schema {schema}, this version reads up to {SCHEMA})"
    if reason:
        raise CaseError(Finding("workbook-foreign", file, details={"reason": reason}))
    digests = {name: line[0] for name, line in cells.items() if name == "case.toml" or name in TABLES}
    columns = {name: tuple(line[1].split("; ")) for name, line in cells.items() if name in TABLES}
    return Meta(cells.get("case", [""])[0], int(schema), digests, columns)


@dataclass
class _Sheets:
    """The sheets of one workbook while it is being read."""

    file: str
    meta: Meta
    read: dict[str, Sheet] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)

    def settings(self, rows: Rows | None) -> Settings | None:
        """The settings on the first sheet: names and values up to the first empty row."""
        file = f"{self.file}#{SETTINGS}"
        if rows is None:
            self.findings.append(Finding("sheet-missing", file, details={"table": SETTINGS}))
            return None
        raw: dict[str, str] = {}
        lines: dict[str, int] = {}
        for line, row in enumerate(rows[1:], start=2):
            name, value = ([cell.strip() for cell in row] + ["", ""])[:2]
            if not name:
                break
            lines[name] = line
            if value:
                raw[name] = value
        settings, findings = parse_settings(dict(raw), file)  # pydantic reads dates and numbers out of text
        self.findings += [Finding(f.code, f.file, lines.get(f.column), f.column, f.details) for f in findings]
        return settings

    def table(self, table: str, rows: Rows | None) -> None:
        """One table; a sheet or a column that was exported and is gone is a finding, never a silent loss."""
        file = f"{self.file}#{table}"
        if rows is None:
            if self.meta.digests.get(table) or TABLES[table].required:
                self.findings.append(Finding("sheet-missing", file, details={"table": table}))
            return
        header: Sequence[str] = rows[0] if rows else []
        sheet, found = parse(table, header, list(enumerate(rows[1:], start=2)), file)
        self.read[table] = sheet
        self.findings += found
        flagged = {finding.column for finding in found}
        present = {name.strip() for name in header}
        for name in columns_of(TABLES[table]):
            if name in self.meta.columns.get(table, ()) and name not in present | flagged:
                hint = "it was there when the workbook was exported"
                self.findings.append(Finding("column-missing", file, 1, name, {"hint": hint}))
