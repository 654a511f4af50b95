"""A case as a folder of CSV files with a case.toml, read strictly and written canonically."""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
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
    near = did_you_mean(str(name), shipped())
    raise UsageError(Finding("case-missing", details={"path": f"{name}{near}", "shipped": ", ".join(shipped())}))


def read_case(name: str | Path, known_on: dt.date | str | None = None) -> Case:
    """The case in a folder, or a shipped case by name.

    known_on: look at it as on this date (ISO text or date) instead of the date in its settings.
    Raises CaseError with all findings at once when a file cannot be read into rows; `Case.check()` finds the rest.
    """
    path = find_case(name)
    settings, findings = read_settings(path / "case.toml")
    sheets: dict[str, Sheet] = {}
    for file in table_files(path):
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


def table_files(path: Path) -> list[Path]:
    """Every CSV file below the case folder, hidden ones left out, sorted."""
    return sorted(
        file
        for file in path.rglob("*")
        if file.suffix.lower() == ".csv"
        and not any(part.startswith(".") for part in file.relative_to(path).parts)
        and file.is_file()
    )


def _read_file(root: Path, file: Path) -> tuple[Sheet | None, list[Finding]]:
    relative = file.relative_to(root).as_posix()
    table = file.stem
    if table not in TABLES or path_of(table) != relative:
        paths = [path_of(name) for name in TABLES]
        near = f", did you mean {path_of(table)!r}?" if table in TABLES else did_you_mean(relative, paths)
        return None, [Finding("file-unknown", relative, details={"suggestion": near})]
    try:
        text = file.read_text(encoding="utf-8-sig")
        header, cells, delimiter = _cells(text)
    except (UnicodeDecodeError, OSError, csv.Error) as error:
        return None, [Finding("file-unreadable", relative, details={"reason": str(error)})]
    if not header:
        return None, [Finding("file-unreadable", relative, details={"reason": "it is empty"})]
    # Spreadsheets write semicolons where the comma is the decimal sign.
    return parse(table, header, cells, decimal_comma=delimiter == ";")


def _cells(text: str) -> tuple[list[str], list[tuple[int, list[str]]], str]:
    """The header, the rows with the line on which each begins, and the delimiter."""
    header_line = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=header_line.count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    header = next(reader, [])
    cells: list[tuple[int, list[str]]] = []
    line = reader.line_num + 1
    try:
        for row in reader:
            cells.append((line, row))
            line = reader.line_num + 1
    except csv.Error as error:
        raise csv.Error(f"line {line}: {error}") from error
    return header, cells, delimiter


def table_text(table: str, rows: Iterable[Row]) -> str:
    """The table as canonical CSV: all columns, comma, LF, UTF-8, no separators in numbers; rows as given."""
    columns = columns_of(TABLES[table])
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([cell(row, name) for name in columns] for row in rows)
    return out.getvalue()


def canonical(path: Path) -> dict[str, str]:
    """The text that each table file of a case folder should have, by its path in the folder."""
    case = read_case(path)
    return {path_of(table): table_text(table, rows) for table, rows in case.tables.items()}


def case_files(case: Case) -> dict[str, str]:
    """Every file of the case folder: relative path -> text."""
    from dayafter.case.descriptor import descriptor_text

    files = {"case.toml": write_settings(case.settings)}
    for table, model in TABLES.items():
        if case.tables.get(table) or model.required:
            files[path_of(table)] = table_text(table, case.tables.get(table, ()))
    files[_DESCRIPTOR] = descriptor_text(case)
    return files


def write_case(case: Case, path: Path, *, over: bool = False, described: bool = True) -> Path:
    """Writes the case as a folder, whole or not at all.

    An existing folder is replaced only when `over`; what the user keeps in it beside the tables is carried along.
    described: with a datapackage.json, so that other tools can read the folder.
    """
    if path.exists() and not over:
        raise UsageError(Finding("target-exists", details={"path": path}))
    ours = {"case.toml", _DESCRIPTOR, *map(path_of, TABLES)}
    files = {name: text for name, text in case_files(case).items() if described or name != _DESCRIPTOR}
    write_tree(files, path, keep=lambda name: name not in ours)
    return path


def write_tree(
    files: Mapping[str, str | bytes], path: Path, *, keep: Callable[[str], bool] = lambda name: False
) -> None:
    """Writes all files beside the target first, then puts the folder in its place: never half a folder.

    keep: whether a file of an existing folder, named by its path in it, is carried into the new one.
    """
    path = path.resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    # A folder in the temporary one, because the temporary one itself can be read by its owner only.
    holder = Path(tempfile.mkdtemp(prefix=f".{path.name}-", dir=path.parent))
    fresh, old = holder / "new", holder / "old"
    try:
        fresh.mkdir()
        if path.is_dir():
            _carry(path, fresh, keep)
        for name, content in files.items():
            target = fresh / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content.encode() if isinstance(content, str) else content)
        if path.exists():
            path.rename(old)
        fresh.rename(path)
    except BaseException:
        if old.exists() and not path.exists():
            old.rename(path)
        raise
    finally:
        shutil.rmtree(holder, ignore_errors=True)


def _carry(path: Path, fresh: Path, keep: Callable[[str], bool]) -> None:
    """Puts the files to be kept into the new folder, as links where the disk can."""
    for file in sorted(path.rglob("*")):
        name = file.relative_to(path).as_posix()
        if file.is_dir() and not file.is_symlink() and not any(file.iterdir()) and keep(name):
            (fresh / name).mkdir(parents=True, exist_ok=True)  # a repository has empty folders that it needs
        elif (file.is_file() or file.is_symlink()) and keep(name):
            target = fresh / name
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                os.link(file, target, follow_symlinks=False)
            except OSError:
                shutil.copy2(file, target, follow_symlinks=False)


def write_file(content: bytes, path: Path) -> None:
    """Writes one file beside its target first, then puts it in its place: never half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}-{os.getpid()}")
    try:
        fresh.write_bytes(content)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
