"""A formation that is equipped stays equipped: nothing is taken from it for another."""

from __future__ import annotations

import numpy as np

from dayafter.delivery.inputs import Data
from dayafter.delivery.variables import Variables
from dayafter.optimise.program import Program, Rows

SENTENCE = "formations of type {unit} that were equipped before {period} stay so"
UNIT = "formations"


def add(program: Program, data: Data, v: Variables) -> Rows:
    """equipped(t) >= equipped(t-1)."""
    later = np.zeros(data.targets.shape, dtype=bool)
    later[:, 1:] = data.targets[:, :-1] > 0  # targets never fall
    rows = program.rows("keeping", (data.unit, data.period), lower=0.0, mask=later, sentence=SENTENCE, unit=UNIT)
    program.put(rows.index[:, 1:], v.equipped.index[:, 1:], 1.0)
    program.put(rows.index[:, 1:], v.equipped.index[:, :-1], -1.0)
    return rows
