"""Figures of the requirement: what the recipient's force is to be, to hold and to use."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar, Literal

from dayafter.case.columns import FigureRow, Intensity, column
from dayafter.case.tables.reference import AREAS

_LINE: dict[str, Any] = dict(title="Line", example="howitzer-155", refers="lines")


class ForceTarget(FigureRow):
    table: ClassVar[str] = "force_targets"
    title: ClassVar[str] = "Formations to be ready"
    question: ClassVar[str] = "How many formations have to be equipped from new deliveries, by when?"
    keys: ClassVar[tuple[str, ...]] = ("unit_type_id", "ready_by")

    unit_type_id: str = column("Formation type", "Which formations?", example="mech-brigade", refers="unit_types")
    ready_by: dt.date = column(
        "Ready by",
        "By when?",
        example="2026-04-01",
        count="cumulative: the number that is to be ready on that day in all",
    )


class UnitEquipment(FigureRow):
    table: ClassVar[str] = "unit_equipment"
    title: ClassVar[str] = "Tables of equipment"
    question: ClassVar[str] = "What fills one formation?"
    keys: ClassVar[tuple[str, ...]] = ("unit_type_id", "line_id")

    unit_type_id: str = column("Formation type", "Which formation?", example="mech-brigade", refers="unit_types")
    line_id: str = column(question="Which line of its table?", **_LINE)


class UnitPeople(FigureRow):
    table: ClassVar[str] = "unit_people"
    title: ClassVar[str] = "People of a formation"
    question: ClassVar[str] = "How many people has one formation, and how many of them must pass its course?"
    keys: ClassVar[tuple[str, ...]] = ("unit_type_id", "group")

    unit_type_id: str = column("Formation type", "Which formation?", example="mech-brigade", refers="unit_types")
    group: Literal["strength", "trainees"] = column("Group", "Strength, or those to be trained?", example="trainees")


class Headcount(FigureRow):
    table: ClassVar[str] = "headcount"
    title: ClassVar[str] = "Heads"
    question: ClassVar[str] = "How many soldiers have to be clothed and equipped?"
    keys: ClassVar[tuple[str, ...]] = ("group",)

    group: str = column("Group", "Which soldiers?", example="combat", min_length=1)


class SoldierScale(FigureRow):
    table: ClassVar[str] = "soldier_scale"
    title: ClassVar[str] = "Soldier's scale"
    question: ClassVar[str] = "How many of it for each soldier?"
    keys: ClassVar[tuple[str, ...]] = ("group", "line_id")

    group: str = column("Group", "Which soldiers?", example="combat", refers="headcount")
    line_id: str = column(question="Which piece of kit?", **_LINE)


class ServiceLife(FigureRow):
    table: ClassVar[str] = "service_life"
    title: ClassVar[str] = "Service life"
    question: ClassVar[str] = "After how many months of truce is a piece worn out?"
    keys: ClassVar[tuple[str, ...]] = ("line_id",)

    line_id: str = column(question="Which line?", **_LINE)


class Attrition(FigureRow):
    table: ClassVar[str] = "attrition"
    title: ClassVar[str] = "Attrition"
    question: ClassVar[str] = "Which share of the pieces in use is lost in a month of high intensity?"
    keys: ClassVar[tuple[str, ...]] = ("line_id",)

    line_id: str = column(question="Which line?", **_LINE)


class Consumption(FigureRow):
    table: ClassVar[str] = "consumption"
    title: ClassVar[str] = "Consumption"
    question: ClassVar[str] = "How many does the whole force use in a month?"
    keys: ClassVar[tuple[str, ...]] = ("line_id", "intensity")

    line_id: str = column(question="Which line?", **_LINE)
    intensity: Intensity = column("Intensity", "In truce (training, incidents) or at high intensity?", example="truce")


class DefendedAreaCount(FigureRow):
    table: ClassVar[str] = "defended_area_counts"
    title: ClassVar[str] = "Areas to defend"
    question: ClassVar[str] = "How many areas of this kind need air defence?"
    keys: ClassVar[tuple[str, ...]] = ("area_id",)

    area_id: str = column("Area", "Which kind of area?", example="large-city", refers="defended_areas")


class AirDefenceScale(FigureRow):
    table: ClassVar[str] = "air_defence_scale"
    title: ClassVar[str] = "Air-defence scale"
    question: ClassVar[str] = "How many systems for one area of this kind?"
    keys: ClassVar[tuple[str, ...]] = ("area_id", "line_id")

    area_id: str = column("Area", "Which kind of area?", example="large-city", refers="defended_areas")
    line_id: str = column(question="Which systems?", **_LINE)


class Magazine(FigureRow):
    table: ClassVar[str] = "magazines"
    title: ClassVar[str] = "Magazine depth"
    question: ClassVar[str] = "How many interceptors lie ready for one system?"
    keys: ClassVar[tuple[str, ...]] = ("system_id", "line_id")

    system_id: str = column("System", "For which system?", example="sam-long", refers="lines")
    line_id: str = column(question="Which interceptors?", **_LINE)


class Raid(FigureRow):
    table: ClassVar[str] = "raids"
    title: ClassVar[str] = "Raids"
    question: ClassVar[str] = "How many missiles or drones of this threat come in a month of high intensity?"
    keys: ClassVar[tuple[str, ...]] = ("threat",)

    threat: str = column("Threat", "Which threat?", example="ballistic", min_length=1)


class Engagement(FigureRow):
    table: ClassVar[str] = "engagements"
    title: ClassVar[str] = "Engagements"
    question: ClassVar[str] = "Which share of this threat is engaged with this interceptor?"
    keys: ClassVar[tuple[str, ...]] = ("threat", "line_id")

    threat: str = column("Threat", "Which threat?", example="ballistic", refers="raids")
    line_id: str = column(question="Which interceptors?", **_LINE)


class KillProbability(FigureRow):
    table: ClassVar[str] = "kill_probability"
    title: ClassVar[str] = "Kill probability"
    question: ClassVar[str] = "How likely does one shot stop it?"
    keys: ClassVar[tuple[str, ...]] = ("threat", "line_id")

    threat: str = column("Threat", "Which threat?", example="ballistic", refers="raids")
    line_id: str = column(question="Which interceptors?", **_LINE)


class Holding(FigureRow):
    table: ClassVar[str] = "holdings"
    title: ClassVar[str] = "Holdings"
    question: ClassVar[str] = "How many serviceable pieces has the recipient that can count against this requirement?"
    keys: ClassVar[tuple[str, ...]] = ("line_id",)

    line_id: str = column(
        question="Which line?",
        count="free for the formations and stocks asked for, not those in use elsewhere",
        **_LINE,
    )


class OwnOutput(FigureRow):
    table: ClassVar[str] = "own_output"
    title: ClassVar[str] = "Own output"
    question: ClassVar[str] = "How many does the recipient make in a month with its own money for this requirement?"
    keys: ClassVar[tuple[str, ...]] = ("line_id", "from_date")

    line_id: str = column(question="Which line?", **_LINE)
    from_date: dt.date = column(
        "From", "From when on?", example="2025-01-01", count="linear between dates, level after the last"
    )


class Assumption(FigureRow):
    table: ClassVar[str] = "assumptions"
    title: ClassVar[str] = "Assumptions"
    question: ClassVar[str] = "Which planning factors hold for the whole case?"
    keys: ClassVar[tuple[str, ...]] = ("name",)

    name: Literal[
        "high_intensity_days",
        "reserve_share",
        "leak_tolerance",
        "fleet_availability",
        "price_growth",
        "front_length",
        "frontage",
        "brigades_in_being",
        "contest_decisiveness",
        "war_cost_of_defender",
        "truce_spread",
        "walk_away_spread",
    ] = column(
        "Assumption",
        "Which one?",
        example="high_intensity_days",
        count="high_intensity_days: days of high intensity that stocks must cover; reserve_share: attrition reserve "
        "that is held beside the formations, as a share of their equipment; leak_tolerance: share of raids that may "
        "get through; fleet_availability: share of a fleet that is fit at any time; price_growth: yearly rise of unit "
        "costs, as a share. For a cross-check only: front_length, in km; frontage: km that one brigade can hold; "
        "brigades_in_being: brigades that the recipient has. For the decision to attack: contest_decisiveness, how "
        "sharply success follows the ratio of forces (0: not at all); war_cost_of_defender, what a new war destroys "
        "of all that is at stake for the recipient, as a share. For the ceasefire: truce_spread, standard "
        "deviation, over wars, of how fragile truces are beside the mean of their kind (0.5: half as much again); "
        "walk_away_spread, for the talks: how far above what no deal is worth an offer must lie (in shares of an "
        "actor's own wishes), so that the odds of its staying are e to 1",
    )


class Priority(FigureRow):
    table: ClassVar[str] = "priorities"
    title: ClassVar[str] = "Priorities"
    question: ClassVar[str] = "How much does a shortfall in this area weigh against the others?"
    keys: ClassVar[tuple[str, ...]] = ("area",)

    area: str = column(
        "Area",
        "Which area? `formations` weighs formations not equipped",
        example="air-defence",
        words=(*AREAS, "formations"),
        min_length=1,
    )
