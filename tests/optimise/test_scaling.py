"""Factors of rows and columns: powers of two that bring the entries near 1, for programs that are not too large."""

from __future__ import annotations

import numpy as np
import pytest

from dayafter.optimise import matrix as module
from dayafter.optimise import scaling
from dayafter.optimise.matrix import by_columns


def test_factors_are_powers_of_two_that_bring_entries_near_one(monkeypatch: pytest.MonkeyPatch) -> None:
    units = np.array([1e7, 1.0, 1e-4, 1.0])  # four quantities in units of their own; the last one is in no row
    each = np.array([[3.0, 5.0, 2.0, 0.0], [1.0, 0.0, 4.0, 0.0], [0.0, 2.0, 1.0, 0.0]]) / units
    rows, cols = np.nonzero(each)
    made = by_columns(([rows.astype(np.int32)], [cols.astype(np.int32)], [each[rows, cols]]), 4)
    row, col = made.scales(3)
    assert np.array_equal(np.exp2(np.rint(np.log2(np.concatenate((row, col))))), np.concatenate((row, col)))
    entries = made.scaled(row, col)
    assert np.array_equal(entries, made.value * row[made.index] * col[made.columns()])
    assert entries.min() > 0.2 and entries.max() < 5.0
    assert col[3] == 1.0 and made.scales(3)[0] is row, "worked out once"
    for place in (scaling, module):
        monkeypatch.setattr(place, "LARGE", 4)
    assert all((factors == 1.0).all() for factors in scaling.scales(made, 3))
    assert made.scaled(row, col) is made.value
