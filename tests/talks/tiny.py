"""Talks small enough for hand arithmetic: exact figures, two issues, and an adversary if one is wanted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

import numpy as np

from dayafter.case import Case
from dayafter.case.columns import FigureRow, Row
from dayafter.case.tables import FIGURES, TABLES
from dayafter.case.tables.reference import Party
from dayafter.talks import Talks, talks
from dayafter.talks.inputs import Figures, read_figures
from dayafter.talks.packages import Offers
from dayafter.uncertainty import Draws
from tests.uncertainty.rows import case_of

DAY = dt.date(2029, 12, 1)
UNITS = {"issue_options": "place", "positions": "place", "saliences": "salience", "influences": "weight"}


def row(table: str, **columns: Any) -> Row:
    """A row of any table."""
    return TABLES[table].model_validate(columns)


def figure(table: str, key: str, *values: float, **columns: Any) -> FigureRow:
    """A figure, exact or with a range; key: 'AR/force'."""
    low, central, high = values if len(values) == 3 else values * 3
    common = dict(interval="min-max", shape="auto", unit=UNITS.get(table, "share"), as_of=DAY, source_id="s")
    names = dict(zip(FIGURES[table].keys, key.split("/"), strict=True))
    known = dict(basis="reported", credibility=2, low=low, central=central, high=high)
    return FIGURES[table].model_validate({**common, **known, **names, **columns})


def option(key: str, place: float, needs: str = "") -> FigureRow:
    """An option at a place."""
    return figure("issue_options", key, place, name=key.split("/")[1], needs=needs)


def line(party: str, number: int, issue: str, refuses: str, unless: str = "", options: str = "") -> Row:
    """A red line."""
    names = dict(party_id=party, line=number, issue_id=issue, refuses=refuses, source_id="s", firmness="stated")
    return row("red_lines", **names, unless_issue=unless, unless_options=options, note="said so")


PARTIES = ("AR", "AL", "VI", "BO")

TABLE: tuple[Row, ...] = (
    *(Party(party_id=party, name=party, roles=("donor",)) for party in ("AL", "VI")),
    Party(party_id="AR", name="AR", roles=("recipient",)),
    Party(party_id="BO", name="BO", roles=("adversary",)),
    *(row("actors", party_id=one, side="adversary" if one == "BO" else "allies") for one in PARTIES),
    row("issues", issue_id="force", name="Force", low_end="none", high_end="large"),
    row("issues", issue_id="army", name="Army", low_end="small", high_end="large"),
    option("force/none", 0),
    option("force/rear", 50, "AL"),
    option("force/line", 100, "AL; VI"),
    option("army/cap", 0, "AR"),
    option("army/open", 100),
    figure("assumptions", "walk_away_spread", 0.05),
)

PLACES = {"AR": (100, 100), "AL": (60, 80), "VI": (30, 50), "BO": (0, 0)}
"""Positions on force and army."""


def figures(
    places: dict[str, tuple[float, float]] = PLACES,
    weights: dict[str, tuple[float, float]] | None = None,
    no_deal: dict[str, float] | None = None,
    spread: float = 0.0,
) -> list[FigureRow]:
    """Positions, saliences, influence and reservations; spread: of the positions, to either side."""
    out = []
    for party, (force, army) in places.items():
        on_force, on_army = (weights or {}).get(party, (50, 50))
        for issue, place, salience in (("force", force, on_force), ("army", army, on_army)):
            ends = max(place - spread, 0), place, min(place + spread, 100)
            out.append(figure("positions", f"{party}/{issue}", *(ends if spread else (place,))))
            out.append(figure("saliences", f"{party}/{issue}", salience))
        out.append(figure("influences", party, 10))
        out.append(figure("reservations", party, (no_deal or {}).get(party, 0.5)))
    return out


def case_with(*extra: Row, rows: Iterable[Row] | None = None) -> Case:
    """The small case with more rows; rows: positions and so on, if others than those of `figures`."""
    return case_of([*TABLE, *(figures() if rows is None else rows), *extra])


def talked(case: Case, draws: int = 4, **asked: Any) -> Talks:
    """The talks of a case."""
    return talks(case, Draws(case, draws, 7), **asked)


def offered(case: Case, draws: int = 4) -> Offers:
    """What lies on the table."""
    return Offers.of(read_figures(Draws(case, draws, 7)))


def worth_by_hand(known: Figures, package: Iterable[int], actor: int, draw: int) -> float:
    """A package's utility, straight from the definition."""
    chosen = [int(one) for one in package]
    shares = known.salience[draw, actor] / known.salience[draw, actor].sum()
    total = 0.0
    for issue, one in enumerate(chosen):
        total += shares[issue] * (1 - abs(known.place[draw, one] - known.position[draw, actor, issue]) / 100)
    for link in known.links:
        if link.actor == actor and {link.option, link.other} <= set(chosen):
            total += float(np.asarray(link.worth)[draw])
    return total


def broken_by_hand(known: Figures, package: Iterable[int], actor: int) -> bool:
    """Whether a package breaks a red line of the actor."""
    chosen = {int(one) for one in package}
    return any(one.actor == actor and chosen & set(one.refuses) and not chosen & set(one.unless) for one in known.lines)
