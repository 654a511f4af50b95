"""The figures of the race, draw by draw. Whatever is missing is told at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dayafter.case import Case
from dayafter.case.tables.adversary import Mission
from dayafter.errors import CaseError, Finding
from dayafter.uncertainty import Draws
from dayafter.uncertainty.draws import Key

Floats = NDArray[np.float64]

IN_BEING = ("brigades_in_being",)
FACING, THRESHOLD = "facing_share", "threshold"

HINTS = {
    "assumptions": "how many brigades has the recipient at the ceasefire?",
    "formation_strength": "how many brigade-equivalents does one add?",
    "strength_weights": "which share of the strength is lost if nothing of the area is delivered?",
    "mission_scale": "what does this mission take, and whom does it meet?",
}


@dataclass(frozen=True, eq=False)
class Figures:
    """The figures of the race. in_being: brigades at the ceasefire [draw]; worth: brigade-equivalents that one more
    formation adds [draw, unit]; weights: share of the strength lost with an area [draw, area]; facing: share of the
    defender that stands in the way [draw, mission]; threshold: attackers for each defender [draw, mission]."""

    missions: tuple[Mission, ...]  # the smallest first
    units: tuple[str, ...]
    areas: tuple[str, ...]
    in_being: Floats
    worth: Floats
    weights: Floats
    facing: Floats
    threshold: Floats
    refs: tuple[str, ...]


def missions_of(case: Case) -> tuple[Mission, ...]:
    """The missions of the case, the smallest first. Raises CaseError where there is none."""
    rows = sorted(case.rows(Mission), key=lambda row: (row.size_order, row.mission_id))
    if not rows:
        details = {"table": "missions", "key": "any", "hint": "without a mission there is no race"}
        raise CaseError(Finding("figure-needed", "missions.csv", details=details))
    return tuple(rows)


def read_figures(draws: Draws, units: Sequence[str], areas: Sequence[str]) -> Figures:
    """The figures for these formation types and areas. Raises CaseError with every figure that is missing."""
    missions = missions_of(draws.case)
    wanted: dict[str, list[Key]] = {
        "assumptions": [IN_BEING],
        "formation_strength": [(unit,) for unit in units],
        "strength_weights": [(area,) for area in areas],
        "mission_scale": [(row.mission_id, name) for name in (FACING, THRESHOLD) for row in missions],
    }
    missing = [(table, key) for table, keys in wanted.items() for key in keys if key not in draws.of(table).index]
    if missing:
        details = [{"table": table, "key": "/".join(key), "hint": HINTS[table]} for table, key in missing]
        raise CaseError(*(Finding("figure-needed", f"figures/{d['table']}.csv", details=d) for d in details))

    def columns(table: str, keys: list[Key]) -> Floats:
        drawn = draws.of(table)
        return np.stack([drawn.column(key) for key in keys], axis=1) if keys else np.zeros((draws.size, 0))

    scale = columns("mission_scale", wanted["mission_scale"])
    refs = [draws.of(table).refs[draws.of(table).index[key]] for table, keys in wanted.items() for key in keys]
    return Figures(
        missions=missions,
        units=tuple(units),
        areas=tuple(areas),
        in_being=columns("assumptions", wanted["assumptions"])[:, 0],
        worth=columns("formation_strength", wanted["formation_strength"]),
        weights=columns("strength_weights", wanted["strength_weights"]),
        facing=scale[:, : len(missions)],
        threshold=scale[:, len(missions) :],
        refs=tuple(refs),
    )
