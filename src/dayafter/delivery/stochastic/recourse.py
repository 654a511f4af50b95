"""The constraints of one future that are not those of a plan without futures: here every decision of now can be lived
with. What its plant never makes waits for ever, what a budget does not fund lapses, a promise may be broken."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dayafter.delivery.axes import Floats
from dayafter.delivery.constraints import CONSTRAINTS, budget, burden, commitment, expansion, orders, stock
from dayafter.delivery.constraints.commitment import add_early
from dayafter.delivery.objectives import add_shortfall, line_costs
from dayafter.delivery.stochastic.future import FutureData, Now, costs_of
from dayafter.delivery.variables import Variables
from dayafter.optimise.program import Axis, Columns, IntArray, Program, Rows

OWN = (stock, expansion, commitment, burden)
"""Constraints that a future has in a form of its own, or has no use for."""

BY = "what {stock} has given by {period} was there above its floor"
FROM = "what {stock} gives from {period} on is what it has been left with"
GROWTH = "capacity added at {maker} by {period} is at most what has been paid for in time"
LAPSE = "no more of {decision} lapses than its budget does not fund"
PROMISE = "the promise {promise} is kept by its date or counted as broken"


@dataclass(frozen=True, eq=False)
class Recourse:
    """Columns that only a future has."""

    lapse: Columns  # part of a decision of now that is not funded [decision]
    broken: Columns  # pieces promised and not sent [promise]


def add_recourse(program: Program, data: FutureData, now: Now, v: Variables) -> Recourse:
    """All constraints and the shortfall of one future, in points."""
    rows = {one: one.add(program, data, v) for one in CONSTRAINTS if one not in OWN}
    _stocks(program, data, v)
    growth = _growth(program, data, v)
    lapse = _lapse(program, data, now, rows[orders], growth, rows[budget])
    broken = _promises(program, data, v)
    points = add_shortfall(program, data, v)
    points.term("promises", broken.index, _promise_points(data))
    return Recourse(lapse, broken)


def _stocks(program: Program, data: FutureData, v: Variables) -> None:
    """What has left by t <= most that may have left by then; what leaves from t on <= most that may leave from then."""
    if data.supply.usable_path is None:
        stock.add(program, data, v)
        return
    place = {key: number for number, key in enumerate(data.supply.stocks)}
    chosen = [place[key] for key in data.stocks]
    by, since = data.supply.leaves_by[data.draw][chosen], data.supply.leaves_from[data.draw][chosen]
    rises, falls = np.ones(by.shape, dtype=bool), np.zeros(since.shape, dtype=bool)
    rises[:, :-1] = by[:, 1:] > by[:, :-1]
    falls[:, 1:] = since[:, 1:] < since[:, :-1]
    axes = (data.stock, data.period)
    early = program.rows("stock_by", axes, upper=by, mask=rises, sentence=BY)
    late = program.rows("stock_from", axes, upper=since, mask=falls, sentence=FROM)
    of_stock = np.array([data.stocks.index(data.lanes[n].key) for n in np.flatnonzero(data.is_stock)], dtype=np.int64)
    sent = v.dispatch.index[data.is_stock]
    for period in range(len(data.timeline)):
        program.put(early.index[of_stock, period][:, None], sent[:, : period + 1], 1.0)
        program.put(late.index[of_stock, period][:, None], sent[:, period:], 1.0)


def _growth(program: Program, data: FutureData, v: Variables) -> Rows:
    """added(t) <= added(t-1) + what was paid `delay` months before; the plant's limit is a bound of `added`."""
    mask = np.broadcast_to(data.growing[:, None], (len(data.makers), len(data.timeline)))
    rows = program.rows("growth", (data.maker, data.period), upper=0.0, mask=mask, sentence=GROWTH)
    program.put(rows.index, v.added.index, 1.0)
    program.put(rows.index[:, 1:], v.added.index[:, :-1], -1.0)
    number, paid = np.nonzero(data.may_expand)
    ready = rows.index[data.maker_of_expansion[number], data.expansion_ready[number, paid]]
    program.put(ready, v.expand.index[number, paid], -1.0)
    return rows


def _lapse(program: Program, data: FutureData, now: Now, queue: Rows, growth: Rows, money: Rows) -> Columns:
    """lapse <= share that is not funded * decision; what lapses is neither paid, nor made, nor built."""
    firm = data.firm(now)
    axis = Axis("decision", tuple(map(str, range(now.count))))
    lapse = program.columns("lapse", (axis,), mask=firm < 1.0)
    rows = program.rows("lapse", (axis,), upper=0.0, mask=firm < 1.0, sentence=LAPSE)
    program.put(rows.index, lapse.index, 1.0)
    program.put(rows.index, np.arange(now.count), firm - 1.0)
    payer, each = costs_of(data, now)
    program.put(np.where(payer >= 0, money.index[payer], -1), lapse.index, -each)
    program.put(_where(data, now, queue, growth), lapse.index, 1.0)
    return lapse


def _where(data: FutureData, now: Now, queue: Rows, growth: Rows) -> IntArray:
    """The row that each decision of now feeds in this future [column]; -1: it comes too late for any."""
    out = np.full(now.count, -1, dtype=np.int64)
    offer, period = np.nonzero(data.may_order & (now.order.index >= 0))
    ready = queue.index[data.maker_of_offer[offer], data.order_ready[offer, period]]
    out[now.order.index[offer, period]] = ready
    number, paid = np.nonzero(data.may_expand & (now.expand.index >= 0))
    ready = growth.index[data.maker_of_expansion[number], data.expansion_ready[number, paid]]
    out[now.expand.index[number, paid]] = ready
    return out


def _promises(program: Program, data: FutureData, v: Variables) -> Columns:
    """dispatches of the item out of the donor's stock up to its date + broken >= what still binds of the promise."""
    promises = Axis("promise", tuple(c.event_id for c in data.commitments))
    rows = program.rows("commitment", (promises,), lower=data.owed, sentence=PROMISE)
    broken = program.columns("broken", (promises,))
    program.put(rows.index, broken.index, 1.0)
    for number, promise in enumerate(data.commitments):
        lanes = data.lanes_of_stock[(promise.party, promise.item_id)]
        program.put(rows.index[number], v.dispatch.index[lanes, : promise.period + 1], 1.0)
    add_early(program, data, v)
    return broken


def _promise_points(data: FutureData) -> Floats:
    """A piece promised and not sent counts as short once more, from its date to the end [promise]."""
    each = line_costs(data)
    lines = [data.lines.index(data.supply.items[c.item_id].line_id) for c in data.commitments]
    return np.array([each[n, c.period :].sum() for n, c in zip(lines, data.commitments, strict=True)])
