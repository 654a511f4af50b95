"""What differs between two cases: settings, and rows with their cells, never the order of rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from dayafter.case.columns import FigureRow, Row, cell, columns_of, text_of
from dayafter.case.model import Case
from dayafter.case.settings import Settings
from dayafter.case.tables import TABLES

Kind = Literal["added", "removed", "changed"]


@dataclass(frozen=True)
class CellChange:
    """One cell: canonical text before and after; empty where there was or is none."""

    column: str
    old: str
    new: str


@dataclass(frozen=True)
class RowChange:
    """One row that was added, removed or changed, with the cells concerned (settings: table `case`, key the name)."""

    kind: Kind
    table: str
    key: tuple[str, ...]
    cells: tuple[CellChange, ...]

    def as_dict(self) -> dict[str, object]:
        """The change as plain data, as `--json` prints it."""
        cells = [{"column": change.column, "old": change.old, "new": change.new} for change in self.cells]
        return {"change": self.kind, "table": self.table, "key": list(self.key), "cells": cells}


@dataclass(frozen=True)
class CaseDiff:
    """All changes from one case to another, in the order of tables and rows."""

    changes: tuple[RowChange, ...]

    def __bool__(self) -> bool:
        return bool(self.changes)

    def count(self, kind: Kind) -> int:
        """How many rows were added, removed or changed."""
        return sum(change.kind == kind for change in self.changes)

    def summary(self) -> str:
        """One line: how many rows of how many tables."""
        if not self.changes:
            return "nothing changed"
        counts = ", ".join(f"{self.count(kind)} {kind}" for kind in ("changed", "added", "removed") if self.count(kind))
        tables = len({change.table for change in self.changes})
        return f"{counts} in {tables} table{'' if tables == 1 else 's'}"

    def table(self) -> tuple[dict[str, str], ...]:
        """One line for each changed cell, and one for each row added or removed with its filled cells together."""
        lines = []
        for change in self.changes:
            head = {"table": change.table, "key": "/".join(change.key), "change": change.kind}
            if change.kind == "changed":
                lines += [{**head, "column": c.column, "old": c.old, "new": c.new} for c in change.cells]
            else:
                old = ", ".join(f"{c.column}={c.old}" for c in change.cells if c.old)
                new = ", ".join(f"{c.column}={c.new}" for c in change.cells if c.new)
                lines.append({**head, "column": "", "old": old, "new": new})
        return tuple(lines)

    def as_dict(self) -> dict[str, object]:
        """The changes as plain data, as `--json` prints them."""
        counts = {kind: self.count(kind) for kind in ("added", "removed", "changed")}
        return {"summary": self.summary(), "counts": counts, "changes": [change.as_dict() for change in self.changes]}


def diff(old: Case, new: Case) -> CaseDiff:
    """Every change that leads from `old` to `new`."""
    changes = list(_settings(old.settings, new.settings))
    for table, model in TABLES.items():
        changes += _rows(model, old.tables.get(table, ()), new.tables.get(table, ()))
    return CaseDiff(tuple(changes))


def _settings(old: Settings, new: Settings) -> Iterable[RowChange]:
    for name in Settings.model_fields:
        before, after = text_of(getattr(old, name)), text_of(getattr(new, name))
        if before != after:
            yield RowChange("changed", "case", (name,), (CellChange("value", before, after),))


def _rows(model: type[Row], old: Iterable[Row], new: Iterable[Row]) -> list[RowChange]:
    """Changes of one table, by key; rivals of a key are told apart by source and date where that is possible."""
    before, after = _by_key(old), _by_key(new)
    changes = []
    for key in dict.fromkeys([*before, *after]):
        gone, come = list(before.get(key, ())), list(after.get(key, ()))
        pairs = [*_paired(gone, come, lambda row: row), *_paired(gone, come, _rival), *_paired(gone, come, lambda _: 0)]
        changes += [_changed(model, key, left, right) for left, right in pairs if left != right]
        changes += [_whole("removed", model, key, row) for row in gone]
        changes += [_whole("added", model, key, row) for row in come]
    return changes


def _by_key(rows: Iterable[Row]) -> dict[tuple[str, ...], list[Row]]:
    out: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        out[row.key].append(row)
    return out


def _rival(row: Row) -> object:
    return (row.source_id, row.as_of) if isinstance(row, FigureRow) else 0


def _paired(gone: list[Row], come: list[Row], sign: Callable[[Row], Any]) -> list[tuple[Row, Row]]:
    """Takes pairs of the same sign out of both lists."""
    pairs = []
    for left in list(gone):
        right = next((row for row in come if sign(row) == sign(left)), None)
        if right is not None:
            gone.remove(left)
            come.remove(right)
            pairs.append((left, right))
    return pairs


def _changed(model: type[Row], key: tuple[str, ...], old: Row, new: Row) -> RowChange:
    cells = [CellChange(name, cell(old, name), cell(new, name)) for name in columns_of(model)]
    return RowChange("changed", model.table, key, tuple(change for change in cells if change.old != change.new))


def _whole(kind: Kind, model: type[Row], key: tuple[str, ...], row: Row) -> RowChange:
    texts = [(name, cell(row, name)) for name in columns_of(model)]
    cells = [CellChange(name, "", text) if kind == "added" else CellChange(name, text, "") for name, text in texts]
    return RowChange(kind, model.table, key, tuple(cells))
