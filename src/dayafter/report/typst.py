"""The brief as Typst markup: every word goes in as a string literal, so that no text can become markup."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from dayafter.report.document import (
    Block,
    Bullets,
    Callout,
    Cite,
    Emph,
    Figure,
    Heading,
    Inline,
    KeyFacts,
    Link,
    NumberAnnex,
    PageBreak,
    Para,
    Ref,
    Row,
    Source,
    SourceList,
    Strong,
    Table,
    Toc,
    Verbatim,
    Words,
    inlines,
)
from dayafter.report.numbers import NBSP, Number, day
from dayafter.report.outline import NUMBERS_ID, SOURCES_ID, Outline
from dayafter.report.provenance import PRINTED, Provenance, provenances, steps

STYLE = Path(__file__).parent / "styles" / "brief.typ"
SHORT = 12
"""Rows of a table that no page break divides."""
KINDS = {"note": "Note", "limit": "Limit", "decision": "Decision"}


def quoted(text: str) -> str:
    """The text as a Typst string literal."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t").replace("\r", "")
    return f'"{escaped}"'


def markup(plan: Outline) -> str:
    """The whole source of the PDF."""
    return _Writer(plan).source()


class _Writer:
    """Writes one document; remembers which sources have been cited in full."""

    def __init__(self, plan: Outline) -> None:
        self.plan = plan
        self.cited: set[str] = set()
        self.numbers_as = "num"
        self.width = ""

    def source(self) -> str:
        document = self.plan.document
        lang, _, region = document.lang.partition("-")
        words = [f"run {document.run_code}", *(f"{k}: {v}" for k, v in sorted(document.properties.items()))]
        settings = {
            "title": quoted(document.title),
            "subtitle": quoted(document.subtitle),
            "run": quoted(document.run_code),
            "date": f"datetime(year: {document.date.year}, month: {document.date.month}, day: {document.date.day})",
            "shown-date": quoted(day(document.date)),
            "description": quoted(document.subtitle),
            "keywords": f"({', '.join(map(quoted, words))},)",
            "lang": quoted(lang),
            "region": quoted(region) if region else "none",
        }
        head = ", ".join(f"{key}: {value}" for key, value in settings.items())
        return f"{STYLE.read_text('utf-8')}\n#show: brief.with({head})\n{self.first_page(document.blocks)}\n"

    def first_page(self, blocks: tuple[Block, ...]) -> str:
        """The blocks; those before the first page break are set close, over the whole width, to fit on one page."""
        end = next((n for n, block in enumerate(blocks) if isinstance(block, PageBreak)), 0)
        self.width = "(width: 100%)"
        first = self.blocks(blocks[:end])
        self.width = ""
        rest = blocks[end + bool(end) :]
        return f"#first-page[\n{first}\n]\n{'#pagebreak(weak: true)' if end else ''}\n{self.pages(rest)}"

    def pages(self, blocks: tuple[Block, ...]) -> str:
        """The other blocks; those between a page break that asks for it and the next are set close."""
        parts = []
        starts = [n for n, block in enumerate(blocks) if isinstance(block, PageBreak)]
        for start, end in zip([0, *starts], [*starts, len(blocks)], strict=True):
            if start == end or (end < len(blocks) and blocks[start:end] == (PageBreak(),)):
                continue  # of two breaks the second decides: after the room of the first it would leave a page empty
            is_close = blocks[start] == PageBreak(close=True)
            self.width = "(width: 100%)" if is_close else ""
            body = self.blocks(blocks[start + is_close : end])
            parts.append(f"{self.block(blocks[start])}\n#close-set[\n{body}\n]" if is_close else body)
            self.width = ""
        return "\n".join(parts)

    def blocks(self, blocks: Iterable[Block]) -> str:
        return "\n".join(self.block(block) for block in blocks)

    def block(self, block: Block) -> str:
        match block:
            case Heading():
                entry = self.plan.entry(block.id)
                return self.heading(entry.level, entry.number, entry.id, block.text)
            case Para(content):
                return f"#p{self.width}[{self.words(content)}]"
            case Bullets(items, ordered):
                parts = "".join(f"[{self.words(item)}]" for item in items)
                return f"#{'steps' if ordered else 'items'}{self.width}{parts}"
            case Verbatim(text):
                return f"#verbatim[{'#linebreak();'.join(f'#{quoted(line)};' for line in text.splitlines())}]"
            case Table():
                return self.table(block)
            case Figure():
                return self.figure(block)
            case Callout(kind, title, inner):
                words = f'"{kind}", {quoted(KINDS[kind])}, [{self.words(title)}]'
                outside, self.width = self.width, "(width: 100%)"
                body = self.blocks(inner)
                self.width = outside
                return f"#callout({words}, width: {'100%' if outside else 'measure'})[\n{body}\n]"
            case KeyFacts():
                return self.key_facts(block)
            case PageBreak():
                return "#pagebreak(weak: true)" if block.close else "#room"
            case Toc(title, depth):
                return (
                    f"{self.heading(1, '', 'contents', title, outlined=False)}\n#outline(title: none, depth: {depth})"
                )
            case SourceList(title):
                listed = "\n".join(f"+ {_source(source)}" for source in self.plan.sources)
                return f"{self.heading(1, '', SOURCES_ID, title)}\n#[#set text(8.5pt)\n{listed}\n]"
            case NumberAnnex(title, lead):
                return f"{self.heading(1, '', NUMBERS_ID, title)}\n{self.annex(lead)}"

    def annex(self, lead: Words) -> str:
        """The lead, every step with its formula once, then the numbers in two columns, in a few lines each."""
        sources, numbers = self.plan.document.sources, self.plan.numbers
        parts = [f"#p[{self.words(lead)}]"] if lead else []
        for step in steps(numbers, sources):
            lines = "".join(f"#figure-line[#{quoted(figure.text)};]" for figure in step.figures)
            parts.append(f"#annex-step({quoted(step.name)}, {quoted(step.formula)})[{lines}]")
        listed = "\n".join(map(self.trace, provenances(numbers, sources, PRINTED, own=True)))
        return "\n".join(parts) + f"\n#annex-columns[\n{listed}\n]"

    def heading(self, level: int, number: str, heading_id: str, text: Words, *, outlined: bool = True) -> str:
        call = f"#sec({level}, {quoted(number)}, {quoted(heading_id)})[{self.words(text)}]"
        return call if outlined else f"#[#set heading(outlined: false)\n{call}]"

    def words(self, words: Words) -> str:
        parts = inlines(words)
        out = []
        for before, inline in zip((None, *parts), parts, strict=False):
            if isinstance(before, Cite) and isinstance(inline, Cite):
                out.append('#super(", ");')
            out.append(self.inline(inline))
        return "".join(out)

    def inline(self, inline: Inline) -> str:
        match inline:
            case Number():
                return f"#{self.numbers_as}(<{inline.id}>)[#{quoted(inline.text)};];"
            case Cite(source_id):
                return self.cite(source_id)
            case Ref(target):
                return f"#ref-to(<{target}>)[#{quoted(self.plan.labels[target])};];"
            case Link(text, url):
                return f"#web({quoted(url)})[#{quoted(text)};];"
            case Strong(content):
                return f"#strong[{self.words(content)}];"
            case Emph(content):
                return f"#emph[{self.words(content)}];"
            case _:
                return f"#{quoted(inline.text)};"

    def cite(self, source_id: str) -> str:
        """A footnote: the source in full at first, then in short."""
        source = self.plan.document.sources[source_id]
        if source_id in self.cited:
            return f"#footnote[#{quoted(source.short)};];"
        self.cited.add(source_id)
        return f"#footnote[{_source(source)}];"

    def table(self, block: Table) -> str:
        self.numbers_as = "cell-num"
        columns = ", ".join(f"{column.weight}fr" for column in block.columns)
        aligns = ", ".join("right" if column.kind == "number" else "left" for column in block.columns)
        header = ", ".join(f"[{self.words(column.title)}]" for column in block.columns)
        cells = "\n".join(f"  {self.row(row, len(block.columns))}" for row in block.rows)
        self.numbers_as = "num"
        body = f"lined-table(({columns},), ({aligns},), ({header},), (\n{cells}\n))"
        caption = f"[{self.words(block.caption)}]"
        figure = f"#figure(kind: table, supplement: [Table], caption: {caption}, {body}) <{block.id}>"
        if len(block.rows) <= SHORT:  # a table this short stays on one page
            figure = f"#[#show figure: set block(breakable: false)\n{figure}]"
        return figure + (f"\n#remark[{self.words(block.note)}]" if block.note else "")

    def row(self, row: Row, width: int) -> str:
        if row.kind == "group":
            return f"group({width})[{self.words(row.cells[0])}],"
        wrap = "total" if row.kind == "total" else ""
        return " ".join(f"{wrap}[{self.words(cell)}]," for cell in row.cells)

    def figure(self, block: Figure) -> str:
        picture = f'image(bytes({quoted(block.chart.svg())}), format: "svg", width: 100%)'
        caption = f"[{self.words(block.caption)}]"
        figure = (
            f"#[#show figure: set block(breakable: false)\n#figure(kind: image, supplement: [Figure], "
            f"alt: {quoted(block.alt)}, caption: {caption}, {picture}) <{block.id}>]"
        )
        return figure + (f"\n#remark[{self.words(block.note)}]" if block.note else "")

    def key_facts(self, block: KeyFacts) -> str:
        parts = []
        for fact in block.facts:
            ranged = f"[#{quoted(fact.number.as_range.text)};]" if fact.number.has_range else "none"
            note = f"[{self.words(fact.note)}]" if fact.note else "none"
            # a large number may break before its unit, in a column this narrow
            value = f"#cell-num(<{fact.number.id}>)[#{quoted(fact.number.as_value.text.replace(NBSP, ' '))};];"
            parts.append(f"(label: [{self.words(fact.label)}], value: [{value}], range: {ranged}, note: {note})")
        return f"#keyfacts(\n  {','.join(parts)})"

    def trace(self, trace: Provenance) -> str:
        return f"#annex-number({quoted(trace.id)}, {quoted(trace.text)}, {quoted(trace.step)}, {quoted(trace.rest)})"


def _source(source: Source) -> str:
    """Publisher, title (as a link where there is one), dates and grade."""
    title = f"#emph[#{quoted(source.title)};];"
    linked = f"#web({quoted(source.url)})[{title}];" if source.url else title
    rest = f". {source.details}." if source.details else "."
    return f"#{quoted(source.publisher + ': ')};{linked}#{quoted(rest)};"
