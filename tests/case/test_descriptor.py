"""datapackage.json has the shape that Data Package 2.0 and Table Schema ask for."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import pytest

from dayafter.case import Case, read_case, shipped
from dayafter.case.descriptor import descriptor, descriptor_text
from dayafter.case.folder import case_files

TYPES = {"string", "number", "integer", "date"}
CONSTRAINTS = {"required", "enum", "minimum", "maximum", "minLength", "pattern"}


def resources(case: Case) -> dict[str, dict[str, Any]]:
    return {resource["name"]: resource for resource in descriptor(case)["resources"]}


@pytest.mark.parametrize("name", shipped())
def test_package_has_what_the_profile_asks_for(name: str) -> None:
    package = json.loads(descriptor_text(read_case(name)))
    assert package["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert re.fullmatch(r"[a-z0-9._-]+", package["name"]) and package["title"]
    assert all(re.fullmatch(r"[-A-Za-z0-9._]+", entry["name"]) for entry in package["licenses"])
    names = [resource["name"] for resource in package["resources"]]
    assert names and len(set(names)) == len(names)
    for resource in package["resources"]:
        assert re.fullmatch(r"[a-z0-9._-]+", resource["name"])
        assert re.fullmatch(r"(?!/)(?!.*\.\.)[\w/-]+\.csv", resource["path"])
        assert (resource["type"], resource["format"], resource["encoding"]) == ("table", "csv", "utf-8")


@pytest.mark.parametrize("name", shipped())
def test_schema_describes_the_file_column_by_column(name: str) -> None:
    case = read_case(name)
    files, known = case_files(case), resources(case)
    described = {resource["path"] for resource in known.values()}
    assert described == {file for file in files if file.endswith(".csv")}
    for resource in known.values():
        header = next(csv.reader(io.StringIO(files[resource["path"]])))
        schema = resource["schema"]
        fields = {field["name"]: field for field in schema["fields"]}
        assert list(fields) == header
        for field in fields.values():
            assert field["type"] in TYPES and field["title"] and field["description"]
            assert set(field.get("constraints", {})) <= CONSTRAINTS
        assert set(schema.get("primaryKey", [])) <= set(header)
        for key in schema.get("foreignKeys", []):
            target = known[key["reference"]["resource"]]["schema"]
            assert key["reference"]["fields"] == target["primaryKey"], "a reference to something that is no key"
            assert set(key["fields"]) <= set(header)


@pytest.mark.parametrize("name", shipped())
def test_every_row_honours_the_schema(name: str) -> None:
    """Reads the files with nothing but the descriptor, as another tool would."""
    case = read_case(name)
    files, known = case_files(case), resources(case)
    tables = {title: list(csv.DictReader(io.StringIO(files[entry["path"]]))) for title, entry in known.items()}
    for title, resource in known.items():
        schema = resource["schema"]
        for row in tables[title]:
            for field in schema["fields"]:
                problem = broken_rule(row[field["name"]], field)
                assert not problem, f"{resource['path']}: {field['name']} is {row[field['name']]!r}: {problem}"
        keys = [tuple(row[part] for part in schema["primaryKey"]) for row in tables[title] if "primaryKey" in schema]
        assert len(keys) == len(set(keys))
        for key in schema.get("foreignKeys", []):
            (target,) = key["reference"]["fields"]
            allowed = {row[target] for row in tables[key["reference"]["resource"]]}
            assert {row[key["fields"][0]] for row in tables[title]} <= allowed


def broken_rule(text: str, field: dict[str, Any]) -> str:
    """Which rule of the field the cell breaks, or nothing."""
    rules = field.get("constraints", {})
    if text == "":
        return "required" if rules.get("required") else ""
    forms = {"number": r"-?\d+(\.\d+)?(e[+-]?\d+)?", "integer": r"-?\d+", "date": r"\d{4}-\d{2}-\d{2}"}
    if not re.fullmatch(forms.get(field["type"], r"(?s).*"), text):
        return f"not a {field['type']}"
    if "enum" in rules and text not in rules["enum"]:
        return "enum"
    if "pattern" in rules and not re.fullmatch(rules["pattern"], text):
        return "pattern"
    if "minimum" in rules and float(text) < rules["minimum"]:
        return "minimum"
    if "maximum" in rules and float(text) > rules["maximum"]:
        return "maximum"
    return "minLength" if len(text) < rules.get("minLength", 0) else ""


def test_limits_and_choices_come_from_the_models(case: Case) -> None:
    fields = {field["name"]: field for field in resources(case)["stocks"]["schema"]["fields"]}
    assert fields["low"] == {
        "name": "low", "title": "Low", "type": "number", "example": "12",
        "description": "What is the lowest value that is still credible?",
        "constraints": {"required": True, "minimum": 0},
    }  # fmt: skip
    assert fields["credibility"]["constraints"] == {"required": True, "minimum": 1, "maximum": 6}
    assert "derived" in fields["basis"]["constraints"]["enum"]
    currency = resources(case)["exchange-rates"]["schema"]["fields"][0]
    assert currency["constraints"]["pattern"] == "^[A-Z]{3}$"


def test_figures_have_no_primary_key_because_rivals_share_one(case: Case) -> None:
    known = resources(case)
    assert "primaryKey" not in known["stocks"]["schema"]
    assert known["policies"]["schema"]["primaryKey"] == ["policy_id", "step"]


def test_no_reference_to_a_table_that_is_not_there(case: Case) -> None:
    known = resources(case.replace({"courses": [], "pipelines": []}))
    assert "courses" not in known
    assert all(
        key["reference"]["resource"] in known
        for resource in known.values()
        for key in resource["schema"].get("foreignKeys", [])
    )


def test_names_are_made_fit(case: Case) -> None:
    from dataclasses import replace

    named = descriptor(replace(case, name="Мой Case 2").replace(licence="CC BY 4.0"))
    assert named["name"] == "case-2" and named["licenses"] == [{"name": "CC-BY-4.0", "title": "CC BY 4.0"}]
    assert descriptor(replace(case, name="Україна"))["name"] == "case"
    assert "licenses" not in descriptor(case.replace(licence=""))
