"""What a calibration gives: each estimate with its prior beside it, and the rows that a case can carry."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from dayafter.adversary.calibrate.design import Design, Floats
from dayafter.adversary.calibrate.fit import Posterior, fit
from dayafter.adversary.calibrate.observations import PEOPLE, design_of
from dayafter.case import Case
from dayafter.case.columns import Row
from dayafter.case.tables.adversary import AdversaryEstimate
from dayafter.case.tables.reference import Source
from dayafter.errors import Finding

NARROWED = 0.9
"""Share of the spread of its prior that an estimate may keep at most, to be written into the case."""

SOURCE = "dayafter-calibration"
"""The source behind estimates: this program's own arithmetic on the figures of the case."""
GROUP = "people"
"""The category of estimates of people."""
METHOD = "state-space model, NUTS"

_STOCKS = {"active": "active_today", "store_usable": "usable_today", "store_rest": "rest_today"}


@dataclass(frozen=True)
class Estimate:
    """One quantity: 5 %, 50 % and 95 % of the prior and of the posterior, in `unit`. share: spread of the posterior
    over spread of the prior, on the scale of logarithms; near 1 the data have said nothing."""

    quantity: str
    category: str
    unit: str
    prior: tuple[float, float, float]
    posterior: tuple[float, float, float]

    @property
    def share(self) -> float:
        """How much of the prior's spread is left."""
        widths = [np.log(max(high, 1e-9) / max(low, 1e-9)) for low, _, high in (self.posterior, self.prior)]
        return float(widths[0] / widths[1]) if widths[1] > 0 else 1.0

    def as_dict(self) -> dict[str, object]:
        """The estimate as plain data."""
        low, median, high = self.posterior
        prior_low, prior_median, prior_high = self.prior
        return {
            "quantity": self.quantity,
            "category": self.category,
            "unit": self.unit,
            "prior_p5": prior_low,
            "prior_p50": prior_median,
            "prior_p95": prior_high,
            "p5": low,
            "p50": median,
            "p95": high,
            "spread_left": self.share,
        }


@dataclass(frozen=True, eq=False)
class Calibration:
    """A calibration of a case: its posterior, the estimates that a case can carry, and what explains them."""

    case: Case
    posterior: Posterior

    @property
    def design(self) -> Design:
        return self.posterior.design

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Doubts about the chains, and figures that were left out."""
        return (*self.posterior.findings, *self.design.findings)

    @property
    def believed(self) -> bool:
        """Whether the diagnostics are good enough for the estimates to be written."""
        return not self.posterior.findings

    def estimates(self) -> tuple[Estimate, ...]:
        """The quantities of adversary_estimates: stocks on the day of the case, flows a month."""
        return tuple(self._estimates())

    def _estimates(self) -> Iterator[Estimate]:
        design = self.design
        for c, category in enumerate(design.equipment):
            for quantity, site in _STOCKS.items():
                if quantity == "active" or design.store[c]:
                    yield self._estimate(quantity, category, "pieces", site, c)
            yield self._estimate("output", category, "pieces a month", "output", c)
            yield self._estimate("war_loss", category, "pieces a month", "recent_losses", c)
        if design.people:
            yield self._estimate("casualties", GROUP, "people a month", "recent_losses", len(design.equipment))
        if design.recruits.median.size:
            yield self._estimate("recruits", GROUP, "people a month", "recruits", None)

    def written(self) -> tuple[Estimate, ...]:
        """The estimates that stand in front of the case's figures: those that the data have narrowed.

        Casualties only where something besides the claims counted people: claims alone cannot say how far they lie.
        """
        seen = {self.design.losses[place] for place in self.design.floors.series}
        return tuple(
            one for one in self.estimates() if one.share < NARROWED and (one.quantity != "casualties" or PEOPLE in seen)
        )

    def explaining(self) -> tuple[Estimate, ...]:
        """How far each source leads astray: inflation of claims, share of the losses that a floor count sees."""
        made = []
        for name, counts, quantity in (
            ("inflation", self.design.claims, "claims / losses"),
            ("seen", self.design.floors, "counted / losses"),
        ):
            for i, series in enumerate(counts.series):
                category = self.design.losses[series]
                shown = GROUP if category == PEOPLE else category
                made.append(self._estimate(quantity, shown, "ratio", name, i))
        return tuple(made)

    def _estimate(self, quantity: str, category: str, unit: str, site: str, at: int | None) -> Estimate:
        both = [_spread(draws[site], at) for draws in (self.posterior.prior, self.posterior.draws)]
        return Estimate(quantity, category, unit, both[0], both[1])

    def diagnostics(self) -> dict[str, object]:
        """What says whether the chains can be believed."""
        posterior = self.posterior
        return {
            "draws": posterior.size,
            "chains": posterior.chains,
            "seed": posterior.seed,
            "rhat": posterior.rhat,
            "rhat_of": posterior.rhat_of,
            "ess": posterior.ess,
            "ess_of": posterior.ess_of,
            "divergent": posterior.divergent,
            "believed": self.believed,
        }

    def rows(self) -> dict[str, tuple[Row, ...]]:
        """The rows for adversary_estimates and their source, to join the case."""
        known_on = self.case.settings.known_on
        note = (
            f"posterior 5, 50, 95 % of {self.posterior.size} draws ({METHOD}, seed {self.posterior.seed}), from "
            f"{self.design.claims.value.size + self.design.floors.value.size} monthly counts since "
            f"{self.design.start:%Y-%m} and {len(self.design.stated.quantity)} stated figures; inputs "
            f"{self.design.digest()}"
        )
        made = tuple(_row(one, known_on, note) for one in self.written())
        return {"sources": (_source(self.case, known_on),), AdversaryEstimate.table: made}


def _spread(draws: Floats, at: int | None) -> tuple[float, float, float]:
    values = draws if at is None else draws[..., at]
    low, median, high = np.quantile(values, [0.05, 0.5, 0.95])
    return float(low), float(median), float(high)


def _row(estimate: Estimate, known_on: dt.date, note: str) -> AdversaryEstimate:
    low, median, high = (_rounded(value) for value in estimate.posterior)
    return AdversaryEstimate(
        quantity=estimate.quantity,
        category=estimate.category,
        low=low,
        central=median,
        high=high,
        interval="p5-p95",
        shape="auto",
        unit=estimate.unit,
        as_of=known_on,
        source_id=SOURCE,
        basis="derived",
        credibility=4,
        note=note,
    )


def _rounded(value: float) -> float:
    """Three digits: more would be noise of the sampling."""
    return float(f"{value:.3g}")


def _source(case: Case, known_on: dt.date) -> Source:
    have = case.sources.get(SOURCE)
    if have is not None and have.published == known_on:
        return have
    return Source.model_validate(
        {
            "source_id": SOURCE,
            "publisher": "dayafter",
            "title": "Calibration of the adversary's state on the figures of this case",
            "published": known_on,
            "accessed": known_on,
            "kind": "own",
            "reliability": "F",
            "note": "posterior of a model, as of the day of the case: dayafter/adversary/calibrate/card.md",
        }
    )


def calibrate(case: Case, seed: int = 7, **sampling: int) -> Calibration:
    """The posterior of the adversary's state given the figures known on the day of the case.

    sampling: warmup, draws, chains of `fit`. Raises CaseError where figures are missing, DayAfterError without the
    extra `calibrate`. Estimates that the case already carries are not used.
    """
    return Calibration(case, fit(design_of(case), seed, **sampling))
