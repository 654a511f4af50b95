"""What both sides would rather sign than fight over, and when no promise can be kept: equations 4 to 7 of card.md.

Shares of one pie; everything broadcasts unless a shape is given. p is the attacker's chance of success.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

STILL = 1e-12
"""Change of a chance in a month up to which no window closes."""


def bargaining_range(p: Floats, cost_attacker: Floats, cost_defender: Floats) -> tuple[Floats, Floats]:
    """The least and the most that the attacker can be given so that neither side would rather fight, eq. 4.

    Not cut to [0, 1]: a range that reaches below 0 says that the attacker would not fight even if it had nothing.
    """
    return np.asarray(np.asarray(p) - cost_attacker), np.asarray(np.asarray(p) + cost_defender)


def deters(status_quo: Floats, p: Floats, cost_attacker: Floats) -> Bools:
    """Whether an attacker that now has a share `status_quo` of the pie would rather keep it than fight."""
    return np.asarray(np.asarray(status_quo) >= np.asarray(p) - cost_attacker)


@dataclass(frozen=True, eq=False)
class Fearon:
    """Both sides of Fearon's inequality. gain: what fighting before the shift saves; surplus: what the other side can
    hand over now; fights: whether the declining side attacks although it is offered everything."""

    gain: Floats
    surplus: Floats
    fights: Bools


def preventive(p_now: Floats, p_later: Floats, cost: Floats, discount: Floats) -> Fearon:
    """Whether a side whose chance falls from p_now to p_later for good fights now, eq. 5.

    p_now, p_later, cost: of that side; cost: of a war, once a period as in the source; 0 <= discount < 1: a period.
    Source: Fearon (1995), International Organization 49, the section on preventive war.
    """
    gain = np.asarray(discount) * (np.asarray(p_now) - p_later)
    surplus = (1.0 - np.asarray(discount)) * (1.0 + np.asarray(cost) - p_now)
    return Fearon(np.asarray(gain), np.asarray(surplus), np.asarray(gain > surplus))


def minimum_payoffs(p: Floats, cost: Floats, discount: Floats, pie: Floats | float = 1.0) -> Floats:
    """What a side can get for itself by a war: its own chance p of the whole pie from now on, less the cost, once.

    At least nothing, which it has without a war. pie: worth of the pie a period, so that all of it is worth
    `pie / (1 - discount)` now.
    """
    return np.asarray(np.maximum(np.asarray(p) * pie / (1.0 - np.asarray(discount)) - cost, 0.0))


@dataclass(frozen=True, eq=False)
class Pressure:
    """By how much the commitment problem exceeds the surplus, for each side [draw, month]; above 0 it fights now."""

    attacker: Floats
    defender: Floats

    @property
    def attacker_fights(self) -> Bools:
        """Whether the attacker cannot be kept from war by any promise [draw, month]."""
        return np.asarray(self.attacker > 0)

    @property
    def defender_fights(self) -> Bools:
        """Whether the defender cannot be kept from war by any promise [draw, month]."""
        return np.asarray(self.defender > 0)


def windows(attacker: Floats, defender: Floats, total: Floats | float, discount: Floats | float) -> Pressure:
    """Powell's condition over whole paths of minimum payoffs, in both directions, eq. 6.

    attacker, defender: what each side can secure for itself by then, as a present value of that month [draw, month];
    total: present value of all that can be shared, [draw] or scalar, the same in every month; discount: of a month,
    [draw] or scalar. After the last month everything stays as it is then.

    A side fights now if, at some later month, the other must be given so much that what is left, even with all that
    flows until then, is less than a war now. One month ahead this is Powell's inequality: the discounted rise of the
    other's minimum payoff exceeds the surplus. Source: Powell (2006), International Organization 60.
    """
    d = np.asarray(discount, dtype=np.float64)[..., None]
    whole = np.asarray(total, dtype=np.float64)[..., None]
    surplus = whole - attacker - defender
    return Pressure(
        attacker=_due(defender, d) - defender - surplus,
        defender=_due(attacker, d) - attacker - surplus,
    )


def _due(minimum: Floats, discount: Floats) -> Floats:
    """The most that a side will have to be given at a later month, discounted to this one [draw, month]."""
    due = np.empty(np.broadcast_shapes(minimum.shape, discount.shape))
    due[..., -1] = discount[..., 0] * minimum[..., -1]
    for month in range(minimum.shape[-1] - 2, -1, -1):
        due[..., month] = discount[..., 0] * np.maximum(minimum[..., month + 1], due[..., month + 1])
    return due


@dataclass(frozen=True, eq=False)
class Closing:
    """How the attacker's chance moves [draw, month]. speed: change in a month; whose: 1 where the attacker's window
    closes (its chance falls), -1 where the defender's does, 0 where neither."""

    speed: Floats
    whose: Ints


def closing(p: Floats) -> Closing:
    """Whose window is closing and how fast, eq. 7, from the attacker's chance [draw, month] of at least two months.

    The change is that to the next month; the last month repeats the one before.
    """
    change = np.diff(p, axis=-1)
    speed = np.concatenate((change, change[..., -1:]), axis=-1)
    whose = np.where(np.abs(speed) <= STILL, 0, -np.sign(speed)).astype(np.int64)
    return Closing(speed, whose)
