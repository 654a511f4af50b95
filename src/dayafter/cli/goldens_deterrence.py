"""Published numbers of deterrence, computed anew."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def _contest(attackers: float, defenders: float, advantage: float, decisiveness: float) -> float:
    import numpy as np

    from dayafter.deterrence.attack.contest import success

    return float(success(np.array(attackers), np.array(defenders), np.array(advantage), np.array(decisiveness)))


def _fearon(side: str, p_now: float, p_later: float, cost: float, discount: float) -> float:
    """One side of the inequality, or 1 where there is a preventive war."""
    import numpy as np

    from dayafter.deterrence.attack.bargaining import preventive

    found = preventive(np.array(p_now), np.array(p_later), np.array(cost), np.array(discount))
    return float({"gain": found.gain, "surplus": found.surplus, "war": found.fights}[side])


def _credibility(way: str, win: float, status_quo: float, conflict: float) -> float:
    """The chance of a fight that deters, by the formula or by solving the game for more and more of it."""
    import numpy as np

    from dayafter.deterrence.attack.credibility import least, needed, rudimentary

    if way == "formula":
        return float(needed(np.array(win), np.array(status_quo), np.array(conflict)))
    return least(lambda chance: rudimentary(chance, win, status_quo, conflict).outcomes["status quo"])


def _eight_paths(quantity: str, strike: float, rate: float, prices: list[list[float]]) -> float:
    """Worth of the put on the paths of the source, or a coefficient of its regression at time 2."""
    import numpy as np

    from dayafter.deterrence.attack.timing import follow, learn, problem

    price = np.array(prices)
    gain = np.maximum(strike - price, 0.0)
    later = np.broadcast_to(np.arange(price.shape[1]) > 0, price.shape)
    features = np.stack((price, price**2), axis=-1)
    of = problem(gain, features, discount=float(np.exp(-rate)), allowed=later)
    rule = learn(of, only_positive=True)
    if quantity == "American":
        return float(follow(rule, of, only_positive=True)[1].mean())
    if quantity == "European":
        return float(np.exp(-rate * (price.shape[1] - 1)) * gain[:, -1].mean())
    return float(rule.coefficients[2, ("constant", "price", "square").index(quantity)])


def _tree_paths(strike: float, gross_rate: float, prices: list[list[float]], times: list[int]) -> float:
    """Worth of a put on all ways through a small tree, each as often as its chance says."""
    import numpy as np

    from dayafter.deterrence.attack.timing import follow, learn, problem

    price = np.repeat(np.array(prices), times, axis=0)
    of = problem(np.maximum(strike - price, 0.0), price[:, :, None], discount=1.0 / gross_rate)
    return float(follow(learn(of), of)[1].mean())


def _tree(spot: float, strike: float, rate: float, sigma: float, years: float, dates: int, steps: int) -> float:
    from dayafter.deterrence.attack.timing_exact import binomial_put

    return binomial_put(spot, strike, rate, sigma, years, dates, steps)


@lru_cache
def _prices(spot: float, rate: float, sigma: float, step: float, dates: int, paths: int) -> NDArray[np.float64]:
    """Prices on the dates and today [path, time], in pairs that mirror each other."""
    import numpy as np

    moves = np.random.default_rng(4).standard_normal((paths // 2, dates))
    moves = np.concatenate((moves, -moves)) * sigma * step**0.5 + (rate - sigma**2 / 2.0) * step
    return np.asarray(spot * np.exp(np.concatenate((np.zeros((paths, 1)), np.cumsum(moves, axis=1)), axis=1)))


def _simulated(
    bound: str, spot: float, strike: float, rate: float, sigma: float, years: float, dates: int, paths: int
) -> float:
    """Worth of a put by simulation: of rules learned on other paths, or the bound by duality with branches."""
    import numpy as np

    from dayafter.deterrence.attack.timing import branched, learn, problem, solve, upper
    from dayafter.uncertainty.normal import normal_quantile

    def known(price: NDArray[np.float64]) -> NDArray[np.float64]:
        scaled = price / strike
        kinks = [np.maximum(level - scaled, 0.0) for level in (0.8, 0.9, 1.0, 1.1, 1.2)]
        return np.stack((scaled, scaled**2, *kinks), axis=-1)

    step = years / dates
    price = _prices(spot, rate, sigma, step, dates, paths)
    gain, discount = np.maximum(strike - price, 0.0), float(np.exp(-rate * step))
    if bound == "lower":
        return solve(gain, known(price), discount=discount, only_positive=True).bracket.lower
    some = problem(gain[::20], known(price[::20]), discount=discount)
    rule = learn(problem(gain, known(price), discount=discount), everywhere=True)
    draws = normal_quantile(np.linspace(0.005, 0.995, 100))  # evenly likely, so that their mean is next to exact
    branches = price[::20, :-1, None] * np.exp(sigma * step**0.5 * draws + (rate - sigma**2 / 2.0) * step)
    means = branched(rule, np.maximum(strike - branches, 0.0), known(branches))
    return float(upper(rule, some, means).mean())


def _perpetual(quantity: str, rate: float, payout: float, sigma: float) -> float:
    from dayafter.deterrence.attack.timing_exact import perpetual

    found = perpetual(rate, payout, sigma)
    return found.beta if quantity == "root" else found.ratio


def _strategic(quantity: str, counts: list[int], kind: str) -> float:
    """The model with nothing but two constants, fitted to counts of its three outcomes."""
    import numpy as np

    from dayafter.deterrence.attack.egame import Design, fit, probabilities

    outcome = np.repeat([0, 1, 2], counts)
    one, none = np.ones((len(outcome), 1)), np.empty((len(outcome), 0))
    found = fit(outcome, Design(u11=one, u13=none, u14=none, u24=one), kind)
    if quantity == "log-likelihood":
        return found.log_likelihood
    u11, u24 = found.coefficients
    nil = np.zeros(1)
    return float(probabilities(np.array([u11]), nil, nil, np.array([u24]), kind)[0, int(quantity)])


COMPUTATIONS: dict[str, Callable[..., float]] = {
    "chance of success": _contest,
    "preventive war": _fearon,
    "credibility that deters": _credibility,
    "stopping on eight paths": _eight_paths,
    "stopping on a tree's paths": _tree_paths,
    "stopping on a tree": _tree,
    "stopping by simulation": _simulated,
    "perpetual threshold": _perpetual,
    "strategic model of counts": _strategic,
}
