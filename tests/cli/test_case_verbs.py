"""new, check, import, export, tables: the verbs that compute nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dayafter.case import excel, read_case
from dayafter.case.tables import TABLES
from tests.cli.calls import call


@pytest.fixture
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """A case of one's own, in the current folder."""
    monkeypatch.chdir(tmp_path)
    assert call(capsys, "new", "mine").code == 0
    return tmp_path / "mine"


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# new


def test_new_makes_the_case_and_its_workbook(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    made = call(capsys, "new", "mine", "--from", "arcadia", "--json")
    assert made.code == 0
    expected = {"case": "mine", "from": "arcadia", "folder": "mine", "workbook": "mine.xlsx"}
    assert expected.items() <= made.document.items()
    assert read_case("mine").digest() == read_case("arcadia").digest()
    assert call(capsys, "import", "mine", "mine.xlsx").out.strip().endswith("nothing changed")


@pytest.mark.parametrize("standing", ["mine", "mine.xlsx"])
def test_new_overwrites_nothing(
    standing: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / standing).write_text("somebody's work")
    refused = call(capsys, "new", "mine")
    assert refused.code == 2
    assert f"target-exists: {standing}" in refused.err
    assert contents(tmp_path) == {standing: b"somebody's work"}


def test_new_that_is_interrupted_leaves_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("dayafter.case.write_workbook", interrupted)
    assert call(capsys, "new", "mine").code == 130
    assert list(tmp_path.iterdir()) == []


# check


def test_check_of_a_clean_case(capsys: pytest.CaptureFixture[str]) -> None:
    checked = call(capsys, "check", "arcadia")
    report = read_case("arcadia").check()
    assert checked.code == 0
    assert checked.err == ""
    assert (
        f"{report.figures} figures, {report.known} of them known on 2030-02-01; {report.sources} sources" in checked.out
    )
    assert f"{report.judged} figures, {100 * report.judged_share:.0f} % of those known" in checked.out
    document = call(capsys, "check", "arcadia", "--json").document
    assert document["ok"] is True
    assert document["figures"] == report.figures


def test_check_shows_the_case_as_known_on_a_day(capsys: pytest.CaptureFixture[str]) -> None:
    now, later = (
        call(capsys, "check", "arcadia", "--known-on", day, "--json").document for day in ("2030-02-01", "2031-01-01")
    )
    assert later["known_on"] == "2031-01-01"
    assert later["known"] == now["known"] + 1


def test_check_groups_findings_by_file(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(mine / "figures/stocks.csv", "VI,truck", "VI,trcuk")
    edit(mine / "figures/stocks.csv", "22,24,26", "25,24,26")
    found = call(capsys, "check", "mine")
    assert found.code == 1
    assert found.out.count("figures/stocks.csv\n") == 1
    assert "error key-unknown: row 6, item_id" in found.out
    assert "did you mean 'truck'?" in found.out
    assert "error figure-order: row 2, central" in found.out
    assert "2 errors" in found.out
    document = call(capsys, "check", "mine", "--json")
    assert document.code == 1
    assert document.document["ok"] is False
    assert [row["row"] for row in document.document["findings"][:2]] == [2, 6]


def test_check_of_a_folder_that_cannot_be_read(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(mine / "figures/stocks.csv", "22,24,26", "22,many,26")
    edit(mine / "lines.csv", "line_id", "line")
    found = call(capsys, "check", "mine")
    assert found.code == 1
    assert "figures/stocks.csv" in found.out
    assert "lines.csv" in found.out
    document = call(capsys, "check", "mine", "--json").document
    assert document["figures"] is None
    assert {row["file"] for row in document["findings"]} == {"figures/stocks.csv", "lines.csv"}


def test_findings_stop_other_verbs(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(mine / "figures/stocks.csv", "VI,truck", "VI,trcuk")
    for verb in ("need", "plan", "compare"):
        stopped = call(capsys, verb, "mine", "--json")
        assert stopped.code == 1
        assert "figures/stocks.csv:6:item_id: error key-unknown" in stopped.err
        assert stopped.document["schema"] == "dayafter/error/1"


# import


def test_import_shows_before_it_writes(mine: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(capsys, "new", "other").code == 0
    edit(tmp_path / "other/figures/stocks.csv", "22,24,26", "22,25,26")
    before = contents(mine)
    shown = call(capsys, "import", "mine", "other")
    assert shown.code == 0
    assert "nothing is written yet" in shown.out
    assert contents(mine) == before
    document = call(capsys, "import", "mine", "other", "--json").document
    assert document["accepted"] is False
    assert document["changes"][0]["cells"] == [{"column": "central", "old": "24", "new": "25"}]
    accepted = call(capsys, "import", "mine", "other", "--accept", "--json").document
    assert accepted["accepted"] is True
    assert "22,25,26" in (mine / "figures/stocks.csv").read_text(encoding="utf-8")


def test_import_of_a_broken_file_writes_nothing(mine: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(capsys, "new", "other").code == 0
    edit(tmp_path / "other/figures/stocks.csv", "22,24,26", "25,24,26")
    before = contents(mine)
    refused = call(capsys, "import", "mine", "other", "--accept")
    assert refused.code == 1
    assert "figure-order" in refused.out
    assert contents(mine) == before


def test_a_stale_workbook_wins_only_when_told_to(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(mine / "figures/stocks.csv", "22,24,26", "22,25,26")
    stale = call(capsys, "import", "mine", "mine.xlsx", "--accept")
    assert stale.code == 1
    assert "workbook-stale" in stale.err
    assert call(capsys, "import", "mine", "mine.xlsx", "--accept", "--over").code == 0
    assert "22,24,26" in (mine / "figures/stocks.csv").read_text(encoding="utf-8")


def test_the_files_of_a_shipped_case_are_not_changed(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(mine / "figures/stocks.csv", "22,24,26", "22,25,26")
    before = contents(read_case("arcadia").path or mine)
    refused = call(capsys, "import", "arcadia", "mine", "--accept", "--json")
    assert refused.code == 2
    assert refused.document["findings"][0]["code"] == "case-shipped"
    assert contents(read_case("arcadia").path or mine) == before


# export


@pytest.mark.parametrize(
    ("to", "name"),
    [
        ("xlsx", "arcadia.xlsx"),
        ("parquet", "arcadia-parquet"),
        ("datapackage", "arcadia-datapackage"),
        ("csv", "arcadia-csv"),
    ],
)
def test_export_and_back_changes_nothing(
    to: str, name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    made = call(capsys, "export", "arcadia", "--to", to, "--json")
    assert (made.code, made.document["path"]) == (0, name)
    back = call(capsys, "import", "arcadia", name, "--json")
    assert back.code == 0
    assert back.document["changes"] == []
    before = contents(tmp_path)
    again = call(capsys, "export", "arcadia", "--to", to)
    if to == "xlsx":  # nobody has touched it
        assert again.code == 0
    else:
        assert again.code == 2
        assert "target-exists" in again.err
        assert contents(tmp_path) == before


def test_a_workbook_is_replaced_only_while_nobody_has_touched_it(
    mine: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import openpyxl

    edit(mine / "figures/stocks.csv", "22,24,26", "22,25,26")
    assert call(capsys, "export", "mine", "--to", "xlsx").code == 0
    assert call(capsys, "import", "mine", "mine.xlsx", "--json").document["changes"] == []
    book = openpyxl.load_workbook(tmp_path / "mine.xlsx")
    sheet = book["stocks"]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value == 25]
    cells[0].value = 23
    book.save(tmp_path / "mine.xlsx")
    before = contents(tmp_path)
    refused = call(capsys, "export", "mine", "--to", "xlsx")
    assert refused.code == 2
    assert "target-exists" in refused.err
    assert contents(tmp_path) == before


@pytest.mark.parametrize("content", ["", "not a workbook"])
def test_a_file_that_is_no_workbook_is_never_replaced(
    content: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "arcadia.xlsx"
    path.write_text(content)
    assert call(capsys, "export", "arcadia", "--to", "xlsx", "--out", path).code == 2
    assert path.read_text() == content


def test_an_export_that_is_interrupted_leaves_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(excel, "write_file", interrupted)
    assert call(capsys, "export", "arcadia", "--to", "xlsx").code == 130
    assert list(tmp_path.iterdir()) == []


# tables


def test_tables_lists_all_and_one(capsys: pytest.CaptureFixture[str]) -> None:
    listed = call(capsys, "tables")
    assert [name for name in TABLES if f"\n{name} " not in listed.out] == []
    assert max(map(len, listed.out.splitlines())) <= 100
    one = call(capsys, "tables", "stocks")
    assert "item_id (string, a key of items), e.g. as90" in one.out
    document = call(capsys, "tables", "--json").document
    assert [table["table"] for table in document["tables"]] == list(TABLES)
    floors = json.loads(call(capsys, "tables", "floors", "--json").out)["tables"][0]
    assert [column["column"] for column in floors["columns"] if column["wildcard"]] != []
