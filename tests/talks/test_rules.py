"""What `check` finds in the tables of talks: one broken row for each code, all told in one pass."""

from __future__ import annotations

from typing import Any

import pytest

from dayafter.case import Case, read_case
from dayafter.case.columns import Row
from dayafter.case.rules.talks import findings
from tests.talks.tiny import case_with, figure, line, option


def codes(case: Case) -> list[str]:
    return [finding.code for finding in findings(case)]


def without(case: Case, table: str, *keys: tuple[str, ...]) -> Case:
    return case.replace({table: [row for row in case.tables[table] if row.key not in keys]})


def altered(case: Case, table: str, key: tuple[str, ...], **new: Any) -> Case:
    rows: list[Row] = [row.model_copy(update=new) if row.key == key else row for row in case.tables[table]]
    return case.replace({table: rows})


def test_sound_cases_have_none() -> None:
    assert codes(case_with()) == []
    for name in ("arcadia", "ukraine-2025"):
        assert codes(read_case(name)) == []


def test_no_tables_no_findings() -> None:
    empty = {name: () for name in case_with().tables if name not in ("sources", "parties")}
    assert codes(case_with().replace(empty)) == []


def test_fewer_than_two() -> None:
    case = case_with()
    assert "actors-few" in codes(without(case, "actors", ("AL",), ("VI",), ("BO",)))
    assert "actors-few" in codes(without(case, "actors", ("AL",), ("VI",), ("AR",)))


@pytest.mark.parametrize(("party", "side"), [("BO", "allies"), ("VI", "adversary")])
def test_the_adversary_on_its_side(party: str, side: str) -> None:
    (finding,) = findings(altered(case_with(), "actors", (party,), side=side))
    assert finding.code == "adversary-side" and finding.row is not None


@pytest.mark.parametrize("table", ["issue_options", "positions", "saliences"])
def test_an_issue_without_rows(table: str) -> None:
    case = case_with()
    gone = [row.key for row in case.tables[table] if "army" in row.key]
    (finding,) = findings(without(case, table, *gone))
    assert finding.code == "issue-bare" and finding.details["issue"] == "army"


@pytest.mark.parametrize("table", ["positions", "saliences"])
def test_an_actor_without_a_word(table: str) -> None:
    (finding,) = findings(without(case_with(), table, ("VI", "army")))
    assert finding.code == "actor-silent" and "VI" in finding.what


@pytest.mark.parametrize("table", ["influences", "reservations"])
def test_an_actor_without_weight_or_reservation(table: str) -> None:
    (finding,) = findings(without(case_with(), table, ("AL",)))
    assert finding.code == "actor-unweighed" and table in finding.what


@pytest.mark.parametrize(
    ("table", "key", "high"),
    [
        ("issue_options", ("force", "line"), 120),
        ("positions", ("AR", "force"), 101),
        ("saliences", ("AR", "force"), 150),
        ("reservations", ("AR",), 1.5),
    ],
)
def test_outside_the_scale(table: str, key: tuple[str, ...], high: float) -> None:
    (finding,) = findings(altered(case_with(), table, key, high=high))
    assert finding.code == "scale-outside" and str(high) in finding.what


def test_nothing_matters() -> None:
    case = altered(case_with(), "saliences", ("VI", "force"), high=0.0, central=0.0, low=0.0)
    case = altered(case, "saliences", ("VI", "army"), high=0.0, central=0.0, low=0.0)
    assert codes(case) == ["salience-none"]


def test_red_lines_that_name_what_is_not_there() -> None:
    (finding,) = findings(case_with(line("AR", 1, "force", "reer")))
    assert finding.code == "option-unknown" and "did you mean 'rear'" in finding.what
    assert codes(case_with(line("AR", 1, "force", "rear", "army", "opn"))) == ["option-unknown"]


def test_red_lines_half_said() -> None:
    assert codes(case_with(line("AR", 1, "force", "rear", "army"))) == ["line-open"]
    assert codes(case_with(line("AR", 1, "force", "rear", "", "open"))) == ["line-open"]


def test_red_lines_that_leave_nothing() -> None:
    assert codes(case_with(line("AR", 1, "army", "cap"), line("AR", 2, "army", "open"))) == ["line-total"]


def test_a_judged_line_gives_its_reason() -> None:
    judged = line("AR", 1, "army", "cap").model_copy(update={"firmness": "judged", "note": "ours"})
    assert codes(case_with(judged)) == ["judged-bare"]


def test_one_option_under_two_names() -> None:
    other = option("force/rear", 40).model_copy(update={"name": "Another", "source_id": "t"})
    assert codes(case_with(other)) == ["option-differs"]


def test_linkages() -> None:
    assert codes(case_with(figure("linkages", "AR/force/rear/force/line", 0.1))) == ["link-within"]
    assert codes(case_with(figure("linkages", "AR/force/rear/army/capp", 0.1))) == ["option-unknown"]


def test_everything_in_one_pass() -> None:
    case = without(case_with(line("AR", 1, "force", "reer")), "influences", ("AL",))
    case = altered(case, "positions", ("AR", "force"), high=101)
    assert sorted(codes(case)) == ["actor-unweighed", "option-unknown", "scale-outside"]
