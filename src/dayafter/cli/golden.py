"""Published numbers and identities, computed anew: what `dayafter validate` prints.

Each number is one entry of a file in `dayafter/published`: an expected value with its source, and the name of a
computation here. An entry for a known computation needs no Python.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dayafter.delivery import Plan

PUBLISHED = Path(__file__).parent.parent / "published"

MARKS = {
    "R": "published result",
    "C": "our computation from published data, cross-checked",
    "I": "identity that must hold exactly",
}


@dataclass(frozen=True)
class Golden:
    """One expected number: where it was published, and which computation has to reproduce it."""

    name: str
    area: str
    expected: float
    tolerance: float
    source: str
    mark: str
    how: str
    settings: Mapping[str, Any]

    def reproduce(self) -> float:
        """The number as the code computes it."""
        return float(COMPUTATIONS[self.how](**self.settings))

    def holds(self, found: float) -> bool:
        """Whether the computed number is the expected one."""
        return math.isfinite(found) and abs(found - self.expected) <= self.tolerance


def goldens(folder: Path = PUBLISHED) -> tuple[Golden, ...]:
    """Every expected number, by file and place in it."""
    out = []
    for path in sorted(folder.glob("*.toml")):
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        shared = content.get("settings", {})
        for entry in content["number"]:
            settings = shared | entry.pop("settings", {})
            out.append(Golden(area=content["area"], settings=settings, **entry))
    return tuple(out)


# Lanchester


def _square_law(quantity: str, blue: float, red: float, a: float, b: float) -> float:
    from dayafter.need.lanchester import square_law

    end = square_law(blue, red, a, b)
    return end.survivors if quantity == "survivors" else end.days


def _simulate(day: float, side: str, red: float, a: float, b: float, landings: list[list[float]], blue: float) -> float:
    from dayafter.need.lanchester import Inflow, simulate

    inflow = [Inflow(*landing) for landing in landings]
    return float(simulate(blue, red, a, b, [day], blue_inflow=inflow)[0, ("blue", "red").index(side)])


# The farmer: 500 acres of wheat, corn and beets before the year's yields are known


@lru_cache
def _farm(years: tuple[tuple[float, ...], ...], acres: tuple[float, ...] | None = None) -> tuple[float, ...]:
    """Least expected cost over years of equal chance, then the acres; `acres` given: sown whatever the year."""
    import numpy as np

    from dayafter.optimise.lexicographic import solve_lexicographic
    from dayafter.optimise.program import Axis, Program

    crop, fodder = Axis("crop", ("wheat", "corn", "beets")), Axis("fodder", ("wheat", "corn"))
    chance, yields = 1 / len(years), np.array(years)
    program = Program("farmer", scenarios=len(years))
    low, high = (0.0, np.inf) if acres is None else (acres, acres)
    sown = program.columns("acres", [crop], lower=low, upper=high, stage=1)
    sold = program.columns("sold", [crop], upper=[np.inf, np.inf, 6000.0])
    beyond = program.columns("sold_beyond_quota", [])
    bought = program.columns("bought", [fodder])
    land = program.rows("land", [], upper=500.0, stage=1)
    program.put(land.index, sown.index, 1.0)
    balance = program.rows("balance", [crop], lower=[200.0, 240.0, 0.0])
    program.put(balance.index, sown.index, yields if len(years) > 1 else yields[0])
    program.put(balance.index, sold.index, -1.0)
    program.put(balance.index[..., :2], bought.index, 1.0)
    program.put(balance.index[..., 2], beyond.index, -1.0)
    cost = program.objective("cost", sown.index, [150.0, 230.0, 260.0])
    cost.term("purchases", bought.index, np.array([238.0, 210.0]) * chance)
    cost.term("sales", sold.index, -np.array([170.0, 150.0, 36.0]) * chance)
    cost.term("sales beyond the quota", beyond.index, -10.0 * chance)
    plan = solve_lexicographic(program)
    return (plan.objectives()["cost"], *plan.value(sown).tolist())


def _farmer(quantity: str, years: list[list[float]]) -> float:
    """A quantity of stochastic programming: RP, EV, EEV, WS, EVPI, VSS, or the acres of a crop in one of the plans."""
    every = tuple(tuple(year) for year in years)
    usual = (tuple(sum(crop) / len(crop) for crop in zip(*every, strict=True)),)
    here_and_now, expected = _farm(every), _farm(usual)
    acres = {f"{plan} {crop}": value for plan, found in (("RP", here_and_now), ("EV", expected))
             for crop, value in zip(("wheat", "corn", "beets"), found[1:], strict=True)}  # fmt: skip
    if quantity in acres:
        return acres[quantity]
    wait_and_see = sum(_farm((year,))[0] for year in every) / len(every)
    of_expected = _farm(every, expected[1:])[0]
    return {
        "RP": here_and_now[0],
        "EV": expected[0],
        "EEV": of_expected,
        "WS": wait_and_see,
        "EVPI": here_and_now[0] - wait_and_see,
        "VSS": of_expected - here_and_now[0],
    }[quantity]


# Identities of a plan


@lru_cache
def _plan(case: str) -> Plan:
    from dayafter.case import read_case
    from dayafter.delivery import deliver

    return deliver(read_case(case))


def _identity(case: str, quantity: str) -> float:
    """How far two sides of an identity lie apart, relative to their size."""
    import numpy as np

    plan = _plan(case)
    if quantity == "terms add up to the objective":
        left, right = sum(plan.terms["shortfall"].values()), plan.solution.passes[0].objective
    elif quantity == "split adds up to the objective":
        left, right = sum(row["points"] for row in plan.records("split")), plan.objectives["shortfall"]
    else:  # delivered and short make the requirement
        wanted = np.maximum(plan.data.net - plan.delivered, 0.0)
        left, right = float(np.abs(plan.short - wanted).sum() + plan.data.net.sum()), float(plan.data.net.sum())
    return abs(left - right) / max(abs(right), 1.0)


COMPUTATIONS: dict[str, Callable[..., float]] = {
    "square law": _square_law,
    "square law with landings": _simulate,
    "farmer": _farmer,
    "identity": _identity,
}
