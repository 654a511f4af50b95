"""Every document has a schema, and every field of it is documented."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest

from dayafter import cli
from tests.cli.calls import SCHEMAS, schema_of
from tests.health.files import ROOT

DOCUMENTS = sorted([*cli.VERBS, "error"])
PAGE = (ROOT / "docs" / "json-schemas.md").read_text(encoding="utf-8")


def fields(schema: dict[str, Any], prefix: str = "") -> Iterator[str]:
    """`binds[].worth_of_one` and so on, down to the last field."""
    for branch in schema.get("oneOf", []):
        yield from fields(branch, prefix)
    for name, part in schema.get("properties", {}).items():
        yield prefix + name
        if part.get("type") == "array":
            yield from fields(part["items"], f"{prefix}{name}[].")
        elif part.get("type") == "object":
            yield from fields(part, f"{prefix}{name}.")
            below = part.get("additionalProperties")
            if isinstance(below, dict):
                yield from fields(below, f"{prefix}{name}.*.")


def section(verb: str) -> str:
    return re.split(r"^## ", PAGE, flags=re.MULTILINE)[1 + SECTIONS.index(verb)]


SECTIONS = re.findall(r"^## (\S+)$", PAGE, flags=re.MULTILINE)


def test_one_schema_and_one_section_for_each_verb() -> None:
    assert sorted(path.stem for path in SCHEMAS.glob("*.json")) == DOCUMENTS
    assert sorted(SECTIONS) == DOCUMENTS


@pytest.mark.parametrize("verb", DOCUMENTS)
def test_schema_is_sound_and_strict(verb: str) -> None:
    schema = schema_of(verb)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$id"] == f"dayafter/{verb}/1"
    for branch in schema.get("oneOf", [schema]):
        assert branch["additionalProperties"] is False
        assert set(branch["required"]) == set(branch["properties"])
        assert branch["properties"]["schema"]["const"] == f"dayafter/{verb}/1"


@pytest.mark.parametrize("verb", DOCUMENTS)
def test_every_field_is_documented(verb: str) -> None:
    named = set(re.findall(r"^\| `([^`]+)` \|", section(verb), flags=re.MULTILINE))
    declared = set(fields(schema_of(verb))) | set(fields(schema_of(verb).get("$defs", {}).get("trace", {})))
    assert named == declared - {"schema", "dayafter"}
