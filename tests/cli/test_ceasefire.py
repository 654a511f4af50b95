"""`dayafter ceasefire`: the document follows its schema, the text says what a reader needs, files are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ceasefire.survival.test_estimate import own
from tests.cli.calls import call

ASKED = ("ceasefire", "arcadia", "--draws", "40")


def test_document(capsys: pytest.CaptureFixture[str]) -> None:
    document = call(capsys, *ASKED, "--json").document
    assert document["draws"] == 40 and document["horizon"] == 60
    assert {row["agreement"] for row in document["marks"]} == {"watched", "hasty"}
    assert {row["outcome"] for row in document["terms"]} == {"force", "war"}
    assert document["watch"]["ledger"] and document["watch"]["truces"]
    assert all(not rows for rows in document["estimate"].values())
    for row in document["marks"]:
        assert row["survival_low"] <= row["survival"] <= row["survival_high"]


def test_text(capsys: pytest.CaptureFixture[str]) -> None:
    made = call(capsys, *ASKED)
    assert made.code == 0
    for words in (
        "Watched truce",
        "war not resumed",
        "no force used",
        "Earlier truces of this war",
        "What it cannot tell",
    ):
        assert words in made.out
    assert max(map(len, made.out.splitlines())) <= 100
    one = call(capsys, *ASKED, "--agreement", "watched").out
    assert "Watched truce" in one and "Pressed truce" not in one


@pytest.mark.parametrize(("name", "column"), [("effects", "share_above_one"), ("alarms", "expected"), ("lasting", "")])
def test_one_table(capsys: pytest.CaptureFixture[str], name: str, column: str) -> None:
    made = call(capsys, *ASKED, "--table", name)
    assert column in made.out + made.err
    assert bool(column) == (made.code == 0), "a table of files needs files"


def test_files_of_ones_own(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = str(own(tmp_path / "own.csv"))
    document = call(capsys, *ASKED, "--estimate", file, "--by", "observers", "--json").document
    assert document["estimate"]["hazard_ratios"][0]["covariate"] == "observers"
    assert document["estimate"]["baseline_rows"] and document["estimate"]["posterior"] == []
    made = call(capsys, *ASKED, "--estimate", file, "--by", "none", "--where", "observers=1")
    assert "Split population" in made.out and "Hazard ratios" not in made.out
    assert max(map(len, made.out.splitlines())) <= 100


def test_what_is_not_there_is_said(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert "watched" in call(capsys, *ASKED, "--agreement", "watch").err
    assert "alarms" in call(capsys, *ASKED, "--table", "alarm").err
    file = str(own(tmp_path / "own.csv"))
    assert "observer" in call(capsys, *ASKED, "--estimate", file, "--by", "observer").err
    assert call(capsys, *ASKED, "--estimate", str(tmp_path / "none.csv")).code != 0
