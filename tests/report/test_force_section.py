"""The section on the force: numbers that lead to figures, the ally found by the data, limits."""

from __future__ import annotations

import pytest

from dayafter.case import Case, read_case
from dayafter.reassurance import CANNOT_TELL
from dayafter.report.clerk import Clerk, Outlook
from dayafter.report.document import Block, Bullets, Figure, Heading, Table, plain, walk_inlines
from dayafter.report.numbers import Number
from dayafter.report.sections import force as section
from dayafter.study import Study

pytest.importorskip("altair")


def clerk(case: Case, without: tuple[str, ...] | None = None) -> Clerk:
    found = Study(case, 40).reassurance()
    return Clerk(Outlook(case=case, force=found.leaving((found.enabling,) if without is None else without)))


@pytest.fixture(scope="module")
def desk() -> Clerk:
    return clerk(read_case("arcadia"))


@pytest.fixture(scope="module")
def blocks(desk: Clerk) -> tuple[Block, ...]:
    return section.write(desk)


def test_the_ally_is_found_by_the_data(desk: Clerk, blocks: tuple[Block, ...]) -> None:
    found = desk.answers.force
    assert found is not None and found.enabling == "AL"
    titles = [plain(block.text) for block in blocks if isinstance(block, Heading)]
    assert titles[0].startswith("The force") and titles[-1] == "What the force cannot tell"
    assert "Without Albion: what fails first" in titles
    told = " ".join(plain(item) for block in blocks if isinstance(block, Bullets) for item in block.items)
    assert all(words in told for words in CANNOT_TELL)


def test_tables_and_chart(blocks: tuple[Block, ...]) -> None:
    tables = {block.id: block for block in blocks if isinstance(block, Table)}
    assert set(tables) == {"force-demand", "force-options-table", "force-enablers", "force-stay-table"}
    assert len(tables["force-options-table"].rows) == 4
    chart = next(block for block in blocks if isinstance(block, Figure))
    assert "without Albion" in chart.alt and chart.chart.svg().startswith("<svg")


def test_numbers_are_those_of_the_results_and_lead_to_figures(desk: Clerk, blocks: tuple[Block, ...]) -> None:
    found = desk.answers.force
    assert found is not None
    people = {row["people"] for row in found.records("options")}
    shown = [part for part in walk_inlines(blocks) if isinstance(part, Number)]
    mine = [one for one in shown if one.trace["step"] == "force: people" and "leaves" not in one.trace["key"]]
    assert mine
    for one in mine:
        assert any(abs(float(one.value) - value) <= 0.06 * value for value in people)  # type: ignore[arg-type]
        assert one.trace["reads"] and one.trace["formula"]
    assert all(one.low <= one.value <= one.high for one in shown)  # type: ignore[operator]


def test_without_options_or_an_ally() -> None:
    case = read_case("arcadia")
    told = section.write(clerk(case, without=()))
    assert not [block for block in told if isinstance(block, Figure)]
    assert {block.id for block in told if isinstance(block, Table)} == {
        "force-demand", "force-options-table", "force-stay-table",
    }  # fmt: skip
    assert section.write(Clerk(Outlook(case=case))) == ()
