"""datapackage.json: the case described as a Data Package 2.0, so that other tools can read the folder."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from typing import Any

from dayafter.case.columns import FigureRow, Row, choices_of, columns_of, info_of, kind_of, notes_of
from dayafter.case.model import Case
from dayafter.case.tables import TABLES, path_of

_PROFILE = "https://datapackage.org/profiles/2.0/"
_LIMITS = {"ge": "minimum", "le": "maximum", "min_length": "minLength", "pattern": "pattern"}


def descriptor(case: Case) -> dict[str, Any]:
    """The Data Package of the case, with a Table Schema for each table that has rows or is required."""
    present = [table for table, model in TABLES.items() if case.tables.get(table) or model.required]
    out: dict[str, Any] = {
        "$schema": f"{_PROFILE}datapackage.json",
        "name": _slug(case.name) or "case",
        "title": case.settings.title,
    }
    if case.settings.licence:
        out["licenses"] = [{"name": _slug(case.settings.licence, upper=True), "title": case.settings.licence}]
    return out | {"resources": [_resource(TABLES[table], present) for table in present]}


def descriptor_text(case: Case) -> str:
    """The Data Package as JSON text."""
    return json.dumps(descriptor(case), indent=2, ensure_ascii=False) + "\n"


def _slug(text: str, upper: bool = False) -> str:
    """The text with the letters that a name in a Data Package may have."""
    allowed = r"[^A-Za-z0-9._-]+" if upper else r"[^a-z0-9._-]+"
    return re.sub(allowed, "-", text if upper else text.lower()).strip("-")


def _resource(model: type[Row], present: Collection[str]) -> dict[str, Any]:
    return {
        "name": _resource_name(model.table),
        "path": path_of(model.table),
        "title": model.title,
        "description": model.question,
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": table_schema(model, present),
    }


def _resource_name(table: str) -> str:
    return table.replace("_", "-")


def table_schema(model: type[Row], present: Collection[str] = tuple(TABLES)) -> dict[str, Any]:
    """The Table Schema of a table: fields with types and constraints, primary key, foreign keys.

    present: the tables that the package holds; a foreign key to any other one would point nowhere.
    """
    schema: dict[str, Any] = {
        "$schema": f"{_PROFILE}tableschema.json",
        "fields": [_field(model, name) for name in columns_of(model)],
        "missingValues": [""],
    }
    if not issubclass(model, FigureRow):
        schema["primaryKey"] = list(model.keys)
    foreign = [key for name in columns_of(model) if (key := _foreign_key(model, name, present))]
    if foreign:
        schema["foreignKeys"] = foreign
    return schema


def _field(model: type[Row], name: str) -> dict[str, Any]:
    field, notes = info_of(model, name), notes_of(model, name)
    kind = kind_of(field)
    constraints: dict[str, Any] = {}
    if field.is_required():
        constraints["required"] = True
    if choices_of(field):
        constraints["enum"] = list(choices_of(field))
    for limit in field.metadata:
        constraints |= {
            theirs: getattr(limit, ours) for ours, theirs in _LIMITS.items() if getattr(limit, ours, None) is not None
        }
    out: dict[str, Any] = {
        "name": name,
        "title": field.title,
        "type": "string" if kind == "list" else kind,  # several names in one cell, separated by semicolons
        "description": " ".join(part for part in (field.description, notes.get("count")) if part),
    }
    if notes.get("example"):
        out["example"] = notes["example"]
    if constraints:
        out["constraints"] = constraints
    return out


def _foreign_key(model: type[Row], name: str, present: Collection[str]) -> dict[str, Any] | None:
    """A reference to one table's key, where a cell holds exactly one name and no wildcard."""
    field, notes = info_of(model, name), notes_of(model, name)
    refers = notes.get("refers") or []
    if len(refers) != 1 or notes.get("wildcard") or kind_of(field) == "list" or not field.is_required():
        return None
    target = TABLES[refers[0]]
    if issubclass(target, FigureRow) or target.table not in present or len(target.keys) > 1:
        return None  # a future's name alone is no key: its steps are rows too
    return {"fields": [name], "reference": {"resource": _resource_name(target.table), "fields": [target.keys[0]]}}
