"""The case folder: found, read, written whole or not at all, canonical."""

from __future__ import annotations

import csv
import io
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import canonicalise
from dayafter.case import Case, find_case, read_case, shipped, write_case
from dayafter.case.folder import SHIPPED, canonical, table_text, write_file, write_tree
from dayafter.case.parse import parse
from dayafter.case.tables.reference import Party
from dayafter.errors import UsageError
from tests.case.folders import edit, same, snapshot


def test_case_is_found_by_name_and_by_path(folder: Path) -> None:
    assert {"arcadia", "ukraine-2025"} <= set(shipped())
    assert find_case("arcadia") == SHIPPED / "arcadia"
    assert read_case(folder).path == folder
    assert read_case(folder).name == "arcadia"


@pytest.mark.parametrize("name", shipped())
def test_shipped_case_is_canonical(name: str) -> None:
    texts = canonical(SHIPPED / name)
    strays = [file for file, text in texts.items() if (SHIPPED / name / file).read_bytes() != text.encode()]
    assert strays == [], f"run: python tools/canonicalise.py src/dayafter/cases/{name}"


def test_tool_makes_a_case_canonical_and_keeps_the_order_of_rows(folder: Path) -> None:
    before = read_case(folder)
    edit(folder, "figures/stocks.csv", "22,24,26", '22.0," 24",2.6e1')
    edit(folder, "items.csv", "\n", "\r\n")
    assert canonicalise.main(["--check", str(folder)]) == 1
    assert "2.6e1" in (folder / "figures/stocks.csv").read_text()
    assert canonicalise.canonicalise(folder) == ["figures/stocks.csv", "items.csv"]
    assert canonicalise.main(["--check", str(folder)]) == 0
    assert read_case(folder).tables == before.tables


def test_case_that_is_written_is_read_back_the_same(case: Case, tmp_path: Path) -> None:
    written = write_case(case, tmp_path / "new" / "copy")
    assert same(read_case(written), case)
    assert read_case(written).digest() == case.digest()
    assert (written / "datapackage.json").is_file()
    assert all(
        (written / file).read_bytes() == (SHIPPED / "arcadia" / file).read_bytes() for file in canonical(written)
    )


def test_required_tables_are_written_even_when_empty(case: Case, tmp_path: Path) -> None:
    written = write_case(case.replace({"items": [], "stocks": []}), tmp_path / "copy")
    assert (written / "items.csv").is_file() and not (written / "figures/stocks.csv").exists()
    assert read_case(written).tables["items"] == ()


def test_nothing_is_replaced_unless_asked(case: Case, folder: Path) -> None:
    before = snapshot(folder)
    with pytest.raises(UsageError, match=r"target-exists.*exists already.*choose another name"):
        write_case(case, folder)
    assert snapshot(folder) == before


def test_files_of_the_user_are_carried_along(case: Case, folder: Path) -> None:
    (folder / "notes").mkdir()
    (folder / "notes/interview.md").write_text("said no")
    (folder / ".git/refs/heads").mkdir(parents=True)
    (folder / "link").symlink_to("notes")
    write_case(case.replace({"stocks": []}), folder, over=True)
    assert (folder / "notes/interview.md").read_text() == "said no"
    assert (folder / ".git/refs/heads").is_dir()
    assert (folder / "link").is_symlink()
    assert not (folder / "figures/stocks.csv").exists()
    assert sorted(path.name for path in folder.parent.iterdir()) == ["arcadia"]


def test_folder_has_the_usual_rights(case: Case, tmp_path: Path) -> None:
    (tmp_path / "usual").mkdir()
    written = write_case(case, tmp_path / "copy")
    assert stat.S_IMODE(written.stat().st_mode) == stat.S_IMODE((tmp_path / "usual").stat().st_mode)


@pytest.mark.parametrize("error", [OSError("disk full"), KeyboardInterrupt()])
@pytest.mark.parametrize(("step", "moment"), [("write_bytes", 1), ("write_bytes", 30), ("rename", 1), ("rename", 2)])
def test_nothing_is_half_written(
    case: Case, folder: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, step: str, moment: int
) -> None:
    before, calls, original = snapshot(folder), 0, getattr(Path, step)

    def failing(path: Path, *given: object) -> object:
        nonlocal calls
        calls += 1
        if calls == moment:
            raise error
        return original(path, *given)

    changed = case.replace({"stocks": []}, title="changed")
    with monkeypatch.context() as patch:
        patch.setattr(Path, step, failing)
        with pytest.raises(type(error)):
            write_case(changed, folder, over=True)
    assert snapshot(folder) == before
    assert sorted(path.name for path in folder.parent.iterdir()) == ["arcadia"]


def test_one_file_is_whole_or_absent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "book.xlsx"
    write_file(b"old", target)

    def failing(path: Path, other: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", failing)
        with pytest.raises(KeyboardInterrupt):
            write_file(b"new", target)
    assert [path.name for path in tmp_path.iterdir()] == ["book.xlsx"]
    assert target.read_bytes() == b"old"


def test_tree_without_keep_replaces_the_folder(tmp_path: Path) -> None:
    write_tree({"a.txt": "1", "b/c.bin": b"\x00"}, tmp_path / "run")
    write_tree({"a.txt": "2"}, tmp_path / "run")
    assert [path.name for path in (tmp_path / "run").rglob("*")] == ["a.txt"]
    assert os.listdir(tmp_path) == ["run"]


def test_hidden_files_are_not_read(folder: Path) -> None:
    (folder / "figures/.ipynb_checkpoints").mkdir()
    (folder / "figures/.ipynb_checkpoints/stocks-checkpoint.csv").write_text("x")
    (folder / "._stocks.csv").write_bytes(b"\xff\xff")
    assert read_case(folder).check().errors == ()


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t;,\"'"), min_size=1)


@given(st.lists(st.tuples(st.sampled_from(["NO", "NA", "N/A", "null", "TRUE", "1E5", "007", "=1+1", "Україна"]), TEXT)))
def test_text_survives_the_file(pairs: list[tuple[str, str]]) -> None:
    rows = [
        Party(party_id=f"{name}", name=text.strip() or "-", roles=("donor", "supplier"), fiscal_year_starts=4)
        for name, text in pairs
    ]
    header, *cells = csv.reader(io.StringIO(table_text("parties", rows)))
    sheet, found = parse("parties", header, list(enumerate(cells, start=2)))
    assert found == [] and list(sheet.rows) == rows


def test_nothing_heavy_is_imported_to_read_and_check() -> None:
    code = "import sys, dayafter.case as c; c.read_case('arcadia').check(); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert {"polars", "xlsxwriter", "python_calamine", "altair", "highspy"} & set(done.stdout.split()) == set()
