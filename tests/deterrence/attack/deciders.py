"""A race small enough for hand arithmetic, with those who decide: one type or two, one guarantee or two."""

from __future__ import annotations

from typing import Any

from dayafter.case.columns import Row
from dayafter.case.tables.deterrence import TYPE_QUANTITIES
from dayafter.deterrence import Race
from tests.delivery.small import row
from tests.deterrence.tiny import case_with, raced
from tests.uncertainty.rows import figure

VALUES = {
    "weight": 0.5,
    "discount": 0.9,
    "peace": 0.02,
    "waiting_cost": 0.01,
    "material_cost": 0.2,
    "sanction_cost": 0.05,
    "political_cost": 0.1,
    "intervention_cost": 0.4,
    "belief": 1.0,
    "belief_fights": 1.0,
}
"""What the one type values, where nothing else is said."""

AIMS = {"local": 0.2, "large": 0.8}

FEW = {"assumptions", "strength_weights", "formation_strength"}


def kind(name: str, *, aims: dict[str, Any] | None = None, **values: Any) -> tuple[Row, ...]:
    """A type of adversary; a value is a number, or low, central and high."""
    given = {**VALUES, **values}
    return (
        row("adversary_types", type_id=name, name=f"Type {name}"),
        *(figure("type_values", f"{name}/{what}", *_three(given[what]), unit="share") for what in TYPE_QUANTITIES),
        *(figure("type_aims", f"{name}/{m}", *_three(v), unit="share") for m, v in {**AIMS, **(aims or {})}.items()),
    )


def guarantee(name: str, fights: Any, starts: Any = 0.0, falls_to: str = "", backers: str = "") -> tuple[Row, ...]:
    """A guarantee with its two terms."""
    return (
        row("guarantees", guarantee_id=name, name=f"Guarantee {name}", falls_to=falls_to, backers=backers),
        figure("guarantee_terms", f"{name}/fights", *_three(fights), unit="share"),
        figure("guarantee_terms", f"{name}/starts", *_three(starts), unit="months"),
    )


def _three(value: Any) -> tuple[float, ...]:
    return tuple(value) if isinstance(value, tuple) else (value,)


COMMON: tuple[Row, ...] = (
    figure("mission_scale", "local/response", 0.5, unit="share"),
    figure("mission_scale", "large/response", 1, unit="share"),
    figure("assumptions", "contest_decisiveness", 2, unit="exponent"),
    figure("assumptions", "war_cost_of_defender", 0.3, unit="share"),
)

READY = [0, 4, 8, 12, 16, 16, 16]


def rows_of(*extra: Row) -> tuple[Row, ...]:
    """Common rows, but where one of the extra rows says otherwise."""
    given = {(one.table, one.key) for one in extra}
    return (*(one for one in COMMON if (one.table, one.key) not in given), *extra)


def race_with(*extra: Row, ready: Any = READY, draws: int = 4) -> Race:
    """The race of the tiny case with these rows."""
    return raced(case_with(*rows_of(*extra)), ready, draws=draws)
