"""The plan carried out in every draw: the same decisions, while stocks, makers, money, routes and delays turn out
differently. It says how much of the plan survives, not what a cleverer plan could do; a plan is met or missed, never
exceeded."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dayafter.delivery.money import cost_terms
from dayafter.delivery.result import Plan
from dayafter.need.components import Parts
from dayafter.need.inputs import COVERS
from dayafter.need.model import SHORTEST_LIFE
from dayafter.supply import Supply, read_supply
from dayafter.supply.model import price_age, whole_months
from dayafter.supply.reader import Priced
from dayafter.uncertainty import Draws

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ROUNDING = 1e-7
"""Relative. A plan is told in nine digits, so that what it asks for may be this much beyond what there is."""


@dataclass(frozen=True, eq=False)
class Making:
    """What an execution was made of, from which it can be worked out what would be there without some deliveries.

    lanes: places of those that send anything; sent: what leaves by them [draw, one of these lanes, period]; late: whole
    months by which that comes later than planned [draw, one of these lanes]; covers: what the recipient has of its own,
    needed: what the plan's formations take [draw, line, period]; full: what would have to have come, by the ceasefire
    and by each end, for nothing to be short of what is required in the end, with all that is used up and worn by then
    [draw, line, edge].
    """

    draws: Draws
    lanes: Ints
    sent: Floats
    late: Ints
    covers: Floats
    needed: Floats
    full: Floats


@dataclass(frozen=True, eq=False)
class Execution:
    """The plan in every draw. delivered, net: [draw, line, period]; equipped, due: [draw, unit, period];
    spent: millions [draw, budget]."""

    plan: Plan
    delivered: Floats
    net: Floats
    equipped: Floats
    due: Floats
    spent: Floats
    making: Making

    def arrived(self, part: Floats) -> Floats:
        """What has been delivered by this part of what each lane sends [lane] -> [draw, line, period]."""
        made = self.making
        return _arrived(self.plan, made.lanes, made.sent * part[made.lanes, None], made.late)

    def equipped_by(self, lines: list[int], left: Floats) -> Floats:
        """Formations equipped if of some lines only this had been delivered, no more than in fact [draw, unit, period].

        lines: their places; left: [draw, one of these lines, period].
        """
        table = self.plan.data.table
        ratio = _part(left + self.making.covers[:, lines], self.making.needed[:, lines])
        out = self.equipped.copy()
        for unit in range(len(self.plan.data.units)):
            fills = [place for place, line in enumerate(lines) if table[line, unit] > 0]
            if fills:
                out[:, unit] = np.minimum(out[:, unit], self.plan.equipped[unit] * ratio[:, fills].min(axis=1))
        return out

    def costs(self, donor: str | None = None) -> Floats:
        """What the plan costs a donor, or all, at drawn prices and within drawn budgets, in millions [draw]."""
        funds = self.plan.data.supply.fund_of
        chosen = [donor in (None, funds[fund].party_id) for fund, _ in self.plan.data.supply.budgets]
        return np.asarray(self.spent[:, chosen].sum(axis=1))

    def shares(self, month: float, area: str | None = None) -> Floats:
        """Share of the drawn requirement by that month that is met [draw]; see `Plan.share`."""
        from dayafter.delivery.objectives import weights

        period = self.plan.period(month)
        net, have = self.net[:, :, period], self.delivered[:, :, period]
        met = np.divide(np.minimum(have, net), net, out=np.ones_like(net), where=net > 1e-9)
        weight = weights(self.plan.data).line.copy()
        if area is not None:
            data = self.plan.data
            weight *= [data.supply.lines[line].area == area for line in data.lines]
        weight = weight * (self.plan.data.net[:, period] > 1e-9)
        total = weight.sum()
        return (met * weight).sum(axis=1) / total if total else np.full(len(met), np.nan)

    def ready(self, month: float) -> Floats:
        """Formations equipped by that month, all types together [draw]."""
        return np.asarray(self.equipped[:, :, self.plan.period(month)].sum(axis=1))

    def band(self, values: Floats, low: float = 0.1, high: float = 0.9) -> tuple[float, float]:
        """The range that the values lie in in eight of ten draws."""
        return float(np.quantile(values, low)), float(np.quantile(values, high))


def execute(plan: Plan, parts: Parts, draws: Draws) -> Execution:
    """The plan carried out in every draw; `parts`: the requirement in the same draws."""
    supply = read_supply(plan.data.case, draws)
    asked = _asked(plan, supply)
    made = _made(plan, supply, _part(supply.budget.values, asked))
    lanes, sent = _sending(_sent(plan, supply, made))
    late = _late(plan, supply)[:, lanes]
    delivered = _arrived(plan, lanes, sent, late)
    rows = [parts.lines.index(line) for line in plan.data.lines]
    units = [parts.unit_types.index(unit) for unit in plan.data.units]
    covers = -sum((parts.components[name] for name in COVERS), np.zeros_like(parts.net))[:, rows]
    due = parts.targets[:, units]
    needed = _needed(plan, draws)
    equipped = _equipped(plan, needed, delivered + covers, due)
    spent = np.minimum(asked, supply.budget.values)
    making = Making(draws, lanes, sent, late, covers, needed, _full(parts, rows, covers))
    return Execution(plan, delivered, parts.net[:, rows], equipped, due, spent, making)


def _full(parts: Parts, rows: list[int], covers: Floats) -> Floats:
    """What would have to have come by each edge for nothing to be short of what is required in the end: all that is to
    stand then, and what is used up and worn by the edge [draw, line, 1 + period]; see `Making`."""
    gone = (parts.components["wear"] + parts.components["use"])[:, rows]
    standing = (parts.gross[:, rows] - gone)[:, :, -1:]
    at_once = np.concatenate((standing + parts.components["holdings"][:, rows, :1], standing + gone - covers), axis=2)
    return np.maximum(at_once, 0.0)


def _asked(plan: Plan, supply: Supply) -> Floats:
    """What the plan asks of each budget at the drawn prices, in millions [draw, budget]."""
    data = plan.data
    asked = np.zeros((supply.draws, len(supply.budgets)))
    for cost in cost_terms(data, plan.variables):
        figures: Priced = getattr(supply, cost.table)
        bought = plan.solution.value(cost.cols) * (cost.each > 0)
        age = price_age(data.timeline, figures.years[cost.chosen]) if len(figures.refs) else bought
        for row, period in zip(*np.nonzero(bought), strict=True):
            each = figures.values[:, cost.chosen[row]] * (1.0 + supply.growth) ** age[row, period]
            if cost.tonnes is not None:
                each = each * supply.weight.values[:, cost.tonnes[row]]
            asked[:, cost.budget[row, period]] += bought[row, period] * each
    return asked


def _part(there: Floats, wanted: Floats) -> Floats:
    """Share of what is wanted that is there, at most 1; same shapes."""
    ratio = np.divide(there, wanted, out=np.ones_like(wanted), where=wanted > 1e-9)
    return np.where(ratio > 1.0 - ROUNDING, 1.0, ratio)


def _made(plan: Plan, supply: Supply, afford: Floats) -> Floats:
    """What is ready to leave by each lane in each period, within stocks, money and output [draw, lane, period]."""
    data = plan.data
    wanted = np.repeat(plan.dispatch[None], supply.draws, axis=0)
    for lane in np.flatnonzero(data.is_stock):
        year = data.fund_year_of_lane[lane]
        wanted[:, lane] *= np.where(year >= 0, afford[:, year], 1.0)
    paid = _paid(plan, supply, afford)
    for lane in np.flatnonzero(~data.is_stock):
        wanted[:, lane] *= paid[:, data.maker_of_lane[lane]][:, None]
    _within_stocks(plan, supply, wanted)
    return _within_output(plan, supply, wanted)


def _paid(plan: Plan, supply: Supply, afford: Floats) -> Floats:
    """Share of what each maker was to make that is paid for [draw, maker]."""
    data = plan.data
    year = data.fund_year_of(tuple(offer.fund_id for offer in data.made))
    ordered, paid = np.zeros(len(data.makers)), np.zeros((supply.draws, len(data.makers)))
    for offer, period in zip(*np.nonzero(plan.order), strict=True):
        maker, quantity = data.maker_of_offer[offer], plan.order[offer, period]
        ordered[maker] += quantity
        paid[:, maker] += quantity * afford[:, year[offer, period]]
    return np.divide(paid, ordered, out=np.ones_like(paid), where=ordered > 1e-9)


def _within_stocks(plan: Plan, supply: Supply, wanted: Floats) -> None:
    data = plan.data
    place = {key: number for number, key in enumerate(supply.stocks)}
    for key in data.stocks:
        lanes = [n for n in np.flatnonzero(data.is_stock) if data.lanes[n].key == key]
        total = wanted[:, lanes].sum(axis=(1, 2))
        wanted[:, lanes] *= _part(supply.leaves_from[:, place[key], 0], total)[:, None, None]
        if supply.usable_path is not None:
            wanted[:, lanes] = _as_it_turns_out(supply, place[key], wanted[:, lanes])


def _as_it_turns_out(supply: Supply, stock: int, leaves: Floats) -> Floats:
    """What can leave a stock that futures change: no more in all than it has been left with, no sooner than it came.

    leaves: [draw, lane, period]; what was to leave before a holder withdraws does, the rest stays.
    """
    leaves = leaves.copy()
    before = np.zeros(len(leaves))
    for period in range(leaves.shape[2]):
        rest = leaves[:, :, period:].sum(axis=(1, 2))
        leaves[:, :, period:] *= _part(supply.leaves_from[:, stock, period], rest)[:, None, None]
        now = leaves[:, :, period].sum(axis=1)
        there = np.maximum(supply.leaves_by[:, stock, period] - before, 0.0)
        leaves[:, :, period] *= _part(there, now)[:, None]
        before += leaves[:, :, period].sum(axis=1)
    return leaves


def _within_output(plan: Plan, supply: Supply, wanted: Floats) -> Floats:
    """Makers catch up later on what they could not make in time."""
    data = plan.data
    place = {key: number for number, key in enumerate(supply.makers)}
    added = plan.solution.value(plan.variables.added)
    for number, key in enumerate(data.makers):
        lanes = [n for n in np.flatnonzero(~data.is_stock) if data.lanes[n].key == key]
        most = (supply.output[:, place[key]] + added[number]) * data.timeline.lengths
        wanted[:, lanes] = _queue(wanted[:, lanes], np.ones((supply.draws, len(lanes))), most)
    return wanted


def _queue(work: Floats, size: Floats, most: Floats) -> Floats:
    """Work of each lane done in each period when all lanes share `most` [draw, period]; what is left waits.

    work: [draw, lane, period]; size: capacity that one piece takes [draw, lane].
    """
    done = np.zeros_like(work)
    waiting = np.zeros(work.shape[:2])
    for period in range(work.shape[2]):
        waiting = waiting + work[:, :, period]
        load = (waiting * size).sum(axis=1)
        done[:, :, period] = waiting * _part(most[:, period], load)[:, None]
        waiting = waiting - done[:, :, period]
    return done


def _sent(plan: Plan, supply: Supply, made: Floats) -> Floats:
    """What leaves in each period, within the tonnes of its route [draw, lane, period]."""
    data = plan.data
    weight = supply.weight.values[:, data.supply_offer]
    for route in range(len(supply.routes)):
        lanes = np.flatnonzero(data.route_of_lane == route)
        most = supply.route_capacity[:, route] * data.timeline.lengths
        made[:, lanes] = _queue(made[:, lanes], weight[:, lanes], most)
    return made


def _sending(sent: Floats) -> tuple[Ints, Floats]:
    """The lanes that send anything in any draw, and what they send: most lanes of a case stay idle."""
    lanes = np.flatnonzero(sent.any(axis=(0, 2)))
    return lanes, sent[:, lanes]


def _late(plan: Plan, supply: Supply) -> Ints:
    """Whole months by which lead and transit are longer than planned [draw, lane]."""
    data = plan.data
    late = whole_months(supply.lead.values) - whole_months(data.supply.lead.values)
    late = np.where(data.is_stock, np.maximum(late, 0)[:, data.supply_offer], _late_makers(plan, late))
    transit = np.maximum(whole_months(supply.transit.values) - whole_months(data.supply.transit.values), 0)
    if transit.size:
        late = late + np.where(data.route_of_lane >= 0, transit[:, data.route_of_lane], 0)
    return np.asarray(late)


def _arrived(plan: Plan, lanes: Ints, sent: Floats, late: Ints) -> Floats:
    """Delivered so far [draw, line, period]; what is late comes that much after the planned date; see `Making`."""
    data = plan.data
    out = np.zeros((len(sent), len(data.lines), len(data.timeline)))
    months, end = data.timeline.months, data.timeline.ends[-1]
    for place, period in zip(*np.nonzero(sent.any(axis=0) & (data.arrives[lanes] >= 0)), strict=True):
        lane = lanes[place]
        when = months[data.arrives[lane, period]] + late[:, place]
        in_time = np.flatnonzero(when < end)
        target = np.searchsorted(months, when[in_time], side="right") - 1
        out[in_time, data.line_of_lane[lane], target] += sent[in_time, place, period]
    return np.asarray(np.cumsum(out, axis=2))


def _late_makers(plan: Plan, late: Ints) -> Ints:
    """Delay of each lane of a maker: that of its largest order [draw, lane]; none where nothing is ordered."""
    data = plan.data
    out = np.zeros((len(late), len(data.lanes)), dtype=np.int64)
    ordered = plan.order.sum(axis=1)
    for lane in np.flatnonzero(~data.is_stock):
        offers = np.flatnonzero(data.maker_of_offer == data.maker_of_lane[lane])
        largest = offers[np.argmax(ordered[offers])]
        out[:, lane] = np.maximum(late[:, data.made_offer[largest]], 0)
    return out


def _needed(plan: Plan, draws: Draws) -> Floats:
    """Pieces that fill the plan's formations by the drawn tables, and replace what wears out [draw, line, period]."""
    data = plan.data
    drawn = draws.of("unit_equipment")
    table = np.zeros((draws.size, len(data.lines), len(data.units)))
    for (unit, line), place in drawn.index.items():
        if unit in data.units and line in data.lines:
            table[:, data.lines.index(line), data.units.index(unit)] = drawn.values[:, place]
    needed = np.einsum("dlu,up->dlp", table, plan.equipped)
    lives = draws.of("service_life")
    for worn_line in np.flatnonzero(data.wears):
        life = np.maximum(lives.column((data.lines[worn_line],)), SHORTEST_LIFE)
        worn = np.cumsum(needed[:, worn_line, :-1] * data.timeline.lengths[1:], axis=1) / life[:, None]
        needed[:, worn_line, 1:] += worn
    return np.asarray(needed)


def _equipped(plan: Plan, needed: Floats, have: Floats, due: Floats) -> Floats:
    """The plan's formations as far as what there is fills them [draw, unit, period]."""
    data = plan.data
    ratio = _part(have, needed)
    filled = np.ones((len(have), *plan.equipped.shape))
    for number in range(len(data.units)):
        lines = np.flatnonzero(data.table[:, number] > 0)
        filled[:, number] = ratio[:, lines].min(axis=1, initial=1.0)
    return np.minimum(plan.equipped[None] * filled, due)
