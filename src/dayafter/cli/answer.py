"""What a verb answers: one document for programs, one text for people."""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dayafter.case import Case

VERSION = 1
"""Raised when a field of a document is renamed, removed or changes its meaning; new fields may come at any time."""


@dataclass(frozen=True)
class Answer:
    """An answer of a verb. `code` is what the command line returns."""

    verb: str
    document: Mapping[str, Any]
    text: str = ""
    code: int = 0

    def as_dict(self) -> dict[str, Any]:
        """The document with its schema and the version that wrote it, ready for JSON."""
        from dayafter import __version__

        made: dict[str, Any] = plain({"schema": f"dayafter/{self.verb}/{VERSION}", "dayafter": __version__})
        return made | {name: plain(value) for name, value in self.document.items()}

    def to_json(self) -> str:
        """The document as JSON text, a line for each field and each row; numbers that are none are null."""
        fields = [f" {_compact(name)}: {_lines(value)}" for name, value in self.as_dict().items()]
        return "{\n" + ",\n".join(fields) + "\n}"


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _lines(value: Any) -> str:
    """A list of rows, a line for each; anything else on one line. The encoder is much faster without `indent`."""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "[\n  " + ",\n  ".join(map(_compact, value)) + "\n ]"
    return _compact(value)


def plain(value: Any) -> Any:
    """The value as JSON can hold it: numpy scalars as numbers, dates as ISO text, not-a-number and infinity as null."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, Mapping):
        return {str(name): plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    if hasattr(value, "item"):  # a numpy scalar
        return plain(value.item())
    return value if isinstance(value, float) and math.isfinite(value) else None


def of_case(case: Case) -> dict[str, Any]:
    """What every document about a case begins with."""
    settings = case.settings
    return {"case": case.name, "title": settings.title, "known_on": settings.known_on, "currency": settings.currency}
