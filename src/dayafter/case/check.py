"""All that can be wrong with a case that can be read: keys, references, ranges, sources, roles.

Everything is found in one pass, and nothing runs on a case with errors.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dayafter.case.change import Change, change_of, findings_of, future_findings
from dayafter.case.columns import ANY, FigureRow, Row, columns_of, field_of, notes_of, shape_reason
from dayafter.case.model import Case
from dayafter.case.rules import RULES
from dayafter.case.tables import FIGURES, TABLES, path_of
from dayafter.case.tables.events import Future, FutureChance, FutureMonth, Policy, Transfer
from dayafter.case.tables.reference import Party, Source
from dayafter.errors import CaseError, Finding, Severity, did_you_mean

UNREAD = ("loss_counts",)
"""Tables that no step of this version computes from; they are shown."""


_REQUIRING = ("unit_equipment", "soldier_scale", "consumption", "air_defence_scale", "magazines", "engagements")
"""Tables whose lines make a requirement, so that a request can stand beside it."""


INCOMPLETE = (
    "role-missing", "figure-needed", "actors-few", "issue-bare", "actor-silent", "actor-unweighed", "agreement-bare",
    "type-incomplete", "guarantee-incomplete", "weights-none", "weights-zero",
)  # fmt: skip
"""What a released case may lack: it shows parts of another one, and what needs more of it is not computed."""


LEAST_WORDS = 3
"""So many words a reason has at least; 'ours' is none."""


@dataclass(frozen=True)
class CheckReport:
    """What `check` found, and what the case consists of."""

    findings: tuple[Finding, ...]
    figures: int
    known: int
    judged: int
    sources: int

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.kind.severity is Severity.ERROR)

    @property
    def judged_share(self) -> float:
        """Share of the figures known on the date that are judgements of the case's authors."""
        return self.judged / self.known if self.known else 0.0

    def raise_for_errors(self) -> None:
        """Raises CaseError with every error, if there is one."""
        if self.errors:
            raise CaseError(*self.errors)


def check(case: Case) -> CheckReport:
    """Every finding of the case, errors first, in the order of files and lines."""
    findings = [
        *_keys(case),
        *_references(case),
        *_words(case),
        *_roles(case),
        *_figures(case),
        *_vintages(case),
        *_leftovers(case),
        *_policies(case),
        *_futures(case),
        *(finding for rule in RULES for finding in rule(case)),
    ]
    if case.settings.released_to:
        findings = [finding for finding in findings if finding.code not in INCOMPLETE]
    order = {path_of(table): position for position, table in enumerate(TABLES)}
    findings.sort(key=lambda f: (f.kind.severity is Severity.WARNING, order.get(f.file, -1), f.row or 0, f.column))
    known = [row for model in FIGURES.values() for row in case.rows(model)]
    return CheckReport(
        findings=tuple(findings),
        figures=sum(len(case.tables.get(table, ())) for table in FIGURES),
        known=len(known),
        judged=sum(row.basis == "judged" for row in known),
        sources=len(case.sources),
    )


def _each(case: Case) -> Iterator[tuple[str, int | None, Row]]:
    for table in TABLES:
        for index, row in enumerate(case.tables.get(table, ())):
            yield table, case.line(table, index), row


def _keys(case: Case) -> Iterator[Finding]:
    seen: dict[tuple[object, ...], int | None] = {}
    for table, line, row in _each(case):
        rival = (row.source_id, row.as_of) if isinstance(row, FigureRow) else ()
        identity = (table, row.key, rival)
        if identity in seen:
            code = "figure-repeated" if rival else "key-repeated"
            yield Finding(code, path_of(table), line, row.keys[0], {"other": seen[identity]})
        else:
            seen[identity] = line


def _references(case: Case) -> Iterator[Finding]:
    known = {table: {row.key[0] for row in case.tables.get(table, ())} for table in TABLES}
    for table, model in TABLES.items():
        for name in columns_of(model):
            notes = notes_of(model, name)
            targets = notes.get("refers") or []
            if targets:
                allowed = set().union(*(known[target] for target in targets))
                wildcard = {ANY} if notes.get("wildcard") else set()
                for line, word in _named(case, table, name):
                    if word not in allowed | wildcard:
                        near = did_you_mean(word, sorted(allowed))
                        details = {"value": word, "table": " or ".join(targets), "suggestion": near}
                        yield Finding("key-unknown", path_of(table), line, name, details)


def _words(case: Case) -> Iterator[Finding]:
    """Cells that hold names from a fixed list, which the type of the column cannot enforce."""
    for table, model in TABLES.items():
        for name in columns_of(model):
            words = notes_of(model, name).get("words") or []
            for line, word in _named(case, table, name) if words else ():
                if word not in words:
                    reason = f"there is no {word!r} here{did_you_mean(word, words)}"
                    details = {"value": word, "reason": reason, "hint": f"choose from {', '.join(words)}"}
                    yield Finding("cell-invalid", path_of(table), line, name, details)


def _named(case: Case, table: str, name: str) -> Iterator[tuple[int | None, str]]:
    """Line and name, for each name in a column whose cells hold one or several."""
    attribute = field_of(TABLES[table], name)
    for index, row in enumerate(case.tables.get(table, ())):
        value = getattr(row, attribute)
        for word in value if isinstance(value, tuple) else (value,):
            if word:
                yield case.line(table, index), str(word)


def _roles(case: Case) -> Iterator[Finding]:
    parties = {party.party_id: party for party in case.all_rows(Party)}
    for role in ("recipient", "adversary"):
        party_id = getattr(case.settings, role)
        if party_id not in parties:
            suggestion = did_you_mean(party_id, sorted(parties))
            details = {"value": party_id, "table": "parties", "suggestion": suggestion}
            yield Finding("key-unknown", "case.toml", None, role, details)
        elif role not in parties[party_id].roles:
            line = case.line("parties", case.all_rows(Party).index(parties[party_id]))
            yield Finding("role-missing", "parties.csv", line, "roles", {"role": role})
    if not case.parties("donor"):
        yield Finding("role-missing", "parties.csv", None, "roles", {"role": "donor"})


def _figures(case: Case) -> Iterator[Finding]:
    units: dict[tuple[str, tuple[str, ...]], str] = {}
    for table, line, row in _each(case):
        if not isinstance(row, FigureRow):
            continue
        file = path_of(table)
        if not row.low <= row.central <= row.high:
            details = {"low": row.low, "central": row.central, "high": row.high}
            yield Finding("figure-order", file, line, "central", details)
        reason = shape_reason(row.shape, row.low, row.high)
        if reason and row.low <= row.high:
            yield Finding("figure-shape", file, line, "shape", {"shape": row.shape, "reason": reason})
        if row.basis == "judged" and not _gives_reason(row.note):
            yield Finding("judged-bare", file, line, "note")
        if row.basis == "judged" and row.low == row.high and row.low != 0:
            yield Finding("judged-narrow", file, line, "low")
        unit = units.setdefault((table, row.key), row.unit)
        if unit != row.unit:
            yield Finding("figure-unit", file, line, "unit", {"value": row.unit, "other": unit})


def _gives_reason(note: str) -> bool:
    """Whether a note says more than that somebody judged: a reason has at least three words of its own."""
    words = [word.strip(".,;:()").lower() for word in note.split()]
    return len([word for word in words if word and word not in ("ours", "judged", "judgement", "own")]) >= LEAST_WORDS


def _vintages(case: Case) -> Iterator[Finding]:
    for table, line, row in _each(case):
        source = case.sources.get(getattr(row, "source_id", ""))
        if source is None or isinstance(row, Source):
            continue
        if isinstance(row, FigureRow) and row.as_of > source.published and not _looks_ahead(row):
            details = {"value": row.as_of, "published": source.published}
            yield Finding("date-future", path_of(table), line, "as_of", details)
    for table in FIGURES:
        known = set(case.quantities(table))
        for index, row in enumerate(case.tables.get(table, ())):
            if row.key not in known and _is_needed(case, row):
                missing = {"table": table, "key": "/".join(row.key), "known_on": case.settings.known_on}
                yield Finding("nothing-known", path_of(table), case.line(table, index), row.keys[0], missing)
                known.add(row.key)


def _looks_ahead(row: FigureRow) -> bool:
    """An own assumption may hold for a later day than the one on which it was written down."""
    return row.basis == "judged"


def _is_needed(case: Case, row: Row) -> bool:
    """Whether a key whose rows all came later is a finding: the model reads the table, and the key has no date."""
    dated = any(isinstance(getattr(row, name), dt.date) for name in row.keys)
    return row.table not in UNREAD and not dated and not isinstance(row, Transfer)


def _leftovers(case: Case) -> Iterator[Finding]:
    cited = Counter(getattr(row, "source_id", "") for _, _, row in _each(case) if not isinstance(row, Source))
    for index, source in enumerate(case.all_rows(Source)):
        if not cited[source.source_id]:
            line = case.line("sources", index)
            yield Finding("source-unused", "sources.csv", line, "source_id", {"value": source.source_id})
    for table in UNREAD:
        if case.tables.get(table):
            details = {"rows": len(case.tables[table]), "table": table}
            yield Finding("figure-unread", path_of(table), None, "", details)
    required = {getattr(row, "line_id", "") for table in _REQUIRING for row in case.tables.get(table, ())}
    for index, event in enumerate(case.all_rows(Transfer)):
        if event.kind == "request" and event.line_id not in required:
            line = case.line("transfers", index)
            yield Finding("request-unmatched", path_of("transfers"), line, "line_id", {"item": event.line_id})


def _policies(case: Case) -> Iterator[Finding]:
    yield from _steps(case, Policy, findings_of)


def _futures(case: Case) -> Iterator[Finding]:
    yield from _steps(case, Future, future_findings)
    for table in (FutureChance.table, FutureMonth.table):
        rated = {row.key[0] for row in case.tables.get(table, ())}
        seen = set(rated)
        for index, row in enumerate(case.all_rows(Future)):
            if row.future_id not in seen:
                details = {"future": row.future_id, "table": table}
                yield Finding("future-incomplete", "futures.csv", case.line("futures", index), "future_id", details)
                seen.add(row.future_id)
    for index, chance in enumerate(case.all_rows(FutureChance)):
        if chance.high > 1:
            ends = {"future": chance.future_id, "low": chance.low, "high": chance.high}
            line = case.line(FutureChance.table, index)
            yield Finding("future-chance", path_of(FutureChance.table), line, "high", ends)


def _steps(
    case: Case, model: type[Policy] | type[Future], wrong: Callable[[Case, Change, str], list[Finding]]
) -> Iterator[Finding]:
    """What is wrong with the steps of policies or futures, and names that differ between steps of one."""
    names: dict[str, str] = {}
    for index, row in enumerate(case.all_rows(model)):
        short, place = row.key[0], (path_of(model.table), case.line(model.table, index))
        for found in wrong(case, change_of(row), short):
            yield Finding(found.code, *place, found.column, found.details)
        name = names.setdefault(short, row.name)
        if name != row.name:
            details = {"value": row.name, "reason": f"another step of {short} is called {name!r}"}
            yield Finding("cell-invalid", *place, "name", {**details, "hint": "give all steps one name"})
