"""Two-stage programs that tests share: the farmer, and random ones with every kind of row and bound."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from dayafter.optimise.matrix import Sparse, by_columns
from dayafter.optimise.stages import Scenario, Stage, TwoStage
from tests.optimise.samples import YIELDS

inf = np.inf


def sparse(dense: npt.ArrayLike) -> Sparse:
    """A dense matrix by columns."""
    full = np.atleast_2d(np.asarray(dense, dtype=np.float64))
    rows, cols = np.nonzero(full)
    return by_columns(([rows.astype(np.int32)], [cols.astype(np.int32)], [full[rows, cols]]), full.shape[1])


def stage(
    cost: npt.ArrayLike,
    matrix: npt.ArrayLike,
    row_lower: npt.ArrayLike,
    row_upper: npt.ArrayLike,
    **bounds: npt.ArrayLike,
) -> Stage:
    """A stage from lists; columns from 0 to infinity unless said otherwise."""
    costs = np.asarray(cost, dtype=np.float64)
    lower, upper = bounds.get("lower", np.zeros(len(costs))), bounds.get("upper", np.full(len(costs), inf))
    return Stage(
        costs,
        *(np.asarray(part, dtype=np.float64) for part in (lower, upper)),
        sparse(matrix),
        *(np.asarray(part, dtype=np.float64) for part in (row_lower, row_upper)),
    )


def farmer() -> TwoStage:
    """Birge and Louveaux: acres of wheat, corn and beets now; sales and purchases in each of three years."""
    first = stage([150, 230, 260], [[1, 1, 1]], [-inf], [500])
    matrix = [[-1, 0, 0, 0, 1, 0], [0, -1, 0, 0, 0, 1], [0, 0, -1, -1, 0, 0]]  # sold 3, cheap beets, bought 2
    upper = [inf, inf, 6000, inf, inf, inf]
    recourse = stage([-170, -150, -36, -10, 238, 210], matrix, [200, 240, 0], [inf] * 3, upper=upper)
    years = zip(("good", "usual", "bad"), YIELDS, strict=True)
    return TwoStage("farmer", first, [Scenario(name, 1 / 3, recourse, sparse(np.diag(y))) for name, y in years])


def random_problem(seed: int, *, complete: bool, scenarios: int = 5, columns: int = 4, whole: bool = False) -> TwoStage:
    """A random program with a plan: rows of each kind, bounds of each kind, costs of both signs, odd probabilities.

    `complete`: every first stage has a recourse, at a price; otherwise feasibility cuts are needed.
    """
    rng = np.random.default_rng(seed)
    inside = rng.integers(0, 4, columns).astype(float)  # honours all rows of the first stage
    rows = rng.integers(-3, 4, (2, columns)).astype(float)
    level = rows @ inside
    upper = np.where(rng.random(columns) < 0.5, inside + rng.integers(1, 9, columns), 60.0)
    first = stage(rng.integers(-5, 10, columns), rows, [level[0] - 3, -inf], [inf, level[1] + 2], upper=upper)
    if whole:
        first = Stage(*(getattr(first, n) for n in STAGE), whole=np.arange(columns) % 2 == 0)
    futures = []
    for number in range(scenarios):
        recourse, count = 5, 3
        matrix = rng.integers(-3, 5, (count, recourse)) * (rng.random((count, recourse)) < 0.8)
        technology = rng.integers(-2, 4, (count, columns)) * (rng.random((count, columns)) < 0.7)
        lived = rng.integers(0, 5, recourse).astype(float)
        level = technology @ inside + matrix @ lived
        kind = rng.integers(0, 4, count)
        lower = np.where(kind == 1, -inf, np.where(kind == 3, level - 2, level))
        top = np.where(kind == 0, inf, np.where(kind == 3, level + 1, level))
        cost = rng.integers(-2, 9, recourse)
        low = np.where(rng.random(recourse) < 0.2, -7.0, 0.0)
        high = np.where(cost < 0, 12.0, np.where(rng.random(recourse) < 0.3, 9.0, inf))
        matrix = matrix.astype(float)
        if complete:
            matrix = np.hstack((matrix, np.eye(count), -np.eye(count)))
            cost = np.concatenate((cost, np.full(2 * count, 40)))
            low, high = np.concatenate((low, np.zeros(2 * count))), np.concatenate((high, np.full(2 * count, inf)))
        made = stage(cost, matrix, lower, top, lower=low, upper=high)
        futures.append(Scenario(f"s{number}", float(rng.integers(1, 5)) / 12, made, sparse(technology)))
    return TwoStage(f"random {seed}", first, futures, constant=float(rng.integers(-5, 6)))


STAGE = ("cost", "col_lower", "col_upper", "matrix", "row_lower", "row_upper", "names")
