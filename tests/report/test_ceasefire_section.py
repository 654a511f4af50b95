"""The section on the ceasefire: chances that lead to figures, terms, earlier truces, limits."""

from __future__ import annotations

import pytest

from dayafter.case import Case, read_case
from dayafter.ceasefire import CANNOT_TELL
from dayafter.report.clerk import Clerk, Outlook
from dayafter.report.document import Block, Bullets, Heading, Table, plain, walk_inlines
from dayafter.report.numbers import Number
from dayafter.report.sections import ceasefire as section
from dayafter.study import Study

pytest.importorskip("altair")

NONE: dict[str, tuple[()]] = {"agreements": (), "agreement_terms": ()}


def clerk(case: Case) -> Clerk:
    study = Study(case, 60)
    return Clerk(Outlook(case=case, ceasefire=study.ceasefire() if case.tables.get("agreements") else None))


@pytest.fixture(scope="module")
def desk() -> Clerk:
    return clerk(read_case("arcadia"))


@pytest.fixture(scope="module")
def blocks(desk: Clerk) -> tuple[Block, ...]:
    return section.write(desk)


def test_without_agreements_there_is_no_section() -> None:
    case = read_case("arcadia").replace({**NONE, "terms": (), "term_effects": ()})
    assert section.write(clerk(case)) == ()


def test_it_tells_agreements_terms_truces_and_limits(blocks: tuple[Block, ...]) -> None:
    titles = [plain(block.text) for block in blocks if isinstance(block, Heading)]
    assert titles[0].startswith("The ceasefire") and titles[-1] == "What it cannot tell"
    told = " ".join(plain(item) for block in blocks if isinstance(block, Bullets) for item in block.items)
    assert "Watched truce" in told and "Pressed truce" in told and all(words in told for words in CANNOT_TELL)
    tables = {block.id: block for block in blocks if isinstance(block, Table)}
    assert set(tables) == {"ceasefire-chances", "ceasefire-terms-table", "ceasefire-truces-table"}
    assert len(tables["ceasefire-terms-table"].rows) == 2


def test_numbers_are_those_of_the_results_and_lead_to_figures(desk: Clerk, blocks: tuple[Block, ...]) -> None:
    found = desk.answers.ceasefire
    assert found is not None
    marks = {(row["agreement"], row["outcome"], row["month"]): row for row in found.durability.records("marks")}
    shown = [part for part in walk_inlines(blocks) if isinstance(part, Number)]
    chances = [one for one in shown if one.trace["step"] == "ceasefire: survival"]
    assert len(chances) >= 10
    for number in chances:
        key = number.trace["key"]
        row = marks[key["agreement"], key["outcome"], key["month"]]
        assert number.value == pytest.approx(row["survival"], abs=0.006)
        assert number.low <= number.value <= number.high
        assert number.trace["figures"]


def test_without_a_watch_the_truces_are_told_without_rates() -> None:
    case = read_case("arcadia").replace({"violations": (), "observer_access": ()})
    found = section.write(clerk(case))
    (table,) = [block for block in found if isinstance(block, Table) and block.id == "ceasefire-truces-table"]
    assert all(plain(cell) == "\N{EN DASH}" for row in table.rows for cell in row.cells[3:])


def test_a_case_without_earlier_truces_says_so() -> None:
    case = read_case("arcadia").replace({"truces": (), "violations": (), "observer_access": ()})
    found = section.write(clerk(case))
    assert "no earlier truce" in repr(found)


def test_the_race_and_its_own_chance_stand_beside_it() -> None:
    study = Study(read_case("arcadia"), 60)
    answers = Outlook(case=study.case, ceasefire=study.ceasefire(), race=study.race())
    assert answers.race is not None
    found = repr(section.write(Clerk(answers)))
    assert ("race: held" in found) == (not answers.race.holds.all())
