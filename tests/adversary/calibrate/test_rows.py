"""A download becomes rows in the form of the shipped ones, each of the vintage in which it was public."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from dayafter.adversary.calibrate.rows import offered
from dayafter.case import Case, joined, read_case
from dayafter.errors import CaseError
from tests.evidence.files import by_type, daily

TODAY = dt.date(2026, 1, 1)


@pytest.fixture
def case() -> Case:
    return read_case("arcadia").replace(known_on="2030-02-01")


def photographs(path: Path, country: str) -> Path:
    totals = {"2029-11-30": 10, "2029-12-31": 14, "2030-01-31": 20, "2030-02-28": 33}
    return by_type(path / "c.csv", [(country, "Tanks", day, total) for day, total in totals.items()])


def test_months_are_told_apart_by_vintage(case: Case, tmp_path: Path) -> None:
    adversary = case.names("parties")[case.settings.adversary]
    found = offered(case, photographs(tmp_path, adversary), accessed=TODAY)
    losses = {row.month.month: row for row in found.rows["adversary_losses"]}  # type: ignore[attr-defined]
    assert {month: (row.central, row.source_id) for month, row in losses.items()} == {
        12: (4.0, "oryx-2030-01"),
        1: (6.0, "oryx-2030-01"),
        2: (13.0, "oryx-2030-02"),
    }
    assert losses[12].note.startswith("difference of the counts of 2029-11-30 and 2029-12-31; ")
    assert losses[12].unit == "pieces a month" and losses[12].basis == "derived"
    published = {row.source_id: row.published.isoformat() for row in found.rows["sources"]}  # type: ignore[attr-defined]
    assert published == {"oryx-2030-01": "2030-01-31", "oryx-2030-02": "2030-02-28"}
    totals = [(row.central, row.as_of.day) for row in found.rows["loss_counts"]]  # type: ignore[attr-defined]
    assert totals == [(20.0, 31), (33.0, 28)]


def test_rows_join_the_case_without_a_finding(case: Case, tmp_path: Path) -> None:
    adversary = case.names("parties")[case.settings.adversary]
    found = offered(case, photographs(tmp_path, adversary))
    new = joined(case, found.rows)
    assert [finding for finding in new.check().errors if finding.file.endswith("losses.csv")] == []
    again = joined(new, offered(new, photographs(tmp_path, adversary)).rows)
    assert again.digests() == new.digests(), "the same file twice changes nothing"


def test_the_other_side_gives_totals_only(case: Case, tmp_path: Path) -> None:
    recipient = case.names("parties")[case.settings.recipient]
    found = offered(case, photographs(tmp_path, recipient))
    assert found.rows["adversary_losses"] == ()
    assert {row.party_id for row in found.rows["loss_counts"]} == {case.settings.recipient}  # type: ignore[attr-defined]


def test_a_stranger_is_told(case: Case, tmp_path: Path) -> None:
    found = offered(case, photographs(tmp_path, "Atlantis"))
    assert all(rows == () for rows in found.rows.values())
    assert [f.details["country"] for f in found.findings if f.code == "side-unmatched"] == ["Atlantis"]


def test_claims_name_their_corrections(case: Case, tmp_path: Path) -> None:
    claims = daily(tmp_path / "c.csv", "2030-01-01", [100 + 2 * i for i in range(32)])
    (tmp_path / "d.csv").write_text("date,tank,APC,field artillery,MRL,personnel\n2030-01-20,5,0,0,0,0\n")
    found = offered(case, claims, corrections=tmp_path / "d.csv")
    tank = next(row for row in found.rows["adversary_losses"] if row.key[0] == "tank")
    assert tank.central == 57.0 and tank.counter == "claimed"  # type: ignore[attr-defined]
    assert tank.note.endswith("starts of two months, less corrections of 5")  # type: ignore[attr-defined]


def test_named_deaths_need_the_day_of_their_version(case: Case, tmp_path: Path) -> None:
    file = tmp_path / "c.csv"
    file.write_text("month,confirmed_named_deaths\n2030-01,10\n")
    with pytest.raises(CaseError, match="publication-unknown"):
        offered(case, file)
    (row,) = offered(case, file, published=dt.date(2030, 3, 1)).rows["adversary_losses"]
    assert (row.counter, row.unit, row.source_id) == ("named", "people a month", "named-deaths-2030-03")  # type: ignore[attr-defined]
