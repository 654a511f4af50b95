"""What an import would change: shown first, written only when it is accepted and everything in it is right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from dayafter.case.columns import FigureRow, Row
from dayafter.case.diff import CaseDiff, diff
from dayafter.case.excel_read import open_workbook
from dayafter.case.folder import read_case, write_case
from dayafter.case.meta import Meta, Reading
from dayafter.case.model import Case
from dayafter.case.parquet import open_parquet
from dayafter.errors import CaseError, Finding, Severity, UsageError


@dataclass(frozen=True)
class Proposal:
    """An import that has not happened yet.

    old: the case on disk; new: the case that it would become; findings: what is wrong with the new one, with the
    place in the imported file, and what was left out of it.
    """

    path: Path
    file: Path
    old: Case
    new: Case
    diff: CaseDiff
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Findings that stop the import."""
        return tuple(finding for finding in self.findings if finding.kind.severity is Severity.ERROR)

    def accept(self) -> Case:
        """Writes the new case to disk, whole or not at all, and gives it as read back.

        Raises CaseError when the new case has errors, or when the folder has changed since the proposal was made.
        """
        if self.errors:
            raise CaseError(*self.errors)
        _refuse_stale(Meta.of(self.old), read_case(self.path), self.path.name)
        if self.diff:
            write_case(self.new, self.path, over=True)
        return read_case(self.path)

    def as_dict(self) -> dict[str, object]:
        """The proposal as plain data, as `--json` prints it."""
        findings = [finding.as_dict() for finding in self.findings]
        return {"case": self.path.name, "file": self.file.name, "findings": findings, **self.diff.as_dict()}


def propose(case: Case, file: Path | str, *, over: bool = False) -> Proposal:
    """What importing a workbook, a folder of Parquet files or a case folder would change in the case on disk.

    over: let the file win even if the case has changed since the file was exported from it.
    Raises CaseError with all findings when the file cannot be read into rows, or is stale. Nothing is written.
    """
    if case.path is None:
        raise UsageError(Finding("case-missing", details={"path": case.name, "shipped": "none is meant here"}))
    file = Path(file)
    old = read_case(case.path)
    reading = open_copy(file)
    if reading.meta is not None and not over:
        _refuse_stale(reading.meta, old, file.name)
    new = reading.case
    found = (*reading.warnings, *(reading.placed(finding) for finding in new.check().findings))
    return Proposal(case.path, file, old, new, diff(old, new), _errors_first(found))


def propose_rows(
    case: Case, file: Path | str, rows: Mapping[str, Iterable[Row]], findings: Iterable[Finding] = ()
) -> Proposal:
    """What it would change in the case on disk if these rows joined its tables.

    rows: table -> rows; each takes the place of those with its key (of a figure: with its key and source). findings:
    what is already known to be doubtful about them. Nothing is written.
    """
    if case.path is None:
        raise UsageError(Finding("case-missing", details={"path": case.name, "shipped": "none is meant here"}))
    old = read_case(case.path)
    new = joined(old, rows)
    found = (*findings, *new.check().findings)
    return Proposal(case.path, Path(file), old, new, diff(old, new), _errors_first(found))


def joined(case: Case, rows: Mapping[str, Iterable[Row]]) -> Case:
    """The case with these rows: each in the place of those with its key (of a figure: with its key and source)."""
    tables = {}
    for table, come in rows.items():
        coming = list(come)
        taken = {_place(row) for row in coming}
        kept = [row for row in case.tables.get(table, ()) if _place(row) not in taken]
        tables[table] = (*kept, *coming)
    return case.replace(tables)


def _place(row: Row) -> tuple[object, ...]:
    return (*row.key, row.source_id) if isinstance(row, FigureRow) else row.key


def _errors_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda finding: finding.kind.severity is Severity.WARNING))


def open_copy(file: Path) -> Reading:
    """The case in a file or folder of any kind that can be imported."""
    if file.is_file() and file.suffix.lower() in (".xlsx", ".xlsm"):
        return open_workbook(file)
    if file.is_dir() and any(file.rglob("*.parquet")):
        return open_parquet(file)
    if file.is_dir() and (file / "case.toml").is_file():
        return Reading(read_case(file), None)
    if not file.exists():
        raise UsageError(Finding("import-missing", details={"path": file}))
    raise UsageError(Finding("format-unknown", file.name))


def _refuse_stale(meta: Meta, case: Case, file: str) -> None:
    changed = meta.changed(case)
    if changed:
        raise CaseError(Finding("workbook-stale", file, details={"tables": ", ".join(changed)}))
