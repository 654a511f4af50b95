"""The brief that goes with a release: computed from the released case alone, so that it can know no more than that."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from dayafter.case import Case
from dayafter.case.columns import Row
from dayafter.case.disclosure import Form
from dayafter.case.folder import write_tree
from dayafter.case.tables import TABLES, path_of
from dayafter.case.tables.reference import Line, Source
from dayafter.errors import DayAfterError, InfeasibleError
from dayafter.release.copy import Copy
from dayafter.release.partial import partial
from dayafter.release.results import LIMITS, Record
from dayafter.release.withhold import Forms, Shown, orphans
from dayafter.report.brief import rendered
from dayafter.report.clerk import Clerk, with_article
from dayafter.report.document import Block, Bullets, Callout, Document, Inlines, Name, Toc, prose
from dayafter.study import Study

if TYPE_CHECKING:
    from dayafter.report.brief import Brief

AREAS: tuple[str, ...] = ("talks", "ceasefire", "reassurance", "deterrence", "adversary")
"""Parts that a brief can do without, the last to be missed first; each is a module of tables."""

LOST_WITH: dict[str, tuple[str, ...]] = {"adversary": ("deterrence",)}
"""Parts that cannot be without another."""

TITLES = {
    "talks": "the talks",
    "ceasefire": "the ceasefire",
    "reassurance": "the international force",
    "deterrence": "the decision to attack",
    "adversary": "the adversary",
}

HIDDEN: dict[Form, str] = {"coarse": "Shown as bands: {names}.", "withheld": "Not shown, or only in part: {names}."}
"""What is said of tables of which rows are shown in a form."""


def area_of(name: str) -> str:
    """The module in which a table is declared: reference, money, adversary ..."""
    return TABLES[name].__module__.rsplit(".", 1)[-1]


def write_brief(
    shown: Shown, case: Case, tables: Mapping[str, Sequence[Record]], copy: Copy, folder: Path,
    formats: Sequence[str], draws: int, seed: int, told: Callable[[str], None],
) -> Document:  # fmt: skip
    """Writes the brief's folder and gives its document: the usual brief as far as the released case allows, else
    results of the whole run as far as they may be shown, and what there is to be read.

    case: as released; tables: results of the whole run as released.
    """
    lost = set(_lacking(case))
    if can_plan(shown, case) and lost <= set(AREAS):
        made = _full(shown, case, copy, lost, draws, seed, told)
        if made is not None:
            from dayafter.report.run import write_run

            write_run(made, folder, formats, told)
            return made.document
    try:
        study = Study(_without(case, lost), draws, seed, told)
    except DayAfterError:
        study = None
    document = partial(case, copy, tables, study)
    write_tree({f"brief.{form}": rendered(document, form) for form in formats}, folder)
    return document


def can_plan(shown: Shown, case: Case) -> bool:
    """Whether there is something to be required and somebody to give it, and nothing is withheld of what donors have:
    a plan that knows only some of it would say that they can do less than they can."""
    whole = all("withheld" not in shown.forms.get(name, ()) for name in LIMITS)
    return whole and bool(case.rows(Line) and case.parties("donor") and case.tables.get("funds"))


def _lacking(case: Case) -> Iterator[str]:
    """Parts of which the case shows too little to compute them."""
    files = {path_of(name): name for name in TABLES}
    for found in case.replace(released_to="").check().errors:
        name = files.get(found.file, "")
        area = area_of(name) if name else "reference"
        yield area
        yield from LOST_WITH.get(area, ())


def _without(case: Case, lost: set[str]) -> Case:
    """The case without the tables of some parts, and without rows elsewhere that name them."""
    forms: Forms = {
        name: ["withheld" if area_of(name) in lost else "open"] * len(rows)
        for name, rows in case.tables.items()
        if rows and name != Source.table
    }
    orphans(case, forms)
    kept: dict[str, list[Row]] = {
        name: [one for one, form in zip(case.tables[name], of, strict=True) if form == "open"]
        for name, of in forms.items()
    }
    return case.replace(kept)


def _full(
    shown: Shown, case: Case, copy: Copy, lost: set[str], draws: int, seed: int, told: Callable[[str], None]
) -> Brief | None:
    """The usual brief, with whose copy it is on its first page; without parts that cannot be computed from what is
    shown, and nothing where not even a plan can be."""
    made: Brief | None = None
    while made is None:
        try:
            study = Study(_without(case, lost), draws, seed, told)
            study.deliver()
            made = study.report()
        except DayAfterError as error:
            more = next((area for area in AREAS if area not in lost), None)
            if isinstance(error, InfeasibleError) or more is None:
                return None
            lost |= {more, *LOST_WITH.get(more, ())}
    left_out = sorted(TITLES[area] for area in lost if area in TITLES)
    first, *rest = made.document.blocks
    contents = next(place for place, block in enumerate(rest) if isinstance(block, Toc)) + 1
    blocks: tuple[Block, ...] = (
        first, *rest[:contents], notice(shown, copy, made.desk, left_out), *rest[contents:],
    )  # fmt: skip
    words = f"Copy {copy.mark}, computed from what {with_article(copy.party_name)} is shown."
    document = replace(
        made.document,
        subtitle=f"{made.document.subtitle} {words}",
        blocks=blocks,
        properties={**made.document.properties, "released to": copy.party, "copy": copy.mark},
    )
    return replace(made, document=document)


def notice(shown: Shown, copy: Copy, clerk: Clerk, left_out: Sequence[str] = ()) -> Callout:
    """The box that says for whom it is, at which step, and what is not shown as it is."""
    who = Name(with_article(copy.party_name))
    step = clerk.stated(copy.step, "step of disclosure")
    said: list[Inlines] = [
        prose("For {who} only, at step {step} ({name}).", who=who, step=step, name=Name(copy.step_name)),
        prose("Computed anew from what {who} is shown: numbers differ from those of others.", who=who),
    ]
    for form, words in HIDDEN.items():
        names = _titles(shown, form)
        if names:
            said.append(prose(words, names=Name("; ".join(names))))
    if left_out:
        said.append(prose("Too little is shown to write of {parts}.", parts=Name(", ".join(left_out))))
    return Callout("note", "What this copy holds", (Bullets(tuple(said)),))


def _titles(shown: Shown, form: Form) -> list[str]:
    """What people call the tables of which rows are shown in this form."""
    return [
        TABLES[name].title[:1].lower() + TABLES[name].title[1:] for name, forms in shown.forms.items() if form in forms
    ]
