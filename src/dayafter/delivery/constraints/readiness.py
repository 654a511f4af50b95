"""Formations that are due are equipped or counted as not ready."""

from __future__ import annotations

from dayafter.delivery.inputs import Data
from dayafter.delivery.provenance import target_pieces
from dayafter.delivery.variables import Variables
from dayafter.optimise.program import Program, Rows

SENTENCE = "formations of type {unit} due by {period} are equipped or counted as not ready"
UNIT = "formations"


def add(program: Program, data: Data, v: Variables) -> Rows:
    """equipped(t) + unready(t) = target(t)."""
    rows = program.rows(
        "readiness",
        (data.unit, data.period),
        lower=data.targets,
        upper=data.targets,
        mask=data.targets > 0,
        sentence=SENTENCE,
        unit=UNIT,
    )
    for number, ref, amounts, slopes in target_pieces(data):
        for side in ("lower", "upper"):
            program.rhs_from(rows.index[number], side, ref, amounts, slopes)
    program.put(rows.index, v.equipped.index, 1.0)
    program.put(rows.index, v.unready.index, 1.0)
    return rows
