"""A case: settings and tables as read, and the quantities that follow from them on the vintage date."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

from dayafter.case.columns import FigureRow, Row, cell, columns_of
from dayafter.case.combine import Key, Quantity, combine, known_rows
from dayafter.case.settings import Settings, parse_settings, write_settings
from dayafter.case.tables import FIGURES, TABLES
from dayafter.case.tables.reference import Party, Source
from dayafter.case.time import Timeline
from dayafter.errors import UsageError

if TYPE_CHECKING:
    from dayafter.case.check import CheckReport

RowT = TypeVar("RowT", bound=Row)


@dataclass(frozen=True)
class Case:
    """What we know. Frozen: a change makes a new case.

    tables: every row as read, in file order; lines: the line of the file on which each stands (for findings).
    """

    name: str
    settings: Settings
    tables: Mapping[str, tuple[Row, ...]]
    path: Path | None = None
    lines: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    def all_rows(self, model: type[RowT]) -> tuple[RowT, ...]:
        """Every row of the table, known on the date or not, in file order."""
        return cast(tuple[RowT, ...], self.tables.get(model.table, ()))

    def rows(self, model: type[RowT]) -> tuple[RowT, ...]:
        """The rows known on the vintage date, sorted by key: their order in the file never matters."""
        if issubclass(model, FigureRow):
            known = known_rows(self.all_rows(model), self.sources, self.settings.known_on)
        elif "source_id" in model.model_fields and model is not Source:
            known = [row for row in self.all_rows(model) if self._is_known(row.source_id)]  # type: ignore[attr-defined, misc]
        else:
            known = list(self.all_rows(model))  # type: ignore[arg-type]
        return cast(tuple[RowT, ...], tuple(sorted(known, key=_rank)))

    def _is_known(self, source_id: str) -> bool:
        return source_id in self.sources and self.sources[source_id].published <= self.settings.known_on

    @cached_property
    def sources(self) -> dict[str, Source]:
        return {row.source_id: row for row in self.all_rows(Source)}

    @cached_property
    def timeline(self) -> Timeline:
        return Timeline.of(self.settings)

    @cached_property
    def _quantities(self) -> dict[str, dict[Key, Quantity]]:
        return {}

    def quantities(self, table: str) -> dict[Key, Quantity]:
        """The table's figures known on the date, rivals combined, sorted by key."""
        if table not in self._quantities:
            groups: dict[Key, list[FigureRow]] = defaultdict(list)
            for row in self.rows(FIGURES[table]):
                groups[row.key].append(row)
            self._quantities[table] = {
                key: combine(groups[key], self.sources, self.settings.rivals) for key in sorted(groups)
            }
        return self._quantities[table]

    def names(self, table: str) -> dict[str, str]:
        """The table's short names -> what a person calls them."""
        return {row.key[0]: getattr(row, "name", row.key[0]) for row in self.tables.get(table, ())}

    def parties(self, role: str) -> tuple[Party, ...]:
        """Parties with this role, sorted."""
        return tuple(party for party in self.rows(Party) if role in party.roles)

    def check(self) -> CheckReport:
        """All findings of the case in one pass."""
        from dayafter.case.check import check

        return check(self)

    def replace(self, tables: Mapping[str, Iterable[Row]] | None = None, **settings: object) -> Case:
        """A new case with other rows in some tables and other settings; raises UsageError where one cannot be."""
        changed = {name: tuple(rows) for name, rows in (tables or {}).items()}
        lines = {name: numbers for name, numbers in self.lines.items() if name not in changed}
        new, findings = parse_settings({**self.settings.model_dump(), **settings}, "case.toml")
        if new is None:
            raise UsageError(*findings)
        return replace(self, tables={**self.tables, **changed}, settings=new, lines=lines)

    def line(self, table: str, index: int) -> int | None:
        """The line of the file on which the table's row stands, header = 1."""
        numbers = self.lines.get(table)
        return numbers[index] if numbers else index + 2

    def digests(self) -> dict[str, str]:
        """A digest of the settings and of each table, the same for any order of rows."""
        out = {"case.toml": _digest([write_settings(self.settings)])}
        for table in TABLES:
            rows = self.tables.get(table, ())
            if rows:
                columns = columns_of(TABLES[table])
                out[table] = _digest(sorted("\x1f".join(cell(row, name) for name in columns) for row in rows))
        return out

    def digest(self) -> str:
        """One digest of all that the case says."""
        return _digest(f"{name} {value}" for name, value in self.digests().items())


def _rank(row: Row) -> tuple[object, ...]:
    """Rivals share a key: what tells them apart decides, so that the order in the file never does."""
    rival = (row.source_id, row.as_of, row.central) if isinstance(row, FigureRow) else ()
    return (row.key, *rival)


def _digest(texts: Iterable[str]) -> str:
    value = hashlib.sha256()
    for text in texts:
        value.update(text.encode())
        value.update(b"\x1e")
    return value.hexdigest()
