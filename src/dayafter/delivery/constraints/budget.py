"""No fund commits more in a fiscal year than its budget."""

from __future__ import annotations

import numpy as np

from dayafter.delivery.inputs import Data
from dayafter.delivery.variables import Variables
from dayafter.optimise.program import Program, Rows

SENTENCE = "the fund {budget} stays within its budget of that year"
UNIT = "millions"


def add(program: Program, data: Data, v: Variables) -> Rows:
    """One row a fund and fiscal year: orders, making ready, freight and expansion = spent; spent <= budget."""
    supply = data.supply
    amount = supply.budget.values[data.draw]
    rows = program.rows("budget", (data.budget,), lower=0.0, upper=0.0, sentence=SENTENCE, unit=UNIT)
    program.put(rows.index, v.spent.index, -1.0)
    figures = data.draws.of("budgets")
    own = np.array([figures.column((fund, str(year)))[data.draw] for fund, year in supply.budgets])
    slope = np.divide(amount, own, out=np.zeros_like(amount), where=own > 0)
    program.bound_from(v.spent.index, "upper", supply.budget.refs, amount, slope)
    _rates(program, data, v, amount)
    _orders(program, data, v, rows)
    _dispatches(program, data, v, rows)
    known = {key: number for number, key in enumerate(supply.expansions)}
    chosen = [known[key] for key in data.expansions]
    year = data.fund_year_of(tuple(key[0] for key in data.expansions))
    cost = supply.expansion_cost.values[data.draw][chosen][:, None] * data.price_rise
    program.put(_at(rows, year), v.expand.index, cost)
    return rows


def _at(rows: Rows, year: np.ndarray) -> np.ndarray:
    """Rows of the budgets at these positions; -1 stays -1."""
    return np.where(year >= 0, rows.index[year], -1)


def _rates(program: Program, data: Data, v: Variables, amount: np.ndarray) -> None:
    """Exchange rates move budgets but add nothing of their own."""
    rates = data.draws.of("exchange_rates")
    for number, refs in enumerate(data.supply.budget_rate_refs):
        for ref, sign in zip(refs, (-1.0, 1.0), strict=False):
            value = rates.column((ref.split(":")[1],))[data.draw]
            program.bound_from(v.spent.index[number], "upper", ref, 0.0, sign * amount[number] / value)


def _orders(program: Program, data: Data, v: Variables, rows: Rows) -> None:
    chosen = data.made_offer.tolist()
    year = data.fund_year_of(tuple(offer.fund_id for offer in data.made))
    price = data.prices[chosen]
    program.put(_at(rows, year), v.order.index, price + data.order_freight[:, None] * data.price_rise)
    _price_slopes(program, data, _at(rows, year), v.order.index, price, chosen)


def _dispatches(program: Program, data: Data, v: Variables, rows: Rows) -> None:
    stock = np.flatnonzero(data.is_stock)
    price = data.prices[data.supply_offer[stock]]
    year = _at(rows, data.fund_year_of_lane[stock])
    program.put(year, v.dispatch.index[stock], price + data.freight[stock][:, None] * data.price_rise)
    _price_slopes(program, data, year, v.dispatch.index[stock], price, data.supply_offer[stock].tolist())


def _price_slopes(
    program: Program, data: Data, rows: np.ndarray, cols: np.ndarray, price: np.ndarray, offers: list[int]
) -> None:
    """Each price moves with its figure of cost."""
    quantities = {quantity.ref: quantity for quantity in data.case.quantities("unit_costs").values()}
    refs = [data.supply.cost.refs[n] for n in offers]
    own = np.array([data.draws.of("unit_costs").column(quantities[ref].key)[data.draw] for ref in refs])
    slope = np.divide(price, own[:, None], out=np.zeros_like(price), where=own[:, None] > 0)
    program.coef_from(rows, cols, np.array(refs, dtype=object)[:, None], slope)
