"""Counts give what numpy gives on all draws at once, whatever parts the draws come in."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from dayafter.ensemble import Counts

VALUES = hnp.arrays(np.int16, st.tuples(st.integers(1, 40), st.just(3)), elements=st.integers(0, 300))


@given(VALUES, st.integers(0, 40))
def test_counts_of_parts_are_counts_of_all(values: np.ndarray, cut: int) -> None:  # type: ignore[type-arg]
    counts = Counts(3)
    counts.add(values[:cut])
    counts.add(values[cut:])
    assert counts.draws == len(values)
    assert np.array_equal(counts.mean(), values.sum(axis=0, dtype=np.int64) / len(values))
    shares = (0.05, 0.5, 0.95, 1.0)
    wanted = np.quantile(values, shares, axis=0, method="inverted_cdf").T
    assert np.array_equal(counts.quantiles(shares), wanted)


def test_negative_numbers_are_refused() -> None:
    with pytest.raises(ValueError, match="-1"):
        Counts(1).add(np.array([[-1]]))
