"""How credible a threat has to be: equation 8 of card.md, and two games in which both sides are uncertain.

Source of the threshold: the rudimentary asymmetric deterrence game of Zagare and Kilgour (2000), Perfect Deterrence,
appendix 3. A defender is hard if it would rather fight than give way, and only it knows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from dayafter.deterrence.attack.games import Chance, End, Equilibrium, Move, Node, equilibrium, game

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def needed(win: Floats, status_quo: Floats, conflict: Floats) -> Floats:
    """Chance that the defender fights from which on a challenger rather leaves things as they are, eq. 8.

    win, status_quo, conflict: what these are worth to the challenger. 0 where there is nothing to win; infinite where
    it would rather fight than leave things as they are: then no threat deters.
    """
    win, sq, conflict = np.broadcast_arrays(*(np.asarray(u, dtype=np.float64) for u in (win, status_quo, conflict)))
    gain, stake = win - sq, win - conflict
    share = np.divide(gain, stake, out=np.full(gain.shape, np.inf), where=stake > 0)
    return np.asarray(np.where((gain <= 0) & (conflict <= sq), 0.0, np.where(conflict > sq, np.inf, share)))


def deters(credibility: Floats, win: Floats, status_quo: Floats, conflict: Floats) -> Bools:
    """Whether a threat that is carried out with this chance deters, eq. 8."""
    return np.asarray(np.asarray(credibility) >= needed(win, status_quo, conflict))


def rudimentary(credibility: float, win: float, status_quo: float, conflict: float) -> Equilibrium:
    """The unilateral game: the challenger acts or waits; the defender, hard or soft, then fights or gives way.

    Outcomes: "status quo", "win", "conflict".
    """
    return equilibrium(game(rudimentary_tree(credibility, win, status_quo, conflict)))


def rudimentary_tree(credibility: float, win: float, status_quo: float, conflict: float) -> Node:
    """The tree of the unilateral game."""

    def challenge(hard: bool) -> Node:
        kind = "hard" if hard else "soft"
        fight = End("conflict", (conflict, 0.5 if hard else -0.5))
        reply = Move(1, kind, {"give way": End("win", (win, 0.0)), "fight": fight})
        return Move(0, "challenger", {"wait": End("status quo", (status_quo, 1.0)), "act": reply})

    return Chance(((credibility, challenge(True)), (1.0 - credibility, challenge(False))))


@dataclass(frozen=True)
class Side:
    """A side of the mutual game. hard: chance that it would rather fight than give way; what outcomes are worth to
    it: win > status_quo > fight_hard > lose > fight_soft."""

    hard: float
    win: float = 1.0
    status_quo: float = 0.7
    lose: float = 0.2
    fight_hard: float = 0.4
    fight_soft: float = 0.0

    def fight(self, hard: bool) -> float:
        """What a fight is worth to it."""
        return self.fight_hard if hard else self.fight_soft


def mutual(first: Side, second: Side) -> Equilibrium:
    """Two sides that each may act; who has not acted may then fight or give way.

    Outcomes: "status quo", "first wins", "second wins", "conflict". Information: side, kind, and for a reply "reply".
    """
    return equilibrium(game(mutual_tree(first, second)))


def mutual_tree(first: Side, second: Side) -> Node:
    """The tree of the mutual game."""
    sides = (first, second)

    def fight(kinds: tuple[bool, bool]) -> End:
        return End("conflict", (first.fight(kinds[0]), second.fight(kinds[1])))

    def reply(player: int, kinds: tuple[bool, bool]) -> Node:
        lost = ("second wins", (first.lose, second.win)) if player == 0 else ("first wins", (first.win, second.lose))
        return Move(player, f"{_name(player, kinds)} reply", {"give way": End(*lost), "fight": fight(kinds)})

    def start(kinds: tuple[bool, bool]) -> Node:
        calm = End("status quo", (first.status_quo, second.status_quo))
        waits = Move(1, _name(1, kinds), {"wait": calm, "act": reply(0, kinds)})
        acts = Move(1, _name(1, kinds), {"wait": reply(1, kinds), "act": fight(kinds)})
        return Move(0, _name(0, kinds), {"wait": waits, "act": acts})

    draws = []
    for kinds in product((True, False), repeat=2):
        chance = float(
            np.prod([side.hard if hard else 1.0 - side.hard for side, hard in zip(sides, kinds, strict=True)])
        )
        draws.append((chance, start((kinds[0], kinds[1]))))
    return Chance(tuple(draws))


def _name(player: int, kinds: tuple[bool, bool]) -> str:
    return f"{('first', 'second')[player]} {'hard' if kinds[player] else 'soft'}"


@dataclass(frozen=True)
class Escalation:
    """What outcomes are worth, from worst to best in the order of the source's appendix 8, and who is how hard.

    Challenger's: all-out war if it is soft, having to back down before the defender's escalation, all-out war if it
    is hard, a limited war, having its escalation go unanswered, the status quo, a win. Defender's: all-out war if it
    is strategically soft, giving way to the challenger's escalation, all-out war if hard, a limited war if it is
    tactically soft, giving way at once, a limited war if hard, having its escalation go unanswered, the status quo.
    challenger: chance that it is hard; defender: chances of being hard in both ways, only tactically, only
    strategically, in neither.
    """

    challenger: float
    defender: tuple[float, float, float, float]
    challenger_worth: tuple[float, ...] = (0.0, 0.15, 0.3, 0.45, 0.6, 0.75, 1.0)
    defender_worth: tuple[float, ...] = (0.0, 0.1, 0.25, 0.35, 0.5, 0.65, 0.8, 1.0)


def escalation(of: Escalation) -> Equilibrium:
    """A challenge; the defender gives way, answers in kind or escalates; the challenger may escalate or answer.

    Outcomes: "status quo", "win", "limited war", "challenger prevails", "defender prevails", "all-out war".
    """
    return equilibrium(game(escalation_tree(of)))


def escalation_tree(of: Escalation) -> Node:
    """The tree of the escalation game."""
    c_ee_soft, c_de, c_ee_hard, c_dd, c_ed, c_sq, c_dc = of.challenger_worth
    d_ee_soft, d_ed, d_ee_hard, d_dd_soft, d_dc, d_dd_hard, d_de, d_sq = of.defender_worth

    def start(firm: bool, tactical: bool, strategic: bool) -> Node:
        who = f"challenger {'hard' if firm else 'soft'}"
        whom = f"defender {'hard' if tactical else 'soft'} {'hard' if strategic else 'soft'}"
        war = End("all-out war", (c_ee_hard if firm else c_ee_soft, d_ee_hard if strategic else d_ee_soft))
        last = {"give way": End("challenger prevails", (c_ed, d_ed)), "escalate": war}
        limited = End("limited war", (c_dd, d_dd_hard if tactical else d_dd_soft))
        in_kind = Move(0, f"{who} in kind", {"stay": limited, "escalate": Move(1, f"{whom} last", last)})
        backs = {"give way": End("defender prevails", (c_de, d_de)), "escalate": war}
        answers: dict[str, Node] = {
            "give way": End("win", (c_dc, d_dc)),
            "in kind": in_kind,
            "escalate": Move(0, f"{who} escalated", backs),
        }
        calm = End("status quo", (c_sq, d_sq))
        return Move(0, who, {"wait": calm, "act": Move(1, whom, answers)})

    kinds = ((True, True), (True, False), (False, True), (False, False))
    draws = [
        (chance * share, start(firm, *kind))
        for firm, chance in ((True, of.challenger), (False, 1.0 - of.challenger))
        for kind, share in zip(kinds, of.defender, strict=True)
    ]
    return Chance(tuple(draws))


def least(peace: Callable[[float], float], level: float = 0.5, within: float = 1e-4) -> float:
    """Least credibility from which on the status quo holds with a chance of `level`, by bisection on [0, 1].

    peace: chance of the status quo at a credibility; taken to rise with it. 0 if it holds anyway, infinite if never.
    """
    if peace(1.0) < level:
        return float("inf")
    if peace(0.0) >= level:
        return 0.0
    low, high = 0.0, 1.0
    while high - low > within:
        middle = (low + high) / 2.0
        low, high = (low, middle) if peace(middle) >= level else (middle, high)
    return high
