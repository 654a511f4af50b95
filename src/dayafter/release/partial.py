"""The brief where too little is shown for a plan: results of the whole run as far as they may be shown, the parts that
need no plan, and what else there is to be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

from dayafter.case import Case
from dayafter.case.columns import FigureRow, Row, columns_of, field_of, text_of
from dayafter.case.labels import names_of
from dayafter.case.tables import FIGURES, TABLES, path_of
from dayafter.case.tables.ceasefire import Agreement
from dayafter.case.tables.reassurance import ForceOption
from dayafter.case.tables.reference import Party, Source
from dayafter.errors import DayAfterError
from dayafter.lineage import Trace
from dayafter.release.coarsen import middle
from dayafter.release.copy import Copy
from dayafter.release.results import ALL, Record
from dayafter.report.answers import PIECE
from dayafter.report.brief import printed_sources
from dayafter.report.clerk import Clerk, Outlook, with_article
from dayafter.report.document import (
    Block,
    Bullets,
    Callout,
    Document,
    Heading,
    KeyFact,
    KeyFacts,
    Name,
    PageBreak,
    Text,
    Toc,
    Words,
    para,
    prose,
)
from dayafter.report.numbers import Number, Style
from dayafter.report.sections import ceasefire, force
from dayafter.report.sections.tables import NOTHING, row, table
from dayafter.report.sections.titles import TITLES
from dayafter.study import Study

T = TypeVar("T")

SKIPPED = (Source.table, Party.table)

MANY = 400
"""Rows of a case up to which all of its tables are printed; beyond it is said where they lie."""

REQUIRED, SETTLED = "requirements for the day after", "what is to be settled"
"""What a brief with results of a plan is about, and one without."""

KEYS = ("line", "area", "month", "donor", "fiscal_year")
"""Columns that say which cell of a table of results it is."""

READ_OFF = "read off the results of the whole run, as far as they may be shown"
"""The formula of a number of the plan: what went into it is not shown."""


def partial(case: Case, copy: Copy, tables: Mapping[str, Sequence[Record]], study: Study | None) -> Document:
    """What there is to be said to a party that is shown too little for a plan.

    case: as released; tables: results of the whole run as released; study: of the case without the parts that it shows
    too little of, if anything is left to be computed.
    """
    clerk = Clerk(_outlook(study, copy.party) if study else Outlook(case=case, reader=copy.party))
    whole = tuple(_Whole(clerk, copy, tables).blocks()) if tables else ()
    # Results are worked out when they are first asked for, so that what lacks may show only then.
    sections = (_if_enough(lambda: force.write(clerk)), _if_enough(lambda: ceasefire.write(clerk)))
    parts = tuple(block for section in sections for block in section or ())
    settings = case.settings
    return Document(
        title=f"{clerk.names[settings.recipient]}: {REQUIRED if whole else SETTLED}",
        subtitle=f"Released to {copy.party_name}, step {copy.step}, as known on {settings.known_on.day} "
        f"{settings.known_on:%B %Y}. Copy {copy.mark}.",
        run_code=copy.mark,
        date=settings.known_on,
        blocks=(
            Heading(1, "What is shown", "shown", numbered=False),
            _notice(copy, clerk, bool(whole), bool(parts)),
            *((Toc(depth=1),) if parts else ()),
            *whole,
            *((PageBreak(), *parts) if parts else ()),
            *_rest(case, clerk),
            PageBreak(),  # both annexes follow by themselves, where there is something to list
        ),
        numbers=clerk.numbers,
        sources=printed_sources(case),
        properties={"released to": copy.party, "copy": copy.mark},
    )


def _outlook(study: Study, reader: str) -> Outlook:
    """The parts that need no plan, as far as the case has them."""
    return Outlook(
        case=study.case,
        reader=reader,
        force=_if_enough(study.force_of_brief) if study.case.rows(ForceOption) else None,
        ceasefire=_if_enough(study.ceasefire) if study.case.rows(Agreement) else None,
    )


def _if_enough(compute: Callable[[], T]) -> T | None:
    """What is computed; None where the case shows too little for it: then the part is left out, not guessed."""
    try:
        return compute()
    except DayAfterError:
        return None


def _notice(copy: Copy, clerk: Clerk, whole: bool, parts: bool) -> Callout:
    """The box on page one. It does not list what there is that is not shown."""
    said = [
        prose(
            "For {who} only, at step {step} ({name}).",
            who=Name(with_article(copy.party_name)),
            step=clerk.stated(copy.step, "step of disclosure"),
            name=Name(copy.step_name),
        )
    ]
    if whole:
        said.append(
            prose(
                "The results of the plan are those of the whole run, as far as they may be shown: some as bands, some "
                "not at all. A band says between which numbers the true one lies."
            )
        )
    if parts:
        said.append(
            prose("The sections are computed anew from what is shown: their numbers differ from those of others.")
        )
    if not whole and not parts:
        said.append(prose("All that is shown stands below; nothing is computed."))
    return Callout("note", "What this copy holds", (Bullets(tuple(said)),))


class _Whole:
    """The results of the whole run in words and tables."""

    def __init__(self, clerk: Clerk, copy: Copy, tables: Mapping[str, Sequence[Record]]) -> None:
        self.clerk, self.copy = clerk, copy
        self.areas = list(tables.get("result_areas", ()))
        self.lines = list(tables.get("result_lines", ()))
        self.own = [one for one in tables.get("result_donors", ()) if one["donor"] == copy.party]
        self.money = [one for one in tables.get("result_money", ()) if one["donor"] == copy.party]
        self.last = max((int(one["month"]) for one in (*self.areas, *self.lines)), default=0)

    def blocks(self) -> Iterator[Block]:
        """Shares on top where they are shown exactly, then the party's own part, areas, lines."""
        exact = [one for one in self.areas if one["area"] == ALL and one.get("share") is not None]
        if exact:
            yield KeyFacts(tuple(self._facts(exact)))
        yield from self._part()
        if self.areas:
            yield self._area_table()
        if self.lines:
            yield self._line_table()

    def _facts(self, rows: Sequence[Record]) -> Iterator[KeyFact]:
        for one in rows:
            if share := self._number("result_areas", one, "share", "", "share"):
                yield KeyFact(self._by(int(one["month"])), share, Text("delivered, of what is due"))

    def _by(self, month: int) -> Words:
        return prose("by month {month}", month=self.clerk.stated(month, "a mark of the plan"))

    def _number(self, name: str, one: Record, what: str, unit: str, style: Style = "quantity") -> Number | None:
        """The cell as a number: exact, or a band with what stands for it; None where it is not shown."""
        low, high = one.get(f"{what}_low"), one.get(f"{what}_high")
        if low is None or high is None:
            return None
        times = 1e6 if style == "money" else 1.0
        if one.get(what) is None:
            value = middle((low, high))
        else:  # nobody sends half a gun
            value = low = high = float(round(one[what])) if style == "quantity" and one[what] >= PIECE else one[what]
        trace = Trace(
            f"whole run: {what}", {"table": name} | {part: one[part] for part in KEYS if part in one}, READ_OFF, value
        )
        return self.clerk.number(value * times, low * times, high * times, unit, style, trace)

    def _cell(self, name: str, one: Record, what: str, style: Style = "quantity") -> Words:
        """The cell in a table: a band by its ends alone."""
        found = self._number(name, one, what, "", style)
        if found is None:
            return NOTHING
        return found.as_range if one.get(what) is None else found.as_bare

    def _part(self) -> Iterator[Block]:
        """What the party itself gives and spends, by the plan."""
        who = Name(with_article(self.copy.party_name))
        given = [one for one in self.own if one.get("delivered")]
        if given or self.money:
            yield Heading(2, prose("What the plan asks of {who}", who=who), "own-part", numbered=False)
        if self.money:
            years = [one for one in self.money if one["fiscal_year"] != ALL and one.get("spent")]
            unit = self.clerk.currency
            items = [
                prose(
                    "{spent} in {year}",
                    spent=self._number("result_money", one, "spent", unit, "money") or NOTHING,
                    year=Name(str(one["fiscal_year"])),
                )
                for one in years
            ]
            yield para(
                "By the plan {who} spends {years}.",
                who=who,
                years=self.clerk.listed(items) if items else Text("nothing in the years that it covers"),
            )
        if given:
            rows = [
                row(Name(one["line_name"]), self._cell("result_donors", one, "delivered"), Name(one["unit"]))
                for one in sorted(given, key=lambda one: str(one["line_name"]))
            ]
            columns = (("Item", "text", 2.4), ("Delivered by the end", "number", 1.4), ("Unit", "text", 1.0))
            yield table("own-lines", prose("What {who} gives by the plan", who=who), columns, rows)

    def _area_table(self) -> Block:
        months = sorted({int(one["month"]) for one in self.areas})
        by = {(str(one["area"]), int(one["month"])): one for one in self.areas}
        shown = [area for area in (ALL, *TITLES) if any((area, month) in by for month in months)]
        shown += sorted({area for area, _ in by} - set(shown))
        rows = [
            row(
                Name("all areas" if area == ALL else TITLES.get(area, area)),
                *(
                    self._cell("result_areas", by[area, month], "share", "share") if (area, month) in by else NOTHING
                    for month in months
                ),
            )
            for area in shown
        ]
        columns: list[tuple[Words, str, float]] = [("Area", "text", 2.2)]
        columns += [(prose("{by}, per cent", by=self._by(month)), "number", 1.2) for month in months]
        note = "Share of what is due that is delivered. A dash: not shown, or nothing is due."
        return table("whole-areas", "What is met by when, by area", columns, rows, note)

    def _line_table(self) -> Block:
        last = [one for one in self.lines if int(one["month"]) == self.last]
        last = [one for one in last if one.get("delivered_high") or one.get("required_high")]
        asked = any(one.get("required_high") is not None for one in last)
        rows = []
        for one in sorted(last, key=lambda one: str(one["name"])):
            cells = [self._cell("result_lines", one, what) for what in ("required", "delivered")[not asked :]]
            rows.append(row(Name(one["name"]), *cells, Name(one["unit"])))
        columns: list[tuple[Words, str, float]] = [("Line", "text", 2.4)]
        columns += [("Still required", "number", 1.6)] * asked + [("Delivered", "number", 1.6), ("Unit", "text", 1.0)]
        month = self.clerk.stated(self.last, "a mark of the plan")
        return table("whole-lines", prose("Lines by month {month}", month=month), columns, rows, "A dash: not shown.")


def _rest(case: Case, clerk: Clerk) -> Iterator[Block]:
    """The tables of a small case; of a large one their names, and where they lie."""
    found = {name: case.tables[name] for name in TABLES if name not in SKIPPED and case.tables.get(name)}
    if sum(map(len, found.values())) <= MANY:
        names = names_of(case)
        for name, rows in found.items():
            yield from _table_of(name, rows, names, clerk)
        return
    yield Heading(1, "What else is shown", "rest")
    yield para(
        "The case that goes with this brief holds these tables, each row with its source as far as that is shown. "
        "They lie in the folder {folder} beside it; {command} reads them.",
        folder=Name("case"),
        command=Name("dayafter check case"),
    )
    columns = (("Table", "text", 1.3), ("What it answers", "text", 2.8), ("Rows", "number", 0.6), ("File", "text", 1.6))
    rows_of = [
        row(
            Name(TABLES[name].title),
            Name(TABLES[name].question),
            clerk.stated(len(rows), f"rows of {name}"),
            Name(path_of(name)),
        )
        for name, rows in found.items()
    ]
    yield table("rest-tables", "Tables of the case that goes with this brief", columns, rows_of)


def _table_of(name: str, rows: Sequence[Row], names: dict[str, str], clerk: Clerk) -> list[Block]:
    """A heading and a table: what each row is about, and its figure with its range or its other cells."""
    model = TABLES[name]
    own = [one for one in columns_of(model) if name not in FIGURES or one not in FigureRow.model_fields]
    filled = [one for one in own if one != "note" and any(text_of(getattr(r, field_of(model, one))) for r in rows)]
    shown = [one for one in filled if one != "source_id"]
    if "name" in shown:  # then the short name says the same once more
        shown = [one for one in shown if not (model.keys == (one,) and one != "name")]
    columns: list[tuple[Words, str, float]] = [
        (Name(str(model.model_fields[field_of(model, one)].title)), "text", 1.0) for one in shown
    ]
    lines = []
    for one in rows:
        cells: list[Words] = [Name(_said(getattr(one, field_of(model, column)), names)) for column in shown]
        if isinstance(one, FigureRow):
            cells.append(_figure(one, clerk))
        lines.append(row(*cells))
    if name in FIGURES:
        columns.append(("Figure", "number", 1.2))
    return [
        Heading(2, Name(model.title), f"part-{name.replace('_', '-')}", numbered=False),
        para("{question}", question=Name(model.question)),
        table(f"table-{name.replace('_', '-')}", Name(model.title), columns, lines),
    ]


def _said(value: object, names: dict[str, str]) -> str:
    parts = value if isinstance(value, tuple) else (text_of(value),)
    return "; ".join(str(names.get(str(part), part)) for part in parts)


def _figure(one: FigureRow, clerk: Clerk) -> Words:
    trace = Trace("figure", {"table": one.table, "row": "/".join(one.key)}, "as shown", one.central)
    return clerk.number(one.central, one.low, one.high, "", "quantity", trace)
