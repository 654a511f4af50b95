"""Puts need and supply on common axes: the data of the delivery program, for one draw of the figures."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from dayafter.case import Case
from dayafter.case.tables import FIGURES, path_of
from dayafter.case.tables.reference import Party, UnitType
from dayafter.delivery.axes import Axes, Bools, Floats, Ints, find_lanes, wanted_lines
from dayafter.errors import CaseError, Finding
from dayafter.need.components import Parts
from dayafter.need.inputs import COVERS
from dayafter.need.model import SHORTEST_LIFE
from dayafter.need.pieces import Pieces, Takeapart, no_pieces
from dayafter.optimise.soundness import LIMIT
from dayafter.supply import Supply
from dayafter.supply.model import arrival_period, fiscal_year, price_factor, whole_months
from dayafter.supply.promises import read_promises
from dayafter.uncertainty import Draws

ORDER_EVERY = 3
"""Orders are placed at the start of each quarter of a year after the ceasefire."""


@dataclass(frozen=True, eq=False)
class Data(Axes):
    """What the constraints are written over. Arrays are [lane, period], [line, period] and so on, for one draw."""

    # Time

    @cached_property
    def arrives(self) -> Ints:
        """The period in which a dispatch of each period arrives [lane, period]; -1: after the horizon."""
        transit = whole_months(self.supply.transit.values[self.draw])
        delay = np.where(self.route_of_lane >= 0, transit[self.route_of_lane] if len(transit) else 0, 0)
        return self._after(delay)

    def _after(self, delays: Ints) -> Ints:
        """The period in which what starts in each period is there after these months [delay, period]; -1: too late."""
        table = {int(months): arrival_period(self.timeline, int(months)) for months in np.unique(delays)}
        rows = [table[int(months)] for months in delays]
        return np.array(rows, dtype=np.int64).reshape(len(delays), len(self.timeline))

    @cached_property
    def free(self) -> Floats:
        """Months after the ceasefire from which a lane is open: a stock made ready, and consent given [lane]."""
        lead = np.where(self.is_stock, whole_months(self.of_offer(self.supply.lead.values)), 0)
        return np.maximum(lead, np.ceil(self.supply.free_from[self.supply_offer] - 1e-9))

    @cached_property
    def promised_free(self) -> Floats:
        """The same for what was promised: it is made ready from the day of the promise on [lane]; inf: not promised."""
        lead = whole_months(self.of_offer(self.supply.lead.values))
        consent = np.ceil(self.supply.free_from[self.supply_offer] - 1e-9)
        out = np.full(len(self.lanes), np.inf)
        for place in np.flatnonzero(self.is_stock):
            made = [c.made for c in self.commitments if (c.party, c.item_id) == self.lanes[place].key]
            if made:
                out[place] = max(np.ceil(min(made) + lead[place] - 1e-9), consent[place], 0.0)
        return out

    @cached_property
    def open(self) -> Bools:
        """Whether a lane lets anything leave in the period, and in time to arrive [lane, period]."""
        free = np.minimum(self.free, self.promised_free)
        leaves = (self.timeline.months[None, :] >= free[:, None]) & (self.arrives >= 0)
        return np.asarray(leaves & (~self.is_stock[:, None] | (self.fund_year_of_lane >= 0)))

    @cached_property
    def only_promised(self) -> Bools:
        """Whether nothing but what was promised before may leave in the period [lane, period]."""
        return self.may_leave & (self.timeline.months[None, :] < self.free[:, None])

    @cached_property
    def may_leave(self) -> Bools:
        """Whether a dispatch may leave: made ready or ordered before, with consent, in time [lane, period]."""
        leaves = self.open.copy()
        made = np.flatnonzero(~self.is_stock)
        leaves[made] &= self.may_make[self.maker_of_lane[made]]
        return leaves

    @cached_property
    def may_make(self) -> Bools:
        """Whether an order can be waiting for its maker: from the first that is ready on [maker, period]."""
        return np.arange(len(self.timeline))[None, :] >= self.first_ready[:, None]

    @cached_property
    def first_ready(self) -> Ints:
        """The first period in which an order to each maker can be ready [maker]; the number of periods if none can."""
        out = np.full(len(self.makers), len(self.timeline), dtype=np.int64)
        offer, period = np.nonzero(self.may_order)
        np.minimum.at(out, self.maker_of_offer[offer], self.order_ready[offer, period])
        return out

    @cached_property
    def last_open(self) -> Ints:
        """The last period in which anything can leave each maker [maker]; -1 if never."""
        out = np.full(len(self.makers), -1, dtype=np.int64)
        lane, period = np.nonzero(self.open & ~self.is_stock[:, None])
        np.maximum.at(out, self.maker_of_lane[lane], period)
        return out

    @cached_property
    def may_wait(self) -> Bools:
        """Whether what is ordered may wait for its maker at the end of the period [maker, period]: not to the end."""
        return self.may_make & (np.arange(len(self.timeline))[None, :] < self.last_open[:, None])

    @cached_property
    def order_ready(self) -> Ints:
        """The period in which an order of each period is ready [offer, period]; -1: after the horizon."""
        return self._after(whole_months(self.supply.lead.values[self.draw])[self.made_offer])

    @cached_property
    def expansion_ready(self) -> Ints:
        """The period in which capacity that is paid in each period is there [expansion, period]; -1: too late."""
        chosen = [self.supply.expansions.index(key) for key in self.expansions]
        return self._after(whole_months(self.supply.expansion_lead.values[self.draw])[chosen])

    @cached_property
    def quarterly(self) -> Bools:
        """Whether orders are placed in the period: at the start of each quarter of a year [period]."""
        longer = np.maximum.accumulate(self.timeline.lengths > 1)  # from there on every period is a quarter
        return np.asarray((self.timeline.months % ORDER_EVERY == 0) | longer)

    @cached_property
    def may_order(self) -> Bools:
        """Whether an order may be placed [offer, period]."""
        return self.order_in_time

    @cached_property
    def order_in_time(self) -> Bools:
        """Whether an order is of use: at the start of a quarter, within a budget, early enough [offer, period]."""
        budgeted = self.fund_year_of(tuple(offer.fund_id for offer in self.made)) >= 0
        usable = (self.order_ready >= 0) & (self.order_ready <= self.last_open[self.maker_of_offer][:, None])
        return np.asarray(self.quarterly[None, :] & usable & budgeted)

    @cached_property
    def growing(self) -> Bools:
        """Whether somebody may pay for more capacity [maker]."""
        plants = {key[1:] for key in self.expansions}
        return np.array([maker in plants for maker in self.makers], dtype=bool)

    @cached_property
    def may_expand(self) -> Bools:
        """Whether capacity may be paid for [expansion, period]."""
        return self.expand_in_time

    @cached_property
    def expand_in_time(self) -> Bools:
        """Whether more capacity is of use: quarterly, within a budget, early enough [expansion, period]."""
        budgeted = self.fund_year_of(tuple(key[0] for key in self.expansions)) >= 0
        last = np.array([self.last_open[self.makers.index(key[1:])] for key in self.expansions], dtype=np.int64)
        usable = (self.expansion_ready >= 0) & (self.expansion_ready <= last[:, None])
        return np.asarray(self.quarterly[None, :] & usable & budgeted)

    @property
    def order_cells(self) -> Bools:
        """Orders that this program decides [offer, period]."""
        return self.may_order

    @property
    def expand_cells(self) -> Bools:
        """Purchases of capacity that this program decides [expansion, period]."""
        return self.may_expand

    @cached_property
    def budget_limit(self) -> Floats:
        """Most that each budget pays, in millions [budget]."""
        return np.asarray(self.supply.budget.values[self.draw])

    @cached_property
    def added_limit(self) -> Floats:
        """Most capacity that can have been added [maker]: here a row of its own says so."""
        return np.full(len(self.makers), np.inf)

    # Money

    @cached_property
    def fiscal_start(self) -> dict[str, int]:
        starts = {party.party_id: party.fiscal_year_starts for party in self.case.rows(Party)}
        return {fund.fund_id: starts[fund.party_id] for fund in self.supply.funds}

    @cached_property
    def _budget_rows(self) -> dict[str, Ints]:
        """Fund -> position of its budget of each period [period]; -1 where it has none."""
        place = {key: number for number, key in enumerate(self.supply.budgets)}
        years = {month: fiscal_year(self.timeline, month).tolist() for month in set(self.fiscal_start.values())}
        return {
            fund: np.array([place.get((fund, year), -1) for year in years[month]], dtype=np.int64)
            for fund, month in self.fiscal_start.items()
        }

    @cached_property
    def fund_year_of_lane(self) -> Ints:
        """Position of the budget that pays for a stock in each period [lane, period]; -1: none, or not a stock."""
        none = np.full(len(self.timeline), -1, dtype=np.int64)
        rows = [self._budget_rows[lane.fund_id] if lane.fund_id else none for lane in self.lanes]
        return np.array(rows, dtype=np.int64).reshape(len(self.lanes), len(self.timeline))

    def fund_year_of(self, fund_ids: tuple[str, ...]) -> Ints:
        """Position of the budget of each fund in each period [name, period]; -1: none."""
        rows = [self._budget_rows[fund_id] for fund_id in fund_ids]
        return np.array(rows, dtype=np.int64).reshape(len(fund_ids), len(self.timeline))

    @cached_property
    def prices(self) -> Floats:
        """Cost of one piece of each offer in each period [supply offer, period], in millions."""
        growth = float(self.supply.growth[self.draw])
        factor = price_factor(self.timeline, growth, self.supply.cost.years)
        return np.asarray(self.supply.cost.values[self.draw][:, None] * factor)

    @cached_property
    def dearest(self) -> Ints:
        """The lane with each maker's dearest freight [maker]: who orders pays for it, whichever is used later."""
        each = self.supply.freight.values[self.draw]
        cost = np.where(self.route_of_lane >= 0, each[self.route_of_lane] if len(each) else 0.0, 0.0)
        out = np.full(len(self.makers), -1, dtype=np.int64)
        for lane in np.flatnonzero(~self.is_stock):
            maker = self.maker_of_lane[lane]
            if out[maker] < 0 or cost[lane] > cost[out[maker]]:
                out[maker] = lane
        return out

    # Need

    @cached_property
    def net(self) -> Floats:
        """Cumulative requirement [line, period]."""
        return np.asarray(self.parts.net[self.draw][self._need_rows])

    @cached_property
    def _need_rows(self) -> Ints:
        return np.array([self.parts.lines.index(line) for line in self.lines], dtype=np.int64)

    @cached_property
    def covered(self) -> Floats:
        """Cumulative holdings, own output and contracts [line, period]."""
        total = sum(
            (self.parts.components[name][self.draw] for name in COVERS), np.zeros_like(self.parts.net[self.draw])
        )
        return np.asarray(-total[self._need_rows])

    @cached_property
    def takeapart(self) -> Takeapart:
        """The central requirement taken apart into its figures."""
        return Takeapart(self.case)

    @cached_property
    def table(self) -> Floats:
        """Pieces for one formation [line, unit]."""
        return self.tables[:, [self.parts.unit_types.index(unit) for unit in self.units]]

    @cached_property
    def targets(self) -> Floats:
        """Formations that are to be ready by the end of each period [unit, period]."""
        return np.asarray(self.parts.targets[self.draw][[self.parts.unit_types.index(unit) for unit in self.units]])

    @cached_property
    def trainees(self) -> Floats:
        """People of one formation who must pass its course [unit]."""
        people = self.draws.of("unit_people")
        return np.array([people.get((unit, "trainees"), 0.0)[self.draw] for unit in self.units])

    @cached_property
    def unit_course(self) -> dict[str, str]:
        return {row.unit_type_id: row.course_id for row in self.case.rows(UnitType)}

    @cached_property
    def fraction(self) -> Floats:
        """Share of the horizon that each period takes [period]."""
        return self.timeline.lengths / float(self.timeline.ends[-1])

    @cached_property
    def net_pieces(self) -> Pieces:
        """The requirement still to be delivered, in the figures that make it; nothing where nobody asks for them."""
        return self.takeapart.net() if self.cited else no_pieces()

    @cached_property
    def covered_pieces(self) -> Pieces:
        """What covers the requirement, likewise."""
        return self.takeapart.covers() if self.cited else no_pieces()

    @cached_property
    def life(self) -> Floats:
        """Months that a piece in a formation lasts [line]; inf where it does not wear."""
        lives = self.draws.of("service_life")
        found = [lives.get((line,), np.inf)[self.draw] for line in self.lines]
        return np.maximum(np.array(found, dtype=np.float64), SHORTEST_LIFE)

    @cached_property
    def wears(self) -> Bools:
        """Whether the line stands in a table of equipment and wears out [line]."""
        return np.asarray(self.table.any(axis=1) & np.isfinite(self.life))


def refuse_unsound(draws: Draws) -> None:
    """Nothing, if every figure is a finite number that is not below zero; CaseError naming all that are not.

    `check` says the same of a case that is read from a folder; a figure set in code has passed no check.
    """
    findings = []
    for table in FIGURES:
        drawn = draws.of(table)
        wrong = ~((drawn.values >= 0) & (drawn.values <= LIMIT)).all(axis=0)  # NaN fails both
        for place in np.flatnonzero(wrong):
            details = {"name": drawn.refs[place], "value": float(drawn.values[0, place])}
            findings.append(Finding("input-unsound", path_of(table), details=details))
    if findings:
        raise CaseError(*findings)


def read_data(case: Case, parts: Parts, supply: Supply, draws: Draws, draw: int = 0, *, cited: bool = True) -> Data:
    """The data of the delivery program for one draw."""
    promises = read_promises(case, draws, draw)
    lines = wanted_lines(parts, draws, draw, {supply.items[c.item_id].line_id for c in promises})
    lanes = sorted(set(find_lanes(supply, lines, {(c.party, c.item_id) for c in promises})))
    return Data(case, case.timeline, supply, parts, draws, draw, tuple(lanes), lines, promises, cited)
