"""The requirement of the shipped case arcadia, whose numbers the tutorial prints, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from dayafter.case import read_case
from dayafter.case.columns import FigureRow
from dayafter.need import READS, figures_of, requirement
from dayafter.uncertainty import Draws

CASE = read_case("arcadia")
NEED = requirement(CASE, Draws.central(CASE))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("gun", 2 * 20 * 1.1 - 5),
        ("truck", 2 * 100 * 1.1 + (3 + 9) * 100 / 120 - 20),  # brigade-months in each half of the year
        ("sam", 2 * 2),
        ("missile", 4 * 16),  # in magazines; 15 by consumption and 22.5 by raids are fewer
        ("shell", 15_000 / 2 + 500 * 12 - 4_000),  # half of the stock is built up in half of 24 months
        ("vest", 10_000 + 10_000 * 6 / 40 - 2_000 - 12 * 100),
    ],
)
def test_net_requirement_by_the_end_of_the_horizon(line: str, expected: float) -> None:
    assert NEED.central[NEED.lines.index(line), -1] == pytest.approx(expected)


def test_figures_outside_the_explained_set_move_no_bit_of_any_line() -> None:
    explained = {line: set(figures_of(CASE, line)) for line in NEED.lines}
    tables = {read.table for reads in READS.values() for read in reads}
    for table in tables:
        rows = CASE.tables[table]
        for place, row in enumerate(rows):
            assert isinstance(row, FigureRow)
            grown = row.model_copy(update={n: getattr(row, n) * 1.5 + 1 for n in ("low", "central", "high")})
            other = CASE.replace({table: (*rows[:place], grown, *rows[place + 1 :])})
            moved = requirement(other, Draws.central(other)).central != NEED.central
            ref = f"{table}:{'/'.join(row.key)}"
            for line, path in zip(NEED.lines, moved, strict=True):
                assert not path.any() or ref in explained[line], f"{ref} moved {line}"


def test_draws_surround_the_central_run() -> None:
    need = requirement(CASE, Draws(CASE, 500, 7))
    inside = (need.percentile(0.02) <= NEED.central + 1e-9) & (NEED.central <= need.percentile(0.98) + 1e-9)
    assert inside.all()
    assert np.isfinite(need.net).all()
