"""What check finds in truces, counts, access and the rules of the watch."""

from __future__ import annotations

import pytest

from dayafter.case.columns import Row
from dayafter.case.rules.violations import findings
from tests.ceasefire.monitor.small import access, count, small, truce, week
from tests.uncertainty.rows import figure


def told(*extra: Row) -> list[tuple[str, str, str, str]]:
    return [(one.code, one.file, one.column, one.what) for one in findings(small(*extra))]


def test_a_sound_case_has_no_finding() -> None:
    assert told() == []


@pytest.mark.parametrize(
    ("extra", "file", "column", "words"),
    [
        (truce(truce_id="b", starts="2029-02-01", ends="2029-01-01"), "truces.csv", "ends", "before it begins"),
        (truce(truce_id="b", ends=None), "truces.csv", "ended_by", "last day"),
        (truce(truce_id="b", ended_by="holds"), "truces.csv", "ended_by", "last day"),
        (count(9, "north", 3), "figures/violations.csv", "starts", "no day of it"),
        (count(0, "east", 3, ends="2028-12-31"), "figures/violations.csv", "ends", "before it begins"),
        (access(8, 9, "north", 0.5), "figures/observer_access.csv", "starts", "no day of it"),
        (access(1, 2, "north", 1.5), "figures/observer_access.csv", "high", "between 0 and 1"),
        (figure("monitoring", "escalation/all", 1, 2, 3, source_id="z"), "figures/monitoring.csv", "low", "raised"),
        (figure("monitoring", "blocked/all", 0.2, 0.5, 1.5, source_id="z"), "figures/monitoring.csv", "high", "share"),
        (figure("monitoring", "burst/shots", 2), "figures/monitoring.csv", "kind", "only a weight"),
        (figure("monitoring", "usual_rate/all", 0, 1, 2, source_id="z"), "figures/monitoring.csv", "low", "above zero"),
    ],
)
def test_what_cannot_be_is_found_once(extra: Row, file: str, column: str, words: str) -> None:
    (found,) = told(extra)
    assert found[:3] == ("cell-invalid", file, column) and words in found[3]


def test_a_count_that_begins_before_the_truce_and_reaches_into_it_is_allowed() -> None:
    assert told(count(0, "east", 3, starts="2028-12-28", ends=week(0)[1])) == []
