"""Draws of every figure of a case. A figure's name seeds its own stream, so that it has the same draws under every
policy, in any order of rows, whatever else is in the case, and however many draws are asked for."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dayafter.case import Case, Quantity
from dayafter.case.tables import FIGURES
from dayafter.errors import CaseError, Finding, UsageError
from dayafter.uncertainty.distributions import quantile_function, resolved_shape
from dayafter.uncertainty.normal import normal_cdf, normal_quantile
from dayafter.uncertainty.sampling import blocked, refuse_unsound, sample

if TYPE_CHECKING:
    from dayafter.uncertainty.futures import Futures

Floats = NDArray[np.float64]
Key = tuple[str, ...]

CORRELATION = 0.8
"""Correlation, on the normal scale, of any two figures that name the same dependence group in `moves_with`."""


@cache
def _timeless(table: str) -> tuple[int, ...]:
    """Positions of the key columns that are not dates."""
    model = FIGURES[table]
    return tuple(i for i, name in enumerate(model.keys) if model.model_fields[name].annotation is not dt.date)


def stream_of(quantity: Quantity) -> str:
    """The name of the stream that a figure draws from: its reference without its dates.

    All dates of one series share a stream: doubt about a ramp is about the whole ramp, and a policy that
    moves its dates must not change its luck.
    """
    return f"{quantity.table}:{'/'.join(quantity.key[i] for i in _timeless(quantity.table))}"


@dataclass(frozen=True, eq=False)
class Drawn:
    """The draws of one table. values: [draw, key] in the figures' own units, before any future; keys sorted.

    futures: what happens in these draws, for whoever makes paths of the figures; None without futures.
    """

    table: str
    quantities: tuple[Quantity, ...]
    values: Floats
    futures: Futures | None = None

    @cached_property
    def keys(self) -> tuple[Key, ...]:
        """The figures' keys, in the order of the columns of `values`."""
        return tuple(quantity.key for quantity in self.quantities)

    @cached_property
    def refs(self) -> tuple[str, ...]:
        """The figures' references, in the order of the columns of `values`."""
        return tuple(quantity.ref for quantity in self.quantities)

    @cached_property
    def index(self) -> Mapping[Key, int]:
        """Key -> column of `values`."""
        return {key: i for i, key in enumerate(self.keys)}

    @property
    def size(self) -> int:
        """How many draws."""
        return len(self.values)

    def column(self, key: Key) -> Floats:
        """The draws of one figure, in its unit [draw]. Raises CaseError (figure-needed) when there is none."""
        if key not in self.index:
            details: dict[str, object] = {"table": self.table, "key": "/".join(key), "hint": "add the row"}
            raise CaseError(Finding("figure-needed", f"figures/{self.table}.csv", details=details))
        return self.values[:, self.index[key]]

    def get(self, key: Key, default: float) -> Floats:
        """The draws of one figure, or `default` in every draw where the case has none [draw]."""
        return self.column(key) if key in self.index else np.full(self.size, default)


class Draws:
    """`draws` draws of every figure of the case, made table by table when they are first asked for.

    They are numbered from `first` on: in the random design the same bits as that slice of a larger run. In the latin
    design each figure takes one value in each of `draws` equal strata of its range; it has no slices.
    """

    def __init__(
        self,
        case: Case,
        draws: int,
        seed: int,
        *,
        first: int = 0,
        futures: Futures | None = None,
        design: str = "random",
    ) -> None:
        """Raises UsageError when fewer than one draw is asked for, or futures of other draws are given."""
        refuse_unsound(draws, first, design)
        if futures is not None and (futures.size, futures.seed, futures.first) != (draws, seed, first):
            value = f"of {futures.size} draws from {futures.first} on with seed {futures.seed}"
            raise UsageError(Finding("input-unsound", details={"name": "futures", "value": value}))
        self.case = case
        self.size = draws
        self.seed = seed
        self.first = first
        self.futures = futures
        self.design = design
        self.is_central = False
        self._tables: dict[str, Drawn] = {}
        self._columns: dict[tuple[str, Key], Floats] = {}
        self._factors: dict[str, Floats] = {}

    @classmethod
    def central(cls, case: Case) -> Draws:
        """One draw, in which every figure has its central value."""
        draws = cls(case, 1, 0)
        draws.is_central = True
        return draws

    def of(self, table: str) -> Drawn:
        """The draws of one table of figures."""
        if table not in self._tables:
            quantities = tuple(self.case.quantities(table).values())
            values = np.empty((len(quantities), self.size))
            for row, quantity in zip(values, quantities, strict=True):
                row[:] = self._column(quantity)
            values.setflags(write=False)
            self._tables[table] = Drawn(table, quantities, values.T, self.futures)
        return self._tables[table]

    def column(self, table: str, key: Key) -> Floats:
        """The draws of one figure [draw]: nothing else of its table is drawn for it."""
        if table not in self._tables and key in self.case.quantities(table):
            return self._column(self.case.quantities(table)[key])
        return self.of(table).column(key)

    def _column(self, quantity: Quantity) -> Floats:
        at = (quantity.table, quantity.key)
        if at not in self._columns:
            known = (
                self.is_central
                or resolved_shape(quantity.low, quantity.high, quantity.interval, quantity.shape) == "fixed"
            )
            values = np.broadcast_to(float(quantity.central), self.size) if known else self._draw(quantity)
            values.setflags(write=False)
            self._columns[at] = values
        return self._columns[at]

    def _draw(self, quantity: Quantity) -> Floats:
        inverse = quantile_function(
            quantity.low, quantity.central, quantity.high, quantity.interval, quantity.shape, quantity.unit
        )
        return blocked(inverse, self._probabilities(quantity))

    def _probabilities(self, quantity: Quantity) -> Floats:
        """Where in its range the figure lies in each draw: its own luck, and that of its dependence group."""
        own = self._sample(stream_of(quantity))
        group = quantity.moves_with
        if not group:
            return own
        if group not in self._factors:
            self._factors[group] = normal_quantile(self._sample(f"moves_with:{group}"))
        mixed = math.sqrt(CORRELATION) * self._factors[group] + math.sqrt(1 - CORRELATION) * normal_quantile(own)
        return normal_cdf(mixed)

    def _sample(self, stream: str) -> Floats:
        return sample(stream, self.seed, self.size, self.first, self.design)
