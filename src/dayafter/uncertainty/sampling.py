"""Numbers between 0 and 1: one stream for each name, any part of which can be made without the rest."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from dayafter.errors import Finding, UsageError

Floats = NDArray[np.float64]

DESIGNS = ("random", "latin")

BLOCK = 16384
"""Numbers that are worked on at a time: what lies in the cache is not fetched again for every step."""

_VERSION = "dayafter draws 1"
_HALF = 2.0**-54
"""Half the grid of the generator's uniforms: keeps them off zero, where unbounded quantiles are infinite."""

_PER_STEP = 4
"""Numbers that the generator makes for each step of its counter."""


def uniforms(name: str, seed: int, size: int, first: int = 0) -> Floats:
    """Numbers `first` to `first + size - 1` between 0 and 1 of the stream of this name [draw].

    The generator counts (Philox; Salmon et al. 2011), so that it can start anywhere with the same bits.
    """
    digest = hashlib.sha256(f"{_VERSION}|{seed}|{name}".encode()).digest()
    philox = np.random.Philox(key=int.from_bytes(digest[:16], "little"))
    if first >= _PER_STEP:
        philox.advance(first // _PER_STEP)
    out = np.random.Generator(philox).random(first % _PER_STEP + size)[first % _PER_STEP :]
    out += _HALF
    return out


def latin(name: str, seed: int, size: int) -> Floats:
    """One number in each of `size` equal strata of 0..1, in the stream's own order [draw] (McKay et al. 1979).

    Order and place within the stratum are the name's own, so that figures stay independent of each other. All
    numbers depend on `size`: the first of many are not the numbers of a smaller run.
    """
    strata = np.argsort(uniforms(f"latin:{name}", seed, size), kind="stable")
    return np.asarray(np.minimum((strata + uniforms(name, seed, size)) / size, 1.0 - _HALF))


def sample(name: str, seed: int, size: int, first: int = 0, design: str = "random") -> Floats:
    """The stream of this name in a design of `DESIGNS` [draw]; a latin design has no part but the whole."""
    return latin(name, seed, size) if design == "latin" else uniforms(name, seed, size, first)


def refuse_unsound(draws: int, first: int, design: str) -> None:
    """Raises UsageError where no such draws can be made."""
    wrong: list[tuple[str, object]] = []
    if draws < 1:
        wrong.append(("draws", draws))
    if first < 0 or (first and design == "latin"):
        wrong.append(("first", first))
    if design not in DESIGNS:
        wrong.append(("design", design))
    if wrong:
        raise UsageError(*(Finding("input-unsound", details={"name": name, "value": value}) for name, value in wrong))


def blocked(function: Callable[[Floats], Floats], values: Floats) -> Floats:
    """The function of each number, worked out block by block; the bits are those of the whole at once."""
    if values.size <= BLOCK or values.ndim != 1:
        return function(values)
    out = np.empty_like(values)
    for start in range(0, values.size, BLOCK):
        out[start : start + BLOCK] = function(values[start : start + BLOCK])
    return out
