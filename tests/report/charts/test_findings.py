"""What single charts show and say: the numbers printed, their signs, and the words of the alt texts."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

import pytest

from dayafter.report.charts import (
    AreaNeed,
    Chart,
    Delivery,
    Effect,
    Equipped,
    Spending,
    Step,
    Swing,
    axes,
    binding,
    deliverable,
    deliveries,
    formations,
    money,
    need,
    options,
    shares,
    theme,
    tornado,
    waterfall,
)
from tests.report.charts import samples
from tests.report.charts.samples import drawn, words


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"), (1234567.0, "1,234,567"), (1234.4, "1,234"), (12.34, "12.3"), (7.2, "7.2"), (-0.5, "\u22120.5"),
        (0.031, "0.031"), (-4.0, "\u22124"), (1e-9, "0"), (0.999, "0.999"), (-1e-9, "0"),
    ],
)  # fmt: skip
def test_figures_are_british(value: float, text: str) -> None:
    assert theme.figure(value) == text


def test_signs_shares_and_money_in_words() -> None:
    assert [theme.signed(value) for value in (3.0, -3.0, 0.0)] == ["+3", "\u22123", "0"]
    assert [theme.percent(share) for share in (0.0, 0.001, 0.5, 0.9999, 1.0, -0.2)] == [
        "0%", "<1%", "50%", ">99%", "100%", "\u221220%",
    ]  # fmt: skip
    assert theme.amount(-1250, "£ million") == "\u2212£1,250 million"
    assert theme.amount(24, "pieces") == "24 pieces"


def test_waterfall_labels_each_step_with_its_sign_and_ends_at_the_requirement() -> None:
    shown = words(drawn("waterfall").svg())
    for label in ("1,000", "+420", "+180", "+640", "+95", "\u2013810", "\u2013260", "\u2013145", "1,120", "pieces"):
        assert label in shown
    assert "to requirement, 1,120" in drawn("waterfall").alt
    assert "largest reduction is holdings that stay fit for use, \u2212810" in drawn("waterfall").alt


def test_waterfall_refuses_a_total_that_its_steps_do_not_make() -> None:
    steps = [Step("asked for", 10.0, total=True), Step("reserve", 5.0), Step("requirement", 16.0, total=True)]
    with pytest.raises(ValueError, match=r"requirement is 16.0, .* sum to 15.0"):
        waterfall(steps, unit="pieces")


def test_strip_adds_up_over_time_and_prints_totals() -> None:
    rows = [Delivery("tanks", f"2025-Q{n}", 10.0, 40.0) for n in (1, 2, 3)]
    shown = words(deliveries(rows).svg())
    assert re.search(r"\b25\b.*\b50\b.*\b75\b", shown) and "30 of 40 (75%)" in shown
    single = words(deliveries(rows, cumulative=False).svg())
    assert "50" not in single.replace("2025", "") and "30 of 40 (75%)" in single


def test_periods_are_named_shortly_and_never_side_by_side_when_many() -> None:
    assert axes.period_words(["2025", "2026"]) == {"2025": ["2025"], "2026": ["2026"]}
    assert axes.period_words(["2025-Q4", "2026-Q1", "2026-Q2"]) == {
        "2025-Q4": ["Q4", "2025"], "2026-Q1": ["Q1", "2026"], "2026-Q2": ["Q2"],
    }  # fmt: skip
    months = [f"{2025 + n // 12}-{n % 12 + 1:02d}" for n in range(3, 27)]
    words_of = axes.period_words([*months, "2027-Q2", "2027-Q3", "2027-Q4", "2028-Q1"])
    named = [n for n, name in enumerate(words_of.values()) if name]
    assert all(after - before >= 3 for before, after in pairwise(named))
    assert (
        words_of["2025-04"] == ["Apr", "2025"] and words_of["2025-05"] == "" and words_of["2026-01"] == ["Jan", "2026"]
    )


@pytest.mark.parametrize(
    ("low", "high", "whole", "ticks"),
    [
        (0, 18, True, [0, 5, 10, 15]), (0, 1, True, [0, 1]), (0, 12, False, [0, 2.5, 5, 7.5, 10]),
        (-6.4, 3.1, False, [-6, -4, -2, 0, 2]), (0, 0, False, [0]),
    ],
)  # fmt: skip
def test_ticks_are_round_and_stay_in_range(low: float, high: float, whole: bool, ticks: list[float]) -> None:
    assert axes.nice_ticks(low, high, whole=whole) == ticks


def test_strip_shows_no_more_lines_than_asked_for() -> None:
    chart = deliveries(samples.DELIVERIES, top=3)
    shown = words(chart.svg())
    assert samples.LINES[2] in shown and samples.LINES[3] not in shown
    assert len(chart.data) == len(samples.DELIVERIES)


def test_formations_tell_the_end_value_its_range_and_when_the_need_is_met() -> None:
    shown, alt = words(drawn("formations").svg()), drawn("formations").alt
    assert "12 equipped" in shown and "18 needed" in shown and "range 7.2 to 15.4" in shown
    assert "12 at the end (7.2 to 15.4" in alt and "not met within the horizon" in alt
    met = formations([Equipped(0, 0, 0, 0, 2), Equipped(6, 1, 2, 3, 2), Equipped(12, 2, 3, 3, 2)])
    assert "met from month 6 on" in met.alt


def test_donors_stand_in_order_of_value_and_the_asked_one_is_named() -> None:
    shown = words(drawn("shares").svg())
    assert shown.index("United States") < shown.index("Germany") < shown.index("Latvia")
    assert "18,250" in shown and "0.91%" in shown
    assert "Denmark gives most, 0.91%" in drawn("shares").alt
    assert "United Kingdom is number 3 with £6,480 million" in drawn("shares").alt
    assert 'font-weight="700"' in drawn("shares").svg().replace('font-weight="bold"', 'font-weight="700"')


def test_tornado_puts_the_widest_swing_first_and_labels_both_ends() -> None:
    chart = tornado(samples.SWINGS[::-1], unit="points", top=3)
    shown = words(chart.svg())
    order = [shown.index(row.name) for row in samples.SWINGS[:3]]
    assert order == sorted(order) and samples.SWINGS[3].name not in shown
    assert "3 months earlier: +3.1" in shown and "6 months later: \u20136.4" in shown
    assert "The widest: date of the ceasefire, from \u22126.4 to +3.1" in chart.alt


def test_tornado_keeps_the_labels_of_swings_to_one_side_apart() -> None:
    chart = tornado([Swing("a", 0.4, 0.9), Swing("b", -0.2, -1.6)], unit="points")
    sides = {(row["name"], row["text"]): row["right"] for row in chart.spec["datasets"]["bars"]}
    assert sides == {("a", "+0.4"): False, ("a", "+0.9"): True, ("b", "\u22120.2"): True, ("b", "\u22121.6"): False}


def test_binding_says_what_one_more_unit_is_worth() -> None:
    assert "+0.031 per £ million" in words(drawn("binding").svg())
    assert "+0.42 per system" in drawn("binding").alt


def test_deliverable_shows_every_share_on_one_scale() -> None:
    shown = words(drawn("deliverable").svg())
    assert all(f"by month {month}" in shown for month in (6, 12, 24, 36)) and "15%" in shown
    marks = drawn("deliverable").spec["datasets"]["marks"]
    first, last = marks[0], marks[3]
    assert (first["central"] - first["zero"]) / 0.15 == pytest.approx((last["central"] - last["zero"]) / 0.9)


def test_need_says_where_the_request_lies_outside_the_range() -> None:
    chart = need(
        [AreaNeed("fires", 50.0, 10.0, 20.0, 30.0), AreaNeed("armour", 5.0, 10.0, 20.0, 30.0)], unit="£ million"
    )
    assert "More than computed was asked for in fires." in chart.alt
    assert "Less than computed was asked for in armour." in chart.alt
    assert "20 (asked 50)" in words(chart.svg())


def test_need_without_a_request_shows_no_request() -> None:
    chart = need([AreaNeed("fires", None, 10.0, 20.0, 30.0)], unit="£ million")
    assert "(asked" not in words(chart.svg())


def test_money_adds_up_by_donor_and_year() -> None:
    rows = [
        Spending("A", "2025", 1.0),
        Spending("B", "2025", 2.0),
        Spending("B", "2026", 4.0),
        Spending("B", "2026", 1.0),
    ]
    shown = words(money(rows, unit="£ million").svg())
    assert "all: 3" in shown and "all: 5" in shown
    assert re.search(r"\b7\b", shown) and shown.index("B") < shown.index("A")


def test_options_name_the_best_and_the_worst() -> None:
    chart = options([Effect("x", "cost, £ million", 1.0, 2.0, 3.0), Effect("y", "cost, £ million", -4.0, -3.0, -2.0)])
    assert "highest +2 (x), lowest \u22123 (y)" in chart.alt
    zero = {row["zero"] for row in chart.spec["datasets"]["marks"]}
    assert len(zero) == 1


def test_rows_of_the_same_name_are_refused() -> None:
    with pytest.raises(ValueError, match="twice: fires"):
        need([AreaNeed("fires", None, 1.0, 2.0, 3.0)] * 2, unit="£ million")


def test_a_chart_without_rows_is_refused() -> None:
    makers: tuple[Callable[[], Chart], ...] = (
        lambda: deliveries([]),
        lambda: formations([]),
        lambda: waterfall([], unit="pieces"),
        lambda: shares([], unit="£ million"),
        lambda: tornado([], unit="points"),
        lambda: binding([], unit="points"),
        lambda: deliverable([]),
        lambda: need([], unit="£ million"),
        lambda: money([], unit="£ million"),
        lambda: options([]),
    )
    for maker in makers:
        with pytest.raises(ValueError, match="at least one row"):
            maker()


def test_race_says_how_often_each_window_is_open_and_keeps_its_marks() -> None:
    made = drawn("race")
    shown = words(made.svg())
    assert "at most" in shown and "can attack" in shown and "needed to attack" in shown
    assert "Local attack: open in 40% of the draws at month 0" in made.alt
    few = samples.race(samples.MONTHS, title="The race", marks=(0.0, 36.0))
    assert [row["month"] for row in few.data] == [0.0, 36.0] * 3
    assert few.svg().count("<path") == made.svg().count("<path")


def test_what_all_marks_of_a_group_look_like_is_said_once() -> None:
    from dayafter.report.charts.chart import _shared_looks

    marks = "".join(f'<path d="M{n}" fill="#{n}{n}{n}" stroke="#abc" stroke-width="0.5"/>' for n in range(9))
    bare = "".join(f'<path d="M{n}" fill="#{n}{n}{n}"/>' for n in range(9))
    assert _shared_looks(f"<g>{marks}</g>") == f'<g stroke-width="0.5" stroke="#abc">{bare}</g>'
    other = marks.replace('M3" fill="#333" stroke="#abc"', 'M3" fill="#333" stroke="#def"')
    assert _shared_looks(f"<g>{other}</g>").count('stroke="#abc"') == 8


def test_levels_of_a_fan_are_named_apart_beside_it() -> None:
    svg = drawn("fan").svg()
    shown = words(svg)
    assert all(level.name in shown for level in samples.LEVELS) and "Formations ready, middle" in shown
    labels = {row["text"]: row["y"] for row in drawn("fan").spec["datasets"]["words"]}
    heights = sorted(labels.values())
    assert len(labels) == 4 and min(b - a for a, b in pairwise(heights)) >= 8.0
    assert min(labels, key=labels.__getitem__) == "A raid on one stretch: 7.9"


def test_small_fans_keep_their_own_scales_and_say_when_they_count_in_thousands() -> None:
    chart = drawn("fans")
    shown = words(chart.svg())
    assert {"thousand people", "thousand pieces", "pieces"} <= {
        row["text"].split("\n")[1] for row in chart.spec["datasets"]["words"]
    }
    lines = chart.spec["datasets"]["lines"]
    tops = {row["of"]: 0.0 for row in lines}
    for row in lines:
        tops[row["of"]] = max(tops[row["of"]], row["high"] - row["low"])
    assert len(tops) == 6 and min(tops.values()) > 20
    assert "Rounds" in shown and "10,000" in shown and ",000,000" not in shown


def test_numbers_of_the_scales_of_a_race_stand_clear_of_its_bands() -> None:
    data = drawn("race").spec["datasets"]
    starts = {row["x"] for row in data["ticks"]}
    assert starts and min(row["x"] for row in data["lines"]) == min(starts)
    ticks = [layer for layer in drawn("race").spec["layer"] if layer["data"] == {"name": "ticks"}]
    marks = [layer["mark"] for layer in ticks if layer["mark"]["type"] == "text"]
    assert marks and all(mark["align"] == "right" and mark["dx"] < 0 for mark in marks)


def test_pictures_hold_no_empty_words_and_no_hundredths_in_lines() -> None:
    for name in ("deliveries", "race", "map"):
        if name in samples.SAMPLES:
            svg = drawn(name).svg()
            assert not re.search(r"<text [^<>]*(/>|></text>)", svg)
            assert not re.search(r'\sd="[^"]*\d\.\d\d', svg)
            assert svg.count("font-family=") == 1
