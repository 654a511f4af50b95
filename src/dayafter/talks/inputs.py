"""The figures of the talks, draw by draw. Whatever is missing is told at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dayafter.case import Case
from dayafter.case.tables.talks import Actor, Issue, IssueOption, RedLine
from dayafter.errors import CaseError, Finding, UsageError, did_you_mean
from dayafter.uncertainty import Draws

Floats = NDArray[np.float64]

SIDES = ("allies", "between", "adversary")
SPREAD = ("walk_away_spread",)

TABLES = ("issue_options", "positions", "saliences", "influences", "reservations", "linkages")
"""Tables of figures that the talks read, beside one assumption."""

HINTS = {
    "actors": "who takes part in the talks, on which side? At least two of them are needed",
    "issues": "what is there to be settled?",
    "issue_options": "in which ways can it be settled?",
    "positions": "which place between 0 and 100 does the actor want?",
    "saliences": "how much does the issue matter to the actor?",
    "influences": "how much weight has the actor's word?",
    "reservations": "what is it worth to the actor if nothing is agreed?",
    "assumptions": "how far above what no deal is worth must an offer lie, so that an actor hardly walks away?",
}


@dataclass(frozen=True)
class Line:
    """A red line: the actor refuses these options, always or unless one of the others is settled. Numbers are those of
    actors and options."""

    actor: int
    line: int
    refuses: tuple[int, ...]
    unless: tuple[int, ...]
    row: RedLine


@dataclass(frozen=True, eq=False)
class Link:
    """What two options settled together are worth to an actor beyond what each is worth [draw]."""

    actor: int
    option: int
    other: int
    worth: Floats


@dataclass(frozen=True, eq=False)
class Figures:
    """The figures of the talks. Actors stand in the order allies, between, adversary; options issue by issue.

    place: where an option lies [draw, option]; position, salience: [draw, actor, issue], salience 0 where the actor
    has no say; influence, reservation: [draw, actor]; spread: how sharply actors walk away [draw]; needs: allies and
    others who must take part for an option, by option; refs: the figures that are read.
    """

    actors: tuple[str, ...]
    sides: tuple[str, ...]
    issues: tuple[Issue, ...]
    options: tuple[tuple[str, ...], ...]
    names: dict[tuple[str, str], str]
    place: Floats
    position: Floats
    salience: Floats
    influence: Floats
    reservation: Floats
    spread: Floats
    links: tuple[Link, ...]
    lines: tuple[Line, ...]
    needs: tuple[frozenset[int], ...]
    refs: tuple[str, ...]

    @cached_property
    def starts(self) -> NDArray[np.int64]:
        """Number of the first option of each issue, and the count of all options [issue + 1]."""
        return np.cumsum([0, *map(len, self.options)])

    @cached_property
    def issue_of(self) -> NDArray[np.int64]:
        """The issue of each option [option]."""
        return np.repeat(np.arange(len(self.issues)), [len(one) for one in self.options])

    @cached_property
    def allies(self) -> tuple[int, ...]:
        """Numbers of the allies."""
        return tuple(n for n, side in enumerate(self.sides) if side == "allies")

    @cached_property
    def adversary(self) -> int | None:
        """Number of the adversary."""
        return self.sides.index("adversary") if "adversary" in self.sides else None

    @cached_property
    def gains(self) -> Floats:
        """What an option is worth to an actor: its share of salience times closeness [actor, option, draw]."""
        shares = self.salience / np.maximum(self.salience.sum(axis=2, keepdims=True), 1e-12)
        at = self.issue_of
        close = 1 - np.abs(self.place[:, None, :] - self.position[:, :, at]) / 100
        return np.ascontiguousarray((shares[:, :, at] * close).transpose(1, 2, 0))

    def option(self, number: int) -> tuple[str, str]:
        """Issue and option behind a number."""
        issue = int(self.issue_of[number])
        return self.issues[issue].issue_id, self.options[issue][number - int(self.starts[issue])]


def read_figures(draws: Draws, without: Sequence[str] = ()) -> Figures:
    """The figures of the talks, without some parties and what cannot be had without them.

    Raises CaseError with every figure that is missing, UsageError for a party that does not take part.
    """
    case = draws.case
    rows = _actors(case, without)
    issues, options = _options(case, without)
    _complete(draws, rows, issues, options)
    actors = tuple(row.party_id for row in rows)
    flat = [(issue.issue_id, option) for issue, some in zip(issues, options, strict=True) for option in some]
    numbers = {key: n for n, key in enumerate(flat)}
    needs = _needs(case, actors)

    def matrix(table: str, default: float) -> Floats:
        known = draws.of(table)
        return np.stack(
            [
                np.stack([known.get((actor, issue.issue_id), default) for issue in issues], axis=1)
                for actor in actors
            ],
            axis=1,
        )  # fmt: skip

    def column(table: str, default: float) -> Floats:
        known = draws.of(table)
        return np.stack([known.get((actor,), default) for actor in actors], axis=1)

    return Figures(
        actors=actors,
        sides=tuple(row.side for row in rows),
        issues=issues,
        options=options,
        names={row.key: row.name for row in case.rows(IssueOption)},  # type: ignore[misc]
        place=np.stack([draws.of("issue_options").column(key) for key in flat], axis=1),
        position=matrix("positions", 50.0),
        salience=matrix("saliences", 0.0),
        influence=column("influences", 0.0),
        reservation=column("reservations", 0.0),
        spread=draws.column("assumptions", SPREAD),
        links=_links(draws, actors, numbers),
        lines=_lines(case, actors, numbers),
        needs=tuple(needs.get(key, frozenset()) for key in flat),
        refs=_refs(draws, actors, issues),
    )


def _actors(case: Case, without: Sequence[str]) -> list[Actor]:
    rows = sorted(case.rows(Actor), key=lambda row: (SIDES.index(row.side), row.party_id))
    may_go = [row.party_id for row in rows if row.side != "adversary" and row.party_id != case.settings.recipient]
    for party in without:
        if party not in may_go:
            near = did_you_mean(party, may_go) or f"; there are {', '.join(may_go)}"
            raise UsageError.of("file-unreadable", file="talks", reason=f"it cannot do without {party!r}{near}")
    return [row for row in rows if row.party_id not in without]


def _options(case: Case, without: Sequence[str]) -> tuple[tuple[Issue, ...], tuple[tuple[str, ...], ...]]:
    """The issues, and their options from the lowest place to the highest, that can be had without these parties."""
    central = case.quantities("issue_options")
    needs = {row.key: row.needs for row in case.rows(IssueOption)}
    issues = case.rows(Issue)
    options = []
    for issue in issues:
        own = [key for key in central if key[0] == issue.issue_id and not set(needs[key]) & set(without)]
        options.append(tuple(key[1] for key in sorted(own, key=lambda key: (central[key].central, key))))
    return issues, tuple(options)


def _complete(draws: Draws, rows: Sequence[Actor], issues: Sequence[Issue], options: Sequence[tuple[str, ...]]) -> None:
    """Raises CaseError with all that the talks cannot do without."""
    missing: list[tuple[str, str]] = []
    if len(rows) < 2 or not any(row.side == "allies" for row in rows):
        missing.append(("actors", "two"))
    if not issues:
        missing.append(("issues", "any"))
    missing += [("issue_options", issue.issue_id) for issue, some in zip(issues, options, strict=True) if not some]
    for row in rows:
        own = [
            issue for issue in issues if row.side == "allies" or (row.side == "adversary" and issue.between == "all")
        ]
        for table in ("positions", "saliences"):
            known = draws.of(table).index
            keys = [(row.party_id, issue.issue_id) for issue in own]
            missing += [(table, "/".join(key)) for key in keys if key not in known]
        singles = ("influences",) if row.side == "between" else ("influences", "reservations")
        missing += [(table, row.party_id) for table in singles if (row.party_id,) not in draws.of(table).index]
    if SPREAD not in draws.case.quantities("assumptions"):
        missing.append(("assumptions", SPREAD[0]))
    if missing:
        raise CaseError(*(_needed(table, key) for table, key in missing))


def _needed(table: str, key: str) -> Finding:
    from dayafter.case.tables import path_of

    return Finding("figure-needed", path_of(table), details={"table": table, "key": key, "hint": HINTS[table]})


def _links(draws: Draws, actors: tuple[str, ...], numbers: dict[tuple[str, str], int]) -> tuple[Link, ...]:
    from dayafter.case.tables.talks import Linkage

    signs = {row.key: -1.0 if row.effect == "takes" else 1.0 for row in draws.case.rows(Linkage)}
    out = []
    for key in draws.of("linkages").keys:
        party, issue, option, other_issue, other = key
        pair = (issue, option), (other_issue, other)
        if party in actors and all(one in numbers for one in pair):
            worth = signs[key] * draws.of("linkages").column(key)
            out.append(Link(actors.index(party), numbers[pair[0]], numbers[pair[1]], worth))
    return tuple(out)


def _lines(case: Case, actors: tuple[str, ...], numbers: dict[tuple[str, str], int]) -> tuple[Line, ...]:
    """The red lines of those who take part, in numbers; what cannot be had needs no refusal."""
    out = []
    for row in case.rows(RedLine):
        if row.party_id in actors:
            refuses = tuple(numbers[row.issue_id, one] for one in row.refuses if (row.issue_id, one) in numbers)
            known = [(row.unless_issue, one) for one in row.unless_options]
            unless = tuple(numbers[key] for key in known if key in numbers)
            out.append(Line(actors.index(row.party_id), row.line, refuses, unless, row))
    return tuple(out)


def _needs(case: Case, actors: tuple[str, ...]) -> dict[tuple[str, ...], frozenset[int]]:
    rows = case.rows(IssueOption)
    return {row.key: frozenset(actors.index(one) for one in row.needs if one in actors) for row in rows}


def _refs(draws: Draws, actors: tuple[str, ...], issues: tuple[Issue, ...]) -> tuple[str, ...]:
    known = {issue.issue_id for issue in issues}
    refs = []
    for table in TABLES:
        drawn = draws.of(table)
        refs += [
            ref
            for key, ref in zip(drawn.keys, drawn.refs, strict=True)
            if (key[0] in known if table == "issue_options" else key[0] in actors)
        ]
    return (*refs, f"assumptions:{SPREAD[0]}")
