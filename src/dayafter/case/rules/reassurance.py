"""What can be wrong with the tables of reassurance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dayafter.case.columns import FigureRow, Row
from dayafter.case.model import Case
from dayafter.case.tables import path_of
from dayafter.case.tables.reassurance import (
    Capability,
    Contribution,
    ContributorForce,
    DoubleHatted,
    ElementCapability,
    ElementNeed,
    Enabler,
    ForceElement,
    ForceOption,
    Mandate,
    OptionDemand,
    RotationRatio,
    WithdrawalChance,
)
from dayafter.errors import Finding

KINDS: tuple[tuple[type[Row], str], ...] = (
    (OptionDemand, "task"),
    (ElementCapability, "task"),
    (ElementNeed, "enabler"),
    (Enabler, "enabler"),
)
"""Of which kind the capabilities in a table are."""

SHARES: tuple[type[FigureRow], ...] = (DoubleHatted, WithdrawalChance)

SENDERS: tuple[type[Row], ...] = (Contribution, Enabler, Mandate)


def findings(case: Case) -> Iterator[Finding]:
    """Every finding in these tables; none where the case has none of them."""
    yield from _sizes(case)
    yield from _ranges(case)
    yield from _mandates(case)
    yield from _options(case)
    yield from _kinds(case)
    yield from _contributors(case)
    yield from _gaps(case)


def _sizes(case: Case) -> Iterator[Finding]:
    """Contributions larger than the contributor's force, by the central values that a run would use."""
    held = case.quantities(ContributorForce.table)
    for key, quantity in case.quantities(Contribution.table).items():
        if key in held and quantity.central > held[key].central:
            details = {
                "party": key[0],
                "element": key[1],
                "value": f"{quantity.central:g}",
                "held": f"{held[key].central:g}",
            }
            yield _at(case, "contribution-beyond", quantity.best, "central", details)


def _ranges(case: Case) -> Iterator[Finding]:
    for model in SHARES:
        for row in case.all_rows(model):
            if row.high > 1:
                yield _at(case, "share-beyond", row, "high", {"column": "high", "value": f"{row.high:g}"})
    for ratio in case.all_rows(RotationRatio):
        if ratio.low < 1:
            yield _at(case, "rotation-below", ratio, "low", {"value": f"{ratio.low:g}"})


def _mandates(case: Case) -> Iterator[Finding]:
    contributors = {party.party_id for party in case.parties("contributor")}
    for row in case.all_rows(Mandate):
        if what := _open(row, contributors):
            yield _at(case, "mandate-open", row, "with_party", {"party": row.party_id, "what": what})


def _open(row: Mandate, contributors: set[str]) -> str:
    """What is wrong with whom a mandate waits for, or nothing."""
    if row.stands != "only-with":
        return f"waits for nobody, but {row.with_party} is named" if row.with_party else ""
    if not row.with_party:
        return "takes part only with another, who is not named"
    if row.with_party == row.party_id:
        return "waits for itself"
    return "" if row.with_party in contributors else f"waits for {row.with_party}, which is no contributor"


def _options(case: Case) -> Iterator[Finding]:
    demanded = {key[0] for key in case.quantities(OptionDemand.table)}
    for row in case.rows(ForceOption):
        if row.option_id not in demanded:
            yield _at(case, "option-empty", row, "option_id", {"option": row.option_id})


def _kinds(case: Case) -> Iterator[Finding]:
    kinds = {row.capability_id: row.kind for row in case.all_rows(Capability)}
    for model, wanted in KINDS:
        for row in case.all_rows(model):
            name = getattr(row, "capability_id", "")
            if kinds.get(name, wanted) != wanted:
                details = {"capability": name, "kind": kinds[name], "wanted": wanted}
                yield _at(case, "capability-misplaced", row, "capability_id", details)


def _contributors(case: Case) -> Iterator[Finding]:
    contributors = {party.party_id for party in case.parties("contributor")}
    seen = set(contributors)
    for model in SENDERS:
        for row in case.all_rows(model):
            party = getattr(row, "party_id", "")
            if party not in seen:
                seen.add(party)
                yield _at(case, "contributor-missing", row, "party_id", {"party": party})


def _gaps(case: Case) -> Iterator[Finding]:
    """What nobody sends, does or gives."""
    sent = {key[1] for key, quantity in case.quantities(Contribution.table).items() if quantity.high > 0}
    done = {key[1] for key, quantity in case.quantities(ElementCapability.table).items() if quantity.high > 0}
    given = {key[1] for key, quantity in case.quantities(Enabler.table).items() if quantity.high > 0}
    kinds = {row.capability_id: row.kind for row in case.all_rows(Capability)}
    for element in case.all_rows(ForceElement):
        if element.element_id not in sent:
            yield _at(case, "element-unsent", element, "element_id", {"element": element.element_id})
    for (option, task), quantity in case.quantities(OptionDemand.table).items():
        if kinds.get(task) == "task" and task not in done:
            details = {"option": option, "capability": task}
            yield _at(case, "task-undone", quantity.best, "capability_id", details)
    for (element_id, enabler), quantity in case.quantities(ElementNeed.table).items():
        if kinds.get(enabler) == "enabler" and enabler not in given and quantity.high > 0:
            missing = {"element": element_id, "capability": enabler}
            yield _at(case, "enabler-missing", quantity.best, "capability_id", missing)


def _at(case: Case, code: str, row: Row, column: str, details: Mapping[str, object]) -> Finding:
    """A finding at the row's line."""
    line = case.line(row.table, case.tables[row.table].index(row))
    return Finding(code, path_of(row.table), line, column, dict(details))
