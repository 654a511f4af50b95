"""The estimated strategic model of two players and three outcomes (egame12). Equations 15 to 17 of card.md.

Player 1 does not act (outcome 0) or acts; then player 2 yields (outcome 1) or resists (outcome 2). Player 1's
utilities: u11, u13, u14 of the three; player 2's: 0 for yielding and u24 for resisting. Each utility is linear in its
own variables. Sources: Signorino (1999), American Political Science Review 93; Signorino (2003), Political Analysis 11;
Kenkel and Signorino (2014), Journal of Statistical Software 56.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dayafter.deterrence.attack.contest import logistic
from dayafter.uncertainty.normal import normal_cdf

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

KINDS = ("private", "agent")
"""Private information about one's own payoffs (probit), or errors of the players' agents (logit)."""

LEAST = 1e-12
"""Chance below which no action is taken to be: keeps logarithms finite far from the maximum."""

SETTLED = 1e-8
"""Largest slope of the mean log-likelihood at a maximum."""

_ROOT_TWO = float(np.sqrt(2.0))


@dataclass(frozen=True, eq=False)
class Design:
    """The variables of each utility [observation, number of its own]; no column fixes it at 0."""

    u11: Floats
    u13: Floats
    u14: Floats
    u24: Floats

    @property
    def parts(self) -> tuple[Floats, Floats, Floats, Floats]:
        """The four tables, in the order of the coefficients."""
        return self.u11, self.u13, self.u14, self.u24

    @property
    def sizes(self) -> tuple[int, ...]:
        """Number of coefficients of each utility."""
        return tuple(part.shape[1] for part in self.parts)

    def utilities(self, coefficients: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        """u11, u13, u14, u24 of each observation [observation], from all coefficients in a row."""
        parts = np.split(coefficients, np.cumsum(self.sizes)[:-1])
        u11, u13, u14, u24 = (x @ b for x, b in zip(self.parts, parts, strict=True))
        return u11, u13, u14, u24


@dataclass(frozen=True, eq=False)
class _Actions:
    """Chances that player 1 acts and that player 2 resists, with what their slopes need [observation]."""

    act: Floats
    resist: Floats
    act_slopes: tuple[Floats, Floats, Floats, Floats]
    resist_slope: Floats


def _actions(u11: Floats, u13: Floats, u14: Floats, u24: Floats, kind: str) -> _Actions:
    """Both actions and their derivatives by u11, u13, u14 and u24; private: eq. 15; agent: eq. 16."""
    if kind == "agent":
        resist, resist_slope = _logit(u24)
        yields = 1.0 - resist
        act, steep = _logit(resist * u14 + yields * u13 - u11)
        by_resist = steep * (u14 - u13)
    elif kind == "private":
        resist, resist_slope = _probit(u24 / _ROOT_TWO)
        resist_slope = resist_slope / _ROOT_TWO
        yields = 1.0 - resist
        spread = np.sqrt(1.0 + yields**2 + resist**2)
        index = (resist * u14 + yields * u13 - u11) / spread
        act, density = _probit(index)
        steep = density / spread
        by_resist = steep * (u14 - u13 - index * (resist - yields) / spread)
    else:
        raise ValueError(f"kind is one of {KINDS}, not {kind!r}")
    slopes = (-steep, steep * yields, steep * resist, by_resist * resist_slope)
    return _Actions(act, resist, slopes, resist_slope)


def _probit(index: Floats) -> tuple[Floats, Floats]:
    chance = normal_cdf(np.ascontiguousarray(index, dtype=np.float64))
    return np.clip(chance, LEAST, 1.0 - LEAST), np.exp(-(index**2) / 2.0) / np.sqrt(2.0 * np.pi)


def _logit(index: Floats) -> tuple[Floats, Floats]:
    chance = logistic(index)
    return np.clip(chance, LEAST, 1.0 - LEAST), chance * (1.0 - chance)


def probabilities(u11: Floats, u13: Floats, u14: Floats, u24: Floats, kind: str = "private") -> Floats:
    """Chances of the three outcomes [observation, 3] from the utilities [observation].

    kind: "private" (probit) or "agent" (logit). Raises ValueError for another.
    """
    one, three, four, other = (np.asarray(u, dtype=np.float64) for u in np.broadcast_arrays(u11, u13, u14, u24))
    made = _actions(np.atleast_1d(one), np.atleast_1d(three), np.atleast_1d(four), np.atleast_1d(other), kind)
    return np.stack((1.0 - made.act, made.act * (1.0 - made.resist), made.act * made.resist), axis=-1)


def log_likelihood(coefficients: Floats, outcome: Ints, design: Design, kind: str = "private") -> tuple[float, Floats]:
    """Log-likelihood, eq. 17, and the score of each observation [observation, coefficient]."""
    made = _actions(*design.utilities(coefficients), kind)
    acted, resisted = outcome > 0, outcome == 2
    taken = np.where(acted, made.act, 1.0 - made.act)
    answer = np.where(resisted, made.resist, 1.0 - made.resist)
    total = float(np.log(taken).sum() + np.log(answer[acted]).sum())
    by_act = np.where(acted, 1.0, -1.0) / taken
    by_u = [by_act * slope for slope in made.act_slopes]
    by_u[3] = by_u[3] + np.where(acted, np.where(resisted, 1.0, -1.0) / answer, 0.0) * made.resist_slope
    return total, np.concatenate([u[:, None] * x for u, x in zip(by_u, design.parts, strict=True)], axis=1)


@dataclass(frozen=True, eq=False)
class Estimate:
    """What fits best. coefficients in the order u11, u13, u14, u24 [coefficient], their covariance from the curvature
    at the maximum, the log-likelihood, and whether the slope there is nil."""

    coefficients: Floats
    covariance: Floats
    log_likelihood: float
    settled: bool

    @property
    def errors(self) -> Floats:
        """Standard errors [coefficient]."""
        return np.asarray(np.sqrt(np.diag(self.covariance)))


def fit(outcome: Ints, design: Design, kind: str = "private", rounds: int = 500) -> Estimate:
    """Maximum likelihood from two starts, zero and backward induction; the better end counts.

    outcome: 0, 1 or 2 [observation]. Raises ValueError if an outcome never occurs, if a utility's variables are
    collinear, or if one variable stands in u11, u13 and u14 alike: then the utilities have no zero.
    """
    outcome = np.asarray(outcome, dtype=np.int64)
    _check(outcome, design)
    starts = (np.zeros(sum(design.sizes)), _backward_induction(outcome, design, kind))
    ends = [_climb(start, outcome, design, kind, rounds) for start in starts]
    best = max(ends, key=lambda end: end[1])
    curvature = -_curvature(best[0], outcome, design, kind)
    slope = log_likelihood(best[0], outcome, design, kind)[1].mean(axis=0)
    settled = bool(np.abs(slope).max(initial=0.0) < SETTLED and np.linalg.eigvalsh(curvature).min() > 0)
    return Estimate(best[0], np.asarray(np.linalg.inv(curvature), dtype=np.float64), best[1], settled)


def _check(outcome: Ints, design: Design) -> None:
    if set(np.unique(outcome)) != {0, 1, 2}:
        raise ValueError("each of the outcomes 0, 1 and 2 has to occur, and no other")
    for name, part in zip(("u11", "u13", "u14", "u24"), design.parts, strict=True):
        if np.linalg.matrix_rank(part) < part.shape[1]:
            raise ValueError(f"the variables of {name} are collinear")
    if _floats(design.u11, design.u13, design.u14):
        raise ValueError("u11, u13 and u14 share a variable or a mix of them: player 1's utilities have no zero")


def _floats(first: Floats, second: Floats, third: Floats) -> bool:
    """Whether the same amount, made of each one's own variables, can be added to all three without any effect."""
    sizes = first.shape[1], second.shape[1], third.shape[1]
    if 0 in sizes:
        return False
    nil = np.zeros_like
    equal = np.block([[first, -second, nil(third)], [first, nil(second), -third]])
    return bool(np.linalg.matrix_rank(equal) < sum(sizes))


def _backward_induction(outcome: Ints, design: Design, kind: str) -> Floats:
    """A start: player 2 alone first, then player 1 given what player 2 is expected to do."""
    acted = outcome > 0
    last = _binary(design.u24[acted], outcome[acted] == 2, kind)
    made = _actions(*(np.zeros(len(outcome)),) * 3, design.u24 @ last, kind)
    yields = 1.0 - made.resist
    spread = np.sqrt(1.0 + yields**2 + made.resist**2) if kind == "private" else np.ones(len(outcome))
    both = np.concatenate((-design.u11, yields[:, None] * design.u13, made.resist[:, None] * design.u14), axis=1)
    scaled = both * (_scale(kind) / spread)[:, None]
    return np.concatenate((_binary(scaled, acted, kind), last))


def _scale(kind: str) -> float:
    """Spread of the errors by which a choice with one own payoff is blurred."""
    return _ROOT_TWO if kind == "private" else 1.0


def _binary(variables: Floats, yes: NDArray[np.bool_], kind: str) -> Floats:
    """Coefficients of one choice by scoring, in the scale of eq. 15 or 16."""
    scale = _scale(kind)
    link = _probit if kind == "private" else _logit
    out = np.zeros(variables.shape[1])
    for _ in range(25):
        chance, density = link(variables @ out / scale)
        weight = density / (chance * (1.0 - chance))
        slope = variables.T @ ((yes - chance) * weight) / scale
        information = (variables * (density * weight)[:, None]).T @ variables / scale**2
        out = out + np.clip(np.linalg.lstsq(information, slope, rcond=1e-10)[0], -2.0, 2.0)
    return out


def _climb(start: Floats, outcome: Ints, design: Design, kind: str, rounds: int) -> tuple[Floats, float]:
    """Uphill by Newton steps on the curvature that is kept positive, with halving, until the slope is nil."""
    at, (value, scores) = start, log_likelihood(start, outcome, design, kind)
    for _ in range(rounds):
        slope = scores.sum(axis=0)
        if np.abs(slope).max(initial=0.0) < SETTLED / 100.0 * len(outcome):
            break
        step = _newton(-_curvature(at, outcome, design, kind), slope, scores.T @ scores)
        size = 1.0
        while size > 1e-12:
            reached, new = log_likelihood(at + size * step, outcome, design, kind)
            if reached >= value + 1e-4 * size * float(slope @ step):
                break
            size /= 2.0
        else:
            break
        at, value, scores = at + size * step, reached, new
    return at, value


def _newton(curvature: Floats, slope: Floats, outer: Floats) -> Floats:
    """Newton's step where the likelihood is concave; elsewhere that of Berndt, Hall, Hall and Hausman (1974)."""
    if np.linalg.eigvalsh(curvature).min() > 1e-9 * np.abs(curvature).max():
        return np.asarray(np.linalg.solve(curvature, slope))
    return np.asarray(np.linalg.lstsq(outer, slope, rcond=1e-10)[0])


def _curvature(at: Floats, outcome: Ints, design: Design, kind: str) -> Floats:
    """Second derivatives of the log-likelihood, by central differences of its exact slope."""
    out = np.empty((at.size, at.size))
    for place in range(at.size):
        step = np.zeros(at.size)
        step[place] = 1e-5 * max(1.0, abs(at[place]))
        ahead = log_likelihood(at + step, outcome, design, kind)[1].sum(axis=0)
        behind = log_likelihood(at - step, outcome, design, kind)[1].sum(axis=0)
        out[place] = (ahead - behind) / (2.0 * step[place])
    return (out + out.T) / 2.0
