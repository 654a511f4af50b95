"""A posterior of how long truces last: a rate constant within each interval, files pooled partially. Equation 14.

Sampled by NumPyro (extra `calibrate`). The prior is that of the case's analogues.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from dayafter.ceasefire.survival.spells import Floats, Spells
from dayafter.errors import DayAfterError, Finding

EDGES = (0.5, 1.0, 2.0, 5.0, 10.0)
"""Years at which the rate may change; the last interval is open."""

BETWEEN = 0.5
"""Scale of the prior of how files differ, in logarithms of the rate."""
EFFECT = 0.7
"""Scale of the prior of a covariate's log hazard ratio, around none."""

LARGEST_RHAT = 1.01
LEAST_ESS = 400


@dataclass(frozen=True, eq=False)
class Prior:
    """Mean and spread of the log of the yearly rate in each interval [interval]."""

    mean: Floats
    spread: Floats


@dataclass(frozen=True, eq=False)
class Posterior:
    """Draws of the log rates [draw, interval], of each file's difference [draw, file], of its spread [draw], of the
    covariates' effects [draw, name]; how well the chains mixed."""

    files: tuple[str, ...]
    names: tuple[str, ...]
    prior: Prior
    log_rates: Floats
    differences: Floats
    between: Floats
    effects: Floats
    rhat: float
    ess: float
    divergent: int

    def survival(self, years: float, file: str = "") -> Floats:
        """Chance of lasting so long, all covariates zero [draw]: among the spells of a file, or of a new kind."""
        if file:
            shift = self.differences[:, self.files.index(file)]
        else:
            shift = self.between * np.random.default_rng(11).standard_normal(len(self.between))
        return lasting(self.log_rates + shift[:, None], years)

    def before(self, years: float) -> Floats:
        """The same by the prior alone, of a new kind [draw]."""
        rng = np.random.default_rng(13)
        size = len(self.log_rates)
        rates = self.prior.mean + self.prior.spread * rng.standard_normal((size, len(self.prior.mean)))
        shift = BETWEEN * np.abs(rng.standard_normal(size)) * rng.standard_normal(size)
        return lasting(rates + shift[:, None], years)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Why the draws must not be believed; none where all is well."""
        reasons = []
        if not self.rhat <= LARGEST_RHAT:
            reasons.append(f"r-hat is {self.rhat:.3f}, above {LARGEST_RHAT}")
        if not self.ess >= min(LEAST_ESS, len(self.between) / 4):
            reasons.append(f"there are only {self.ess:.0f} effective draws")
        if self.divergent > 0.001 * len(self.between):
            reasons.append(f"{self.divergent} of {len(self.between)} draws are divergent")
        return tuple(Finding("chains-unsettled", details={"reason": reason}) for reason in reasons)


def lasting(log_rates: Floats, years: float) -> Floats:
    """exp(-cumulative hazard) at these log rates [draw, interval] -> [draw]."""
    return np.asarray(np.exp(-(np.exp(log_rates) * _lengths(0.0, years)).sum(axis=1)))


def _lengths(since: float, until: float) -> Floats:
    """Years spent in each interval between two times [interval]."""
    left, right = np.array([0.0, *EDGES]), np.array([*EDGES, np.inf])
    return np.asarray(np.maximum(np.minimum(right, until) - np.maximum(left, since), 0.0))


def prior_from(survival: Floats) -> Prior:
    """The prior from draws of the chance to last to each edge [draw, edge]; the open interval as the last one.

    A spread of at least 0.3, so that no base rate shuts out the data.
    """
    kept = np.clip(survival, 1e-9, 1 - 1e-9)
    steps = -np.diff(np.log(np.concatenate([np.ones((len(kept), 1)), kept], axis=1)), axis=1)
    rates = np.log(np.maximum(steps, 1e-6) / np.diff([0.0, *EDGES]))
    mean, spread = rates.mean(axis=0), np.maximum(rates.std(axis=0), 0.3)
    return Prior(np.append(mean, mean[-1]), np.append(spread, spread[-1] + 0.3))


@dataclass(frozen=True, eq=False)
class Cells:
    """Exposure and failures, rows alike taken together: interval, file, exposure (years), failures [cell], x [cell,
    name]."""

    interval: Any
    file: Any
    exposure: Floats
    failures: Floats
    x: Floats


def cells_of(parts: Sequence[Spells]) -> Cells:
    """The cells of several files, all with the same covariates."""
    found: dict[tuple[int, int, tuple[float, ...]], list[float]] = {}
    for place, spells in enumerate(parts):
        for start, stop, failed, x in zip(spells.start, spells.stop, spells.failed, spells.x, strict=True):
            spent = _lengths(float(start), float(stop))
            last = int(np.searchsorted(EDGES, stop, side="left"))
            for interval in np.flatnonzero((spent > 0) | (np.arange(len(spent)) == last)):
                cell = found.setdefault((int(interval), place, tuple(map(float, x))), [0.0, 0.0])
                cell[0] += float(spent[interval])
                cell[1] += float(failed and interval == last)
    keys = [key for key, (exposure, failures) in found.items() if exposure > 0 or failures]
    return Cells(
        np.array([key[0] for key in keys]),
        np.array([key[1] for key in keys]),
        np.array([max(found[key][0], 1e-6) for key in keys]),
        np.array([found[key][1] for key in keys]),
        np.array([key[2] for key in keys], dtype=np.float64).reshape(len(keys), -1),
    )


def _model(cells: Cells, prior: Prior, files: int, names: int) -> None:
    import jax.numpy as jnp
    import numpyro
    import numpyro.distributions as dist

    rates = numpyro.sample("log_rates", dist.Normal(prior.mean, prior.spread).to_event(1))
    between = numpyro.sample("between", dist.HalfNormal(BETWEEN))
    raw = numpyro.sample("raw", dist.Normal(jnp.zeros(files), 1.0).to_event(1))
    shift = numpyro.deterministic("differences", between * raw)
    eta = rates[cells.interval] + shift[cells.file]
    if names:
        eta = eta + cells.x @ numpyro.sample("effects", dist.Normal(jnp.zeros(names), EFFECT).to_event(1))
    numpyro.sample("failures", dist.Poisson(cells.exposure * jnp.exp(eta)), obs=cells.failures)


def posterior(
    parts: Mapping[str, Spells], prior: Prior, seed: int = 7, *, warmup: int = 600, draws: int = 1000, chains: int = 2
) -> Posterior:
    """Draws from the posterior; parts: file -> its spells, all with the same covariates.

    Raises DayAfterError (extra-missing) where NumPyro is not installed.
    """
    from importlib.util import find_spec

    if find_spec("numpyro") is None:
        raise DayAfterError.of("extra-missing", what="a posterior of durability", extra="calibrate")
    import jax
    from numpyro.diagnostics import effective_sample_size, split_gelman_rubin
    from numpyro.infer import MCMC, NUTS

    names = next(iter(parts.values())).names
    cells = cells_of(list(parts.values()))
    with jax.enable_x64(True):
        sampler = MCMC(
            NUTS(_model, target_accept_prob=0.95),
            num_warmup=warmup,
            num_samples=draws,
            num_chains=chains,
            chain_method="vectorized",
            progress_bar=False,
        )
        sampler.run(jax.random.key(seed), cells, prior, len(parts), len(names), extra_fields=("diverging",))
        grouped = {name: np.asarray(value) for name, value in sampler.get_samples(group_by_chain=True).items()}
        divergent = int(np.asarray(sampler.get_extra_fields()["diverging"]).sum())
    watched = {name: value for name, value in grouped.items() if name != "differences"}
    flat = {name: value.reshape(-1, *value.shape[2:]) for name, value in grouped.items()}
    size = len(flat["between"])
    return Posterior(
        files=tuple(parts),
        names=names,
        prior=prior,
        log_rates=flat["log_rates"],
        differences=flat["differences"],
        between=flat["between"],
        effects=flat.get("effects", np.zeros((size, 0))),
        rhat=max(float(np.max(split_gelman_rubin(value))) for value in watched.values()),
        ess=min(float(np.min(effective_sample_size(value))) for value in watched.values()),
        divergent=divergent,
    )
