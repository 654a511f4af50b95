"""The normal distribution compiled, for many numbers: the same operations in the same order, hence the same bits.

Compiling and starting the compiler's library takes longer than a small job, which therefore stays with numpy.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from dayafter.uncertainty.normal import MIDDLE, NEAR

Floats = NDArray[np.float64]

_MIDDLE_UP, _MIDDLE_DOWN = MIDDLE
_NEAR_UP, _NEAR_DOWN = NEAR
_ROOT_TWO = math.sqrt(2.0)


@njit(cache=True, inline="always")
def _polynomial(c: tuple[float, ...], x: float) -> float:
    low = ((c[0] * x + c[1]) * x + c[2]) * x + c[3]
    return (((low * x + c[4]) * x + c[5]) * x + c[6]) * x + c[7]


@njit(cache=True, error_model="numpy")
def quantile_into(u: Floats, log_tail: Floats, out: Floats) -> None:
    """Normal quantiles of `u` without the far tails; log_tail: logarithm of the smaller of u and 1 - u.

    Both branches are worked out for every number, which lets the processor take several at a time.
    """
    for i in range(u.size):
        centred = u[i] - 0.5
        r = 0.180625 - centred * centred
        middle = centred * (_polynomial(_MIDDLE_UP, r) / _polynomial(_MIDDLE_DOWN, r))
        depth = math.sqrt(-log_tail[i]) - 1.6
        size = _polynomial(_NEAR_UP, depth) / _polynomial(_NEAR_DOWN, depth)
        near = size if centred > 0 else -size
        out[i] = near if abs(centred) > 0.425 else middle


@njit(cache=True)
def cdf_into(z: Floats, out: Floats) -> None:
    """Probability that a standard normal stays below each number."""
    for i in range(z.size):
        out[i] = 0.5 * math.erfc(-z[i] / _ROOT_TWO)


ACTIONS = ("scale", "set", "remove", "add", "delay")
"""What a step of a future does, by number; a delay counted in months is added."""


@njit(cache=True, error_model="numpy")
def moved_into(path: Floats, month: Floats, action: int, value: float) -> None:
    """A path [month, draw] after a change that holds from `month` on [draw]: by the share of each month after it."""
    for m in range(path.shape[0]):
        for i in range(path.shape[1]):
            share = min(max(m + 1.0 - month[i], 0.0), 1.0)
            now = path[m, i]
            if action == 0:
                now = now * (1.0 + (value - 1.0) * share)
            elif action == 1:
                now = now + (value - now) * share
            elif action == 2:
                now = now * (1.0 - share)
            else:
                now = max(now + value * share, 0.0)
            path[m, i] = now
