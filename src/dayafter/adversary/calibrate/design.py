"""What a calibration is about: the arrays of the observations and of the priors, ready for the model.

Times are months since the first day of the first month; a date within a month is a fraction of it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from dayafter.errors import Finding

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

OUTPUT = ("both", "new", "refurbished")
STORE = ("usable", "all")


@dataclass(frozen=True, eq=False)
class Counts:
    """Counts of losses: what a source counted between two days. series [source]: which of the losses a source counts.

    source [count]: the source of each count; share [count, month]: the part of each month that it covers;
    value [count]: pieces or people.
    """

    series: Ints
    source: Ints
    share: Floats
    value: Floats


@dataclass(frozen=True, eq=False)
class Priors:
    """Medians and spreads, on the scale of logarithms (of log odds for shares); `at`: the time for which they hold."""

    median: Floats
    spread: Floats
    at: Floats

    def scaled(self) -> tuple[Floats, Floats]:
        """Median on the scale of logarithms, and spread."""
        return np.log(self.median), self.spread


@dataclass(frozen=True, eq=False)
class Stated:
    """Figures that sources state. quantity: what each is about; of: its category; source: who says it (a number);
    at: when; value; spread: on the scale of logarithms, from the range that the source gives."""

    quantity: tuple[str, ...]
    of: Ints
    source: Ints
    at: Floats
    value: Floats
    spread: Floats
    refs: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Design:
    """Everything that the model conditions on.

    losses: names of the loss series, those of equipment first and in the order of `equipment`; people: whether the
    last series counts people; start: first day of the first month; months: how many; today: the day of the case as
    a time; store [equipment]: whether the category is kept in store; sources: names behind the numbers in `stated`.
    """

    losses: tuple[str, ...]
    equipment: tuple[str, ...]
    people: bool
    start: dt.date
    months: int
    today: float
    claims: Counts
    floors: Counts
    level: Priors
    seen: Priors
    output: Priors
    new_share: Priors
    active: Priors
    usable: Priors
    rest: Priors
    recruits: Priors
    fatal: Priors
    store: NDArray[np.bool_]
    imports: Floats
    stated: Stated
    sources: tuple[str, ...]
    findings: tuple[Finding, ...] = ()

    def elapsed(self, until: Floats | float, since: Floats | float = 0.0) -> Floats:
        """How much of each month lies between two times, negative where `until` is the earlier [..., month]."""
        months = np.arange(self.months)
        ends = [np.clip(np.asarray(time)[..., None] - months, 0.0, 1.0) for time in (until, since)]
        return np.asarray(ends[0] - ends[1])

    def observed(self) -> dict[str, Floats]:
        """What was observed, by the name of the model's site."""
        made = {
            "claimed": np.log(self.claims.value),
            "counted": self.floors.value,
            "stated": np.log(self.stated.value),
        }
        return {name: values for name, values in made.items() if values.size}

    def digest(self) -> str:
        """A hash of all that enters the model: same digest, same posterior."""
        made = hashlib.sha256()
        _feed(made.update, self)
        return made.hexdigest()[:12]


def _feed(update: object, value: object) -> None:
    """Every part of a value, in a form that does not depend on the run."""
    assert callable(update)
    if isinstance(value, np.ndarray):
        update(f"{value.dtype.kind}{value.shape}".encode() + np.ascontiguousarray(value).tobytes())
    elif isinstance(value, Design | Counts | Priors | Stated):
        for one in fields(value):
            if one.name != "findings":
                _feed(update, getattr(value, one.name))
    else:
        update(repr(value).encode())


def month_of(day: dt.date, start: dt.date) -> float:
    """The end of the day as months since `start`."""
    first = day.replace(day=1)
    following = (first + dt.timedelta(days=32)).replace(day=1)
    whole = (first.year - start.year) * 12 + first.month - start.month
    return whole + day.day / (following - first).days


def priors(entries: Mapping[int, tuple[float, float, float]], size: int) -> Priors:
    """Priors from (median, spread, time) by position; positions without an entry get 1, 0 and 0."""
    made = np.tile(np.array([1.0, 0.0, 0.0]), (size, 1))
    for position, entry in entries.items():
        made[position] = entry
    return Priors(made[:, 0].copy(), made[:, 1].copy(), made[:, 2].copy())
