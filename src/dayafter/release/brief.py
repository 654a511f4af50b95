"""The brief that goes with a release: computed from the released case alone, so that it can know no more than that."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from dayafter.case import Case
from dayafter.case.columns import FigureRow, Row, columns_of, field_of, text_of
from dayafter.case.disclosure import Form
from dayafter.case.folder import write_tree
from dayafter.case.labels import names_of
from dayafter.case.tables import FIGURES, TABLES, path_of
from dayafter.case.tables.reference import Line, Party, Source
from dayafter.errors import DayAfterError
from dayafter.release.withhold import Forms, Shown, orphans
from dayafter.report.clerk import with_article
from dayafter.report.document import (
    Block,
    Bullets,
    Callout,
    Document,
    Heading,
    Inlines,
    Name,
    PageBreak,
    SourceList,
    Words,
    para,
    prose,
)
from dayafter.report.document import (
    Source as Printed,
)
from dayafter.report.numbers import Numbers
from dayafter.report.sections.tables import row, table

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

SKIPPED = (Source.table, Party.table)


@dataclass(frozen=True)
class Copy:
    """Whose copy it is."""

    party: str
    party_name: str
    step: int
    step_name: str
    mark: str


def area_of(name: str) -> str:
    """The module in which a table is declared: reference, money, adversary ..."""
    return TABLES[name].__module__.rsplit(".", 1)[-1]


def write_brief(
    shown: Shown, case: Case, copy: Copy, folder: Path, formats: Sequence[str], draws: int, seed: int,
    told: Callable[[str], None],
) -> Document:  # fmt: skip
    """Writes the brief's folder and gives its document: the usual brief as far as the released case allows, else what
    there is to be read in it."""
    lost = set(_lacking(case))
    while can_plan(case) and lost <= set(AREAS):
        try:
            made = _full(shown, _without(case, lost), copy, lost, draws, seed, told)
        except DayAfterError:
            rest = [area for area in AREAS if area not in lost]
            if not rest:
                break
            lost |= {rest[0], *LOST_WITH.get(rest[0], ())}
            continue
        from dayafter.report.run import write_run

        write_run(made, folder, formats, told)
        return made.document
    document = short(shown, case, copy)
    write_tree({f"brief.{form}": rendered(document, form) for form in formats}, folder)
    return document


def can_plan(case: Case) -> bool:
    """Whether there is something to be required and somebody to give it."""
    return bool(case.rows(Line) and case.parties("donor") and case.tables.get("funds"))


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
) -> Brief:
    """The usual brief, with whose copy it is on its first page."""
    from dayafter.study import Study

    made = Study(case, draws, seed, told).report()
    left_out = sorted(TITLES[area] for area in lost if area in TITLES)
    numbers = made.document.numbers
    first, *rest = made.document.blocks
    document = replace(
        made.document,
        subtitle=f"{made.document.subtitle} Copy {copy.mark}.",
        blocks=(first, notice(shown, copy, numbers, left_out), *rest),
        properties={**made.document.properties, "released to": copy.party, "copy": copy.mark},
    )
    return replace(made, document=document)


def notice(shown: Shown, copy: Copy, numbers: Numbers, left_out: Sequence[str] = ()) -> Callout:
    """The box on page one: for whom, at which step, what is not shown."""
    step = _number(numbers, copy.step, "step of disclosure")
    said: list[Inlines] = [
        prose(
            "For {who} only, at step {step} ({name}).",
            who=Name(with_article(copy.party_name)),
            step=step,
            name=Name(copy.step_name),
        ),
        prose(
            "Computed anew from what {who} is shown: numbers differ from those of others.",
            who=Name(with_article(copy.party_name)),
        ),
    ]
    for form, words in (("coarse", "Shown as bands: {names}."), ("withheld", "Not shown, or only in part: {names}.")):
        names = _titles(shown, form)  # type: ignore[arg-type]
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


def _number(numbers: Numbers, value: float, what: str) -> Words:
    trace = {
        "step": "release",
        "key": {"what": what},
        "formula": "as agreed",
        "value": value,
        "figures": [],
        "children": [],
        "reads": 0,
    }
    return numbers.add(value, value, value, unit="", style="quantity", trace=trace)


# The shorter brief


def short(shown: Shown, case: Case, copy: Copy) -> Document:
    """What the released case says, table by table, where it is too little to compute anything from."""
    numbers = Numbers()
    settings = case.settings
    names = names_of(case)
    blocks: list[Block] = [
        Heading(1, "What is shown", "shown", numbered=False),
        notice_in_short(copy, numbers),
    ]
    for name in TABLES:
        rows = case.tables.get(name, ())
        if rows and name not in SKIPPED:
            blocks += _table_of(name, rows, names, numbers)
    return Document(
        title=f"{names[settings.recipient]}: what is to be settled",
        subtitle=f"Released to {copy.party_name}, step {copy.step}, as known on {settings.known_on:%d %B %Y}. "
        f"Copy {copy.mark}.",
        run_code=copy.mark,
        date=settings.known_on,
        blocks=(*blocks, PageBreak(), SourceList()),
        numbers=numbers,
        sources={one.source_id: _printed(one) for one in case.sources.values()},
        properties={"released to": copy.party, "copy": copy.mark},
    )


def notice_in_short(copy: Copy, numbers: Numbers) -> Callout:
    """The box on page one of a brief that computes nothing: it does not even list what there is that is not shown."""
    step = _number(numbers, copy.step, "step of disclosure")
    words = prose(
        "For {who} only, at step {step} ({name}). All that is shown stands below; nothing is computed.",
        who=Name(with_article(copy.party_name)), step=step, name=Name(copy.step_name),
    )  # fmt: skip
    return Callout("note", "What this copy holds", (Bullets((words,)),))


def _table_of(name: str, rows: Sequence[Row], names: dict[str, str], numbers: Numbers) -> list[Block]:
    """A heading and a table: what each row is about, and its figure with its range or its other cells."""
    model = TABLES[name]
    own = [one for one in columns_of(model) if name not in FIGURES or one not in FigureRow.model_fields]
    filled = [one for one in own if one != "note" and any(text_of(getattr(r, field_of(model, one))) for r in rows)]
    shown = [one for one in filled if one != "source_id"]
    columns: list[tuple[Words, str, float]] = [
        (Name(str(model.model_fields[field_of(model, one)].title)), "text", 1.0) for one in shown
    ]
    lines = []
    for one in rows:
        cells: list[Words] = [Name(_said(getattr(one, field_of(model, column)), names)) for column in shown]
        if isinstance(one, FigureRow):
            cells.append(_figure(one, numbers))
        lines.append(row(*cells))
    if name in FIGURES:
        columns.append(("Figure", "number", 1.2))
    return [
        Heading(2, Name(model.title), f"part-{name.replace('_', '-')}"),
        para("{question}", question=Name(model.question)),
        table(f"table-{name.replace('_', '-')}", Name(model.title), columns, lines),
    ]


def _said(value: object, names: dict[str, str]) -> str:
    parts = value if isinstance(value, tuple) else (text_of(value),)
    return "; ".join(str(names.get(str(part), part)) for part in parts)


def _figure(one: FigureRow, numbers: Numbers) -> Words:
    trace = {
        "step": "figure", "key": {"table": one.table, "row": "/".join(one.key)}, "formula": "as shown",
        "value": one.central, "figures": [], "children": [], "reads": 0,
    }  # fmt: skip
    return numbers.add(one.central, one.low, one.high, unit="", style="quantity", trace=trace)


def _printed(one: Source) -> Printed:
    return Printed(
        id=one.source_id, publisher=one.publisher, title=one.title_, published=one.published, url=one.url,
        accessed=one.accessed, grade=one.reliability,
    )  # fmt: skip


def rendered(document: Document, form: str) -> bytes:
    """The document's bytes in one format."""
    if form == "html":
        from dayafter.report.html import html

        return html(document).encode()
    if form == "pdf":
        from dayafter.report.pdf import pdf

        return pdf(document)
    from dayafter.report.word import word

    return word(document)
