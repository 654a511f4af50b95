"""Spells of peace made up for tests, and the shared data where they are at hand."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dayafter.ceasefire.survival.spells import Spells
from tests.health.files import ROOT

SHARED = Path(os.environ.get("DAYAFTER_SHARED", ROOT.parent / "shared")) / "data"


def shared(*names: str) -> Path:
    """A path in the shared data; the test is skipped where it is absent."""
    path = SHARED.joinpath(*names)
    if not path.exists():
        pytest.skip("the shared data are not here")
    return path


def spells(
    stop: Any, failed: Any, x: Any = None, start: Any = None, subject: Any = None, cluster: Any = None
) -> Spells:
    """Spells from plain lists; by default each is its own and begins at 0."""
    ends = np.asarray(stop, dtype=float)
    begins = np.zeros(len(ends)) if start is None else np.asarray(start, dtype=float)
    who = np.array([str(n) for n in range(len(ends))] if subject is None else [str(one) for one in subject])
    groups = who if cluster is None else np.array([str(one) for one in cluster])
    values = np.zeros((len(ends), 0)) if x is None else np.asarray(x, dtype=float).reshape(len(ends), -1)
    names = tuple(f"x{n}" for n in range(values.shape[1]))
    return Spells(begins, ends, np.asarray(failed, dtype=bool), who, groups, names, values)


def made_up(rows: int = 150, seed: int = 3, never: float = 0.0) -> Spells:
    """Weibull durations with two covariates, rounded so that there are ties, some censored, some that never fail."""
    rng = np.random.default_rng(seed)
    x = np.stack([rng.integers(0, 2, rows), rng.normal(size=rows)], axis=1)
    time = np.exp(1.0 + 0.8 * x[:, 0] - 0.3 * x[:, 1]) * rng.weibull(1.3, rows)
    time = np.where(rng.random(rows) < never, np.inf, time)
    ends = np.ceil(np.minimum(time, 15.0) * 5) / 5
    return spells(ends, time < 15.0, x, cluster=rng.integers(0, 40, rows))


def in_pieces(whole: Spells, seed: int = 5) -> Spells:
    """The same spells cut in two rows each, with a covariate that may change at the cut, and late entries."""
    rng = np.random.default_rng(seed)
    cut = np.round(whole.stop * rng.uniform(0.2, 0.8, whole.rows), 3)
    late = np.where(rng.random(whole.rows) < 0.3, np.round(cut / 2, 3), 0.0)
    start, stop = np.stack([late, cut], axis=1).ravel(), np.stack([cut, whole.stop], axis=1).ravel()
    failed = np.stack([np.zeros(whole.rows, dtype=bool), whole.failed], axis=1).ravel()
    x = np.repeat(whole.x, 2, axis=0)
    x[1::2, 0] = np.where(rng.random(whole.rows) < 0.5, 1 - x[1::2, 0], x[1::2, 0])
    return spells(stop, failed, x, start, np.repeat(whole.subject, 2), np.repeat(whole.cluster, 2))
