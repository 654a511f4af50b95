"""What an attack is worth to one type of adversary, month by month, and when it would pay: arrays in, arrays out.

All worth is in shares of the worth of all the type's war aims. Equation numbers are those of card.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dayafter.deterrence.attack.contest import biased, success, war_value
from dayafter.deterrence.attack.lessons import waiting
from dayafter.deterrence.attack.timing import Bracket, Problem, pays, problem, solve, stops

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

NEVER = np.inf
YEAR = 12

MOST_PATIENT = 0.99
"""No type counts what is worth 1 in a year for more than this now: a flow that lasts has a finite worth."""

RECENT = 3
"""Months over which the adversary sees a trend."""

EXTREME = 20.0
"""Logarithm of a force ratio up to which it is told apart: beyond, nobody stands in the way, or nobody attacks."""


@dataclass(frozen=True, eq=False)
class Situation:
    """What is the same for all types. Where nothing else is said [draw, mission, month].

    p: true chance of success; ratio: attackers for each defender; possible: as many are ready as the mission takes
    and the truce holds; filled: ready formations for each that it takes, 1 at most; holds, fights: the truce, and the
    chance that guarantors fight [draw, month]; scale: a mission's formations, as a share of the largest's, response:
    share of the full response that it meets [draw, mission].
    """

    p: Floats
    ratio: Floats
    possible: Bools
    filled: Floats
    holds: Bools
    fights: Floats
    scale: Floats
    response: Floats


@dataclass(frozen=True, eq=False)
class Values:
    """One type. aims: worth of success [draw, mission]; all others [draw]: discount and peace flow a year, costs, how
    many times the true odds it believes in."""

    aims: Floats
    discount: Floats
    peace: Floats
    waiting_cost: Floats
    material_cost: Floats
    sanction_cost: Floats
    political_cost: Floats
    intervention_cost: Floats
    belief: Floats
    belief_fights: Floats


def monthly(discount: Floats) -> Floats:
    """Discount of a month from that of a year."""
    return np.asarray(np.minimum(discount, MOST_PATIENT) ** (1.0 / YEAR))


def status_quo(values: Values) -> Floats:
    """What the truce is worth if it stays as it is for good [draw], eq. 20: may be below zero."""
    return np.asarray((values.peace - values.waiting_cost) / YEAR / (1.0 - monthly(values.discount)))


def costs_of(values: Values, scale: Floats, response: Floats) -> Floats:
    """Cost of an attack whose guarantors stay out [draw, mission], eq. 19."""
    own = (values.material_cost + values.political_cost)[:, None] * scale
    return np.asarray(own + values.sanction_cost[:, None] * response)


def believed(values: Values, p: Floats) -> Floats:
    """The chance of success in which the type believes [draw, ...]."""
    return biased(p, values.belief.reshape(-1, *[1] * (p.ndim - 1)))


def believed_fights(values: Values, fights: Floats, response: Floats) -> Floats:
    """The chance in which it believes that guarantors fight over a mission [draw, mission, month]."""
    true = fights[:, None] * response[:, :, None]
    return biased(true, values.belief_fights[:, None, None])


@dataclass(frozen=True, eq=False)
class Payoffs:
    """What an attack is worth to a type. p, fights: as believed, margin: what the attack is worth beyond the truce that
    it would end, whether or not it is possible [draw, mission, month]; status_quo: what of the truce is at stake
    [draw, mission]; best: the mission that pays best, of those that are possible, gain: its margin [draw, month]
    (-inf where none is possible)."""

    p: Floats
    fights: Floats
    margin: Floats
    status_quo: Floats
    best: Ints
    gain: Floats


def payoffs(here: Situation, values: Values) -> Payoffs:
    """Eq. 3 and 18 to 21 for every mission and month, and the best of those that are possible."""
    p, fights = believed(values, here.p), believed_fights(values, here.fights, here.response)
    costs = costs_of(values, here.scale, here.response)[:, :, None]
    worth = war_value(p, values.aims[:, :, None], costs, fights, values.intervention_cost[:, None, None])
    truce = status_quo(values)[:, None] * here.response
    margin = worth - truce[:, :, None]
    able = np.where(here.possible, margin, -NEVER)
    best = able.argmax(axis=1)
    gain = np.take_along_axis(able, best[:, None], axis=1)[:, 0]
    return Payoffs(p, fights, margin, truce, best, gain)


@dataclass(frozen=True, eq=False)
class Decision:
    """When a type would attack. when: month [draw], inf: not before the last; pays: an attack beats the truce that it
    would end; waits: it does, but waiting for a better month beats both [draw, month]; later: it pays in the last
    month and has not been done before [draw]; problem: of when to stop waiting."""

    payoffs: Payoffs
    when: Floats
    pays: Bools
    waits: Bools
    later: Bools
    problem: Problem

    @cached_property
    def bracket(self) -> Bracket:
        """What the choice to attack is worth beyond the truce, mean of the draws, from below and above."""
        draws = len(self.when)
        of = self.problem.of(np.resize(np.arange(draws), max(draws, 2)))  # a single draw has no other half
        return solve(
            of.payoff, of.features, discount=of.discount, allowed=of.allowed, terminal=of.terminal, only_positive=True
        ).bracket


def attacked(when: Floats, months: int) -> Bools:
    """Whether an attack of this month [draw] has come by the end of each [draw, month]."""
    return np.asarray(when[:, None] <= np.arange(months))


def decide_one(here: Situation, values: Values) -> Decision:
    """When this type would attack, eq. 23, each draw by rules learned on other draws.

    The margin over the truce is what stopping brings, so that waiting brings nothing but the choice to attack later.
    After the last month all stays as it is then: whoever has waited for it attacks `later`. A draw whose truce breaks
    for other reasons ends with what an attack in its last month would have brought: nobody foresees the break.
    """
    made = payoffs(here, values)
    months = made.gain.shape[1]
    last = np.maximum(here.holds.sum(axis=1) - 1, 0)
    allowed = np.isfinite(made.gain) & here.holds
    gain = np.where(allowed, made.gain, 0.0)
    kept = np.maximum(np.take_along_axis(gain, last[:, None], axis=1)[:, 0], 0.0)
    of = problem(
        gain,
        _features(here, made, allowed),
        discount=np.where(here.holds, monthly(values.discount)[:, None], 1.0),
        allowed=allowed,
        terminal=np.where(last < months - 1, kept, 0.0),
    )
    attacks = pays(of, waiting(of), only_positive=True)
    when = stops(attacks)
    pay = allowed & (gain > 0)
    return Decision(
        payoffs=made,
        when=np.where(when < months - 1, when.astype(np.float64), NEVER),
        pays=pay,
        waits=pay & ~attacks,
        later=when == months - 1,
        problem=of,
    )


def _features(here: Situation, made: Payoffs, allowed: Bools) -> Floats:
    """What the adversary knows when it decides [draw, month, feature].

    What an attack would bring now, and its square; the force ratio of the mission that pays best; whether guarantors
    fight over it now, and by the promise in the end; by how much the best mission of all would be better if enough
    were ready, how many are, and how that mission's worth has moved of late.
    """
    at, most = made.best[:, None], made.margin.argmax(axis=1)[:, None]

    def of(values: Floats, place: Ints) -> Floats:
        return np.asarray(np.take_along_axis(values, place, axis=1)[:, 0])

    with np.errstate(divide="ignore"):
        ratio = np.clip(np.log(of(here.ratio, at)), -EXTREME, EXTREME)
    now = of(made.fights, at)
    promised = np.broadcast_to(here.fights[:, -1:], now.shape)
    gain = np.where(allowed, made.gain, 0.0)
    whole = of(made.margin, most)
    before = np.concatenate((np.repeat(whole[:, :1], RECENT, axis=1), whole), axis=1)[:, : whole.shape[1]]
    parts = (gain, gain * gain, ratio, now, promised, whole - gain, of(here.filled, most), whole - before)
    return np.stack([np.where(allowed, part, 0.0) for part in parts], axis=2)


def situation(
    attackers: Floats,
    defenders: Floats,
    ratio: Floats,
    ready: Floats,
    size: Floats,
    holds: Bools,
    threshold: Floats,
    decisiveness: Floats,
    fights: Floats,
    response: Floats,
) -> Situation:
    """What all types meet, eq. 1: attackers, defenders, ratio [draw, mission, month]; ready, holds, fights
    [draw, month]; size, threshold, response [draw, mission], the largest mission last; decisiveness [draw]."""
    p = success(attackers, defenders, threshold[:, :, None], decisiveness[:, None, None])
    possible = (ready[:, None] >= size[:, :, None]) & (attackers > 0) & holds[:, None]
    need = np.broadcast_to(size[:, :, None], p.shape)
    filled = np.minimum(np.divide(ready[:, None], need, out=np.ones(p.shape), where=need > 0), 1.0)
    scale = np.divide(size, size[:, -1:], out=np.ones_like(size), where=size[:, -1:] > 0)
    return Situation(p, ratio, possible, filled, holds, fights, scale, response)
