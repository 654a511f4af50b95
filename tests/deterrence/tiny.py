"""A race small enough for hand arithmetic: one line, one brigade, two missions, an adversary whose path is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dayafter.case import Case
from dayafter.case.columns import Row
from dayafter.delivery import Plan, deliver
from dayafter.delivery.execute import Execution, execute
from dayafter.deterrence import Race, race
from dayafter.lineage import Trace
from dayafter.need.components import assemble
from dayafter.uncertainty import Draws
from tests.delivery.small import BRIGADE, row, small
from tests.uncertainty.rows import figure

Floats = NDArray[np.float64]

MISSIONS: tuple[Row, ...] = (
    row("missions", mission_id="local", name="Local attack", size_order=1),
    row("missions", mission_id="large", name="Large offensive", size_order=2),
    figure("mission_scale", "local/formations", 4),
    figure("mission_scale", "local/facing_share", 0.25, unit="share"),
    figure("mission_scale", "local/threshold", 2, unit="ratio"),
    figure("mission_scale", "large/formations", 12),
    figure("mission_scale", "large/facing_share", 1, unit="share"),
    figure("mission_scale", "large/threshold", 1.5, unit="ratio"),
    figure("assumptions", "brigades_in_being", 10),
    figure("formation_strength", "brigade", 1),
    figure("strength_weights", "air-defence", 0.5, unit="share"),
)
"""Ten brigades, worth half as much without air defence; four formations meet a quarter of them, twelve all."""


@dataclass(frozen=True, eq=False)
class Given:
    """An adversary whose formations are given; in all that the race asks of it, like a Rebuilding."""

    months: NDArray[np.int64]
    ready: Floats
    missions: tuple[str, ...]
    mission_size: Floats
    holds: NDArray[np.bool_]

    def trace(self, at: float) -> Trace:
        """A trace without anything behind it."""
        return Trace("ready formations", {"month": at})


def case_with(*extra: Row, **settings: Any) -> Case:
    """The small case of the plan's tests with a brigade, and the missions; a period a month."""
    return small(*BRIGADE, *MISSIONS, *extra, **{"quarters_after": 6, **settings})


def given(case: Case, draws: Draws, ready: Any) -> Any:
    """An adversary with these formations ready [month], in every draw; its missions are listed the other way round."""
    months = np.arange(case.settings.horizon_months + 1)
    path = np.broadcast_to(np.asarray(ready, dtype=float), (draws.size, len(months)))
    scale = draws.of("mission_scale")
    names = ("large", "local")
    sizes = np.stack([scale.column((name, "formations")) for name in names], axis=1)
    return Given(months, np.array(path), names, sizes, np.ones(path.shape, dtype=bool))


def executed(case: Case, draws: int = 3, plan: Plan | None = None, first: int = 0) -> Execution:
    """The plan of a case, carried out in its draws."""
    drawn = Draws(case, draws, 7, first=first)
    return execute(plan or deliver(case), assemble(case, drawn), drawn)


def raced(case: Case, ready: Any, draws: int = 3) -> Race:
    """The race of a case against formations ready by month."""
    made = executed(case, draws)
    drawn = made.making.draws
    return race(given(case, drawn, ready), made, case, drawn)
