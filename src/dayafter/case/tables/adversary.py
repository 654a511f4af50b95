"""Figures of the adversary: what it has, keeps in store, makes, loses, and its people."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from dayafter.case.columns import FigureRow, column

_CATEGORY: dict[str, Any] = dict(title="Category", question="What?", example="tank", min_length=1)


class AdversaryStock(FigureRow):
    table: ClassVar[str] = "adversary_stocks"
    title: ClassVar[str] = "Adversary: in service"
    question: ClassVar[str] = "How many has it in service?"
    keys: ClassVar[tuple[str, ...]] = ("category",)

    category: str = column(**_CATEGORY)


class AdversaryStorage(FigureRow):
    table: ClassVar[str] = "adversary_storage"
    title: ClassVar[str] = "Adversary: in store"
    question: ClassVar[str] = "How many lie in store?"
    keys: ClassVar[tuple[str, ...]] = ("category", "condition")

    category: str = column(**_CATEGORY)
    condition: str = column("Condition", "In which condition: all, usable?", example="usable", pattern="^(all|usable)$")


class AdversaryProduction(FigureRow):
    table: ClassVar[str] = "adversary_production"
    title: ClassVar[str] = "Adversary: output"
    question: ClassVar[str] = "How many does it turn out in a month?"
    keys: ClassVar[tuple[str, ...]] = ("category", "origin")

    category: str = column(**_CATEGORY)
    origin: str = column(
        "Origin",
        "New, refurbished out of store, both together, or imported?",
        example="new",
        pattern="^(new|refurbished|both|imported)$",
        count="most published figures are new and refurbished together",
    )


class AdversaryLoss(FigureRow):
    table: ClassVar[str] = "adversary_losses"
    title: ClassVar[str] = "Adversary: losses a month"
    question: ClassVar[str] = "How many did it lose in a month, by whose count?"
    keys: ClassVar[tuple[str, ...]] = ("category", "counter", "month")

    category: str = column(**_CATEGORY)
    counter: str = column("Counter", "Which kind of count?", example="claimed", pattern="^(photographed|claimed)$")
    month: dt.date = column("Month", "Which month? Its first day", example="2025-01-01")


class AdversaryPersonnel(FigureRow):
    table: ClassVar[str] = "adversary_personnel"
    title: ClassVar[str] = "Adversary: people"
    question: ClassVar[str] = "How many people, of which kind?"
    keys: ClassVar[tuple[str, ...]] = ("group",)

    group: str = column(
        "Group",
        "Which people?",
        example="recruits-a-month",
        min_length=1,
        count="force in theatre, recruits a month, casualties a month",
    )
