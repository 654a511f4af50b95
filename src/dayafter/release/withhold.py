"""A case as one party may see it at one step: rows left out, figures as bands, texts that could betray them dropped.

What is released depends on the forms that the rules give and on what is open, never on a hidden value: the audit swaps
hidden values and compares.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from dayafter.case import Case, Quantity
from dayafter.case.change import change_of, findings_of, future_findings
from dayafter.case.columns import ANY, FigureRow, Row, columns_of, field_of, notes_of
from dayafter.case.disclosure import FORMS, RULED, Form, Ladder, least
from dayafter.case.tables import FIGURES, TABLES, path_of
from dayafter.case.tables.events import Future, FutureChance, FutureMonth, Policy
from dayafter.case.tables.money import Fund
from dayafter.case.tables.reference import Party, Source
from dayafter.errors import DayAfterError
from dayafter.release.coarsen import coarse_rows, coarse_source, hidden_interval
from dayafter.release.relate import Relations, bears_a_number, says_an_amount, says_how_many

NO_REASON = "the reason is left out of this release"
"""Stands for the note of a judged figure, which must have one."""

NO_TITLE = "(title left out of this release)"

LAST_TRIES = 12
"""Rounds in which rows are taken out that cannot stand without others; each takes out at least one."""

DERIVED_FROM: Mapping[str, tuple[str, ...]] = {
    "adversary_estimates": (
        "adversary_stocks", "adversary_storage", "adversary_production", "adversary_losses", "adversary_personnel",
    )
}  # fmt: skip
"""Tables that a calibration wrote -> the tables that it read: an estimate is shown no more exactly than those."""


@dataclass(frozen=True)
class Hidden:
    """A figure that the party does not see as it is: its true numbers, and what it is shown instead."""

    quantity: Quantity
    form: Form  # withheld | coarse
    low: float  # what is known of the central value: the band, or anything from zero
    high: float

    @property
    def ref(self) -> str:
        """The figure's name."""
        return self.quantity.ref


@dataclass(frozen=True, eq=False)
class Shown:
    """The released case, and what it leaves out.

    forms: the form of each row of the whole case by table, in its order; rows that cannot stand alone are withheld.
    """

    whole: Case
    party: str
    step: int
    case: Case
    forms: Mapping[str, tuple[Form, ...]]
    notes_dropped: int

    @cached_property
    def row_forms(self) -> dict[int, Form]:
        """Identity of a row of the whole case -> its form."""
        return {
            id(row): form
            for table, forms in self.forms.items()
            for row, form in zip(self.whole.tables[table], forms, strict=True)
        }

    @cached_property
    def hidden(self) -> dict[str, Hidden]:
        """Reference -> figure that is hidden, of those known on the date."""
        out = {}
        for table in FIGURES:
            if table in self.forms:
                for quantity in self.whole.quantities(table).values():
                    # Rivals: what the party sees of the figure is what it sees of its best row.
                    form = least(self.row_forms[id(row)] for row in quantity.rows)
                    if form != "open":
                        low, high = hidden_interval(quantity) if form == "coarse" else (0.0, float("inf"))
                        out[quantity.ref] = Hidden(quantity, form, low, high)
        return out

    def counts(self) -> list[dict[str, object]]:
        """One row a table: how many of its rows are open, coarse, withheld."""
        out: list[dict[str, object]] = []
        for table, forms in self.forms.items():
            counted: dict[str, object] = {form: sum(one == form for one in forms) for form in reversed(FORMS)}
            out.append({"table": table, "title": TABLES[table].title, **counted})
        return out


def show(case: Case, party: str, step: int, ladder: Ladder | None = None) -> Shown:
    """The case as the party may see it at the step.

    Raises DayAfterError (release-nothing, release-broken) where nothing is shown, or what is shown is no case.
    """
    forms = {table: list(of) for table, of in (ladder or Ladder(case)).forms(party, step).items()}
    if not any(form != "withheld" for of in forms.values() for form in of):
        raise DayAfterError.of("release-nothing", party=party, step=step)
    _name_those_involved(case, party, forms)
    _derived(case, forms)
    _coarse_without_figures(case, forms)
    for _ in range(LAST_TRIES):
        orphans(case, forms)
        _idle_changes(case, forms)
        bare, _ = _made(case, party, step, forms, texts=False)
        if not _unsound(case, party, bare, forms):
            break
    else:
        raise DayAfterError.of("release-broken", party=party, reason="rows remain that need others")
    shown, dropped = _made(case, party, step, forms)
    if shown.check().errors:
        raise DayAfterError.of("release-broken", party=party, reason=shown.check().errors[0].what)
    final = {table: tuple(of) for table, of in forms.items()}
    return Shown(case, party, step, shown, final, dropped)


Forms = dict[str, list[Form]]


def _name_those_involved(case: Case, party: str, forms: Forms) -> None:
    """Recipient, adversary and the party itself are always named: no case can be read without them."""
    wanted = {case.settings.recipient, case.settings.adversary, party}
    for place, row in enumerate(case.all_rows(Party)):
        if row.party_id in wanted:
            forms[Party.table][place] = "open"


def _derived(case: Case, forms: Forms) -> None:
    """Shows estimates no more exactly than the least of the figures that they were made from."""
    for table, inputs in DERIVED_FROM.items():
        for place, row in enumerate(case.tables.get(table, ())):
            behind = [
                form
                for name in inputs
                for one, form in zip(case.tables.get(name, ()), forms.get(name, []), strict=True)
                if _same_matter(row, one)
            ]
            forms[table][place] = least([forms[table][place], *behind])


def _same_matter(estimate: Row, row: Row) -> bool:
    matter = str(getattr(estimate, "category", ""))
    return matter == "people" if row.table == "adversary_personnel" else matter == str(getattr(row, "category", ""))


def _coarse_without_figures(case: Case, forms: Forms) -> None:
    """A step of a policy has a value that no band hides: in coarse form it is withheld."""
    for model in (Policy, Future):
        for place, row in enumerate(case.all_rows(model)):
            if forms[model.table][place] == "coarse" and row.value is not None:
                forms[model.table][place] = "withheld"


def orphans(case: Case, forms: Forms) -> None:
    """Withholds rows that name a row that is withheld, until none is left."""
    changed = True
    while changed:
        known = {
            table: {
                row.key[0]
                for row, form in zip(case.tables.get(table, ()), forms.get(table, []), strict=True)
                if form != "withheld"
            }
            for table in RULED
        }
        changed = False
        for table, of in forms.items():
            links = _links(TABLES[table])
            for place, row in enumerate(case.tables[table]) if links else ():
                if of[place] != "withheld" and not all(_is_known(row, link, known) for link in links):
                    of[place] = "withheld"
                    changed = True


def _links(model: type[Row]) -> list[tuple[str, tuple[str, ...]]]:
    """Columns that name rows of other tables, with those tables; sources follow the rows that cite them."""
    out = []
    for column in columns_of(model):
        targets = tuple(notes_of(model, column).get("refers") or ())
        if targets and "sources" not in targets:
            out.append((field_of(model, column), targets))
    return out


def _is_known(row: Row, link: tuple[str, tuple[str, ...]], known: Mapping[str, set[str]]) -> bool:
    value = getattr(row, link[0])
    names = value if isinstance(value, tuple) else (str(value),)
    return all(name in ("", ANY) or any(name in known[table] for table in link[1]) for name in names)


def _idle_changes(case: Case, forms: Forms) -> None:
    """Withholds policies and futures as a whole where a step of them is withheld or would find nothing to change."""
    kept = case.replace({table: _kept(case, table, forms) for table in forms})
    for model, wrong in ((Policy, findings_of), (Future, future_findings)):
        rows = case.all_rows(model)
        lost = {
            row.key[0]
            for row, form in zip(rows, forms.get(model.table, []), strict=True)
            if form == "withheld" or wrong(kept, change_of(row))
        }
        if model is Future:
            rated = [{row.key[0] for row in _kept(case, one.table, forms)} for one in (FutureChance, FutureMonth)]
            lost |= {row.key[0] for row in rows} - (rated[0] & rated[1])
        for table in (model.table, *((FutureChance.table, FutureMonth.table) if model is Future else ())):
            for place, row in enumerate(case.tables.get(table, ())):
                if row.key[0] in lost:
                    forms[table][place] = "withheld"


def _kept(case: Case, table: str, forms: Forms) -> tuple[Row, ...]:
    rows = case.tables.get(table, ())
    return tuple(row for row, form in zip(rows, forms.get(table, []), strict=True) if form != "withheld")


def _unsound(case: Case, party: str, shown: Case, forms: Forms) -> bool:
    """Withholds the rows in which the released case's check finds an error; whether there were any."""
    errors = shown.check().errors
    if not errors:
        return False
    files = {path_of(table): table for table in TABLES}
    wrong = {
        (files[found.file], shown.tables[files[found.file]][found.row - 2].key)
        for found in errors
        if found.row and found.file in files and files[found.file] in forms
    }
    taken = False
    for table, of in forms.items():
        for place, row in enumerate(case.tables[table]):
            if of[place] != "withheld" and (table, row.key) in wrong:
                of[place], taken = "withheld", True
    if not taken:
        raise DayAfterError.of("release-broken", party=party, reason=errors[0].what)
    return True


def _made(case: Case, party: str, step: int, forms: Forms, *, texts: bool = True) -> tuple[Case, int]:
    """The released case, and how many texts were left out of open rows; `texts`: whether they are looked at."""
    hidden = [
        row for table, of in forms.items() for row, form in zip(case.tables[table], of, strict=True) if form != "open"
    ]
    relations = Relations(case, hidden)
    tables: dict[str, tuple[Row, ...]] = {}
    dropped = 0
    for table in TABLES:
        rows = case.tables.get(table, ()) if table in forms else ()
        chosen = dict.fromkeys(FORMS, ())  # type: dict[Form, tuple[Row, ...]]
        for form in FORMS:
            chosen[form] = tuple(row for row, one in zip(rows, forms.get(table, ()), strict=True) if one == form)
        plain = [_plain(row, relations) if texts else row for row in chosen["open"]]
        dropped += sum(new is not old for new, old in zip(plain, chosen["open"], strict=True))
        if table in FIGURES:
            figures = [row for row in chosen["coarse"] if isinstance(row, FigureRow)]
            tables[table] = (*plain, *coarse_rows(case, figures))
        else:
            tables[table] = (*plain, *(_without_note(row) for row in chosen["coarse"]))
    tables = _with_sources(case, tables, relations)
    return _settled(case, party, step, tables), dropped


def _without_note(row: Row) -> Row:
    return row.model_copy(update={"note": _no_note(row)}) if "note" in type(row).model_fields else row


def _no_note(row: Row) -> str:
    judged = "judged" in (getattr(row, "basis", ""), getattr(row, "firmness", ""))
    return NO_REASON if judged else ""


def _plain(row: Row, relations: Relations) -> Row:
    """An open row without the texts that could speak of hidden ones."""
    update: dict[str, str] = {}
    note = str(getattr(row, "note", ""))
    if note and says_how_many(note) and relations.may_speak(row, note):
        update["note"] = _no_note(row)
    name = str(getattr(row, "name", ""))
    if isinstance(row, Fund) and says_an_amount(name) and relations.may_speak(row, name):
        update["name"] = row.fund_id
    return row.model_copy(update=update) if update else row


def _with_sources(case: Case, tables: dict[str, tuple[Row, ...]], relations: Relations) -> dict[str, tuple[Row, ...]]:
    """The sources that released rows cite; of those that could speak of hidden rows, no more than who and when."""
    citing: dict[str, list[Row]] = defaultdict(list)
    for rows in tables.values():
        for row in rows:
            citing[str(getattr(row, "source_id", ""))].append(row)
    renamed: dict[str, str] = {}
    kept: list[Row] = []
    for source in sorted(case.all_rows(Source), key=lambda row: row.source_id):
        if source.source_id in citing:
            if _could_speak(source, citing[source.source_id], relations):
                source = _who_and_when(source, renamed)
            kept.append(source)
    coarse = coarse_source(case)
    if coarse.source_id in citing:
        kept.append(coarse)
    out = {table: tuple(_citing(row, renamed) for row in of) for table, of in tables.items()}
    return {**out, Source.table: tuple(kept)}


def _could_speak(source: Source, citing: Sequence[Row], relations: Relations) -> bool:
    """Whether hidden rows cite it too, or its words hold numbers beside what tells a hidden figure from others."""
    if relations.cites_hidden(source.source_id):
        return True
    text = f"{source.title_} {source.note}"
    amounts = says_how_many(text) or bears_a_number(source.source_id) or bears_a_number(source.url)
    return amounts and any(relations.may_speak(row, text) for row in (source, *citing))


def _who_and_when(source: Source, renamed: dict[str, str]) -> Source:
    """The source without what could hold a number; a new short name where its own does."""
    if bears_a_number(source.source_id):
        renamed[source.source_id] = f"source-{len(renamed) + 1:03d}"
    title = NO_TITLE if says_how_many(source.title_) else source.title_
    name = renamed.get(source.source_id, source.source_id)
    return source.model_copy(update={"source_id": name, "title_": title, "url": "", "note": ""})


def _citing(row: Row, renamed: Mapping[str, str]) -> Row:
    source_id = str(getattr(row, "source_id", ""))
    return row.model_copy(update={"source_id": renamed[source_id]}) if source_id in renamed else row


def _settled(case: Case, party: str, step: int, tables: Mapping[str, tuple[Row, ...]]) -> Case:
    """The case with these tables alone, called after whom it is for."""
    names = case.names(Party.table)
    reader = any(isinstance(row, Party) and row.party_id == party and "donor" in row.roles for row in tables["parties"])
    return case.replace(
        {**dict.fromkeys(case.tables, ()), **tables},
        title=f"{case.settings.title}; released to {names[party]}, step {step}",
        report_for=party if reader else "",
        licence=f"for {names[party]} only",
        released_to=party,
    )
