"""datapackage.json: the case described as a Data Package 2.0, so that other tools can read the folder."""

from __future__ import annotations

import datetime as dt
import json
import types
import typing
from typing import Any

from pydantic.fields import FieldInfo

from dayafter.case.columns import FigureRow, Listed, Row, columns_of, field_of
from dayafter.case.model import Case
from dayafter.case.parse import choices_of
from dayafter.case.tables import TABLES, path_of

_PROFILE = "https://datapackage.org/profiles/2.0/"
_LIMITS = {"ge": "minimum", "le": "maximum", "min_length": "minLength", "pattern": "pattern"}


def descriptor(case: Case) -> dict[str, Any]:
    """The Data Package of the case, with a Table Schema for each table that has rows."""
    return {
        "$schema": f"{_PROFILE}datapackage.json",
        "name": case.name,
        "title": case.settings.title,
        "licenses": [{"name": case.settings.licence}] if case.settings.licence else [],
        "resources": [_resource(TABLES[table]) for table in TABLES if case.tables.get(table)],
    }


def descriptor_text(case: Case) -> str:
    """The Data Package as JSON text."""
    return json.dumps(descriptor(case), indent=2, ensure_ascii=False) + "\n"


def _resource(model: type[Row]) -> dict[str, Any]:
    return {
        "name": model.table.replace("_", "-"),
        "path": path_of(model.table),
        "title": model.title,
        "description": model.question,
        "type": "table",
        "format": "csv",
        "encoding": "utf-8",
        "schema": table_schema(model),
    }


def table_schema(model: type[Row]) -> dict[str, Any]:
    """The Table Schema of a table: fields with types and constraints, primary key, foreign keys."""
    schema: dict[str, Any] = {
        "$schema": f"{_PROFILE}tableschema.json",
        "fields": [_field(model, name) for name in columns_of(model)],
        "missingValues": [""],
    }
    if not issubclass(model, FigureRow):
        schema["primaryKey"] = list(model.keys)
    foreign = [key for name in columns_of(model) if (key := _foreign_key(model, name))]
    if foreign:
        schema["foreignKeys"] = foreign
    return schema


def kind_of(field: FieldInfo) -> str:
    """The column's type: string, number, integer or date."""
    kinds = {field.annotation}
    if typing.get_origin(field.annotation) in (typing.Union, types.UnionType):
        kinds = set(typing.get_args(field.annotation))
    for python, name in ((float, "number"), (int, "integer"), (dt.date, "date")):
        if python in kinds:
            return name
    return "string"


def _field(model: type[Row], name: str) -> dict[str, Any]:
    field = model.model_fields[field_of(model, name)]
    extra = typing.cast(dict[str, Any], field.json_schema_extra or {})
    constraints: dict[str, Any] = {}
    if field.is_required():
        constraints["required"] = True
    if choices_of(field):
        constraints["enum"] = list(choices_of(field))
    for limit in field.metadata:
        constraints |= {
            theirs: getattr(limit, ours) for ours, theirs in _LIMITS.items() if getattr(limit, ours, None) is not None
        }
    text = " ".join(part for part in (field.description, extra.get("count")) if part)
    out = {
        "name": name,
        "title": field.title,
        "type": kind_of(field),
        "description": text,
        "example": extra.get("example"),
    }
    if constraints:
        out["constraints"] = constraints
    return out


def _foreign_key(model: type[Row], name: str) -> dict[str, Any] | None:
    """A reference to one table's key, where a cell holds exactly one name and no wildcard."""
    field = model.model_fields[field_of(model, name)]
    extra = typing.cast(dict[str, Any], field.json_schema_extra or {})
    refers = extra.get("refers") or []
    if len(refers) != 1 or extra.get("wildcard") or field.annotation == typing.get_args(Listed)[0]:
        return None
    target = TABLES[refers[0]]
    if issubclass(target, FigureRow) or not field.is_required():
        return None
    return {"fields": [name], "reference": {"resource": target.table.replace("_", "-"), "fields": [target.keys[0]]}}
