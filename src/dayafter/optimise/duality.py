"""Lower bounds from duals: what prices of rows prove about a linear program, whatever solver they come from."""

from __future__ import annotations

from math import inf

import numpy as np

from .blocks import FloatArray
from .matrix import Sparse
from .program import Compiled

ROUNDING = 1e-7  # a reduced cost below this share of the costs that it is made of is rounding
OVERALL = 1e-9  # and so is one below this share of the largest costs of the program


def fit_prices(prices: FloatArray, lower: FloatArray, upper: FloatArray) -> FloatArray:
    """Prices without those of sides that do not exist: a positive one prices `lower`, a negative one `upper`."""
    wrong = ((prices > 0) & np.isinf(lower)) | ((prices < 0) & np.isinf(upper))
    return np.where(wrong, 0.0, prices)


def bound_value(prices: FloatArray, lower: FloatArray, upper: FloatArray, rounding: FloatArray | float = 0.0) -> float:
    """Least value of sum of prices * v over lower <= v <= upper; prices within `rounding` of zero need no finite bound.

    -inf where a price pulls without end.
    """
    side = np.where(prices > 0, lower, upper)
    endless = np.isinf(side) & (prices != 0.0)
    if (endless & (np.abs(prices) > rounding)).any():
        return -inf
    return float(prices @ np.where(np.isinf(side), 0.0, side))


def priced_sides(
    prices: FloatArray, lower: FloatArray, upper: FloatArray, rounding: FloatArray
) -> tuple[FloatArray, FloatArray] | None:
    """(prices of lower bounds, prices of upper bounds): `bound_value` for other bounds that are finite where these are.

    None where a price pulls without end; one within `rounding` of zero that has nothing to price drops out.
    """
    endless = np.isinf(np.where(prices > 0, lower, upper)) & (prices != 0.0)
    if (endless & (np.abs(prices) > rounding)).any():
        return None
    held = np.where(endless, 0.0, prices)
    return np.maximum(held, 0.0), np.minimum(held, 0.0)


def reduced_costs(matrix: Sparse, cost: FloatArray, prices: FloatArray) -> tuple[FloatArray, FloatArray]:
    """(reduced cost, what counts as its rounding) of each column at the prices of the rows."""
    entries = matrix.value * prices[matrix.index]
    size = np.abs(cost) + matrix.sum_by_column(np.abs(entries))
    return cost - matrix.sum_by_column(entries), ROUNDING * size + OVERALL * size.max(initial=0.0)


def dual_bound(compiled: Compiled, cost: FloatArray, prices: FloatArray) -> float:
    """What the prices of rows prove: no feasible point costs less. Bounds of columns enter by the reduced costs."""
    fit = fit_prices(prices, compiled.row_lower, compiled.row_upper)
    reduced, rounding = reduced_costs(compiled.matrix, cost, fit)
    return bound_value(fit, compiled.row_lower, compiled.row_upper) + bound_value(
        reduced, compiled.col_lower, compiled.col_upper, rounding
    )
