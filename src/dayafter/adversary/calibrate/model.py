"""The model as a NumPyro program: true losses behind rival counts, and the stocks that they and the output leave.

The equations stand in card.md of this folder. `numpyro` and `jax` are imported by the functions that need them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from dayafter.adversary.calibrate.design import Counts, Design, Floats

if TYPE_CHECKING:
    from jax import Array

VOLATILITY = (0.15, 0.5)
"""Month-to-month change of losses, on the scale of logarithms: median, and spread of its logarithm."""
NOISE = (0.1, 0.6)
"""Noise of a claim, and excess noise of a floor count, in the same way."""
INFLATION = (1.0, 0.5)
"""Scale of claims' inflation, in the same way: claims of twice to five times the truth are nothing unusual."""
BIAS = (0.15, 0.5)
"""Scale of the bias that a source shares among all that it states, in the same way."""
TAKEN = 0.5
"""Spread of the pieces that leave the usable store for each one refurbished: half to double in nine of ten."""
RECENT = 6
"""Months over which the losses of an estimate are averaged."""
EMPTY = 0.1
"""Stocks below this share of their median bend softly towards zero, and such futures are unlikely."""


def model(design: Design, observed: Mapping[str, Any] | None = None) -> None:
    """The joint distribution; without `observed` the observations are drawn as well.

    Sites named in `Design.observed` are the observations; deterministic sites are the estimates (see `estimates`).
    """
    import numpyro
    from jax import numpy as jnp

    observed = observed or {}
    inflation = _inflation(design)
    loss = _losses(design, inflation)
    _claims(design, loss, inflation, observed)
    _floors(design, loss, observed)
    flows = _flows(design, loss)
    _stated(design, loss, flows, observed)
    recent = design.elapsed(design.today, max(design.today - RECENT, 0.0))
    numpyro.deterministic("losses", loss)
    numpyro.deterministic("recent_losses", loss @ recent / recent.sum())
    for name in ("active", "usable", "rest"):
        numpyro.deterministic(f"{name}_today", flows[name](design.today))
    numpyro.deterministic("room", flows["room"])
    numpyro.factor("stocks_above_zero", jnp.asarray(flows["room"]))


def _inflation(design: Design) -> Array:
    """The logarithm of claims over losses [source of claims], never below zero."""
    import numpyro
    import numpyro.distributions as dist
    from jax import numpy as jnp

    class Inflation(dist.HalfNormal):  # type: ignore[misc]
        """A half-normal that is sampled on a scale nearly its own, not on that of logarithms."""

        support = dist.constraints.softplus_positive

    if not design.claims.value.size:
        return jnp.zeros(0)
    scale = numpyro.sample("inflation_scale", _scale(INFLATION))
    with numpyro.plate("inflated", len(design.claims.series)):
        bias = numpyro.sample("inflation_log", Inflation(scale))
    numpyro.deterministic("inflation", jnp.exp(bias))
    return jnp.asarray(bias)


def _losses(design: Design, inflation: Array) -> Array:
    """True losses [series, month]: a random walk on the scale of logarithms.

    What is sampled is the level that is claimed, of which the counts are sure; the level of losses is that less the
    inflation. So the long ridge between the two runs along one coordinate, and the prior is the same. Steps are sampled
    as they are, not as multiples of their scale, which has a prior off zero, so that nothing funnels.
    """
    import numpyro
    import numpyro.distributions as dist
    from jax import numpy as jnp

    size = len(design.losses)
    median, spread = design.level.scaled()
    above = jnp.zeros(size).at[design.claims.series].set(inflation)
    with numpyro.plate("series", size):
        level = numpyro.sample("claimed_level", dist.Normal(median + above, spread)) - above
        volatility = numpyro.sample("volatility", _scale(VOLATILITY))
    wide = jnp.broadcast_to(volatility[:, None], (size, design.months - 1))
    path = jnp.cumsum(numpyro.sample("steps", dist.Normal(0.0, wide).to_event(2)), axis=1)
    # The level is that of the middle of the time, where the observations are.
    path = jnp.concatenate([jnp.zeros((size, 1)), path], axis=1)
    return jnp.asarray(jnp.exp(level[:, None] + path - path[:, design.months // 2, None]))


def _scale(prior: tuple[float, float]) -> Any:
    """A positive number of this median and spread of the logarithm."""
    import numpyro.distributions as dist

    return dist.LogNormal(float(np.log(prior[0])), prior[1])


def _seen_by(counts: Counts, loss: Array) -> Array:
    """True losses of what each count covers [count]."""
    from jax import numpy as jnp

    return jnp.sum(counts.share * loss[counts.series[counts.source]], axis=-1)


def _claims(design: Design, loss: Array, inflation: Array, observed: Mapping[str, Any]) -> None:
    """A party's claims: never below the truth but for noise, inflated by one factor a series."""
    import numpyro
    import numpyro.distributions as dist
    from jax import numpy as jnp

    counts = design.claims
    if not counts.value.size:
        return
    with numpyro.plate("claims", len(counts.series)):
        noise = numpyro.sample("claim_noise", _scale(NOISE))
    mean = jnp.log(_seen_by(counts, loss)) + inflation[counts.source]
    with numpyro.plate("claimed_counts", counts.value.size):
        numpyro.sample("claimed", dist.Normal(mean, noise[counts.source]), obs=observed.get("claimed"))


def _floors(design: Design, loss: Array, observed: Mapping[str, Any]) -> None:
    """What was photographed or named: a share of the truth, with more noise than counting alone."""
    import jax
    import numpyro
    import numpyro.distributions as dist
    from jax import numpy as jnp

    counts = design.floors
    if not counts.value.size:
        return
    odds = np.log(design.seen.median / (1 - design.seen.median))
    with numpyro.plate("floors", len(counts.series)):
        raw = numpyro.sample("seen_raw", dist.Normal(0.0, 1.0))
        excess = numpyro.sample("floor_noise", _scale(NOISE))
    seen = numpyro.deterministic("seen", jax.nn.sigmoid(odds + design.seen.spread * raw))
    mean = seen[counts.source] * _seen_by(counts, loss)
    concentration = 1.0 / jnp.square(excess[counts.source])
    with numpyro.plate("floor_counts", counts.value.size):
        numpyro.sample("counted", dist.NegativeBinomial2(mean, concentration), obs=observed.get("counted"))


def _flows(design: Design, loss: Array) -> dict[str, Any]:
    """Output, and the stocks as functions of time; `room`: how far they stay above zero, as a log probability."""
    import jax
    import numpyro
    import numpyro.distributions as dist
    from jax import numpy as jnp

    size = len(design.equipment)

    def lognormal(name: str, median: Floats, spread: Floats) -> Array:
        with numpyro.plate(f"{name}_categories", size):
            raw = numpyro.sample(f"{name}_raw", dist.Normal(0.0, 1.0))
        return jnp.exp(np.log(median) + spread * raw)

    output = numpyro.deterministic("output", lognormal("output", design.output.median, design.output.spread))
    odds = np.log(design.new_share.median / (1 - design.new_share.median))
    share = jax.nn.sigmoid(odds + jnp.log(lognormal("new_share", np.ones(size), design.new_share.spread)))
    taken = lognormal("taken", np.ones(size), np.full(size, TAKEN))
    anchors = {name: getattr(design, name) for name in ("active", "usable", "rest")}
    levels = {name: lognormal(name, prior.median, prior.spread) for name, prior in anchors.items()}
    new, refurbished = output * share, output * (1 - share)

    def active(time: float | Floats) -> Array:
        """In service: what it was, and what has come and gone since [time..., category]."""
        between = jnp.asarray(design.elapsed(np.asarray(time)[..., None], design.active.at))
        gained = (output + design.imports) * between.sum(-1)
        lost = (between * loss[:size]).sum(-1)
        return _above_zero(levels["active"] + gained - lost, design.active.median)

    def usable(time: float | Floats) -> Array:
        between = design.elapsed(np.asarray(time)[..., None], design.usable.at).sum(-1)
        return _above_zero(levels["usable"] - taken * refurbished * between, design.usable.median)

    def rest(time: float | Floats) -> Array:
        return jnp.broadcast_to(levels["rest"], (*np.shape(time), size))

    ends = np.arange(design.months + 1.0)
    low_active = active(ends) / (EMPTY * design.active.median)
    low_usable = usable(ends) / (EMPTY * design.usable.median)
    room = _log_room(low_active).sum() + (_log_room(low_usable) * design.store).sum()
    return {"output": output, "new": new, "refurbished": refurbished, "active": active, "usable": usable,
            "rest": rest, "room": room}  # fmt: skip


def _above_zero(stock: Array, median: Floats) -> Array:
    import jax

    bend = EMPTY * median
    return jax.nn.softplus(stock / bend) * bend


def _log_room(stock: Array) -> Array:
    """Near 0 for stocks well above zero, far below 0 for those that would have been overdrawn."""
    from jax import numpy as jnp

    return jnp.log(-jnp.expm1(-stock))


def _stated(design: Design, loss: Array, flows: Mapping[str, Any], observed: Mapping[str, Any]) -> None:
    """What sources state: the truth, the source's bias, and the width of its own range."""
    import numpyro
    import numpyro.distributions as dist
    from jax import numpy as jnp

    if design.recruits.median.size:
        raw = numpyro.sample("recruits_raw", dist.Normal(0.0, 1.0))
        recruits = jnp.exp(jnp.log(design.recruits.median[0]) + design.recruits.spread[0] * raw)
        flows = {**flows, "recruits": numpyro.deterministic("recruits", recruits)}
    stated = design.stated
    if not stated.value.size:
        return
    if "deaths" in stated.quantity:
        raw = numpyro.sample("fatal_raw", dist.Normal(0.0, 1.0))
        fatal = jnp.exp(jnp.log(design.fatal.median[0]) + design.fatal.spread[0] * raw)
        flows = {**flows, "fatal": fatal}
    scale = numpyro.sample("bias_scale", _scale(BIAS))
    with numpyro.plate("sources", len(design.sources)):
        bias = numpyro.sample("bias_raw", dist.Normal(0.0, 1.0)) * scale
    truth = _truth(design, loss, flows)
    mean = jnp.log(truth) + bias[stated.source]
    with numpyro.plate("stated_figures", stated.value.size):
        numpyro.sample("stated", dist.Normal(mean, stated.spread), obs=observed.get("stated"))


def _truth(design: Design, loss: Array, flows: Mapping[str, Any]) -> Array:
    """What each stated figure is about [figure]."""
    from jax import numpy as jnp

    stated, parts, places = design.stated, [], []
    for quantity in dict.fromkeys(stated.quantity):
        chosen = np.array([i for i, name in enumerate(stated.quantity) if name == quantity])
        of, at = stated.of[chosen], stated.at[chosen]
        each = np.arange(len(chosen))
        if quantity in ("both", "new", "refurbished"):
            found = flows["output" if quantity == "both" else quantity][of]
        elif quantity == "recruits":
            found = jnp.broadcast_to(flows["recruits"], chosen.shape)
        elif quantity == "deaths":
            until = np.clip(at, 1.0, design.today)
            covered = design.elapsed(until, np.maximum(until - 12.0, 0.0))
            found = flows["fatal"] * (covered @ loss[-1]) / covered.sum(-1)
        elif quantity == "all":
            found = flows["usable"](at)[each, of] + flows["rest"](at)[each, of]
        else:
            found = flows[quantity](at)[each, of]
        parts.append(found)
        places.append(chosen)
    return jnp.concatenate(parts)[np.argsort(np.concatenate(places))]
