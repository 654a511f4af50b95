"""Differences of cases: rows by key, rivals by source and date, settings, never the order of rows."""

from __future__ import annotations

import json

from dayafter.case import Case, diff
from dayafter.case.tables.supply import Stock


def test_same_case_in_any_order_has_no_difference(case: Case) -> None:
    turned = case.replace({"stocks": reversed(case.tables["stocks"])})
    assert not diff(case, turned)
    assert diff(case, turned).summary() == "nothing changed"
    assert diff(case, turned).table() == ()


def test_changed_added_and_removed_rows_and_settings(case: Case) -> None:
    rows = list(case.all_rows(Stock))
    rows[1] = rows[1].model_copy(update={"high": 6.5, "note": "more"})
    rows[3] = rows[3].model_copy(update={"party_id": "BO"})
    new = case.replace({"stocks": rows}, title="Arcadia again", horizon_months=24)
    found = diff(case, new)
    assert found.summary() == "3 changed, 1 added, 1 removed in 2 tables"
    lines = found.table()
    assert lines[0] == {
        "table": "case", "key": "title", "change": "changed", "column": "value",
        "old": "Arcadia: an invented case to learn with", "new": "Arcadia again",
    }  # fmt: skip
    assert [(line["key"], line["old"], line["new"]) for line in lines[1:2]] == [("horizon_months", "12", "24")]
    assert [tuple(line.values()) for line in lines[2:4]] == [
        ("stocks", "VI/sam", "changed", "high", "5", "6.5"),
        ("stocks", "VI/sam", "changed", "note", "", "more"),
    ]
    assert [(line["key"], line["change"]) for line in lines[4:]] == [("GA/gun-new", "removed"), ("BO/gun-new", "added")]
    assert lines[4]["old"].startswith("party_id=GA, item_id=gun-new, low=4") and lines[4]["new"] == ""
    assert lines[5]["new"].startswith("party_id=BO") and lines[5]["old"] == ""


def test_rivals_are_told_apart_by_source_and_date(case: Case) -> None:
    rows = [
        row.model_copy(update={"central": 19.0}) if row.source_id == "watch" else row for row in case.all_rows(Stock)
    ]
    (change,) = diff(case, case.replace({"stocks": rows})).changes
    assert change.key == ("AL", "gun-old")
    assert [(cell.column, cell.old, cell.new) for cell in change.cells] == [("central", "18", "19")]


def test_figure_with_another_source_is_a_change_not_a_new_row(case: Case) -> None:
    rows = [
        row.model_copy(update={"source_id": "ministry"}) if row.item_id == "sam" else row
        for row in case.all_rows(Stock)
    ]
    (change,) = diff(case, case.replace({"stocks": rows})).changes
    assert (change.kind, [cell.column for cell in change.cells]) == ("changed", ["source_id"])


def test_another_rival_is_added_and_can_be_removed(case: Case) -> None:
    rows = [*case.all_rows(Stock), case.all_rows(Stock)[0].model_copy(update={"source_id": "gazette"})]
    more = case.replace({"stocks": rows})
    assert [(change.kind, change.key) for change in diff(case, more).changes] == [("added", ("AL", "gun-old"))]
    assert [(change.kind, change.key) for change in diff(more, case).changes] == [("removed", ("AL", "gun-old"))]


def test_repeated_rows_are_counted_one_by_one(case: Case) -> None:
    twice = case.replace({"stocks": [*case.tables["stocks"], case.tables["stocks"][0]]})
    assert diff(case, twice).count("added") == 1 and diff(twice, case).count("removed") == 1


def test_plain_data_can_be_written_as_json(case: Case) -> None:
    plain = diff(case, case.replace({"stocks": []})).as_dict()
    assert json.loads(json.dumps(plain)) == plain
    assert plain["counts"] == {"added": 0, "removed": 7, "changed": 0}
