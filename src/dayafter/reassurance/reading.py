"""Reads figures in draws, keeps what was read, and collects what is missing, so that all of it is told at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from dayafter.case import Quantity
from dayafter.errors import CaseError, Finding
from dayafter.supply.lookup import resolve
from dayafter.supply.money import Exchange
from dayafter.uncertainty import Draws
from dayafter.uncertainty.draws import Key

Floats = NDArray[np.float64]


class Reader:
    """The figures of one set of draws. refs: the figures that were read; findings: those that are missing."""

    def __init__(self, draws: Draws) -> None:
        self.draws = draws
        self.refs: set[str] = set()
        self._missing: dict[tuple[str, Key], Finding] = {}
        self._exchange: Exchange | None = None

    def find(self, table: str, key: Key, wild: int = 0) -> Quantity | None:
        """The most specific figure for the key; its first `wild` places may be `any`."""
        return resolve(self.draws.case.quantities(table), key, wild)

    def get(self, table: str, key: Key, default: float, wild: int = 0) -> Floats:
        """The draws of a figure, or `default` where the case has none [draw]."""
        quantity = self.find(table, key, wild)
        return np.full(self.draws.size, default) if quantity is None else self._of(quantity)

    def take(self, table: str, key: Key, hint: str, wild: int = 0) -> Floats:
        """The draws of a figure that is needed [draw]; nan, and one more finding, where the case has none."""
        quantity = self.find(table, key, wild)
        if quantity is None:
            self.miss(table, key, hint)
            return np.full(self.draws.size, np.nan)
        return self._of(quantity)

    def money(self, table: str, key: Key, hint: str = "", wild: int = 0) -> Floats:
        """A figure of money in millions of the case's currency [draw]; nan where there is none, and a finding where a
        hint says what for. Raises CaseError (rate-missing)."""
        quantity = self.find(table, key, wild)
        if quantity is None:
            if hint:
                self.miss(table, key, hint)
            return np.full(self.draws.size, np.nan)
        self._exchange = self._exchange or Exchange(self.draws)
        self.refs.update(self._exchange.refs(quantity))
        return self._of(quantity) * self._exchange.factor(quantity)

    def miss(self, table: str, key: Key, hint: str) -> None:
        """Notes that a figure is missing."""
        details: dict[str, object] = {"table": table, "key": "/".join(key), "hint": hint}
        self._missing[(table, key)] = Finding("figure-needed", f"figures/{table}.csv", details=details)

    def grid(self, rows: Iterable[str], columns: Iterable[str], cell: Callable[[str, str], Floats]) -> Floats:
        """cell(row, column) for every pair [draw, row, column]."""
        names, across = list(rows), list(columns)
        out = np.zeros((self.draws.size, len(names), len(across)))
        for i, row in enumerate(names):
            for j, column in enumerate(across):
                out[:, i, j] = cell(row, column)
        return out

    def line(self, rows: Iterable[str], cell: Callable[[str], Floats]) -> Floats:
        """cell(row) for every row [draw, row]."""
        columns = [cell(row) for row in rows]
        return np.stack(columns, axis=1) if columns else np.zeros((self.draws.size, 0))

    def raise_for_missing(self) -> None:
        """Raises CaseError with every figure that is missing, if there is one."""
        if self._missing:
            raise CaseError(*(self._missing[at] for at in sorted(self._missing)))

    def _of(self, quantity: Quantity) -> Floats:
        self.refs.add(quantity.ref)
        return self.draws.column(quantity.table, quantity.key)
