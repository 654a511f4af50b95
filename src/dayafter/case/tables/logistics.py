"""Tables of movement: routes, who can use them, and whose consent a transfer needs."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar, Literal

from dayafter.case.columns import FigureRow, Row, column


class Route(Row):
    table: ClassVar[str] = "routes"
    title: ClassVar[str] = "Routes"
    question: ClassVar[str] = "By which routes do things reach the recipient? Corridors, never places"
    keys: ClassVar[tuple[str, ...]] = ("route_id",)

    route_id: str = column("Route", "By which short name?", example="poland", min_length=1)
    name: str = column("Name", "What is it called?", example="road and rail through Poland", min_length=1)
    through: str = column("Through", "Through which party's territory?", example="PL", refers="parties")


class Access(Row):
    table: ClassVar[str] = "access"
    title: ClassVar[str] = "Access to routes"
    question: ClassVar[str] = "Who can send by which route?"
    keys: ClassVar[tuple[str, ...]] = ("party_id", "route_id")

    party_id: str = column("Party", "From whom?", example="GB", refers="parties")
    route_id: str = column("Route", "By which route?", example="poland", refers="routes")


class RouteCapacity(FigureRow):
    table: ClassVar[str] = "route_capacity"
    title: ClassVar[str] = "Capacity of routes"
    question: ClassVar[str] = "How many tonnes a month can the route carry?"
    keys: ClassVar[tuple[str, ...]] = ("route_id", "from_date")

    route_id: str = column("Route", "Which route?", example="poland", refers="routes")
    from_date: dt.date = column(
        "From", "From when on?", example="2025-01-01", count="linear between dates, level after the last"
    )


class TransitTime(FigureRow):
    table: ClassVar[str] = "transit_times"
    title: ClassVar[str] = "Transit times"
    question: ClassVar[str] = "How many months under way?"
    keys: ClassVar[tuple[str, ...]] = ("route_id",)

    route_id: str = column("Route", "Which route?", example="poland", refers="routes")


class FreightCost(FigureRow):
    table: ClassVar[str] = "freight_costs"
    title: ClassVar[str] = "Freight"
    question: ClassVar[str] = "What does a tonne cost on this route?"
    keys: ClassVar[tuple[str, ...]] = ("route_id",)

    route_id: str = column(
        "Route", "Which route?", example="poland", refers="routes", count="unit: currency code and million per tonne"
    )


class Consent(Row):
    table: ClassVar[str] = "consents"
    title: ClassVar[str] = "Transfer consents"
    question: ClassVar[str] = "Has the country of origin agreed that the holder passes it on?"
    keys: ClassVar[tuple[str, ...]] = ("party_id", "item_id")

    party_id: str = column("Party", "Who wants to pass it on?", example="ES", refers="parties", wildcard=True)
    item_id: str = column("Item", "What?", example="leopard-2a4", refers="items")
    status: Literal["granted", "expected", "refused"] = column(
        "Status",
        "How does it stand?",
        example="granted",
        count="an item with an origin and no row here may be passed on by its origin only",
    )
    from_date: dt.date = column("From", "From when on may it leave?", example="2025-01-01")
    source_id: str = column(
        "Source", "Who says so?", example="auswaertiges-amt-2023-01", refers="sources", min_length=1
    )
    note: str = column("Note", "What must the reader know?", example="", default="")
