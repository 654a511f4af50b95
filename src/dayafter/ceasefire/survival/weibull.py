"""The Weibull model, plain and with a part of the spells that never fail (split population). Equations 11 to 13.

The split likelihood has several optima, and the best known published fit is a local one: it is climbed from many
starts, every optimum is kept, and the share that never fails is profiled.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from dayafter.ceasefire.survival.spells import Floats, Spells
from dayafter.errors import CaseError, Finding

STARTS = 24
"""Starts of the search, the first of them a plain Weibull with almost nobody immune."""

STEPS = 400
FLAT = 1e-7
"""Gradient, per row, at which a climb ends."""

CLOSE = 2.0
"""Units of log likelihood within which another optimum is as good as the best."""

SAME = 1e-3
"""Difference of log likelihood below which two climbs have reached the same optimum."""

Objective = Callable[[Floats], tuple[float, Floats]]


@dataclass(frozen=True, eq=False)
class Weibull:
    """S(t) = exp(-(t / scale)^shape), log scale = x g: times in years. errors: of the coefficients, then log shape."""

    names: tuple[str, ...]
    coefficients: Floats
    shape: float
    errors: Floats
    log_likelihood: float

    @property
    def scale(self) -> float:
        """The scale where every covariate is zero."""
        return float(np.exp(self.coefficients[0]))

    def survival(self, time: float, x: Sequence[float] = ()) -> float:
        """S(time) at these covariates."""
        scale = float(np.exp(self.coefficients @ np.array([1.0, *(x or [0.0] * (len(self.names) - 1))])))
        return float(np.exp(-((time / scale) ** self.shape)))


@dataclass(frozen=True, eq=False)
class Optimum:
    """One optimum of the split likelihood. duration: coefficients of log scale; risk: of the log odds of being at risk
    at all; reached: by how many starts."""

    duration: Floats
    risk: Floats
    log_shape: float
    log_likelihood: float
    reached: int


@dataclass(frozen=True, eq=False)
class Split:
    """All optima, the best first, and the profile over the share that never fails: (share, log likelihood)."""

    names: tuple[str, ...]
    risk_names: tuple[str, ...]
    optima: tuple[Optimum, ...]
    profile: tuple[tuple[float, float], ...]
    starts: int
    plain: Weibull

    @property
    def best(self) -> Optimum:
        """The highest optimum found."""
        return self.optima[0]

    @property
    def opposed(self) -> tuple[str, ...]:
        """Coefficients whose sign differs between the best optimum and another that is almost as good."""
        names = [*(f"duration: {one}" for one in self.names), *(f"at risk: {one}" for one in self.risk_names)]
        own = np.concatenate([self.best.duration, self.best.risk])
        out = []
        for other in self.optima[1:]:
            if self.best.log_likelihood - other.log_likelihood <= CLOSE:
                theirs = np.concatenate([other.duration, other.risk])
                out += [name for name, a, b in zip(names, own, theirs, strict=True) if a * b < 0]
        return tuple(dict.fromkeys(out))

    def findings(self, file: str) -> tuple[Finding, ...]:
        """Why the estimate must not be believed by itself."""
        if not self.opposed:
            return ()
        details = {"columns": "; ".join(self.opposed), "within": f"{CLOSE:g}"}
        return (Finding("optima-opposed", file, details=details),)


def design(spells: Spells, names: Sequence[str]) -> Floats:
    """A constant and these covariates [row, 1 + name]."""
    chosen = [spells.x[:, spells.names.index(name)] for name in names]
    return np.stack([np.ones(spells.rows), *chosen], axis=1)


def weibull(spells: Spells) -> Weibull:
    """The plain model with all covariates of the spells. Raises CaseError (spells-too-few) with fewer failures than
    parameters."""
    spells = spells.lasting()
    x = design(spells, spells.names)
    _enough(spells, x.shape[1] + 1, "a Weibull model")
    mean = float(np.log((spells.stop - spells.start).sum() / spells.failures))
    begin = np.array([mean, *[0.0] * (x.shape[1] - 1), -0.3])

    def objective(values: Floats) -> tuple[float, Floats]:
        return plain_likelihood(spells, x, values)

    found, value = climb(objective, begin, spells.rows)
    covariance = np.linalg.pinv(-_curvature(objective, found))
    errors = np.sqrt(np.maximum(np.diag(covariance), 0))
    return Weibull(("constant", *spells.names), found[:-1], float(np.exp(found[-1])), errors, value)


def split(spells: Spells, risk: Sequence[str] = (), starts: int = STARTS, seed: int = 7) -> Split:
    """The split-population model: all covariates in the duration, those of `risk` in the odds of being at risk."""
    spells = spells.lasting()
    x, z = design(spells, spells.names), design(spells, risk)
    _enough(spells, x.shape[1] + z.shape[1] + 1, "a split-population model")
    plain = weibull(spells)
    spread = np.concatenate([[1.0], x[:, 1:].std(axis=0), [1.0], z[:, 1:].std(axis=0), [0.3]])
    centre = np.concatenate([plain.coefficients, [4.0], np.zeros(z.shape[1] - 1), [np.log(plain.shape)]])
    rng = np.random.default_rng([seed, 20])

    def objective(values: Floats) -> tuple[float, Floats]:
        return split_likelihood(spells, x, z, values)

    climbs = []
    for n in range(starts):
        begin = centre.copy()
        if n:
            begin += rng.normal(0.0, 1.5, len(centre)) / np.where(spread > 0, np.maximum(spread, 1.0), 1.0)
            begin[x.shape[1]] = rng.normal(0.0, 2.0)
        climbs.append(climb(objective, begin, spells.rows))
    profile = tuple((share, _profiled(spells, x, z, share, plain)) for share in (0.01, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6))
    return Split(("constant", *spells.names), ("constant", *risk), _optima(climbs, x.shape[1]), profile, starts, plain)


def _enough(spells: Spells, parameters: int, what: str) -> None:
    if spells.failures < parameters + 1:
        reason = f"{spells.failures} failures for {parameters} parameters"
        raise CaseError(Finding("spells-too-few", details={"what": what, "reason": reason}))


def _optima(climbs: Sequence[tuple[Floats, float]], k: int) -> tuple[Optimum, ...]:
    """Different optima, the highest first; climbs that ended at the same height within SAME are one."""
    out: list[tuple[Floats, float, int]] = []
    for values, height in sorted(climbs, key=lambda pair: -pair[1]):
        if out and out[-1][1] - height < SAME:
            out[-1] = (*out[-1][:2], out[-1][2] + 1)
        else:
            out.append((values, height, 1))
    return tuple(
        Optimum(values[:k], values[k:-1], float(values[-1]), height, reached) for values, height, reached in out
    )


def _profiled(spells: Spells, x: Floats, z: Floats, share: float, plain: Weibull) -> float:
    """Greatest log likelihood with this share, at covariates of zero, that never fails."""
    place = x.shape[1]
    odds = float(np.log((1 - share) / share))

    def objective(values: Floats) -> tuple[float, Floats]:
        height, slope = split_likelihood(spells, x, z, np.insert(values, place, odds))
        return height, np.delete(slope, place)

    begin = np.concatenate([plain.coefficients, np.zeros(z.shape[1] - 1), [np.log(plain.shape)]])
    return climb(objective, begin, spells.rows)[1]


# Likelihoods: value and gradient


def _power(time: Floats, eta: Floats, shape: float) -> tuple[Floats, Floats]:
    """(t / scale)^shape and log(t / scale); zero and zero at time zero."""
    inside = np.where(time > 0, time, 1.0)
    log = np.where(time > 0, np.log(inside) - eta, 0.0)
    return np.where(time > 0, np.exp(np.clip(shape * log, -700, 700)), 0.0), log


def plain_likelihood(spells: Spells, x: Floats, values: Floats) -> tuple[float, Floats]:
    """Log likelihood and gradient of the plain model at (coefficients, log shape)."""
    shape, eta = float(np.exp(np.clip(values[-1], -8, 8))), x @ values[:-1]
    end, log = _power(spells.stop, eta, shape)
    begin, log0 = _power(spells.start, eta, shape)
    failed = spells.failed
    logt = np.log(spells.stop)
    value = float((begin - end).sum() + (np.log(shape) - logt + shape * log)[failed].sum())
    slope_eta = shape * (end - begin) - shape * failed
    slope_shape = shape * (begin * log0 - end * log) + failed * (1.0 + shape * log)
    return value, np.append(x.T @ slope_eta, slope_shape.sum())


def split_likelihood(spells: Spells, x: Floats, z: Floats, values: Floats) -> tuple[float, Floats]:
    """Log likelihood and gradient of the split model at (duration, risk, log shape).

    With p1 = 1 / (1 + exp(-z g)) at risk and A(t) = p0 + p1 S(t): a censored row adds log A(stop) - log A(start), one
    that fails log p1 + log f(stop) - log A(start).
    """
    k = x.shape[1]
    shape, eta, odds = float(np.exp(np.clip(values[-1], -8, 8))), x @ values[:k], z @ values[k:-1]
    p1 = 1.0 / (1.0 + np.exp(-np.clip(odds, -35, 35)))
    p0 = 1.0 - p1
    end, log = _power(spells.stop, eta, shape)
    begin, log0 = _power(spells.start, eta, shape)
    failed = spells.failed
    s1, s0 = np.exp(-end), np.exp(-begin)
    a1, a0 = np.maximum(p0 + p1 * s1, 1e-300), np.maximum(p0 + p1 * s0, 1e-300)
    logf = np.log(shape) - np.log(spells.stop) + shape * log - end
    value = float((np.where(failed, np.log(p1) + logf, np.log(a1)) - np.log(a0)).sum())
    both = p0 * p1
    odds1 = np.where(failed, p0, -both * (1 - s1) / a1)
    slope_odds = odds1 + both * (1 - s0) / a0
    eta1 = np.where(failed, shape * (end - 1.0), p1 * s1 * end * shape / a1)
    slope_eta = eta1 - p1 * s0 * begin * shape / a0
    shape1 = np.where(failed, 1.0 + shape * log * (1.0 - end), -p1 * s1 * end * shape * log / a1)
    slope_shape = shape1 + p1 * s0 * begin * shape * log0 / a0
    return value, np.concatenate([x.T @ slope_eta, z.T @ slope_odds, [slope_shape.sum()]])


# The climb


def climb(objective: Objective, begin: Floats, rows: int) -> tuple[Floats, float]:
    """A maximum by BFGS with halved steps: where the gradient per row is flat, or no step leads higher."""
    at = begin.astype(np.float64)
    value, slope = objective(at)
    inverse = np.eye(len(at)) / max(float(np.abs(slope).max()), 1.0)
    for _ in range(STEPS):
        if np.abs(slope).max() < FLAT * rows:
            break
        step = inverse @ slope
        if step @ slope <= 0:
            inverse = np.eye(len(at)) / max(float(np.abs(slope).max()), 1.0)
            step = inverse @ slope
        longest = float(np.abs(step).max())
        step *= min(1.0, 2.0 / longest) if longest > 0 else 1.0
        size = 1.0
        while size > 1e-10:
            trial, there = at + size * step, objective(at + size * step)
            if np.isfinite(there[0]) and there[0] > value + 1e-4 * size * float(step @ slope):
                break
            size /= 2
        else:
            break
        moved, turned = trial - at, slope - there[1]
        at, value, slope = trial, *there
        bend = float(moved @ turned)
        if bend > 1e-12:
            left = np.eye(len(at)) - np.outer(moved, turned) / bend
            inverse = left @ inverse @ left.T + np.outer(moved, moved) / bend
    return at, value


def _curvature(objective: Objective, at: Floats) -> Floats:
    """Second derivatives by differences of gradients."""
    rows = []
    for n in range(len(at)):
        step = np.zeros(len(at))
        step[n] = 1e-5 * max(1.0, abs(float(at[n])))
        rows.append((objective(at + step)[1] - objective(at - step)[1]) / (2 * step[n]))
    found = np.array(rows)
    return np.asarray((found + found.T) / 2)
