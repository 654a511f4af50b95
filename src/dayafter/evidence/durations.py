"""Spells of peace in a user's own download: how long each lasted, how it ended, what else the file says of it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from dayafter.errors import CaseError, Finding
from dayafter.evidence.reader import rows_of, table_of

DECLARED = Path(__file__).with_name("durations.toml")

CENSORED = "!"
"""Before the name of a column that is 1 where the spell did not end."""


@dataclass(frozen=True)
class Outcome:
    """The columns of one way in which a spell can end: its time, and whether it did."""

    stop: str
    failed: str

    @property
    def column(self) -> str:
        """The column that says whether it ended, or whether it did not."""
        return self.failed.removeprefix(CENSORED)

    @property
    def inverted(self) -> bool:
        """Whether the column is 1 for spells that did not end."""
        return self.failed.startswith(CENSORED)


@dataclass(frozen=True)
class Form:
    """A public file of spells: see durations.toml for each field."""

    id: str
    title: str
    publisher: str
    columns: tuple[str, ...]
    per_year: float
    start: str
    subject: str
    cluster: str
    outcomes: Mapping[str, Outcome]
    covariates: tuple[str, ...]
    note: str


@dataclass(frozen=True, eq=False)
class Durations:
    """A file of spells that has been read. columns: name -> cells as text; lines: where each row stands, header = 1."""

    file: str
    form: Form
    columns: Mapping[str, Sequence[str]]
    lines: Sequence[int]
    findings: tuple[Finding, ...] = ()

    @property
    def size(self) -> int:
        """How many rows."""
        return len(self.lines)


@lru_cache
def forms(path: Path = DECLARED) -> tuple[Form, ...]:
    """Every form declared in the file."""
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    return tuple(_form(entry) for entry in content["duration"])


def _form(entry: Mapping[str, Any]) -> Form:
    fields: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()}
    fields["outcomes"] = {name: Outcome(**columns) for name, columns in entry["outcomes"].items()}
    return Form(**fields)


def read_durations(file: Path | str) -> Durations:
    """The spells in a file of one of the known forms, which is told by its columns.

    Raises CaseError with every finding when the columns are of no known form, a row is ragged, or there is none.
    """
    file = Path(file)
    header, rows = table_of(file)
    form = next((one for one in forms() if set(one.columns) <= set(header)), None)
    if form is None:
        near, missing = min(
            ((one, [name for name in one.columns if name not in header]) for one in forms()),
            key=lambda pair: len(pair[1]) / len(pair[0].columns),
        )
        if len(missing) == len(near.columns):
            known = "; ".join(f"{one.id}: {', '.join(one.columns)}" for one in forms())
            raise CaseError(Finding("evidence-unknown", file.name, details={"forms": known}))
        hint = f"this looks like {near.title!r}, which has it"
        raise CaseError(*(Finding("column-missing", file.name, 1, name, {"hint": hint}) for name in missing))
    wrong: list[Finding] = []
    found = list(rows_of(file.name, header, rows, wrong))
    if wrong:
        raise CaseError(*wrong)
    if not found:
        raise CaseError(Finding("spells-empty", file.name, details={"reason": "it has no row below its header"}))
    columns = {name: [row[name] for _, row in found] for name in header if name}
    return Durations(file.name, form, columns, [line for line, _ in found])
