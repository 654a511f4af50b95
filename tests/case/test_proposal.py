"""Imports: what would change is shown first; nothing on disk changes unless all is right and it is accepted."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from dayafter.case import Case, export, propose, read_case, write_case
from dayafter.case.tables.supply import Stock
from dayafter.errors import CaseError, UsageError
from tests.case.folders import edit, same, snapshot
from tests.case.workbooks import add_sheet, change, put


@pytest.fixture
def book(case: Case, tmp_path: Path) -> Path:
    return export(case, "xlsx", tmp_path / "edited.xlsx")


@pytest.mark.parametrize("to", ["xlsx", "parquet", "csv", "datapackage"])
def test_untouched_copy_proposes_nothing_and_changes_no_byte(case: Case, folder: Path, tmp_path: Path, to: str) -> None:
    before = snapshot(folder)
    copy = export(case, to, tmp_path / ("copy.xlsx" if to == "xlsx" else "copy"))
    proposal = propose(case, copy)
    assert not proposal.diff and proposal.errors == ()
    assert same(proposal.accept(), case)
    assert snapshot(folder) == before


def test_change_is_shown_then_accepted(case: Case, folder: Path, book: Path) -> None:
    before = snapshot(folder)
    change(book, put("stocks", 3, "central", 4.5), put("parties", 5, "name", "Vinland, the good"))
    proposal = propose(case, book)
    assert [tuple(line.values()) for line in proposal.diff.table()] == [
        ("parties", "VI", "changed", "name", "Vinland", "Vinland, the good"),
        ("stocks", "VI/sam", "changed", "central", "4", "4.5"),
    ]
    assert snapshot(folder) == before, "nothing is written before it is accepted"
    accepted = proposal.accept()
    assert accepted.quantities("stocks")[("VI", "sam")].central == 4.5
    assert same(read_case(folder), accepted)
    texts = snapshot(folder)
    assert {name for name in before if texts[name] != before[name]} == {
        "arcadia/figures/stocks.csv", "arcadia/parties.csv",
    }  # fmt: skip
    assert set(texts) - set(before) == {"arcadia/datapackage.json"}


def test_proposal_as_plain_data(case: Case, book: Path) -> None:
    change(book, put("stocks", 3, "central", 4.5), add_sheet("scratch"))
    plain = propose(case, book).as_dict()
    assert json.loads(json.dumps(plain)) == plain
    assert (plain["case"], plain["file"], plain["summary"]) == ("arcadia", "edited.xlsx", "1 changed in 1 table")
    assert "sheet-unknown" in str(plain["findings"])


def test_unreadable_copy_changes_nothing(case: Case, folder: Path, book: Path) -> None:
    before = snapshot(folder)
    change(book, put("stocks", 3, "central", "four"), put("items", 3, "name", None))
    with pytest.raises(CaseError) as raised:
        propose(case, book)
    assert [finding.place for finding in raised.value.findings] == [
        "edited.xlsx#items:3:name",
        "edited.xlsx#stocks:3:central",
    ]
    assert snapshot(folder) == before


def test_copy_with_errors_is_shown_but_cannot_be_accepted(case: Case, folder: Path, book: Path) -> None:
    before = snapshot(folder)
    change(book, put("stocks", 3, "central", 99), put("stocks", 4, "party_id", "VX"))
    proposal = propose(case, book)
    assert proposal.diff
    assert [(finding.code, finding.place) for finding in proposal.errors] == [
        ("figure-order", "edited.xlsx#stocks:3:central"),
        ("key-unknown", "edited.xlsx#stocks:4:party_id"),
    ]
    with pytest.raises(CaseError, match="figure-order"):
        proposal.accept()
    assert snapshot(folder) == before


@pytest.mark.parametrize("to", ["xlsx", "parquet"])
def test_stale_copy_is_refused_unless_it_may_win(case: Case, folder: Path, tmp_path: Path, to: str) -> None:
    copy = export(case, to, tmp_path / ("copy.xlsx" if to == "xlsx" else "copy"))
    edit(folder, "figures/stocks.csv", "22,24,26", "22,25,26")
    edit(folder, "case.toml", 'report_for = "AL"', 'report_for = "GA"')
    before = snapshot(folder)
    with pytest.raises(CaseError) as raised:
        propose(case, copy)
    (found,) = raised.value.findings
    assert (found.code, found.file) == ("workbook-stale", copy.name)
    assert "case.toml, stocks" in found.what and "--over" in found.fix
    assert snapshot(folder) == before
    proposal = propose(case, copy, over=True)
    assert [line["old"] + ">" + line["new"] for line in proposal.diff.table()] == ["GA>AL", "25>24"]
    assert same(proposal.accept(), case)


def test_another_order_of_rows_is_not_stale(case: Case, folder: Path, book: Path) -> None:
    write_case(case.replace({"stocks": reversed(case.tables["stocks"])}), folder, over=True)
    assert not propose(case, book).diff


def test_case_that_changes_before_the_answer_is_not_overwritten(case: Case, folder: Path, book: Path) -> None:
    change(book, put("stocks", 3, "central", 4.5))
    proposal = propose(case, book)
    edit(folder, "figures/stocks.csv", "22,24,26", "22,25,26")
    before = snapshot(folder)
    with pytest.raises(CaseError, match=r"workbook-stale.*stocks"):
        proposal.accept()
    assert snapshot(folder) == before


def test_what_a_run_looks_at_is_not_written_into_the_case(case: Case, folder: Path, book: Path) -> None:
    assert not propose(read_case(folder, known_on="2030-12-31"), book).diff


@pytest.mark.parametrize("error", [OSError("disk full"), KeyboardInterrupt()])
def test_interrupted_import_changes_nothing(
    case: Case, folder: Path, book: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    change(book, put("stocks", 3, "central", 4.5))
    proposal, before, calls, write = propose(case, book), snapshot(folder), 0, Path.write_bytes

    def failing(path: Path, content: bytes) -> int:
        nonlocal calls
        calls += 1
        if calls == 20:
            raise error
        return write(path, content)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", failing)
        with pytest.raises(type(error)):
            proposal.accept()
    assert snapshot(folder) == before
    assert sorted(path.name for path in folder.parent.iterdir()) == ["arcadia"]
    assert proposal.accept().quantities("stocks")[("VI", "sam")].central == 4.5


def test_case_folder_can_be_imported(case: Case, tmp_path: Path) -> None:
    rows = [row for row in case.all_rows(Stock) if row.party_id != "GA"]
    other = write_case(case.replace({"stocks": rows}), tmp_path / "other")
    proposal = propose(case, other)
    assert proposal.diff.summary() == "1 removed in 1 table"
    assert len(proposal.accept().tables["stocks"]) == len(rows)


def test_files_of_no_kind(case: Case, tmp_path: Path) -> None:
    (tmp_path / "article.pdf").write_bytes(b"%PDF")
    with pytest.raises(UsageError) as raised:
        propose(case, tmp_path / "article.pdf")
    (found,) = raised.value.findings
    assert (found.code, found.file) == ("format-unknown", "article.pdf") and "a workbook (.xlsx)" in found.fix
    with pytest.raises(UsageError, match=r"import-missing.*absent\.xlsx"):
        propose(case, tmp_path / "absent.xlsx")
    with pytest.raises(UsageError, match="case-missing"):
        propose(replace(case, path=None), tmp_path)


def test_export_knows_its_formats_and_replaces_nothing(case: Case, folder: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as raised:
        export(case, "xslx", tmp_path / "copy.xlsx")
    (found,) = raised.value.findings
    assert found.code == "export-unknown" and "did you mean 'xlsx'?" in found.what and "parquet" in found.fix
    before = snapshot(folder)
    for to in ("parquet", "datapackage", "csv", "xlsx"):
        with pytest.raises(UsageError, match="target-exists"):
            export(case, to, folder)
    with pytest.raises(UsageError, match="target-exists"):
        export(case, "xlsx", folder, over=True)
    assert snapshot(folder) == before
    assert not (export(case, "csv", tmp_path / "csv") / "datapackage.json").exists()
    assert (export(case, "datapackage", tmp_path / "package") / "datapackage.json").exists()
    assert export(case, "datapackage", tmp_path / "package", over=True).is_dir()
