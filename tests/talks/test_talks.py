"""The talks of a case: its tables hang together, and what is missing is told at once."""

from __future__ import annotations

import numpy as np
import pytest

from dayafter.case import read_case
from dayafter.errors import CaseError, UsageError
from dayafter.talks import CANNOT_TELL, Talks
from dayafter.talks.inputs import read_figures
from dayafter.talks.result import TABLES
from dayafter.uncertainty import Draws
from tests.talks.tiny import case_with, figure, figures, line, option, row, talked


@pytest.fixture(scope="module")
def arcadia() -> Talks:
    return talked(read_case("arcadia"), 120)


def test_every_table_has_rows_and_a_frame(arcadia: Talks) -> None:
    empty = {name for name in TABLES if not arcadia.records(name)}
    assert empty == {"relaxations"}, "there is a common agenda"
    assert arcadia.table("agenda").height == len(arcadia.records("agenda"))
    summary = arcadia.summary()
    assert summary["cannot_tell"] == list(CANNOT_TELL)
    assert 0 < summary["common"] < summary["unrefused"] < summary["packages"]
    assert 0 < summary["efficient"] <= summary["common"]


def test_chances_add_up(arcadia: Talks) -> None:
    for issue in arcadia.figures.issues:
        own = [row for row in arcadia.records("outcomes") if row["issue"] == issue.issue_id]
        for variant in ("conditional", "uniform", "incentive", "likeliest"):
            assert sum(row[variant] for row in own) == pytest.approx(1)
        assert all(row["by_order_low"] <= row["by_order_high"] for row in own)


def test_ranges_are_in_order(arcadia: Talks) -> None:
    for name in ("positions", "issues", "acceptance", "orders"):
        for one in arcadia.records(name):
            for field in [key.removesuffix("_low") for key in one if key.endswith("_low")]:
                assert one[f"{field}_low"] <= one[f"{field}_high"]


def test_the_agenda_is_taken_by_every_ally_at_least_as_often(arcadia: Talks) -> None:
    for one in arcadia.records("agenda"):
        assert one["common"] and one["chance"] >= 0.8
        assert one["weakest_share"] >= one["chance"]
        assert one["both"] <= min(one["chance"], one["adversary"])
        assert one["adversary"] == 0 or not one["adversary_refuses"]


def test_more_confidence_leaves_less(arcadia: Talks) -> None:
    strict = talked(arcadia.case, 120, confidence=0.99)
    assert len(strict.common) < len(arcadia.common)


def test_without_an_ally_what_needs_it_is_gone(arcadia: Talks) -> None:
    alone = talked(arcadia.case, 120, without=["VI"])
    assert "VI" not in alone.figures.actors
    assert alone.figures.options[[one.issue_id for one in alone.figures.issues].index("backstop")] == ("none",)
    refused = {row["option"]: row["refused_by"] for row in alone.records("options") if row["issue"] == "force"}
    assert refused["rear"] == ["AL"], "its line asks for what cannot be had any more"
    assert not len(alone.common)
    assert any(row["kind"] == "line" and row["actors"] == ["AL"] for row in alone.records("relaxations"))


@pytest.mark.parametrize("party", ["AR", "BO", "XX"])
def test_some_cannot_be_left_out(arcadia: Talks, party: str) -> None:
    with pytest.raises(UsageError, match="cannot do without"):
        talked(arcadia.case, 5, without=[party])


def test_a_confidence_that_is_no_share() -> None:
    for value in (0.0, 1.2):
        with pytest.raises(UsageError, match="confidence"):
            talked(case_with(), confidence=value)


def test_all_that_is_missing_is_told_at_once() -> None:
    case = case_with()
    tables = {
        "positions": [one for one in case.tables["positions"] if one.key != ("AL", "army")],
        "reservations": [one for one in case.tables["reservations"] if one.key != ("VI",)],
        "assumptions": [],
    }
    with pytest.raises(CaseError) as error:
        read_figures(Draws(case.replace(tables), 2, 7))
    told = [(finding.code, finding.details["table"], finding.details["key"]) for finding in error.value.findings]
    assert told == [
        ("figure-needed", "positions", "AL/army"),
        ("figure-needed", "reservations", "VI"),
        ("figure-needed", "assumptions", "walk_away_spread"),
    ]


def test_a_case_without_talks() -> None:
    case = case_with().replace({"actors": [], "issues": []})
    with pytest.raises(CaseError, match=r"figure-needed.*actors"):
        talked(case)


def test_what_belongs_to_the_allies_needs_no_word_of_the_adversary() -> None:
    issue = row("issues", issue_id="backstop", name="Backstop", low_end="no", high_end="yes", between="allies")
    rows = [*figures(), option("backstop/no", 0), option("backstop/yes", 100)]
    for party in ("AR", "AL", "VI"):
        rows += [figure("positions", f"{party}/backstop", 100), figure("saliences", f"{party}/backstop", 50)]
    made = talked(case_with(issue, rows=rows))
    place = [one.issue_id for one in made.figures.issues].index("backstop")
    assert made.figures.salience[:, made.figures.adversary, place].max() == 0
    phases = {row["phase"]: row["order"] for row in made.records("orders")}
    assert set(phases["allies"]) == {"force", "army", "backstop"}
    assert set(phases["adversary"]) == {"force", "army"}


def test_the_last_step_of_an_order_is_the_whole_package(arcadia: Talks) -> None:
    """At once or at the last step, the actors face the same package."""
    for number, path, found in arcadia.ordering.values():
        assert (found.chance[:, -1] <= found.single + 1e-12).all()
        assert arcadia.packages.name(number) and len(path) == len(set(path))
    number, _, found = arcadia.ordering["allies"]
    margins = arcadia.offers.margins(arcadia.packages.rows[number])[0, list(arcadia.figures.allies)].astype(float)
    alone = np.prod(1 / (1 + np.exp(-margins / arcadia.figures.spread)), axis=0)
    assert found.single == pytest.approx(alone, rel=1e-4)


def test_an_adversary_that_refuses_all_is_shown_without_its_lines() -> None:
    lines = [line("BO", 1, "army", "cap; open")]
    made = talked(case_with(*lines, rows=figures(no_deal=dict.fromkeys(("AR", "AL", "VI", "BO"), 0.3))))
    assert all(one["adversary"] == 0 for one in made.records("agenda"))
    as_it_is, given_up = made.records("adversary")
    assert (as_it_is["refused"], as_it_is["best_both"]) == (1, 0)
    assert given_up["refused"] == 0 and given_up["best_both"] > 0
    assert made.nearest is not None and made.refuses(made.nearest)
    assert made.solution("nash", "all") == (None, 1.0)


def test_numbers_are_explained(arcadia: Talks) -> None:
    whole = arcadia.explain()
    assert whole.value == pytest.approx(float(arcadia.packages.chance[arcadia.proposal]))
    assert set(whole.reads) == set(arcadia.figures.refs)
    own = arcadia.explain("accepts", actor="VI")
    assert {figure.ref for figure in own.figures} >= {"reservations:VI", "positions:VI/force"}
    assert not any(figure.ref.startswith("positions:AR") for figure in own.figures)
    middle = arcadia.explain("place", issue="force")
    assert 0 <= (middle.value or 0) <= 100
    for what, key in (("chances", {}), ("accepts", {"actor": "XX"}), ("chance", {"package": "a=b"})):
        with pytest.raises(UsageError):
            arcadia.explain(what, **key)
    with pytest.raises(UsageError, match="did you mean 'agenda'"):
        arcadia.records("agend")


def test_drivers_are_figures_of_the_talks(arcadia: Talks) -> None:
    found = arcadia.records("drivers")
    assert found and {row["of"] for row in found} <= {"allies", "adversary"}
    assert all(row["ref"] in arcadia.figures.refs for row in found)


def test_the_shipped_case() -> None:
    """Known on its date, no package passes; the way out is with one ally; the adversary refuses by its word."""
    made = talked(read_case("ukraine-2025"), 100)
    assert 0 < len(made.packages.rows) < 61_440
    assert 0.3 < made.packages.chance.max() < 1
    assert made.records("adversary")[0]["best_share"] == 0
    assert max(row["best_both"] for row in made.records("adversary")) > 0
