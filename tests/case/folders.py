"""Changing a case folder, and seeing what it says then."""

from __future__ import annotations

from pathlib import Path

from dayafter.case import Case, read_case
from dayafter.case.folder import case_files
from dayafter.errors import DayAfterError, Finding


def edit(folder: Path, file: str, old: str, new: str) -> None:
    """Replaces the first `old` in a file; with an empty `old` the text is added at the end."""
    path = folder / file
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    assert old in text, f"{file} has no {old!r}"
    path.write_text(text.replace(old, new, 1) if old else text + new, encoding="utf-8")


def findings(folder: Path) -> tuple[Finding, ...]:
    """Everything that reading and checking the folder finds, but for tables that no step reads yet."""
    try:
        found = read_case(folder).check().findings
    except DayAfterError as error:
        found = error.findings
    return tuple(finding for finding in found if finding.code != "figure-unread")


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file below the folder's parent, hidden ones too: what must not change when something fails."""
    root = folder.parent
    return {file.relative_to(root).as_posix(): file.read_bytes() for file in root.rglob("*") if file.is_file()}


def same(left: Case, right: Case) -> bool:
    """Whether two cases say the same in the same order, as canonical text (the name aside)."""
    texts = [
        {name: text for name, text in case_files(case).items() if name != "datapackage.json"} for case in (left, right)
    ]
    return texts[0] == texts[1]
