"""The ladder of disclosure in the brief: what the chart and the words say of the rules, and that it can be absent."""

from __future__ import annotations

import pytest

from dayafter.case import read_case
from dayafter.case.disclosure import Ladder
from dayafter.report.charts.ladder import ladder
from dayafter.report.document import Bullets, Figure, Table, plain
from dayafter.report.html import html
from dayafter.report.sections import disclosure
from dayafter.study import Study
from tests.report.charts.samples import RUNGS, drawn, words
from tests.report.naked import naked_digits

pytest.importorskip("numba")


@pytest.fixture(scope="module")
def blocks() -> tuple[object, ...]:
    brief = Study(read_case("arcadia"), draws=4).report("AL")
    made = disclosure.write(brief.desk)
    assert naked_digits(html(brief.document)) == []
    return made


def test_the_chart_shows_each_part_at_each_step(blocks: tuple[object, ...]) -> None:
    (chart,) = [block for block in blocks if isinstance(block, Figure)]
    assert chart.data_table is not None
    found = {(row[0], row[1]): row[3] for row in chart.data_table.rows}
    assert found["Requirement", "The partner first"] == "all"
    assert found["Money", "All allies"] == "most" and found["What donors have", "The other side"] == "nothing"
    assert found["Results of the run", "The partner first"] == "all"
    assert found["Results of the run", "The other side"] == "nothing"
    assert len(found) == len(disclosure.PARTS) * 3 + 3


def test_the_words_name_what_is_kept_back(blocks: tuple[object, ...]) -> None:
    first = next(block for block in blocks if isinstance(block, Bullets))
    said = [plain(item) for item in first.items]
    assert "donors' stocks" in said[0] and "as bands" in said[0]
    assert said[2].startswith("The other side: nothing but these")
    steps = next(block for block in blocks if isinstance(block, Table))
    assert [plain(row.cells[1]) for row in steps.rows] == ["The partner first", "All allies", "The other side"]


def test_who_is_new_at_a_step_is_looked_at() -> None:
    rungs = Ladder(read_case("arcadia"))
    assert [disclosure._seen(rungs, step) for step in (1, 2, 3)] == ["AL", "VI", "BO"]


def test_without_steps_there_is_no_section() -> None:
    case = read_case("arcadia").replace({"disclosure_steps": (), "disclosure_rules": ()})
    assert disclosure.write(Study(case, draws=4).report("AL").desk) == ()


def test_the_picture_names_parts_and_steps() -> None:
    shown = words(drawn("ladder").svg())
    assert all(rung.name in shown and rung.step in shown and rung.words in shown for rung in RUNGS)
    assert "not at all requirement" in drawn("ladder").alt
    with pytest.raises(ValueError, match="at least one row"):
        ladder([], title="t")
