"""A tiny case of an adversary, whose months can be followed by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dayafter.case import Case, read_case
from dayafter.case.tables import TABLES

TABLES_USED = (
    "adversary_stocks",
    "adversary_storage",
    "adversary_production",
    "adversary_losses",
    "adversary_personnel",
    "adversary_formations",
    "adversary_rates",
    "adversary_estimates",
    "mission_scale",
)
KEYS = {name: TABLES[name].keys for name in TABLES_USED}

RATES: dict[tuple[str, ...], float] = {
    ("residual", "any"): 0.1,
    ("output_phi", "any"): 20.0,
    ("loss_phi", "any"): 10.0,
    ("pinned", "any"): 0.0,
    ("damaged", "gun"): 0.5,
    ("repair", "gun"): 0.5,
    ("restorable", "gun"): 0.5,
    ("rest_speed", "gun"): 0.5,
    ("decay", "gun"): 0.0,
    ("war_loss", "gun"): 40.0,
    ("training", "people"): 3.0,
    ("return_delay", "people"): 2.0,
    ("recruits_truce", "people"): 0.5,
    ("release", "people"): 0.01,
}

FIGURES: dict[str, dict[tuple[str, ...], float]] = {
    "adversary_stocks": {("gun",): 200.0},
    "adversary_storage": {("gun", "all"): 60.0, ("gun", "usable"): 20.0},
    "adversary_production": {("gun", "new"): 10.0, ("gun", "refurbished"): 16.0, ("gun", "imported"): 2.0},
    "adversary_personnel": {
        ("force-in-theatre",): 20000.0,
        ("recruits-a-month",): 900.0,
        ("casualties-a-month",): 500.0,
        ("returning-share",): 0.5,
    },
    "adversary_formations": {("gun",): 20.0, ("people",): 1000.0},
    "adversary_rates": RATES,
    "mission_scale": {("local", "formations"): 11.0, ("large", "formations"): 16.0},
}

FUTURES = ("futures", "future_chances", "future_months")


def figure(table: str, key: tuple[str, ...], low: float, central: float, high: float, **more: Any) -> Any:
    """A row of the table with this range."""
    names = dict(zip(KEYS[table], key, strict=True))
    fixed = {"interval": "judged-range", "shape": "auto", "unit": "pieces", "as_of": "2030-01-31", "source_id": "own"}
    rest = {"basis": "judged", "credibility": 5, "moves_with": "", "note": "invented for a test", **more}
    return TABLES[table].model_validate(names | {"low": low, "central": central, "high": high} | fixed | rest)


def world(
    changes: Mapping[str, Mapping[Any, float | None]] | None = None, spread: float = 0.0, **settings: Any
) -> Case:
    """The tiny case; `changes` sets figures (None: takes them out), `spread` makes each range so wide, as a share."""
    tables: dict[str, list[Any]] = {name: [] for name in (*TABLES_USED, *FUTURES)}
    for name in TABLES_USED:
        figures: dict[tuple[str, ...], float | None] = {**FIGURES.get(name, {}), **(changes or {}).get(name, {})}
        for key, value in figures.items():
            if value is not None:
                tables[name].append(figure(name, key, value * (1 - spread), value, value * (1 + spread)))
    made = {name: rows for name, rows in tables.items() if name in TABLES}
    return read_case("arcadia").replace(made, **settings)
