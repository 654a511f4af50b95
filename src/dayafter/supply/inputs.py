"""Reads the tables of supply into offers and arrays. An offer = a fund that pays a supplier for an item by a channel."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dayafter.case import Case, Timeline
from dayafter.case.columns import ANY
from dayafter.case.tables.logistics import Access, Consent, Route
from dayafter.case.tables.money import Fund
from dayafter.case.tables.reference import Item, Line, Party, Pipeline
from dayafter.errors import CaseError
from dayafter.supply.lookup import Finder, resolve
from dayafter.supply.model import fiscal_years
from dayafter.supply.money import Exchange
from dayafter.uncertainty import Draws
from dayafter.uncertainty.dated import rate_path

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

DOMESTIC = "domestic"
"""The route of what the recipient's own makers turn out: none."""


@dataclass(frozen=True, order=True)
class Offer:
    """A fund that pays a supplier for an item by a channel."""

    fund_id: str
    supplier: str
    item_id: str
    channel: str  # stock | production | purchase | industry

    @property
    def label(self) -> str:
        return "/".join((self.fund_id, self.supplier, self.item_id, self.channel))


@dataclass(frozen=True)
class Figures:
    """One figure for each label of an axis. values: [draw, label]; refs: the combined figures they come from."""

    values: Floats
    refs: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Supply:
    """All that can be given, draw by draw. Money in millions of the case's currency, weights in tonnes."""

    case: Case
    timeline: Timeline
    draws: int
    offers: tuple[Offer, ...]  # sorted
    cost: Figures  # [draw, offer], for one piece in prices of the figure's year
    cost_rate_refs: tuple[tuple[str, ...], ...]  # exchange rates behind each cost [offer]
    cost_year: Ints  # price year of each cost [offer]
    lead: Figures  # months [draw, offer]
    weight: Figures  # tonnes a piece [draw, offer]
    crew: Figures  # people a piece [draw, offer]; zero without a course
    free_from: Floats  # months after the ceasefire from which consent allows it; inf: never [offer]
    makers: tuple[tuple[str, str], ...]  # (party, item), sorted
    output: Floats  # pieces a month for the recipient [draw, maker, period]
    maker_share: Figures
    expansions: tuple[tuple[str, str, str], ...]  # (fund, party, item): who may pay for more capacity
    expansion_limit: Figures  # [draw, maker]; zero where none
    expansion_cost: Figures  # per piece a month [draw, expansion]
    expansion_lead: Figures  # months [draw, expansion]
    stocks: tuple[tuple[str, str], ...]  # (party, item), sorted
    stock: Figures  # [draw, stock]
    floor: Figures  # share kept [draw, stock]
    funds: tuple[Fund, ...]
    budgets: tuple[tuple[str, int], ...]  # (fund, fiscal year), sorted
    budget: Figures  # [draw, budget] in the part of the year that lies within the horizon
    budget_part: Floats  # that part [budget]
    budget_rate_refs: tuple[tuple[str, ...], ...]
    routes: tuple[str, ...]
    route_capacity: Floats  # tonnes a month [draw, route, period]
    transit: Figures  # months [draw, route]
    freight: Figures  # per tonne [draw, route]
    courses: tuple[str, ...]
    training: Floats  # people a month [draw, course, period]
    absorption: dict[str, str]  # line -> ref
    absorption_rate: Floats  # pieces a month [draw, line of `absorption`]
    growth: Floats  # yearly rise of unit costs [draw]

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
        out: dict[str, list[str]] = {}
        for row in self.case.rows(Access):
            out.setdefault(row.party_id, []).append(row.route_id)
        return {party: tuple(sorted(routes)) for party, routes in out.items()}


def _allowed(fund: Fund, item: Item, lines: dict[str, Line]) -> bool:
    return not fund.areas or lines[item.line_id].area in fund.areas


def find_offers(case: Case) -> tuple[Offer, ...]:
    """Every offer that stock, production and the funds' conditions allow, sorted."""
    items = {row.item_id: row for row in case.rows(Item)}
    lines = {row.line_id: row for row in case.rows(Line)}
    funds = case.rows(Fund)
    offers = set()
    for party, item_id in case.quantities("stocks"):
        for fund in funds:
            if fund.party_id == party and "stock" in fund.channels and _allowed(fund, items[item_id], lines):
                offers.add(Offer(fund.fund_id, party, item_id, "stock"))
    for party, item_id in {key[:2] for key in case.quantities("production")}:
        for fund in funds:
            channel = _channel(case, fund, party)
            if party in fund.suppliers and channel in fund.channels and _allowed(fund, items[item_id], lines):
                offers.add(Offer(fund.fund_id, party, item_id, channel))
    return tuple(sorted(offers))


def _channel(case: Case, fund: Fund, supplier: str) -> str:
    if supplier == case.settings.recipient:
        return "industry"
    return "production" if supplier == fund.party_id else "purchase"


def read_supply(case: Case, draws: Draws) -> Supply:
    """The supply side of the case. Raises CaseError naming every figure that an offer lacks."""
    timeline = case.timeline
    finder = Finder()
    offers = find_offers(case)
    exchange = Exchange(draws)
    reader = _Reader(case, draws, finder, exchange)
    items = {row.item_id: row for row in case.rows(Item)}
    makers = tuple(sorted({(o.supplier, o.item_id) for o in offers if o.channel != "stock"}))
    stocks = tuple(sorted({(o.supplier, o.item_id) for o in offers if o.channel == "stock"}))
    funds = case.rows(Fund)
    limits = case.quantities("expansion_limits")
    expansions = tuple(
        sorted(
            (fund.fund_id, party, item)
            for party, item in makers
            if (party, item) in limits
            for fund in funds
            if "expansion" in fund.channels
            and party in fund.suppliers
            and Offer(fund.fund_id, party, item, _channel(case, fund, party)) in offers
        )
    )
    cost = reader.money(
        "unit_costs", [(o.supplier, o.item_id, o.channel) for o in offers], 1, "what does it cost the one who pays?"
    )
    share = reader.figures("production_shares", list(makers), 2, "which part of the output can be had?")
    output = rate_path(draws.of("production"), list(makers), timeline) * share.values[:, :, None]
    routes = tuple(row.route_id for row in case.rows(Route))
    pipelines = {row.pipeline_id: row.course_id for row in case.rows(Pipeline)}
    courses = tuple(sorted(set(pipelines.values())))
    rates = rate_path(draws.of("training_capacity"), [(name,) for name in pipelines], timeline)
    training = np.zeros((draws.size, len(courses), len(timeline)))
    for place, name in enumerate(pipelines):
        training[:, courses.index(pipelines[name])] += rates[:, place]
    absorption = {key[0]: quantity.ref for key, quantity in case.quantities("absorption").items()}
    budgets, part, budget, budget_rates = reader.budgets(funds, timeline)
    supply = Supply(
        case=case,
        timeline=timeline,
        draws=draws.size,
        offers=offers,
        cost=cost,
        cost_rate_refs=reader.rate_refs(cost.refs, "unit_costs"),
        cost_year=reader.years(cost.refs, "unit_costs"),
        lead=reader.figures(
            "lead_times", [(o.supplier, o.item_id, o.channel) for o in offers], 2, "how many months does it take?"
        ),
        weight=reader.figures("weights", [(o.item_id,) for o in offers], 0, "how many tonnes does it weigh?"),
        crew=reader.figures(
            "crews",
            [(o.item_id,) for o in offers],
            0,
            "how many people must be trained?",
            only=[bool(items[o.item_id].course_id) for o in offers],
        ),
        free_from=_free_from(case, offers, items),
        makers=makers,
        output=output,
        maker_share=share,
        expansions=expansions,
        expansion_limit=reader.figures("expansion_limits", list(makers), 0, "", only=[key in limits for key in makers]),
        expansion_cost=reader.money(
            "expansion_costs", [(party, item) for _, party, item in expansions], 1, "what does more capacity cost?"
        ),
        expansion_lead=reader.figures(
            "lead_times",
            [(party, item, "expansion") for _, party, item in expansions],
            2,
            "when is new capacity ready?",
        ),
        stocks=stocks,
        stock=reader.figures("stocks", list(stocks), 0, ""),
        floor=reader.figures("floors", list(stocks), 2, "which share must the donor keep?"),
        funds=funds,
        budgets=budgets,
        budget=budget,
        budget_part=part,
        budget_rate_refs=budget_rates,
        routes=routes,
        route_capacity=rate_path(draws.of("route_capacity"), [(name,) for name in routes], timeline),
        transit=reader.figures("transit_times", [(name,) for name in routes], 0, "how many months under way?"),
        freight=reader.money("freight_costs", [(name,) for name in routes], 0, "what does a tonne cost?"),
        courses=courses,
        training=training,
        absorption=absorption,
        absorption_rate=draws.of("absorption").values,
        growth=draws.of("assumptions").get(("price_growth",), 0.0),
    )
    if finder.findings:
        raise CaseError(*dict.fromkeys(finder.findings))
    return supply


def _free_from(case: Case, offers: tuple[Offer, ...], items: dict[str, Item]) -> Floats:
    """Months after the ceasefire from which each offer may leave its holder [offer]; inf where consent is missing."""
    consents = {row.key: row for row in case.rows(Consent)}
    out = np.zeros(len(offers))
    for place, offer in enumerate(offers):
        origin = items[offer.item_id].origin
        if origin in ("", offer.supplier) or offer.channel == "industry":
            continue
        row = consents.get((offer.supplier, offer.item_id)) or consents.get((ANY, offer.item_id))
        out[place] = case.timeline.at(row.from_date) if row and row.status != "refused" else np.inf
    return np.maximum(out, 0.0)


class _Reader:
    """Reads one figure for each label of an axis."""

    def __init__(self, case: Case, draws: Draws, finder: Finder, exchange: Exchange) -> None:
        self.case, self.draws, self.finder, self.exchange = case, draws, finder, exchange

    def figures(
        self, table: str, keys: list[tuple[str, ...]], wild: int, hint: str, *, only: list[bool] | None = None
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

    def money(self, table: str, keys: list[tuple[str, ...]], wild: int, hint: str) -> Figures:
        """The same in millions of the case's currency."""
        plain = self.figures(table, keys, wild, hint)
        quantities = {quantity.ref: quantity for quantity in self.case.quantities(table).values()}
        factors = [self.exchange.factor(quantities[ref]) if ref else np.ones(self.draws.size) for ref in plain.refs]
        factor = np.array(factors).T if factors else np.ones((self.draws.size, 0))
        return Figures(plain.values * factor, plain.refs)

    def rate_refs(self, refs: tuple[str, ...], table: str) -> tuple[tuple[str, ...], ...]:
        """The exchange rates behind each figure."""
        quantities = {quantity.ref: quantity for quantity in self.case.quantities(table).values()}
        return tuple(self.exchange.refs(quantities[ref]) if ref else () for ref in refs)

    def years(self, refs: tuple[str, ...], table: str) -> Ints:
        """The price year of each figure: the year for which it holds, at the latest the case's price year."""
        quantities = {quantity.ref: quantity for quantity in self.case.quantities(table).values()}
        last = self.case.settings.price_year
        return np.array([min(quantities[ref].as_of.year, last) if ref else last for ref in refs], dtype=np.int64)

    def budgets(
        self, funds: tuple[Fund, ...], timeline: Timeline
    ) -> tuple[tuple[tuple[str, int], ...], Floats, Figures, tuple[tuple[str, ...], ...]]:
        """Each fund's budgets within the horizon, in the part of the fiscal year that lies in it."""
        starts = {party.party_id: party.fiscal_year_starts for party in self.case.rows(Party)}
        parts = {}
        for fund in funds:
            for year, part in fiscal_years(timeline, starts[fund.party_id]).items():
                if resolve(self.case.quantities("budgets"), (fund.fund_id, str(year)), 0):
                    parts[(fund.fund_id, year)] = part
        keys = sorted(parts)
        figures = self.money("budgets", [(fund, str(year)) for fund, year in keys], 0, "")
        part_of = np.array([parts[key] for key in keys])
        amounts = Figures(figures.values * part_of, figures.refs)
        return tuple(keys), part_of, amounts, self.rate_refs(figures.refs, "budgets")
