"""What is required is delivered or counted as short."""

from __future__ import annotations

from dayafter.delivery.inputs import Data
from dayafter.delivery.provenance import need_pieces
from dayafter.delivery.variables import Variables
from dayafter.optimise.program import Program, Rows

SENTENCE = "the requirement for {line} by {period} is delivered or counted as short"
UNIT = "pieces"


def add(program: Program, data: Data, v: Variables) -> Rows:
    """delivered(t) + short(t) >= requirement(t)."""
    rows = program.rows(
        "shortfall", (data.line, data.period), lower=data.net, mask=data.net > 0, sentence=SENTENCE, unit=UNIT
    )
    for index, refs, amounts, slopes in need_pieces(data, data.net_pieces, rows.index):
        program.rhs_from(index, "lower", refs, amounts, slopes)
    program.put(rows.index, v.delivered.index, 1.0)
    program.put(rows.index, v.short.index, 1.0)
    return rows
