"""Tables that name things: sources, parties, requirement lines and items."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar, Literal

from dayafter.case.columns import Listed, Row, column

AREAS = (
    "armour",
    "fires",
    "ammunition",
    "air-defence",
    "drones-ew",
    "soldier",
    "command",
    "engineers",
    "sustainment",
)
Area = Literal[
    "armour", "fires", "ammunition", "air-defence", "drones-ew", "soldier", "command", "engineers", "sustainment"
]


class Source(Row):
    table: ClassVar[str] = "sources"
    title: ClassVar[str] = "Sources"
    question: ClassVar[str] = "Who says so, when, and how reliable are they?"
    keys: ClassVar[tuple[str, ...]] = ("source_id",)
    required: ClassVar[bool] = True

    source_id: str = column("Source", "By which short name is it cited?", example="nao-2024-09", min_length=1)
    publisher: str = column("Publisher", "Who published it?", example="National Audit Office", min_length=1)
    title_: str = column(
        "Title", "What is it called?", example="Investigation into military support for Ukraine", alias="title"
    )
    url: str = column("Address", "Where can it be read?", example="https://www.nao.org.uk/", default="")
    published: dt.date = column(
        "Published", "When did it appear?", example="2024-09-11", count="decides what was known on a date"
    )
    accessed: dt.date = column("Accessed", "When was it last read?", example="2026-11-23")
    kind: Literal["official", "dataset", "research", "press", "company", "own"] = column(
        "Kind", "What kind of source is it?", example="official", count="own: a judgement or an assumption of this case"
    )
    reliability: Literal["A", "B", "C", "D", "E", "F"] = column(
        "Reliability", "How reliable is the source, A (completely) to F (cannot be judged)?", example="A"
    )
    note: str = column("Note", "What must the reader know?", example="quotes the letter in full", default="")


class Party(Row):
    table: ClassVar[str] = "parties"
    title: ClassVar[str] = "Parties"
    question: ClassVar[str] = "Who takes part?"
    keys: ClassVar[tuple[str, ...]] = ("party_id",)
    required: ClassVar[bool] = True

    party_id: str = column(
        "Party", "By which short name? ISO 3166 code where it is a state", example="NO", min_length=1
    )
    name: str = column("Name", "What is it called?", example="Norway", min_length=1)
    roles: Listed = column(
        "Roles",
        "Which roles does it have: recipient, adversary, donor, supplier, contributor, mediator?",
        example="donor; supplier",
        words=("recipient", "adversary", "donor", "supplier", "contributor", "mediator"),
        count="donor: has funds or stock to give; supplier: makes things that others may buy; contributor: could send "
        "people to an international force; mediator: speaks with both sides",
    )
    fiscal_year_starts: int = column(
        "Fiscal year starts", "In which month does its budget year begin?", example="4", default=1, ge=1, le=12
    )


class Line(Row):
    table: ClassVar[str] = "lines"
    title: ClassVar[str] = "Requirement lines"
    question: ClassVar[str] = "What kinds of things are required?"
    keys: ClassVar[tuple[str, ...]] = ("line_id",)
    required: ClassVar[bool] = True

    line_id: str = column("Line", "By which short name?", example="howitzer-155", min_length=1)
    name: str = column("Name", "What is it called?", example="155 mm howitzers", min_length=1)
    area: Area = column("Area", "To which area does it belong?", example="fires")
    unit: str = column("Unit", "In which unit is it counted?", example="pieces", min_length=1)
    kind: Literal["equipment", "ammunition", "kit"] = column(
        "Kind",
        "How is the requirement worked out?",
        example="equipment",
        count="equipment: formations and defended areas; ammunition: use and a stock for days of high intensity; "
        "kit: heads, scale and wear-out",
    )


class Item(Row):
    table: ClassVar[str] = "items"
    title: ClassVar[str] = "Items"
    question: ClassVar[str] = "Which things can be given, made or bought, and which line do they fill?"
    keys: ClassVar[tuple[str, ...]] = ("item_id",)
    required: ClassVar[bool] = True

    item_id: str = column("Item", "By which short name?", example="as90", min_length=1)
    name: str = column("Name", "What is it called?", example="AS90", min_length=1)
    line_id: str = column(
        "Line",
        "Which requirement line does it fill?",
        example="howitzer-155",
        refers="lines",
        count="items of one line substitute for each other one for one",
    )
    origin: str = column(
        "Origin", "Whose consent is needed before others may pass it on?", example="GB", refers="parties", default=""
    )
    course_id: str = column(
        "Course", "Which training does its crew need?", example="crew-artillery", refers="courses", default=""
    )
    note: str = column("Note", "What must the reader know?", example="out of service by 2025", default="")


class UnitType(Row):
    table: ClassVar[str] = "unit_types"
    title: ClassVar[str] = "Formation types"
    question: ClassVar[str] = "Which formations have to be equipped?"
    keys: ClassVar[tuple[str, ...]] = ("unit_type_id",)

    unit_type_id: str = column("Formation type", "By which short name?", example="mech-brigade", min_length=1)
    name: str = column("Name", "What is it called?", example="mechanised brigade", min_length=1)
    course_id: str = column(
        "Course",
        "Which training do its people need as a formation?",
        example="collective",
        refers="courses",
        default="",
    )
    note: str = column("Note", "What must the reader know?", example="", default="")


class Course(Row):
    table: ClassVar[str] = "courses"
    title: ClassVar[str] = "Courses"
    question: ClassVar[str] = "Which trainings are scarce?"
    keys: ClassVar[tuple[str, ...]] = ("course_id",)

    course_id: str = column("Course", "By which short name?", example="crew-artillery", min_length=1)
    name: str = column("Name", "What is it called?", example="gun crews", min_length=1)
    note: str = column("Note", "What must the reader know?", example="", default="")


class Pipeline(Row):
    table: ClassVar[str] = "pipelines"
    title: ClassVar[str] = "Training pipelines"
    question: ClassVar[str] = "Who trains whom?"
    keys: ClassVar[tuple[str, ...]] = ("pipeline_id",)

    pipeline_id: str = column("Pipeline", "By which short name?", example="interflex", min_length=1)
    name: str = column("Name", "What is it called?", example="Operation Interflex", min_length=1)
    party_id: str = column("Party", "Who runs it?", example="GB", refers="parties")
    course_id: str = column("Course", "Which course does it give?", example="collective", refers="courses")


class DefendedArea(Row):
    table: ClassVar[str] = "defended_areas"
    title: ClassVar[str] = "Defended areas"
    question: ClassVar[str] = "Which kinds of area need air defence? Kinds and numbers only, never places"
    keys: ClassVar[tuple[str, ...]] = ("area_id",)

    area_id: str = column("Area", "By which short name?", example="large-city", min_length=1)
    name: str = column("Name", "What is it called?", example="city of more than a million", min_length=1)
