"""Chances of an attack and what it is worth: arrays in, arrays out. Equation numbers are those of card.md.

Everything broadcasts. Worth, costs and the status quo are in one unit: shares of the worth of all war aims.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def logistic(odds: Floats) -> Floats:
    """Chance from log odds, without overflow at either end."""
    odds = np.asarray(odds, dtype=np.float64)
    small = np.exp(-np.abs(odds))
    return np.asarray(np.where(odds >= 0, 1.0, small) / (1.0 + small))


def success(attackers: Floats, defenders: Floats, advantage: Floats, decisiveness: Floats) -> Floats:
    """Chance that the attack succeeds, eq. 1: `F^m / (F^m + (kappa D)^m)`.

    attackers F, defenders D: at least 0, in one unit. advantage kappa > 0: the force ratio at which the odds are even.
    decisiveness m >= 0: how much a better ratio tells; 0 is a coin's toss. Without attackers the chance is 0; without
    defenders in their way it is 1. The ratio form of contest functions.
    """
    f, d, kappa, m = np.broadcast_arrays(attackers, defenders, advantage, decisiveness)
    met = (f > 0) & (d > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        odds = np.where(met, m * (np.log(f) - np.log(d) - np.log(kappa)), 0.0)
    return np.asarray(np.where(met, logistic(odds), np.where(f > 0, 1.0, 0.0)))


def ratio_for(p: Floats, advantage: Floats, decisiveness: Floats) -> Floats:
    """Force ratio `F / D` at which an attack succeeds with chance p (0 for 0, infinite for 1), eq. 1 turned round.

    decisiveness > 0: with none, no ratio changes the chance.
    """
    p, kappa, m = np.broadcast_arrays(np.asarray(p, dtype=np.float64), advantage, decisiveness)
    with np.errstate(divide="ignore", over="ignore"):
        return np.asarray(kappa * np.exp((np.log(p) - np.log1p(-p)) / m))


def biased(p: Floats, factor: Floats) -> Floats:
    """What one believes who takes the odds for `factor` times what they are, eq. 2; 1 is the truth, factor > 0."""
    p, factor = np.broadcast_arrays(np.asarray(p, dtype=np.float64), np.asarray(factor, dtype=np.float64))
    return np.asarray(factor * p / (factor * p + (1.0 - p)))


def war_value(p: Floats, worth: Floats, costs: Floats, fights: Floats, intervention: Floats) -> Floats:
    """What an attack is worth to the attacker, eq. 3: `p V - costs - q c`.

    worth V: of success; costs: of attacking at all (material, sanctions, at home); fights q: chance that guarantors
    fight; intervention c: what it costs if they do.
    """
    return np.asarray(np.asarray(p) * worth - costs - np.asarray(fights) * intervention)


def break_even(status_quo: Floats, worth: Floats, costs: Floats, fights: Floats, intervention: Floats) -> Floats:
    """Chance of success at which an attack is worth as much as not attacking; above 1 no force makes it pay.

    Infinite (or minus infinite, where it pays anyway) if success is worth nothing.
    """
    needed = np.asarray(status_quo) + costs + np.asarray(fights) * intervention
    return _share(needed, worth)


def deterring_fights(p: Floats, status_quo: Floats, worth: Floats, costs: Floats, intervention: Floats) -> Floats:
    """Chance that guarantors fight at which an attack is worth as much as not attacking.

    At most 0: none is needed. Above 1: no guarantee suffices. Infinite where their fighting would cost nothing.
    """
    return _share(np.asarray(p) * worth - costs - np.asarray(status_quo), intervention)


def _share(part: Floats, whole: Floats) -> Floats:
    """`part / whole`, with the infinity of the part's sign where the whole is 0 (0 where both are)."""
    part, whole = np.broadcast_arrays(np.asarray(part, dtype=np.float64), np.asarray(whole, dtype=np.float64))
    without = np.where(part == 0, 0.0, np.copysign(np.inf, part))
    return np.divide(part, whole, out=without, where=whole != 0)
