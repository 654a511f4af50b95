"""What can be wrong with the tables of ceasefire."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from dayafter.case.columns import FigureRow
from dayafter.case.model import Case
from dayafter.case.rules import violations
from dayafter.case.tables.ceasefire import (
    OUTCOMES,
    Agreement,
    AgreementTerm,
    Analogue,
    AnalogueWeight,
    BaselineSurvival,
    Term,
    TermEffect,
)
from dayafter.errors import Finding


def findings(case: Case) -> Iterator[Finding]:
    """Every finding in these tables; none where the case has none of them."""
    yield from _shares(case)
    yield from _outcomes(case)
    yield from _rising(case)
    yield from _bare(case)
    yield from _weights(case)
    yield from _effects(case)
    yield from violations.findings(case)


def _place(case: Case, row: FigureRow, index: int) -> tuple[str, int | None]:
    return f"figures/{row.table}.csv", case.line(row.table, index)


def _shares(case: Case) -> Iterator[Finding]:
    """Shares of truces, weights and strengths of terms lie between 0 and 1."""
    for model in (AgreementTerm, AnalogueWeight, BaselineSurvival):
        for index, row in enumerate(case.all_rows(model)):
            if row.high > 1:
                details = {"value": row.high, "reason": "a share is at most 1", "hint": "write 0.35 for 35 per cent"}
                yield Finding("cell-invalid", *_place(case, row, index), "high", details)


def _outcomes(case: Case) -> Iterator[Finding]:
    """Effects of zero: no term makes a truce last for ever."""
    for index, row in enumerate(case.all_rows(TermEffect)):
        if row.low <= 0:
            details = {"value": row.low, "reason": "no term takes the whole hazard away", "hint": "write more than 0"}
            yield Finding("cell-invalid", *_place(case, row, index), "low", details)


def _rising(case: Case) -> Iterator[Finding]:
    """The share of truces that last cannot grow with time, and war does not come before force."""
    marks: dict[tuple[str, str], list[tuple[int, float]]] = defaultdict(list)
    lines = {row.key: case.line(row.table, index) for index, row in enumerate(case.all_rows(BaselineSurvival))}
    for (analogue, outcome, months), quantity in case.quantities(BaselineSurvival.table).items():
        marks[analogue, outcome].append((int(months), quantity.central))
    for (analogue, outcome), found in sorted(marks.items()):
        ordered = sorted(found)
        for (before, share), (after, later) in pairwise(ordered):
            if later > share:
                line = lines[analogue, outcome, str(after)]
                details = {"share": f"{later:g}", "months": after, "before": f"{share:g}", "earlier": before}
                yield Finding("survival-rises", "figures/baseline_survival.csv", line, "central", details)
    for analogue in {name for name, _ in marks}:
        forced, fought = (dict(marks.get((analogue, outcome), ())) for outcome in OUTCOMES)
        for mark in sorted(forced.keys() & fought.keys()):
            if forced[mark] > fought[mark]:
                line = lines[analogue, OUTCOMES[0], str(mark)]
                told = {"months": mark, "force": f"{forced[mark]:g}", "war": f"{fought[mark]:g}"}
                yield Finding("war-before-force", "figures/baseline_survival.csv", line, "central", told)


def _bare(case: Case) -> Iterator[Finding]:
    """Agreements without a term, terms in no agreement."""
    held = {row.agreement_id for row in case.all_rows(AgreementTerm)}
    used = {row.term_id for row in case.all_rows(AgreementTerm)}
    for index, row in enumerate(case.all_rows(Agreement)):
        if row.agreement_id not in held:
            place = "agreements.csv", case.line("agreements", index), "agreement_id"
            yield Finding("agreement-bare", *place, {"agreement": row.agreement_id})
    for index, term in enumerate(case.all_rows(Term)):
        if term.term_id not in used and case.all_rows(Agreement):
            yield Finding("term-unused", "terms.csv", case.line("terms", index), "term_id", {"term": term.term_id})


def _weights(case: Case) -> Iterator[Finding]:
    """Without any weight no analogue counts."""
    known = case.quantities(AnalogueWeight.table)
    if case.rows(Analogue) and known and all(quantity.high <= 0 for quantity in known.values()):
        yield Finding("weights-zero", "figures/analogue_weights.csv", None, "central")


def _effects(case: Case) -> Iterator[Finding]:
    """A term needs its effect on each outcome, an analogue its weight and how long its truces last."""
    if not case.all_rows(Agreement):
        return
    effects, marks = set(case.quantities("term_effects")), case.quantities(BaselineSurvival.table)
    wanted: list[tuple[str, str, bool, str]] = []
    for term in case.all_rows(Term):
        for outcome in OUTCOMES:
            pair = (term.term_id, outcome)
            wanted.append(("term_effects", "/".join(pair), pair in effects, "by what does it multiply the hazard?"))
    weighed = {key[0] for key in case.quantities(AnalogueWeight.table)}
    lasting = {key[0] for key in marks if key[1] == OUTCOMES[1]}
    for analogue in case.all_rows(Analogue):
        name = analogue.analogue_id
        wanted.append(("analogue_weights", name, name in weighed, "how far is this the right analogue?"))
        wanted.append(("baseline_survival", f"{name}/war", name in lasting, "how long do its truces last?"))
    if not case.all_rows(Analogue):
        wanted.append(("analogues", "any", False, "which earlier truces does the base rate come from?"))
    for table, key, is_there, hint in wanted:
        if not is_there:
            file = f"{table}.csv" if table == "analogues" else f"figures/{table}.csv"
            yield Finding("figure-needed", file, details={"table": table, "key": key, "hint": hint})
