"""What a release is: the shown case, the released results, the audit, and where it was written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dayafter.errors import require
from dayafter.release.audit import ATTACKS, Audit
from dayafter.release.results import Record
from dayafter.release.withhold import Shown

CANNOT_TELL: tuple[str, ...] = (
    "The audit knows the attacks that it lists. A receiver who has other sources, or an earlier paper, knows more.",
    "A band hides where a figure lies, never that there is one, nor of which order it is.",
    "Words for numbers that no list holds (a handful, the fleet) pass through notes: read the notes of open rows.",
    "Names and short names are shown as they are: do not write figures into them.",
    "It says nothing of what a receiver passes on; the mark of the copy only says whose it was.",
    "Each release is judged with the ladder as it stands: it knows no rules or figures of copies that left before.",
)


@dataclass(frozen=True, eq=False)
class Release:
    """One release. folder: where it was written; None where only the audit was asked for."""

    shown: Shown
    tables: Mapping[str, list[Record]]
    audit: Audit
    mark: str
    rules: str
    folder: Path | None
    files: tuple[str, ...]

    def records(self, what: str) -> list[dict[str, Any]]:
        """One of the release's tables as plain rows."""
        made = {"shown": self.shown.counts, "audit": self.audit.records, "results": self._results}
        require(what, made, "release", "table")
        return made[what]()

    def _results(self) -> list[dict[str, Any]]:
        """One row a table of results: rows in the copy, and cells by form."""
        out = []
        for name, rows in self.tables.items():
            forms = [value for row in rows for column, value in row.items() if column.endswith("_form")]
            counted = {form: forms.count(form) for form in ("open", "coarse", "suppressed")}
            out.append({"table": name, "rows": len(rows), **counted})
        return out

    def summary(self) -> dict[str, Any]:
        """The release as plain data, as `--json` prints it; for the one who releases, not for the receiver."""
        return {
            "party": self.shown.party,
            "step": self.shown.step,
            "mark": self.mark,
            "rules": self.rules,
            "folder": self.folder,
            "files": list(self.files),
            "notes_dropped": self.shown.notes_dropped,
            "shown": self.records("shown"),
            "results": self.records("results"),
            "audit": self.records("audit"),
            "attacks": dict(ATTACKS),
            "cannot_tell": list(CANNOT_TELL),
        }
