"""`dayafter force`: the document follows its schema, the text says what a reader needs."""

from __future__ import annotations

import pytest

from tests.cli.calls import call

ASKED = ("force", "arcadia", "--draws", "20")


def test_document(capsys: pytest.CaptureFixture[str]) -> None:
    document = call(capsys, *ASKED, "--option", "rear-force", "--without", "AL", "--json").document
    assert document["draws"] == 20 and document["away"] == ["AL"]
    assert {row["who"] for row in document["options"]} == {"all", "firm", "without"}
    assert {row["option"] for row in document["stay"]} == {"rear-force"}
    assert [row["order"] for row in document["without"]] == [1, 2]
    assert document["risk"] == [] and document["demand"]


def test_text(capsys: pytest.CaptureFixture[str]) -> None:
    made = call(capsys, *ASKED, "--without", "AL")
    assert made.code == 0
    for words in ("Along the line", "Without Albion", "Who must stay", "strategic lift", "What it cannot tell"):
        assert words in made.out
    assert max(map(len, made.out.splitlines())) <= 100 and "…" not in made.out
    alone = call(capsys, *ASKED, "--option", "tripwire").out
    assert "Albion: people there" not in alone and "rear-force" not in alone


def test_what_fails_first_is_short_somewhere(capsys: pytest.CaptureFixture[str]) -> None:
    rows = call(capsys, *ASKED, "--without", "AL", "--json").document["without"]
    assert any(row["short"] > 0 for row in rows)
    for row in rows:
        if row["short"] > 0:
            assert 0 <= row["left_then_low"] <= row["left_then"] <= row["left_then_high"] < 1
            assert 0 < row["gap_then_low"] <= row["gap_then"]
        else:
            assert row["left_then"] is row["gap_then"] is None
    for option in {row["option"] for row in rows}:
        often = [row["short"] for row in rows if row["option"] == option]
        assert often == sorted(often, reverse=True)


def test_a_promise_falls_with_its_backer(capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("numba")
    asked = (*ASKED, "--option", "tripwire", "--without", "AL", "--risk")
    rows = call(capsys, *asked, "--json").document["risk"]
    promise = {row["who"]: row["guarantee"] for row in rows if row["counted"] == "force and promise"}
    assert promise == {"all": "albion", "without": "support-only"}
    found = call(capsys, "risk", "arcadia", "--draws", "20", "--guarantee", "albion", "--without", "AL", "--json")
    assert found.document["guarantee"] == promise["without"]
    assert "support-only" in call(capsys, *asked).out


def test_with_risk(capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("numba")
    document = call(capsys, *ASKED, "--option", "tripwire", "--risk", "--json").document
    assert {row["counted"] for row in document["risk"]} >= {"nobody", "force alone"}
    text = call(capsys, *ASKED, "--option", "tripwire", "--risk").out
    assert "an attack has paid" in text


def test_one_table(capsys: pytest.CaptureFixture[str]) -> None:
    made = call(capsys, *ASKED, "--table", "pooling")
    assert "together" in made.out and "What it cannot tell" not in made.out


def test_what_is_not_there_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert "tripwire" in call(capsys, *ASKED, "--option", "tripwir").err
    assert "party-unknown" in call(capsys, *ASKED, "--without", "XX").err
    assert "pooling" in call(capsys, *ASKED, "--table", "poolin").err
