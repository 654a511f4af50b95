"""A case as an Excel workbook that a person can fill in: one sheet a table, drop-downs, comments, settings."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from dayafter.case.columns import ANY, FigureRow, Row, choices_of, columns_of, field_of, info_of, kind_of, notes_of
from dayafter.case.columns import cell as text_cell
from dayafter.case.folder import write_file
from dayafter.case.meta import Meta
from dayafter.case.model import Case
from dayafter.case.settings import Settings
from dayafter.case.tables import TABLES
from dayafter.errors import Finding, UsageError

SETTINGS, META, LISTS = "case", "_meta", "_lists"
LONGEST_CELL = 32_767
"""Characters that one cell of Excel can hold."""

_FILLABLE = 5_000
"""Rows of each sheet that get drop-downs, so that a person can add some."""
_FIRST_DAY = dt.date(1900, 3, 1)
"""Excel counts a 29 February 1900 that never was; earlier days are written as text."""
_NUMBER_FORMATS = {"number": "General", "integer": "0", "date": "yyyy-mm-dd", "string": "@", "list": "@"}
_COLOURS = {
    "reference": "#DCE6F1",
    "force": "#E2EFDA",
    "supply": "#FFF2CC",
    "money": "#FCE4D6",
    "logistics": "#E4DFEC",
    "events": "#EDEDED",
    "adversary": "#F8CBAD",
    "deterrence": "#F4DCE6",
    "reassurance": "#DDEBE6",
    "ceasefire": "#E8E4D4",
    "talks": "#E3DEF0",
}
_HOW_TO = (
    "How to use this workbook",
    "Each sheet is one table of the case; sheets of one colour belong together. The first row holds the column names: "
    "leave it as it is.",
    "Point at a column name to read what to enter and how to count it. A red corner marks each comment.",
    "Add, change or delete rows freely. Leave a cell empty where nothing is known and the column allows it.",
    "Write numbers with the decimal sign of your Excel, dates as 2025-02-28, several names in a cell with semicolons.",
    "Every number in a coloured sheet with low, central and high needs a source from the sheet sources.",
    "Bring it back with `dayafter import CASE FILE`: it shows every change and asks before it writes anything.",
)


def write_workbook(case: Case, path: Path) -> Path:
    """The case as a workbook at `path`, whole or not at all; the same case gives the same bytes."""
    write_file(workbook_bytes(case), path)
    return path


def workbook_bytes(case: Case) -> bytes:
    """The case as the bytes of an .xlsx file."""
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        made = dt.datetime.combine(case.settings.known_on, dt.time(), dt.UTC)
        book.set_properties({"title": case.settings.title, "comments": "Written by dayafter", "created": made})
        sheets = _Sheets(book, case)
        sheets.settings()
        for model in TABLES.values():
            sheets.table(model)
        sheets.hidden()
    return out.getvalue()


class _Sheets:
    """The sheets of one workbook while it is being written."""

    def __init__(self, book: Any, case: Case) -> None:
        self.book, self.case = book, case
        self.lists: dict[str, tuple[str, ...]] = {}
        self.formats: dict[str, Any] = {
            form: book.add_format({"num_format": form}) for form in {*_NUMBER_FORMATS.values(), "#,##0"}
        }
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self.bold = book.add_format({"bold": True})

    def settings(self) -> None:
        """The first sheet: settings with their questions, then how to use the workbook."""
        sheet = self.book.add_worksheet(SETTINGS)
        sheet.set_column(0, 0, 18, self.formats["@"])
        sheet.set_column(1, 1, 44)
        sheet.set_column(2, 2, 90, self.wrapped)
        sheet.write_row(0, 0, ("setting", "value", "what it means"), self.bold)
        sheet.freeze_panes(1, 0)
        row = 0
        for row, (name, field) in enumerate(Settings.model_fields.items(), start=1):
            sheet.write_string(row, 0, name)
            self._value(sheet, row, 1, kind_of(field), getattr(self.case.settings, name), name)
            sheet.write_string(row, 2, field.description or "")
            if choices_of(field):
                choose = {"validate": "list", "source": f"={self._listed(f'setting_{name}', choices_of(field))}"}
                sheet.data_validation(row, 1, row, 1, choose)
        for line, text in enumerate(_HOW_TO, start=row + 2):
            sheet.write_string(line, 0, text, self.bold if text == _HOW_TO[0] else None)

    def table(self, model: type[Row]) -> None:
        """One table: frozen header with comments, typed columns, drop-downs, rows in the order of the case."""
        sheet = self.book.add_worksheet(model.table)
        colour = _COLOURS[model.__module__.rsplit(".", 1)[1]]
        sheet.set_tab_color(colour)
        rows, names = self.case.tables.get(model.table, ()), columns_of(model)
        head = self.book.add_format({"bg_color": colour, "bottom": 1})
        key_head = self.book.add_format({"bg_color": colour, "bottom": 1, "bold": True})
        for column, name in enumerate(names):
            kind = kind_of(info_of(model, name))
            texts = [text_cell(row, name) for row in rows]
            width = min(48, max(len(name) + 3, *(len(text) + 1 for text in texts), 8))
            sheet.set_column(column, column, width, self.formats[_NUMBER_FORMATS[kind]])
            sheet.write_string(0, column, name, key_head if name in model.keys else head)
            sheet.write_comment(0, column, comment(model, name), {"author": "dayafter", "width": 300, "height": 150})
            for line, row in enumerate(rows, start=1):
                self._value(sheet, line, column, kind, getattr(row, field_of(model, name)), f"{model.table}.{name}")
            rule = self._rule(model, name, kind)
            if rule:
                sheet.data_validation(1, column, max(_FILLABLE, len(rows)), column, rule)
        sheet.freeze_panes(1, len(model.keys) if names[: len(model.keys)] == model.keys else 0)
        sheet.autofilter(0, 0, max(len(rows), 1), len(names) - 1)

    def hidden(self) -> None:
        """The lists behind the drop-downs, and what the import needs to know of the export."""
        sheet = self.book.add_worksheet(LISTS)
        for column, (name, words) in enumerate(self.lists.items()):
            for number, word in enumerate((name, *words)):
                sheet.write_string(number, column, word)
            where = f"{_letters(column)}$2:{_letters(column)}${len(words) + 1}"
            self.book.define_name(name, f"={LISTS}!{where}")
        sheet.hide()
        meta = Meta.of(self.case)
        sheet = self.book.add_worksheet(META)
        lines: list[tuple[str, ...]] = [("dayafter", "workbook"), ("schema", str(meta.schema)), ("case", meta.case)]
        lines += [("table", "digest", "columns"), ("case.toml", meta.digests["case.toml"], "")]
        lines += [(table, meta.digests.get(table, ""), "; ".join(names)) for table, names in meta.columns.items()]
        for number, line in enumerate(lines):
            for column, text in enumerate(line):
                sheet.write_string(number, column, text)
        sheet.hide()

    def _value(self, sheet: Any, row: int, column: int, kind: str, value: Any, name: str) -> None:
        """One cell, in the type that Excel keeps without loss."""
        if value is None or value == "":
            return
        if kind == "date" and value >= _FIRST_DAY:
            sheet.write_datetime(row, column, dt.datetime.combine(value, dt.time()), self.formats["yyyy-mm-dd"])
        elif kind in ("number", "integer") and float(f"{value:.16G}") == value:
            large = kind == "number" and float(value).is_integer()
            sheet.write_number(row, column, value, self.formats["#,##0" if large else _NUMBER_FORMATS[kind]])
        else:
            text = "; ".join(value) if isinstance(value, tuple) else repr(value) if kind == "number" else str(value)
            if len(text) > LONGEST_CELL:
                reason = f"a cell of Excel holds {LONGEST_CELL} characters, and this one has {len(text)}"
                details = {"value": f"{text[:40]}...", "reason": reason, "hint": "shorten it, or export another format"}
                raise UsageError(Finding("cell-invalid", SETTINGS if "." not in name else "", row + 1, name, details))
            sheet.write_string(row, column, text, self.formats["@"])

    def _rule(self, model: type[Row], name: str, kind: str) -> dict[str, Any] | None:
        """What Excel offers and refuses in a column."""
        field, notes = info_of(model, name), notes_of(model, name)
        if choices_of(field):
            words = tuple(str(word) for word in choices_of(field))
            return {"validate": "list", "source": f"={self._listed(f'choice_{model.table}_{name}', words)}"}
        if notes.get("refers") and kind != "list":
            words = tuple(self._keys(notes["refers"], notes.get("wildcard", False)))
            list_name = "_or_".join(["key", *notes["refers"], *(["any"] if notes.get("wildcard") else [])])
            # A new name can stand in its own sheet already, so that this list only warns.
            warn = {"error_type": "warning", "error_title": "Not in the list", "error_message": "Is it a new name?"}
            return {"validate": "list", "source": f"={self._listed(list_name, words)}", **warn} if words else None
        if notes.get("words") and kind != "list":
            return {"validate": "list", "source": f"={self._listed(f'word_{model.table}_{name}', notes['words'])}"}
        title = {"error_title": "Not possible here", "input_message": ""}
        if kind == "date":
            first = {"criteria": ">=", "value": _FIRST_DAY, "error_message": "Enter a date, such as 2025-02-28."}
            return {"validate": "date", **first, **title}
        if kind in ("number", "integer") and name in FigureRow.model_fields:
            lowest = {"criteria": ">=", "value": 0, "error_message": "Enter a number that is not below zero."}
            return {"validate": "decimal" if kind == "number" else "integer", **lowest, **title}
        return None

    def _keys(self, tables: Iterable[str], wildcard: bool) -> list[str]:
        """Names that a cell may hold, each once, in the order of the case."""
        keys = [row.key[0] for table in tables for row in self.case.tables.get(table, ())]
        return [*([ANY] if wildcard else []), *dict.fromkeys(keys)] if keys else []

    def _listed(self, name: str, words: Iterable[str]) -> str:
        """The name of the list behind a drop-down."""
        self.lists[name] = tuple(words)
        return name


def comment(model: type[Row], name: str) -> str:
    """What a person reads above a column: title, question, how to count, example, unit."""
    field, notes = info_of(model, name), notes_of(model, name)
    lines = [f"{field.title}{'' if field.is_required() else ' (may be empty)'}", field.description or ""]
    if notes.get("count"):
        lines.append(f"How to count: {notes['count']}")
    if name in ("low", "central", "high"):
        lines.append("Unit: the one in the column unit")
    if kind_of(field) == "list":
        lines.append("Several names: separate them by semicolons")
    if notes.get("words"):
        lines.append(f"One of: {', '.join(notes['words'])}")
    if notes.get("example"):
        lines.append(f"Example: {notes['example']}")
    return "\n".join(lines)


def _letters(column: int) -> str:
    """'$A' for the first column."""
    from xlsxwriter.utility import xl_col_to_name

    return str(xl_col_to_name(column, col_abs=True))
