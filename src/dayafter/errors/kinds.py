"""What an entry of the catalogue is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Severity(Enum):
    """Errors stop a run; warnings are printed and go on."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class ErrorKind:
    """One entry of the catalogue: `what` and `fix` are format strings over the finding's details."""

    code: str
    what: str
    fix: str
    severity: Severity = Severity.ERROR
