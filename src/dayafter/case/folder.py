"""A case as a folder of CSV files with a case.toml, read strictly and written canonically."""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from dayafter.case.columns import Row, cell, columns_of
from dayafter.case.model import Case
from dayafter.case.parse import Sheet, parse
from dayafter.case.settings import read_settings, write_settings
from dayafter.case.tables import TABLES, path_of
from dayafter.errors import CaseError, Finding, UsageError, did_you_mean

SHIPPED = Path(__file__).parent.parent / "cases"
_DESCRIPTOR = "datapackage.json"


def shipped() -> tuple[str, ...]:
    """Names of the cases that come with the package."""
    return tuple(sorted(path.parent.name for path in SHIPPED.glob("*/case.toml")))


def find_case(name: str | Path) -> Path:
    """The folder of a case: a path, or the name of a shipped case."""
    for path in (Path(name), SHIPPED / str(name)):
        if path.is_dir() and (path / "case.toml").is_file():
            return path
    if Path(name).is_dir():
        raise CaseError(Finding("settings-missing", str(name)))
    raise UsageError(Finding("case-missing", details={"path": name, "shipped": ", ".join(shipped())}))


def read_case(name: str | Path, known_on: dt.date | str | None = None) -> Case:
    """The case in a folder, or a shipped case by name.

    known_on: look at it as on this date (ISO text or date) instead of the date in its settings.
    Raises CaseError with all findings at once when a file cannot be read into rows; `Case.check()` finds the rest.
    """
    path = find_case(name)
    settings, findings = read_settings(path / "case.toml")
    sheets: dict[str, Sheet] = {}
    for file in sorted(path.rglob("*.csv")):
        sheet, found = _read_file(path, file)
        findings += found
        if sheet is not None:
            sheets[sheet.table] = sheet
    for table, model in TABLES.items():
        if model.required and not (path / path_of(table)).is_file():
            findings.append(Finding("table-missing", path_of(table), details={"table": table}))
    if settings is None or findings:
        raise CaseError(*findings)
    case = Case(
        name=path.resolve().name,
        settings=settings,
        tables={table: sheet.rows for table, sheet in sheets.items()},
        path=path,
        lines={table: sheet.lines for table, sheet in sheets.items()},
    )
    return case.replace(known_on=known_on) if known_on else case


def _read_file(root: Path, file: Path) -> tuple[Sheet | None, list[Finding]]:
    relative = file.relative_to(root).as_posix()
    table = file.stem
    if table not in TABLES or path_of(table) != relative:
        paths = [path_of(name) for name in TABLES]
        near = f", did you mean {path_of(table)!r}?" if table in TABLES else did_you_mean(relative, paths)
        return None, [Finding("file-unknown", relative, details={"suggestion": near})]
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (UnicodeDecodeError, OSError) as error:
        return None, [Finding("file-unreadable", relative, details={"reason": str(error)})]
    header_line = text.split("\n", 1)[0]
    delimiter = ";" if header_line.count(";") > header_line.count(",") else ","
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        cells = [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        return None, [Finding("file-unreadable", relative, reader.line_num, details={"reason": str(error)})]
    return parse(table, header, cells)


def table_text(table: str, rows: Iterable[Row]) -> str:
    """The table as canonical CSV: all columns, comma, LF, UTF-8, no separators in numbers; rows as given."""
    columns = columns_of(TABLES[table])
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([cell(row, name) for name in columns] for row in rows)
    return out.getvalue()


def case_files(case: Case) -> dict[str, str]:
    """Every file of the case folder: relative path -> text."""
    from dayafter.case.descriptor import descriptor_text

    files = {"case.toml": write_settings(case.settings)}
    files |= {path_of(table): table_text(table, case.tables[table]) for table in TABLES if case.tables.get(table)}
    files[_DESCRIPTOR] = descriptor_text(case)
    return files


def write_case(case: Case, path: Path, *, over: bool = False) -> Path:
    """Writes the case as a folder, whole or not at all; an existing folder is replaced only when `over`."""
    if path.exists() and not over:
        raise UsageError(Finding("target-exists", details={"path": path}))
    write_tree(case_files(case), path)
    return path


def write_tree(files: Mapping[str, str | bytes], path: Path) -> None:
    """Writes all files beside the target first, then puts the folder in its place: never half a folder."""
    path = path.resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{path.name}-", dir=path.parent))
    try:
        for name, content in files.items():
            target = fresh / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content.encode() if isinstance(content, str) else content)
        old = path.with_name(f".{path.name}-old-{os.getpid()}")
        if path.exists():
            path.rename(old)
        fresh.rename(path)
        shutil.rmtree(old, ignore_errors=True)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
