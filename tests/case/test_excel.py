"""The workbook: nothing is lost on the way there and back, and a mistake in it is found where it was made."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped]
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dayafter.case import Case, read_case, read_workbook, shipped, write_workbook
from dayafter.case.columns import columns_of
from dayafter.case.excel import workbook_bytes
from dayafter.case.excel_read import open_workbook
from dayafter.case.folder import SHIPPED, canonical, table_text
from dayafter.case.tables import TABLES, path_of
from dayafter.case.tables.reference import Party, Source
from dayafter.case.tables.supply import Stock
from dayafter.errors import CaseError, Finding, UsageError
from tests.case.folders import same
from tests.case.workbooks import add_sheet, change, drop_column, drop_sheet, put


@pytest.fixture
def book(case: Case, tmp_path: Path) -> Path:
    return write_workbook(case, tmp_path / "arcadia.xlsx")


def found_in(path: Path) -> list[Finding]:
    with pytest.raises(CaseError) as raised:
        read_workbook(path)
    return list(raised.value.findings)


@pytest.mark.parametrize("name", shipped())
def test_shipped_case_comes_back_byte_by_byte(name: str, tmp_path: Path) -> None:
    case = read_case(name)
    back = read_workbook(write_workbook(case, tmp_path / "book.xlsx"))
    assert same(back, case) and back.name == case.name and back.digest() == case.digest()
    texts = canonical(SHIPPED / name)
    assert {path_of(table): table_text(table, rows) for table, rows in back.tables.items()} == {
        file: text for file, text in texts.items() if text.count("\n") > 1
    }


AWKWARD = ["NO", "NA", "N/A", "#N/A", "null", "TRUE", "1E5", "007", "=1+1", "+3", "1/2", "2025-01-01", "_x0041_", "'a"]
TEXTS = st.one_of(
    st.sampled_from(AWKWARD),
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"], include_characters="\n\t"), min_size=1),
).filter(lambda text: bool(text.strip()))
NUMBERS = st.one_of(st.floats(0, 1e12), st.integers(0, 10**12).map(float), st.sampled_from([0.1 + 0.2, 1 / 3, 5e-324]))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(TEXTS, NUMBERS, st.dates()), min_size=1, max_size=6))
def test_any_text_number_and_date_comes_back(tmp_path: Path, rows: list[tuple[str, float, dt.date]]) -> None:
    case = read_case("arcadia")
    example = case.all_rows(Stock)[0]
    stocks = [
        Stock.model_validate({**example.model_dump(), "party_id": text, "note": text, "high": value, "as_of": day})
        for text, value, day in rows
    ]
    parties = [Party(party_id=text, name=text, roles=("donor", "supplier")) for text, _, _ in rows]
    case = case.replace({"stocks": stocks, "parties": parties}, title=rows[0][0])
    back = read_workbook(write_workbook(case, tmp_path / "book.xlsx"))
    assert back.tables["stocks"] == tuple(stocks)
    assert back.tables["parties"] == tuple(parties)
    assert back.settings == case.settings


def test_same_case_gives_the_same_bytes(case: Case, book: Path) -> None:
    assert workbook_bytes(case) == book.read_bytes()


def test_every_table_has_its_sheet_even_when_empty(case: Case, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write_workbook(case.replace({"stocks": []}), tmp_path / "book.xlsx"))
    assert book.sheetnames == ["case", *TABLES, "_lists", "_meta"]
    assert [name for name in book.sheetnames if book[name].sheet_state != "visible"] == ["_lists", "_meta"]
    for table, model in TABLES.items():
        sheet = book[table]
        assert tuple(cell.value for cell in sheet[1]) == columns_of(model)
        assert sheet.freeze_panes and sheet.freeze_panes.endswith("2"), table
        assert all(cell.comment for cell in sheet[1]), table
    assert len({book[table].sheet_properties.tabColor.rgb for table in TABLES}) == 11


def test_comment_says_what_to_enter_and_how_to_count(book: Path) -> None:
    sheet = openpyxl.load_workbook(book)["stocks"]
    comments = {cell.value: cell.comment.text for cell in sheet[1]}
    assert comments["party_id"] == "Party\nWhose stock?\nExample: GB"
    assert "Unit: the one in the column unit" in comments["low"]
    assert "How to count: observed: counted by the source" in comments["basis"]
    assert comments["note"].startswith("Note (may be empty)")


def drop_downs(book: Any, sheet: str) -> dict[str, list[str]]:
    """What each column of the sheet offers."""
    out = {}
    for rule in book[sheet].data_validations.dataValidation:
        if rule.type == "list":
            name = book[sheet].cell(row=1, column=next(iter(rule.sqref.ranges)).min_col).value
            (where,) = book.defined_names[rule.formula1.lstrip("=")].destinations
            out[name] = [cell.value for (cell,) in book[where[0]][where[1]]]
    return out


def test_drop_downs_offer_choices_and_keys_of_other_tables(case: Case, book: Path) -> None:
    opened = openpyxl.load_workbook(book)
    offered = drop_downs(opened, "floors")
    assert offered["party_id"] == ["any", "AR", "BO", "AL", "VI", "GA"]
    assert offered["source_id"] == [source.source_id for source in case.all_rows(Source)]
    assert offered["shape"] == ["auto", "fixed", "triangular", "pert", "lognormal", "uniform", "beta"]
    assert drop_downs(opened, "stocks")["party_id"] == ["AR", "BO", "AL", "VI", "GA"]
    assert drop_downs(opened, "priorities")["area"][-1] == "formations"
    assert "roles" not in drop_downs(opened, "parties"), "a cell with several names has no drop-down"
    kinds = {rule.type for rule in opened["stocks"].data_validations.dataValidation}
    assert kinds == {"list", "decimal", "whole", "date"}


def test_types_of_cells(book: Path) -> None:
    sheet = openpyxl.load_workbook(book)["stocks"]
    cells = {head.value: cell for head, cell in zip(sheet[1], sheet[2], strict=True)}
    assert (cells["party_id"].value, cells["party_id"].number_format) == ("AL", "@")
    assert (cells["low"].value, cells["low"].number_format) == (22, "#,##0")
    assert cells["as_of"].is_date and cells["as_of"].number_format == "yyyy-mm-dd"


def test_what_a_person_types_is_understood(book: Path, case: Case) -> None:
    change(
        book,
        put("stocks", 3, "low", "1,003"),
        put("stocks", 3, "central", "1 004"),
        put("stocks", 3, "high", 1005.0),
        put("stocks", 3, "as_of", "2030-01-02"),
        put("stocks", 4, "as_of", dt.datetime(2030, 1, 3), "dd/mm/yyyy"),
        put("stocks", 4, "note", 7),
        lambda opened: opened["stocks"].append([None] * 30),
        lambda opened: opened["stocks"].cell(row=40, column=25, value="  "),
    )
    rows = read_workbook(book).all_rows(Stock)
    assert len(rows) == len(case.all_rows(Stock))
    assert (rows[1].low, rows[1].central, rows[1].high, rows[1].as_of) == (1003, 1004, 1005, dt.date(2030, 1, 2))
    assert (rows[2].as_of, rows[2].note) == (dt.date(2030, 1, 3), "7")


def test_findings_name_sheet_row_and_column(book: Path) -> None:
    change(
        book,
        lambda opened: opened["stocks"].insert_rows(3),
        put("stocks", 4, "low", "three"),
        put("stocks", 5, "as_of", 45658),
        put("stocks", 5, "basis", True),
        put("items", 2, "name", None),
        lambda opened: setattr(opened["case"]["B5"], "value", dt.datetime(2030, 2, 2)),
    )
    found = [(finding.code, finding.place) for finding in found_in(book)]
    assert found == [
        ("settings-invalid", "arcadia.xlsx#case:5:ceasefire"),
        ("cell-missing", "arcadia.xlsx#items:2:name"),
        ("cell-invalid", "arcadia.xlsx#stocks:4:low"),
        ("cell-invalid", "arcadia.xlsx#stocks:5:as_of"),
        ("cell-invalid", "arcadia.xlsx#stocks:5:basis"),
    ]


def test_rows_keep_the_number_that_they_have_in_the_sheet(book: Path) -> None:
    change(book, lambda opened: opened["stocks"].insert_rows(3, 2))
    assert read_workbook(book).lines["stocks"] == (2, 5, 6, 7, 8, 9, 10)


def test_sheet_of_the_user_is_left_out_with_a_warning(book: Path, case: Case) -> None:
    change(book, add_sheet("my notes"), add_sheet("stock"))
    reading = open_workbook(book)
    assert same(reading.case, case)
    assert [(finding.code, finding.file) for finding in reading.warnings] == [
        ("sheet-unknown", "arcadia.xlsx#my notes"),
        ("sheet-unknown", "arcadia.xlsx#stock"),
    ]
    assert "did you mean 'stocks'?" in str(reading.warnings[1]) and "warning" in str(reading.warnings[1])


def test_sheet_that_is_gone_never_empties_its_table(book: Path) -> None:
    change(book, drop_sheet("stocks"), drop_sheet("case"))
    found = found_in(book)
    assert [(finding.code, finding.file) for finding in found] == [
        ("sheet-missing", "arcadia.xlsx#case"),
        ("sheet-missing", "arcadia.xlsx#stocks"),
    ]
    assert "put it back" in found[1].fix and "the sheet stocks was in the workbook" in found[1].what


def test_renamed_sheet_is_missed_and_its_new_name_is_told(book: Path) -> None:
    change(book, lambda opened: setattr(opened["stocks"], "title", "stock"))
    assert [(finding.code, finding.file) for finding in found_in(book)] == [
        ("sheet-missing", "arcadia.xlsx#stocks"),
        ("sheet-unknown", "arcadia.xlsx#stock"),
    ]


def test_sheet_of_an_empty_table_may_go(case: Case, tmp_path: Path) -> None:
    empty = case.replace({"stocks": []})
    book = change(write_workbook(empty, tmp_path / "book.xlsx"), drop_sheet("stocks"))
    assert same(read_workbook(book), empty)


def test_column_that_is_gone_never_empties_its_cells(book: Path) -> None:
    change(book, drop_column("stocks", "note"), drop_column("items", "line_id"))
    found = [(finding.code, finding.place) for finding in found_in(book)]
    assert found == [
        ("column-missing", "arcadia.xlsx#items:1:line_id"),
        ("column-missing", "arcadia.xlsx#stocks:1:note"),
    ]


def test_foreign_workbooks_are_refused(book: Path, tmp_path: Path) -> None:
    plain = tmp_path / "plain.xlsx"
    openpyxl.Workbook().save(plain)
    (found,) = found_in(plain)
    assert (found.code, found.file) == ("workbook-foreign", "plain.xlsx")
    assert "_meta is missing" in found.what and "dayafter export CASE --to xlsx" in found.fix
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(book.read_bytes()[:5000])
    (found,) = found_in(broken)
    assert found.code == "workbook-foreign" and "cannot be opened" in found.what
    change(book, lambda opened: setattr(opened["_meta"]["B2"], "value", "99"))
    (found,) = found_in(book)
    assert found.code == "workbook-foreign" and "later version" in found.what and "99" in found.what


def test_text_longer_than_a_cell_is_refused_and_nothing_is_written(case: Case, tmp_path: Path) -> None:
    rows = [row.model_copy(update={"note": "x" * 40_000}) for row in case.all_rows(Stock)]
    with pytest.raises(UsageError) as raised:
        write_workbook(case.replace({"stocks": rows}), tmp_path / "new" / "book.xlsx")
    (found,) = raised.value.findings
    assert (found.code, found.row, found.column) == ("cell-invalid", 2, "stocks.note")
    assert "32767 characters" in found.what and "another format" in found.fix
    assert list(tmp_path.rglob("*.xlsx")) == []


def test_days_before_the_calendar_of_excel_come_back(case: Case, tmp_path: Path) -> None:
    rows = [row.model_copy(update={"as_of": dt.date(1900, 2, 28)}) for row in case.all_rows(Stock)]
    old = case.replace({"stocks": rows})
    assert same(read_workbook(write_workbook(old, tmp_path / "book.xlsx")), old)
