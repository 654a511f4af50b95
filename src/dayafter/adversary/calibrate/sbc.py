"""Simulation-based calibration: with data made by the model itself, the truth must fall anywhere among the draws.

Talts, Betancourt, Simpson, Vehtari and Gelman, Validating Bayesian Inference Algorithms with Simulation-Based
Calibration (2018). The test is on the largest distance between the ranks' distribution and the even one, against the
same distance for ranks that are even (Saeilynoja, Buerkner and Vehtari 2022, with simulated bands).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dayafter.adversary.calibrate.design import Counts, Design, Floats, Ints, Priors, Stated
from dayafter.adversary.calibrate.fit import needs_numpyro, prior_draws
from dayafter.adversary.calibrate.model import model

THIN = 8
"""Steps between two draws that are ranked, so that they are nearly independent."""
DEPTH = 6
"""Doublings of a trajectory at most: replicas run side by side, and all wait for the longest."""
REFERENCE = 4000
"""Sets of even ranks that the largest distance is compared with."""


@dataclass(frozen=True, eq=False)
class Ranks:
    """ranks [replica, quantity]: how many of the draws lie below the truth, 0..draws; p [quantity]: chance of ranks as
    uneven as these if the sampler is right."""

    names: tuple[str, ...]
    ranks: Ints
    draws: int
    p: Floats

    @property
    def p_value(self) -> float:
        """The chance over all quantities together (Bonferroni)."""
        return float(min(1.0, self.p.min() * len(self.p)))

    def records(self) -> list[dict[str, object]]:
        """A row for each quantity."""
        middle = self.ranks.mean(axis=0) / self.draws
        return [
            {"quantity": name, "mean_rank": float(middle[i]), "p": float(self.p[i])}
            for i, name in enumerate(self.names)
        ]


def sbc(
    design: Design,
    replicas: int,
    *,
    seed: int = 7,
    warmup: int = 400,
    draws: int = 63,
    believed: Design | None = None,
) -> Ranks:
    """Ranks of the true values among posterior draws, over `replicas` data sets drawn from the design's own prior.

    believed: a design whose ranges of stated figures the sampler is given, where it is to be wrong on purpose. All
    replicas are sampled side by side in one compiled program, which a second call on the same design uses again.
    """
    needs_numpyro("simulation-based calibration")
    import jax

    truth = prior_draws(design, seed, replicas, observed=True)
    data = {name: truth[name] for name in design.observed()}
    spread = (believed or design).stated.spread
    with jax.enable_x64(True):
        found = _compiled(design, warmup, draws)(jax.random.split(jax.random.key(seed + 1), replicas), data, spread)
        found = {name: np.asarray(value) for name, value in found.items()}
    names, ranks = [], []
    for name in sorted(found):
        values = found[name].reshape(replicas, draws, -1)
        true = truth[name].reshape(replicas, 1, -1)
        below = (values < true).sum(axis=1)
        varies = [i for i in range(below.shape[1]) if values[:, :, i].std() > 0]
        names += [f"{name}[{i}]" if below.shape[1] > 1 else name for i in varies]
        ranks += [below[:, i] for i in varies]
    made = np.stack(ranks, axis=1)
    return Ranks(tuple(names), made, draws, uneven(made, draws, seed))


QUANTITIES = ("inflation", "seen", "output", "recent_losses", "active_today", "usable_today", "claim_noise", "recruits")
"""What is ranked, where the design has it."""


@lru_cache(maxsize=2)
def _compiled(design: Design, warmup: int, draws: int) -> Any:
    """A compiled function of keys, data sets and ranges of stated figures: draws of the ranked quantities."""
    import jax
    from numpyro.infer.hmc import hmc
    from numpyro.infer.util import initialize_model, potential_energy

    begun = initialize_model(jax.random.key(0), model, model_args=(design, design.observed()))
    start, constrain = begun.param_info.z, begun.postprocess_fn

    def one(key: Any, observed: Any, spread: Any) -> Any:
        believed = replace(design, stated=replace(design.stated, spread=spread))

        def potential(z: Any) -> Any:
            return potential_energy(model, (believed, observed), {}, z)

        init, step = hmc(potential, algo="NUTS")
        state = init(
            start, num_warmup=warmup, rng_key=key, dense_mass=True, target_accept_prob=0.9, max_tree_depth=DEPTH
        )

        def keep(state: Any, thin: Any) -> Any:
            state = jax.lax.fori_loop(0, thin, lambda _, state: step(state), state)
            values = constrain(state.z)
            return state, {name: values[name] for name in QUANTITIES if name in values}

        # The first draw comes after the warm-up, which is thus compiled with the rest.
        thin = np.full(draws, THIN)
        thin[0] += warmup
        return jax.lax.scan(keep, state, thin)[1]

    return jax.jit(jax.vmap(one, in_axes=(0, 0, None)))


def uneven(ranks: Ints, draws: int, seed: int = 0) -> Floats:
    """For each quantity the chance that even ranks lie as far from even as these do [quantity]."""
    rng = np.random.default_rng(seed)
    replicas = len(ranks)
    reference = np.array([_distance(rng.integers(0, draws + 1, replicas), draws) for _ in range(REFERENCE)])
    found = [_distance(ranks[:, i], draws) for i in range(ranks.shape[1])]
    return np.array([(1 + (reference >= one).sum()) / (REFERENCE + 1) for one in found])


def _distance(ranks: NDArray[np.int64], draws: int) -> float:
    """Largest distance between the two distributions, each point measured by its own standard deviation."""
    even = np.arange(1, draws + 1) / (draws + 1)
    found = np.cumsum(np.bincount(ranks, minlength=draws + 1))[:-1] / len(ranks)
    return float(np.max(np.abs(found - even) / np.sqrt(even * (1 - even))))


def small_design(months: int = 6) -> Design:
    """One category with claims and photographs over a few months and some stated figures: quick to sample many times.

    The values in it do not matter for `sbc`, which draws its own data; the ranges of the stated figures do.
    """
    share = np.eye(months)
    each = np.zeros(months, dtype=np.int64)
    one = np.zeros(1, dtype=np.int64)
    counts = [Counts(one, each, share, np.full(months, value)) for value in (200.0, 80.0)]
    stated = Stated(
        quantity=("both", "both", "new", "active", "usable"),
        of=np.zeros(5, dtype=np.int64),
        source=np.array([0, 1, 0, 1, 0]),
        at=np.array([2.0, 4.0, 3.0, 1.0, 5.0]),
        value=np.array([90.0, 110.0, 20.0, 2000.0, 900.0]),
        spread=np.array([0.1, 0.15, 0.2, 0.1, 0.3]),
        refs=("",) * 5,
    )

    def prior(median: float, spread: float, at: float = 0.0) -> Priors:
        return Priors(np.array([median]), np.array([spread]), np.array([at]))

    return Design(
        losses=("gun",),
        equipment=("gun",),
        people=False,
        start=dt.date(2030, 1, 1),
        months=months,
        today=float(months),
        claims=counts[0],
        floors=counts[1],
        level=prior(100.0, 0.5),
        seen=prior(0.5, 0.7),
        output=prior(100.0, 0.4),
        new_share=prior(0.25, 0.5),
        active=prior(2000.0, 0.3, 1.0),
        usable=prior(1200.0, 0.3, 0.0),
        rest=prior(2000.0, 0.3, 0.0),
        recruits=Priors(np.empty(0), np.empty(0), np.empty(0)),
        fatal=prior(0.25, 0.3),
        store=np.array([True]),
        imports=np.zeros(1),
        stated=stated,
        sources=("first", "second"),
    )


def too_sure(design: Design, factor: float) -> Design:
    """The design with every stated range narrowed by a factor: what a sampler must be caught believing."""
    return replace(design, stated=replace(design.stated, spread=design.stated.spread / factor))
