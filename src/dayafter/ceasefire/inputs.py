"""The figures of durability, draw by draw. Whatever is missing is told at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dayafter.case import Case
from dayafter.case.tables.ceasefire import OUTCOMES, Agreement, Analogue, Term, Truce
from dayafter.ceasefire.model import Floats
from dayafter.errors import CaseError, Finding
from dayafter.uncertainty import Draws

SPREAD = ("truce_spread",)
DAYS_PER_MONTH = 365.25 / 12

HINTS = {
    "agreements": "which bundles of terms are compared?",
    "analogues": "which earlier truces does the base rate come from?",
    "analogue_weights": "how far is this the right analogue?",
    "baseline_survival": "which share of these truces had not failed by then?",
    "term_effects": "by what does the term multiply the rate at which truces fail?",
    "assumptions": "by how much do wars differ in how fragile their truces are? 0 for not at all is not allowed",
}


@dataclass(frozen=True, eq=False)
class Baseline:
    """How long the truces of one analogue last. marks: months [mark]; shares: that had not failed [draw, mark]."""

    marks: Floats
    shares: Floats
    refs: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Own:
    """This war's earlier truces as spells: months each lasted, and whether the war was resumed at its end."""

    names: tuple[str, ...]
    months: Floats
    failed: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Figures:
    """The figures of durability.

    weights: of analogues [draw, analogue], of sum 1; baseline: by outcome and analogue, where there is one; ratios: by
    outcome, [draw, term]; strength: of each term in each agreement [draw, agreement, term]; spread: of wars [draw].
    """

    agreements: tuple[Agreement, ...]
    terms: tuple[Term, ...]
    analogues: tuple[Analogue, ...]
    weights: Floats
    baseline: Mapping[tuple[str, str], Baseline]
    ratios: Mapping[str, Floats]
    strength: Floats
    spread: Floats
    own: Own
    refs: tuple[str, ...]


def read_figures(draws: Draws) -> Figures:
    """The figures of a case. Raises CaseError with every figure that is missing."""
    case = draws.case
    agreements, terms, analogues = case.rows(Agreement), case.rows(Term), case.rows(Analogue)
    marks = _marks(draws)
    missing = list(_missing(draws, agreements, terms, analogues, marks))
    if missing:
        details = [{"table": table, "key": key, "hint": HINTS[table]} for table, key in dict.fromkeys(missing)]
        raise CaseError(*(Finding("figure-needed", f"figures/{d['table']}.csv", details=d) for d in details))
    effects, held = draws.of("term_effects"), draws.of("agreement_terms")
    weights = np.stack([draws.of("analogue_weights").column((one.analogue_id,)) for one in analogues], axis=1)
    strength = [
        [held.get((one.agreement_id, term.term_id), 0.0) for term in terms] or [np.zeros(draws.size)]
        for one in agreements
    ]
    baseline = {key: _baseline(draws, *key, found) for key, found in marks.items()}
    tables = ("analogue_weights", "term_effects", "agreement_terms")
    refs = [ref for table in tables for ref in draws.of(table).refs]
    ratios = {
        outcome: np.stack([effects.column((term.term_id, outcome)) for term in terms], axis=1)
        if terms
        else np.ones((draws.size, 1))
        for outcome in OUTCOMES
    }
    return Figures(
        agreements=agreements,
        terms=terms,
        analogues=analogues,
        weights=_scaled(weights),
        baseline=baseline,
        ratios=ratios,
        strength=np.stack([np.stack(row, axis=1) for row in strength], axis=1),
        spread=draws.of("assumptions").column(SPREAD),
        own=own_truces(case),
        refs=(*refs, *(ref for one in baseline.values() for ref in one.refs), f"assumptions:{SPREAD[0]}"),
    )


def _scaled(weights: Floats) -> Floats:
    """Shares of sum 1; the same for all where a draw gives none any weight."""
    total = weights.sum(axis=1, keepdims=True)
    alike = np.full_like(weights, 1.0 / weights.shape[1])
    np.divide(weights, total, out=alike, where=total > 0)
    return alike


def _marks(draws: Draws) -> dict[tuple[str, str], list[int]]:
    """(analogue, outcome) -> months at which the case says how many had not failed, in rising order."""
    out: dict[tuple[str, str], list[int]] = {}
    for analogue, outcome, months in draws.of("baseline_survival").keys:
        out.setdefault((analogue, outcome), []).append(int(months))
    return {key: sorted(found) for key, found in out.items()}


def _missing(
    draws: Draws,
    agreements: Sequence[Agreement],
    terms: Sequence[Term],
    analogues: Sequence[Analogue],
    marks: Mapping[tuple[str, str], list[int]],
) -> Iterable[tuple[str, str]]:
    if not agreements:
        yield "agreements", "any"
    if not analogues:
        yield "analogues", "any"
    for analogue in analogues:
        if (analogue.analogue_id,) not in draws.of("analogue_weights").index:
            yield "analogue_weights", analogue.analogue_id
        if (analogue.analogue_id, "war") not in marks:
            yield "baseline_survival", f"{analogue.analogue_id}/war"
    for term in terms:
        for outcome in OUTCOMES:
            if (term.term_id, outcome) not in draws.of("term_effects").index:
                yield "term_effects", f"{term.term_id}/{outcome}"
    if SPREAD not in draws.of("assumptions").index:
        yield "assumptions", SPREAD[0]


def _baseline(draws: Draws, analogue: str, outcome: str, months: Sequence[int]) -> Baseline:
    drawn = draws.of("baseline_survival")
    keys = [(analogue, outcome, str(month)) for month in months]
    shares = np.stack([drawn.column(key) for key in keys], axis=1)
    return Baseline(np.array(months, dtype=np.float64), shares, tuple(drawn.refs[drawn.index[key]] for key in keys))


def own_truces(case: Case) -> Own:
    """This war's earlier truces known on the date, those that overlap or follow at once taken together: the war
    that ends them is one, and one that is only promised anew has not begun again.

    A truce that was replaced, ran out or still holds has not failed; one without an end is counted to the vintage date.
    """
    known = case.settings.known_on
    spells: list[_Spell] = []
    for row in sorted(case.rows(Truce), key=lambda one: (one.starts, one.truce_id)):
        until = min(row.ends or known, known)
        failed = row.ended_by == "collapse" and row.ends is not None and row.ends <= known
        one = _Spell(row.starts, until, failed, (row.name,))
        if until > row.starts:
            spells[-1:] = spells[-1].joined(one) if spells else [one]
    return Own(
        names=tuple(one.name for one in spells),
        months=np.array([one.months for one in spells], dtype=np.float64),
        failed=np.array([one.failed for one in spells], dtype=np.bool_),
    )


@dataclass(frozen=True)
class _Spell:
    """A stretch of truces without a war between them."""

    since: dt.date
    until: dt.date
    failed: bool
    names: tuple[str, ...]

    @property
    def months(self) -> float:
        return (self.until - self.since).days / DAYS_PER_MONTH

    @property
    def name(self) -> str:
        return self.names[0] if len(self.names) == 1 else f"{self.names[0]} to {self.names[-1]}"

    def joined(self, later: _Spell) -> list[_Spell]:
        """Both as one where the later began before this ended or on the same day, else both."""
        if later.since > self.until or (self.failed and later.since == self.until):
            return [self, later]
        last = max((self, later), key=lambda one: (one.until, one.failed))
        return [_Spell(self.since, last.until, last.failed, (*self.names, *later.names))]
