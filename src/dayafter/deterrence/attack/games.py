"""Small games in extensive form with private types, and the equilibrium that least errors lead to.

The equilibrium is the end of the principal branch of agent logit equilibria: everybody errs less and less, starting
from choices at random. It is a sequential equilibrium, so no threat in it is empty, and it is one of possibly many.
Sources: McKelvey and Palfrey (1998), Experimental Economics 1; the branch is followed as by Turocy (2005), Games and
Economic Behavior 51. Equation 9 of card.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class End:
    """An outcome by name, and what it is worth to players 0 and 1."""

    outcome: str
    payoffs: tuple[float, float]


@dataclass(frozen=True)
class Move:
    """A player chooses; it knows only the name of the information it has, which may stand at several moves."""

    player: int
    information: str
    actions: Mapping[str, Node]


@dataclass(frozen=True)
class Chance:
    """Nature draws, with these chances that add up to 1."""

    branches: tuple[tuple[float, Node], ...]


Node = End | Move | Chance


@dataclass(frozen=True, eq=False)
class Game:
    """A tree as arrays. actions: (information, action); sets: the places of each information's actions in a row;
    passes: whether the way to an end passes an action [end, action]; nature: log chance of nature's part of the way
    [end]; payoffs: to whoever chooses the action [action, end]; outcomes: name of each end."""

    actions: tuple[tuple[str, str], ...]
    sets: tuple[slice, ...]
    passes: Floats
    nature: Floats
    payoffs: Floats
    outcomes: tuple[str, ...]


@dataclass
class _Reader:
    """Ends of a tree with the ways that lead to them, and the information on these ways."""

    owners: dict[str, int] = field(default_factory=dict)
    choices: dict[str, tuple[str, ...]] = field(default_factory=dict)
    ends: list[tuple[End, float, tuple[tuple[str, str], ...]]] = field(default_factory=list)

    def read(self, node: Node, chance: float = 1.0, way: tuple[tuple[str, str], ...] = ()) -> None:
        if isinstance(node, End):
            self.ends.append((node, chance, way))
        elif isinstance(node, Chance):
            for share, branch in node.branches:
                if share > 0:
                    self.read(branch, chance * share, way)
        else:
            known = (self.owners.setdefault(node.information, node.player), self.choices.setdefault(
                node.information, tuple(node.actions)))  # fmt: skip
            if known != (node.player, tuple(node.actions)):
                raise ValueError(f"{node.information!r} stands for two players or for two sets of actions")
            for name, after in node.actions.items():
                self.read(after, chance, (*way, (node.information, name)))


def game(root: Node) -> Game:
    """The arrays of a tree. Raises ValueError if one information has two owners or two sets of actions."""
    reader = _Reader()
    reader.read(root)
    actions = tuple((name, action) for name, choices in reader.choices.items() for action in choices)
    place = {action: number for number, action in enumerate(actions)}
    passes = np.zeros((len(reader.ends), len(actions)))
    for row, (_, _, way) in enumerate(reader.ends):
        passes[row, [place[step] for step in way]] = 1.0
    edges = np.cumsum([0, *(len(choices) for choices in reader.choices.values())])
    owners = [reader.owners[name] for name, _ in actions]
    payoffs = np.array([[end.payoffs[owner] for end, _, _ in reader.ends] for owner in owners])
    return Game(
        actions=actions,
        sets=tuple(slice(int(a), int(b)) for a, b in pairwise(edges)),
        passes=passes,
        nature=np.log([chance for _, chance, _ in reader.ends]),
        payoffs=payoffs,
        outcomes=tuple(end.outcome for end, _, _ in reader.ends),
    )


@dataclass(frozen=True, eq=False)
class Equilibrium:
    """Chance of each action at its information, and of each outcome; regret: the most that anybody could gain by
    another choice, by its belief there; precision: how little is left of errors (lambda)."""

    choices: dict[tuple[str, str], float]
    outcomes: dict[str, float]
    regret: float
    precision: float


def equilibrium(of: Game, regret: float = 1e-5, longest: int = 4000) -> Equilibrium:
    """The end of the principal branch, once no choice could be bettered by more than `regret`.

    Payoffs are best between 0 and 1. Raises ValueError if that is not reached in `longest` steps.
    """
    at, heading = np.zeros(len(of.actions) + 1), None
    size = 0.05
    for _ in range(longest):
        slopes = _equations(of, at)[1]
        heading = _tangent(slopes, heading)
        reached = _corrected(of, at + size * heading, heading)
        if reached is None:
            size /= 2.0
            continue
        at, size = reached, min(size * 1.3, 0.2 * (1.0 + float(np.linalg.norm(at))))
        if (left := _regret(of, at)) < regret:
            return _described(of, at, left)
    raise ValueError("the branch of equilibria was not followed to its end")


def _logs(of: Game, at: Floats) -> Floats:
    """Log chances of the actions, from their scores."""
    out = np.empty(len(of.actions))
    for part in of.sets:
        out[part] = at[:-1][part] - np.logaddexp.reduce(at[:-1][part])
    return out


def _worth(of: Game, logs: Floats) -> tuple[Floats, Floats]:
    """What each action is worth where it is taken [action], and its slopes by all log chances [action, action]."""
    reach = of.nature + of.passes @ logs
    through = np.where(of.passes.T > 0, reach, -np.inf)
    weights = np.exp(through - through.max(axis=1, keepdims=True))
    weights /= weights.sum(axis=1, keepdims=True)
    worth = (weights * of.payoffs).sum(axis=1)
    return worth, (weights * of.payoffs) @ of.passes - worth[:, None] * (weights @ of.passes)


def _equations(of: Game, at: Floats) -> tuple[Floats, Floats]:
    """Eq. 9 as what has to be nil [action], and its slopes [action, action + 1]. The first score of a set is 0."""
    logs = _logs(of, at)
    worth, by_log = _worth(of, logs)
    number, precision = len(of.actions), at[-1]
    by_score = np.eye(number)
    for part in of.sets:
        by_score[part, part] -= np.exp(logs[part])[None, :]
    worth_slopes = by_log @ by_score
    nil, slopes = at[:-1].copy(), np.zeros((number, number + 1))
    slopes[:, :number] = np.eye(number)
    for part in of.sets:
        rest = slice(part.start + 1, part.stop)
        nil[rest] -= precision * (worth[rest] - worth[part.start])
        slopes[rest, :number] -= precision * (worth_slopes[rest] - worth_slopes[part.start])
        slopes[rest, number] = -(worth[rest] - worth[part.start])
    return nil, slopes


def _tangent(slopes: Floats, before: Floats | None) -> Floats:
    """Direction of the branch, of length 1, on in the direction so far; at first towards fewer errors."""
    tangent = np.linalg.svd(slopes)[2][-1]
    forward = tangent[-1] if before is None else tangent @ before
    return np.asarray(tangent if forward >= 0 else -tangent)


def _corrected(of: Game, guess: Floats, heading: Floats) -> Floats | None:
    """The point of the branch across from the guess; None if Newton's steps do not lead there at once."""
    at = guess
    for _ in range(6):
        nil, slopes = _equations(of, at)
        if np.abs(nil).max() < 1e-10 * (1.0 + np.abs(at).max()):
            return at if at[-1] >= 0 and np.linalg.norm(at - guess) < 0.5 * (1.0 + np.linalg.norm(guess)) else None
        move = np.linalg.lstsq(np.vstack((slopes, heading)), -np.append(nil, 0.0), rcond=None)[0]
        at = at + move
        if not np.isfinite(at).all():
            return None
    return None


def _regret(of: Game, at: Floats) -> float:
    logs = _logs(of, at)
    worth = _worth(of, logs)[0]
    return max(float(worth[part].max() - np.exp(logs[part]) @ worth[part]) for part in of.sets)


def _described(of: Game, at: Floats, regret: float) -> Equilibrium:
    logs = _logs(of, at)
    reach = np.exp(of.nature + of.passes @ logs)
    outcomes: dict[str, float] = {}
    for name, share in zip(of.outcomes, reach, strict=True):
        outcomes[name] = outcomes.get(name, 0.0) + float(share)
    return Equilibrium(dict(zip(of.actions, map(float, np.exp(logs)), strict=True)), outcomes, regret, float(at[-1]))
