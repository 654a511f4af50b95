"""How long a truce lasts under which terms: base rates of analogues, terms as hazard ratios, this war's own truces."""

from __future__ import annotations

import numpy as np

from dayafter.case import Case
from dayafter.ceasefire.hazards import hazards
from dayafter.ceasefire.inputs import read_figures
from dayafter.ceasefire.result import Durability, months_of
from dayafter.uncertainty import Draws


def durability(case: Case, draws: Draws) -> Durability:
    """How long a truce would last under each agreement. Raises CaseError with every figure that is missing."""
    figures = read_figures(draws)
    base, months = hazards(figures), months_of(case).astype(np.float64)
    after, before = [], []
    for place in range(len(figures.agreements)):
        times = base.times(figures.strength[:, place])
        after.append(base.survival(times, months))
        before.append(base.survival(times, months, updated=False))
    return Durability(case, draws, figures, base, np.stack(after), np.stack(before))
