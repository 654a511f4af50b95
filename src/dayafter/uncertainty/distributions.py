"""From low, central, high, interval and shape to a quantile function: the distribution of one figure.

What each interval and shape means, and why, stands in card.md.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from dayafter.errors import CaseError
from dayafter.uncertainty.betas import beta_fit, beta_quantile, pert_mode, pert_quantile
from dayafter.uncertainty.normal import normal_quantile

Floats = NDArray[np.float64]
Quantile = Callable[[Floats], Floats]
"""Probabilities -> values, never falling."""

TAILS = {"p5-p95": 0.05, "p10-p90": 0.10, "source-range": 0.05, "judged-range": 0.05, "min-max": 0.0}
"""Probability that lies below `low`, and above `high`, by interval."""

BOUND_TAIL = 0.01
"""Tail that an unbounded shape leaves outside bounds before it is cut off at them."""

SKEWED = 3.0
"""high / low above which `auto` is lognormal: the doubt is about the order of magnitude, so it is one of ratios."""

FARTHEST = 10.0
"""Standard deviations beyond which nothing is drawn (the generator never gets past 8.3)."""

LARGEST = 709.0
"""Logarithm beyond which numbers are not told apart from infinity; only a range over hundreds of orders gets there."""

SHARES = frozenset({"share", "probability"})
"""Units of which there cannot be more than one."""


@dataclass(frozen=True)
class Range:
    """One figure's range: `tail` lies below low and above high, no value lies outside floor..ceiling."""

    low: float
    central: float
    high: float
    tail: float
    floor: float
    ceiling: float

    @property
    def open_tail(self) -> float:
        """The tail for shapes without ends of their own."""
        return self.tail or BOUND_TAIL

    def cut(self, values: Floats) -> Floats:
        """Values no lower than the floor and no higher than the ceiling."""
        return np.clip(values, self.floor, self.ceiling)


def range_of(low: float, central: float, high: float, interval: str, unit: str = "") -> Range:
    """The range that the columns of a figure describe. Bounds are kept; nothing is ever below zero."""
    tail = TAILS[interval]
    ceiling = 1.0 if unit in SHARES and high <= 1.0 else math.inf
    floor, ceiling = (low, high) if tail == 0.0 else (0.0, ceiling)
    return Range(low, central, high, tail, floor, ceiling)


def resolved_shape(low: float, high: float, interval: str, shape: str) -> str:
    """The shape that `auto` stands for; any other shape as it is, `fixed` where there is no range."""
    if low == high or shape == "fixed":
        return "fixed"
    if shape != "auto":
        return shape
    if TAILS[interval] == 0.0:
        return "triangular"
    return "lognormal" if low > 0 and high / low > SKEWED else "two-piece-normal"


@lru_cache(maxsize=4096)
def quantile_function(
    low: float, central: float, high: float, interval: str = "p5-p95", shape: str = "auto", unit: str = ""
) -> Quantile:
    """The quantile function of a figure, in the figure's unit.

    Raises CaseError (figure-shape) when the shape cannot hold the range.
    """
    chosen = resolved_shape(low, high, interval, shape)
    return _SHAPES[chosen](range_of(low, central, high, interval, unit))


def _refuse(shape: str, reason: str) -> CaseError:
    error = CaseError.of("figure-shape", shape=shape, reason=reason)
    assert isinstance(error, CaseError)
    return error


def _fixed(range_: Range) -> Quantile:
    return lambda u: np.full(np.shape(u), float(range_.central))


def _two_piece(low: float, middle: float, high: float, tail: float) -> Quantile:
    """Half a normal on either side of the median, each with the width that puts its end where it belongs."""
    width = float(-normal_quantile(np.array([tail]))[0])
    down, up = (middle - low) / width, (high - middle) / width

    def quantile(u: Floats) -> Floats:
        z = np.clip(normal_quantile(u), -FARTHEST, FARTHEST)
        return middle + np.where(z < 0, down, up) * z

    return quantile


def _two_piece_normal(range_: Range) -> Quantile:
    inner = _two_piece(range_.low, range_.central, range_.high, range_.open_tail)
    return lambda u: range_.cut(inner(u))


def _lognormal(range_: Range) -> Quantile:
    if range_.low <= 0:
        raise _refuse("lognormal", "low must be above zero")
    low, middle, high = (math.log(value) for value in (range_.low, range_.central, range_.high))
    inner = _two_piece(low, middle, high, range_.open_tail)
    return lambda u: range_.cut(np.exp(np.minimum(inner(u), LARGEST)))


def _uniform(range_: Range) -> Quantile:
    width = (range_.high - range_.low) / (1 - 2 * range_.tail)
    return lambda u: range_.cut(range_.low + (u - range_.tail) * width)


def _triangle_sides(below: float, above: float, tail: float) -> tuple[float, float]:
    """Distances from the mode to both ends of the triangle whose tails beyond `below` and `above` hold `tail`.

    A side x solves (x - d)^2 = tail * x * span, so it grows with the span, and the sides make up the span.
    Both sides are concave in the span, so that the iteration from below climbs to the only solution.
    """
    span = below + above
    for _ in range(200):
        sides = [d + tail * span / 2 + math.sqrt((tail * span / 2) ** 2 + d * tail * span) for d in (below, above)]
        if abs(sum(sides) - span) <= 1e-15 * span:
            break
        span = sum(sides)
    return sides[0], sides[1]


def _triangular(range_: Range) -> Quantile:
    mode = range_.central
    down, up = _triangle_sides(mode - range_.low, range_.high - mode, range_.tail)
    span = down + up

    def quantile(u: Floats) -> Floats:
        rising = mode - down + np.sqrt(u * span * down)
        falling = mode + up - np.sqrt((1 - u) * span * up)
        return range_.cut(np.where(u * span < down, rising, falling))

    return quantile


def _pert(range_: Range) -> Quantile:
    share = (range_.central - range_.low) / (range_.high - range_.low)
    mode = pert_mode(share, range_.tail) if range_.tail else share
    ends = pert_quantile(mode, np.array([range_.tail, 1 - range_.tail])) if range_.tail else np.array([0.0, 1.0])
    scale = (range_.high - range_.low) / (ends[1] - ends[0])
    return lambda u: range_.cut(range_.low + scale * (pert_quantile(mode, u) - ends[0]))


def _beta(range_: Range) -> Quantile:
    if range_.tail == 0.0:
        return _pert(range_)
    fit = beta_fit(range_.low, range_.high, range_.tail, range_.central)
    if fit is None:
        raise _refuse("beta", "low and high must be shares above 0 and below 1")
    return lambda u: beta_quantile(*fit, u)


_SHAPES: dict[str, Callable[[Range], Quantile]] = {
    "fixed": _fixed,
    "two-piece-normal": _two_piece_normal,
    "lognormal": _lognormal,
    "triangular": _triangular,
    "uniform": _uniform,
    "pert": _pert,
    "beta": _beta,
}
