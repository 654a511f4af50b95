"""One future's data: what has been decided now is given, and what it comes to is that future's.

All futures have the same axes. What may be ordered now is what the known figures allow, whatever the future: an order
that comes too late there still costs its money.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from dayafter.delivery.axes import LEAST, Bools, Floats, find_lanes
from dayafter.delivery.inputs import Data
from dayafter.delivery.money import cost_terms
from dayafter.delivery.variables import Variables
from dayafter.need.components import Parts
from dayafter.optimise.program import Columns, IntArray, Program
from dayafter.supply import Supply
from dayafter.supply.promises import read_promises
from dayafter.uncertainty import Draws

SHARED = (
    *("period", "lane", "line", "made", "offer", "makers", "maker", "stocks", "stock", "expansions", "expansion"),
    *("budget", "units", "unit", "supply_offer", "maker_of_lane", "maker_of_offer", "maker_of_expansion", "made_offer"),
    *("line_of_lane", "route_of_lane", "lanes_of_stock", "is_stock", "quarterly", "growing", "fiscal_start"),
    *("_budget_rows", "fund_year_of_lane", "unit_course", "fraction", "_need_rows"),
)
"""What follows from the axes alone: worked out once, on the known data, and lent to every future."""


HAIR = 1e-7
"""Relative. A first stage that uses a budget up must not fail in a future for the solver's last digits."""


@dataclass(frozen=True, eq=False)
class Now:
    """The decisions of the first months, as columns of every future: they come first, and in the same order."""

    order: Columns  # ordered from a maker [offer, period]
    expand: Columns  # capacity bought, pieces a month [expansion, period]

    @property
    def count(self) -> int:
        """How many they are."""
        return self.order.count + self.expand.count

    def with_later(self, later: Variables) -> Variables:
        """The columns of a program, in which those of now stand where they belong."""
        return replace(later, order=_merged(later.order, self.order), expand=_merged(later.expand, self.expand))


def _merged(later: Columns, now: Columns) -> Columns:
    return replace(later, index=np.where(now.index >= 0, now.index, later.index))


@dataclass(frozen=True, eq=False)
class Known:
    """What is known today: the data at central values, on axes that hold whatever any future wants."""

    data: Data
    months: int  # decisions of so many months after the ceasefire are taken now
    rising: bool  # whether no future's prices fall

    @cached_property
    def soon(self) -> Bools:
        """Whether what starts in the period is decided now [period]."""
        return np.asarray(self.data.timeline.months < self.months)

    @cached_property
    def may_order(self) -> Bools:
        """Whether an order may be placed now [offer, period]."""
        return self.data.may_order & self.soon & self.order_first

    @cached_property
    def may_expand(self) -> Bools:
        """Whether capacity may be paid for now [expansion, period]."""
        return self.data.may_expand & self.soon & self.expand_first

    @cached_property
    def order_first(self) -> Bools:
        """Whether no earlier order of the same money, now or later, is as good or better [offer, period]."""
        return self._first(tuple(offer.fund_id for offer in self.data.made))

    @cached_property
    def expand_first(self) -> Bools:
        """The same for purchases of capacity [expansion, period]."""
        return self._first(tuple(key[0] for key in self.data.expansions))

    def _first(self, funds: tuple[str, ...]) -> Bools:
        """The first quarter of a budget, and the first that is decided later [name, period].

        Where prices never fall, what is ordered later of the same money costs no less and is ready no sooner.
        """
        quarters = np.flatnonzero(self.data.quarterly)
        money = 2 * self.data.fund_year_of(funds)[:, quarters] + ~self.soon[quarters]
        out = np.zeros((len(funds), len(self.data.timeline)), dtype=bool)
        out[:, quarters] = True
        if self.rising:
            out[:, quarters[1:]] = money[:, 1:] != money[:, :-1]
        return out

    def add_now(self, program: Program) -> Now:
        """The decisions of now as the first columns of a program."""
        data = self.data
        order = program.columns("order_now", (data.offer, data.period), mask=self.may_order, stage=1)
        expand = program.columns("expand_now", (data.expansion, data.period), mask=self.may_expand, stage=1)
        return Now(order, expand)

    @cached_property
    def costs(self) -> tuple[IntArray, Floats]:
        """(position of the budget, millions for one unit) of each decision of now [column], at known prices."""
        program = Program()
        return costs_of(self.data, self.add_now(program))

    def decisions(self, order: Floats, expand: Floats) -> Floats:
        """A plan's orders [offer, period] and purchases of capacity [expansion, period] of now [column].

        What the plan orders later of the same money counts in the first quarter of it. Axes are those of the data.
        """
        now = self.add_now(Program())
        out = np.zeros(now.count)
        for block, first, values in ((now.order, self.order_first, order), (now.expand, self.expand_first, expand)):
            soon = np.flatnonzero(self.soon)
            for row, period in zip(*np.nonzero(values[:, soon]), strict=True):
                start = np.flatnonzero(first[row, : soon[period] + 1])[-1]
                out[block.index[row, start]] += values[row, soon[period]]
        return out

    def in_future(self, parts: Parts, supply: Supply, draws: Draws, draw: int, *, cited: bool = False) -> FutureData:
        """The data of one draw on the axes of what is known."""
        case, data = self.data.case, self.data
        promises = read_promises(case, draws, draw)
        made = FutureData(
            case, data.timeline, supply, parts, draws, draw, data.lanes, data.lines, promises, cited, known=self
        )
        vars(made).update({name: getattr(data, name) for name in SHARED})
        return made


@dataclass(frozen=True, eq=False, kw_only=True)
class FutureData(Data):
    """The data of one draw, in which the orders of now are given."""

    known: Known

    @cached_property
    def may_order(self) -> Bools:
        """Whether an order of the period comes in time here, and is among those of now if it is early."""
        return self.order_in_time & (self.known.may_order | ~self.known.soon) & self.known.order_first

    @cached_property
    def may_expand(self) -> Bools:
        """The same for purchases of capacity."""
        return self.expand_in_time & (self.known.may_expand | ~self.known.soon) & self.known.expand_first

    @property
    def order_cells(self) -> Bools:
        """Orders decided in this future: the later ones."""
        return self.may_order & ~self.known.soon

    @property
    def expand_cells(self) -> Bools:
        """Purchases of capacity decided in this future: the later ones."""
        return self.may_expand & ~self.known.soon

    @cached_property
    def may_wait(self) -> Bools:
        """Here what was ordered may wait to the end: it is never made."""
        return self.may_make & (np.arange(len(self.timeline))[None, :] <= self.last_open[:, None])

    @cached_property
    def budget_limit(self) -> Floats:
        """Most that each budget pays, and a hair more: decisions of now are known to so many digits [budget]."""
        return np.asarray(self.supply.budget.values[self.draw] * (1.0 if self.cited else 1.0 + HAIR))

    @cached_property
    def added_limit(self) -> Floats:
        """Most capacity that this future's plants can add, whatever has been paid for [maker]."""
        place = {key: number for number, key in enumerate(self.supply.makers)}
        return np.asarray(self.supply.expansion_limit.values[self.draw][[place[key] for key in self.makers]])

    @cached_property
    def owed(self) -> Floats:
        """What still binds of each promise, as far as its holder has been left with anything [promise]."""
        place = {key: number for number, key in enumerate(self.supply.stocks)}
        kept = self.supply.promise_kept[self.draw]
        rows = [(place.get((c.party, c.item_id), -1), c) for c in self.commitments]
        return np.array([c.quantity * (kept[row, c.period] if row >= 0 else 1.0) for row, c in rows])

    def firm(self, now: Now) -> Floats:
        """Share of each decision of now that its budget pays in any case [column].

        1 where the drawn budget buys at least what the known one does; else the share of it that it buys: an order
        that is not funded lapses.
        """
        budget, known = self.known.costs
        here = costs_of(self, now)[1]
        most = self.known.data.supply.budget.values[self.known.data.draw][budget] * here
        there = self.supply.budget.values[self.draw][budget] * known
        share = np.divide(there, most, out=np.ones_like(most), where=most > 0)
        return np.asarray(np.minimum(share, 1.0))


def costs_of(data: Data, now: Now) -> tuple[IntArray, Floats]:
    """(position of the budget, millions for one unit) of each decision of now [column], at the prices of the data."""
    budget = np.full(now.count, -1, dtype=np.int64)
    each = np.zeros(now.count)
    for cost in cost_terms(data, _only(now, data)):
        chosen = cost.cols >= 0
        budget[cost.cols[chosen]] = cost.budget[chosen]
        np.add.at(each, cost.cols[chosen], cost.each[chosen])
    return budget, each


def _only(now: Now, data: Data) -> Variables:
    """Columns of which only those of now exist."""
    none = np.full((len(data.lanes), len(data.timeline)), -1, dtype=np.int64)
    blocks = dict.fromkeys(Variables.__dataclass_fields__, replace(now.order, index=none))
    return Variables(**{**blocks, "order": now.order, "expand": now.expand})


def known_of(central: Data, parts: Parts, supply: Supply, months: int) -> Known:
    """What is known today, on the lines and lanes that any of the futures wants.

    parts, supply: requirement and supply in all futures.
    """
    promises = {(c.party, c.item_id) for c in central.commitments}
    required = (parts.net[:, :, -1] > LEAST).any(axis=0)
    chosen = tuple(sorted({*central.lines, *(parts.lines[place] for place in np.flatnonzero(required))}))
    lanes = tuple(sorted(set(find_lanes(central.supply, chosen, promises))))
    rising = bool((supply.growth >= 0).all() and (central.supply.growth >= 0).all())
    return Known(replace(central, lines=chosen, lanes=lanes, cited=False), months, rising)
