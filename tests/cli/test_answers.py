"""need, plan, compare of policies, validate: the verbs that compute."""

from __future__ import annotations

from pathlib import Path

import pytest

from dayafter.case import read_case
from dayafter.case.labels import label_of, names_of
from dayafter.cli.golden import COMPUTATIONS, MARKS, Golden, goldens
from dayafter.study import Study
from tests.cli.calls import call


def test_need_is_the_study_s(capsys: pytest.CaptureFixture[str]) -> None:
    need = Study(read_case("arcadia"), draws=40, seed=3).need()
    document = call(capsys, "need", "arcadia", "--draws", "40", "--seed", "3", "--json").document
    assert document["month"] == 12
    rows = {row["line_id"]: row for row in document["requirement"]}
    assert tuple(rows) == need.lines
    assert [row["central"] for row in rows.values()] == need.central[:, -1].tolist()
    assert [row["p90"] for row in rows.values()] == need.percentile(0.9)[:, -1].tolist()
    text = call(capsys, "need", "arcadia", "--draws", "40").out
    assert "60 in all" in text
    assert max(map(len, text.splitlines())) <= 100


def test_need_by_an_earlier_month(capsys: pytest.CaptureFixture[str]) -> None:
    counted = call(capsys, "need", "arcadia", "--draws", "5", "--at", "6", "--json").document
    named = call(capsys, "need", "arcadia", "--draws", "5", "--at", "2030-07", "--json").document
    assert counted == named
    assert counted["month"] == 6
    whole = call(capsys, "need", "arcadia", "--draws", "5", "--json").document
    assert sum(r["central"] for r in counted["requirement"]) < sum(r["central"] for r in whole["requirement"])


def test_plan_is_the_study_s(capsys: pytest.CaptureFixture[str]) -> None:
    case = read_case("arcadia")
    plan = Study(case).deliver()
    called = call(capsys, "plan", "arcadia", "--json")
    assert called.code == 0
    document = called.document
    assert document["plan_digest"] == plan.digest
    assert document["policy"] is None
    assert document["objectives"] == plan.objectives
    assert document["deliveries"] == plan.records("deliveries")
    assert call(capsys, "plan", "arcadia", "--json").out == called.out
    text = call(capsys, "plan", "arcadia").out
    assert plan.digest in text
    assert "Albion" in text
    heaviest = case.quantities("stocks")[("VI", "truck")]
    assert label_of(heaviest, names_of(case)) in text
    assert max(map(len, text.splitlines())) <= 100


def test_plan_under_a_policy(capsys: pytest.CaptureFixture[str]) -> None:
    base = call(capsys, "plan", "arcadia", "--json").document
    without = call(capsys, "plan", "arcadia", "--policy", "no-vi", "--json").document
    assert without["policy"] == "no-vi"
    assert without["plan_digest"] != base["plan_digest"]
    assert without["objectives"]["shortfall"] > base["objectives"]["shortfall"]
    assert {row["donor"] for row in without["donors"]} == {row["donor"] for row in base["donors"]} - {"VI"}
    assert "Without Vinland" in call(capsys, "plan", "arcadia", "--policy", "no-vi").out


def test_one_table_of_the_plan(capsys: pytest.CaptureFixture[str]) -> None:
    called = call(capsys, "plan", "arcadia", "--table", "deliveries")
    rows = Study(read_case("arcadia")).deliver().records("deliveries")
    first = called.out.split("\n\n")[0].splitlines()
    assert len(first) == len(rows) + 2
    assert "plan_digest" not in called.out
    assert max(map(len, called.out.splitlines())) <= 100


@pytest.fixture
def contradiction(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """Albion has promised eight hundred guns and holds two dozen."""
    assert call(capsys, "new", tmp_path / "mine").code == 0
    path = tmp_path / "mine" / "transfers.csv"
    text = path.read_text(encoding="utf-8")
    assert "2030-07-01,8,8,8" in text
    path.write_text(text.replace("2030-07-01,8,8,8", "2030-07-01,800,800,800"), encoding="utf-8")
    return path.parent


def test_no_feasible_answer_is_told_in_words(contradiction: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(capsys, "check", contradiction).code == 0
    called = call(capsys, "plan", contradiction, "--json")
    assert called.code == 3
    assert called.document["findings"][0]["code"] == "no-plan"
    rows = " ".join(called.document["rows"])
    assert "the promise guns-promised" in rows
    assert "floor that the holder keeps" in rows
    assert all(row in called.err for row in called.document["rows"])


def test_policies_compared(capsys: pytest.CaptureFixture[str]) -> None:
    document = call(capsys, "compare", "arcadia", "--policy", "no-vi", "--policy", "late", "--json").document
    assert document["of"] == "policies"
    assert list(dict.fromkeys(row["policy"] for row in document["options"])) == ["no-vi", "late"]
    base = {(row["month"], row["measure"]): row["value"] for row in document["base"]}
    for row in document["options"]:
        assert row["value"] - row["change"] == pytest.approx(base[(row["month"], row["measure"])], abs=1e-9)
        assert row["low"] <= row["change"] <= row["high"]
    text = call(capsys, "compare", "arcadia").out
    for name in ("As it stands", "Without Vinland", "Ten million more from Albion", "Ceasefire three months later"):
        assert text.count(name) == 3
    assert max(map(len, text.splitlines())) <= 100


def test_every_published_number_is_reproduced(capsys: pytest.CaptureFixture[str]) -> None:
    called = call(capsys, "validate", "--json")
    assert called.code == 0
    document = called.document
    assert document["ok"] is True
    assert len(document["numbers"]) == len(goldens()) >= 20
    text = call(capsys, "validate").out
    assert f"{len(goldens())} of {len(goldens())} numbers reproduced" in text
    assert "Birge and Louveaux" in text


def test_a_missed_number_fails(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    settings = {"quantity": "days", "blue": 54_000.0, "red": 21_500.0, "a": 0.0544, "b": 0.0106}
    wrong = Golden("days", "Area", 61.0, 0.5, "nobody", "C", "square law", settings)
    monkeypatch.setattr("dayafter.cli.golden.goldens", lambda: (wrong,))
    called = call(capsys, "validate", "--json")
    assert called.code == 1
    assert called.document["numbers"][0]["found"] == pytest.approx(61.74388, abs=1e-5)
    assert "0 of 1 numbers reproduced" in call(capsys, "validate").out


@pytest.mark.parametrize("golden", goldens(), ids=lambda golden: golden.name)
def test_an_entry_says_where_its_number_comes_from(golden: Golden) -> None:
    assert golden.how in COMPUTATIONS
    assert golden.mark in MARKS
    assert len(golden.source) > 20
    assert golden.tolerance <= max(0.06, 1e-6 * abs(golden.expected))
