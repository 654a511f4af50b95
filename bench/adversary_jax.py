"""The months of the adversary's rebuilding as a scan of JAX, for bench/adversary.py."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

jax.config.update("jax_enable_x64", True)


def compiled(kernel: Any) -> Any:
    """A function from the kernel's arrays to what it fills; same steps as `twin.py`."""

    def mixed(x: Any) -> Any:
        x = (x ^ (x >> 16)) * jnp.uint32(0x7FEB352D)
        x = (x ^ (x >> 15)) * jnp.uint32(0x846CA68B)
        return x ^ (x >> 16)

    def scatter(mean: Any, phi: Any) -> Any:
        return jnp.minimum(jnp.sqrt(1.0 / mean + phi), kernel.STEADIEST)

    def ratio(top: Any, below: Any) -> Any:
        return jnp.where(below > 0, top / below, 0.0)

    @jax.jit
    def run(
        c: Any, people: Any, tracks: Any, rows: Any, prows: Any, keys: Any, luck: Any, sizes: Any, anew: Any
    ) -> Any:
        c = c.transpose(1, 0, 2)

        def step(s: Any, x: Any) -> Any:
            active, broken, usable, rest, output, one, two, three, force, wounded, first, wide = s
            row, prow, key, month, renew = x
            word = mixed(luck[None] ^ key[:, None])
            low, high = (((half.astype(jnp.int32) << 16 >> 16) | 1).astype(jnp.float64) / kernel.SPREAD
                         for half in (word & jnp.uint32(0xFFFF), word >> 16))  # fmt: skip
            track, heads = tracks[row], tracks[prow]
            new, lost, recruits, hit = output * track[:, 0], c[8] * track[:, 4], heads[0], people[2] * heads[1]
            means = ((new, c[12]), (lost, c[13]), (recruits, people[5]), (hit, people[6]))
            wide = jax.lax.cond(renew, lambda: tuple(scatter(*pair) for pair in means), lambda: wide)
            new = new * (1.0 + wide[0] * low[:-1])
            lost = jnp.minimum(lost * (1.0 + wide[1] * high[:-1]), active)
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
            recruits = recruits * (1.0 + wide[2] * low[-1])
            hit = jnp.minimum(hit * (1.0 + wide[3] * high[-1]), force)
            share = jnp.minimum(people[1], 1.0)
            back = wounded * jnp.minimum(people[4], 1.0)
            released = (force - hit) * heads[2]
            force = force + share * three + back - hit - released
            one, two, three = one + recruits - share * one, two + share * (one - two), three + share * (two - three)
            wounded = wounded + hit * people[3] - back
            each = c[14] - c[15] * jnp.maximum(1.0 - month * c[16], 0.0)
            worth = jnp.where(c[14] > 0, active * each, jnp.inf)
            heads = force * (people[8] - people[9] * jnp.maximum(1.0 - month * people[10], 0.0))
            worths = jnp.concatenate([worth, heads[None]])
            ready, scarcest = worths.min(axis=0), worths.argmin(axis=0).astype(jnp.int16)
            first = jnp.where(jnp.isinf(first) & (ready >= sizes) & (month >= 0), month, first)
            after = (active, broken, usable, rest, output, one, two, three, force, wounded, first, wide)
            return after, (ready, scarcest)

        entering = ratio(people[7], people[1])
        wide = (jnp.zeros_like(c[0]), jnp.zeros_like(c[0]), jnp.zeros_like(people[0]), jnp.zeros_like(people[0]))
        start = (c[0], ratio(c[8] * c[9], c[10]), c[1], c[2], c[3], entering, entering, entering, people[0],
                 ratio(people[2] * people[3], people[4]), jnp.full(sizes.shape, jnp.inf), wide)  # fmt: skip
        months = jnp.arange(len(keys), dtype=jnp.float64) - 1
        end, (ready, scarcest) = jax.lax.scan(step, start, (jnp.moveaxis(rows, 2, 0), prows.T, keys, months, anew))
        return {"ready": ready[1:], "scarcest": scarcest[1:], "first": end[-2]}

    def call(given: dict[str, Any]) -> Any:
        names = ("constants", "people", "tracks", "rows", "people_rows", "keys", "luck", "sizes")
        steps, before = np.arange(len(given["keys"])), given["before"]
        anew = np.where(steps < before, steps, steps - before) % kernel.YEAR == 0
        made = run(*(given[name] for name in names), anew)
        return jax.block_until_ready(made)

    return call
