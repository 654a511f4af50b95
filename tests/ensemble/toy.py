"""A small task: columns that are a function of the draw's number, and ways of going wrong."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from dayafter.ensemble import Columns, Counts, key_of, versions_here
from dayafter.errors import CaseError, Finding


@dataclass(frozen=True)
class Toy:
    """`months` counts and one share a draw, each a function of the draw and the seed."""

    seed: int = 1
    months: int = 3
    pause: float = 0.0  # seconds a chunk takes longer
    log: Path | None = None  # a folder in which each chunk that is begun leaves a file
    die_at: int | None = None  # the process that computes this draw kills itself, as often as `deaths` says
    deaths: int = 1
    error_at: int | None = None
    bug_at: int | None = None
    foreign: bool = False

    @property
    def describes(self) -> Mapping[str, Any]:
        return {"question": "toy", "seed": self.seed, "months": self.months}

    @property
    def versions(self) -> Mapping[str, str]:
        """Without the code, so that an editor at work beside the tests changes no key."""
        here = {name: version for name, version in versions_here().items() if name != "code"}
        return here | ({"numpy": "0.1"} if self.foreign else {})

    @property
    def key(self) -> str:
        return key_of(self.describes, self.versions)

    def run(self, first: int, size: int) -> Columns:
        if size > 1:  # one draw alone is only to warm up
            self._misbehave(first, size)
        draw = np.arange(first, first + size, dtype=np.int64)
        mixed = (draw * 2654435761 + self.seed * 40503) % 2**31
        counts = mixed[:, None] // np.array([7 + month for month in range(self.months)]) % 100
        return {"count": counts.astype(np.int16), "share": np.sin(mixed.astype(float))}

    def _misbehave(self, first: int, size: int) -> None:
        inside = range(first, first + size)
        if self.log is not None:
            (self.log / f"{first}-{size}-{os.getpid()}-{time.time_ns()}").touch()
        if self.die_at in inside and self.log is not None and len(list(self.log.glob("death-*"))) < self.deaths:
            (self.log / f"death-{time.time_ns()}").touch()
            os.kill(os.getpid(), signal.SIGKILL)
        if self.error_at in inside:
            raise CaseError(Finding("figure-needed", details={"table": "t", "key": "k", "hint": "add it"}))
        if self.bug_at in inside:
            raise ZeroDivisionError("a bug of the task")
        time.sleep(self.pause)

    def summarise(self, parts: Iterable[Columns]) -> dict[str, Any]:
        counts = Counts(self.months)
        for part in parts:
            counts.add(part["count"])
        return {"draws": counts.draws, "median": counts.quantiles((0.5,))[:, 0].tolist()}
