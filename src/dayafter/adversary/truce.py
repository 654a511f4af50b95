"""Until when the truce holds: what is asked of a ceasefire has no meaning once the war goes on."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dayafter.uncertainty import Draws

TABLE, RATE = "adversary_rates", "residual"
WAR = 1.0 - 1e-9
"""Share of the war's intensity from which on it is war again."""


def truce_holds(draws: Draws, months: int) -> NDArray[np.bool_]:
    """Whether the truce still holds at the end of each month, 0 (the ceasefire) to `months` [draw, month].

    It ends with the first month in which a future has brought any rate `residual` back to the intensity of the war.
    """
    out = np.ones((draws.size, months + 1), dtype=bool)
    keys = [key for key in draws.of(TABLE).keys if key[0] == RATE]
    if draws.futures is None or not keys:
        return out
    before = np.stack([draws.of(TABLE).column(key) for key in keys], axis=1)
    after = draws.futures.months_path(TABLE, keys, before, months + 1)
    war = ((after >= WAR) & (before < WAR)[:, :, None]).any(axis=1)
    return np.asarray(~np.logical_or.accumulate(war, axis=1))
