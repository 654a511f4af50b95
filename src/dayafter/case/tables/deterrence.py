"""Figures of the race: what the defender's formations and stocks are worth against an attack."""

from __future__ import annotations

from typing import ClassVar

from dayafter.case.columns import FigureRow, column
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
