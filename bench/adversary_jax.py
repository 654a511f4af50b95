"""The months of the adversary's rebuilding as a scan of JAX, for bench/adversary.py."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp

jax.config.update("jax_enable_x64", True)


def compiled(kernel: Any) -> Any:
    """A function from the kernel's arrays to what it fills; same steps as `twin.py`."""

    def mixed(x: Any) -> Any:
        x = (x ^ (x >> 16)) * jnp.uint32(0x7FEB352D)
        x = (x ^ (x >> 15)) * jnp.uint32(0x846CA68B)
        return x ^ (x >> 16)

    def deviation(mean: Any, phi: Any) -> Any:
        return jnp.minimum(jnp.sqrt(mean + mean * mean * phi), kernel.STEADIEST * mean)

    def ratio(top: Any, below: Any) -> Any:
        return jnp.where(below > 0, top / below, 0.0)

    @jax.jit
    def run(c: Any, tracks: Any, people: Any, ptracks: Any, where: Any, keys: Any, luck: Any, sizes: Any) -> Any:
        c = c.transpose(1, 0, 2)

        def step(s: Any, x: Any) -> Any:
            active, broken, usable, rest, output, one, two, three, force, wounded, first = s
            q, key, month = x
            word = mixed(luck[None] ^ key[:, None])
            low, high = (((half.astype(jnp.float64)) - kernel.HALF) / kernel.SPREAD
                         for half in (word & jnp.uint32(0xFFFF), word >> 16))  # fmt: skip
            track = tracks[:, :, q]
            mean = output * track[:, 0]
            new = mean + deviation(mean, c[12]) * low[:-1]
            mean = c[8] * track[:, 4]
            lost = jnp.minimum(mean + deviation(mean, c[13]) * high[:-1], active)
            slots = c[5] * track[:, 1]
            good = jnp.minimum(usable, slots)
            poor = jnp.minimum((slots - good) * c[6], rest)
            parts = jnp.minimum(c[11] * track[:, 4], rest - poor)
            worn, gone = c[7] * (usable - good), c[7] * (rest - poor - parts)
            fixed = c[10] * broken
            active = active + (new + track[:, 3]) + (good + poor) + fixed - lost
            broken = broken + c[9] * lost - fixed
            usable, rest = usable - good - worn, rest - poor - parts - gone + worn
            output = output + (track[:, 2] - output) * jnp.minimum(c[4], 1.0)
            mean = ptracks[0, q]
            recruits = mean + deviation(mean, people[5]) * low[-1]
            mean = people[2] * ptracks[1, q]
            hit = jnp.minimum(mean + deviation(mean, people[6]) * high[-1], force)
            share = jnp.minimum(people[1], 1.0)
            back = wounded * jnp.minimum(people[4], 1.0)
            released = (force - hit) * ptracks[2, q]
            force = force + share * three + back - hit - released
            one, two, three = one + recruits - share * one, two + share * (one - two), three + share * (two - three)
            wounded = wounded + hit * people[3] - back
            each = c[14] - c[15] * jnp.maximum(1.0 - month * c[16], 0.0)
            worth = jnp.where(c[14] > 0, active * each, jnp.inf)
            heads = force * (people[7] - people[8] * jnp.maximum(1.0 - month * people[9], 0.0))
            worths = jnp.concatenate([worth, heads[None]])
            ready, scarcest = worths.min(axis=0), worths.argmin(axis=0).astype(jnp.int16)
            first = jnp.where(jnp.isinf(first) & (ready >= sizes) & (month >= 0), month, first)
            after = (active, broken, usable, rest, output, one, two, three, force, wounded, first)
            return after, (ready, scarcest)

        entering = ratio(ptracks[0, 0], people[1])
        start = (c[0], ratio(c[8] * c[9], c[10]), c[1], c[2], c[3], entering, entering, entering, people[0],
                 ratio(people[2] * people[3], people[4]), jnp.full(sizes.shape, jnp.inf))  # fmt: skip
        months = jnp.arange(len(where), dtype=jnp.float64) - 1
        end, (ready, scarcest) = jax.lax.scan(step, start, (where, keys, months))
        return {"ready": ready[1:], "scarcest": scarcest[1:], "first": end[-1]}

    def call(given: dict[str, Any]) -> Any:
        names = ("constants", "tracks", "people", "people_tracks", "where", "keys", "luck", "sizes")
        made = run(*(given[name] for name in names))
        return jax.block_until_ready(made)

    return call
