"""Tables for a terminal."""

from __future__ import annotations

import sys

import pytest

from dayafter.cli.answer import Answer, plain
from dayafter.cli.text import WIDTH, Column, painted, points, records, share, table

ROWS = [
    {"name": "Norway", "n": 1234567.0, "note": "a long note " * 12},
    {"name": "Å", "n": None, "note": ""},
    {"name": "Намибия", "n": -0.5, "note": "short"},
]


def test_numbers_stand_right_and_grouped_words_left_and_go_on_below() -> None:
    lines = table(ROWS, (Column("name", "Who"), Column("n", "How many"), Column("note", "Note"))).splitlines()
    assert lines[0].startswith("Who       How many  Note")
    assert lines[2].startswith("Norway   1,234,567  a long note")
    assert lines[3].startswith(" " * 20) and " ".join(lines[2:-2]).count("long") == 12
    assert lines[-2] == "Å"
    assert lines[-1] == "Намибия       −0.5  short"
    assert max(map(len, lines)) <= WIDTH


def test_nothing_is_cut() -> None:
    """Titles go on below first, then words and names that are put together; figures stay in one piece."""
    figures = "15,000 (12,000–24,000)"
    row = {"name": "rear-force+sea-and-air"} | dict.fromkeys("abc", figures)
    columns = (
        Column("name", "Option"),
        *(Column(n, f"People there {n}", str) for n in "abc"),
        Column("z", "Ten words"),
    )
    row["z"] = "a word"
    made = table([row], columns)
    lines = made.splitlines()
    assert "…" not in made and max(map(len, lines)) <= WIDTH
    assert made.count(figures) == 3
    titles = next(n for n, line in enumerate(lines) if line.startswith("--"))
    width = lines[titles].index(" ")
    assert width < len(row["name"]) and "".join(line[:width].strip() for line in lines[titles + 1 :]) == row["name"]
    wide = table([row | dict.fromkeys("de", figures)], (*columns, Column("d", "d", str), Column("e", "e", str)))
    assert wide.count(figures) == 5  # rather too wide than cut


def test_an_empty_table_says_so() -> None:
    assert table([], ("name",)) == records([]) == "(nothing)"


def test_many_fields_stand_in_parts_below_each_other() -> None:
    row = {f"field_{n}": "x" * 20 for n in range(9)}
    made = records([row])
    assert len(made.split("\n\n")) == 3
    assert [name for name in row if name not in made] == []
    assert max(map(len, made.splitlines())) <= WIDTH


def test_forms() -> None:
    assert (share(0.126), share(None), points(0.013), points(-0.5), points(0.0)) == ("13 %", "–", "+1.3", "−50", "0")


@pytest.mark.parametrize(
    ("terminal", "env", "coloured"),
    [(True, {}, True), (False, {}, False), (True, {"NO_COLOR": ""}, False), (True, {"TERM": "dumb"}, False)],
)
def test_colour_only_where_it_is_seen(
    terminal: bool, env: dict[str, str], coloured: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: terminal)
    assert ("\x1b[" in painted("x", "red")) is coloured


def test_a_document_holds_nothing_that_json_cannot() -> None:
    import datetime as dt
    from pathlib import Path

    import numpy as np

    made = plain({"a": np.float64("nan"), "b": (np.int64(3), float("inf")), "c": dt.date(2030, 2, 1), "d": Path("x")})
    assert made == {"a": None, "b": [3, None], "c": "2030-02-01", "d": "x"}
    assert '"schema": "dayafter/plan/1"' in Answer("plan", {"n": float("nan")}).to_json()
