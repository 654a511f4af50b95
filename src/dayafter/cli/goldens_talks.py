"""Published numbers of talks, computed anew."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any


def _positions(quantity: str, positions: list[float], capabilities: list[float], saliences: list[float]) -> float:
    """Weighted middle or mean of positions."""
    import numpy as np

    from dayafter.talks import votes

    weights = np.multiply(capabilities, saliences)
    known = {"median": votes.weighted_median, "mean": votes.weighted_mean}
    return float(known[quantity](positions, weights))


def _risk(actor: int, positions: list[float], capabilities: list[float], saliences: list[float]) -> float:
    """Risk exponent of the first pass, in the form of a replication."""
    from dayafter.talks.bdm import risk_exponents

    return float(risk_exponents(positions, capabilities, saliences, net=True)[actor])


def _beats(strength: list[list[float]], exponent: float, a: int, b: int) -> float:
    """Chance that option a beats option b."""
    from dayafter.talks.condorcet import beats

    return float(beats(strength, exponent)[a, b])


def _elected(strength: list[list[float]], exponent: float, variant: Any, option: int) -> float:
    """Chance of an option in the probabilistic Condorcet election."""
    from dayafter.talks.condorcet import election

    return float(election(strength, exponent, variant)[option])


def _trees(options: int) -> float:
    """Orders of voting over so many options, counted one by one."""
    from dayafter.talks.agenda import trees

    return float(sum(1 for _ in trees(tuple(range(options)))))


def _curve(rule: str, steps: int) -> float:
    """What the first of two gets by a rule of bargaining, where the second gets 1 - u^2."""
    import numpy as np

    from dayafter.talks.bargaining import best, scores

    first = np.linspace(0, 1, steps + 1)
    return float(first[best(scores(np.stack([first, 1 - first**2], axis=1))[rule])])


def _barter(actor: int, goods: list[list[float]]) -> float:
    """Gain of one of two who exchange goods by Nash's rule; goods: what each is worth to both when it changes hands."""
    import numpy as np

    from dayafter.talks.bargaining import best, scores

    worth = np.array(list(product((0.0, 1.0), repeat=len(goods)))) @ np.array(goods)
    return float(worth[best(scores(worth)["nash"]), actor])


def _persuaded(prior: float, threshold: float, steps: int) -> float:
    """How often a receiver can be brought to act who acts from a threshold of belief on."""
    import numpy as np

    from dayafter.talks.persuasion import disclose

    beliefs = np.linspace(0, 1, steps + 1)
    return disclose(prior, beliefs, (beliefs >= threshold).astype(float)).value


def _counted(case: str, draws: int) -> float:
    """Largest difference between the compiled count of who takes a package and the same from margins in numpy."""
    import numpy as np

    from dayafter.case import read_case
    from dayafter.talks.inputs import read_figures
    from dayafter.talks.packages import Offers, Packages
    from dayafter.uncertainty import Draws

    found = Packages.of(Offers.of(read_figures(Draws(read_case(case), draws, 7))))
    takes = found.offers.margins(found.rows) >= -1e-6
    refuses = (found.lines[:, None] >> np.arange(takes.shape[1]) & 1).astype(bool)
    return float(np.abs((takes & ~refuses[:, :, None]).sum(axis=2) - found.takes).max())


COMPUTATIONS: dict[str, Callable[..., float]] = {
    "weighted positions": _positions,
    "risk exponents": _risk,
    "votes of strength": _beats,
    "probabilistic Condorcet election": _elected,
    "trees of amendments": _trees,
    "bargaining on a curve": _curve,
    "barter": _barter,
    "persuasion": _persuaded,
    "packages counted": _counted,
}
