"""Downloads are known by their columns, and what is wrong or doubtful in them is told with its place."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from dayafter.errors import CaseError
from dayafter.evidence import datasets, read_corrections, read_evidence
from tests.evidence.files import ARMOUR, by_type, daily


def codes(error: pytest.ExceptionInfo[CaseError]) -> list[str]:
    return [finding.code for finding in error.value.findings]


def test_types_are_added_up_and_other_names_are_known(tmp_path: Path) -> None:
    rows = [("Russia", kind, "2025-01-01", 10 * (i + 1)) for i, kind in enumerate(ARMOUR)]
    rows += [("Russia", "Multiple Rocket Launchers", "2025-01-01", 7)]
    rows += [("Russia", "Rocket and Missile Artillery", "2025-01-02", 8)]
    found = read_evidence(by_type(tmp_path / "counts.csv.gz", rows))
    series = {one.category: one for one in found.series}
    assert found.dataset.id == "oryx" and found.last == dt.date(2025, 1, 2)
    assert series["armoured-vehicle"].totals == (60.0,)
    assert series["mlrs"].totals == (7.0, 8.0), "one series under two names"
    assert series["mlrs"].lines == (5, 6)


def test_a_sum_needs_all_its_types(tmp_path: Path) -> None:
    rows = [("Russia", "Tanks", "2025-01-01", 5), *(("Russia", kind, "2025-01-01", 1) for kind in ARMOUR[:2])]
    assert {one.category for one in read_evidence(by_type(tmp_path / "c.csv", rows)).series} == {"tank", "ifv"}


def test_a_column_may_begin_late(tmp_path: Path) -> None:
    found = read_evidence(daily(tmp_path / "c.csv", "2025-01-01", [1, 2, 3], [None, 20, 30]))
    series = {one.category: one for one in found.series}
    assert len(series["tank"].days) == 3
    assert series["artillery"].days == (dt.date(2025, 1, 2), dt.date(2025, 1, 3))


def test_types_without_a_category_are_named(tmp_path: Path) -> None:
    rows = [("Russia", "Tanks", "2025-01-01", 5), ("Russia", "Logistics Trains", "2025-01-01", 1)]
    (finding,) = read_evidence(by_type(tmp_path / "c.csv", rows)).findings
    assert finding.code == "types-uncounted" and "Logistics Trains" in finding.what


def test_falling_totals_are_told_and_kept(tmp_path: Path) -> None:
    rows = [("Russia", "Tanks", f"2025-01-0{i + 1}", total) for i, total in enumerate((50, 40, 60, 57))]
    found = read_evidence(by_type(tmp_path / "c.csv", rows))
    (finding,) = found.findings
    assert (finding.code, finding.row) == ("count-falls", 3)
    assert "falls 2 times, by 13 in all and by 10 on 2025-01-02" in finding.what
    assert found.series[0].totals == (50.0, 40.0, 60.0, 57.0)


def test_columns_of_no_data_set(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text("a,b\n1,2\n")
    with pytest.raises(CaseError) as error:
        read_evidence(tmp_path / "c.csv")
    assert codes(error) == ["evidence-unknown"] and "oryx: country, equipment_type" in str(error.value)


def test_missing_columns_are_named(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text("country,equipment_type,date\nRussia,Tanks,2025-01-01\n")
    with pytest.raises(CaseError) as error:
        read_evidence(tmp_path / "c.csv")
    assert [(f.code, f.column, f.row) for f in error.value.findings] == [("column-missing", "type_total", 1)]


def test_every_bad_cell_is_told_at_once(tmp_path: Path) -> None:
    head = "country,equipment_type,date,type_total\n"
    rows = "Russia,Tanks,01.02.2025,5\nRussia,Tanks,2025-01-02,many\nRussia,Tanks,2025-01-03\nRussia,Tanks,,7\n"
    (tmp_path / "c.csv").write_text(head + rows + "Russia,Tanks,2025-01-04,7\nRussia,Tanks,2025-01-04,8\n")
    with pytest.raises(CaseError) as error:
        read_evidence(tmp_path / "c.csv")
    assert {(f.code, f.row) for f in error.value.findings} == {
        ("cell-invalid", 2),
        ("cell-invalid", 3),
        ("row-ragged", 4),
        ("cell-missing", 5),
        ("key-repeated", 7),
    }


def test_nothing_counted(tmp_path: Path) -> None:
    with pytest.raises(CaseError) as error:
        read_evidence(by_type(tmp_path / "c.csv", [("Russia", "Logistics Trains", "2025-01-01", 1)]))
    assert codes(error) == ["evidence-empty"]


@pytest.mark.parametrize("content", [b"\x1f\x8bnot gzip", b"\xff\xfe\x00", b'a,"b\n'])
def test_unreadable_files(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "c.csv").write_bytes(content)
    with pytest.raises(CaseError) as error:
        read_evidence(tmp_path / "c.csv")
    assert codes(error) == ["file-unreadable"]


def test_corrections_by_category(tmp_path: Path) -> None:
    text = "date,tank,APC,field artillery,MRL,personnel\n2025-01-05,3,0,-4,0,0\n2025-02-05,0,2,0,0,0\n"
    (tmp_path / "c.csv").write_text(text)
    claims = next(one for one in datasets() if "tank" in one.columns)
    found = read_corrections(tmp_path / "c.csv", claims)
    assert found == {
        "tank": ((dt.date(2025, 1, 5), 3.0),),
        "artillery": ((dt.date(2025, 1, 5), -4.0),),
        "armoured-vehicle": ((dt.date(2025, 2, 5), 2.0),),
    }
    (tmp_path / "d.csv").write_text("date,tank\n2025-01-05,3\n")
    with pytest.raises(CaseError) as error:
        read_corrections(tmp_path / "d.csv", claims)
    assert set(codes(error)) == {"column-missing"}
