"""The section on the risk: told by type before mixing, in numbers that lead to figures, with its limits."""

from __future__ import annotations

import pytest

from dayafter.case import Case, read_case
from dayafter.deterrence.attack.result import CANNOT_TELL
from dayafter.report.answers import Desk
from dayafter.report.document import Block, Bullets, Heading, plain, walk_inlines
from dayafter.report.numbers import Number
from dayafter.report.sections import risk as section
from dayafter.study import Study

pytest.importorskip("altair")


class Answers:
    """What the section asks of the answers of a brief."""

    def __init__(self, case: Case) -> None:
        study = Study(case, 60)
        self.case, self.plan, self.reader = case, study.deliver(), ""
        self.risk = study.deterrence() if case.tables.get("adversary_types") else None


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk(Answers(read_case("arcadia")))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def blocks(desk: Desk) -> tuple[Block, ...]:
    return section.write(desk)


def test_without_types_there_is_no_section() -> None:
    case = read_case("arcadia").replace({"adversary_types": (), "type_values": (), "type_aims": ()})
    assert section.write(Desk(Answers(case))) == ()  # type: ignore[arg-type]


def test_it_tells_types_guarantees_boundary_and_limits(desk: Desk, blocks: tuple[Block, ...]) -> None:
    titles = [plain(block.text) for block in blocks if isinstance(block, Heading)]
    assert "What guarantees change" in titles and "How strong must a promise be?" in titles
    assert titles[-1] == "What the risk cannot tell"
    told = " ".join(plain(item) for block in blocks if isinstance(block, Bullets) for item in block.items)
    assert all(name in told for name in ("Weighs costs", "Fears for its rule", "Wants the valleys"))
    assert all(words in told for words in CANNOT_TELL)
    assert "Pact of Albion and Vinland (Albion and Vinland) falls to: Force of Albion" in told


def test_numbers_are_those_of_the_risk_and_lead_to_the_type(desk: Desk, blocks: tuple[Block, ...]) -> None:
    risk = desk.answers.risk
    assert risk is not None
    numbers = [n for n in desk.numbers if str(n.trace["step"]).startswith("risk: ")]
    shown = [part for part in walk_inlines(blocks) if isinstance(part, Number)]
    assert len(numbers) > 25 and shown
    found = {(row["type"], row["month"]): row for row in risk.records("months")}
    for number in numbers:
        key = number.trace["key"]
        assert number.trace["formula"] and len(number.trace["children"]) == 2
        if number.trace["step"] == "risk: attacked_by" and set(key) == {"type", "month"}:
            row = found[key["type"], key["month"]]
            assert number.value == pytest.approx(row["attacked_by"], abs=0.005)
            assert number.low <= number.value <= number.high  # type: ignore[operator]
            refs = {figure["ref"] for figure in number.trace["children"][0]["figures"]}
            assert f"type_values:{key['type']}/discount" in refs
            others = {ref for ref in refs if ref.startswith("type_values:")}
            assert all(ref.startswith(f"type_values:{key['type']}/") for ref in others)
