"""Figures of supply: what donors and makers have, make, and at which price and delay."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from dayafter.case.columns import Channel, FigureRow, column

_PARTY: dict[str, Any] = dict(title="Party", example="GB", refers="parties")
_ITEM: dict[str, Any] = dict(title="Item", example="as90", refers="items")


class Stock(FigureRow):
    table: ClassVar[str] = "stocks"
    title: ClassVar[str] = "Donors' stocks"
    question: ClassVar[str] = "How many does the donor hold?"
    keys: ClassVar[tuple[str, ...]] = ("party_id", "item_id")

    party_id: str = column(question="Whose stock?", **_PARTY)
    item_id: str = column(question="Of what?", **_ITEM)


class Floor(FigureRow):
    table: ClassVar[str] = "floors"
    title: ClassVar[str] = "Donors' floors"
    question: ClassVar[str] = "Which share of the stock must the donor keep for itself?"
    keys: ClassVar[tuple[str, ...]] = ("party_id", "item_id")

    party_id: str = column(question="Who keeps it?", wildcard=True, **_PARTY)
    item_id: str = column(question="Of what?", wildcard=True, **_ITEM)


class Production(FigureRow):
    table: ClassVar[str] = "production"
    title: ClassVar[str] = "Production"
    question: ClassVar[str] = "How many can the maker turn out in a month for all customers?"
    keys: ClassVar[tuple[str, ...]] = ("party_id", "item_id", "from_date")

    party_id: str = column(question="Where is it made?", **_PARTY)
    item_id: str = column(question="What?", **_ITEM)
    from_date: dt.date = column(
        "From", "From when on?", example="2025-01-01", count="the ramp: linear between dates, level after the last"
    )


class ProductionShare(FigureRow):
    table: ClassVar[str] = "production_shares"
    title: ClassVar[str] = "Shares of production"
    question: ClassVar[str] = "Which share of the output can be had for the recipient?"
    keys: ClassVar[tuple[str, ...]] = ("party_id", "item_id")

    party_id: str = column(question="Whose production?", wildcard=True, **_PARTY)
    item_id: str = column(question="Of what?", wildcard=True, **_ITEM)


class ExpansionLimit(FigureRow):
    table: ClassVar[str] = "expansion_limits"
    title: ClassVar[str] = "Limits of expansion"
    question: ClassVar[str] = "How much monthly capacity can be added at most, if somebody pays?"
    keys: ClassVar[tuple[str, ...]] = ("party_id", "item_id")

    party_id: str = column(question="Whose plant?", **_PARTY)
    item_id: str = column(question="For what?", **_ITEM)


class ExpansionCost(FigureRow):
    table: ClassVar[str] = "expansion_costs"
    title: ClassVar[str] = "Costs of expansion"
    question: ClassVar[str] = "What does one more unit a month of capacity cost?"
    keys: ClassVar[tuple[str, ...]] = ("party_id", "item_id")

    party_id: str = column(question="Whose plant?", wildcard=True, **_PARTY)
    item_id: str = column(question="For what?", count="unit: currency code and million, per unit a month", **_ITEM)


class LeadTime(FigureRow):
    table: ClassVar[str] = "lead_times"
    title: ClassVar[str] = "Lead times"
    question: ClassVar[str] = "How many months from decision or order until it leaves the donor or the plant?"
    keys: ClassVar[tuple[str, ...]] = ("party_id", "item_id", "channel")

    party_id: str = column(question="From whom?", wildcard=True, **_PARTY)
    item_id: str = column(question="What?", wildcard=True, **_ITEM)
    channel: str = column(
        "Channel",
        "Out of stock, production, purchase, industry, or the delay of an expansion?",
        example="stock",
        pattern="^(stock|production|purchase|industry|expansion)$",
    )


class UnitCost(FigureRow):
    table: ClassVar[str] = "unit_costs"
    title: ClassVar[str] = "Unit costs"
    question: ClassVar[str] = "What does one piece cost the one who pays?"
    keys: ClassVar[tuple[str, ...]] = ("party_id", "item_id", "channel")

    party_id: str = column(question="From whom?", wildcard=True, **_PARTY)
    item_id: str = column(question="What?", **_ITEM)
    channel: Channel = column(
        "Channel",
        "Through which channel?",
        example="production",
        count="stock: making ready and bringing it, not the replacement; unit: currency code, `EUR m`",
    )


class Weight(FigureRow):
    table: ClassVar[str] = "weights"
    title: ClassVar[str] = "Packed weights"
    question: ClassVar[str] = "How many tonnes does one piece weigh as it travels?"
    keys: ClassVar[tuple[str, ...]] = ("item_id",)

    item_id: str = column(question="Which item?", **_ITEM)


class Crew(FigureRow):
    table: ClassVar[str] = "crews"
    title: ClassVar[str] = "Crews"
    question: ClassVar[str] = "How many people must pass the item's course for one piece?"
    keys: ClassVar[tuple[str, ...]] = ("item_id",)

    item_id: str = column(question="Which item?", count="crew and maintainers, all shifts", **_ITEM)


class Absorption(FigureRow):
    table: ClassVar[str] = "absorption"
    title: ClassVar[str] = "Absorption"
    question: ClassVar[str] = "How many can the recipient take into service in a month?"
    keys: ClassVar[tuple[str, ...]] = ("line_id",)

    line_id: str = column(
        "Line", "Which line?", example="tank", refers="lines", count="limited by workshops, spares and instructors"
    )


class TrainingCapacity(FigureRow):
    table: ClassVar[str] = "training_capacity"
    title: ClassVar[str] = "Training capacity"
    question: ClassVar[str] = "How many people finish in a month?"
    keys: ClassVar[tuple[str, ...]] = ("pipeline_id", "from_date")

    pipeline_id: str = column("Pipeline", "Which pipeline?", example="interflex", refers="pipelines")
    from_date: dt.date = column(
        "From", "From when on?", example="2025-01-01", count="linear between dates, level after the last"
    )
