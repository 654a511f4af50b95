"""Requests beside the arithmetic: the difference is taken apart without a rest."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dayafter.need import Request, cross_checks, requests, requirement
from dayafter.need.crosscheck import ABSENT
from dayafter.need.inputs import COMPONENTS, COVERS
from dayafter.need.requests import EARLIER, EXCESS, SURPLUS, waterfall
from dayafter.uncertainty import Draws
from tests.need.tiny import figure, tiny, wide

CASE = tiny()
NEED = requirement(CASE, Draws.central(CASE))
BY_EVENT: dict[str, Request] = {request.event: request for request in requests(NEED)}


def test_rival_requests_for_one_line_stay_side_by_side() -> None:
    assert [request.event for request in NEED.requests] == ["ask-shells", "ask-tanks", "ask-more-tanks"]


def test_a_request_for_less_shows_what_lies_beyond_it() -> None:
    """42 asked: they meet the 40 of the formations and 2 of the reserve's 4; 12 wear out; 7 held, 5 ordered."""
    terms = dict(BY_EVENT["ask-tanks"].terms)
    assert terms == pytest.approx(
        {
            "request": 42,
            "beyond the request: reserve": 2,
            "beyond the request: wear": 12,
            "holdings": -7,
            "contracts": -5,
        }
    )
    assert BY_EVENT["ask-tanks"].net == pytest.approx(44)


def test_a_request_for_more_shows_the_excess() -> None:
    assert dict(BY_EVENT["ask-more-tanks"].terms)[EXCESS] == pytest.approx(56 - 90)


def test_a_monthly_request_keeps_its_unit_and_is_made_comparable() -> None:
    request = BY_EVENT["ask-shells"]
    assert (request.asked, request.per) == (2000, "a month")
    assert request.total == 4000  # 60 days of high intensity
    assert request.monthly == 3000  # what the figures say a month of high intensity uses
    assert request.months_of_request == pytest.approx(9300 / 2000)
    assert BY_EVENT["ask-tanks"].monthly is None
    assert BY_EVENT["ask-tanks"].months_of_request is None


def test_an_earlier_peak_of_the_requirement_is_named() -> None:
    """At month 24 the five contracted tanks have come, after 41.4 were needed without them."""
    terms = dict(next(request for request in requests(NEED, at=24) if request.event == "ask-tanks").terms)
    assert terms[EARLIER] == pytest.approx(41.4 - (44 + 7.2 - 12))


@given(
    st.floats(0, 1e6),
    st.lists(st.floats(0, 1e6), min_size=len(COMPONENTS), max_size=len(COMPONENTS)),
    st.floats(0, 1e6),
)
def test_the_terms_sum_to_the_net_requirement(asked: float, sizes: list[float], peak: float) -> None:
    parts = [(name, -size if name in COVERS else size) for name, size in zip(COMPONENTS, sizes, strict=True)]
    net = max(peak, 0.0, sum(value for _, value in parts))
    terms = waterfall(asked, parts, net)
    scale = asked + sum(sizes) + net + 1
    assert sum(value for _, value in terms) == pytest.approx(net, abs=1e-9 * scale)
    assert terms[0] == ("request", asked)
    beyond = [value for name, value in terms if name.startswith("beyond")]
    assert all(value > 0 for value in beyond)
    assert not (beyond and EXCESS in dict(terms) and abs(dict(terms)[EXCESS]) > 1e-9 * scale)


def test_cover_beyond_what_is_needed_is_not_a_negative_requirement() -> None:
    case = tiny(figure("holdings", "tank", 500))
    need = requirement(case, Draws.central(case))
    request = next(request for request in need.requests if request.event == "ask-tanks")
    assert request.net == 0
    assert dict(request.terms)[SURPLUS] == pytest.approx(505 - 56)


def test_requests_are_plain_data() -> None:
    plain = BY_EVENT["ask-tanks"].as_dict()
    assert plain["ref"] == "transfers:ask-tanks"
    assert plain["difference"][0] == {"term": "request", "value": 42}  # type: ignore[index]


def test_cross_checks_show_both_rules() -> None:
    found = {(check.check, check.line, check.rival): check for check in cross_checks(NEED)}
    reserve = found["attrition reserve", "tank", "attrition"]
    assert (reserve.used_value, reserve.rival_value) == pytest.approx((4, 40 * 0.2 * 60 / 30))
    assert reserve.ratio == pytest.approx(4)
    stock = found["stock", "missile", "magazines"]
    assert (stock.used, stock.used_value, stock.rival_value) == ("raids", pytest.approx(60), pytest.approx(24))


def test_cross_checks_count_the_draws_in_which_the_rival_is_larger() -> None:
    case = tiny(figures=wide(0.9))
    need = requirement(case, Draws(case, 400, 7))
    stock = next(check for check in cross_checks(need) if check.check == "stock")
    line = need.lines.index("missile")
    larger = need.parts.rivals["magazines"][:, line, -1] > need.parts.rivals["raids"][:, line, -1]
    assert stock.rival_above == pytest.approx(larger.mean())
    assert 0 < larger.mean() < 1


def test_a_rule_without_data_says_so() -> None:
    case = tiny(without=("attrition:tank", "magazines:sam/missile"))
    checks = cross_checks(requirement(case, Draws.central(case)))
    silent = [check for check in checks if not check.in_case]
    assert {check.check for check in silent} == {
        "attrition reserve",
        "stock",
        "force to space",
        *(name for name, _ in ABSENT),
    }
    assert all(check.note.startswith("not in the case") and check.ratio is None for check in silent)
