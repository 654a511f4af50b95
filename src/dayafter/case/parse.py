"""From raw cells, as text, to validated rows, with every finding placed in its file, row and column.

CSV, Excel and Parquet all come through here, so that the same mistake gets the same message.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pydantic import ValidationError

from dayafter.case.columns import Row, choices_of, columns_of, info_of, kind_of, notes_of
from dayafter.case.tables import TABLES, path_of
from dayafter.errors import Finding, did_you_mean

LARGEST = 1e12
"""No quantity of a case is larger; a number beyond it is a slip of the unit."""

_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(?:([,\u00a0\u202f\u2009 ’'])\d{3})(?:\1\d{3})*(?:\.\d+)?")
_PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_SEVERAL_WAYS = re.compile(r"[+-]?[\d.,]*\d[\d.,]*")
_ONE_COMMA = re.compile(r"[+-]?\d{1,3},\d{3}")
_MIDNIGHT = re.compile(r"[T ]00:00(?::00(?:\.0+)?)?$")


@dataclass(frozen=True)
class Sheet:
    """The rows of one table with the line of the file on which each stands."""

    table: str
    rows: tuple[Row, ...]
    lines: tuple[int, ...]


def number(text: str, decimal_comma: bool = False) -> float | None:
    """The number in the text, with or without thousands separators; None where it can be read in two ways.

    decimal_comma: the file comes from a country that writes 1,5 for one and a half, so that `1,500` is open to doubt.
    """
    if _PLAIN.fullmatch(text):
        return float(text)
    if _GROUPED.fullmatch(text) and not (decimal_comma and _ONE_COMMA.fullmatch(text)):
        return float(re.sub(r"[,\u00a0\u202f\u2009 ’']", "", text))
    return None


def date(text: str) -> dt.date | str:
    """The day in the text, or why it holds none."""
    text = _MIDNIGHT.sub("", text)
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return "it is not a date written as year-month-day"
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return "there is no such day"


def header_findings(table: str, header: Sequence[str], file: str) -> list[Finding]:
    """What is wrong with a header row: unknown, repeated and missing columns."""
    model = TABLES[table]
    known = columns_of(model)
    found = []
    for position, name in enumerate(header):
        if name not in known:
            found.append(Finding("column-unknown", file, 1, name, {"suggestion": did_you_mean(name, known)}))
        elif name in header[:position]:
            found.append(Finding("column-repeated", file, 1, name))
    for name in known:
        if name not in header and info_of(model, name).is_required():
            found.append(Finding("column-missing", file, 1, name, {"hint": info_of(model, name).description or ""}))
    return found


def parse(
    table: str,
    header: Sequence[str],
    cells: Iterable[tuple[int, Sequence[str]]],
    file: str = "",
    decimal_comma: bool = False,
) -> tuple[Sheet, list[Finding]]:
    """The table's rows and all findings.

    cells: line number and the row's cells as text; file: what findings call the table (its path in the folder);
    decimal_comma: see `number`.
    """
    model, file = TABLES[table], file or path_of(table)
    width = len(header)
    header = _trimmed([name.strip().strip("\ufeff").strip() for name in header])
    findings = header_findings(table, header, file)
    known = set(columns_of(model))
    rows: list[Row] = []
    lines: list[int] = []
    if any(finding.code != "column-unknown" for finding in findings):
        return Sheet(table, (), ()), findings
    for line, values in cells:
        given = [(re.sub("\r\n?", "\n", value) if "\r" in value else value).strip() for value in values]
        if not any(given):
            continue
        if len(given) != width or any(given[len(header) :]):
            findings.append(Finding("row-ragged", file, line, "", {"found": len(values), "expected": width}))
            continue
        raw = {name: value for name, value in zip(header, given, strict=False) if name in known}
        row, wrong = _row(model, file, line, raw, decimal_comma)
        findings += wrong
        if row is not None:
            rows.append(row)
            lines.append(line)
    return Sheet(table, tuple(rows), tuple(lines)), findings


def _trimmed(header: list[str]) -> list[str]:
    """The header without the empty cells that spreadsheets leave at its end."""
    while header and not header[-1]:
        header = header[:-1]
    return header


def _row(
    model: type[Row], file: str, line: int, raw: Mapping[str, str], decimal_comma: bool
) -> tuple[Row | None, list[Finding]]:
    values: dict[str, Any] = {}
    findings: list[Finding] = []
    kinds = _kinds(model)
    for name, text in raw.items():
        if text == "":
            continue  # absent: the default, or a finding by pydantic
        value = _value(model, name, kinds[name], text, decimal_comma)
        if isinstance(value, Finding):
            findings.append(Finding(value.code, file, line, name, value.details))
        else:
            values[name] = value
    flagged = {finding.column for finding in findings}
    try:
        row = model.model_validate(values)
    except ValidationError as error:
        findings += [f for f in _translated(model, file, line, error, raw) if f.column not in flagged]
        return None, findings
    return (None if findings else row), findings


def _value(model: type[Row], name: str, kind: str, text: str, decimal_comma: bool) -> Any:
    """The cell's value, or a Finding that still lacks its place."""
    if kind == "date":
        day = date(text)
        details = {"value": text, "reason": day, "hint": "write it as 2025-02-28"}
        return day if isinstance(day, dt.date) else Finding("cell-invalid", details=details)
    if kind not in ("number", "integer"):
        return text
    value = number(text, decimal_comma)
    if value is None:
        code = "number-ambiguous" if _SEVERAL_WAYS.fullmatch(text) else "cell-invalid"
        return Finding(code, details={"value": text, "reason": "it is not a number", "hint": _hint(model, name)})
    if abs(value) > LARGEST:
        return Finding("number-absurd", details={"value": text})
    if value < 0 and name in ("low", "central", "high"):
        return Finding("number-negative", details={"value": text})
    return int(value) if kind == "integer" and value.is_integer() else value


def _translated(
    model: type[Row], file: str, line: int, error: ValidationError, raw: Mapping[str, str]
) -> list[Finding]:
    """pydantic's errors in the words of the catalogue."""
    out = []
    for item in error.errors():
        name = str(item["loc"][0]) if item["loc"] else ""
        hint = _hint(model, name) if name else "see the table's documentation page"
        if item["type"] == "missing" or (item["type"] == "string_too_short" and not raw.get(name)):
            out.append(Finding("cell-missing", file, line, name, {"hint": hint}))
        else:
            reason = item["msg"].removeprefix("Value error, ").removeprefix("Input ")
            if name and choices_of(info_of(model, name)):
                near = did_you_mean(raw.get(name, ""), [str(word) for word in choices_of(info_of(model, name))])
                reason = f"there is no such choice{near}"
            details = {"value": raw.get(name, ""), "reason": reason, "hint": hint}
            out.append(Finding("cell-invalid", file, line, name or "row", details))
    return out


def _hint(model: type[Row], name: str) -> str:
    choices = choices_of(info_of(model, name))
    if choices:
        return f"choose one of {', '.join(map(str, choices))}"
    return f"{info_of(model, name).description} For example {notes_of(model, name).get('example') or 'leave it empty'}"


@lru_cache
def _kinds(model: type[Row]) -> dict[str, str]:
    """The type of each column."""
    return {name: kind_of(info_of(model, name)) for name in columns_of(model)}
