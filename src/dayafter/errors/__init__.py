"""The error catalogue: every way in which a case, a run or a call can be wrong.

Each entry has a code, what happened, and how to fix it, in the words of the analyst who has to act.
A `Finding` places an entry in a file, row and column; `CaseError` carries all findings of one pass.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from dayafter.errors.kinds import ErrorKind, Severity
from dayafter.errors.of_cases import OF_CASES
from dayafter.errors.of_runs import OF_RUNS

__all__ = [
    "CATALOGUE",
    "CaseError",
    "DayAfterError",
    "ErrorKind",
    "Finding",
    "InfeasibleError",
    "Severity",
    "UsageError",
    "did_you_mean",
]

CATALOGUE: dict[str, ErrorKind] = {kind.code: kind for kind in (*OF_CASES, *OF_RUNS)}


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, where it is wrong, and how to mend it."""

    code: str
    file: str = ""
    row: int | None = None  # the line in the file, header = 1
    column: str = ""
    details: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.code not in CATALOGUE:
            raise KeyError(f"{self.code} is not in the error catalogue")

    @property
    def kind(self) -> ErrorKind:
        return CATALOGUE[self.code]

    def _fill(self, text: str) -> str:
        return text.format(**{"file": self.file, "column": self.column, "suggestion": "", **self.details})

    @property
    def what(self) -> str:
        return self._fill(self.kind.what)

    @property
    def fix(self) -> str:
        return self._fill(self.kind.fix)

    @property
    def place(self) -> str:
        """`stocks.csv:12:low`, as far as it is known."""
        return ":".join(str(part) for part in (self.file, self.row, self.column) if part not in ("", None))

    def __str__(self) -> str:
        head = f"{self.place}: " if self.place else ""
        return f"{head}{self.kind.severity.value} {self.code}: {_stopped(self.what)} Fix: {_stopped(self.fix)}"

    def as_dict(self) -> dict[str, object]:
        """The finding as plain data, as `--json` prints it."""
        return {
            "code": self.code,
            "severity": self.kind.severity.value,
            "file": self.file,
            "row": self.row,
            "column": self.column,
            "what": self.what,
            "fix": self.fix,
        }


class DayAfterError(Exception):
    """Base of all errors that a user can act on. `exit_code` is what the command line returns."""

    exit_code = 1

    def __init__(self, *findings: Finding) -> None:
        self.findings = findings
        super().__init__("\n".join(str(finding) for finding in findings))

    @classmethod
    def of(cls, code: str, **details: object) -> DayAfterError:
        """The error for a single catalogue entry without a place in a file."""
        return cls(Finding(code, details=details))


class CaseError(DayAfterError):
    """The case has findings that stop a run."""


class UsageError(DayAfterError):
    """The call names something that does not exist."""

    exit_code = 2


class InfeasibleError(DayAfterError):
    """No plan can honour all rows at once; `findings` and `rows` name those that contradict each other."""

    exit_code = 3

    def __init__(self, *findings: Finding, rows: tuple[str, ...] = ()) -> None:
        super().__init__(*findings)
        self.rows = rows

    def __str__(self) -> str:
        lines = [*self.rows, *(str(finding) for finding in self.findings)]
        return "\n".join(lines)


def did_you_mean(word: str, known: list[str] | tuple[str, ...]) -> str:
    """', did you mean ...?' for the closest known word, capitals or not, or nothing."""
    import difflib

    spelled = {name.casefold(): name for name in reversed(known)}
    close = difflib.get_close_matches(word.casefold(), spelled, n=1, cutoff=0.6)
    return f", did you mean {spelled[close[0]]!r}?" if close else ""


MOST_NAMED = 24
"""Names that are listed where none is near."""


def require(what: str, known: Iterable[str], of: str, kind: str) -> None:
    """Raises UsageError (file-unreadable) where the result `of` has no table, number or other `kind` of this name."""
    if what not in (names := list(known)):
        near = did_you_mean(what, names) or f"; there are {', '.join(names[:MOST_NAMED]) or 'none'}"
        reason = f"it has no {kind} {what!r}{near}"
        raise UsageError(Finding("file-unreadable", details={"file": of, "reason": reason}))


def _stopped(text: str) -> str:
    """The sentence with a full stop, unless it ends in a sign of its own."""
    return text if text.endswith((".", "?", "!")) else f"{text}."
