"""The section on the ceasefire: chances that lead to figures, terms, earlier truces, limits."""

from __future__ import annotations

import pytest

from dayafter.case import Case, read_case
from dayafter.ceasefire import CANNOT_TELL
from dayafter.report.answers import Desk
from dayafter.report.document import Block, Bullets, Heading, Table, plain, walk_inlines
from dayafter.report.numbers import Number
from dayafter.report.sections import ceasefire as section
from dayafter.study import Study

pytest.importorskip("altair")

NONE: dict[str, tuple[()]] = {"agreements": (), "agreement_terms": ()}


class Answers:
    """What the section asks of the answers of a brief."""

    def __init__(self, case: Case, race: bool = False) -> None:
        study = Study(case, 60)
        self.case, self.plan, self.reader = case, study.deliver(), ""
        self.race = study.race() if race else None
        self.ceasefire = study.ceasefire() if case.tables.get("agreements") else None


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk(Answers(read_case("arcadia")))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def blocks(desk: Desk) -> tuple[Block, ...]:
    return section.write(desk)


def test_without_agreements_there_is_no_section() -> None:
    case = read_case("arcadia").replace({**NONE, "terms": (), "term_effects": ()})
    assert section.write(Desk(Answers(case))) == ()  # type: ignore[arg-type]


def test_it_tells_agreements_terms_truces_and_limits(blocks: tuple[Block, ...]) -> None:
    titles = [plain(block.text) for block in blocks if isinstance(block, Heading)]
    assert titles[0].startswith("The ceasefire") and titles[-1] == "What it cannot tell"
    told = " ".join(plain(item) for block in blocks if isinstance(block, Bullets) for item in block.items)
    assert "Watched truce" in told and "Pressed truce" in told and all(words in told for words in CANNOT_TELL)
    tables = {block.id: block for block in blocks if isinstance(block, Table)}
    assert set(tables) == {"ceasefire-chances", "ceasefire-terms-table", "ceasefire-truces-table"}
    assert len(tables["ceasefire-terms-table"].rows) == 2


def test_numbers_are_those_of_the_results_and_lead_to_figures(desk: Desk, blocks: tuple[Block, ...]) -> None:
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
    found = section.write(Desk(Answers(case)))  # type: ignore[arg-type]
    (table,) = [block for block in found if isinstance(block, Table) and block.id == "ceasefire-truces-table"]
    assert all(plain(cell) == "\N{EN DASH}" for row in table.rows for cell in row.cells[3:])


def test_a_case_without_earlier_truces_says_so() -> None:
    case = read_case("arcadia").replace({"truces": (), "violations": (), "observer_access": ()})
    found = section.write(Desk(Answers(case)))  # type: ignore[arg-type]
    assert "no earlier truce" in repr(found)


def test_the_race_and_its_own_chance_stand_beside_it() -> None:
    answers = Answers(read_case("arcadia"), race=True)
    assert answers.race is not None
    found = repr(section.write(Desk(answers)))  # type: ignore[arg-type]
    assert ("race: held" in found) == (not answers.race.holds.all())
