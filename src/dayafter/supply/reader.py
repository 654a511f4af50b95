"""One figure for each label of an axis, money converted, and all that is missing told at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from dayafter.case import Case
from dayafter.case.tables.money import Fund
from dayafter.case.tables.reference import Party
from dayafter.errors import CaseError
from dayafter.supply.lookup import Finder, Key, resolve
from dayafter.supply.model import fiscal_year, fiscal_years
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


@dataclass(frozen=True)
class Budgets:
    """keys: (fund, fiscal year), sorted; part: of that year within the horizon [budget]; within: the budget in that
    part; path: what of it falls in each period, in millions [draw, budget, period], None where no future changes it."""

    keys: tuple[tuple[str, int], ...]
    part: Floats
    within: Priced
    path: Floats | None


def keys_of(figures: Figures) -> list[Key]:
    """The key of the row behind each figure; empty where there is none."""
    return [tuple(ref.partition(":")[2].split("/")) if ref else () for ref in figures.refs]


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

    def months(
        self, table: str, keys: Sequence[Key], wild: int, hint: str, *, only: Sequence[bool] | None = None
    ) -> Figures:
        """Lead or transit times of each key [draw, key], longer in every draw in which a future makes them so."""
        plain = self.figures(table, keys, wild, hint, only=only)
        futures = self.draws.futures
        if futures is None or not futures.touches(table):
            return plain
        return Figures(futures.total(table, keys_of(plain), plain.values), plain.refs)

    def path(self, table: str, figures: Figures) -> Floats | None:
        """Undated figures over the periods as futures change them [draw, key, period]; None where none does."""
        futures = self.draws.futures
        if futures is None or not futures.touches(table):
            return None
        return futures.path(table, keys_of(figures), figures.values, self.case.timeline)

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

    def budgets(self, funds: Sequence[Fund]) -> Budgets:
        """The budget of each fund and fiscal year within the horizon, cut or raised by futures from their month on."""
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
        path = self._budget_path(keys, within, starts, {fund.fund_id: fund.party_id for fund in funds})
        if path is not None:
            within = replace(within, values=path.sum(axis=2))
        return Budgets(keys, part_of, within, path)

    def _budget_path(
        self, keys: Sequence[tuple[str, int]], within: Priced, starts: Mapping[str, int], party: Mapping[str, str]
    ) -> Floats | None:
        """What falls in each period, in millions [draw, budget, period]: a budget falls evenly on its months."""
        futures, timeline = self.draws.futures, self.case.timeline
        if futures is None or not futures.touches("budgets"):
            return None
        years = {fund: fiscal_year(timeline, starts[party[fund]]) for fund, _ in keys}
        months = np.array([np.where(years[fund] == year, timeline.lengths, 0) for fund, year in keys])
        even = months / months.sum(axis=1, keepdims=True)
        figure = self.figures("budgets", [(fund, str(year)) for fund, year in keys], 0, "")
        path = futures.path("budgets", keys_of(figure), figure.values, timeline)  # yearly, in the figure's unit
        return np.asarray(path * within.per_unit[:, :, None] * even)
