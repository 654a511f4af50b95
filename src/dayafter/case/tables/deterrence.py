"""Figures of the race and of the decision to attack: strength of the defender, types of adversary, guarantees."""

from __future__ import annotations

from typing import ClassVar

from dayafter.case.columns import FigureRow, Listed, Row, column
from dayafter.case.tables.reference import AREAS


class FormationStrength(FigureRow):
    table: ClassVar[str] = "formation_strength"
    title: ClassVar[str] = "Strength of a formation"
    question: ClassVar[str] = "How many brigade-equivalents does one newly equipped formation add to the defender?"
    keys: ClassVar[tuple[str, ...]] = ("unit_type_id",)

    unit_type_id: str = column(
        "Formation type",
        "Which formation?",
        example="mech-brigade",
        refers="unit_types",
        count="what it adds: a brigade in being that is re-equipped adds only the difference",
    )


class StrengthWeight(FigureRow):
    table: ClassVar[str] = "strength_weights"
    title: ClassVar[str] = "Weight of an area for strength"
    question: ClassVar[str] = (
        "Which share of the defender's strength is lost if nothing of this area's requirement is delivered?"
    )
    keys: ClassVar[tuple[str, ...]] = ("area",)

    area: str = column(
        "Area",
        "Which area?",
        example="ammunition",
        words=AREAS,
        min_length=1,
        count="against a defender for whom all of it is there; what new formations add is counted with them",
    )


TYPE_QUANTITIES: tuple[str, ...] = (
    "weight",
    "discount",
    "peace",
    "waiting_cost",
    "material_cost",
    "sanction_cost",
    "political_cost",
    "intervention_cost",
    "belief",
    "belief_fights",
)
"""What is assumed of a type of adversary; card.md of dayafter.deterrence.attack says what each does."""


class AdversaryType(Row):
    table: ClassVar[str] = "adversary_types"
    title: ClassVar[str] = "Types of adversary"
    question: ClassVar[str] = "Which kinds of adversary are thought possible, by what they want and fear?"
    keys: ClassVar[tuple[str, ...]] = ("type_id",)

    type_id: str = column("Type", "By which short name?", example="cost-sensitive", min_length=1)
    name: str = column("Name", "What is it called?", example="Weighs costs", min_length=1)
    note: str = column("Note", "What must the reader know?", example="attacks only if it pays", default="")


class TypeValue(FigureRow):
    table: ClassVar[str] = "type_values"
    title: ClassVar[str] = "What a type of adversary values"
    question: ClassVar[str] = "What does this type gain, pay and believe?"
    keys: ClassVar[tuple[str, ...]] = ("type_id", "quantity")

    type_id: str = column("Type", "Which type?", example="cost-sensitive", refers="adversary_types")
    quantity: str = column(
        "Quantity",
        "Which of its quantities?",
        example="material_cost",
        words=TYPE_QUANTITIES,
        count="weight: share of belief that the adversary is of this type, scaled so that the types add up to 1; "
        "discount: what is worth 1 in a year is worth so much now; peace: what a year of the truce as it stands is "
        "worth to it; waiting_cost: what a year of waiting costs it at home; material_cost, political_cost: of an "
        "attack on the scale of the largest mission, others cost in proportion to their formations; sanction_cost, "
        "intervention_cost: of a full response of others. All of these as shares of the worth of all its war aims. "
        "belief, belief_fights: how many times the true odds of success, and the odds that guarantors fight, it "
        "believes in",
    )


class TypeAim(FigureRow):
    table: ClassVar[str] = "type_aims"
    title: ClassVar[str] = "What an attack would win"
    question: ClassVar[str] = "What is the success of this mission worth to this type, as a share of all its war aims?"
    keys: ClassVar[tuple[str, ...]] = ("type_id", "mission_id")

    type_id: str = column("Type", "Which type?", example="territorial", refers="adversary_types")
    mission_id: str = column("Mission", "Which attack?", example="regional", refers="missions")


GUARANTEE_QUANTITIES: tuple[str, ...] = ("fights", "starts")


class Guarantee(Row):
    table: ClassVar[str] = "guarantees"
    title: ClassVar[str] = "Guarantees"
    question: ClassVar[str] = "Which promises of help could stand behind the ceasefire?"
    keys: ClassVar[tuple[str, ...]] = ("guarantee_id",)

    guarantee_id: str = column("Guarantee", "By which short name?", example="backstop", min_length=1)
    name: str = column("Name", "What is it called?", example="European force with a US backstop", min_length=1)
    backers: Listed = column(
        "Backers", "Whose word is it?", example="GB; FR; US", refers="parties", default=(), count="empty: nobody's"
    )
    falls_to: str = column(
        "Falls to",
        "Which guarantee remains if one of its backers leaves?",
        example="europeans",
        refers="guarantees",
        default="",
    )
    note: str = column("Note", "What must the reader know?", example="no treaty, a political promise", default="")


class GuaranteeTerm(FigureRow):
    table: ClassVar[str] = "guarantee_terms"
    title: ClassVar[str] = "Strength of guarantees"
    question: ClassVar[str] = "How strong is this promise?"
    keys: ClassVar[tuple[str, ...]] = ("guarantee_id", "quantity")

    guarantee_id: str = column("Guarantee", "Which promise?", example="backstop", refers="guarantees")
    quantity: str = column(
        "Quantity",
        "Which of its quantities?",
        example="fights",
        words=GUARANTEE_QUANTITIES,
        count="fights: share of cases in which the guarantors would fight, between 0 and 1; starts: months after the "
        "ceasefire from which it holds",
    )
