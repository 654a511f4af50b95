"""Tables of money: funds with their conditions, budgets, exchange rates."""

from __future__ import annotations

from typing import ClassVar

from dayafter.case.columns import FigureRow, Listed, Row, column
from dayafter.case.tables.reference import AREAS


class Fund(Row):
    table: ClassVar[str] = "funds"
    title: ClassVar[str] = "Funds"
    question: ClassVar[str] = "Which pots of money are there, and what may they be spent on?"
    keys: ClassVar[tuple[str, ...]] = ("fund_id",)

    fund_id: str = column("Fund", "By which short name?", example="gb-baseline", min_length=1)
    party_id: str = column("Party", "Whose money is it?", example="GB", refers="parties")
    name: str = column("Name", "What is it called?", example="UK military support", min_length=1)
    channels: Listed = column(
        "Channels",
        "What may it pay for: stock, production, purchase, industry, expansion?",
        example="stock; production; purchase; industry; expansion",
        words=("stock", "production", "purchase", "industry", "expansion"),
        count="stock: making ready; production: from its own makers; purchase: from another party's makers; "
        "industry: from the recipient's makers; expansion: more capacity at a maker it may buy from",
    )
    suppliers: Listed = column(
        "Suppliers",
        "From whose makers may it buy?",
        example="GB; UA",
        refers="parties",
        count="own makers must be named too",
        default=(),
    )
    areas: Listed = column(
        "Areas", "Only for these areas? Empty: all", example="ammunition; drones-ew", words=AREAS, default=()
    )
    source_id: str = column("Source", "Who says so?", example="hmg-2024-07", refers="sources", min_length=1)
    note: str = column("Note", "What must the reader know?", example="", default="")


class Budget(FigureRow):
    table: ClassVar[str] = "budgets"
    title: ClassVar[str] = "Budgets"
    question: ClassVar[str] = "How much may the fund commit in this fiscal year?"
    keys: ClassVar[tuple[str, ...]] = ("fund_id", "fiscal_year")

    fund_id: str = column("Fund", "Which fund?", example="gb-baseline", refers="funds")
    fiscal_year: int = column(
        "Fiscal year",
        "The calendar year in which the fiscal year begins?",
        example="2025",
        ge=2000,
        le=2100,
        count="unit: currency code and million, `GBP m`; the part of the year after the ceasefire is counted by months",
    )


class Economy(FigureRow):
    table: ClassVar[str] = "economies"
    title: ClassVar[str] = "Economies"
    question: ClassVar[str] = "How large is the party's yearly gross domestic product?"
    keys: ClassVar[tuple[str, ...]] = ("party_id",)

    party_id: str = column("Party", "Whose?", example="GB", refers="parties", count="for burden sharing")


class ExchangeRate(FigureRow):
    table: ClassVar[str] = "exchange_rates"
    title: ClassVar[str] = "Exchange rates"
    question: ClassVar[str] = "How many units of this currency for one euro?"
    keys: ClassVar[tuple[str, ...]] = ("currency",)

    currency: str = column("Currency", "Which currency?", example="GBP", pattern="^[A-Z]{3}$")
