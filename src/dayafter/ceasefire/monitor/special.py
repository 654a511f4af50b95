"""Gamma functions on arrays, without scipy: log gamma, incomplete gamma and beta, the gamma quantile.

Continued fractions by the modified Lentz method (Lentz 1976; Thompson and Barnett 1986); formulas of the Digital
Library of Mathematical Functions, chapters 5, 8 and 8.17.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dayafter.uncertainty.normal import normal_quantile

Floats = NDArray[np.float64]

_SHIFT = 10
"""Below this argument log gamma is taken further up, where Stirling's series is exact to the last digit."""

_STIRLING = (1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156, -3617 / 122400)

_LARGE = 30.0

_TINY, _CLOSE, _MOST = 1e-300, 1e-15, 20_000


def log_gamma(x: ArrayLike) -> Floats:
    """The logarithm of the gamma function of numbers above zero, any shape; DLMF 5.11.1."""
    value = np.asarray(x, dtype=np.float64)
    small = value < _SHIFT
    at = np.where(small, value + _SHIFT, value)
    steps = np.where(small, value, 1.0)
    product = steps.copy()
    for n in range(1, _SHIFT):
        product = product * (steps + n)
    series = np.zeros_like(at)
    for factor in reversed(_STIRLING):
        series = series / (at * at) + factor
    out = (at - 0.5) * np.log(at) - at + 0.5 * np.log(2 * np.pi) + series / at
    return np.asarray(out - np.where(small, np.log(product), 0.0))


def _fraction(first: Floats, terms: Iterator[tuple[Floats, Floats]]) -> Floats:
    """first + a1 / (b1 + a2 / (b2 + ...)) of pairs (a, b), until nothing changes any more."""
    value = np.where(np.abs(first) < _TINY, _TINY, first)
    c, d = value.copy(), np.zeros_like(value)
    for _, (a, b) in zip(range(_MOST), terms, strict=False):
        d = b + a * d
        d = 1.0 / np.where(np.abs(d) < _TINY, _TINY, d)
        c = b + a / c
        c = np.where(np.abs(c) < _TINY, _TINY, c)
        step = c * d
        value = value * step
        if np.all(np.abs(step - 1.0) < _CLOSE):
            break
    return value


def beta_share(a: ArrayLike, b: ArrayLike, x: ArrayLike) -> Floats:
    """The regularised incomplete beta function I_x(a, b), a and b above zero; DLMF 8.17.22."""
    first, second, at = np.broadcast_arrays(*(np.asarray(value, dtype=np.float64) for value in (a, b, x)))
    swap = at > (first + 1.0) / (first + second + 2.0)
    left, right = np.where(swap, second, first), np.where(swap, first, second)
    z = np.where(swap, 1.0 - at, at)
    inside = (z > 0.0) & (z < 1.0)
    safe = np.where(inside, z, 0.5)

    def terms() -> Iterator[tuple[Floats, Floats]]:
        one = np.ones_like(safe)
        yield one, one
        for m in range(_MOST):
            odd = -(left + m) * (left + right + m) * safe / ((left + 2 * m) * (left + 2 * m + 1))
            yield odd, one
            n = m + 1
            yield n * (right - n) * safe / ((left + 2 * n - 1) * (left + 2 * n)), one

    log_front = left * np.log(safe) + right * np.log1p(-safe)
    log_front += log_gamma(left + right) - log_gamma(left) - log_gamma(right) - np.log(left)
    share = np.exp(log_front) * _fraction(np.zeros_like(safe), terms())
    share = np.where(inside, np.clip(share, 0.0, 1.0), np.where(z <= 0.0, 0.0, 1.0))
    return np.asarray(np.where(swap, 1.0 - share, share))


def gamma_share(shape: ArrayLike, x: ArrayLike) -> Floats:
    """The regularised lower incomplete gamma function P(shape, x); DLMF 8.7.1 and 8.9.2."""
    a, z = np.broadcast_arrays(np.asarray(shape, dtype=np.float64), np.asarray(x, dtype=np.float64))
    low = z < a + 1.0
    at = np.where(z > 0.0, z, 1.0)
    log_front = a * np.log(at) - at - log_gamma(a)
    term = total = 1.0 / a
    for n in range(1, _MOST):
        term = np.where(low, term * at / (a + n), 0.0)
        total = total + term
        if np.all(term <= _CLOSE * total):
            break

    def terms() -> Iterator[tuple[Floats, Floats]]:
        high = np.where(low, a + 2.0, at)
        yield np.ones_like(at), high + 1.0 - a
        for n in range(1, _MOST):
            yield -n * (n - a), high + 2 * n + 1.0 - a

    front = np.exp(log_front)
    upper = front * _fraction(np.zeros_like(at), terms())
    return np.asarray(np.where(z <= 0.0, 0.0, np.clip(np.where(low, front * total, 1.0 - upper), 0.0, 1.0)))


def gamma_quantile(shape: ArrayLike, u: ArrayLike, close: float = 1e-12) -> Floats:
    """What a gamma variable of this shape and scale 1 stays below with probability u (0 < u < 1).

    Newton's method on the logarithm from Wilson and Hilferty's (1931) cube, kept within a bracket, until a step is
    below `close` (relative).
    """
    wide = np.broadcast_arrays(np.asarray(shape, dtype=np.float64), np.asarray(u, dtype=np.float64))
    a, p = (np.ascontiguousarray(value).ravel() for value in wide)
    cube = _cube(a, p)
    small = (np.log(p) + log_gamma(a + 1.0)) / a
    low, high = np.full(a.shape, -745.0), np.log(a + 40.0 * np.sqrt(a) + 800.0)
    at = np.clip(np.where(cube > 0.1, np.log(a) + 3.0 * np.log(np.maximum(cube, 0.1)), small), low, high)
    open_ = np.arange(a.size)
    for _ in range(80):
        if not open_.size:
            break
        b, x = a[open_], at[open_]
        miss = gamma_share(b, np.exp(x)) - p[open_]
        low[open_], high[open_] = np.where(miss < 0, x, low[open_]), np.where(miss > 0, x, high[open_])
        log_slope = np.clip(b * x - np.exp(x) - log_gamma(b), -600.0, 600.0)
        new = x - miss / np.exp(log_slope)
        outside = (new <= low[open_]) | (new >= high[open_]) | ~np.isfinite(new)
        new = np.where(outside, 0.5 * (low[open_] + high[open_]), new)
        new = np.where(miss == 0, x, new)
        at[open_] = new
        open_ = open_[np.abs(new - x) >= close]
    return np.asarray(np.exp(at).reshape(wide[0].shape))


def gamma_draw(shape: ArrayLike, u: ArrayLike) -> Floats:
    """The same for draws: Wilson and Hilferty's cube alone from shape 30 on, where it is off by less than 0.1 %."""
    a, p = np.broadcast_arrays(np.asarray(shape, dtype=np.float64), np.asarray(u, dtype=np.float64))
    out = a * np.maximum(_cube(a, p), 0.0) ** 3
    small = a < _LARGE
    if small.any():
        out[small] = gamma_quantile(a[small], p[small], 1e-4)
    return np.asarray(out)


def _cube(shape: Floats, u: Floats) -> Floats:
    """The cube root of the quantile over the shape (Wilson and Hilferty 1931), nearly."""
    z = normal_quantile(u.ravel()).reshape(u.shape)
    return np.asarray(1.0 - 1.0 / (9.0 * shape) + z / (3.0 * np.sqrt(shape)))
