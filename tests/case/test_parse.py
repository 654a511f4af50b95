"""Numbers, dates and header rows as people and spreadsheets write them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dayafter.case import read_case
from dayafter.case.parse import date, number, parse
from dayafter.case.tables.supply import Stock
from tests.case.folders import edit, findings

HEADER = "party_id;item_id;low;central;high;interval;shape;unit;as_of;source_id;basis;credibility;moves_with;note"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12.0),
        ("-3.5", -3.5),
        (".5", 0.5),
        ("2.", 2.0),
        ("1e3", 1000.0),
        ("1,500", 1500.0),
        ("12,345,678.25", 12345678.25),
        ("1 500", 1500.0),
        ("1\u00a0500", 1500.0),
        ("1\u202f500", 1500.0),
        ("1'500", 1500.0),
        ("1’500’000", 1500000.0),
        ("1,5", None),
        ("0,500", None),
        ("1,50,000", None),
        ("1.500.000", None),
        ("1,500 000", None),
        ("12,3456", None),
        ("four", None),
        ("nan", None),
        ("inf", None),
        ("1_000", None),
        ("", None),
    ],
)
def test_number(text: str, value: float | None) -> None:
    assert number(text) == value


def test_one_comma_is_open_to_doubt_where_the_comma_is_the_decimal_sign() -> None:
    assert number("1,500", decimal_comma=True) is None
    assert number("1,500,000", decimal_comma=True) == 1_500_000
    assert number("1.5", decimal_comma=True) == 1.5


@given(st.integers(0, 10**12), st.sampled_from([",", " ", "\u00a0", "\u202f", "'", "’"]))
def test_any_separator_of_thousands_gives_the_same_number(value: int, separator: str) -> None:
    assert number(f"{value:,}".replace(",", separator)) == value


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_survives_its_canonical_text(value: float) -> None:
    assert number(repr(value)) == value


@given(st.dates())
def test_every_date_survives_its_text(day: dt.date) -> None:
    assert date(day.isoformat()) == day
    assert date(f"{day.isoformat()}T00:00:00") == day
    assert date(f"{day.isoformat()} 00:00") == day


@pytest.mark.parametrize(
    "text", ["1.2.2025", "01/02/2025", "2025-2-1", "20250201", "45658", "2025-02-01T10:00", "soon"]
)
def test_other_dates_are_refused(text: str) -> None:
    assert date(text) == "it is not a date written as year-month-day"


def test_no_thirtieth_of_february() -> None:
    assert date("2025-02-30") == "there is no such day"


def written(folder: Path, row: str, encoding: str = "utf-8-sig", newline: str = "\r\n") -> None:
    text = newline.join([HEADER, row, ";" * HEADER.count(";"), "", ""])
    (folder / "figures/stocks.csv").write_bytes(text.encode(encoding))


def test_semicolons_byte_order_mark_and_line_ends_of_windows(folder: Path) -> None:
    written(folder, "VI;sam;3;1 004;1'200;source-range;auto;pieces;2030-01-01;gazette;reported;3;;Київ, Осло; здесь")
    assert {finding.code for finding in findings(folder)} == {"row-ragged"}, "the note holds the delimiter"
    written(folder, 'VI;sam;3;1 004;1\'200;source-range;auto;pieces;2030-01-01;gazette;reported;3;;"Київ; Осло"')
    (row,) = read_case(folder).all_rows(Stock)
    assert (row.central, row.high, row.note) == (1004, 1200, "Київ; Осло")
    assert read_case(folder).lines["stocks"] == (2,)


def test_decimal_comma_in_a_file_with_semicolons(folder: Path) -> None:
    written(folder, "VI;sam;1,250;1,5;2;source-range;auto;pieces;2030-01-01;gazette;reported;3;;")
    found = findings(folder)
    assert [(finding.code, finding.column) for finding in found] == [
        ("number-ambiguous", "low"),
        ("number-ambiguous", "central"),
    ]


@pytest.mark.parametrize("header", ["\ufeff party_id , item_id", '"party_id",item_id'])
def test_spaces_and_marks_in_the_header(folder: Path, header: str) -> None:
    edit(folder, "figures/stocks.csv", "party_id,item_id", header)
    assert findings(folder) == ()


def test_empty_columns_and_rows_that_a_spreadsheet_leaves(folder: Path) -> None:
    path = folder / "items.csv"
    before = read_case(folder).tables["items"]
    lines = path.read_text().splitlines()
    path.write_text("\n".join([lines[0] + ",,", ",,,,,,,", *(f"{line},," for line in lines[1:]), ",,,,,,,", ""]))
    assert findings(folder) == ()
    assert read_case(folder).tables["items"] == before
    assert read_case(folder).lines["items"][0] == 3


def test_something_under_an_empty_header_cell_is_not_lost(folder: Path) -> None:
    edit(folder, "items.csv", "course_id,note", "course_id,note,,")
    lines = (folder / "items.csv").read_text().splitlines()
    (folder / "items.csv").write_text("\n".join([lines[0], *(f"{line},,lost" for line in lines[1:])]))
    assert {finding.code for finding in findings(folder)} == {"row-ragged"}


def test_row_of_a_finding_is_the_line_on_which_the_row_begins(folder: Path) -> None:
    edit(folder, "items.csv", "gun-old,Thunder gun,gun,,guns,", 'gun-old,Thunder gun,gun,,guns,"two\nlines"')
    edit(folder, "items.csv", "truck,five-tonne truck,truck", "truck,five-tonne truck,lorry")
    (found,) = findings(folder)
    assert (found.code, found.row) == ("key-unknown", 5)


def test_order_of_columns_does_not_matter_and_optional_ones_may_be_absent() -> None:
    cells = ["gun", "Gun", "g-1"]
    sheet, found = parse("items", ["line_id", "name", "item_id"], [(2, cells)])
    assert found == [] and sheet.rows[0].key == ("g-1",)
    assert sheet.lines == (2,)


@given(st.lists(st.text(max_size=6), max_size=8), st.lists(st.lists(st.text(max_size=6), max_size=8), max_size=3))
def test_no_content_whatever_breaks_the_reader(header: list[str], rows: list[list[str]]) -> None:
    sheet, found = parse("items", header, list(enumerate(rows, start=2)))
    assert found or not sheet.rows
    assert all(str(finding) for finding in found)


@given(st.lists(st.text(max_size=12), min_size=14, max_size=14))
def test_no_row_whatever_breaks_the_reader(cells: list[str]) -> None:
    sheet, found = parse("stocks", HEADER.split(";"), [(2, cells)])
    assert len(sheet.rows) + bool(found) == (1 if any(cell.strip() for cell in cells) else 0)
