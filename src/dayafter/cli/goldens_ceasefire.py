"""Published numbers of ceasefire, computed anew."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dayafter.ceasefire.survival.spells import Spells

TREATED = (
    (6, 0), (6, 1), (6, 1), (6, 1), (7, 1), (9, 0), (10, 0), (10, 1), (11, 0), (13, 1), (16, 1),
    (17, 0), (19, 0), (20, 0), (22, 1), (23, 1), (25, 0), (32, 0), (32, 0), (34, 0), (35, 0),
)  # fmt: skip
"""Weeks of remission with 6-mercaptopurine, and whether they ended: Freireich et al. 1963."""

PLACEBO = (1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23)
"""Weeks of remission without it; all ended."""


@lru_cache
def _remissions() -> Spells:
    import numpy as np

    from dayafter.ceasefire.survival.spells import Spells

    rows = [*((week, ended, 0.0) for week, ended in TREATED), *((week, 1, 1.0) for week in PLACEBO)]
    weeks, ended, placebo = (np.array(values, dtype=np.float64) for values in zip(*rows, strict=True))
    names = np.array([str(n) for n in range(len(rows))])
    return Spells(np.zeros(len(rows)), weeks, ended > 0, names, names, ("placebo",), placebo[:, None])


def _remission(quantity: str, week: float = 0.0) -> float:
    from dayafter.ceasefire.survival.cox import cox
    from dayafter.ceasefire.survival.curves import kaplan_meier, log_rank
    from dayafter.ceasefire.survival.weibull import weibull

    spells = _remissions()
    placebo = spells.x[:, 0] > 0
    if quantity == "lasting":
        return kaplan_meier(spells, ~placebo).at(week)[0]
    if quantity == "log-rank":
        return log_rank(spells, placebo)[0]
    if quantity in ("duration", "log shape", "weibull log likelihood"):
        import math

        plain = weibull(spells)
        values = {"duration": float(plain.coefficients[1]), "log shape": math.log(plain.shape)}
        return values.get(quantity, plain.log_likelihood)
    model = cox(spells)
    values = {"coefficient": float(model.coefficients[0]), "error": float(model.errors[0])}
    return values.get(quantity, model.log_likelihood)


def _identity(quantity: str) -> float:
    """How far two sides of an identity lie apart."""
    import numpy as np

    from dayafter.ceasefire import model
    from dayafter.ceasefire.survival.weibull import design, plain_likelihood, split_likelihood

    if quantity == "shares":
        shares, k = np.array([[0.9, 0.6, 0.2]]), np.array([1.7])
        return float(np.abs(model.survival(model.conditional(shares, k), np.ones(1), k) - shares).max())
    if quantity == "nothing":
        ratios = np.array([[0.3, 2.0]])
        return float(np.abs(model.effect(ratios, np.zeros((1, 2))) - 1.0).max())
    spells = _remissions()
    x, z = design(spells, spells.names), design(spells, ())
    values = np.array([2.2, -0.4, 0.1])
    split = split_likelihood(spells, x, z, np.insert(values, 2, 34.0))[0]
    return abs(split - plain_likelihood(spells, x, values)[0])


COMPUTATIONS: dict[str, Callable[..., float]] = {
    "remission times": _remission,
    "durability identity": _identity,
}
