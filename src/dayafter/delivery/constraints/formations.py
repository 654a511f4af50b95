"""A formation counts as equipped only when every line of its table is filled."""

from __future__ import annotations

import numpy as np

from dayafter.delivery.inputs import Data
from dayafter.delivery.provenance import need_pieces
from dayafter.delivery.variables import Variables
from dayafter.optimise.program import Program, Rows

SENTENCE = "formations equipped by {period} have all {line} of their tables"
UNIT = "pieces"


def add(program: Program, data: Data, v: Variables) -> Rows:
    """sum of table * equipped + worn out in them <= holdings, own output and contracts so far + delivered."""
    needed = np.asarray(data.table.any(axis=1))
    mask = np.broadcast_to(needed[:, None], data.covered.shape)
    rows = program.rows(
        "formations", (data.line, data.period), upper=data.covered, mask=mask, sentence=SENTENCE, unit=UNIT
    )
    for index, refs, amounts, slopes in need_pieces(data, data.covered_pieces, rows.index):
        program.rhs_from(index, "upper", refs, amounts, slopes)
    for number, unit in enumerate(data.units):
        program.put(rows.index, v.equipped.index[number][None, :], data.table[:, number][:, None])
        for line in np.flatnonzero(data.table[:, number]):
            ref = f"unit_equipment:{unit}/{data.lines[line]}"
            program.coef_from(rows.index[line], v.equipped.index[number], ref, 1.0)
    program.put(rows.index, v.worn.index, 1.0)
    program.put(rows.index, v.delivered.index, -1.0)
    return rows
