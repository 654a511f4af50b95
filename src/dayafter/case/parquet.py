"""A case as a folder of Parquet files with typed columns, for those who compute with other tools."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dayafter.case.columns import Row, columns_of, field_of, info_of, kind_of, text_of
from dayafter.case.folder import write_tree
from dayafter.case.meta import SCHEMA, Meta, Reading
from dayafter.case.model import Case
from dayafter.case.parse import Sheet, parse
from dayafter.case.settings import read_settings, write_settings
from dayafter.case.tables import TABLES, path_of
from dayafter.errors import CaseError, Finding, UsageError, did_you_mean

if TYPE_CHECKING:
    import polars as pl

_META = "_meta.json"


def parquet_path(table: str) -> str:
    """Where the table lies in the folder, with a forward slash."""
    return path_of(table).removesuffix(".csv") + ".parquet"


def write_parquet(case: Case, path: Path, *, over: bool = False) -> Path:
    """The case as a folder of Parquet files, whole or not at all; an existing folder is replaced only when `over`."""
    if path.exists() and not over:
        raise UsageError(Finding("target-exists", details={"path": path}))
    meta = Meta.of(case)
    remembered = {"case": meta.case, "schema": meta.schema, "digests": dict(meta.digests)}
    remembered["columns"] = {table: list(names) for table, names in meta.columns.items()}
    files: dict[str, str | bytes] = {
        "case.toml": write_settings(case.settings),
        _META: json.dumps(remembered, indent=1, ensure_ascii=False) + "\n",
    }
    for table, model in TABLES.items():
        if case.tables.get(table) or model.required:
            out = io.BytesIO()
            frame(model, case.tables.get(table, ())).write_parquet(out)
            files[parquet_path(table)] = out.getvalue()
    ours = {"case.toml", _META, *map(parquet_path, TABLES)}
    write_tree(files, path, keep=lambda name: name not in ours)
    return path


def frame(model: type[Row], rows: tuple[Row, ...]) -> pl.DataFrame:
    """The table with typed columns: dates, numbers, whole numbers, text, and lists of text."""
    import polars as pl

    types: dict[str, Any] = {"date": pl.Date, "number": pl.Float64, "integer": pl.Int64, "string": pl.String}
    types["list"] = pl.List(pl.String)
    schema = {name: types[kind_of(info_of(model, name))] for name in columns_of(model)}
    columns = {name: [_plain(getattr(row, field_of(model, name))) for row in rows] for name in schema}
    return pl.DataFrame(columns, schema=schema)


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def read_parquet(path: Path) -> Case:
    """The case in a folder of Parquet files; raises CaseError with all findings at once."""
    return open_parquet(path).case


def open_parquet(path: Path) -> Reading:
    """The case in a folder of Parquet files, and what the folder remembers of its export, if anything."""
    settings, findings = read_settings(path / "case.toml")
    meta, found = _meta(path / _META)
    findings += found
    sheets: dict[str, Sheet] = {}
    for file in sorted(path.rglob("*.parquet")):
        sheet, found = _read_file(path, file)
        findings += found
        if sheet is not None:
            sheets[sheet.table] = sheet
    for table, model in TABLES.items():
        needed = model.required or (meta is not None and meta.digests.get(table))
        if needed and not (path / parquet_path(table)).is_file():
            findings.append(Finding("table-missing", parquet_path(table), details={"table": table}))
    if settings is None or findings:
        raise CaseError(*findings)
    case = Case(
        name=meta.case if meta else path.resolve().name,
        settings=settings,
        tables={table: sheet.rows for table, sheet in sheets.items() if sheet.rows},
        lines={table: sheet.lines for table, sheet in sheets.items() if sheet.rows},
    )
    return Reading(case, meta, files={path_of(table): parquet_path(table) for table in TABLES})


def _meta(file: Path) -> tuple[Meta | None, list[Finding]]:
    """What the folder remembers; nothing where another tool wrote it."""
    if not file.is_file():
        return None, []
    try:
        raw = json.loads(file.read_text(encoding="utf-8"))
        columns = {table: tuple(names) for table, names in raw["columns"].items()}
        meta = Meta(str(raw["case"]), int(raw["schema"]), dict(raw["digests"]), columns)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        reason = f"{_META} is damaged ({error})"
        return None, [Finding("file-unreadable", _META, details={"reason": reason})]
    if meta.schema > SCHEMA:
        reason = f"a later version of dayafter wrote it (schema {meta.schema}, this version reads up to {SCHEMA})"
        return None, [Finding("file-unreadable", _META, details={"reason": reason})]
    return meta, []


def _read_file(root: Path, file: Path) -> tuple[Sheet | None, list[Finding]]:
    import polars as pl

    relative = file.relative_to(root).as_posix()
    table = file.stem
    if table not in TABLES or parquet_path(table) != relative:
        near = did_you_mean(relative, [parquet_path(name) for name in TABLES])
        return None, [Finding("file-unknown", relative, details={"suggestion": near})]
    try:
        data = pl.read_parquet(file)
    except (pl.exceptions.PolarsError, OSError) as error:
        return None, [Finding("file-unreadable", relative, details={"reason": str(error).split("\n")[0]})]
    rows = ((line, [_text(value) for value in row]) for line, row in enumerate(data.iter_rows(), start=2))
    return parse(table, data.columns, rows, relative)


def _text(value: object) -> str:
    """A value as the text that stands for it in a CSV file."""
    return text_of(tuple(str(part) for part in value) if isinstance(value, list) else value)
