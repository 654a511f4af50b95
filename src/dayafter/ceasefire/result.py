"""Durability as results: curves by agreement, what each term changes, what they rest on; and the watch beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from dayafter.case import Case
from dayafter.case.tables.ceasefire import OUTCOMES
from dayafter.ceasefire import records
from dayafter.ceasefire.hazards import Hazards
from dayafter.ceasefire.inputs import Figures
from dayafter.ceasefire.model import Floats
from dayafter.errors import require
from dayafter.frames import frame
from dayafter.uncertainty import Draws

if TYPE_CHECKING:
    import polars as pl

    from dayafter.ceasefire.monitor import Watch
    from dayafter.lineage import Trace

Ints = NDArray[np.int64]

YEARS = (12, 24, 60)
"""Months at which durability is summed up, beside the case's horizon."""

CANNOT_TELL = (
    "Truces with peacekeepers, guarantees or detailed terms are not like those without: outsiders choose hard cases or "
    "easy ones. What a term is said to do is an association with few cases behind it, not an effect.",
    "The base rates come from a few dozen truces. Their coders differ in what a truce is and when it has failed, and "
    "most of them ended civil wars, not wars between states.",
    "Terms multiply the hazard as if each worked by itself; in the truces behind the studies they came together.",
    "A violation is no collapse, and a quiet truce is no safe one: low rates of violations have come before an "
    "invasion.",
    "It does not look at who is ready to attack, nor at what an attack would bring: that is asked under deterrence.",
    "A share of draws or a chance of lasting is what these ranges imply, not a forecast of this truce.",
)

TABLES: dict[str, Callable[[Durability], list[dict[str, Any]]]] = {
    "curves": records.curves,
    "marks": records.marks,
    "bundles": records.bundles,
    "terms": records.terms,
    "effects": records.effects,
    "analogues": records.analogues,
    "truces": records.truces,
    "own": records.own,
    "drivers": records.drivers,
}


def months_of(case: Case) -> Ints:
    """Months after the truce, 0 to the horizon of the case or to five years, whichever is later."""
    return np.arange(max(case.settings.horizon_months, *YEARS) + 1, dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Durability:
    """How long a truce lasts under each agreement of a case, in its draws.

    survival: chance that neither outcome has come by the end of the month [agreement, outcome, draw, month]; before:
    the same without what this war's own truces say.
    """

    case: Case
    draws: Draws
    figures: Figures
    hazards: Hazards
    survival: Floats
    before: Floats

    @property
    def agreements(self) -> tuple[str, ...]:
        """Short names of the agreements, in the order of `survival`."""
        return tuple(row.agreement_id for row in self.figures.agreements)

    @property
    def outcomes(self) -> tuple[str, ...]:
        """force: used again on some scale; war: resumed as a whole."""
        return OUTCOMES

    @cached_property
    def months(self) -> Ints:
        """Months after the truce, as in `survival`."""
        return months_of(self.case)

    @cached_property
    def marks(self) -> tuple[int, ...]:
        """Months at which durability is summed up: one, two and five years, and the horizon."""
        return tuple(sorted({*YEARS, self.case.settings.horizon_months}))

    @cached_property
    def names(self) -> dict[str, str]:
        """What people call agreements, terms and analogues."""
        figures = self.figures
        return (
            {row.agreement_id: row.name for row in figures.agreements}
            | {row.term_id: row.name for row in figures.terms}
            | {row.analogue_id: row.name for row in figures.analogues}
        )

    @cached_property
    def labels(self) -> dict[str, str]:
        """Every short name of the case -> what people call it."""
        from dayafter.case.labels import names_of

        return names_of(self.case) | self.names

    def place(self, agreement: str) -> int:
        """The place of an agreement. Raises UsageError for one that the case has not."""
        require(agreement, self.agreements, "ceasefire", "agreement")
        return self.agreements.index(agreement)

    def with_terms(self, strength: Floats, months: Floats) -> Floats:
        """Chance that a truce with terms of this strength [draw, term] lasts [outcome, draw, month]."""
        return self.hazards.survival(self.hazards.times(strength), months)

    def records(self, what: str = "curves") -> list[dict[str, Any]]:
        """One of the tables as plain rows: curves, marks, bundles, terms, effects, analogues, truces, own or
        drivers."""
        require(what, TABLES, "ceasefire", "table")
        return TABLES[what](self)

    def table(self, what: str = "curves") -> pl.DataFrame:
        """One of the tables as a data frame."""
        return frame(self.records(what))

    def summary(self) -> dict[str, Any]:
        """Durability as plain data, as `--json` prints it."""
        head = {"draws": self.draws.size, "seed": self.draws.seed, "horizon": int(self.months[-1])}
        return head | {name: self.records(name) for name in TABLES} | {"cannot_tell": list(CANNOT_TELL)}

    def explain(self, what: str = "survival", **key: object) -> Trace:
        """Where a number comes from: its figures and sources.

        what: survival or hazard_ratio; key: agreement=, outcome= and month=.
        """
        from dayafter.ceasefire.explain import explain

        return explain(self, what, **key)


@dataclass(frozen=True, eq=False)
class Ceasefire:
    """What is known of a truce: how long it may last, and what counts of violations say. watch: None where the case has
    no counts of violations."""

    durability: Durability
    watch: Watch | None = None
