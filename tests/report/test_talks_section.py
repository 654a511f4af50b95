"""The section on the talks: its numbers lead to figures, and it says what is lacking."""

from __future__ import annotations

from typing import Any

import pytest

from dayafter.case import Case, read_case
from dayafter.report.clerk import Clerk, Outlook
from dayafter.report.document import Block, Bullets, Figure, Heading, Para, Table, plain, walk_inlines
from dayafter.report.numbers import Number
from dayafter.report.sections import talks as section
from dayafter.study import Study
from dayafter.talks import CANNOT_TELL

pytest.importorskip("altair")


def written(case: Case, **asked: Any) -> tuple[Clerk, tuple[Block, ...]]:
    desk = Clerk(Outlook(case=case, talks=Study(case, 60).talks(**asked) if case.tables.get("actors") else None))
    return desk, section.write(desk)


def told(blocks: tuple[Block, ...]) -> str:
    """Every bullet of the section."""
    return " ".join(plain(item) for block in blocks if isinstance(block, Bullets) for item in block.items)


@pytest.fixture(scope="module")
def arcadia() -> tuple[Clerk, tuple[Block, ...]]:
    return written(read_case("arcadia"))


def test_without_actors_there_is_no_section() -> None:
    gone = ("actors", "issues", "issue_options", "positions", "saliences", "influences", "reservations", "red_lines")
    case = read_case("arcadia").replace(dict.fromkeys((*gone, "linkages"), ()))
    assert written(case)[1] == ()


def test_it_tells_the_agenda_the_order_and_the_limits(arcadia: tuple[Clerk, tuple[Block, ...]]) -> None:
    _, blocks = arcadia
    titles = [plain(block.text) for block in blocks if isinstance(block, Heading)]
    assert titles[0].startswith("The talks") and titles[-1] == "What the talks cannot tell"
    assert "The least that has to give" not in titles, "there is a common agenda"
    assert all(words in told(blocks) for words in CANNOT_TELL)
    assert "Among the allies" in told(blocks) and "As it stands" in told(blocks)
    assert [block.id for block in blocks if isinstance(block, Figure)] == ["talks-map", "talks-taken"]
    (listed,) = [block for block in blocks if isinstance(block, Table)]
    assert 1 < len(listed.rows) <= section.SHOWN


def test_numbers_are_those_of_the_talks_and_lead_to_figures(arcadia: tuple[Clerk, tuple[Block, ...]]) -> None:
    desk, blocks = arcadia
    talks = desk.answers.talks
    assert talks is not None
    shown = [part for part in walk_inlines(blocks) if isinstance(part, Number)]
    own = [one for one in shown if one.trace["step"].startswith("talks: ")]
    assert len(own) > 20
    assert all(one.trace["formula"] and one.trace["reads"] == len(talks.figures.refs) for one in own)
    chances = {(one.trace["key"].get("package"), one.value) for one in own if one.trace["step"] == "talks: chance"}
    assert {(row["package"], round(row["chance"], 2)) for row in talks.records("agenda")[: section.SHOWN]} <= chances


def test_an_empty_agenda_says_what_has_to_give() -> None:
    _, blocks = written(read_case("arcadia"), without=["VI"])
    titles = [plain(block.text) for block in blocks if isinstance(block, Heading)]
    assert "The least that has to give" in titles
    assert "gives up a red line on International force" in told(blocks)


def test_nothing_but_broken_lines() -> None:
    """Without the ally whose part a red line asks for, no package is left; the section still stands."""
    case = read_case("arcadia")
    strict = [row.model_copy(update={"refuses": ("vi-bo", "with-ar", "all")}) if row.key == ("AR", "1") else row
              for row in case.tables["red_lines"]]  # fmt: skip
    _, blocks = written(case.replace({"red_lines": strict}))
    words = " ".join(plain(block.content) for block in blocks if isinstance(block, Para))
    assert "there is nothing that all could take" in words
    assert "all its red lines" in told(blocks) or "a red line" in told(blocks)
