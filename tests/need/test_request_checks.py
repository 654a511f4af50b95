"""Cross-checks that need assumptions of their own: kilometres per brigade, and a fleet that is never wholly fit."""

from __future__ import annotations

import pytest

from dayafter.case import Case
from dayafter.need import CrossCheck, cross_checks, requirement
from dayafter.uncertainty import Draws
from tests.need.tiny import figure, tiny


def checks(case: Case) -> dict[tuple[str, str], CrossCheck]:
    return {(check.check, check.line): check for check in cross_checks(requirement(case, Draws.central(case)))}


def test_a_front_of_1200_km_at_12_km_each_takes_100_brigades() -> None:
    rows = (
        figure("assumptions", "front_length", 1000, 1200, 1300, unit="km"),
        figure("assumptions", "frontage", 8, 12, 20, unit="km"),
        figure("assumptions", "brigades_in_being", 110, unit="brigades"),
    )
    front = checks(tiny(*rows))[("force to space", "")]
    assert (front.used_value, front.rival_value) == (110, pytest.approx(100))
    assert "between 50 and 162" in front.note


def test_without_them_the_rule_says_what_is_missing() -> None:
    front = checks(tiny())[("force to space", "")]
    assert not front.in_case and "front_length, frontage, brigades_in_being" in front.note


def test_forty_tanks_of_which_two_thirds_are_fit_take_twenty_more() -> None:
    fleet = checks(tiny(figure("assumptions", "fleet_availability", 2 / 3, unit="share")))[
        ("fleet availability", "tank")
    ]
    assert (fleet.used_value, fleet.rival_value) == (pytest.approx(4), pytest.approx(20))
