"""Tie-breaking costs from labels, cleaned values, and the digest of a plan."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence

import numpy as np
import numpy.typing as npt

from .blocks import Block, FloatArray
from .program import Compiled

TieKeys = Callable[[str], str] | Sequence[str] | npt.NDArray[np.generic] | None
Hashes = npt.NDArray[np.uint64]

DIGITS = 9  # significant digits of a value that is reported and digested
NOTHING = 1e-7  # smaller quantities are rounding


def tie_costs(compiled: Compiled, keys: TieKeys = None) -> FloatArray:
    """A cost in [1, 2) for each column, from its labels alone or from the caller's keys, whatever the column's place.

    `keys` gives one text or number per column, or a function from label to text. Columns without a lower bound are
    drawn to their upper one; free columns cost nothing, they follow from the others.
    """
    if keys is None:
        hashes = _label_hashes(compiled)
    elif callable(keys):
        hashes = _hashes(keys(compiled.col_name(number)) for number in range(compiled.num_col))
    else:
        hashes = _hashes(str(key) for key in np.asarray(keys).tolist())
    if len(hashes) != compiled.num_col:
        raise ValueError(f"{len(hashes)} tie keys for {compiled.num_col} columns")
    costs = _spread(hashes)
    direction = np.where(np.isfinite(compiled.col_lower), 1.0, np.where(np.isfinite(compiled.col_upper), -1.0, 0.0))
    return np.asarray(costs * direction, dtype=np.float64)


def label_costs(labels: Iterable[str]) -> FloatArray:
    """A cost in [1, 2) for each label, the same wherever it stands [label]."""
    return _spread(_hashes(labels))


def _spread(hashes: Hashes) -> FloatArray:
    return np.asarray(1.0 + (hashes >> np.uint64(11)) * 2.0**-53, dtype=np.float64)


def _hashes(texts: Iterable[str]) -> Hashes:
    digests = b"".join(hashlib.blake2b(text.encode(), digest_size=8).digest() for text in texts)
    return np.frombuffer(digests, dtype="<u8").astype(np.uint64)


def _label_hashes(compiled: Compiled) -> Hashes:
    """Hashes of all columns by mixing those of block name and axis labels: hundreds of texts, not one per column."""
    parts = [np.zeros(0, dtype=np.uint64)]
    for block in compiled.program.cols.blocks:
        parts.append(_block_hashes(block))
    return np.concatenate(parts)


def _block_hashes(block: Block) -> Hashes:
    mixed = np.broadcast_to(_hashes([block.name])[0], block.index.shape)
    for place, axis in enumerate(block.axes):
        each = _hashes(axis.labels).reshape((-1,) + (1,) * (len(block.axes) - place - 1))
        mixed = _mix(mixed, each)
    flat = mixed.ravel()
    return flat if block.cells is None else flat[block.cells]


def _mix(left: Hashes, right: Hashes) -> Hashes:
    """One hash from two, not the same in the other order (the finishing steps of SplitMix64)."""
    z = left * np.uint64(0x9E3779B97F4A7C15) + right
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(z ^ (z >> np.uint64(31)), dtype=np.uint64)


def cleaned(x: FloatArray, lower: FloatArray, upper: FloatArray) -> FloatArray:
    """Values within their bounds, rounded to 9 significant digits, without dust and negative zeros."""
    value = np.clip(x, lower, upper)
    value = np.where(np.abs(value) < NOTHING, 0.0, value)
    with np.errstate(divide="ignore"):
        place = np.floor(np.log10(np.abs(value)))
    shift = DIGITS - 1 - np.where(np.isfinite(place), place, 0.0)
    # Powers of ten with positive exponents are exact; so are the whole numbers in between.
    up, down = 10.0 ** np.maximum(shift, 0.0), 10.0 ** np.maximum(-shift, 0.0)
    return np.asarray(np.rint(value * up / down) / up * down + 0.0, dtype=np.float64)


def plan_digest(values: Iterable[float], labels: Iterable[str]) -> str:
    """A hash of a plan: SHA-256 over its labels and values in the order of the labels; zeros do not count."""
    lines = sorted(
        f"{label}={value:.{DIGITS}g}" for label, value in zip(labels, values, strict=True) if abs(value) >= NOTHING
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
