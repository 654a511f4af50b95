"""Numbers print what their range supports, and nothing more."""

from __future__ import annotations

import datetime as dt
import json
import re
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dayafter.report.numbers import (
    MINUS,
    NBSP,
    Amount,
    Number,
    Numbers,
    Style,
    cited,
    round_to,
    rounding_step,
    shown,
)

JUNE = dt.date(2026, 6, 9)
amounts = st.floats(-1e13, 1e13, allow_nan=False).filter(lambda x: x == 0 or abs(x) > 1e-6)


def spaced(text: str) -> str:
    """The text with plain spaces, so that expectations can be read."""
    return text.replace(NBSP, " ").replace(MINUS, "-")


@pytest.mark.parametrize(
    ("parts", "unit", "style", "text"),
    [
        ((41.3e9, 33e9, 52.2e9), "EUR", "money", "EUR 41 bn (33 to 52)"),
        ((412e6, 380e6, 450e6), "GBP", "money", "GBP 410 m (380 to 450)"),
        ((3.1e6,), "GBP", "money", "GBP 3.1 m"),
        ((4250.0,), "EUR", "money", "EUR 4,250"),
        ((1243, 900, 1610), "vehicle|vehicles", "quantity", "1,200 vehicles (900 to 1,600)"),
        ((12345, 11200, 13600), "shells", "quantity", "12,300 shells (11,200 to 13,600)"),
        ((1.42e6, 1.1e6, 1.9e6), "shells", "quantity", "1.4 million shells (1.1 to 1.9)"),
        ((12345,), "shells", "quantity", "12,345 shells"),
        ((1234567,), "shells", "quantity", "1,234,567 shells"),
        ((2000000,), "shells", "quantity", "2 million shells"),
        ((1234.5678,), "tonnes", "quantity", "1,230 tonnes"),
        ((1,), "brigade|brigades", "quantity", "1 brigade"),
        ((0,), "brigade|brigades", "quantity", "0 brigades"),
        ((1e6,), "brigade|brigades", "quantity", "1 million brigades"),
        ((-3, -5, 2), "air defence battery|air defence batteries", "quantity", "-3 air defence batteries (-5 to 2)"),
        ((0.623, 0.48, 0.75), "", "share", "62% (48 to 75)"),
        ((0.29,), "", "share", "29%"),
        ((0.0123, 0.008, 0.017), "", "share", "1.2% (0.8 to 1.7)"),
        ((14.2, 11, 19), "", "months", "14 months (11 to 19)"),
        ((1,), "", "months", "1 month"),
        ((2025,), "", "year", "2025"),
        ((300, 40, 1040), "", "quantity", "300 (40 to 1,000)"),
        ((12345, 12344, 12346), "", "quantity", "12,300"),
        ((28.0, 27.6, 28.4), "", "quantity", "28.0 (27.6 to 28.4)"),
        ((dt.date(2025, 2, 15),), "", "date", "15 February 2025"),
        ((JUNE, dt.date(2026, 3, 1), dt.date(2027, 1, 1)), "", "date", "June 2026 (March 2026 to January 2027)"),
        ((JUNE, dt.date(2025, 3, 1), dt.date(2031, 1, 1)), "", "date", "2026 (2025 to 2031)"),
    ],
)  # fmt: skip
def test_text(parts: tuple[Amount, ...], unit: str, style: Style, text: str) -> None:
    assert spaced(Numbers().add(*parts, unit=unit, style=style).text) == text


def test_forms_of_one_number() -> None:
    cost = Numbers().add(41.3e9, 33e9, 52.2e9, unit="EUR", style="money")
    forms = (cost.as_value, cost.as_bare, cost.as_range, cost.as_bare_full)
    assert [spaced(form.text) for form in forms] == ["EUR 41 bn", "41 bn", "33 to 52 bn", "41 bn (33 to 52)"]
    assert {form.id for form in forms} == {cost.id}
    assert spaced(Numbers().add(7, unit="guns").as_range.text) == "7"
    assert cost.has_range
    assert not Numbers().add(7).has_range


@given(amounts, amounts, amounts)
def test_range_holds_the_value_after_rounding(a: float, b: float, c: float) -> None:
    low, value, high = sorted((a, b, c))
    step = rounding_step(value, low, high)
    assert round_to(low, step) <= round_to(value, step) <= round_to(high, step)


@given(amounts, amounts, st.integers(-6, 12))
def test_rounding_rises_with_the_number(a: float, b: float, exponent: int) -> None:
    low, high = sorted((a, b))
    assert round_to(low, 10.0**exponent) <= round_to(high, 10.0**exponent)


@given(amounts, amounts, amounts)
def test_uncertain_numbers_have_three_digits_at_most(a: float, b: float, c: float) -> None:
    low, value, high = sorted((a, b, c))
    assume(low < high)
    step = rounding_step(value, low, high)
    for part in (low, value, high):
        digits = Decimal(round_to(part, step)).normalize().as_tuple().digits
        assert len(digits) <= 3


@given(amounts, amounts, amounts)
def test_steps_are_no_coarser_than_the_range_unless_three_digits_demand_it(a: float, b: float, c: float) -> None:
    low, value, high = sorted((a, b, c))
    assume(low < high)
    largest = max(abs(low), abs(value), abs(high))
    assert rounding_step(value, low, high) <= max((high - low) / 4, largest / 100) * 1.0000001


@given(amounts, amounts, amounts, st.sampled_from(["quantity", "money", "share", "months"]))
def test_every_number_prints(a: float, b: float, c: float, style: Style) -> None:
    low, value, high = sorted((a, b, c))
    number = Numbers().add(value, low, high, unit="EUR", style=style)
    assert re.search(r"\d", number.text)
    assert not re.search(r"\d[eE]", number.text)
    assert ("(" in number.text) == number.has_range


def test_ids_follow_first_use_and_same_numbers_share_one() -> None:
    numbers = Numbers()
    first = numbers.add(3, 1, 5, unit="guns", trace={"step": "need"})
    second = numbers.add(3, 1, 5, unit="guns", trace={"step": "supply"})
    again = numbers.add(3, 1, 5, unit="guns", trace={"step": "need"})
    assert (first.id, second.id, again.id) == ("n-0001", "n-0002", "n-0001")
    assert [number.id for number in numbers] == ["n-0001", "n-0002"]
    assert numbers["n-0002"] is second


def test_json_holds_text_amounts_and_trace() -> None:
    import numpy as np

    numbers = Numbers()
    numbers.add(np.float64(0.5), np.float32(0.25), np.int64(1), style="share", trace={"step": "met"})  # type: ignore[arg-type]
    numbers.add(dt.date(2026, 1, 2), style="date")
    kept = json.loads(numbers.to_json())
    assert kept["n-0001"] == {
        "text": "50% (30 to 100)",
        "value": 0.5,
        "low": 0.25,
        "high": 1.0,
        "unit": "",
        "style": "share",
        "trace": {"step": "met"},
    }
    assert kept["n-0002"]["value"] == "2026-01-02"


@pytest.mark.parametrize(
    ("value", "low", "high", "style"),
    [
        (3.0, 4.0, 5.0, "quantity"),
        (6.0, 4.0, 5.0, "quantity"),
        (float("nan"), 0.0, 1.0, "share"),
        (1.0, 0.0, 2.0, "date"),
    ],
)
def test_unsound_numbers_are_refused(value: float, low: float, high: float, style: Style) -> None:
    with pytest.raises(ValueError, match=r"n-0001"):
        Number("n-0001", value, low, high, style=style)


def test_figures_keep_the_digits_of_their_source() -> None:
    assert [cited(x) for x in (2100000000.0, 89, 0.125, -1.5, "about a third")] == [
        "2,100,000,000",
        "89",
        "0.125",
        f"{MINUS}1.5",
        "about a third",
    ]
    assert [shown(x) for x in (None, 1234.5678, 123456.789, 0.123456, 7, 100.0)] == [
        "",
        "1,235",
        "123,457",
        "0.1235",
        "7",
        "100",
    ]


def test_no_form_leaves_out_the_million() -> None:
    rounds = Numbers().add(192e6, 5e6, 500e6, unit="round|rounds")
    for form in (rounds, rounds.as_value, rounds.as_bare, rounds.as_bare_full, rounds.as_range):
        assert "million" in form.text, form.text
    cost = Numbers().add(41e9, 33e9, 52e9, unit="EUR", style="money")
    assert all(f"{NBSP}bn" in form.text for form in (cost, cost.as_bare, cost.as_range, cost.as_bare_full))
