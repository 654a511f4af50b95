"""The base rates of truces in every draw, and what terms and this war's own truces make of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from dayafter.case.tables.ceasefire import OUTCOMES
from dayafter.ceasefire import model
from dayafter.ceasefire.inputs import Baseline, Figures
from dayafter.ceasefire.model import Floats

FORCE, WAR = OUTCOMES


@dataclass(frozen=True, eq=False)
class Hazards:
    """The base rates in every draw. precision: of how wars differ [draw]; exposure: cumulative hazard of a war over
    this war's own truces, by analogue [draw, analogue]; failures: of those truces; prior, weights: of the analogues
    before and after they are looked at [draw, analogue]."""

    figures: Figures
    precision: Floats
    exposure: Floats
    failures: int
    prior: Floats
    weights: Floats

    def at(self, analogue: str, outcome: str, months: Floats) -> Floats:
        """Cumulative hazard of one analogue without any term [draw, month]: a war is a use of force too."""
        known = self.figures.baseline
        war = _cumulative(known[analogue, WAR], self.precision, months)
        if outcome == WAR or (analogue, FORCE) not in known:
            return war
        return np.maximum(_cumulative(known[analogue, FORCE], self.precision, months), war)

    def survival(self, times: Mapping[str, Floats], months: Floats, updated: bool = True) -> Floats:
        """Chance that the truce lasts [outcome, draw, month], its terms multiplying the hazard by `times` [draw].

        updated: with what this war's own truces say; without, as the analogues alone have it.
        """
        weights = self.weights if updated else self.prior
        out = np.zeros((len(OUTCOMES), len(weights), len(months)))
        for n, outcome in enumerate(OUTCOMES):
            seen = updated and outcome == WAR
            for place, one in enumerate(self.figures.analogues):
                hazard = self.at(one.analogue_id, outcome, months)
                exposure = self.exposure[:, place] if seen else 0.0
                failures = self.failures if seen else 0
                lasts = model.survival(hazard, times[outcome], self.precision, exposure, failures)
                out[n] += weights[:, place, None] * lasts
        out[0] = np.minimum(out[0], out[1])
        return out

    def times(self, strength: Floats) -> dict[str, Floats]:
        """What terms of this strength [draw, term] multiply the hazard of each outcome by [draw]."""
        return {outcome: model.effect(self.figures.ratios[outcome], strength) for outcome in OUTCOMES}


def _cumulative(found: Baseline, precision: Floats, months: Floats) -> Floats:
    return model.cumulative(found.marks, model.conditional(found.shares, precision), months)


def hazards(figures: Figures) -> Hazards:
    """The base rates, with the weights of the analogues before and after this war's own truces."""
    precision = 1.0 / np.maximum(figures.spread, 1e-3) ** 2
    own = figures.own
    failed = own.months[own.failed]
    exposures, logs = [], []
    for one in figures.analogues:
        found = figures.baseline[one.analogue_id, WAR]
        hazard = model.conditional(found.shares, precision)
        exposure = model.cumulative(found.marks, hazard, own.months).sum(axis=1)
        logs.append(model.evidence(model.rate(found.marks, hazard, failed), exposure, precision, len(failed)))
        exposures.append(exposure)
    weights = model.reweighted(figures.weights, np.stack(logs, axis=1))
    return Hazards(figures, precision, np.stack(exposures, axis=1), len(failed), figures.weights, weights)
