"""Published numbers of the monitoring of a ceasefire: run lengths of cumulative sums, change points of a series."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

COAL = (
    "4 5 4 0 1 4 3 4 0 6 3 3 4 0 2 6 3 3 5 4 5 3 1 4 4 1 5 5 3 4 2 5 2 2 3 4 2 1 3 2 2 1 1 1 1 3 0 0 1 0 1 1 0 0 3 1 0 "
    "3 2 2 0 1 1 1 0 1 0 1 0 0 0 2 1 0 0 0 1 1 0 2 3 3 1 1 2 1 1 1 1 2 4 2 0 0 1 4 0 0 0 1 0 0 0 0 0 1 0 0 1 0 1"
)
"""Disasters in British coal mines, 1851 to 1961, by year (Jarrett 1979), as the examples of PyMC 2 have them
(pymc/examples/disaster_model_null.py of pymc-devs/pymc): 111 years, 191 disasters."""

FIRST_YEAR = 1851


def _coal(years: int = 0) -> Any:
    import numpy as np

    counts = np.array([float(word) for word in COAL.split()])
    return counts[:years] if years else counts


def _normal_run(k: float, h: float, mean: float, start: float = 0.0, sides: int = 1, chain: int = 0) -> float:
    """Average run length of a sum of normal numbers, one-sided or two-sided."""
    from dayafter.ceasefire.monitor import cusum

    if chain:
        return cusum.normal_chain_arl(k, h, mean, chain)
    upper = cusum.normal_arl(k, h, mean, start)
    return upper if sides == 1 else cusum.two_sided(upper, cusum.normal_arl(k, h, -mean, start))


def _poisson_run(mean: float, k: float, h: float) -> float:
    from dayafter.ceasefire.monitor.cusum import poisson_arl

    return poisson_arl(mean, k, h)


def _runs(quantity: str, hazard: float, years: int = 0) -> float:
    """Run lengths on the coal mines: log evidence, the likeliest run length at the end, its chance."""
    from dayafter.ceasefire.monitor.changepoint import online
    from dayafter.ceasefire.monitor.gamma_poisson import Gamma

    found = online(_coal(years), 1.0, hazard, Gamma.of(1.0, 1.0))
    if quantity == "log evidence":
        return float(found.log_evidence)
    return float(found.likeliest[-1]) if quantity == "run length" else float(found.chances[-1].max())


def _one_change(quantity: str, year: int = 0) -> float:
    """One change at most on the coal mines: years, chances, rates, odds."""
    import numpy as np

    from dayafter.ceasefire.monitor.changepoint import offline
    from dayafter.ceasefire.monitor.gamma_poisson import Gamma

    found = offline(_coal(), 1.0, Gamma.of(1.0, 1.0))
    years = FIRST_YEAR + np.arange(len(found.chances))
    values = {
        "mode": float(years[found.last_before]),
        "mean": float(found.chances @ years),
        "rate before": float(found.before),
        "rate after": float(found.after),
        "log10 odds": float(found.log10_odds),
    }
    return float(found.chances[year - FIRST_YEAR]) if quantity == "chance" else values[quantity]


COMPUTATIONS: dict[str, Callable[..., float]] = {
    "run length of a normal sum": _normal_run,
    "run length of a Poisson sum": _poisson_run,
    "run lengths of the coal mines": _runs,
    "one change in the coal mines": _one_change,
}
