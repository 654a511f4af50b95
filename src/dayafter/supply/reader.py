"""One figure for each label of an axis, money converted, and all that is missing told at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dayafter.case import Case
from dayafter.case.tables.money import Fund
from dayafter.case.tables.reference import Party
from dayafter.errors import CaseError
from dayafter.supply.lookup import Finder, Key, resolve
from dayafter.supply.model import fiscal_years
from dayafter.supply.money import Exchange
from dayafter.uncertainty import Draws

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Figures:
    """One figure for each label of an axis. values: [draw, label]; refs: the combined figures they come from."""

    values: Floats
    refs: tuple[str, ...]


@dataclass(frozen=True)
class Priced(Figures):
    """Figures of money in millions of the case's currency."""

    per_unit: Floats  # millions for one unit of the figure [draw, label]
    rates: tuple[tuple[str, ...], ...]  # exchange rates behind each: (its currency, the case's), or none
    years: Ints  # the year for which each holds


class Reader:
    """Reads one figure for each label of an axis."""

    def __init__(self, case: Case, draws: Draws) -> None:
        self.case, self.draws = case, draws
        self.finder, self.exchange = Finder(), Exchange(draws)

    def raise_for_missing(self) -> None:
        """Raises CaseError naming every figure that was looked for in vain."""
        if self.finder.findings:
            raise CaseError(*{str(finding): finding for finding in self.finder.findings}.values())

    def figures(
        self, table: str, keys: Sequence[Key], wild: int, hint: str, *, only: Sequence[bool] | None = None
    ) -> Figures:
        """The figure of each key [draw, key]; zero without a reference where `only` is false."""
        quantities, drawn = self.case.quantities(table), self.draws.of(table)
        values = np.zeros((self.draws.size, len(keys)))
        refs = []
        for place, key in enumerate(keys):
            quantity = None
            if only is None or only[place]:
                quantity = self.finder.find(table, quantities, key, wild, hint)
            refs.append(quantity.ref if quantity else "")
            if quantity:
                values[:, place] = drawn.column(quantity.key)
        return Figures(values, tuple(refs))

    def money(self, table: str, keys: Sequence[Key], wild: int, hint: str) -> Priced:
        """The same in millions of the case's currency."""
        plain = self.figures(table, keys, wild, hint)
        known = {quantity.ref: quantity for quantity in self.case.quantities(table).values()}
        factor = np.ones(plain.values.shape)
        rates: list[tuple[str, ...]] = []
        years = np.full(len(keys), self.case.settings.price_year, dtype=np.int64)
        for place, ref in enumerate(plain.refs):
            rates.append(self.exchange.refs(known[ref]) if ref else ())
            if ref:
                factor[:, place] = self.exchange.factor(known[ref])
                years[place] = known[ref].as_of.year
        return Priced(plain.values * factor, plain.refs, factor, tuple(rates), years)

    def budgets(self, funds: Sequence[Fund]) -> tuple[tuple[tuple[str, int], ...], Floats, Priced]:
        """(fund, fiscal year), the part of that year within the horizon, and its budget in that part."""
        starts = {party.party_id: party.fiscal_year_starts for party in self.case.rows(Party)}
        parts = {}
        for fund in funds:
            for year, part in fiscal_years(self.case.timeline, starts[fund.party_id]).items():
                if resolve(self.case.quantities("budgets"), (fund.fund_id, str(year)), 0):
                    parts[(fund.fund_id, year)] = part
        keys = tuple(sorted(parts))
        whole = self.money("budgets", [(fund, str(year)) for fund, year in keys], 0, "")
        part_of = np.array([parts[key] for key in keys], dtype=np.float64)
        within = Priced(whole.values * part_of, whole.refs, whole.per_unit * part_of, whole.rates, whole.years)
        return keys, part_of, within
