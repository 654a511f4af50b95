"""Offers: which fund can pay which supplier for which item, by which channel, and from when on it may leave."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dayafter.case import Case
from dayafter.case.columns import ANY
from dayafter.case.tables.logistics import Consent
from dayafter.case.tables.money import Fund
from dayafter.case.tables.reference import Item, Line

Floats = NDArray[np.float64]


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
            channel = channel_of(case, fund, party)
            if party in fund.suppliers and channel in fund.channels and _allowed(fund, items[item_id], lines):
                offers.add(Offer(fund.fund_id, party, item_id, channel))
    return tuple(sorted(offers))


def find_expansions(case: Case, offers: tuple[Offer, ...]) -> tuple[tuple[str, str, str], ...]:
    """(fund, maker, item): who may pay for more capacity at a maker it may buy from, sorted."""
    limits = case.quantities("expansion_limits")
    paying = {fund.fund_id for fund in case.rows(Fund) if "expansion" in fund.channels}
    made = {(o.fund_id, o.supplier, o.item_id) for o in offers if o.channel != "stock"}
    return tuple(sorted(key for key in made if key[0] in paying and key[1:] in limits))


def channel_of(case: Case, fund: Fund, supplier: str) -> str:
    """By which channel the fund buys from this maker."""
    if supplier == case.settings.recipient:
        return "industry"
    return "production" if supplier == fund.party_id else "purchase"


def _allowed(fund: Fund, item: Item, lines: dict[str, Line]) -> bool:
    return not fund.areas or lines[item.line_id].area in fund.areas


def free_from(case: Case, offers: tuple[Offer, ...]) -> Floats:
    """Months after the ceasefire from which each offer may leave its holder [offer]; inf where consent is missing.

    What the recipient's own makers turn out leaves nobody, and an item may always leave its country of origin.
    """
    items = {row.item_id: row for row in case.rows(Item)}
    consents = {row.key: row for row in case.rows(Consent)}
    out = np.zeros(len(offers))
    for place, offer in enumerate(offers):
        if items[offer.item_id].origin in ("", offer.supplier) or offer.channel == "industry":
            continue
        row = consents.get((offer.supplier, offer.item_id)) or consents.get((ANY, offer.item_id))
        out[place] = case.timeline.at(row.from_date) if row and row.status != "refused" else np.inf
    return np.maximum(out, 0.0)
