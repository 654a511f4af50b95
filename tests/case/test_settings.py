"""case.toml: what it says, what it refuses, and that it survives being written."""

from __future__ import annotations

import datetime as dt
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dayafter.case import Case, Settings
from dayafter.case.settings import parse_settings, write_settings
from dayafter.errors import UsageError

PLAIN = dict(
    title="x",
    recipient="UA",
    adversary="RU",
    ceasefire=dt.date(2025, 3, 1),
    price_year=2025,
    known_on=dt.date(2025, 2, 15),
)


def test_defaults_are_those_of_the_documentation() -> None:
    settings, found = parse_settings(dict(PLAIN), "case.toml")
    assert found == [] and settings is not None
    assert (settings.horizon_months, settings.quarters_after, settings.currency) == (36, 24, "EUR")
    assert (settings.rivals, settings.report_for, settings.licence) == ("widen", "", "")


TITLES = st.text(min_size=1).filter(lambda text: bool(text.strip()))


@given(TITLES, st.sampled_from(["widen", "newest", "most-credible"]), st.integers(6, 120), st.dates())
def test_settings_survive_being_written(title: str, rivals: str, months: int, day: dt.date) -> None:
    raw = {**PLAIN, "title": title, "rivals": rivals, "horizon_months": months, "known_on": day}
    settings = Settings.model_validate(raw)
    again, found = parse_settings(tomllib.loads(write_settings(settings)), "case.toml")
    assert found == [] and again == settings


def test_all_that_is_wrong_is_said_at_once() -> None:
    raw = {**PLAIN, "ceasefire": dt.date(2025, 3, 2), "horizon_months": 0, "price_year": "soon", "recipent": "UA"}
    del raw["recipient"]
    settings, found = parse_settings(raw, "case.toml")
    assert settings is None
    assert {finding.column for finding in found} == {
        "ceasefire", "horizon_months", "price_year", "recipient", "recipent",
    }  # fmt: skip
    assert all(finding.code == "settings-invalid" and finding.file == "case.toml" for finding in found)


def test_another_setting_for_a_case_in_memory_is_checked_too(case: Case) -> None:
    assert case.replace(known_on="2030-03-01").settings.known_on == dt.date(2030, 3, 1)
    with pytest.raises(UsageError) as raised:
        case.replace(known_on="tomorrow", colour="red")
    assert [finding.column for finding in raised.value.findings] == ["known_on", "colour"]
    assert case.settings.known_on == dt.date(2030, 2, 1)
