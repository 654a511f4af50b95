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

from dayafter.cli import (
    goldens_adversary,
    goldens_calibration,
    goldens_ceasefire,
    goldens_deterrence,
    goldens_monitoring,
    goldens_reassurance,
    goldens_release,
    goldens_stochastic,
    goldens_talks,
)

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
    "identity": _identity,
    **goldens_adversary.COMPUTATIONS,
    **goldens_calibration.COMPUTATIONS,
    **goldens_ceasefire.COMPUTATIONS,
    **goldens_deterrence.COMPUTATIONS,
    **goldens_monitoring.COMPUTATIONS,
    **goldens_reassurance.COMPUTATIONS,
    **goldens_release.COMPUTATIONS,
    **goldens_stochastic.COMPUTATIONS,
    **goldens_talks.COMPUTATIONS,
}
