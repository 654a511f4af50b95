"""`dayafter race`: the document follows its schema, the text says what a reader needs."""

from __future__ import annotations

import pytest

from tests.cli.calls import call

pytest.importorskip("numba")

ASKED = ("race", "arcadia", "--draws", "40")


def test_document(capsys: pytest.CaptureFixture[str]) -> None:
    document = call(capsys, *ASKED, "--policies", "no-vi", "--json").document
    assert document["draws"] == 40
    assert {row["mission"] for row in document["windows"]} == {"local", "large"}
    assert {row["policy"] for row in document["policies"]} == {"no-vi"}
    assert document["futures"] and document["by_future"]
    longer = [row for row in document["policies"] if row["measure"] == "months_open" and row["mission"] == "local"]
    assert longer[0]["change"] >= 0


def test_text(capsys: pytest.CaptureFixture[str]) -> None:
    made = call(capsys, *ASKED, "--policies", "none")
    assert made.code == 0
    for words in ("Share of draws with the window open", "Local attack", "What it cannot tell", "Without"):
        assert words in made.out
    assert "Options" not in made.out
    assert max(map(len, made.out.splitlines())) <= 100


def test_without_futures(capsys: pytest.CaptureFixture[str]) -> None:
    document = call(capsys, *ASKED, "--policies", "none", "--no-futures", "--json").document
    assert document["futures"] == document["by_future"] == []


def test_one_table(capsys: pytest.CaptureFixture[str]) -> None:
    made = call(capsys, *ASKED, "--policies", "none", "--table", "strength")
    assert "defender_low" in made.out and "What it cannot tell" not in made.out


def test_what_is_not_there_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert "no-xx" in call(capsys, *ASKED, "--policies", "no-xx").err
    assert "windows" in call(capsys, *ASKED, "--policies", "none", "--table", "window").err
