"""The manifest names a run: anything that can change a number changes its code, and nothing else does."""

from __future__ import annotations

import json

from dayafter.case import read_case
from dayafter.study import Study


def test_code_is_the_same_for_the_same_run() -> None:
    case = read_case("arcadia")
    assert Study(case).manifest.code == Study(read_case("arcadia")).manifest.code


def test_code_does_not_depend_on_the_order_of_rows() -> None:
    case = read_case("arcadia")
    turned = case.replace({name: rows[::-1] for name, rows in case.tables.items()})
    assert Study(turned).manifest.code == Study(case).manifest.code


def test_code_changes_with_seed_draws_vintage_and_any_figure() -> None:
    case = read_case("arcadia")
    rows = case.tables["stocks"]
    moved = case.replace({"stocks": [rows[0].model_copy(update={"central": rows[0].central + 1}), *rows[1:]]})
    codes = {
        Study(case).manifest.code,
        Study(case, seed=8).manifest.code,
        Study(case, draws=10).manifest.code,
        Study(case.replace(known_on="2030-02-02")).manifest.code,
        Study(moved).manifest.code,
    }
    assert len(codes) == 5


def test_json_holds_code_digests_and_versions() -> None:
    made = json.loads(Study(read_case("arcadia")).manifest.to_json())
    assert made["code"] == Study(read_case("arcadia")).manifest.code
    assert {"case.toml", "stocks", "sources"} <= set(made["inputs"])
    assert {"dayafter", "numpy", "highspy"} <= set(made["versions"])
