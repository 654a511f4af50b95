"""Exact counts over parts: the same numbers however the draws are cut, and memory that does not grow with them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


class Counts:
    """How often each whole number from 0 occurs in each of several series, such as the months of a path."""

    def __init__(self, series: int) -> None:
        self._series = series
        self._counts: NDArray[np.int64] = np.zeros((series, 1), dtype=np.int64)

    def add(self, values: NDArray[np.integer]) -> None:
        """Counts the values of some draws [draw, series]; none may be negative."""
        if values.size == 0:
            return
        low, high = int(values.min()), int(values.max())
        if low < 0:
            raise ValueError(f"{low} cannot be counted")
        if high >= self._counts.shape[1]:
            self._counts = np.pad(self._counts, ((0, 0), (0, high + 1 - self._counts.shape[1])))
        wide = self._counts.shape[1]
        for series, row in enumerate(self._counts):
            row += np.bincount(values[:, series], minlength=wide)

    @property
    def table(self) -> NDArray[np.int64]:
        """How often [series, number]."""
        return self._counts

    @property
    def draws(self) -> int:
        """How many draws were counted."""
        return int(self._counts[0].sum()) if self._series else 0

    def mean(self) -> NDArray[np.float64]:
        """The mean of each series; sums are of whole numbers, so that no order of adding can be seen."""
        sums = self._counts @ np.arange(self._counts.shape[1], dtype=np.int64)
        return np.asarray(sums / self.draws, dtype=np.float64)

    def quantiles(self, shares: Sequence[float], least: int = 0) -> NDArray[np.int64]:
        """The least number that this share of draws does not exceed [series, share], of the numbers from `least` on;
        one beyond the largest number where there is none."""
        found = []
        for row in self._counts[:, least:]:
            upto = np.cumsum(row)
            total = int(upto[-1]) if upto.size else 0
            needed = [max(int(np.ceil(share * total - 1e-9)), 1) for share in shares]
            found.append([least + int(np.searchsorted(upto, count)) for count in needed])
        return np.array(found, dtype=np.int64).reshape(self._series, len(shares))
