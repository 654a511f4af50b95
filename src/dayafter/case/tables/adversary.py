"""Figures of the adversary: what it has, keeps in store, makes, loses, and its people."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from dayafter.case.columns import FigureRow, Row, column

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
    counter: str = column(
        "Counter",
        "Which kind of count?",
        example="claimed",
        pattern="^(photographed|named|claimed)$",
        count="photographed: each seen in a picture, named: each with a name, both floors; claimed: by the other side, "
        "a ceiling. Never added or averaged",
    )
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


RATES: tuple[str, ...] = (
    "target_output",
    "ramp",
    "new_share",
    "restorable",
    "rest_speed",
    "decay",
    "cannibalised",
    "war_loss",
    "claim_weight",
    "seen_share",
    "residual",
    "damaged",
    "repair",
    "imports_truce",
    "pinned",
    "pinned_war",
    "regroup",
    "output_phi",
    "loss_phi",
    "training",
    "return_delay",
    "recruits_truce",
    "release",
)
"""Rates of the adversary's rebuilding; card.md of dayafter.adversary says what each does and in which unit."""

ESTIMATES: tuple[str, ...] = (
    "active",
    "store_usable",
    "store_rest",
    "output",
    "war_loss",
    "recruits",
    "casualties",
)
"""Quantities that a calibration can estimate; an estimate stands in front of the raw figures."""

MISSION_QUANTITIES: tuple[str, ...] = ("formations", "facing_share", "threshold", "response")


class Mission(Row):
    table: ClassVar[str] = "missions"
    title: ClassVar[str] = "Missions"
    question: ClassVar[str] = "Which attacks could the adversary prepare, from the smallest to the largest?"
    keys: ClassVar[tuple[str, ...]] = ("mission_id",)

    mission_id: str = column("Mission", "By which short name?", example="local", min_length=1)
    name: str = column("Name", "What is it called?", example="Local attack", min_length=1)
    size_order: int = column("Order", "Which place has it by size, the smallest first?", example="1", ge=1)
    note: str = column("Note", "What must the reader know?", example="one stretch of the front", default="")


class MissionScale(FigureRow):
    table: ClassVar[str] = "mission_scale"
    title: ClassVar[str] = "Scale of the missions"
    question: ClassVar[str] = "What does the adversary need for this mission?"
    keys: ClassVar[tuple[str, ...]] = ("mission_id", "quantity")

    mission_id: str = column("Mission", "Which mission?", example="local", refers="missions")
    quantity: str = column(
        "Quantity",
        "Which of its quantities?",
        example="formations",
        words=MISSION_QUANTITIES,
        count="formations: ready formations that the attack takes; facing_share: share of the defender's equipped "
        "formations that stand in its way; threshold: attackers for each defender at which it can succeed; response: "
        "share of the full sanctions, and of the guarantors' readiness to fight, that such an attack would meet",
    )


class AdversaryFormation(FigureRow):
    table: ClassVar[str] = "adversary_formations"
    title: ClassVar[str] = "Adversary: one formation"
    question: ClassVar[str] = "What does one ready formation of the adversary take?"
    keys: ClassVar[tuple[str, ...]] = ("component",)

    component: str = column(
        "Component",
        "Of what?",
        example="tank",
        min_length=1,
        count="a category of equipment or ammunition, or `people`; ammunition: what lies ready for its attack",
    )


class AdversaryRate(FigureRow):
    table: ClassVar[str] = "adversary_rates"
    title: ClassVar[str] = "Adversary: rates of rebuilding"
    question: ClassVar[str] = "How fast, how much of it, after which delay?"
    keys: ClassVar[tuple[str, ...]] = ("rate", "category")

    rate: str = column(
        "Rate",
        "Which rate?",
        example="residual",
        words=RATES,
        count="`share`: of what is there in a month for decay, repair, release; months for ramp, regroup, "
        "training, return_delay; pieces a month for target_output, war_loss, cannibalised; plain shares else",
    )
    category: str = column(
        "Category",
        "Of what?",
        example="tank",
        min_length=1,
        count="a category, `people`, or `any` for all without a row of their own",
    )


class AdversaryEstimate(FigureRow):
    table: ClassVar[str] = "adversary_estimates"
    title: ClassVar[str] = "Adversary: estimates"
    question: ClassVar[str] = "What does a calibration make of the rival observations?"
    keys: ClassVar[tuple[str, ...]] = ("quantity", "category")

    quantity: str = column(
        "Quantity",
        "Which quantity?",
        example="active",
        words=ESTIMATES,
        count="active, store_usable, store_rest: pieces on the day of the case; output: new and refurbished together, "
        "war_loss, recruits, casualties: a month",
    )
    category: str = column("Category", "Of what? `people` for recruits and casualties", example="tank", min_length=1)
