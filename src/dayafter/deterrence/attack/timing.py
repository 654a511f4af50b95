"""When to stop waiting: optimal stopping on given paths by least-squares Monte Carlo. Equations 10 to 14 of card.md.

Time runs from 0 to T, T + 1 columns; step t leads from t to t + 1. Whoever waits at t receives the flow of t.
Source: Longstaff and Schwartz (2001), Review of Financial Studies 14; bounds from both sides: Rogers (2002),
Mathematical Finance 12; Andersen and Broadie (2004), Management Science 50.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

BLUNT = 1e-10
"""Directions of the features with less than this part of the largest spread are left out of a regression."""


@dataclass(frozen=True, eq=False)
class Problem:
    """What stopping and waiting bring. payoff, flow, discount, allowed [path, time]; features [path, time, k];
    terminal [path]: present value at the end of the last step of never having stopped."""

    payoff: Floats
    features: Floats
    discount: Floats
    flow: Floats
    allowed: Bools
    terminal: Floats

    @property
    def last(self) -> Floats:
        """What waiting is worth at the last time, which is known [path]."""
        return np.asarray(self.flow[:, -1] + self.discount[:, -1] * self.terminal)

    def of(self, paths: Ints | slice) -> Problem:
        """The same for these paths only."""
        return Problem(
            payoff=self.payoff[paths],
            features=self.features[paths],
            discount=self.discount[paths],
            flow=self.flow[paths],
            allowed=self.allowed[paths],
            terminal=self.terminal[paths],
        )


def problem(
    payoff: Floats,
    features: Floats,
    *,
    discount: Floats | float,
    flow: Floats | float = 0.0,
    allowed: Bools | None = None,
    terminal: Floats | float = 0.0,
) -> Problem:
    """A stopping problem, with everything in its full shape.

    payoff: of stopping [path, time], finite; features: what is known when deciding, without a constant
    [path, time, k]; discount: what is worth 1 a step later is worth now: one number, [path], [path, T] or
    [path, time] (the last: from T on; it repeats the one before if it is not given); flow: [path, time] or what
    broadcasts to it; allowed: whether one may stop [path, time], always if not given; terminal: [path] or one number.
    """
    shape = payoff.shape
    steps = np.asarray(discount, dtype=np.float64)
    if steps.ndim == 1:
        steps = steps[:, None]
    if steps.ndim == 2 and 1 < shape[1] == steps.shape[1] + 1:
        steps = np.concatenate((steps, steps[:, -1:]), axis=1)
    return Problem(
        payoff=np.asarray(payoff, dtype=np.float64),
        features=np.asarray(features, dtype=np.float64),
        discount=np.broadcast_to(steps, shape),
        flow=np.broadcast_to(np.asarray(flow, dtype=np.float64), shape),
        allowed=np.ones(shape, dtype=bool) if allowed is None else np.asarray(allowed, dtype=bool),
        terminal=np.broadcast_to(np.asarray(terminal, dtype=np.float64), shape[:1]),
    )


@dataclass(frozen=True, eq=False)
class Rule:
    """What waiting is worth, from what is known. coefficients: of a constant and the features, for all times but the
    last [T, 1 + k]."""

    coefficients: Floats

    def continuation(self, of: Problem) -> Floats:
        """What waiting is worth by this rule [path, time]; at the last time it is known."""
        out = np.empty(of.payoff.shape)
        out[:, -1] = of.last
        fitted = np.einsum("ptk,tk->pt", of.features[:, :-1], self.coefficients[:, 1:])
        out[:, :-1] = fitted + self.coefficients[:, 0]
        return out

    def worth(self, time: int, payoff: Floats, features: Floats) -> Floats:
        """The better of stopping and waiting at a time before the last. payoff [...]: -inf where one may not stop;
        features [..., k]."""
        return np.asarray(np.maximum(payoff, self.coefficients[time, 0] + features @ self.coefficients[time, 1:]))


class _Regression:
    """Least squares on the features at each time, over the rows that count [path, time].

    Features are centred and scaled over those rows; what is collinear then is left out, so that the fit is that of
    least norm. With no more rows than coefficients there is nothing to fit but a mean.
    """

    def __init__(self, features: Floats, rows: Bools) -> None:
        self.rows = np.ascontiguousarray(rows.T)
        counted = self.rows.sum(axis=1)
        self.rows[counted == 0] = True
        number = self.rows.sum(axis=1)[:, None]
        centred = np.array(np.moveaxis(features, 1, 0), order="C")
        self.mean = (self.rows[:, None, :].astype(np.float64) @ centred)[:, 0] / number
        centred -= self.mean[:, None]
        if not self.rows.all():
            centred *= self.rows[:, :, None]
        self.centred = centred
        products = np.swapaxes(centred, 1, 2) @ centred
        spread = np.sqrt(np.einsum("tkk->tk", products) / number)
        self.scale = np.where(spread > 1e-12 * np.abs(self.mean), spread, np.inf)
        values, vectors = np.linalg.eigh(products / self.scale[:, :, None] / self.scale[:, None, :])
        keeps = (values > BLUNT * values.max(axis=1, initial=0.0, keepdims=True)) & (values > 0)
        keeps &= (counted > features.shape[2] + 1)[:, None]
        inverse = np.divide(1.0, values, out=np.zeros_like(values), where=keeps)
        self.inverse = (vectors * inverse[:, None]) @ np.swapaxes(vectors, 1, 2)

    def fit(self, time: int, target: Floats) -> Floats:
        """Coefficients of a constant and the features at this time, for a target [path] -> [1 + k]."""
        mean = float(target[self.rows[time]].mean())
        slopes = self.inverse[time] @ ((target - mean) @ self.centred[time] / self.scale[time]) / self.scale[time]
        return np.concatenate(([mean - float(slopes @ self.mean[time])], slopes))


def learn(of: Problem, only_positive: bool = False, everywhere: bool = False) -> Rule:
    """The rule that least squares gives on these paths, eq. 11.

    only_positive: regress, and stop, only where stopping brings more than nothing, as the source does for options;
    everywhere: regress over all paths, not only over those that may stop: a poorer rule, but a worth for every state.
    """
    may = of.allowed & (of.payoff > 0) if only_positive else of.allowed
    return _backwards(of, may, _Regression(of.features, np.ones_like(may) if everywhere else may))


def _backwards(of: Problem, may: Bools, regression: _Regression) -> Rule:
    times = of.payoff.shape[1]
    coefficients = np.empty((times - 1, of.features.shape[2] + 1))
    value = np.where(may[:, -1], np.maximum(of.payoff[:, -1], of.last), of.last)
    for time in range(times - 2, -1, -1):
        waiting = of.flow[:, time] + of.discount[:, time] * value
        coefficients[time] = regression.fit(time, waiting)
        fitted = coefficients[time, 0] + of.features[:, time] @ coefficients[time, 1:]
        value = np.where(may[:, time] & (of.payoff[:, time] >= fitted), of.payoff[:, time], waiting)
    return Rule(coefficients)


def factors(of: Problem) -> Floats:
    """Discount from each time to time 0 [path, time]."""
    out = np.ones(of.payoff.shape)
    np.cumprod(of.discount[:, :-1], axis=1, out=out[:, 1:])
    return out


def rewards(of: Problem) -> Floats:
    """Present value at time 0 of stopping at each time, and of never stopping [path, time + 1]; -inf where one may
    not stop."""
    factor = factors(of)
    flows = np.cumsum(factor * of.flow, axis=1)
    before = np.concatenate((np.zeros_like(flows[:, :1]), flows[:, :-1]), axis=1)
    stop = np.where(of.allowed, before + factor * of.payoff, -np.inf)
    never = flows[:, -1] + factor[:, -1] * of.discount[:, -1] * of.terminal
    return np.concatenate((stop, never[:, None]), axis=1)


def stops(pays: Bools) -> Ints:
    """First time at which stopping pays [path], from whether it does [path, time]; the number of times if never."""
    return np.asarray(np.where(pays.any(axis=1), pays.argmax(axis=1), pays.shape[1]), dtype=np.int64)


def pays(of: Problem, continuation: Floats, only_positive: bool = False) -> Bools:
    """Whether one may stop and it is worth at least as much as waiting [path, time]."""
    out = of.allowed & (of.payoff >= continuation)
    return np.asarray(out & (of.payoff > 0) if only_positive else out)


def follow(rule: Rule, of: Problem, only_positive: bool = False) -> tuple[Ints, Floats]:
    """When these paths stop by a rule and the present value each then has [path].

    On paths that the rule was not learned from the mean is, but for chance, no more than the best rule's, eq. 12.
    """
    when = stops(pays(of, rule.continuation(of), only_positive))
    return when, np.take_along_axis(rewards(of), when[:, None], axis=1)[:, 0]


def _worth(rule: Rule, of: Problem) -> Floats:
    return np.maximum(np.where(of.allowed, of.payoff, -np.inf), rule.continuation(of))


def upper(rule: Rule, of: Problem, means: Floats) -> Floats:
    """Best present value in hindsight, less what the surprises alone brought [path], eq. 13.

    means: what the worth by the rule at the next time is expected to be, `E[rule's worth(t + 1) | state(t)]`
    [path, T]. Where they are the conditional mean, or an estimate free of bias from branches of their own, the mean
    over the paths is, but for chance, no less than the best rule's value, whatever the rule.
    """
    return _hindsight(rule, of, means)[0]


def _hindsight(rule: Rule, of: Problem, means: Floats) -> tuple[Floats, Floats]:
    """Best values in hindsight less surprises, and the sum of all surprises [path]."""
    surprise = factors(of)[:, 1:] * (_worth(rule, of)[:, 1:] - means)
    known = np.zeros((len(of.payoff), of.payoff.shape[1] + 1))
    np.cumsum(surprise, axis=1, out=known[:, 1:-1])
    known[:, -1] = known[:, -2]
    return np.asarray((rewards(of) - known).max(axis=1)), known[:, -1]


def branched(rule: Rule, payoff: Floats, features: Floats, last: Floats | float = 0.0) -> Floats:
    """What the worth by a rule at the next time is expected to be, from branches of each state [path, T].

    payoff: of stopping at the equally likely states that may follow each state [path, T, branch], -inf where one may
    not stop; features of these [path, T, branch, k]; last: what waiting is worth at the last time [path, branch] or
    one number. Branches drawn afresh are free of bias, so that `upper` with these means is a bound; few of them make
    it loose, and branches at even quantiles hardly do.
    """
    out = np.empty(payoff.shape[:2])
    for step in range(payoff.shape[1] - 1):
        out[:, step] = rule.worth(step + 1, payoff[:, step], features[:, step]).mean(axis=1)
    out[:, -1] = np.maximum(payoff[:, -1], last).mean(axis=1)
    return out


@dataclass(frozen=True)
class Bracket:
    """The value at time 0 from below and above, with standard errors.

    lower: of rules learned on other paths; upper: by duality with means from a regression, a bound as far as the
    regression catches them, its error with that of the means; foresight: of whoever knew each path to its end, a
    bound in any case.
    """

    lower: float
    lower_error: float
    upper: float
    upper_error: float
    foresight: float


@dataclass(frozen=True, eq=False)
class Timing:
    """When each path stops [path] (the number of times: never), the present value it then has [path], what waiting is
    worth [path, time], where stopping pays [path, time], the value's bracket, and the rules of both halves."""

    when: Ints
    value: Floats
    continuation: Floats
    pays: Bools
    bracket: Bracket
    rules: tuple[Rule, Rule]


def solve(
    payoff: Floats,
    features: Floats,
    *,
    discount: Floats | float,
    flow: Floats | float = 0.0,
    allowed: Bools | None = None,
    terminal: Floats | float = 0.0,
    only_positive: bool = False,
) -> Timing:
    """When to stop on each path, each by a rule learned on the other half of the paths; arguments as `problem`.

    Even paths teach odd ones and the reverse, so that no path helps to choose its own time. At least two paths.
    """
    whole = problem(payoff, features, discount=discount, flow=flow, allowed=allowed, terminal=terminal)
    number = len(whole.payoff)
    halves = (np.arange(0, number, 2), np.arange(1, number, 2))
    continuation, best, surprises = np.empty(whole.payoff.shape), np.empty(number), np.empty(number)
    rules = []
    for own, other in (halves, halves[::-1]):
        teacher, pupil = whole.of(other), whole.of(own)
        rule = learn(teacher, only_positive)
        rules.append(rule)
        continuation[own] = rule.continuation(pupil)
        best[own], surprises[own] = _dual(teacher, pupil)
    pay = pays(whole, continuation, only_positive)
    when, reward = stops(pay), rewards(whole)
    value = np.take_along_axis(reward, when[:, None], axis=1)[:, 0]
    top, top_error = _mean(best)
    error = float(np.hypot(top_error, _mean(surprises)[1]))  # the means rest on as many paths, whose luck they keep
    bracket = Bracket(*_mean(value), top, error, float(reward.max(axis=1).mean()))
    return Timing(when, value, continuation, pay, bracket, (rules[0], rules[1]))


def _dual(teacher: Problem, pupil: Problem) -> tuple[Floats, Floats]:
    """Best values in hindsight of the pupil's paths, less surprises by what the teacher's paths lead to expect; and
    these surprises."""
    regression = _Regression(teacher.features, np.ones_like(teacher.allowed))
    rule = _backwards(teacher, teacher.allowed, regression)
    worth = _worth(rule, teacher)
    means = np.empty_like(rule.coefficients)
    for time in range(len(means)):
        means[time] = regression.fit(time, worth[:, time + 1])
    return _hindsight(rule, pupil, Rule(means).continuation(pupil)[:, :-1])


def _mean(values: Floats) -> tuple[float, float]:
    return float(values.mean()), float(values.std(ddof=1) / np.sqrt(len(values)))


def hazard(when: Ints, times: int, holds: Bools | None = None) -> Floats:
    """Share that stops at each time, of the paths that have not stopped before it [time]; 0 where none is left.

    holds: whether a path still counts [path, time], always if not given.
    """
    columns = np.arange(times)
    left = when[:, None] >= columns
    if holds is not None:
        left &= holds
    number = left.sum(axis=0)
    ends = (left & (when[:, None] == columns)).sum(axis=0)
    return np.asarray(np.divide(ends, number, out=np.zeros(times), where=number > 0))
