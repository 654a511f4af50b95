"""The two-stage program of the shared bench as our `TwoStage`: orders and capacity of the first year, then futures.

Its generator (`two_stage.py`, `plan_instance.py`, which need SciPy) lies outside this repository, in a folder given by
argument or DAYAFTER_BENCH. Futures are made where they are solved.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from dayafter.optimise.matrix import Sparse
from dayafter.optimise.stages import Scenario, Stage, TwoStage


def _sparse(matrix: Any) -> Sparse:
    by_columns = matrix.tocsc()
    by_columns.sort_indices()
    return Sparse(
        by_columns.indptr.astype(np.int32), by_columns.indices.astype(np.int32), by_columns.data.astype(np.float64)
    )


def _stage(lp: Any) -> Stage:
    return Stage(lp.c, lp.cl, lp.cu, _sparse(lp.A), lp.rl, lp.ru)


def _shared(folder: str) -> Any:
    if folder not in sys.path:
        sys.path.append(folder)
    from importlib.util import module_from_spec, spec_from_file_location

    if "shared_two_stage" not in sys.modules:  # bench/two_stage.py has the same name
        spec = spec_from_file_location("shared_two_stage", f"{folder}/two_stage.py")
        assert spec is not None and spec.loader is not None
        module = module_from_spec(spec)
        sys.modules["shared_two_stage"] = module
        spec.loader.exec_module(module)
    return sys.modules["shared_two_stage"]


@dataclass
class Futures(Sequence[Scenario]):
    """Futures of one synthetic case, each made when it is asked for; only their names cross to other processes."""

    folder: str
    size: str
    count: int

    def __len__(self) -> int:
        return self.count

    def __getstate__(self) -> tuple[str, str, int]:
        return self.folder, self.size, self.count

    def __setstate__(self, state: tuple[str, str, int]) -> None:
        self.folder, self.size, self.count = state

    def _instance(self) -> Any:
        if "made" not in self.__dict__:
            shared = _shared(self.folder)
            inst = shared.load(self.size)
            self.made = (inst, *shared.split(inst))
        return self.made

    @property
    def probabilities(self) -> Any:
        """All equally likely [scenario]; told without making them."""
        return np.full(self.count, 1.0 / self.count)

    def first(self) -> Stage:
        """The first stage."""
        return _stage(_shared(self.folder).first_stage(*self._instance()))

    def __getitem__(self, number: Any) -> Any:
        if not 0 <= number < self.count:
            raise IndexError(number)
        inst, _, mask, rmask = self._instance()
        sub = _shared(self.folder).second_stage(inst, 1000 + number, mask, rmask)
        return Scenario(f"s{number}", 1.0 / self.count, _stage(sub), _sparse(sub.T))


def problem(folder: str, size: str, count: int) -> TwoStage:
    """The program of a size with a number of futures."""
    futures = Futures(folder, size, count)
    return TwoStage(f"{size}, {count} futures", futures.first(), futures)
