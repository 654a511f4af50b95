"""Ways out of an empty agenda: each works, and none that is smaller does."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from dayafter.case import Case
from dayafter.case.tables.talks import Position, Reservation
from dayafter.talks import Talks
from tests.talks.tiny import case_with, figures, line, talked

DEMANDS = {"AR": 0.9, "AL": 0.75, "VI": 0.6, "BO": 0.1}
"""AR wants all, VI little: no package gives both enough."""


def empty(spread: float = 0.0, *extra: object, draws: int = 12) -> Talks:
    case = case_with(*extra, rows=figures(no_deal=DEMANDS, spread=spread))  # type: ignore[arg-type]
    return talked(case, draws)


def changed(case: Case, model: type, key: tuple[str, ...], **new: float) -> Case:
    """The case with another figure: the range moves with its middle."""
    rows = case.all_rows(model)
    made = [row.model_copy(update=new) if row.key == key else row for row in rows]
    return case.replace({model.table: made})  # type: ignore[attr-defined]


@pytest.mark.parametrize("spread", [0.0, 15.0])
def test_a_lower_reservation_is_enough_and_a_higher_one_is_not(spread: float) -> None:
    made = empty(spread)
    assert not len(made.common)
    rows = [row for row in made.records("relaxations") if row["kind"] == "reservation"]
    assert rows
    for row in rows:
        for part, works in ((1.001, True), (0.98, False)):
            value = DEMANDS[row["actors"][0]] - part * row["amount"]
            case = changed(made.case, Reservation, tuple(row["actors"]), low=value, central=value, high=value)
            again = talked(case, 12)
            assert bool(len(again.common)) is works
            if works:
                assert again.packages.chance.max() >= 0.8


def test_a_move_is_enough_and_a_shorter_one_is_not() -> None:
    made = empty()
    rows = [row for row in made.records("relaxations") if row["kind"] == "position"]
    assert rows
    for row in rows:
        actor, issue = row["actors"][0], row["issue"]
        known = made.figures
        own = known.position[0, known.actors.index(actor), [one.issue_id for one in known.issues].index(issue)]
        found = []
        for part in (1.001, 0.98):
            for way in (-1, 1):
                place = float(np.clip(own + way * part * row["amount"], 0, 100))
                new = changed(made.case, Position, (actor, issue), low=place, central=place, high=place)
                found.append(bool(len(talked(new, 12).common)))
        assert any(found[:2]) and not any(found[2:])


def test_red_lines_that_stand_in_the_way() -> None:
    rows = figures(no_deal=dict.fromkeys(DEMANDS, 0.3))
    case = case_with(line("VI", 1, "army", "cap; open"), line("AL", 1, "force", "none"), rows=rows)
    made = talked(case)
    assert not len(made.packages.rows) and made.proposal is None
    ways = [(row["kind"], row["actors"], row["line"], row["chance"]) for row in made.records("relaxations")]
    assert ("line", ["VI"], 1, 1.0) in ways
    assert ("line", ["AL"], 1, 1.0) not in ways
    assert ("actors", ["VI"], None, 1.0) in ways
    assert made.conflict == ("VI",)


def test_all_lines_of_one_actor_where_no_single_one_helps() -> None:
    rows = figures(no_deal=dict.fromkeys(DEMANDS, 0.3))
    made = talked(case_with(line("VI", 1, "army", "cap; open"), line("VI", 2, "force", "none; rear; line"), rows=rows))
    kinds = [(row["kind"], row["actors"]) for row in made.records("relaxations")]
    assert kinds == [("lines", ["VI"]), ("actors", ["VI"])]


@pytest.mark.parametrize("spread", [0.0, 15.0])
def test_fewest_actors_and_a_quarrel_that_nobody_can_leave(spread: float) -> None:
    made = empty(spread)

    def can(asked: tuple[int, ...]) -> bool:
        margins = made.offers.margins(made.offers.listed(asked)[0])[:, list(asked)]
        return bool(((margins >= -1e-6).all(axis=1).mean(axis=1) >= 0.8).any())

    allies = made.figures.allies
    sets = [
        {made.figures.actors[one] for one in gone}
        for size in (1, 2)
        for gone in combinations(allies, size)
        if can(tuple(one for one in allies if one not in gone))
    ]
    fewest = min(map(len, sets))
    found = [set(row["actors"]) for row in made.records("relaxations") if row["kind"] == "actors"]
    assert sorted(map(sorted, found)) == sorted(sorted(one) for one in sets if len(one) == fewest)
    quarrel = tuple(made.figures.actors.index(one) for one in made.conflict)
    assert not can(quarrel)
    assert all(can(tuple(one for one in quarrel if one != gone)) for gone in quarrel if len(quarrel) > 1)


def test_nothing_has_to_give_where_there_is_an_agenda() -> None:
    made = talked(case_with(rows=figures(no_deal=dict.fromkeys(DEMANDS, 0.3))))
    assert len(made.common) and made.records("relaxations") == [] and made.conflict == ()
