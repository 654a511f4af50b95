"""Lines of a file and what is wrong with them: every finding has its file and line, and all come at once.

Fields are taken at blanks. Names that hold blanks are known from the ROWS section of the core; then all three files
are cut at the fixed columns of the old format (2-3, 5-12, 15-22, 25-36, 40-47, 50-61).
"""

from __future__ import annotations

import gzip
import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from ...errors import CATALOGUE, DayAfterError, Finding, Severity, UsageError, did_you_mean

MOST = 50  # findings told; a file of another kind would have thousands
CUTS = ((1, 3), (4, 12), (14, 22), (24, 36), (39, 47), (49, 61))
END = "ENDATA"


class SmpsError(DayAfterError):
    """The files have findings that stop the reader."""


@dataclass(frozen=True)
class Line:
    """One line that is neither blank nor a comment: its fields, or the words of a header (`header`)."""

    number: int
    header: bool
    fields: tuple[str, ...]

    @property
    def word(self) -> str:
        """First field in capitals: the section that a header opens."""
        return self.fields[0].upper()

    def says(self, word: str) -> bool:
        """Whether a header has this word."""
        return word in (field.upper() for field in self.fields)


@dataclass
class Report:
    """Findings of all files of a set."""

    errors: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)

    def at(self, file: str, line: int | None, code: str, **details: object) -> None:
        """Takes note of a finding."""
        finding = Finding(code, file, line, details=details)
        where = self.errors if CATALOGUE[code].severity is Severity.ERROR else self.warnings
        if len(where) < MOST and finding not in where:
            where.append(finding)

    def unknown(self, file: str, line: int | None, kind: str, name: str, where: str, known: Iterable[str]) -> None:
        """Takes note of a name that nothing declares."""
        suggestion = did_you_mean(name, list(known)[:5000])
        self.at(file, line, "smps-unknown", kind=kind, name=name, where=where, suggestion=suggestion)

    def stop(self) -> None:
        """Raises SmpsError, if anything is wrong."""
        if self.errors:
            raise SmpsError(*self.errors)


def text_of(path: Path) -> str:
    """The file as Latin-1 text, unpacked where it is gzip; `smps-unreadable` as UsageError where it is not there."""
    try:
        content = path.read_bytes()
        if content[:2] == b"\x1f\x8b":
            content = gzip.decompress(content)
    except (OSError, EOFError) as error:
        reason = getattr(error, "strerror", None) or "it is damaged"
        raise UsageError(Finding("smps-unreadable", details={"path": path, "reason": reason})) from error
    return content.decode("latin-1")


def lines_of(path: Path, report: Report, fixed: bool = False) -> list[Line]:
    """Lines up to ENDATA."""
    out: list[Line] = []
    for number, raw in enumerate(text_of(path).splitlines(), start=1):
        text = raw.expandtabs().rstrip().replace("\x00", "")
        if not text or text[0] == "*" or text.isspace():
            continue
        header = text[0] != " "
        cut = fixed and not header
        fields = tuple(part for a, b in CUTS if (part := text[a:b].strip())) if cut else tuple(text.split())
        if not fields or fields[0][0] == "*":
            continue
        if header and fields[0].upper() == END:
            return out
        out.append(Line(number, header, fields))
    last = out[-1].number if out else 1
    hint = "check that it is whole"
    report.at(path.name, last, "smps-choice", what=f"the file ends without {END}", hint=hint)
    return out


def has_blanks_in_names(path: Path) -> bool:
    """Whether a row of the core has a name of more than one word in the columns 5 to 12."""
    inside = False
    for raw in text_of(path).splitlines():
        text = raw.expandtabs().rstrip()
        if text[:1] not in ("", " ", "*"):
            if inside:
                return False
            inside = text.split()[0].upper() == "ROWS"
        elif inside and text[:1] == " " and len(text.split()) > 2 and len(text) <= 12:
            return True
    return False


def number_of(text: str) -> float | None:
    """A number as Fortran or C would write it; None where it is none."""
    try:
        value = float(text)
    except ValueError:
        try:
            value = float(text.upper().replace("D", "E"))
        except ValueError:
            return None
    return None if math.isnan(value) else value
