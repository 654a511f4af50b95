"""A posterior made by hand, so that what is done with draws can be tested without sampling."""

from __future__ import annotations

import numpy as np

from dayafter.adversary.calibrate.design import Design, Floats
from dayafter.adversary.calibrate.fit import Posterior


def canned(design: Design, seed: int = 7, rhat: float = 1.0, draws: int = 200) -> Posterior:
    """Draws around the design's own medians, the prior twice as wide as the posterior."""
    rng = np.random.default_rng(seed)

    def around(medians: Floats, spread: float) -> Floats:
        return np.asarray(medians * np.exp(spread * rng.standard_normal((draws, *np.shape(medians)))))

    def sites(spread: float) -> dict[str, Floats]:
        return {
            "recent_losses": around(design.level.median, spread),
            "output": around(design.output.median, spread),
            "active_today": around(design.active.median, spread),
            "usable_today": around(design.usable.median, spread),
            "rest_today": around(design.rest.median, spread),
            "inflation": around(np.full(len(design.claims.series), 2.0), spread),
            "seen": around(np.full(len(design.floors.series), 0.5), spread),
            "recruits": around(design.recruits.median[0], spread) if design.recruits.median.size else np.ones(draws),
        }

    return Posterior(
        design=design,
        draws=sites(0.2),
        prior=sites(0.4),
        seed=seed,
        chains=2,
        rhat=rhat,
        rhat_of="level",
        ess=900.0,
        ess_of="level",
        divergent=0,
    )
