"""`dayafter risk`: the document follows its schema, the text says what a reader needs."""

from __future__ import annotations

import pytest

from tests.cli.calls import call

pytest.importorskip("numba")

ASKED = ("risk", "arcadia", "--draws", "40")


def test_document(capsys: pytest.CaptureFixture[str]) -> None:
    document = call(capsys, *ASKED, "--guarantee", "pact", "--without", "VI", "--json").document
    assert (document["asked"], document["guarantee"], document["without_parties"]) == ("pact", "albion", ["VI"])
    assert {row["type"] for row in document["types"]} == {"cost-sensitive", "regime-survival", "territorial"}
    assert {row["guarantee"] for row in document["guarantees"]} == {"", "support-only", "albion", "pact"}
    assert document["cannot_tell"] and not document["weights_set"]


def test_text(capsys: pytest.CaptureFixture[str]) -> None:
    made = call(capsys, *ASKED)
    assert made.code == 0
    for words in ("before they are mixed", "Weighs costs", "Boundary", "Whose window closes", "What it cannot tell"):
        assert words in made.out
    assert "Guarantee: none" in made.out
    assert max(map(len, made.out.splitlines())) <= 100
    fallen = call(capsys, *ASKED, "--guarantee", "pact", "--without", "VI").out
    assert "Guarantee: Force of Albion, to which pact falls without VI" in fallen


def test_weights_of_the_user(capsys: pytest.CaptureFixture[str]) -> None:
    document = call(capsys, *ASKED, "--weights", "territorial=2", "--json").document
    assert document["weights_set"]
    assert {row["type"]: row["weight"] for row in document["types"]}["territorial"] == 1
    last = document["mixed"][-1]
    alone = next(row for row in document["types"] if row["type"] == "territorial")
    assert last["attacked_by"] == pytest.approx(alone["attacked_by"])
    assert "TYPE=NUMBER" in call(capsys, *ASKED, "--weights", "territorial").err
    assert "territorial" in call(capsys, *ASKED, "--weights", "teritorial=1").err


def test_one_table(capsys: pytest.CaptureFixture[str]) -> None:
    made = call(capsys, *ASKED, "--table", "boundary", "--no-futures")
    assert "none_needed" in made.out and "What it cannot tell" not in made.out


def test_what_is_not_there_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert "albion" in call(capsys, *ASKED, "--guarantee", "albian").err
    assert "parties.csv" in call(capsys, *ASKED, "--without", "XX").err
    assert "months" in call(capsys, *ASKED, "--table", "month").err
