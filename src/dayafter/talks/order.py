"""Which issue to settle first, so that nobody walks away: a dynamic programme over the issues that are settled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

MOST_ISSUES = 15
"""Issues up to which every order is looked at."""


@dataclass(frozen=True, eq=False)
class Order:
    """The best order. path: issues, the first to settle first; chance: that nobody has walked away after each step
    [draw, step]; single: that nobody walks away when all is settled at once [draw]; worst: by the worst order [draw];
    firsts: the first issue of the order that is best in each draw [draw]; same: whether this order is as good as the
    best there [draw]."""

    path: tuple[int, ...]
    chance: Floats
    single: Floats
    worst: Floats
    firsts: NDArray[np.int64]
    same: NDArray[np.bool_]


def stays(surplus: ArrayLike, spread: ArrayLike) -> Floats:
    """Log of the chance that nobody walks away [..., draw]: each stays with the odds exp(surplus / spread).

    surplus: what the state of the talks is worth above no deal [..., actor, draw]; spread: [draw]. Equation 9.
    """
    odds = np.asarray(surplus, dtype=float) / np.asarray(spread, dtype=float)
    return np.asarray(-np.logaddexp(0.0, -odds).sum(axis=-2))


def best_order(settled: ArrayLike, open_: ArrayLike, base: ArrayLike, spread: ArrayLike) -> Order:
    """The order in which the chance that nobody walks away at any step is largest: exactly so in each draw, and among
    those orders the one with the largest mean over the draws.

    settled, open_: what an issue adds to an actor when it is settled, and as long as it is not [issue, actor, draw];
    base: what else counts, less no deal [actor, draw]; spread: [draw]. Raises ValueError for more than MOST_ISSUES.
    """
    gain = np.asarray(settled, dtype=float) - np.asarray(open_, dtype=float)
    start = np.asarray(base, dtype=float) + np.asarray(open_, dtype=float).sum(axis=0)
    issues = len(gain)
    if issues > MOST_ISSUES:
        raise ValueError(f"{issues} issues have too many orders")
    reward = _rewards(gain, start, np.asarray(spread, dtype=float))
    best, worst = _each(reward, np.argmax), _each(reward, np.argmin)
    pool = np.unique(np.concatenate([best, worst]), axis=0)
    chances = np.array([np.exp(_along(reward, path)[-1]).mean() for path in pool])
    path, low = pool[chances.argmax()], pool[chances.argmin()]
    reached = _along(reward, path)
    top = np.array([reward[_states(own), draw].sum() for draw, own in enumerate(best)])
    return Order(
        path=tuple(int(issue) for issue in path),
        chance=np.exp(reached).T,
        single=np.exp(reward[-1]),
        worst=np.exp(_along(reward, low)[-1]),
        firsts=best[:, 0],
        same=reached[-1] >= top - 1e-9,
    )


def _states(path: NDArray[np.int64]) -> NDArray[np.int64]:
    """The sets that a path goes through [step]."""
    return np.asarray(np.cumsum(1 << path))


def _along(reward: Floats, path: NDArray[np.int64]) -> Floats:
    """Log chance that nobody has walked away after each step of a path [step, draw]."""
    return np.asarray(np.cumsum(reward[_states(path)], axis=0))


def _rewards(gain: Floats, start: Floats, spread: Floats) -> Floats:
    """Log chance that nobody walks away in each set of settled issues [state, draw]; at the start nobody does."""
    issues = len(gain)
    out = np.zeros((1 << issues, start.shape[1]))
    for state in range(1, 1 << issues):
        inside = [issue for issue in range(issues) if state >> issue & 1]
        out[state] = stays(start + gain[inside].sum(axis=0), spread)
    return out


def _each(reward: Floats, choose: Callable[..., NDArray[np.int64]]) -> NDArray[np.int64]:
    """The best (or worst) path in each draw [draw, step], by backward steps through the sets."""
    states, draws = reward.shape
    issues = states.bit_length() - 1
    value, last = np.zeros_like(reward), np.zeros(reward.shape, dtype=np.int8)
    for state in range(1, states):
        inside = np.array([issue for issue in range(issues) if state >> issue & 1])
        before = value[state ^ (1 << inside)]
        pick = choose(before, axis=0)
        value[state] = reward[state] + np.take_along_axis(before, pick[None], axis=0)[0]
        last[state] = inside[pick]
    out, at = np.zeros((draws, issues), dtype=np.int64), np.full(draws, states - 1)
    for step in reversed(range(issues)):
        out[:, step] = last[at, np.arange(draws)]
        at ^= 1 << out[:, step]
    return out
