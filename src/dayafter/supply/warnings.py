"""What the case holds that no plan can use, or that a plan would use twice: warnings beside `check`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from dayafter.case import Case, CheckReport
from dayafter.case.tables.reference import Item, Pipeline
from dayafter.errors import Finding
from dayafter.supply.inputs import access_of, courses_needed
from dayafter.supply.lookup import resolve
from dayafter.supply.offers import Offer, find_offers, free_from
from dayafter.supply.promises import past_promises
from dayafter.uncertainty import Draws
from dayafter.uncertainty.dated import rate_path


def checked(case: Case) -> CheckReport:
    """What `Case.check` found, and, where that found no error, what no plan can use of the supply."""
    report = case.check()
    return report if report.errors else replace(report, findings=(*report.findings, *warnings(case)))


def warnings(case: Case) -> tuple[Finding, ...]:
    """Every warning about the supply of the case, sorted by file and key."""
    offers = find_offers(case)
    found = [
        *_unpayable(case, offers),
        *_unrouted(case, offers),
        *_without_consent(case, offers),
        *_floors(case),
        *_untaught(case),
        *_counted_twice(case),
        *(Finding("promise-past", "transfers.csv", details={"event": event}) for event in past_promises(case)),
    ]
    return tuple(sorted(found, key=lambda finding: (finding.file, str(finding))))


def _unpayable(case: Case, offers: tuple[Offer, ...]) -> Iterator[Finding]:
    paid = {(offer.supplier, offer.item_id) for offer in offers if offer.channel == "stock"}
    for party, item in case.quantities("stocks"):
        if (party, item) not in paid:
            yield Finding("stock-unpayable", "figures/stocks.csv", details={"party": party, "item": item})


def _unrouted(case: Case, offers: tuple[Offer, ...]) -> Iterator[Finding]:
    access = access_of(case)
    for party in sorted({offer.supplier for offer in offers if offer.channel != "industry"} - set(access)):
        yield Finding("supply-unrouted", "access.csv", details={"party": party})


def _without_consent(case: Case, offers: tuple[Offer, ...]) -> Iterator[Finding]:
    never = np.isinf(free_from(case, offers))
    for party, item in sorted({(o.supplier, o.item_id) for o, no in zip(offers, never, strict=True) if no}):
        yield Finding("consent-lacking", "consents.csv", details={"party": party, "item": item})


def _floors(case: Case) -> Iterator[Finding]:
    floors = case.quantities("floors")
    for (party, item), stock in case.quantities("stocks").items():
        floor = resolve(floors, (party, item), 2)
        if floor and floor.central > 1:
            kept = {"party": party, "floor": f"{floor.central * stock.central:g}"}
            yield Finding(
                "floor-above-stock",
                "figures/floors.csv",
                details={**kept, "item": item, "stock": f"{stock.central:g}"},
            )


def _untaught(case: Case) -> Iterator[Finding]:
    given = {row.course_id for row in case.rows(Pipeline)}
    for course in sorted(courses_needed(case) - given):
        yield Finding("course-untaught", "pipelines.csv", details={"course": course})


def _counted_twice(case: Case) -> Iterator[Finding]:
    """Lines of which the recipient's makers turn out less than own output and the donors' part come to together."""
    draws, recipient = Draws.central(case), case.settings.recipient
    shares, lines = case.quantities("production_shares"), {row.item_id: row.line_id for row in case.rows(Item)}
    makers = sorted({key[:2] for key in case.quantities("production") if key[0] == recipient})
    made = rate_path(draws.of("production"), makers, case.timeline)[0]
    for line in sorted({lines[item] for _, item in makers}):
        own = rate_path(draws.of("own_output"), [(line,)], case.timeline)[0, 0]
        whole, donors = np.zeros(len(own)), np.zeros(len(own))
        for place, key in enumerate(makers):
            if lines[key[1]] == line:
                share = resolve(shares, key, 2)
                whole += made[place]
                donors += made[place] * (share.central if share else 0.0)
        if (own > 0).any() and (own + donors > whole * (1 + 1e-9)).any():
            worst = int(np.argmax(own + donors - whole))
            numbers = {"own": own[worst], "donors": donors[worst], "all": whole[worst]}
            details = {"line": line, **{name: f"{number:g}" for name, number in numbers.items()}}
            yield Finding("output-twice", "figures/production_shares.csv", details=details)
