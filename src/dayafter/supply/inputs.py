"""Reads the tables of supply into offers and arrays."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dayafter.case import Case, Timeline
from dayafter.case.tables.logistics import Access, Route
from dayafter.case.tables.money import Fund
from dayafter.case.tables.reference import Item, Line, Pipeline, UnitType
from dayafter.supply.offers import Offer, find_expansions, find_offers, free_from
from dayafter.supply.reader import Figures, Priced, Reader
from dayafter.uncertainty import Draws
from dayafter.uncertainty.dated import rate_path

Floats = NDArray[np.float64]
Pairs = tuple[tuple[str, str], ...]

DOMESTIC = "domestic"
"""The route of what the recipient's own makers turn out: none."""


@dataclass(frozen=True, eq=False)
class Supply:
    """All that can be given, draw by draw. Money in millions of the case's currency, weights in tonnes.

    The futures of the draws have had their effect on output, routes, training, budgets, lead and transit times; on
    stocks see `leaves_by` and `leaves_from`. `stock` and `floor` are the figures before any future.
    """

    case: Case
    timeline: Timeline
    draws: int
    offers: tuple[Offer, ...]  # sorted
    cost: Priced  # [draw, offer], for one piece in prices of the figure's year
    lead: Figures  # months [draw, offer]
    weight: Figures  # tonnes a piece [draw, offer]
    crew: Figures  # people a piece [draw, offer]; zero without a course
    free_from: Floats  # months after the ceasefire from which consent allows it; inf: never [offer]
    makers: Pairs  # (party, item), sorted
    output: Floats  # pieces a month for the recipient [draw, maker, period]
    maker_share: Figures
    expansions: tuple[tuple[str, str, str], ...]  # (fund, party, item): who may pay for more capacity
    expansion_limit: Figures  # [draw, maker]; zero where none
    expansion_cost: Priced  # per piece a month [draw, expansion]
    expansion_lead: Figures  # months [draw, expansion]
    stocks: Pairs  # (party, item), sorted
    stock: Figures  # [draw, stock]
    floor: Figures  # share kept [draw, stock]
    usable_path: Floats | None  # pieces above the floor as futures change them [draw, stock, period]; None: they do not
    funds: tuple[Fund, ...]
    budgets: tuple[tuple[str, int], ...]  # (fund, fiscal year), sorted
    budget: Priced  # [draw, budget] in the part of the year that lies within the horizon, as futures change it
    budget_path: Floats | None  # what of it falls in each period [draw, budget, period]; None: no future changes it
    budget_part: Floats  # that part [budget]
    routes: tuple[str, ...]
    route_capacity: Floats  # tonnes a month [draw, route, period]
    transit: Figures  # months [draw, route]
    freight: Priced  # per tonne [draw, route]
    courses: tuple[str, ...]
    training: Floats  # people a month [draw, course, period]; none where no pipeline gives the course
    absorption: dict[str, str]  # line -> ref
    absorption_rate: Floats  # pieces a month [draw, line of `absorption`]
    growth: Floats  # yearly rise of costs [draw]

    @cached_property
    def usable(self) -> Floats:
        """Pieces above the floor, as the holder's stock turns out [draw, stock, period]."""
        if self.usable_path is not None:
            return self.usable_path
        above = self.stock.values * (1.0 - np.minimum(self.floor.values, 1.0))
        return np.broadcast_to(above[:, :, None], (*above.shape, len(self.timeline)))

    @cached_property
    def leaves_by(self) -> Floats:
        """The most that may have left each stock by the end of each period [draw, stock, period].

        What comes to a stock can leave from then on.
        """
        return np.asarray(np.maximum.accumulate(self.usable, axis=2))

    @cached_property
    def leaves_from(self) -> Floats:
        """The most that may leave each stock from the start of each period to the horizon [draw, stock, period].

        What a holder withdraws can leave no more, and what left before has left.
        """
        return np.asarray(np.maximum.accumulate(self.usable[:, :, ::-1], axis=2)[:, :, ::-1])

    @cached_property
    def promise_kept(self) -> Floats:
        """Share of a promise due in each period that still binds [draw, stock, period].

        A holder owes the less the less it has been left with by then.
        """
        above = (self.stock.values * (1.0 - np.minimum(self.floor.values, 1.0)))[:, :, None]
        least = np.minimum.accumulate(self.usable, axis=2)
        return np.minimum(np.divide(least, above, out=np.ones_like(least), where=above > 0), 1.0)

    @cached_property
    def items(self) -> dict[str, Item]:
        return {row.item_id: row for row in self.case.rows(Item)}

    @cached_property
    def lines(self) -> dict[str, Line]:
        return {row.line_id: row for row in self.case.rows(Line)}

    @cached_property
    def fund_of(self) -> dict[str, Fund]:
        return {fund.fund_id: fund for fund in self.funds}

    def donor(self, offer: Offer) -> str:
        """The party whose money it is."""
        return self.fund_of[offer.fund_id].party_id

    def line_of(self, offer: Offer) -> str:
        return self.items[offer.item_id].line_id

    @cached_property
    def access(self) -> dict[str, tuple[str, ...]]:
        """Party -> the routes it can send by."""
        return access_of(self.case)


def access_of(case: Case) -> dict[str, tuple[str, ...]]:
    """Party -> the routes it can send by, sorted."""
    out: dict[str, list[str]] = {}
    for row in case.rows(Access):
        out.setdefault(row.party_id, []).append(row.route_id)
    return {party: tuple(sorted(routes)) for party, routes in out.items()}


def courses_needed(case: Case) -> set[str]:
    """Courses that the crews of an item or the people of a formation must pass."""
    of_items = {row.course_id for row in case.rows(Item)}
    return (of_items | {row.course_id for row in case.rows(UnitType)}) - {""}


def read_supply(case: Case, draws: Draws) -> Supply:
    """The supply side of the case. Raises CaseError naming every figure that an offer lacks."""
    reader = Reader(case, draws)
    offers = find_offers(case)
    funds = case.rows(Fund)
    budgets = reader.budgets(funds)
    supply = Supply(
        case=case,
        timeline=case.timeline,
        draws=draws.size,
        offers=offers,
        free_from=free_from(case, offers),
        funds=funds,
        budgets=budgets.keys,
        budget=budgets.within,
        budget_part=budgets.part,
        budget_path=budgets.path,
        absorption={key[0]: quantity.ref for key, quantity in case.quantities("absorption").items()},
        absorption_rate=draws.of("absorption").values,
        growth=draws.of("assumptions").get(("price_growth",), 0.0),
        **_of_offers(reader, offers),
        **_of_makers(reader, offers),
        **_of_stocks(reader, offers),
        **_of_routes(reader),
        **_of_training(reader),
    )
    reader.raise_for_missing()
    return supply


def _of_offers(reader: Reader, offers: tuple[Offer, ...]) -> dict[str, Any]:
    keys = [(offer.supplier, offer.item_id, offer.channel) for offer in offers]
    items = [(offer.item_id,) for offer in offers]
    courses = {row.item_id: row.course_id for row in reader.case.rows(Item)}
    crewed = [bool(courses[offer.item_id]) for offer in offers]
    return {
        "cost": reader.money("unit_costs", keys, 1, "what does it cost the one who pays?"),
        "lead": reader.months("lead_times", keys, 2, "how many months does it take?"),
        "weight": reader.figures("weights", items, 0, "how many tonnes does it weigh?"),
        "crew": reader.figures("crews", items, 0, "how many people must be trained?", only=crewed),
    }


def _of_makers(reader: Reader, offers: tuple[Offer, ...]) -> dict[str, Any]:
    makers = tuple(sorted({(o.supplier, o.item_id) for o in offers if o.channel != "stock"}))
    expansions = find_expansions(reader.case, offers)
    share = reader.figures("production_shares", makers, 2, "which part of the output can be had?")
    output = rate_path(reader.draws.of("production"), makers, reader.case.timeline)
    shares = reader.path("production_shares", share)
    limits = reader.case.quantities("expansion_limits")
    plants = [key[1:] for key in expansions]
    delays = [(*plant, "expansion") for plant in plants]
    grows = [key in limits for key in makers]
    return {
        "makers": makers,
        "maker_share": share,
        "output": output * (share.values[:, :, None] if shares is None else shares),
        "expansions": expansions,
        "expansion_limit": reader.figures("expansion_limits", makers, 0, "", only=grows),
        "expansion_cost": reader.money("expansion_costs", plants, 1, "what does more capacity cost?"),
        "expansion_lead": reader.months("lead_times", delays, 2, "when is new capacity ready?"),
    }


def _of_stocks(reader: Reader, offers: tuple[Offer, ...]) -> dict[str, Any]:
    stocks = tuple(sorted({(o.supplier, o.item_id) for o in offers if o.channel == "stock"}))
    stock = reader.figures("stocks", stocks, 0, "")
    floor = reader.figures("floors", stocks, 2, "which share must the donor keep?")
    return {"stocks": stocks, "stock": stock, "floor": floor, "usable_path": _usable_path(reader, stock, floor)}


def _usable_path(reader: Reader, stock: Figures, floor: Figures) -> Floats | None:
    """Pieces above the floor in each period [draw, stock, period]; None where no future changes stocks or floors."""
    held, kept = reader.path("stocks", stock), reader.path("floors", floor)
    if held is None and kept is None:
        return None
    held = stock.values[:, :, None] if held is None else held
    kept = floor.values[:, :, None] if kept is None else kept
    return np.asarray(held * (1.0 - np.minimum(kept, 1.0)))


def _of_routes(reader: Reader) -> dict[str, Any]:
    routes = tuple(row.route_id for row in reader.case.rows(Route))
    keys = [(name,) for name in routes]
    return {
        "routes": routes,
        "route_capacity": rate_path(reader.draws.of("route_capacity"), keys, reader.case.timeline),
        "transit": reader.months("transit_times", keys, 0, "how many months under way?"),
        "freight": reader.money("freight_costs", keys, 0, "what does a tonne cost?"),
    }


def _of_training(reader: Reader) -> dict[str, Any]:
    """Courses that something needs or somebody gives; one that nobody gives lets nobody pass."""
    case = reader.case
    given = {row.pipeline_id: row.course_id for row in case.rows(Pipeline)}
    needed = courses_needed(case)
    courses = tuple(sorted(needed | set(given.values())))
    rates = rate_path(reader.draws.of("training_capacity"), [(name,) for name in given], case.timeline)
    training = np.zeros((reader.draws.size, len(courses), len(case.timeline)))
    for place, course in enumerate(given.values()):
        training[:, courses.index(course)] += rates[:, place]
    return {"courses": courses, "training": training}
