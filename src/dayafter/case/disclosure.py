"""The ladder of disclosure: which rows a party sees at which step, and in which form, by the rules of the case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, Literal

from dayafter.case.change import Change, matching
from dayafter.case.columns import ANY
from dayafter.case.model import Case
from dayafter.case.tables import TABLES
from dayafter.case.tables.reference import Source
from dayafter.case.tables.talks import RECEIVER, DisclosureRule, DisclosureStep

Form = Literal["withheld", "coarse", "open"]

FORMS: tuple[Form, ...] = ("withheld", "coarse", "open")
"""From the least to the most that is shown."""

NEVER: tuple[str, ...] = (DisclosureStep.table, DisclosureRule.table)
"""Tables that nobody is shown: who sees what, and when, is itself a secret."""

RULED: tuple[str, ...] = tuple(table for table in TABLES if table not in (*NEVER, Source.table))
"""Tables whose rows are shown by rules; sources go with the rows that cite them."""


def least(forms: Iterable[Form]) -> Form:
    """The form that shows least; `open` where there is none."""
    return min(forms, key=FORMS.index, default="open")


def most(forms: Iterable[Form]) -> Form:
    """The form that shows most; `withheld` where there is none."""
    return max(forms, key=FORMS.index, default="withheld")


def rank(rule: DisclosureRule) -> tuple[int, bool, int, int]:
    """Sorts rules that fit one row: the last one wins. Columns matched, table named, step, how little it shows."""
    return (len(rule.matches), rule.target != ANY, rule.step, -FORMS.index(rule.form))


def form_of(rules: Iterable[DisclosureRule], step: int) -> Form:
    """The form of a row that these rules fit, at a step: of each step so far the winner, of those what shows most."""
    fitting = sorted((rule for rule in rules if rule.step <= step), key=rank)
    return most(_winner(fitting, taken) for taken in {rule.step for rule in fitting})


def _winner(fitting: list[DisclosureRule], taken: int) -> Form:
    return [rule for rule in fitting if rule.step <= taken][-1].form


class Ladder:
    """The rules of a case applied to its rows. Forms of a table's rows stand in the order of `case.tables`."""

    def __init__(self, case: Case) -> None:
        """Reads steps and rules; which rows a rule fits is found when somebody asks."""
        self.case = case
        self.rules = tuple(sorted(case.all_rows(DisclosureRule), key=lambda rule: rule.key))
        self._fits: dict[tuple[str, str], frozenset[int]] = {}
        self._forms: dict[tuple[str, int], dict[str, tuple[Form, ...]]] = {}
        self._heard: dict[tuple[str, int], tuple[DisclosureRule, ...]] = {}

    @cached_property
    def steps(self) -> dict[int, DisclosureStep]:
        """The steps in their order."""
        return {row.step: row for row in sorted(self.case.all_rows(DisclosureStep), key=lambda row: row.step)}

    @cached_property
    def parties(self) -> tuple[str, ...]:
        """All who are shown anything at any step, sorted."""
        return tuple(sorted({party for step in self.steps.values() for party in step.audience}))

    def first_step(self, party: str) -> int | None:
        """The first step at which the party is shown anything."""
        return next((number for number, step in self.steps.items() if party in step.audience), None)

    @property
    def last(self) -> int:
        """The last step."""
        return max(self.steps, default=0)

    def heard(self, party: str, step: int) -> tuple[DisclosureRule, ...]:
        """The rules that speak to the party: of steps so far whose audience it belongs to."""
        if (party, step) not in self._heard:
            self._heard[party, step] = tuple(
                rule
                for rule in self.rules
                if rule.step <= step and rule.step in self.steps and party in self.steps[rule.step].audience
            )
        return self._heard[party, step]

    def forms(self, party: str, step: int) -> Mapping[str, tuple[Form, ...]]:
        """Table -> form of each of its rows."""
        if (party, step) not in self._forms:
            rules = self.heard(party, step)
            self._forms[party, step] = {table: self._of_table(table, rules, party, step) for table in self._filled}
        return self._forms[party, step]

    @cached_property
    def _filled(self) -> tuple[str, ...]:
        return tuple(table for table in RULED if self.case.tables.get(table))

    def _of_table(self, table: str, rules: tuple[DisclosureRule, ...], party: str, step: int) -> tuple[Form, ...]:
        concerned = [(rule, self._rows(rule, table, party)) for rule in rules if rule.target in (ANY, table)]
        known: dict[tuple[str, ...], Form] = {}
        out = []
        for place in range(len(self.case.tables[table])):
            fits = [rule for rule, rows in concerned if place in rows]
            key = tuple(rule.rule_id for rule in fits)
            out.append(known.setdefault(key, form_of(fits, step)))
        return tuple(out)

    def _rows(self, rule: DisclosureRule, table: str, party: str) -> frozenset[int]:
        """Places in the table of the rows that a rule fits."""
        match = {name: party if value == RECEIVER else value for name, value in rule.matches.items()}
        key = (table, "; ".join(f"{name}={value}" for name, value in sorted(match.items())))
        if key not in self._fits:
            chosen = {id(row) for row in matching(self.case, Change("remove", table, match))}
            rows = self.case.tables[table]
            self._fits[key] = frozenset(n for n in range(len(rows)) if id(rows[n]) in chosen)
        return self._fits[key]

    def row_forms(self, party: str, step: int) -> dict[int, Form]:
        """Identity of a row object -> its form; for code that holds rows rather than places."""
        return {
            id(row): form
            for table, forms in self.forms(party, step).items()
            for row, form in zip(self.case.tables[table], forms, strict=True)
        }

    def would_be(self, table: str, record: Mapping[str, Any], party: str, step: int) -> Form:
        """The form that rules would give a row of the table with these columns, whether there is one or not."""
        fits = [
            rule
            for rule in self.heard(party, step)
            if rule.target in (ANY, table) and _agrees(record, rule.matches, party)
        ]
        return form_of(fits, step)

    def result_form(self, table: str, record: Mapping[str, Any], party: str, step: int) -> Form:
        """The form in which rules show a row of a table of results; only a rule that names the table opens any."""
        fits = [
            rule for rule in self.heard(party, step) if rule.target == table and _agrees(record, rule.matches, party)
        ]
        return form_of(fits, step)


def _agrees(record: Mapping[str, Any], match: Mapping[str, str], party: str) -> bool:
    return all(str(record.get(name)) == (party if value == RECEIVER else value) for name, value in match.items())
