"""Puts need and supply on common axes: the data of the delivery program, for one draw of the figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dayafter.case import Case, Timeline
from dayafter.case.tables.events import Transfer
from dayafter.case.tables.reference import Party, UnitType
from dayafter.need.components import Parts
from dayafter.need.inputs import COVERS
from dayafter.need.pieces import Takeapart
from dayafter.optimise.program import Axis
from dayafter.supply import Offer, Supply
from dayafter.supply.inputs import DOMESTIC
from dayafter.supply.model import arrival_period, fiscal_year, price_factor, whole_months
from dayafter.uncertainty import Draws

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

ORDER_EVERY = 3
"""Orders are placed at the start of each quarter of a year after the ceasefire."""


@dataclass(frozen=True, order=True)
class Lane:
    """A holder's stock, or a maker's output, by a route that really exists.

    A stock has a fund that pays for making ready; a maker's output belongs to those who ordered it.
    """

    supplier: str
    item_id: str
    source: str  # stock | made
    fund_id: str  # empty for what is made
    route: str

    @property
    def key(self) -> tuple[str, str]:
        """Holder or maker, and item."""
        return self.supplier, self.item_id

    @property
    def label(self) -> str:
        """`GB/as90/stock/gb-baseline/poland`, or `DE/caesar/made/poland`."""
        return "/".join(part for part in (self.supplier, self.item_id, self.source, self.fund_id, self.route) if part)


@dataclass(frozen=True)
class Commitment:
    """A donor's promise that the plan must keep: this many of the item out of its stock by the end of the period."""

    event_id: str
    party: str
    item_id: str
    quantity: float
    period: int
    ref: str


@dataclass(frozen=True, eq=False)
class Data:
    """What the constraints are written over. Arrays are [lane, period], [line, period] and so on, for one draw."""

    case: Case
    timeline: Timeline
    supply: Supply
    parts: Parts  # the requirement
    draws: Draws
    draw: int
    lanes: tuple[Lane, ...]  # sorted by label
    lines: tuple[str, ...]  # lines with a requirement, or in a table of equipment
    commitments: tuple[Commitment, ...]

    # Axes

    @cached_property
    def period(self) -> Axis:
        return Axis("period", self.timeline.labels)

    @cached_property
    def lane(self) -> Axis:
        return Axis("lane", tuple(lane.label for lane in self.lanes))

    @cached_property
    def line(self) -> Axis:
        return Axis("line", self.lines)

    @cached_property
    def made(self) -> tuple[Offer, ...]:
        """Offers of makers that have a lane, sorted: what can be ordered."""
        keys = {lane.key for lane in self.lanes if lane.source == "made"}
        return tuple(o for o in self.supply.offers if o.channel != "stock" and (o.supplier, o.item_id) in keys)

    @cached_property
    def offer(self) -> Axis:
        return Axis("offer", tuple(offer.label for offer in self.made))

    @cached_property
    def makers(self) -> tuple[tuple[str, str], ...]:
        return tuple(sorted({lane.key for lane in self.lanes if lane.source == "made"}))

    @cached_property
    def maker(self) -> Axis:
        return Axis("maker", tuple("/".join(key) for key in self.makers))

    @cached_property
    def stocks(self) -> tuple[tuple[str, str], ...]:
        return tuple(sorted({lane.key for lane in self.lanes if lane.source == "stock"}))

    @cached_property
    def stock(self) -> Axis:
        return Axis("stock", tuple("/".join(key) for key in self.stocks))

    @cached_property
    def expansions(self) -> tuple[tuple[str, str, str], ...]:
        return tuple(key for key in self.supply.expansions if key[1:] in self.makers)

    @cached_property
    def expansion(self) -> Axis:
        return Axis("expansion", tuple("/".join(key) for key in self.expansions))

    @cached_property
    def budget(self) -> Axis:
        return Axis("budget", tuple(f"{fund}/{year}" for fund, year in self.supply.budgets))

    @cached_property
    def units(self) -> tuple[str, ...]:
        """Formation types that have a target and a table."""
        return tuple(u for u in self.parts.unit_types if self.tables[:, self.parts.unit_types.index(u)].any())

    @cached_property
    def unit(self) -> Axis:
        return Axis("unit", self.units)

    # Where lanes belong

    @cached_property
    def supply_offer(self) -> Ints:
        """Position in the supply of the offer that a lane takes its weight and crew from [lane]; a stock's own."""
        first: dict[tuple[str, ...], int] = {}
        for number, offer in enumerate(self.supply.offers):
            fund = offer.fund_id if offer.channel == "stock" else ""
            first.setdefault((offer.supplier, offer.item_id, fund), number)
        return np.array([first[(*lane.key, lane.fund_id)] for lane in self.lanes], dtype=np.int64)

    @cached_property
    def maker_of_lane(self) -> Ints:
        """Position of each lane's maker [lane]; -1 for stock."""
        place = {key: number for number, key in enumerate(self.makers)}
        return np.array([place[x.key] if x.source == "made" else -1 for x in self.lanes], dtype=np.int64)

    @cached_property
    def maker_of_offer(self) -> Ints:
        """Position of the maker of each offer that can be ordered [offer]."""
        place = {key: number for number, key in enumerate(self.makers)}
        return np.array([place[(o.supplier, o.item_id)] for o in self.made], dtype=np.int64)

    @cached_property
    def made_offer(self) -> Ints:
        """Position in the supply of each offer that can be ordered [offer]."""
        place = {offer: number for number, offer in enumerate(self.supply.offers)}
        return np.array([place[offer] for offer in self.made], dtype=np.int64)

    @cached_property
    def line_of_lane(self) -> Ints:
        place = {line: number for number, line in enumerate(self.lines)}
        return np.array([place[self.supply.items[lane.item_id].line_id] for lane in self.lanes], dtype=np.int64)

    @cached_property
    def route_of_lane(self) -> Ints:
        """Position of each lane's route [lane]; -1 for the recipient's own makers."""
        place = {route: number for number, route in enumerate(self.supply.routes)}
        return np.array([place.get(lane.route, -1) for lane in self.lanes], dtype=np.int64)

    def of_offer(self, values: Floats) -> Floats:
        """A figure of each offer as one of each lane [lane]."""
        return values[self.draw][self.supply_offer]

    @cached_property
    def is_stock(self) -> Bools:
        return np.array([lane.source == "stock" for lane in self.lanes], dtype=bool)

    # Time

    @cached_property
    def arrives(self) -> Ints:
        """The period in which a dispatch of each period arrives [lane, period]; -1: after the horizon."""
        transit = whole_months(self.supply.transit.values[self.draw])
        delay = np.where(self.route_of_lane >= 0, transit[self.route_of_lane] if len(transit) else 0, 0)
        table = {int(d): arrival_period(self.timeline, int(d)) for d in np.unique(delay)}
        return np.array([table[int(d)] for d in delay], dtype=np.int64).reshape(len(self.lanes), len(self.timeline))

    @cached_property
    def may_leave(self) -> Bools:
        """Whether a dispatch may leave in the period: made ready or ordered before, with consent, and in time to arrive."""
        lead = whole_months(self.of_offer(self.supply.lead.values))
        free = np.maximum(np.where(self.is_stock, lead, 0), np.ceil(self.supply.free_from[self.supply_offer] - 1e-9))
        leaves = (self.timeline.months[None, :] >= free[:, None]) & (self.arrives >= 0)
        leaves &= ~self.is_stock[:, None] | (self.fund_year_of_lane >= 0)
        made = np.flatnonzero(~self.is_stock)
        leaves[made] &= np.arange(len(self.timeline))[None, :] >= self.first_ready[self.maker_of_lane[made]][:, None]
        return leaves

    @cached_property
    def first_ready(self) -> Ints:
        """The first period in which an order to each maker can be ready [maker]; the number of periods if none can."""
        out = np.full(len(self.makers), len(self.timeline), dtype=np.int64)
        for offer, period in zip(*np.nonzero(self.may_order), strict=True):
            maker = self.maker_of_offer[offer]
            out[maker] = min(out[maker], self.order_ready[offer, period])
        return out

    @cached_property
    def order_ready(self) -> Ints:
        """The period in which an order of each period is ready [offer, period]; -1: after the horizon."""
        lead = whole_months(self.supply.lead.values[self.draw])[self.made_offer]
        rows = [arrival_period(self.timeline, int(months)) for months in lead]
        return np.array(rows, dtype=np.int64).reshape(len(self.made), len(self.timeline))

    @cached_property
    def may_order(self) -> Bools:
        """Whether an order may be placed: at the start of a quarter, within a budget, early enough [offer, period]."""
        quarterly = self.timeline.months % ORDER_EVERY == 0
        budgeted = np.array([self._budget_rows(o.fund_id) >= 0 for o in self.made], dtype=bool)
        return quarterly[None, :] & (self.order_ready >= 0) & budgeted.reshape(len(self.made), len(self.timeline))

    # Money

    @cached_property
    def fiscal_start(self) -> dict[str, int]:
        starts = {party.party_id: party.fiscal_year_starts for party in self.case.rows(Party)}
        return {fund.fund_id: starts[fund.party_id] for fund in self.supply.funds}

    def _budget_rows(self, fund_id: str) -> Ints:
        """Position of the fund's budget of each period [period]; -1 where it has none."""
        place = {key: number for number, key in enumerate(self.supply.budgets)}
        years = fiscal_year(self.timeline, self.fiscal_start[fund_id])
        return np.array([place.get((fund_id, int(year)), -1) for year in years], dtype=np.int64)

    @cached_property
    def fund_year_of_lane(self) -> Ints:
        """Position of the budget that pays for a stock in each period [lane, period]; -1: none, or not a stock."""
        none = np.full(len(self.timeline), -1, dtype=np.int64)
        rows = [self._budget_rows(lane.fund_id) if lane.fund_id else none for lane in self.lanes]
        return np.array(rows, dtype=np.int64).reshape(len(self.lanes), len(self.timeline))

    def fund_year_of(self, fund_ids: tuple[str, ...]) -> Ints:
        """Position of the budget of each fund in each period [name, period]; -1: none."""
        rows = [self._budget_rows(fund_id) for fund_id in fund_ids]
        return np.array(rows, dtype=np.int64).reshape(len(fund_ids), len(self.timeline))

    @cached_property
    def prices(self) -> Floats:
        """Cost of one piece of each offer in each period [supply offer, period], in millions."""
        growth = float(self.supply.growth[self.draw])
        return self.supply.cost.values[self.draw][:, None] * price_factor(self.timeline, growth, self.supply.cost_year)

    @cached_property
    def price_rise(self) -> Floats:
        """Rise of prices since the case's price year in each period [period]."""
        year = np.array([self.case.settings.price_year], dtype=np.int64)
        return price_factor(self.timeline, float(self.supply.growth[self.draw]), year)[0]

    @cached_property
    def freight(self) -> Floats:
        """Cost of bringing one piece by each lane [lane], in millions, in prices of the case's year."""
        each = self.supply.freight.values[self.draw]
        route = np.where(self.route_of_lane >= 0, each[self.route_of_lane] if len(each) else 0.0, 0.0)
        return route * self.of_offer(self.supply.weight.values)

    @cached_property
    def order_freight(self) -> Floats:
        """Cost of bringing one piece that is ordered [offer]: who orders pays for the maker's dearest route."""
        dearest = np.zeros(len(self.makers))
        made = np.flatnonzero(~self.is_stock)
        np.maximum.at(dearest, self.maker_of_lane[made], self.freight[made])
        return dearest[self.maker_of_offer] if len(self.made) else np.zeros(0)

    # Need

    @cached_property
    def net(self) -> Floats:
        """Cumulative requirement [line, period]."""
        return self.parts.net[self.draw][self._need_rows]

    @cached_property
    def _need_rows(self) -> Ints:
        return np.array([self.parts.lines.index(line) for line in self.lines], dtype=np.int64)

    @cached_property
    def covered(self) -> Floats:
        """Cumulative holdings, own output and contracts [line, period]."""
        return -sum(self.parts.components[name][self.draw] for name in COVERS)[self._need_rows]

    @cached_property
    def takeapart(self) -> Takeapart:
        """The central requirement taken apart into its figures."""
        return Takeapart(self.case)

    @cached_property
    def tables(self) -> Floats:
        """Pieces for one formation [line, formation type of the need]."""
        drawn = self.draws.of("unit_equipment")
        out = np.zeros((len(self.lines), len(self.parts.unit_types)))
        for (unit, line), place in drawn.index.items():
            if line in self.lines and unit in self.parts.unit_types:
                row = self.lines.index(line), self.parts.unit_types.index(unit)
                out[row] = drawn.values[self.draw, place]
        return out

    @cached_property
    def table(self) -> Floats:
        """Pieces for one formation [line, unit]."""
        return self.tables[:, [self.parts.unit_types.index(unit) for unit in self.units]]

    @cached_property
    def targets(self) -> Floats:
        """Formations that are to be ready by the end of each period [unit, period]."""
        return self.parts.targets[self.draw][[self.parts.unit_types.index(unit) for unit in self.units]]

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


def read_data(case: Case, parts: Parts, supply: Supply, draws: Draws, draw: int = 0) -> Data:
    """The data of the delivery program for one draw."""
    lines = _lines(parts, draws, draw)
    commitments = _commitments(case, draws, draw)
    lanes = sorted(set(_lanes(supply, lines, {(c.party, c.item_id) for c in commitments})))
    return Data(case, case.timeline, supply, parts, draws, draw, tuple(lanes), lines, commitments)


def _lanes(supply: Supply, lines: tuple[str, ...], promised: set[tuple[str, str]]) -> Iterator[Lane]:
    """Every lane of the lines wanted; what has no consent only where it was promised, so that the conflict is told."""
    for number, offer in enumerate(supply.offers):
        if supply.line_of(offer) not in lines:
            continue
        key = (offer.supplier, offer.item_id)
        if not np.isfinite(supply.free_from[number]) and key not in promised:
            continue
        stock = offer.channel == "stock"
        routes = (DOMESTIC,) if offer.channel == "industry" else supply.access.get(offer.supplier, ())
        for route in routes:
            yield Lane(*key, "stock" if stock else "made", offer.fund_id if stock else "", route)


def _lines(parts: Parts, draws: Draws, draw: int) -> tuple[str, ...]:
    """Lines that still need deliveries at the end, or stand in the table of a formation."""
    in_tables = {key[1] for key in draws.of("unit_equipment").keys if key[0] in parts.unit_types}
    required = {line for place, line in enumerate(parts.lines) if parts.net[draw, place, -1] > 1e-9}
    return tuple(sorted(required | (in_tables & set(parts.lines))))


def _commitments(case: Case, draws: Draws, draw: int) -> tuple[Commitment, ...]:
    """Promises out of stock that fall due within the horizon."""
    out = []
    drawn = draws.of("transfers")
    for row in case.rows(Transfer):
        if row.kind != "commitment" or not row.from_party or not row.item_id:
            continue
        due = case.timeline.at(row.due) if row.due else 12.0
        period = max(0, case.timeline.period_at(max(due, 1.0)))
        quantity = float(drawn.column((row.event_id,))[draw])
        out.append(Commitment(row.event_id, row.from_party, row.item_id, quantity, period, f"transfers:{row.event_id}"))
    return tuple(sorted(out, key=lambda c: c.event_id))
