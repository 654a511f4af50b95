"""`dayafter talks`: the document follows its schema, the text says what a reader needs."""

from __future__ import annotations

import pytest

from dayafter.talks.result import TABLES
from tests.cli.calls import call

ASKED = ("talks", "arcadia", "--draws", "40")


def test_document(capsys: pytest.CaptureFixture[str]) -> None:
    document = call(capsys, *ASKED, "--json").document
    assert document["draws"] == 40 and document["confidence"] == 0.8
    assert {row["issue"] for row in document["issues"]} == {"army", "backstop", "force", "table"}
    assert document["common"] > 0 and document["relaxations"] == []
    assert {row["rule"] for row in document["bargaining"]} == {"nash", "kalai-smorodinsky", "egalitarian"}


def test_document_of_an_empty_agenda(capsys: pytest.CaptureFixture[str]) -> None:
    document = call(capsys, *ASKED, "--without", "VI", "--json").document
    assert document["without"] == ["VI"] and document["common"] == 0
    assert {"line", "reservation", "position", "actors"} <= {row["kind"] for row in document["relaxations"]}
    assert document["conflict"]


def test_text(capsys: pytest.CaptureFixture[str]) -> None:
    made = call(capsys, *ASKED)
    assert made.code == 0
    for words in ("weighted middle", "Packages that all allies take", "rules of bargaining", "In which order"):
        assert words in made.out
    assert "What the adversary would say" in made.out and "What it cannot tell" in made.out
    assert max(map(len, made.out.splitlines())) <= 100


def test_text_without_an_ally(capsys: pytest.CaptureFixture[str]) -> None:
    made = call(capsys, *ASKED, "--without", "VI").out
    assert "Without: Vinland" in made and "The least that has to give" in made
    assert "gives up red line 1 on: International force" in made
    assert max(map(len, made.splitlines())) <= 100


def test_text_where_red_lines_leave_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    made = call(capsys, "talks", "ukraine-2025", "--draws", "20", "--without", "US").out
    assert "The red lines of Ukraine alone leave none." in made
    assert "gives up all its red lines" in made
    assert max(map(len, made.splitlines())) <= 100


@pytest.mark.parametrize("name", TABLES)
def test_one_table(capsys: pytest.CaptureFixture[str], name: str) -> None:
    made = call(capsys, *ASKED, "--table", name)
    assert made.code == 0 and "What it cannot tell" not in made.out
    assert max(map(len, made.out.splitlines())) <= 110


def test_what_is_not_there_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert "agenda" in call(capsys, *ASKED, "--table", "agend").err
    assert "cannot do without" in call(capsys, *ASKED, "--without", "BO").err
    assert "confidence" in call(capsys, *ASKED, "--confidence", "2").err
