"""The requirement of the tiny case, worked out by hand. Months since the ceasefire: `at`."""

from __future__ import annotations

import numpy as np
import pytest

from dayafter.case import Case
from dayafter.errors import CaseError, UsageError
from dayafter.need import Need, requirement
from dayafter.need.inputs import COMPONENTS
from dayafter.uncertainty import Draws
from tests.need.tiny import event, figure, tiny, wide


def need_of(case: Case) -> Need:
    return requirement(case, Draws.central(case))


@pytest.fixture(scope="module")
def need() -> Need:
    return need_of(tiny())


def part(need: Need, component: str, line: str, at: int) -> float:
    return float(need.components[component][0, need.lines.index(line), need.period(at)])


def net(need: Need, line: str, at: int) -> float:
    return float(need.net[0, need.lines.index(line), need.period(at)])


def test_formations_rise_linearly_through_the_dated_numbers(need: Need) -> None:
    due = need.formations[0, 0]
    for month, brigades in ((1, 1 / 3), (6, 2), (9, 3), (12, 4), (24, 4), (36, 4)):
        assert due[need.period(month)] == pytest.approx(brigades)
    assert need.trainees[0, 0, -1] == 4 * 500


@pytest.mark.parametrize(
    ("component", "line", "at", "expected"),
    [
        ("formations", "tank", 6, 20),
        ("formations", "tank", 36, 40),
        ("reserve", "tank", 36, 4),  # a tenth of what is in formations
        ("wear", "tank", 6, 0.6),  # one brigade on average for six months, 10 tanks, life 100 months
        ("wear", "tank", 36, 12),  # brigade-months 6 + 18 + 96 = 120
        ("holdings", "tank", 1, -7),
        ("contracts", "tank", 17, 0),
        ("contracts", "tank", 18, -5),
        ("air-defence", "sam", 18, 3),  # three cities with two systems, half of the horizon
        ("air-defence", "sam", 36, 6),
        ("contracts", "sam", 11, 0),
        ("contracts", "sam", 12, -1),  # no date: after twelve months; the one for somebody else never
        ("magazines", "missile", 36, 0),  # 24 lie ready, fewer than raids need
        ("raids", "missile", 36, 60),  # 30 / 30 x 60 days x 0.5 engaged x 2 shots (0.3^2 = 0.09 <= 0.1)
        ("raids", "missile", 6, 15),  # a quarter of the 24 months of build-up
        ("issue", "vest", 6, 500),
        ("issue", "vest", 36, 1000),
        ("wear", "vest", 12, 300),  # 500 on average for twelve months, life 20 months
        ("wear", "vest", 36, 1500),
        ("own-output", "vest", 3, 0),
        ("own-output", "vest", 9, -90),  # from 10 to 20 a month in six months
        ("own-output", "vest", 36, -630),
        ("war-stock", "shell", 12, 3000),
        ("war-stock", "shell", 36, 6000),  # 3000 / 30 x 60 days
        ("use", "shell", 36, 3600),
        ("contracts", "shell", 3, -150),  # from the ceasefire on, not from the order
        ("contracts", "shell", 36, -300),
    ],
)
def test_components(need: Need, component: str, line: str, at: int, expected: float) -> None:
    assert part(need, component, line, at) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(
    ("line", "at", "expected"),
    [
        ("tank", 6, 20 + 2 + 0.6 - 7),
        ("tank", 17, 40 + 4 + 4.4 - 7),
        ("tank", 24, 40 + 4 + 4.4 - 7),  # five tanks came in month 18: nothing is sent back, the number stands
        ("tank", 36, 56 - 12),
        ("sam", 36, 5),
        ("missile", 36, 60),
        ("vest", 36, 2500 - 630),
        ("shell", 36, 9600 - 300),
        ("idle", 36, 0),
    ],
)
def test_net(need: Need, line: str, at: int, expected: float) -> None:
    assert net(need, line, at) == pytest.approx(expected, abs=1e-9)


def test_the_larger_of_two_counts_of_a_stock_stands() -> None:
    deep = need_of(tiny(figure("magazines", "sam/missile", 40)))
    assert part(deep, "magazines", "missile", 36) == 240
    assert part(deep, "raids", "missile", 36) == 0
    assert deep.middle.rivals["raids"][0, deep.lines.index("missile"), -1] == pytest.approx(60)


def test_a_war_stock_of_interceptors_is_not_added_to_the_raids() -> None:
    both = need_of(tiny(figure("consumption", "missile/high", 50)))
    assert net(both, "missile", 36) == pytest.approx(100)
    assert part(both, "raids", "missile", 36) == 0


def test_targets_from_before_the_ceasefire_set_where_the_path_starts() -> None:
    started = need_of(tiny(figure("force_targets", "brigade/2029-01-01", 1)))
    due = started.formations[0, 0]
    assert due[started.period(6)] == pytest.approx(2)
    assert due[0] == pytest.approx(1 + 13 / 18, abs=0.01)
    months = started.components["wear"][0, started.lines.index("tank"), 5] * 100 / 10
    assert months == pytest.approx((1 + 12 / 18 + 2) / 2 * 6, rel=1e-2)


def test_components_sum_to_gross_less_covers(need: Need) -> None:
    total = sum(need.components[name] for name in COMPONENTS)
    covers = sum(need.components[name] for name in COMPONENTS[-3:])
    np.testing.assert_allclose(total, need.gross + covers, atol=1e-9)


def test_notes_say_what_was_assumed() -> None:
    need = need_of(tiny(without=("defended_area_counts:city",)))
    assert any("systems" in note and "12 months" in note for note in need.notes)
    assert any("city" in note for note in need.notes)
    assert net(need, "sam", 36) == 0


@pytest.mark.parametrize(
    "missing",
    [
        "assumptions:reserve_share",
        "assumptions:high_intensity_days",
        "assumptions:leak_tolerance",
        "kill_probability:cruise/missile",
    ],
)
def test_a_factor_that_is_needed_and_missing_is_an_error(missing: str) -> None:
    with pytest.raises(CaseError, match="figure-needed"):
        need_of(tiny(without=(missing,)))


def test_a_figure_for_a_line_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(CaseError, match="ghost"):
        need_of(tiny(figure("holdings", "ghost", 1)))


def test_the_central_run_goes_with_any_draws() -> None:
    case = tiny(figures=wide())
    need = requirement(case, Draws(case, 40, 7))
    assert need.net.shape == (40, 6, len(need.timeline))
    np.testing.assert_array_equal(need.central, need_of(tiny()).net[0])
    low, high = need.percentile(0.1), need.percentile(0.9)
    assert (low <= high).all()
    assert (low[:, -1] < high[:, -1]).sum() >= 5
    np.testing.assert_array_equal(need.percentile(0.9, at=36), high[:, -1])


def test_tables_and_summary_are_plain(need: Need) -> None:
    import json

    assert need.table("requirement", at=36).select("line_id", "central").rows() == [
        (line, pytest.approx(net(need, line, 36))) for line in need.lines
    ]
    assert need.table("requirement").row(by_predicate=_is("tank"), named=True)["requested"] == "42 in all; 90 in all"
    for what in ("components", "formations", "trainees", "requests", "cross-checks"):
        assert len(need.table(what)) > 0  # type: ignore[arg-type]
    assert json.loads(json.dumps(need.summary()))["months"] == 36


def _is(line: str):  # type: ignore[no-untyped-def]
    import polars as pl

    return pl.col("line_id") == line


def test_wrong_names_are_refused(need: Need) -> None:
    with pytest.raises(UsageError, match="did you mean 'tank'"):
        need.explain("tnak")
    with pytest.raises(UsageError, match="did you mean 'requests'"):
        need.table("request")  # type: ignore[arg-type]
    with pytest.raises(UsageError):
        need.percentile(90)
    with pytest.raises(UsageError):
        need.table("requirement", at=0)


def test_contracts_count_at_once_when_they_were_due_before_the_ceasefire() -> None:
    late = need_of(tiny(event("tanks", "contract", "tank", 5, due="2029-11-01")))
    assert part(late, "contracts", "tank", 1) == -5


def test_a_later_number_below_an_earlier_one_does_not_take_formations_away() -> None:
    shrinking = need_of(tiny(figure("force_targets", "brigade/2031-01-01", 1)))
    assert shrinking.formations[0, 0, shrinking.period(36)] == 2
    assert part(shrinking, "wear", "tank", 12) == pytest.approx((6 + 12) * 10 / 100)
