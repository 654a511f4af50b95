"""A two-stage stochastic linear program: what is decided now, and what each future asks for later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .blocks import FloatArray
from .matrix import BoolArray, Sparse


@dataclass(frozen=True, eq=False)
class Stage:
    """Columns and rows of one stage: min cost x, row_lower <= matrix x <= row_upper, col_lower <= x <= col_upper.

    `whole`: which columns take whole numbers only [column]; none where it is left out.
    """

    cost: FloatArray
    col_lower: FloatArray
    col_upper: FloatArray
    matrix: Sparse
    row_lower: FloatArray
    row_upper: FloatArray
    names: tuple[str, ...] = ()
    whole: BoolArray | None = None

    @property
    def num_col(self) -> int:
        """Number of columns."""
        return len(self.cost)

    @property
    def num_row(self) -> int:
        """Number of rows."""
        return len(self.row_lower)


@dataclass(frozen=True, eq=False)
class Scenario:
    """One future: row_lower <= technology x + stage.matrix y <= row_upper, at the cost of y.

    technology: by columns of the first stage; its rows are those of `stage`.
    """

    name: str
    probability: float
    stage: Stage
    technology: Sparse


@dataclass(frozen=True, eq=False)
class TwoStage:
    """min constant + first.cost x + sum over scenarios of probability x least cost of its recourse.

    `scenarios` is any sequence: one that makes each scenario when it is asked for keeps memory small, and crosses to
    other processes as long as it can be pickled. Probabilities are taken as they are, whatever they add up to.
    """

    title: str
    first: Stage
    scenarios: Sequence[Scenario]
    constant: float = 0.0

    @property
    def probabilities(self) -> FloatArray:
        """Probability of each scenario [scenario]; a sequence that knows them need not make its scenarios for it."""
        known: FloatArray | None = getattr(self.scenarios, "probabilities", None)
        if known is not None:
            return known
        return np.array([scenario.probability for scenario in self.scenarios])
