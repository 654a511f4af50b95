"""The talks as results: positions, outcomes, the common agenda, what is lacking, what holds, in which order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from dayafter.case import Case
from dayafter.errors import require
from dayafter.frames import frame
from dayafter.talks import bargaining, records, votes
from dayafter.talks.inputs import Figures
from dayafter.talks.order import Order, best_order
from dayafter.talks.packages import Offers, Packages
from dayafter.talks.relax import Relaxation, Relaxing
from dayafter.talks.stability import Stability, stability
from dayafter.uncertainty import Draws

if TYPE_CHECKING:
    import polars as pl

    from dayafter.lineage import Trace

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

CONFIDENCE = 0.8
"""Share of draws in which all allies must take a package of the common agenda, if the user sets none."""

SHOWN = 12
"""Packages that are listed."""

FIELD = 500
"""Packages among which a bargain is struck in each draw by itself."""

CANNOT_TELL = (
    "Places on the scales, saliences, influence and what no deal is worth are judged; who enters other figures gets "
    "another agenda. What does not hold over the draws is no finding.",
    "It says what actors would take by what they have said so far, not what they will do or say in private.",
    "Red lines are taken at their word; some are there to be bargained with.",
    "Utilities add up over issues, but for the few linkages that are entered; other ties between issues are not seen.",
    "Nothing is said of delay, bluff, elections, or events that change positions.",
    "A share of draws is the share of the assumed ranges in which something holds; no probability.",
    "The adversary's answer says nothing of whether it would keep what it signs.",
    "Each step counts as one more occasion to leave the table: going step by step can then never do better than "
    "settling all at once. What earlier agreements teach, and time that is won, are not counted.",
)

TABLES: dict[str, Callable[[Talks], list[dict[str, Any]]]] = {
    "positions": records.positions,
    "issues": records.issues,
    "outcomes": records.outcomes,
    "agenda": records.agenda,
    "options": records.options,
    "acceptance": records.acceptance,
    "relaxations": records.relaxations,
    "bargaining": records.bargains,
    "stability": records.stabilities,
    "order": records.steps,
    "orders": records.orders,
    "adversary": records.adversary,
    "drivers": records.drivers,
}


@dataclass(frozen=True, eq=False)
class Talks:
    """The talks in the draws of one case. without: parties that do not take part."""

    case: Case
    draws: Draws
    figures: Figures
    confidence: float
    without: tuple[str, ...]

    # Names

    @cached_property
    def names(self) -> dict[str, str]:
        """What people call actors and issues."""
        issues = {issue.issue_id: issue.name for issue in self.figures.issues}
        return self.case.names("parties") | issues

    def words(self, package: str) -> str:
        """A package in words: `Ukraine's armed forces: No cap; ...`."""
        parts = [part.split("=") for part in package.split("; ")]
        return "; ".join(f"{self.names[issue]}: {self.figures.names[issue, option]}" for issue, option in parts)

    # Packages

    @cached_property
    def offers(self) -> Offers:
        """What is on the table."""
        return Offers.of(self.figures)

    @cached_property
    def packages(self) -> Packages:
        """The packages that break no ally's red line, and who takes them."""
        return Packages.of(self.offers)

    @cached_property
    def common(self) -> Ints:
        """Numbers of the packages of the common agenda."""
        return self.packages.agenda(self.confidence)

    @cached_property
    def field(self) -> Ints:
        """The packages among which one is chosen: the common agenda; where it is empty, those nearest to it. The most
        often taken first, at most FIELD."""
        numbers = self.common if len(self.common) else np.arange(len(self.packages.rows))
        ranked = numbers[np.lexsort((numbers, -self.packages.whole[numbers], -self.packages.chance[numbers]))]
        return ranked[: FIELD if len(self.common) else SHOWN]

    @cached_property
    def margins(self) -> NDArray[np.float32]:
        """What the field is worth to each actor beyond no deal [package of the field, actor, draw]."""
        return self.offers.margins(self.packages.rows[self.field])

    def solution(self, rule: str, among: str = "allies") -> tuple[int | None, float]:
        """The package of the field (its number) that a rule of bargaining chooses at the means of the draws, and the
        share of the draws in which it chooses the same; None where nobody can live with any."""
        place, same = self._solutions[among][rule]
        return (int(self.field[place]) if place >= 0 else None), same

    @cached_property
    def _solutions(self) -> dict[str, dict[str, tuple[int, float]]]:
        foe = self.figures.adversary
        parties = {"allies": self.figures.allies, "all": (*self.figures.allies, *(() if foe is None else (foe,)))}
        out: dict[str, dict[str, tuple[int, float]]] = {}
        for among, actors in parties.items():
            margins = self.margins[:, list(actors)].astype(float)
            if among == "all" and foe is not None:
                refused = self.packages.lines[self.field] >> foe & 1 == 1
                margins[refused, -1] = -1.0
            middle = bargaining.scores(margins.mean(axis=2), self.figures.influence[:, list(actors)].mean(axis=0))
            drawn = bargaining.scores(margins.transpose(2, 0, 1), self.figures.influence[:, list(actors)])
            out[among] = {}
            for rule in bargaining.RULES:
                place = int(bargaining.best(middle[rule]))
                out[among][rule] = place, float((bargaining.best(drawn[rule]) == place).mean())
        return out

    @cached_property
    def proposal(self) -> int | None:
        """The package that the allies would table: by Nash's rule among those of the field, or the one that all take
        most often; None where every package breaks an ally's line."""
        found = self.solution(bargaining.RULES[0])[0] if len(self.field) else None
        return found if found is not None or not len(self.field) else int(self.field[0])

    @cached_property
    def nearest(self) -> int | None:
        """The package of the field that allies and adversary take together most often; where the adversary's red lines
        leave none, the one that they would take most often without those lines. None without an adversary."""
        foe = self.figures.adversary
        if not len(self.field) or foe is None:
            return None
        together = self.packages.whole[self.field]
        if not together.any():
            parties = [*self.figures.allies, foe]
            together = (self.margins[:, parties] >= -1e-6).all(axis=1).mean(axis=1)
        return int(self.field[together.argmax()])

    def refuses(self, number: int) -> bool:
        """Whether a package breaks a red line of the adversary."""
        foe = self.figures.adversary
        return foe is not None and bool(self.packages.lines[number] >> foe & 1)

    # What is lacking, what holds

    @cached_property
    def relaxing(self) -> Relaxing:
        """How an empty agenda could be filled."""
        return Relaxing(self.packages, self.confidence)

    @cached_property
    def relaxations(self) -> tuple[Relaxation, ...]:
        """The least that has to give where the common agenda is empty; nothing where it is not."""
        return () if len(self.common) else tuple(self.relaxing.all())

    @cached_property
    def conflict(self) -> tuple[str, ...]:
        """Allies whose demands cannot be met together; nobody where there is a common agenda."""
        return () if len(self.common) else tuple(self.figures.actors[one] for one in self.relaxing.conflict())

    def stability_of(self, number: int) -> Stability:
        """Who would leave a package for another one with the adversary."""
        return stability(self.offers, self.packages.rows[number])

    @cached_property
    def holding(self) -> dict[int, Stability]:
        """The stability of the proposal, and of the package nearest to the adversary, by number of the package."""
        chosen = [one for one in (self.proposal, self.nearest) if one is not None]
        return {number: self.stability_of(number) for number in dict.fromkeys(chosen)}

    @cached_property
    def ordering(self) -> dict[str, tuple[int, tuple[int, ...], Order]]:
        """Phase -> package, issues and their best order: among the allies, then with the adversary."""
        out: dict[str, tuple[int, tuple[int, ...], Order]] = {}
        if self.proposal is None:
            return out
        every = tuple(range(len(self.figures.issues)))
        out["allies"] = self._ordered(self.proposal, every, self.figures.allies)
        foe = self.figures.adversary
        if foe is not None and self.nearest is not None:
            tabled = tuple(n for n in every if self.figures.issues[n].between == "all")
            out["adversary"] = self._ordered(self.nearest, tabled, (*self.figures.allies, foe))
        return out

    def _ordered(self, number: int, tabled: Sequence[int], actors: Sequence[int]) -> tuple[int, tuple[int, ...], Order]:
        """The best order of these issues for a package; the others are settled before. Equation 9."""
        package, known = self.packages.rows[number].astype(np.int64), self.figures
        gains = known.gains[list(actors)]
        own = np.stack([gains[:, option] for option in package])
        means = np.stack([gains[:, options].mean(axis=1) for options in self.packages.rows.T.astype(np.int64)])
        whole = self.offers.utilities(package)[0, list(actors)].astype(float)
        ties = whole - own.sum(axis=0)  # what linkages add once all is settled
        settled = [n for n in range(len(package)) if n not in tabled]
        base = own[settled].sum(axis=0) + ties - known.reservation.T[list(actors)]
        found = best_order(own[list(tabled)], means[list(tabled)], base, known.spread)
        return number, tuple(tabled[step] for step in found.path), found

    # Votes

    @cached_property
    def weights(self) -> Floats:
        """Influence times salience [draw, issue, actor]."""
        return np.asarray((self.figures.influence[:, :, None] * self.figures.salience).transpose(0, 2, 1))

    @cached_property
    def median(self) -> Floats:
        """The weighted middle of the positions [draw, issue]."""
        return votes.weighted_median(self.figures.position.transpose(0, 2, 1), self.weights)

    @cached_property
    def mean(self) -> Floats:
        """The weighted mean of the positions [draw, issue]."""
        return votes.weighted_mean(self.figures.position.transpose(0, 2, 1), self.weights)

    # For people

    def records(self, what: str = "agenda") -> list[dict[str, Any]]:
        """One of the tables of the talks as plain rows."""
        require(what, TABLES, "talks", "table")
        return TABLES[what](self)

    def table(self, what: str = "agenda") -> pl.DataFrame:
        """One of the tables of the talks as a data frame."""
        return frame(self.records(what))

    def summary(self) -> dict[str, Any]:
        """The talks as plain data, as `--json` prints them."""
        head = {
            "draws": self.draws.size,
            "seed": self.draws.seed,
            "confidence": self.confidence,
            "without": list(self.without),
            "packages": int(np.prod([len(one) for one in self.figures.options])),
            "unrefused": len(self.packages.rows),
            "common": len(self.common),
            "efficient": records.efficient_count(self),
            "conflict": list(self.conflict),
        }
        return head | {name: self.records(name) for name in TABLES} | {"cannot_tell": list(CANNOT_TELL)}

    def explain(self, what: str = "chance", **key: object) -> Trace:
        """Where a number of the talks comes from.

        what: chance, accepts, place or mean; key: package=, actor=, issue=.
        """
        from dayafter.talks.explain import explain

        return explain(self, what, **key)
