"""The international force as results: what stands, for how long, at whose cost, with and without an ally."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from dayafter.case import Case
from dayafter.case.tables.reassurance import Capability
from dayafter.errors import CaseError, UsageError, require
from dayafter.frames import frame
from dayafter.reassurance import absence, records, risk
from dayafter.reassurance.demand import Demand, demands
from dayafter.reassurance.enablers import DrawnGaps, Gaps, drawn_gaps, gaps, uses
from dayafter.reassurance.making import Forces, Generated
from dayafter.reassurance.spread import Draw, Relaxed
from dayafter.reassurance.stay import untouched
from dayafter.uncertainty import Draws

if TYPE_CHECKING:
    import polars as pl

    from dayafter.deterrence import Race
    from dayafter.lineage import Trace

Floats = NDArray[np.float64]

FORCE_DRAWS = 30
"""Draws in which forces are generated: the first of those that are asked for."""

MARKS = (0, 1, 2, 3, 4, 6, 9, 12, 18, 24, 36)
"""Months after the ceasefire at which stations are told, as far as the horizon reaches."""

CANNOT_TELL = (
    "It says what nations could keep on station if they decided to. It does not say that they will: a mandate is a "
    "vote, and a contribution is judged where nobody has stated it.",
    "Numbers of a headline are pools or offers. Here people on station are counted, after rotation; the pool behind "
    "them is several times as large.",
    "Whether such a force deters anybody is another question, and whether it could defend itself is not asked here.",
    "Bases, terrain, rules of engagement, command and language, ammunition of the force itself: none of it is modelled "
    "but by what elements need and cost.",
    "Ranges are those of linear programs between whole bounds, in few draws; the plan itself is whole elements.",
    "A nation that leaves takes its followers along; nobody else changes their mind. Chances of leaving are judged.",
    "Costs are those on top of what the elements cost at home; pay, pensions and lost readiness at home are not in.",
)

TABLES: dict[str, Callable[[Reassurance], list[dict[str, Any]]]] = {
    "demand": records.demand,
    "options": records.options,
    "months": records.months,
    "stations": records.stations,
    "contributions": records.contributions,
    "mandates": records.mandates,
    "pooling": records.pooling,
    "cost": records.cost,
    "enablers": records.enablers,
    "without": absence.without,
    "restore": absence.restore,
    "stay": records.stay,
    "risk": risk.rows,
}


@dataclass(frozen=True, eq=False)
class Reassurance:
    """Forces of a case in the first draws of those given.

    away: parties that are asked about (`without`); race: gives the race where the decision to attack is to be told.
    """

    case: Case
    draws: Draws
    forces: Forces
    firm: Forces
    other: Forces | None
    away: tuple[str, ...]
    race: Callable[[], Race] | None = None
    _prices: dict[tuple[str, str], Floats] = field(default_factory=dict, repr=False)

    # Axes and names

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """Short names of the options, then of the sets of options that stand beside each other."""
        return tuple(self.forces.packages)

    @cached_property
    def names(self) -> dict[str, str]:
        """What people call parties."""
        return self.case.names("parties")

    @cached_property
    def elements(self) -> dict[str, str]:
        """What people call elements."""
        return self.case.names("force_elements")

    @cached_property
    def capabilities(self) -> dict[str, Capability]:
        """Tasks and enablers by short name."""
        return {row.capability_id: row for row in self.case.rows(Capability)}

    @cached_property
    def marks(self) -> tuple[int, ...]:
        """Months at which stations are told: those of MARKS within the horizon, and its end."""
        end = self.forces.of(self.keys[0]).problem.last
        return tuple(sorted({*(month for month in MARKS if month <= end), end}))

    # Values

    @cached_property
    def demand(self) -> Demand | None:
        """What the rules of thumb ask for; None where the case has none."""
        try:
            return demands(self.case, self.draws)
        except CaseError:
            if self.case.quantities("demand_rules"):
                raise
            return None

    def of(self, option: str, who: str = records.ALL) -> Generated:
        """The force of an option. who: all, firm (those who said yes) or without (all less those asked about)."""
        sides = {records.ALL: self.forces, records.FIRM: self.firm, records.WITHOUT: self.other}
        forces = sides.get(who)
        if forces is None:
            raise UsageError.of("file-unreadable", file="force", reason=f"it has no {who!r} to take part")
        return forces.of(option)

    def strength(self, option: str, who: str = records.ALL) -> Floats:
        """Brigade-equivalents that the force adds to the defender [draw, month], in all draws.

        Forces are generated in the first draws only; the others take theirs in turn, which is as good, as nothing
        that a force is made of moves with the race.
        """
        found = self.of(option, who).strength
        return np.asarray(found[np.arange(self.draws.size) % len(found)])

    def prices(self, who: str, made: Generated) -> Floats:
        """What one more unit of each enabler would take off the shortfall of the plan [enabler]."""
        key = who, made.package.key
        if key not in self._prices:
            self._prices[key] = Relaxed(made.problem).prices()
        return self._prices[key]

    @cached_property
    def _gaps(self) -> dict[str, tuple[Generated, Gaps, DrawnGaps]]:
        return {}

    def gap(self, option: str) -> tuple[Generated, Gaps, DrawnGaps]:
        """The force of an option without those asked about, with what fails at central values and in the draws."""
        if option not in self._gaps:
            made, bare = self.of(option), self.of(option, records.WITHOUT)
            self._gaps[option] = bare, gaps(made.force, bare.problem, bare.stays), drawn_gaps(made.drawn, bare.drawn)
        return self._gaps[option]

    def gaps(self) -> tuple[tuple[Generated, Gaps, DrawnGaps], ...]:
        """The same of every package; none where nobody is asked about."""
        return tuple(self.gap(key) for key in self.keys) if self.other is not None else ()

    def failing(self, option: str) -> list[dict[str, Any]]:
        """Rows of the table `without` of one option, with what is of the draws alone. Raises UsageError where nobody is
        asked about."""
        return absence.failing(self, *self.gap(option), plan=False)

    @cached_property
    def losses(self) -> dict[str, dict[str, float]]:
        """What each option loses of its demand without each nation that matters to it, mean of the tasks at central
        values; options as in `keys`, those that stand together left out."""
        out: dict[str, dict[str, float]] = {}
        for key, package in self.forces.packages.items():
            if package.alone:
                made = self.forces.of(key)
                draw = Draw(made.problem, Relaxed(made.problem))
                whole = float(draw.shares(draw.stays).mean())
                left = {
                    party: float(draw.shares(draw.without([place])).mean())
                    for place, party in enumerate(made.problem.parties)
                    if not untouched(draw, [place])
                }
                out[key] = {party: whole - share for party, share in left.items()}
        return out

    @cached_property
    def enabling(self) -> str:
        """The party that gives most of the enablers that the plans take, mean of options; empty where nobody does."""
        given: dict[str, float] = {}
        for key, package in self.forces.packages.items():
            problem, stays = self.forces.of(key).problem, self.forces.of(key).stays
            whole = problem.supply.sum(axis=0)
            taken = np.divide(uses(problem, stays), whole, out=np.zeros_like(whole), where=whole > 0)
            share = np.divide(problem.supply, whole, out=np.zeros_like(problem.supply), where=whole > 0) @ taken
            for party, part in zip(problem.parties, share.tolist(), strict=True):
                given[party] = given.get(party, 0.0) + (part if package.alone else 0.0)
        most = max(given, key=lambda party: (given[party], party), default="")
        return most if most and given[most] > 0 else ""

    def leaving(self, without: Sequence[str]) -> Reassurance:
        """The same beside the forces without these parties. Raises UsageError for a party that the case has not."""
        from dayafter.reassurance.force import beside

        return beside(self, tuple(without))

    # For people

    def records(self, what: str = "options") -> list[dict[str, Any]]:
        """One of the tables as plain rows: demand, options, months, stations, contributions, mandates, pooling, cost,
        enablers, without, restore, stay or risk."""
        require(what, TABLES, "force", "table")
        return TABLES[what](self)

    def table(self, what: str = "options") -> pl.DataFrame:
        """One of the tables as a data frame."""
        return frame(self.records(what))

    def summary(self) -> dict[str, Any]:
        """The forces as plain data, as `--json` prints it."""
        head = {"draws": self.forces.draws.size, "seed": self.draws.seed, "away": list(self.away)}
        head |= {"horizon": self.forces.of(self.keys[0]).problem.last, "currency": self.case.settings.currency}
        return head | {name: self.records(name) for name in TABLES} | {"cannot_tell": list(CANNOT_TELL)}

    def explain(self, what: str = "people", **key: object) -> Trace:
        """Where a number of the force comes from: its figures, and the program behind it.

        what: people, share, cost, strength, pool or enabler; key: option=, who=, and enabler= for an enabler.
        """
        from dayafter.reassurance.explain import explain

        return explain(self, what, **key)
