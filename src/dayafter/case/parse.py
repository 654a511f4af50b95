"""From raw cells, as text, to validated rows, with every finding placed in its file, row and column.

CSV, Excel and Parquet all come through here, so that the same mistake gets the same message.
"""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from dayafter.case.columns import Row, columns_of, field_of
from dayafter.case.tables import TABLES, path_of
from dayafter.errors import Finding, did_you_mean

LARGEST = 1e12
"""No quantity of a case is larger; a number beyond it is a slip of the unit."""

_GROUPED = re.compile(r"^[+-]?\d{1,3}(?:([,\u00a0\u202f ’'])\d{3})(?:\1\d{3})*(?:\.\d+)?$")
_PLAIN = re.compile(r"^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$")


@dataclass(frozen=True)
class Sheet:
    """The rows of one table with the line of the file on which each stands."""

    table: str
    rows: tuple[Row, ...]
    lines: tuple[int, ...]


def number(text: str) -> float | None:
    """The number in the text, with or without thousands separators; None where it can be read in two ways."""
    if _PLAIN.match(text):
        return float(text)
    if _GROUPED.match(text):
        return float(re.sub(r"[,\u00a0\u202f ’']", "", text))
    return None


def header_findings(table: str, header: Sequence[str]) -> list[Finding]:
    """What is wrong with a header row: unknown, repeated and missing columns."""
    model, file = TABLES[table], path_of(table)
    known = columns_of(model)
    found = []
    for position, name in enumerate(header):
        if name not in known:
            found.append(Finding("column-unknown", file, 1, name, {"suggestion": did_you_mean(name, known)}))
        elif name in header[:position]:
            found.append(Finding("column-repeated", file, 1, name))
    for name in known:
        field = model.model_fields[field_of(model, name)]
        if name not in header and field.is_required():
            found.append(Finding("column-missing", file, 1, name, {"hint": field.description or ""}))
    return found


def parse(table: str, header: Sequence[str], cells: Iterable[tuple[int, Sequence[str]]]) -> tuple[Sheet, list[Finding]]:
    """The table's rows and all findings. `cells`: line number and the row's cells as text."""
    model, file = TABLES[table], path_of(table)
    findings = header_findings(table, header)
    known = set(columns_of(model))
    rows: list[Row] = []
    lines: list[int] = []
    if any(finding.code != "column-unknown" for finding in findings):
        return Sheet(table, (), ()), findings
    for line, values in cells:
        if not any(value.strip() for value in values):
            continue
        if len(values) != len(header):
            findings.append(Finding("row-ragged", file, line, "", {"found": len(values), "expected": len(header)}))
            continue
        raw = {name: value.strip() for name, value in zip(header, values, strict=True) if name in known}
        row, wrong = _row(model, file, line, raw)
        findings += wrong
        if row is not None:
            rows.append(row)
            lines.append(line)
    return Sheet(table, tuple(rows), tuple(lines)), findings


def _row(model: type[Row], file: str, line: int, raw: Mapping[str, str]) -> tuple[Row | None, list[Finding]]:
    values: dict[str, Any] = {}
    findings: list[Finding] = []
    numeric, whole = _numeric(model)
    for name, text in raw.items():
        if text == "":
            continue  # absent: the default, or a finding by pydantic
        if name not in numeric:
            values[name] = text
            continue
        value = number(text)
        if value is None:
            code = "number-ambiguous" if re.fullmatch(r"[+-]?[\d.,]+", text) else "cell-invalid"
            details = {"value": text, "reason": "it is not a number", "hint": _hint(model, name)}
            findings.append(Finding(code, file, line, name, details))
        elif abs(value) > LARGEST:
            findings.append(Finding("number-absurd", file, line, name, {"value": text}))
        elif value < 0 and name in ("low", "central", "high"):
            findings.append(Finding("number-negative", file, line, name, {"value": text}))
        else:
            values[name] = int(value) if name in whole and value.is_integer() else value
    flagged = {finding.column for finding in findings}
    try:
        row = model.model_validate(values)
    except ValidationError as error:
        findings += [f for f in _translated(model, file, line, error, raw) if f.column not in flagged]
        return None, findings
    return (None if findings else row), findings


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
            details = {"value": raw.get(name, ""), "reason": reason, "hint": hint}
            out.append(Finding("cell-invalid", file, line, name or "row", details))
    return out


def _hint(model: type[Row], name: str) -> str:
    field = model.model_fields[field_of(model, name)]
    choices = choices_of(field)
    if choices:
        return f"choose one of {', '.join(map(str, choices))}"
    extra = typing.cast(dict[str, Any], field.json_schema_extra or {})
    return f"{field.description} For example {extra.get('example') or 'leave it empty'}"


def choices_of(field: FieldInfo) -> tuple[Any, ...]:
    """The allowed values of a column that is a choice, else nothing."""
    return typing.get_args(field.annotation) if typing.get_origin(field.annotation) is typing.Literal else ()


@lru_cache
def _numeric(model: type[Row]) -> tuple[frozenset[str], frozenset[str]]:
    """Columns that hold numbers, and those that hold whole numbers."""
    numeric, whole = set(), set()
    for attribute, field in model.model_fields.items():
        kinds = {field.annotation}
        if typing.get_origin(field.annotation) in (typing.Union, types.UnionType):
            kinds = set(typing.get_args(field.annotation))
        if kinds & {int, float}:
            numeric.add(field.alias or attribute)
        if int in kinds:
            whole.add(field.alias or attribute)
    return frozenset(numeric), frozenset(whole)
