"""Published numbers of stochastic programs: SMPS files in `dayafter/published/smps`, read, solved and measured."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dayafter.optimise.measures import Measures
    from dayafter.optimise.optimum import Optimum
    from dayafter.optimise.smps import Instance

FILES = Path(__file__).parent.parent / "published" / "smps"
METHODS = ("extensive", "lshaped")


@lru_cache
def _instance(files: str) -> Instance:
    from dayafter.optimise.smps import read_smps

    return read_smps(*(FILES / f"{files}{ending}" for ending in (".cor", ".tim", ".sto")))


@lru_cache
def _optimum(files: str, method: str, level: float, weight: float) -> Optimum:
    from dayafter.optimise.extensive import solve_extensive
    from dayafter.optimise.lshaped import solve_lshaped
    from dayafter.optimise.risk import CVaR

    problem, risk = _instance(files).problem, CVaR(level, weight) if weight else None
    return solve_extensive(problem, risk) if method == "extensive" else solve_lshaped(problem, risk=risk, gap=1e-9)


@lru_cache
def _measures(files: str, method: str) -> Measures:
    from dayafter.optimise.measures import measures

    one = _instance(files)
    return measures(one.problem, _optimum(files, method, 0.0, 0.0), paths=one.paths, mean=one.mean)


def _program(files: str, quantity: str, method: str = "extensive", level: float = 0.0, weight: float = 0.0) -> float:
    """RP, EV, EEV, WS, EVPI or VSS, or a column of the first stage: `RP NAME`, `EV NAME`; with risk RP alone."""
    word, _, column = quantity.partition(" ")
    best = _optimum(files, method, level, weight)
    if column:
        x = best.x if word == "RP" else _measures(files, method).mean_x
        return float(x[_instance(files).problem.first.names.index(column)])
    if weight:
        return best.upper
    found = _measures(files, method)
    return {
        "RP": found.rp,
        "EV": found.ev,
        "EEV": found.eev,
        "WS": found.ws,
        "EVPI": found.evpi,
        "VSS": found.vss,
    }[word]


COMPUTATIONS: dict[str, Callable[..., float]] = {"stochastic program": _program}
