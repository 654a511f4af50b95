"""The generalised Lanchester equations, as a bounding device only.

dB/dt = -a R^p B^q + inflow_b(t), dR/dt = -b B^p R^q + inflow_r(t); (p, q) = (1, 0) is the square law, (1, 1) the
linear law, (0, 1) the logarithmic law. The exponents cannot be told from the data of one campaign: `fit_exponents`
says so with every estimate.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LAWS = {"square": (1.0, 0.0), "linear": (1.0, 1.0), "logarithmic": (0.0, 1.0)}
"""Law -> exponents p and q."""


@dataclass(frozen=True)
class Inflow:
    """Reinforcements of one side: `rate` a day from day `start` to day `end`."""

    start: float
    end: float
    rate: float


@dataclass(frozen=True)
class SquareLaw:
    """The end of a square-law fight without reinforcements: who is left, how many, after how many days."""

    winner: str
    survivors: float
    days: float


def square_law(blue: float, red: float, a: float, b: float) -> SquareLaw:
    """The exact end of a fight in which each red fighter puts `a` blue a day out of action, each blue one `b` red.

    Equal strengths under the law wear each other down for ever: no winner, infinite days.
    """
    blue_strength, red_strength = b * blue * blue, a * red * red
    if blue_strength == red_strength:
        return SquareLaw("", 0.0, math.inf)
    rate = math.sqrt(a * b)
    odds = math.sqrt(min(blue_strength, red_strength) / max(blue_strength, red_strength))
    days = math.atanh(odds) / rate
    if blue_strength > red_strength:
        return SquareLaw("blue", math.sqrt((blue_strength - red_strength) / b), days)
    return SquareLaw("red", math.sqrt((red_strength - blue_strength) / a), days)


def simulate(
    blue: float,
    red: float,
    a: float,
    b: float,
    days: Sequence[float],
    law: tuple[float, float] = LAWS["square"],
    blue_inflow: Sequence[Inflow] = (),
    red_inflow: Sequence[Inflow] = (),
    steps_a_day: int = 64,
) -> Floats:
    """Blue and red strength at each of the days [day, side].

    Fourth-order Runge-Kutta between the days asked for and the days on which an inflow starts or stops, so that no
    step crosses a jump. A side that is spent stays at zero.
    """
    edges = {0.0, *days} | {day for flow in (*blue_inflow, *red_inflow) for day in (flow.start, flow.end)}
    state, found, p, q = np.array([blue, red], dtype=np.float64), {0.0: np.array([blue, red])}, *law
    stops = sorted(edge for edge in edges if edge <= max(days))
    for start, end in pairwise(stops):
        middle = (start + end) / 2
        inflow = np.array([_rate(blue_inflow, middle), _rate(red_inflow, middle)])

        def slope(at: Floats, inflow: Floats = inflow) -> Floats:
            own, other = np.maximum(at, 0.0), np.maximum(at[::-1], 0.0)
            loss = np.array([a, b]) * _power(other, p) * _power(own, q)
            change = inflow - loss
            return np.where(at > 0, change, np.maximum(change, 0.0))

        steps = max(1, math.ceil((end - start) * steps_a_day))
        for _ in range(steps):
            state = np.maximum(_runge_kutta(slope, state, (end - start) / steps), 0.0)
        found[end] = state
    return np.array([found[float(day)] for day in days])


def _rate(flows: Sequence[Inflow], day: float) -> float:
    return sum(flow.rate for flow in flows if flow.start <= day < flow.end)


def _power(base: Floats, exponent: float) -> Floats:
    return np.ones_like(base) if exponent == 0 else base**exponent


def _runge_kutta(slope: Callable[[Floats], Floats], state: Floats, step: float) -> Floats:
    k1 = slope(state)
    k2 = slope(state + step / 2 * k1)
    k3 = slope(state + step / 2 * k2)
    k4 = slope(state + step * k3)
    return np.asarray(state + step / 6 * (k1 + 2 * k2 + 2 * k3 + k4))


@dataclass(frozen=True)
class Fit:
    """Exponents fitted to one side's daily losses: on its own strength (q), on the opponent's (p), each with its
    standard error, and a warning where the data cannot tell them; empty where they can."""

    own: float
    own_error: float
    opponent: float
    opponent_error: float
    warning: str


def fit_exponents(losses: Floats, own: Floats, opponent: Floats, phase: Floats | None = None) -> Fit:
    """Ordinary least squares of log losses on the logs of both strengths (and on a phase of the fight, if given).

    All arrays [day]. The warning comes when either standard error exceeds 0.25: the laws differ by 1, so that two
    standard errors to either side would then no longer keep them apart.
    """
    columns = [np.ones(len(losses)), np.log(own), np.log(opponent), *([] if phase is None else [phase])]
    design, target = np.column_stack(columns), np.log(losses)
    spare = len(target) - design.shape[1]
    estimate, _, rank, _ = np.linalg.lstsq(design, target, rcond=None)
    if rank < design.shape[1] or spare < 1:
        return Fit(math.nan, math.inf, math.nan, math.inf, "the exponents cannot be identified: too little varies")
    residual = target - design @ estimate
    covariance = residual @ residual / spare * np.linalg.inv(design.T @ design)
    errors = np.sqrt(np.diag(covariance))
    warning = ""
    if max(errors[1], errors[2]) > 0.25:
        warning = (
            f"the exponents cannot be identified from these data: standard errors {errors[1]:.2g} and {errors[2]:.2g}; "
            "use them with strong priors, as bounds only"
        )
    return Fit(float(estimate[1]), float(errors[1]), float(estimate[2]), float(errors[2]), warning)
