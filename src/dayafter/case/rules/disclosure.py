"""What can be wrong with the steps and rules of disclosure."""

from __future__ import annotations

from collections.abc import Iterator

from dayafter.case.change import Change, findings_of
from dayafter.case.columns import ANY
from dayafter.case.model import Case
from dayafter.case.tables import FIGURES, TABLES
from dayafter.case.tables.reference import Party, Source
from dayafter.case.tables.talks import RECEIVER, RESULTS, DisclosureRule, DisclosureStep
from dayafter.errors import Finding, did_you_mean

_FILE = "disclosure_rules.csv"


def findings(case: Case) -> Iterator[Finding]:
    """Targets and columns that do not exist, rules that fit nothing, rules that contradict each other."""
    rules = case.all_rows(DisclosureRule)
    if case.tables.get(DisclosureStep.table) or rules:
        yield from _receivers(case)
    for index, rule in enumerate(rules):
        for found in _of_rule(case, rule):
            yield Finding(found.code, _FILE, case.line(DisclosureRule.table, index), found.column, found.details)
    yield from _ties(case, rules)


def _receivers(case: Case) -> Iterator[Finding]:
    """A party called `self` could not be told from the one that is shown the case."""
    for index, party in enumerate(case.all_rows(Party)):
        if party.party_id == RECEIVER:
            reason = "in rules of disclosure it stands for whoever is shown the case"
            details = {"value": RECEIVER, "reason": reason, "hint": "give the party another short name"}
            yield Finding("cell-invalid", "parties.csv", case.line("parties", index), "party_id", details)


def _of_rule(case: Case, rule: DisclosureRule) -> Iterator[Finding]:
    """What is wrong with one rule; the findings still lack file and row."""
    never = (DisclosureStep.table, DisclosureRule.table, Source.table)
    known = [table for table in TABLES if table not in never]
    if rule.target in never:
        details = {
            "value": rule.target,
            "reason": "no rule shows this table",
            "hint": "sources go with the rows that cite them; the ladder itself is shown to nobody",
        }
        yield Finding("cell-invalid", column="target", details=details)
    elif rule.target in RESULTS:
        yield from _unknown(rule, RESULTS[rule.target])
    elif rule.target == ANY:
        columns = {name for table in known for name in TABLES[table].model_fields}
        yield from _unknown(rule, tuple(sorted(columns)))
    elif rule.target not in TABLES:
        near = did_you_mean(rule.target, [*known, *RESULTS])
        details = {"value": rule.target, "table": "the list of tables and results", "suggestion": near}
        yield Finding("key-unknown", column="target", details=details)
    else:
        yield from _in_table(case, rule)
    if rule.form == "coarse" and rule.target in TABLES and rule.target not in FIGURES:
        yield Finding("disclosure-uncoarse", column="form", details={"rule": rule.rule_id, "table": rule.target})


def _unknown(rule: DisclosureRule, columns: tuple[str, ...]) -> Iterator[Finding]:
    for name in rule.matches:
        if name not in columns:
            details = {"column": name, "suggestion": did_you_mean(name, columns)}
            yield Finding("column-unknown", column="match", details=details)


def _in_table(case: Case, rule: DisclosureRule) -> Iterator[Finding]:
    """Columns that the table does not have, and a match that fits none of its rows."""
    match = {name: value for name, value in rule.matches.items() if value != RECEIVER}
    change = Change("remove", rule.target, rule.matches)
    for found in findings_of(case, change):
        if found.code != "policy-idle":
            yield found
    if not case.tables.get(rule.target) or not match:
        return
    if any(found.code == "policy-idle" for found in findings_of(case, Change("remove", rule.target, match))):
        details = {"rule": rule.rule_id, "table": rule.target, "match": rule.match}
        yield Finding("disclosure-idle", column="match", details=details)


def _ties(case: Case, rules: tuple[DisclosureRule, ...]) -> Iterator[Finding]:
    """Rules of one step for the same rows that show them in two forms."""
    seen: dict[tuple[object, ...], DisclosureRule] = {}
    for index, rule in enumerate(rules):
        place = (rule.step, rule.target, tuple(sorted(rule.matches.items())))
        other = seen.setdefault(place, rule)
        if other.form != rule.form:
            details = {"rule": rule.rule_id, "other": other.rule_id}
            yield Finding("disclosure-tie", _FILE, case.line(DisclosureRule.table, index), "form", details)
