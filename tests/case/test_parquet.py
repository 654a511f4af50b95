"""Parquet: typed columns, and nothing lost on the way there and back."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from dayafter.case import Case, read_case, read_parquet, shipped, write_parquet
from dayafter.case.parquet import open_parquet
from dayafter.case.tables.supply import Stock
from dayafter.errors import CaseError, Finding, UsageError
from tests.case.folders import same, snapshot


def found_in(path: Path) -> list[Finding]:
    with pytest.raises(CaseError) as raised:
        read_parquet(path)
    return list(raised.value.findings)


@pytest.mark.parametrize("name", shipped())
def test_shipped_case_comes_back(name: str, tmp_path: Path) -> None:
    case = read_case(name)
    back = read_parquet(write_parquet(case, tmp_path / "copy"))
    assert same(back, case) and back.digest() == case.digest() and back.name == name


def test_columns_are_typed(case: Case, tmp_path: Path) -> None:
    path = write_parquet(case, tmp_path / "copy")
    stocks = pl.read_parquet(path / "figures/stocks.parquet")
    assert stocks.schema["low"] == pl.Float64 and stocks.schema["as_of"] == pl.Date
    assert stocks.schema["credibility"] == pl.Int64 and stocks.schema["note"] == pl.String
    parties = pl.read_parquet(path / "parties.parquet")
    assert parties["roles"].to_list()[0] == ["recipient", "supplier"]
    transfers = pl.read_parquet(path / "transfers.parquet")
    assert transfers["due"].null_count() == sum(row.due is None for row in case.tables["transfers"])  # type: ignore[attr-defined]


def test_awkward_values_come_back(case: Case, tmp_path: Path) -> None:
    awkward = ["NO", "NA", "1E5", "007", "Київ; Осло", 'a "quoted", b', "two\nlines"]
    example = case.all_rows(Stock)[0]
    rows = [example.model_copy(update={"party_id": text, "note": text, "low": 0.1 + 0.2}) for text in awkward]
    changed = case.replace({"stocks": rows})
    assert read_parquet(write_parquet(changed, tmp_path / "copy")).tables["stocks"] == tuple(rows)


def test_table_that_another_tool_wrote(case: Case, tmp_path: Path) -> None:
    path = write_parquet(case, tmp_path / "copy")
    (path / "_meta.json").unlink()
    file = path / "figures/stocks.parquet"
    pl.read_parquet(file).with_columns(pl.col("low").cast(pl.String) + "x", pl.col("high") * -1).write_parquet(file)
    found = found_in(path)
    assert (found[0].code, found[0].place) == ("cell-invalid", "figures/stocks.parquet:2:low")
    assert (found[1].code, found[1].place) == ("number-negative", "figures/stocks.parquet:2:high")
    assert len(found) == 2 * len(case.tables["stocks"])
    (path / "figures/stocks.parquet").unlink()
    assert open_parquet(path).meta is None


def test_files_that_are_gone_unknown_or_damaged(case: Case, tmp_path: Path) -> None:
    path = write_parquet(case, tmp_path / "copy")
    (path / "figures/stocks.parquet").rename(path / "figures/stock.parquet")
    (path / "items.parquet").write_bytes(b"nonsense")
    (path / "case.toml").unlink()
    assert [(finding.code, finding.file) for finding in found_in(path)] == [
        ("settings-missing", "case.toml"),
        ("file-unknown", "figures/stock.parquet"),
        ("file-unreadable", "items.parquet"),
        ("table-missing", "figures/stocks.parquet"),
    ]


@pytest.mark.parametrize("text", ["{", "{}", "[]", '{"case": "a", "schema": 99, "digests": {}, "columns": {}}'])
def test_damaged_memory_is_refused(case: Case, tmp_path: Path, text: str) -> None:
    path = write_parquet(case, tmp_path / "copy")
    (path / "_meta.json").write_text(text)
    assert [(finding.code, finding.file) for finding in found_in(path)] == [("file-unreadable", "_meta.json")]


def test_nothing_is_replaced_unless_asked(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_parquet(case, tmp_path / "copy")
    (path / "notes.txt").write_text("mine")
    before = snapshot(path)
    with pytest.raises(UsageError, match="target-exists"):
        write_parquet(case, path)

    def failing(path: Path, content: bytes) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", failing)
        with pytest.raises(KeyboardInterrupt):
            write_parquet(case.replace({"stocks": []}), path, over=True)
    assert snapshot(path) == before
    write_parquet(case.replace({"stocks": []}), path, over=True)
    assert (path / "notes.txt").read_text() == "mine" and not (path / "figures/stocks.parquet").exists()
