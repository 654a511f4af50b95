"""Spells of peace and events of violence: known by their columns, and what is wrong in them told with its place."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from dayafter.errors import CaseError
from dayafter.evidence.durations import read_durations
from dayafter.evidence.violence import is_violence, read_violence
from dayafter.evidence.wars import kind_of, peace_spells

OWN = "spell_id,start_months,stop_months,failed,observers\na,0,6,1,0\nb,0,30,0,1\n"


def written(path: Path, text: str) -> Path:
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())
    return path


def codes(error: pytest.ExceptionInfo[CaseError]) -> list[tuple[str, str, int | None]]:
    return [(finding.code, finding.column, finding.row) for finding in error.value.findings]


def test_a_form_is_known_by_its_columns(tmp_path: Path) -> None:
    found = read_durations(written(tmp_path / "a.csv.gz", OWN))
    assert found.form.id == "own" and found.size == 2 and found.lines == [2, 3]
    assert found.columns["observers"] == ["0", "1"]
    mini = '"","cfdate","faildate","peacekeepers?","badness","delay","censored?"\n"A",1,2,0,-5,0.3,0\n'
    assert read_durations(written(tmp_path / "b.csv", mini)).form.id == "fortna-mini"


def test_what_no_form_has(tmp_path: Path) -> None:
    with pytest.raises(CaseError) as error:
        read_durations(written(tmp_path / "a.csv", "x,y\n1,2\n"))
    assert codes(error)[0][0] == "evidence-unknown" and "fortna-spells: id, cluster" in str(error.value)
    with pytest.raises(CaseError) as error:
        read_durations(written(tmp_path / "a.csv", "spell_id,start_months,failed\na,0,1\n"))
    assert codes(error) == [("column-missing", "stop_months", 1)]
    with pytest.raises(CaseError) as error:
        read_durations(written(tmp_path / "a.csv", OWN.splitlines()[0] + "\n"))
    assert codes(error)[0][0] == "spells-empty"
    with pytest.raises(CaseError) as error:
        read_durations(written(tmp_path / "a.csv", OWN + "c,0\n"))
    assert codes(error) == [("row-ragged", "", 4)]


WARS = "warnum,ccode1,ccode2,year\n" + "".join(
    f"{war},{a},{b},{year}\n"
    for war, pair, years in (
        (1, (2, 3), (1950, 1951)),
        (2, (2, 3), (1960,)),
        (3, (4, 5), (1955,)),
        (4, (6, 7), (1970,)),
    )
    for a, b in (pair, pair[::-1])
    for year in years
)
"""A war of 2 and 3 to 1951 and again in 1960; one of 4 and 5; one of 6 and 7 in the last year of the table."""

DISPUTES = (
    "dispnum,ccode1,ccode2,year,hostlev\n10,3,2,1951,5\n11,2,3,1953,3\n12,2,3,1955,4\n13,5,4,1980,4\n13,4,5,1980,4\n"
)
BORDERS = "ccode1,ccode2,conttype,stdate,enddate\n2,3,1,1945-01-01,1990-12-31\n4,5,4,1945-01-01,1990-12-31\n"


def test_wars_become_spells_of_peace(tmp_path: Path) -> None:
    """The dispute of the war's last year and the one without force do not count."""
    wars = written(tmp_path / "wars.csv", WARS)
    found = peace_spells(wars, written(tmp_path / "d.csv", DISPUTES), written(tmp_path / "b.csv", BORDERS))
    rows = list(zip(*(found.columns[name] for name in found.columns), strict=True))
    head = "warnum ccode_a ccode_b war_end t_war d_war t_force d_force land_contiguous"
    assert list(found.columns) == head.split()
    assert rows == [
        ("1", "2", "3", "1951", "9", "1", "4", "1", "1"),
        ("2", "2", "3", "1960", "10", "0", "20", "0", "1"),
        ("3", "4", "5", "1955", "15", "0", "25", "1", "0"),
        ("4", "6", "7", "1970", "0", "0", "10", "0", "0"),
    ]
    alone = peace_spells(wars)
    assert alone.columns["t_force"] == alone.columns["t_war"] and set(alone.columns["land_contiguous"]) == {""}
    assert found.form.id == "peace-spells"


def test_tables_of_states_that_cannot_be_read(tmp_path: Path) -> None:
    assert [kind_of(text.splitlines()[0].split(",")) for text in (WARS, DISPUTES, BORDERS, OWN)] == [
        "wars",
        "disputes",
        "borders",
        "",
    ]
    with pytest.raises(CaseError) as error:
        peace_spells(written(tmp_path / "w.csv", WARS + "5,x,3,\n"))
    assert codes(error) == [("cell-invalid", "ccode1", 12), ("cell-missing", "year", 12)]
    with pytest.raises(CaseError) as error:
        peace_spells(written(tmp_path / "w.csv", "warnum,ccode1,ccode2\n1,2,3\n"))
    assert codes(error) == [("column-missing", "year", 1)]
    with pytest.raises(CaseError) as error:
        peace_spells(written(tmp_path / "w.csv", "warnum,ccode1,ccode2,year\n"))
    assert codes(error)[0][0] == "spells-empty"


HEAD = "id,dyad_name,date_start,date_end,best,high,low\n"


def test_events_by_month_and_silent_months(tmp_path: Path) -> None:
    rows = "1,a,2020-01-05,2020-01-06,3,4,2\n2,a,2020-01-31,2020-02-02,1,1,1\n3,b,2020-04-01,2020-04-01,0,2,0\n"
    found = read_violence(written(tmp_path / "e.csv", HEAD + rows))
    assert [(m.month.month, m.events, m.low, m.best, m.high) for m in found.months] == [
        (1, 2, 3, 4, 5),
        (2, 0, 0, 0, 0),
        (3, 0, 0, 0, 0),
        (4, 1, 0, 0, 2),
    ]
    (finding,) = found.findings
    assert finding.code == "months-silent" and "2020-02, 2020-03" in finding.what
    chosen = read_violence(tmp_path / "e.csv", [("dyad_name", "b")])
    assert len(chosen.months) == 1 and not chosen.findings
    assert is_violence(HEAD.strip().split(","))


def test_events_that_are_wrong_or_doubtful(tmp_path: Path) -> None:
    rows = "1,a,2020-01-05,2020-01-04,3,4,2\n2,a,5.1.2020,2020-01-06,1,x,1\n3,a,2020-01-07,,1,1,-1\n"
    with pytest.raises(CaseError) as error:
        read_violence(written(tmp_path / "e.csv", HEAD + rows))
    assert codes(error) == [
        ("cell-invalid", "date_end", 2),
        ("cell-invalid", "date_start", 3),
        ("cell-invalid", "high", 3),
        ("cell-missing", "date_end", 4),
        ("cell-invalid", "low", 4),
    ]
    with pytest.raises(CaseError) as error:
        read_violence(tmp_path / "e.csv", [("country", "x")])
    assert codes(error) == [("column-missing", "country", 1)]
    odd = written(tmp_path / "o.csv", HEAD + "1,a,2020-01-05,2020-01-05,7,0,6\n")
    found = read_violence(odd)
    assert [(finding.code, finding.row) for finding in found.findings] == [("deaths-disordered", 2)]
    assert (found.months[0].low, found.months[0].best, found.months[0].high) == (0, 7, 7)
    with pytest.raises(CaseError) as error:
        read_violence(odd, [("dyad_name", "z")])
    assert codes(error)[0][0] == "spells-empty"


def test_a_table_of_months_that_ends_thinly(tmp_path: Path) -> None:
    rows = "".join(f"2020-{n:02d},20,5,9,3\n" for n in range(1, 13)) + "2021-01,2,0,0,0\n"
    found = read_violence(written(tmp_path / "m.csv", "month,events,best,high,low\n" + rows))
    assert [finding.code for finding in found.findings] == ["months-thin"]
    assert found.months[0].events == 20 and found.months[0].high == 9
