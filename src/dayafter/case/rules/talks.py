"""What can be wrong with the tables of talks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from dayafter.case.model import Case
from dayafter.case.tables import path_of
from dayafter.case.tables.talks import (
    Actor,
    Influence,
    Issue,
    IssueOption,
    Linkage,
    Position,
    RedLine,
    Reservation,
    Salience,
)
from dayafter.errors import Finding, did_you_mean

SCALES: dict[Any, float] = {IssueOption: 100, Position: 100, Salience: 100, Reservation: 1}
"""Tables whose figures lie on a scale from 0 to this."""

_READ = (Actor, Issue, IssueOption, Position, Salience, Influence, Reservation, RedLine, Linkage)


def findings(case: Case) -> Iterator[Finding]:
    """Every finding in these tables; none where the case has none of them."""
    if not any(case.tables.get(model.table) for model in _READ):
        return
    yield from _sides(case)
    yield from _scales(case)
    yield from _issues(case)
    yield from _silent(case)
    yield from _names(case)
    yield from _lines(case)
    yield from _links(case)


def _at(case: Case, model: Any, row: Any) -> tuple[str, int | None]:
    """File and line of a row."""
    rows = case.all_rows(model)
    return path_of(model.table), case.line(model.table, next(n for n, one in enumerate(rows) if one is row))


def _sides(case: Case) -> Iterator[Finding]:
    rows = case.all_rows(Actor)
    allies = sum(row.side == "allies" for row in rows)
    if len(rows) < 2 or not allies:
        yield Finding("actors-few", "actors.csv", details={"actors": len(rows), "allies": allies})
    for row in rows:
        if (row.side == "adversary") != (row.party_id == case.settings.adversary):
            details = {"party": row.party_id, "side": row.side, "adversary": case.settings.adversary}
            yield Finding("adversary-side", *_at(case, Actor, row), "side", details)


def _scales(case: Case) -> Iterator[Finding]:
    for model, top in SCALES.items():
        for row in case.all_rows(model):
            if row.high > top:
                value = row.high
                yield Finding("scale-outside", *_at(case, model, row), "high", {"value": value, "top": int(top)})


def _issues(case: Case) -> Iterator[Finding]:
    wanted = (
        (IssueOption, "options", lambda row: row.issue_id),
        (Position, "positions", lambda row: row.issue_id),
        (Salience, "saliences", lambda row: row.issue_id),
    )
    for model, what, issue_of in wanted:
        known = {issue_of(row) for row in case.all_rows(model)}  # type: ignore[no-untyped-call]
        for issue in case.all_rows(Issue):
            if issue.issue_id not in known:
                details = {"issue": issue.issue_id, "what": what, "table": model.table}
                yield Finding("issue-bare", *_at(case, Issue, issue), "issue_id", details)


def _silent(case: Case) -> Iterator[Finding]:
    """Actors who have to speak and do not; issues without any position are told once, elsewhere."""
    for model, what in ((Position, "position"), (Salience, "salience")):
        keys = {row.key for row in case.all_rows(model)}
        spoken = {issue for _, issue in keys}
        for actor in case.all_rows(Actor):
            for issue in case.all_rows(Issue):
                must = actor.side == "allies" or (actor.side == "adversary" and issue.between == "all")
                if must and issue.issue_id in spoken and (actor.party_id, issue.issue_id) not in keys:
                    details = {"party": actor.party_id, "issue": issue.issue_id, "what": what, "table": model.table}
                    yield Finding("actor-silent", *_at(case, Actor, actor), "party_id", details)
    yield from _unweighed(case)
    most: dict[str, float] = defaultdict(float)
    for row in case.all_rows(Salience):
        most[row.party_id] = max(most[row.party_id], row.high)
    for actor in case.all_rows(Actor):
        if actor.party_id in most and most[actor.party_id] == 0:
            yield Finding("salience-none", *_at(case, Actor, actor), "party_id", {"party": actor.party_id})


def _unweighed(case: Case) -> Iterator[Finding]:
    for model in (Influence, Reservation):
        known = {row.key[0] for row in case.all_rows(model)}
        for actor in case.all_rows(Actor):
            spared = model is Reservation and actor.side == "between"
            if not spared and actor.party_id not in known:
                details = {"party": actor.party_id, "table": model.table}
                yield Finding("actor-unweighed", *_at(case, Actor, actor), "party_id", details)


def _names(case: Case) -> Iterator[Finding]:
    first: dict[tuple[str, ...], tuple[IssueOption, int | None]] = {}
    for row in case.all_rows(IssueOption):
        place = _at(case, IssueOption, row)
        known, line = first.setdefault(row.key, (row, place[1]))
        if (known.name, known.needs) != (row.name, row.needs):
            details = {"option": row.option_id, "value": row.name, "other": line}
            yield Finding("option-differs", *place, "name", details)


def _options(case: Case) -> dict[str, list[str]]:
    out: dict[str, list[str]] = defaultdict(list)
    for row in case.all_rows(IssueOption):
        if row.option_id not in out[row.issue_id]:
            out[row.issue_id].append(row.option_id)
    return out


def _lines(case: Case) -> Iterator[Finding]:
    options = _options(case)
    always: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in case.all_rows(RedLine):
        place = _at(case, RedLine, row)
        yield from _unknown(place, "refuses", row.issue_id, row.refuses, options)
        if bool(row.unless_issue) != bool(row.unless_options):
            what = "no option of it is named" if row.unless_issue else "no issue is named"
            yield Finding("line-open", *place, "unless_issue", {"issue": row.unless_issue or "something", "what": what})
        elif row.unless_issue:
            yield from _unknown(place, "unless_options", row.unless_issue, row.unless_options, options)
        else:
            always[row.party_id, row.issue_id] |= set(row.refuses)
            if set(options.get(row.issue_id, ())) and set(options[row.issue_id]) <= always[row.party_id, row.issue_id]:
                yield Finding("line-total", *place, "refuses", {"party": row.party_id, "issue": row.issue_id})
        if row.firmness == "judged" and len(row.note.split()) < 3:
            yield Finding("judged-bare", *place, "note")


def _unknown(
    place: tuple[str, int | None], column: str, issue: str, named: tuple[str, ...], options: dict[str, list[str]]
) -> Iterator[Finding]:
    known = options.get(issue, [])
    for word in named:
        if known and word not in known:
            details = {"value": word, "issue": issue, "suggestion": did_you_mean(word, known)}
            yield Finding("option-unknown", *place, column, details)


def _links(case: Case) -> Iterator[Finding]:
    options = _options(case)
    for row in case.all_rows(Linkage):
        place = _at(case, Linkage, row)
        if row.issue_id == row.with_issue:
            yield Finding("link-within", *place, "with_issue", {"issue": row.issue_id})
        yield from _unknown(place, "option_id", row.issue_id, (row.option_id,), options)
        yield from _unknown(place, "with_option", row.with_issue, (row.with_option,), options)
