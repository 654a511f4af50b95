"""Stopping problems with a known answer: what least-squares Monte Carlo is checked against."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Perpetual:
    """The root above 1 of the fundamental quadratic, and how many times its cost a project must be worth."""

    beta: float
    ratio: float


def perpetual(rate: float, payout: float, sigma: float) -> Perpetual:
    """When to invest in a project whose worth is a geometric Brownian motion, with no last day.

    rate: of interest a year; payout > 0: what the project pays out a year, as a share of its worth; sigma > 0:
    volatility a year. Source: Dixit and Pindyck (1994), Investment under Uncertainty, chapter 5.
    """
    drift = (rate - payout) / sigma**2 - 0.5
    beta = -drift + float(np.sqrt(drift**2 + 2.0 * rate / sigma**2))
    return Perpetual(beta, beta / (beta - 1.0))


def binomial_put(spot: float, strike: float, rate: float, sigma: float, years: float, dates: int, steps: int) -> float:
    """Worth of a put that can be exercised on `dates` evenly spaced days and today, by a tree of steps x dates steps.

    dates 1 is the European put, unless it is better taken today; many dates are the American one.
    Source: Cox, Ross and Rubinstein (1979).
    """
    number = dates * steps
    step = years / number
    up = float(np.exp(sigma * np.sqrt(step)))
    chance = (float(np.exp(rate * step)) - 1.0 / up) / (up - 1.0 / up)
    rise, fall = chance * np.exp(-rate * step), (1.0 - chance) * np.exp(-rate * step)
    price = spot * up ** np.arange(-number, number + 1, dtype=np.float64)
    gain = np.maximum(strike - price, 0.0)
    value = gain[::2].copy()
    for left in range(number - 1, -1, -1):
        value = rise * value[1:] + fall * value[:-1]
        if left % steps == 0:
            low = number - left
            np.maximum(value, gain[low : low + 2 * left + 1 : 2], out=value)
    return float(value[0])
