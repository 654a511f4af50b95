"""The adversary's rebuilding as a result: what is ready when, what is scarce, and which attack it would carry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from dayafter.adversary.truce import truce_holds
from dayafter.case import Case
from dayafter.errors import Finding, UsageError, did_you_mean
from dayafter.frames import frame
from dayafter.uncertainty import Draws

if TYPE_CHECKING:
    import polars as pl
    import xarray as xr

    from dayafter.adversary.drivers import Driver
    from dayafter.lineage import FigureTrace, Trace

Floats = NDArray[np.float64]
Table = Literal["ready", "stocks", "missions", "scarcest", "drivers"]

SHARPNESS = 8.0
"""Exponent of the smooth variant (CES): the larger, the nearer to the scarcest component alone."""


@dataclass(frozen=True, eq=False)
class Rebuilding:
    """What the adversary has ready, month by month after the ceasefire; value k: at the end of month k, 0: that day.

    months: [month]; ready: formations ready by the scarcest component [draw, month]; scarcest: its place in
    `components` [draw, month]; stocks: category, or people -> in service [draw, month]; worths: component ->
    formations' worth of one piece or head [draw, month]; mission_size: formations that each takes [draw, mission];
    first: first month in which they are ready, inf for not within the horizon [draw, mission]; flows: category ->
    flow -> cumulative pieces since the day of the case [draw, month], of a central run only; reads: category, people
    or missions -> the figures taken for it.
    """

    case: Case
    draws: Draws
    components: tuple[str, ...]
    missions: tuple[str, ...]
    months: NDArray[np.int64]
    ready: Floats
    scarcest: NDArray[np.int16]
    stocks: Mapping[str, Floats]
    worths: Mapping[str, Floats]
    mission_size: Floats
    first: Floats
    flows: Mapping[str, Mapping[str, Floats]]
    reads: Mapping[str, tuple[str, ...]]

    @cached_property
    def inputs(self) -> Mapping[str, Floats]:
        """Component -> formations' worth of what is free of it [draw, month]."""
        return {name: self.stocks[name] * self.worths[name] for name in self.components}

    @cached_property
    def smooth(self) -> Floats:
        """Formations ready if components can stand in for each other a little (CES), eq. 11 [draw, month]."""
        worth = np.stack([np.maximum(self.inputs[name], 1e-9) for name in self.components])
        least = worth.min(axis=0)
        return np.asarray(least * np.mean((worth / least) ** -SHARPNESS, axis=0) ** (-1 / SHARPNESS))

    @cached_property
    def holds(self) -> NDArray[np.bool_]:
        """Whether the truce still holds at the end of each month [draw, month]; tables tell of these draws only."""
        return truce_holds(self.draws, int(self.months[-1]))

    @cached_property
    def middle(self) -> Rebuilding:
        """The same with every figure at its central value, without noise and futures (one draw)."""
        from dayafter.adversary.model import rebuild

        return self if self.draws.is_central else rebuild(self.case, Draws.central(self.case))

    def first_month(self, mission: str) -> Floats:
        """First month of the truce at whose end the mission's formations are ready; inf: there is none [draw]."""
        first = self.first[:, self.place(mission)]
        held = np.take_along_axis(self.holds, np.where(np.isinf(first), 0, first).astype(np.int64)[:, None], axis=1)
        return np.where(held[:, 0], first, np.inf)

    def place(self, mission: str) -> int:
        """Where the mission lies on the axis `mission`. Raises UsageError for a name that is none."""
        if mission not in self.missions:
            near = did_you_mean(mission, self.missions)
            details: dict[str, object] = {"column": "mission", "value": mission, "table": "missions.csv"}
            raise UsageError(Finding("key-unknown", details={**details, "suggestion": near}))
        return self.missions.index(mission)

    def month(self, at: float | None) -> int:
        """A whole month within the horizon; its end for None. Raises UsageError beyond it."""
        index = int(self.months[-1]) if at is None else int(at)
        if not 0 <= index <= int(self.months[-1]) or (at is not None and index != at):
            raise UsageError(Finding("input-unsound", details={"name": "the month", "value": at}))
        return index

    @cached_property
    def names(self) -> dict[str, str]:
        """Mission -> what it is called."""
        return self.case.names("missions")

    def drivers(self, at: float | None = None) -> tuple[Driver, ...]:
        """Which figures drive the formations ready in that month, the strongest first."""
        from dayafter.adversary.drivers import drivers

        return drivers(self, self.month(at))

    def explain(self, at: float | None = None) -> dict[str, object]:
        """How the central number of ready formations comes about: worth of each component, its flows and figures."""
        from dayafter.adversary.explain import explanation

        return explanation(self, self.month(at))

    def trace(self, at: float | None = None) -> Trace:
        """The central number of ready formations, taken apart into components, flows and figures."""
        from dayafter.adversary.explain import trace_ready

        return trace_ready(self, self.month(at), self._figures)

    @cached_property
    def _figures(self) -> dict[str, FigureTrace]:
        from dayafter.case.labels import figure_traces

        return figure_traces(self.case)

    def records(self, what: Table = "ready", at: float | None = None) -> list[dict[str, object]]:
        """The rows of one table as plain data."""
        from dayafter.adversary.tables import records

        return records(self, what, at)

    def table(self, what: Table = "ready", at: float | None = None) -> pl.DataFrame:
        """One table as a data frame."""
        return frame(self.records(what, at))

    def summary(self) -> dict[str, object]:
        """The result as plain data, as `--json` prints it."""
        from dayafter.adversary.tables import summary

        return summary(self)

    def to_xarray(self) -> xr.Dataset:
        """Every array with its labels. Raises UsageError (extra-missing) without the package xarray."""
        from dayafter.adversary.labels import dataset

        return dataset(self)
