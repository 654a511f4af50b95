"""The decision to attack as results: by type of adversary before they are mixed, by guarantee, with what moves it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from dayafter.case import Case
from dayafter.deterrence.attack import hangs, logic, records
from dayafter.deterrence.attack.inputs import NOBODY, Figures
from dayafter.deterrence.attack.model import Decision, Situation, Values, attacked, decide_one, situation
from dayafter.deterrence.attack.records import AS_IT_IS
from dayafter.deterrence.attack.timing import hazard
from dayafter.errors import require
from dayafter.frames import frame

if TYPE_CHECKING:
    import polars as pl

    from dayafter.deterrence.result import Race
    from dayafter.lineage import Trace
    from dayafter.uncertainty import Draws

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

MARKS = (12, 24, 36)
"""Months within which attacks are counted, as far as the horizon reaches."""

CANNOT_TELL = (
    "It says in which months an attack would pay an adversary that weighs gains and costs as assumed. It says nothing "
    "of what anybody intends, and it is no forecast.",
    "What each type gains, pays and believes is judged, with wide ranges: no data fix it. The order of guarantees, of "
    "months and of types says more than any level.",
    "A share of draws is no probability. The types are kinds of behaviour, not persons; the truth may be none of them.",
    "Miscalculation, accident, a crisis that escalates by itself and orders that are not carried out are outside it, "
    "but for a belief in better or worse odds than the true ones.",
    "That the guarantors would fight is a judged chance. Nothing says how they would fight, nor how such a war ends, "
    "nor whether it would go nuclear.",
    "Attacks below the smallest mission, at sea, in the air alone, by sabotage or on other countries are not counted.",
    "The recipient does not react: it neither attacks first, nor concedes anything, nor rearms beyond its plan.",
)

TABLES: dict[str, Callable[[Risk], list[dict[str, Any]]]] = {
    "months": records.months,
    "types": records.types,
    "mixed": records.mixed,
    "weights": records.weights,
    "guarantees": records.guarantees,
    "beliefs": records.beliefs,
    "preventive": logic.preventive,
    "credibility": logic.credibility,
    "boundary": logic.boundary,
    "grid": logic.grid,
    "without": hangs.without,
    "drivers": hangs.drivers,
}


@dataclass(frozen=True, eq=False)
class Risk:
    """Whether and when an attack would pay, in the draws of a race.

    guarantee: its short name, empty for none; strength: brigade-equivalents that a force adds to the defender
    [draw, month]; fights: chance that guarantors fight [draw, month], None: as the case has it for the guarantee;
    shares: weights of the types that the user sets, None: those of the case.
    """

    race: Race
    figures: Figures
    guarantee: str = NOBODY
    strength: Floats | None = None
    fights: Floats | None = None
    shares: Mapping[str, float] | None = None
    _kept: dict[tuple[str, float], tuple[Floats, ...]] = field(default_factory=dict, repr=False)

    # Axes

    @property
    def case(self) -> Case:
        """The case of the race."""
        return self.race.case

    @property
    def draws(self) -> Draws:
        """The draws of the race."""
        return self.race.draws

    @property
    def months(self) -> Ints:
        """Months after the ceasefire, 0 to the horizon."""
        return self.race.months

    @property
    def missions(self) -> tuple[str, ...]:
        """Short names of the missions, the smallest first."""
        return self.race.missions

    @cached_property
    def types(self) -> tuple[str, ...]:
        """Short names of the types of adversary."""
        return tuple(row.type_id for row in self.figures.types)

    @cached_property
    def names(self) -> dict[str, str]:
        """What people call missions, types and guarantees."""
        own = {row.type_id: row.name for row in self.figures.types}
        return {**self.race.names, **own, **{row.guarantee_id: row.name for row in self.figures.guarantees}}

    @property
    def marks(self) -> tuple[int, ...]:
        """Months within which attacks are counted: those of MARKS within the horizon, and its end."""
        end = int(self.months[-1])
        return tuple(sorted({*(month for month in MARKS if month <= end), end}))

    # Values

    @cached_property
    def here(self) -> Situation:
        """What all types meet, with this guarantee."""
        race, known = self.race, self.figures
        met = race.contest if self.strength is None else race.against(race.strong + self.strength)
        fights = known.promise(self.guarantee, self.months) if self.fights is None else self.fights
        return situation(
            met.attackers, met.defenders, met.ratio, np.asarray(race.rebuilding.ready, dtype=np.float64), race.size,
            race.holds, race.defender.figures.threshold, known.decisiveness, fights, known.response,
        )  # fmt: skip

    def values(self, place: int, belief: float = AS_IT_IS) -> Values:
        """What one type values; belief: times the odds of success in which it believes."""
        own = {name: self.figures.values[name][:, place] for name in self.figures.values if name != "weight"}
        own["belief"] = own["belief"] * belief
        return Values(aims=self.figures.aims[:, place], **own)

    def decisions(self, belief: float = AS_IT_IS, guarantee: str | None = None) -> tuple[Decision, ...]:
        """When each type would attack, here or with another guarantee of the case."""
        at = self.guarantee if guarantee is None else guarantee
        if (at, belief) == (self.guarantee, AS_IT_IS):
            return self._as_it_is
        here = self.here if at == self.guarantee else replace(self.here, fights=self.figures.promise(at, self.months))
        return tuple(decide_one(here, self.values(place, belief)) for place in range(len(self.types)))

    @cached_property
    def _as_it_is(self) -> tuple[Decision, ...]:
        return tuple(decide_one(self.here, self.values(place)) for place in range(len(self.types)))

    def when(self, belief: float = AS_IT_IS, guarantee: str | None = None) -> tuple[Floats, ...]:
        """The month in which each type would attack [draw], inf: never; the one thing kept of what is only compared."""
        at = self.guarantee if guarantee is None else guarantee
        if (at, belief) not in self._kept:
            self._kept[at, belief] = tuple(one.when for one in self.decisions(belief, at))
        return self._kept[at, belief]

    def attacked(self, belief: float = AS_IT_IS, guarantee: str | None = None) -> Floats:
        """Share of all draws attacked by the end of each month [type, month]: only while the truce holds."""
        found = self.when(belief, guarantee)
        return np.stack([attacked(one, len(self.months)).mean(axis=0) for one in found])

    def given_truce(self, belief: float = AS_IT_IS, guarantee: str | None = None) -> Floats:
        """Share attacked by the end of each month if the truce does not break for other reasons [type, month]."""
        found = self.when(belief, guarantee)
        return np.stack([1.0 - np.cumprod(1.0 - self._hazard(one)) for one in found])

    def hazards(self, belief: float = AS_IT_IS) -> Floats:
        """Share that attacks in each month, of the draws in which the truce holds and nobody has [type, month]."""
        return np.stack([self._hazard(one) for one in self.when(belief)])

    def _hazard(self, when: Floats) -> Floats:
        times = len(self.months)
        return hazard(np.where(np.isfinite(when), when, times).astype(np.int64), times, self.race.holds)

    @cached_property
    def hazard(self) -> Floats:
        """Share that attacks in each month, of the draws in which the truce holds and nobody has [type, month]."""
        return self.hazards()

    @cached_property
    def weight(self) -> Floats:
        """Weight of each type [draw, type], adding up to 1: those of the case draw by draw, or the user's."""
        if self.shares is None:
            own = self.figures.values["weight"]
        else:
            own = np.broadcast_to(
                [float(self.shares.get(name, 0.0)) for name in self.types], (self.draws.size, len(self.types))
            )
        return np.asarray(own / own.sum(axis=1, keepdims=True))

    # For people

    def records(self, what: str = "months") -> list[dict[str, Any]]:
        """One of the tables as plain rows; see TABLES."""
        require(what, TABLES, "risk", "table")
        return TABLES[what](self)

    def table(self, what: str = "months") -> pl.DataFrame:
        """One of the tables as a data frame."""
        return frame(self.records(what))

    def summary(self) -> dict[str, Any]:
        """The risk as plain data, as `--json` prints it."""
        head = {"draws": self.draws.size, "seed": self.draws.seed, "horizon": int(self.months[-1])}
        return (
            head
            | {"guarantee": self.guarantee}
            | {name: self.records(name) for name in TABLES}
            | {"cannot_tell": list(CANNOT_TELL)}
        )

    def explain(self, what: str = "attacked_by", **key: object) -> Trace:
        """Where a number comes from: its figures, and the race behind it.

        what: could, pays, hazard, attacked_by or margin; key: type= and month=.
        """
        from dayafter.deterrence.attack.explain import explain

        return explain(self, what, **key)
