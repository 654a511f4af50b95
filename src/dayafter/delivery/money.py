"""What the decisions cost: one formula, read by budgets, the cost objective and the report alike.

Each cost also says how it moves with the figures behind it, so that what binds can be told to the last figure.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dayafter.delivery.inputs import Data
from dayafter.delivery.variables import Variables
from dayafter.optimise.program import FloatArray, IntArray
from dayafter.supply.model import price_age, price_factor
from dayafter.supply.reader import Priced

KINDS = ("orders", "making ready", "freight", "expansion")

DUST = 1e-9
"""Millions. Less than a tenth of a cent for a piece is no cost: a solver would take it for rounding."""

Names = NDArray[np.object_]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Cost:
    """One kind of cost. each: millions for one unit of the columns [row, period]; budget: who pays it, -1: nothing."""

    kind: str
    budget: Ints  # position of the budget [row, period]
    cols: IntArray  # [row, period]
    each: FloatArray
    table: str  # which of the supply's figures: cost, freight or expansion_cost
    chosen: Ints  # position of the figure [row]
    tonnes: Ints | None  # position of the offer that gives the weight of one piece [row], -1: nothing to carry
    slopes: tuple[tuple[Names, FloatArray], ...] = ()  # (figure of each row, change of `each` per unit of it)


def cost_terms(data: Data, v: Variables) -> Iterator[Cost]:
    """Every cost of the plan, by kind."""
    buyers = tuple(offer.fund_id for offer in data.made)
    yield _cost(data, "orders", buyers, v.order.index, "cost", data.made_offer)
    stock = np.flatnonzero(data.is_stock)
    holders = tuple(data.lanes[number].fund_id for number in stock)
    yield _cost(data, "making ready", holders, v.dispatch.index[stock], "cost", data.supply_offer[stock])
    yield _freight(data, buyers, v.order.index, data.dearest[data.maker_of_offer])
    yield _freight(data, holders, v.dispatch.index[stock], stock)
    known = {key: number for number, key in enumerate(data.supply.expansions)}
    chosen = np.array([known[key] for key in data.expansions], dtype=np.int64)
    payers = tuple(key[0] for key in data.expansions)
    yield _cost(data, "expansion", payers, v.expand.index, "expansion_cost", chosen)


def _freight(data: Data, funds: tuple[str, ...], cols: IntArray, lanes: Ints) -> Cost:
    """Freight of one piece by these lanes; the recipient's own makers have none."""
    route = data.route_of_lane[lanes]
    tonnes = np.where(route >= 0, data.supply_offer[lanes], -1)
    return _cost(data, "freight", funds, cols, "freight", np.maximum(route, 0), tonnes)


def _cost(
    data: Data,
    kind: str,
    funds: tuple[str, ...],
    cols: IntArray,
    table: str,
    chosen: Ints,
    tonnes: Ints | None = None,
) -> Cost:
    """Cost of one unit, or of its weight in tonnes, at these figures in the prices of each period."""
    figures: Priced = getattr(data.supply, table)
    budget = data.fund_year_of(funds)
    if not len(figures.refs):
        return Cost(kind, budget, cols, np.zeros(cols.shape), table, chosen, tonnes)
    growth = float(data.supply.growth[data.draw])
    factor = price_factor(data.timeline, growth, figures.years[chosen])
    value = figures.values[data.draw][chosen][:, None] * factor
    weight = np.ones(len(chosen))
    if tonnes is not None:
        weight = np.where(tonnes >= 0, data.supply.weight.values[data.draw][tonnes], 0.0)
    each = value * weight[:, None]
    each = np.where(each < DUST, 0.0, each)
    if not data.cited:
        return Cost(kind, budget, cols, each, table, chosen, tonnes)
    per_unit = figures.per_unit[data.draw][chosen][:, None] * factor * weight[:, None]
    age = price_age(data.timeline, figures.years[chosen])
    slopes = [
        (_names([figures.refs[n] for n in chosen]), per_unit),
        (_names(["assumptions:price_growth"] * len(chosen)), each * age / (1.0 + growth)),
        *_rate_slopes(data, figures, chosen, each),
    ]
    if tonnes is not None:
        slopes.append((_names([data.supply.weight.refs[n] if n >= 0 else "" for n in tonnes]), value))
    return Cost(kind, budget, cols, each, table, chosen, tonnes, tuple(slopes))


def _rate_slopes(data: Data, figures: Priced, chosen: Ints, each: FloatArray) -> Iterator[tuple[Names, FloatArray]]:
    """A price falls with the rate of its own currency, and rises with that of the case's."""
    for side, sign in ((0, -1.0), (1, 1.0)):
        refs = [figures.rates[n][side] if figures.rates[n] else "" for n in chosen]
        rate = np.array([rate_of(data, ref) for ref in refs])
        yield _names(refs), sign * each / rate[:, None]


def rate_of(data: Data, ref: str) -> float:
    """An exchange rate by its reference; 1 without one."""
    return float(data.draws.of("exchange_rates").column((ref.split(":")[1],))[data.draw]) if ref else 1.0


def _names(words: list[str]) -> Names:
    return np.array(words, dtype=object)
