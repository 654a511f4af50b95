"""A brief as pure data: blocks of words, from which HTML, PDF and Word are all made.

Everything that an author of a section needs is importable from here.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from dayafter.report.inline import (
    Cite,
    Date,
    Emph,
    Inline,
    Inlines,
    Link,
    NakedDigit,
    Name,
    Ref,
    Strong,
    Text,
    Words,
    emph,
    inlines,
    plain,
    prose,
    strong,
)
from dayafter.report.numbers import Number, Numbers, day, shown

__all__ = [
    "Block",
    "Bullets",
    "Callout",
    "Cite",
    "Column",
    "DataTable",
    "Date",
    "Document",
    "Drawing",
    "Emph",
    "Figure",
    "Heading",
    "Inline",
    "Inlines",
    "KeyFact",
    "KeyFacts",
    "Link",
    "NakedDigit",
    "Name",
    "NumberAnnex",
    "PageBreak",
    "Para",
    "Ref",
    "Row",
    "Source",
    "SourceList",
    "Strong",
    "Table",
    "Text",
    "Toc",
    "Verbatim",
    "Words",
    "emph",
    "inlines",
    "para",
    "plain",
    "prose",
    "strong",
    "walk",
    "walk_inlines",
]

_ID = re.compile(r"[a-z][a-z0-9-]*")


class Drawing(Protocol):
    """A chart that can draw itself, offline, in the font of the brief."""

    def svg(self) -> str:
        """The picture as a whole SVG document."""
        ...

    def png(self, scale: float = 2) -> bytes:
        """The picture as PNG, `scale` times its size in pixels."""
        ...


@dataclass(frozen=True)
class DataTable:
    """The figures behind a chart, as text, for readers who cannot see it or do not trust it."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, headings: Mapping[str, str], rows: Iterable[Mapping[str, object]]) -> DataTable:
        """The columns named in `headings` (key -> title) of the rows, numbers to four digits."""
        return cls(tuple(headings.values()), tuple(tuple(shown(row.get(key)) for key in headings) for row in rows))


@dataclass(frozen=True)
class Heading:
    """A heading of level one to three; unnumbered ones still stand in the table of contents."""

    level: int
    text: Words
    id: str
    numbered: bool = True


@dataclass(frozen=True)
class Para:
    """One paragraph."""

    content: Words


def para(template: str, /, **parts: Words | dt.date) -> Para:
    """A paragraph of `prose`."""
    return Para(prose(template, **parts))


@dataclass(frozen=True)
class Bullets:
    """A list without order; numbered where the order matters."""

    items: tuple[Words, ...]
    ordered: bool = False


@dataclass(frozen=True)
class Verbatim:
    """Text set as it stands, such as the equations of a method card; a name, so digits are welcome."""

    text: str


@dataclass(frozen=True)
class Column:
    """One column: its title, and whether it holds words or numbers (set to the right)."""

    title: Words
    kind: Literal["text", "number"] = "text"
    weight: float = 1.0


@dataclass(frozen=True)
class Row:
    """One row of cells; a `group` row has a single cell that heads the rows below, a `total` row sums them up."""

    cells: tuple[Words, ...]
    kind: Literal["plain", "group", "total"] = "plain"


@dataclass(frozen=True)
class Table:
    """A table with a caption; the first column names the rows."""

    id: str
    caption: Words
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: Words = ()

    def __post_init__(self) -> None:
        for row in self.rows:
            expected = 1 if row.kind == "group" else len(self.columns)
            if len(row.cells) != expected:
                raise ValueError(f"table {self.id}: a row has {len(row.cells)} cells, expected {expected}")


@dataclass(frozen=True)
class Figure:
    """A chart with its caption, its words for those who cannot see it, and the figures behind it."""

    id: str
    caption: Words
    alt: str
    chart: Drawing
    data_table: DataTable | None = None
    note: Words = ()

    def __post_init__(self) -> None:
        if not self.alt.strip():
            raise ValueError(f"figure {self.id} has no alt text")


@dataclass(frozen=True)
class Callout:
    """A box beside the argument: a limit to keep in mind, a decision to take, a note."""

    kind: Literal["note", "limit", "decision"]
    title: Words
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class KeyFact:
    """One number of the bottom line, with what it is and what to know about it."""

    label: Words
    number: Number
    note: Words = ()


@dataclass(frozen=True)
class KeyFacts:
    """The numbers of the bottom line, side by side."""

    facts: tuple[KeyFact, ...]


@dataclass(frozen=True)
class PageBreak:
    """Where print may go on on a new page; after the first one, and before what is set close, it does.

    close: what follows, up to the next one, is set smaller and over the whole width in print.
    """

    close: bool = False


@dataclass(frozen=True)
class Toc:
    """Table of contents, to the given level of headings."""

    title: Words = "Contents"
    depth: int = 2


@dataclass(frozen=True)
class SourceList:
    """All sources that the brief cites; stands at the end unless placed elsewhere."""

    title: Words = "Sources"


@dataclass(frozen=True)
class NumberAnnex:
    """Every number of the brief with its trace; stands at the end unless placed elsewhere."""

    title: Words = "Where each number comes from"
    lead: Words = ""


Block = (
    Heading | Para | Bullets | Verbatim | Table | Figure | Callout | KeyFacts
    | PageBreak | Toc | SourceList | NumberAnnex
)  # fmt: skip


@dataclass(frozen=True)
class Source:
    """A source as it is printed."""

    id: str
    publisher: str
    title: str
    published: dt.date | None = None
    url: str = ""
    accessed: dt.date | None = None
    grade: str = ""
    note: str = ""

    @property
    def short(self) -> str:
        """Publisher and year, for a source that was cited in full before."""
        return f"{self.publisher}, {self.published.year}" if self.published else self.publisher

    @property
    def details(self) -> str:
        """What follows the title: dates, grade, note."""
        parts = [
            day(self.published) if self.published else "",
            f"seen {day(self.accessed)}" if self.accessed else "",
            f"graded {self.grade}" if self.grade else "",
            self.note,
        ]
        return "; ".join(part for part in parts if part)


@dataclass(frozen=True)
class Document:
    """A whole brief. `date` is the only date that any format stores; `run_code` stands on every page."""

    title: str
    subtitle: str
    run_code: str
    date: dt.date
    blocks: tuple[Block, ...]
    numbers: Numbers = field(default_factory=Numbers)
    sources: Mapping[str, Source] = field(default_factory=dict)
    properties: Mapping[str, str] = field(default_factory=dict)
    lang: str = "en-GB"

    def __post_init__(self) -> None:
        seen: set[str] = set()
        for block in walk(self.blocks):
            if isinstance(block, Heading | Table | Figure):
                if not _ID.fullmatch(block.id) or block.id in seen:
                    raise ValueError(f"the id {block.id!r} is malformed or stands twice")
                seen.add(block.id)
        for inline in walk_inlines(self.blocks):
            if isinstance(inline, Cite) and inline.source_id not in self.sources:
                raise ValueError(f"the document cites {inline.source_id!r}, which is not among its sources")
            if isinstance(inline, Ref) and inline.target not in seen:
                raise ValueError(f"the document refers to {inline.target!r}, which it does not hold")
            if isinstance(inline, Number) and inline.id not in self.numbers:
                raise ValueError(f"the number {inline.id!r} is not in the document's registry")


def walk(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """All blocks in reading order, those inside callouts after their callout."""
    out: list[Block] = []
    for block in blocks:
        out.append(block)
        if isinstance(block, Callout):
            out.extend(walk(block.blocks))
    return tuple(out)


def walk_inlines(blocks: tuple[Block, ...]) -> tuple[Inline, ...]:
    """All inlines in reading order, those inside bold and italics after their parent."""
    out: list[Inline] = []

    def take(words: Words) -> None:
        for inline in inlines(words):
            out.append(inline)
            if isinstance(inline, Strong | Emph):
                take(inline.content)

    for block in walk(blocks):
        for words in _words_of(block):
            take(words)
    return tuple(out)


def _words_of(block: Block) -> tuple[Words, ...]:
    match block:
        case Heading(text=text):
            return (text,)
        case Para(content):
            return (content,)
        case Bullets(items):
            return items
        case Table():
            cells = tuple(cell for row in block.rows for cell in row.cells)
            return (block.caption, *(column.title for column in block.columns), *cells, block.note)
        case Figure():
            return (block.caption, block.note)
        case Callout(title=title) | Toc(title=title) | SourceList(title=title):
            return (title,)
        case NumberAnnex(title=title, lead=lead):
            return (title, lead)
        case KeyFacts(facts):
            return tuple(words for fact in facts for words in (fact.label, fact.number, fact.note))
        case _:
            return ()
