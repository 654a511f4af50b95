"""Sampling the posterior: NUTS by NumPyro, with the diagnostics that say whether it can be believed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from dayafter.adversary.calibrate.design import Design, Floats
from dayafter.adversary.calibrate.model import model
from dayafter.errors import DayAfterError, Finding

CHAINS = 4
WARMUP = 800
DRAWS = 1500
"""Draws of each chain."""

LARGEST_RHAT = 1.01
LEAST_ESS = 400
LARGEST_DIVERGENT = 0.001
"""Above this share of divergent steps the posterior is not believed."""


@dataclass(frozen=True, eq=False)
class Posterior:
    """Draws of the parameters and estimates, by name [draw, ...]; `prior` the same from the prior.

    rhat, ess: worst split r-hat and least effective sample size over all parameters and estimates, with their names;
    divergent: how many of the draws.
    """

    design: Design
    draws: Mapping[str, Floats]
    prior: Mapping[str, Floats]
    seed: int
    chains: int
    rhat: float
    rhat_of: str
    ess: float
    ess_of: str
    divergent: int

    @property
    def size(self) -> int:
        """How many draws."""
        return len(self.draws["recent_losses"])

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Why the draws must not be believed; none where all is well."""
        reasons = []
        if not self.rhat <= LARGEST_RHAT:
            reasons.append(f"r-hat of {self.rhat_of} is {self.rhat:.3f}, above {LARGEST_RHAT}")
        if not self.ess >= min(LEAST_ESS, self.size / 4):
            reasons.append(f"{self.ess_of} has only {self.ess:.0f} effective draws")
        if self.divergent > LARGEST_DIVERGENT * self.size:
            reasons.append(f"{self.divergent} of {self.size} draws are divergent")
        return tuple(Finding("chains-unsettled", details={"reason": reason}) for reason in reasons)


def needs_numpyro(what: str) -> None:
    """Raises DayAfterError (extra-missing) where NumPyro is not installed."""
    from importlib.util import find_spec

    if find_spec("numpyro") is None:
        raise DayAfterError.of("extra-missing", what=what, extra="calibrate")


def fit(design: Design, seed: int = 7, *, warmup: int = WARMUP, draws: int = DRAWS, chains: int = CHAINS) -> Posterior:
    """Draws from the posterior of the design, the same for the same seed on the same machine.

    Raises DayAfterError when the extra `calibrate` is not installed.
    """
    needs_numpyro("calibration")
    import jax
    from numpyro.infer import MCMC, NUTS

    with jax.enable_x64(True):
        sampler = MCMC(
            NUTS(model, dense_mass=True, target_accept_prob=0.95),
            num_warmup=warmup,
            num_samples=draws,
            num_chains=chains,
            chain_method="vectorized",
            progress_bar=False,
        )
        sampler.run(jax.random.key(seed), design, design.observed(), extra_fields=("diverging",))
        grouped = {name: np.asarray(value) for name, value in sampler.get_samples(group_by_chain=True).items()}
        divergent = int(np.asarray(sampler.get_extra_fields()["diverging"]).sum())
    rhat, ess = _diagnostics(grouped)
    worst, least = max(rhat, key=rhat.__getitem__), min(ess, key=ess.__getitem__)
    return Posterior(
        design=design,
        draws={name: value.reshape(-1, *value.shape[2:]) for name, value in grouped.items()},
        prior=prior_draws(design, seed, chains * draws),
        seed=seed,
        chains=chains,
        rhat=rhat[worst],
        rhat_of=worst,
        ess=ess[least],
        ess_of=least,
        divergent=divergent,
    )


def prior_draws(design: Design, seed: int, size: int, *, observed: bool = False) -> dict[str, Floats]:
    """Draws of the prior by ancestral sampling [draw, ...], stocks above zero by rejection.

    observed: with draws of the observations too, as sites named in `Design.observed`.
    """
    needs_numpyro("calibration")
    import jax
    from numpyro import handlers
    from numpyro.infer import Predictive

    kept: list[dict[str, Floats]] = []
    have = round_ = 0
    # The factor is no part of ancestral sampling: it enters as the chance of keeping a draw.
    free = handlers.block(model, hide=["stocks_above_zero"])
    while have < size:
        with jax.enable_x64(True):
            key = jax.random.fold_in(jax.random.key(seed), 1000 + round_)
            made: dict[str, Any] = Predictive(free, num_samples=2 * size, parallel=True)(key, design, None)
        draws = {name: np.asarray(value) for name, value in made.items()}
        chance = np.random.default_rng([seed, round_]).random(2 * size)
        keep = np.flatnonzero(np.log(chance) < draws["room"])
        kept.append({name: value[keep] for name, value in draws.items()})
        have, round_ = have + len(keep), round_ + 1
        if round_ >= 50 and have < size:
            raise DayAfterError.of("chains-unsettled", reason="almost no draw of the prior keeps the stocks above zero")
    hidden = () if observed else tuple(design.observed())
    names = [name for name in kept[0] if name not in hidden]
    return {name: np.concatenate([part[name] for part in kept])[:size] for name in names}


def _diagnostics(grouped: Mapping[str, Floats]) -> tuple[dict[str, float], dict[str, float]]:
    """Worst split r-hat and least effective sample size of each site, leaving out what does not vary."""
    from numpyro.diagnostics import effective_sample_size, split_gelman_rubin

    rhat, ess = {}, {}
    for name, values in grouped.items():
        flat = values.reshape(*values.shape[:2], -1)
        varies = flat.std(axis=(0, 1)) > 1e-12 * np.abs(flat).max(initial=1e-300, axis=(0, 1))
        if varies.any():
            rhat[name] = float(np.max(split_gelman_rubin(flat[:, :, varies])))
            ess[name] = float(np.min(effective_sample_size(flat[:, :, varies])))
    return rhat, ess
