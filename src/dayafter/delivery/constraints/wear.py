"""What wears out in formations is replaced before others are equipped."""

from __future__ import annotations

import numpy as np

from dayafter.delivery.inputs import Data
from dayafter.delivery.variables import Variables
from dayafter.optimise.program import Program, Rows

SENTENCE = "what wears out of {line} in formations by {period} is replaced"
UNIT = "pieces"


def add(program: Program, data: Data, v: Variables) -> Rows:
    """worn(t) = worn(t-1) + months / service life * table * equipped(t-1): what was equipped wears from then on."""
    rows = program.rows(
        "wear", (data.line, data.period), lower=0.0, upper=0.0, mask=v.worn.index >= 0, sentence=SENTENCE, unit=UNIT
    )
    program.put(rows.index, v.worn.index, 1.0)
    program.put(rows.index[:, 1:], v.worn.index[:, :-1], -1.0)
    lives = data.draws.of("service_life")
    for line in np.flatnonzero(data.wears):
        share = data.timeline.lengths[1:] / data.life[line]
        life = lives.refs[lives.index[(data.lines[line],)]]
        for number, unit in enumerate(data.units):
            cell, cols, pieces = rows.index[line, 1:], v.equipped.index[number, :-1], data.table[line, number]
            if pieces:
                program.put(cell, cols, -share * pieces)
                program.coef_from(cell, cols, f"unit_equipment:{unit}/{data.lines[line]}", -share)
                program.coef_from(cell, cols, life, share * pieces / data.life[line])
    return rows
