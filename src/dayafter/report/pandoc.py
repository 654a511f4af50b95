"""The brief as pandoc's document tree, which pandoc writes as Word: a tree has no markup to escape."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from dayafter.report.document import (
    Block,
    Bullets,
    Callout,
    Cite,
    Column,
    Emph,
    Figure,
    Heading,
    Inline,
    KeyFact,
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
    plain,
)
from dayafter.report.numbers import NBSP, Number, day
from dayafter.report.outline import NUMBERS_ID, SOURCES_ID, Outline
from dayafter.report.provenance import PRINTED, Provenance, provenances, steps

_PAGE_BREAK = (
    '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/></w:pPr>'
    '<w:r><w:br w:type="page"/></w:r></w:p>'
)
"""A paragraph of one point: on a full page it still fits, so that no empty page follows."""

Node = dict[str, Any]
KINDS = {"note": "Note", "limit": "Limit", "decision": "Decision"}
_NO_ATTR: list[Any] = ["", [], []]
_WIDTH = "160mm"
SECTION_END = "<w:p><w:pPr><w:sectPr/></w:pPr></w:p>"
"""Where the part in one column ends; the file's own section takes its place, and goes on in two columns."""
_GAP: Node = {
    "t": "RawBlock",
    "c": [
        "openxml",
        '<w:p><w:pPr><w:pStyle w:val="TableText"/><w:spacing w:line="140" w:lineRule="exact"/></w:pPr></w:p>',
    ],
}


def tree(plan: Outline) -> str:
    """The whole document as pandoc's JSON."""
    document = plan.document
    meta: dict[str, Node] = {
        key: {"t": "MetaInlines", "c": [_str(value)]}
        for key, value in {
            **document.properties,
            "title": document.title,
            "lang": document.lang,
            "run": document.run_code,
        }.items()
    }
    meta["keywords"] = {"t": "MetaList", "c": [{"t": "MetaInlines", "c": [_str(f"run {document.run_code}")]}]}
    front = [
        _para("Subtitle", [_str(document.subtitle)]),
        _para("Date", [_str(f"{day(document.date)} · Run {document.run_code}")]),
    ]
    whole = {
        "pandoc-api-version": [1, 23, 1],
        "meta": meta,
        "blocks": front + _Writer(plan).whole(),
    }
    return json.dumps(whole, ensure_ascii=False)


def picture(figure: Figure) -> str:
    """The name of the file in which pandoc finds the picture of a figure."""
    return f"{figure.id}.png"


def _str(text: str) -> Node:
    return {"t": "Str", "c": text}


def _styled(style: str, content: list[Node]) -> Node:
    """A character style around inlines."""
    return {"t": "Span", "c": [["", [], [["custom-style", style]]], content]}


def _para(style: str, content: list[Node]) -> Node:
    """A paragraph in a named style."""
    return {"t": "Div", "c": [["", [], [["custom-style", style]]], [{"t": "Para", "c": content}]]}


def _raw(kind: str, xml: str) -> Node:
    return {"t": kind, "c": ["openxml", xml]}


def _run(text: str, style: str = "", *, bold: bool = False) -> str:
    """One run of WordprocessingML."""
    look = (f"<w:rStyle w:val={quoteattr(style)}/>" if style else "") + ("<w:b/>" if bold else "")
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _jump(target: str, text: str, style: str, *, bold: bool = False) -> str:
    """A link within the document."""
    return f"<w:hyperlink w:anchor={quoteattr(target)}>{_run(text, style, bold=bold)}</w:hyperlink>"


def _cell(blocks: list[Node], span: int = 1) -> list[Any]:
    return [_NO_ATTR, {"t": "AlignDefault"}, 1, span, blocks]


def _table(style: str, widths: list[float], header: list[Any], rows: list[list[Any]]) -> Node:
    """A table of ready cells; the header may be empty."""
    specs = [[{"t": "AlignDefault"}, {"t": "ColWidth", "c": width / sum(widths)}] for width in widths]
    head = [_NO_ATTR, [[_NO_ATTR, header]] if header else []]
    body = [[_NO_ATTR, 0, [], [[_NO_ATTR, row] for row in rows]]]
    attr = ["", [], [["custom-style", style]]]
    return {"t": "Table", "c": [attr, [None, []], specs, head, body, [_NO_ATTR, []]]}


class _Writer:
    """Writes one document; remembers which sources have been cited in full."""

    def __init__(self, plan: Outline) -> None:
        self.plan = plan
        self.cited: set[str] = set()
        self.number_style = "Number"
        self.bold = False
        self.lead = False

    def whole(self) -> list[Node]:
        """All blocks; those before the first page break are set close, to fit on one page."""
        blocks = self.plan.document.blocks
        end = next((n for n, block in enumerate(blocks) if isinstance(block, PageBreak)), 0)
        self.lead = True
        first = self.blocks(blocks[:end])
        self.lead = False
        return first + ([_raw("RawBlock", _PAGE_BREAK)] if end else []) + self.blocks(blocks[end + bool(end) :])

    def blocks(self, blocks: Iterable[Block]) -> list[Node]:
        return [node for block in blocks for node in self.block(block)]

    def block(self, block: Block) -> list[Node]:
        match block:
            case Heading():
                entry = self.plan.entry(block.id)
                return [self.heading(entry.level, entry.number, entry.id, block.text)]
            case Para(content):
                words = self.words(content)
                return [_para("Lead", words) if self.lead else {"t": "Para", "c": words}]
            case Bullets():
                return [self.bullets(block)]
            case Verbatim(text):
                lines = [node for line in text.splitlines() for node in (_str(line), {"t": "LineBreak"})]
                return [_para("Verbatim", lines[:-1])]
            case Table():
                return self.table(block)
            case Figure():
                return self.figure(block)
            case Callout(kind, title, inner):
                lead = _styled("Label", [_str(f"{KINDS[kind]}: ")])
                boxed = [_para("Callout Title", [lead, *self.words(title)]), *self.callout(inner)]
                return [_table("CalloutBox", [1.0], [], [[_cell(boxed)]]), _GAP]
            case KeyFacts(facts):
                row = [_cell(self.key_fact(fact)) for fact in facts]
                return [_table("KeyFacts", [1.0] * len(facts), [], [row]), _GAP]
            case PageBreak(close):
                return [_raw("RawBlock", _PAGE_BREAK)] if close else []
            case Toc(title, depth):
                return [_para("TOC Heading", self.words(title)), _raw("RawBlock", self.contents(depth))]
            case SourceList(title):
                listed = [[_para("Source", self.source(source))] for source in self.plan.sources]
                style: list[Any] = [1, {"t": "Decimal"}, {"t": "Period"}]
                return [self.heading(1, "", SOURCES_ID, title), {"t": "OrderedList", "c": [style, listed]}]
            case NumberAnnex(title, lead):
                last = self.plan.document.blocks[-1] is block
                return [self.heading(1, "", NUMBERS_ID, title), *self.annex(lead, columns=last)]

    def annex(self, lead: Words, *, columns: bool) -> list[Node]:
        """The lead, every step with its formula once, then the numbers; in two columns where nothing follows."""
        sources, numbers = self.plan.document.sources, self.plan.numbers
        nodes = [{"t": "Para", "c": self.words(lead)}] if lead else []
        for step in steps(numbers, sources):
            nodes.append(_para("Trace", [{"t": "Strong", "c": [_str(step.name)]}, _str(f": {step.formula}")]))
            nodes.extend(_para("Trace Figure", [_str(figure.text)]) for figure in step.figures)
        if columns:
            nodes.append(_raw("RawBlock", SECTION_END))
        return nodes + [self.trace(trace) for trace in provenances(numbers, sources, PRINTED, own=True)]

    def heading(self, level: int, number: str, heading_id: str, text: Words) -> Node:
        numbered = [_styled("Section Number", [_str(f"{number}\u2002")])] if number else []
        return {"t": "Header", "c": [level, [heading_id, [], []], numbered + self.words(text)]}

    def bullets(self, block: Bullets) -> Node:
        items = [
            [_para("Lead", words) if self.lead else {"t": "Plain", "c": words}]
            for words in (self.words(item) for item in block.items)
        ]
        if block.ordered:
            return {"t": "OrderedList", "c": [[1, {"t": "Decimal"}, {"t": "Period"}], items]}
        return {"t": "BulletList", "c": items}

    def callout(self, blocks: Iterable[Block]) -> list[Node]:
        """The content of a box, whose text takes the whole width of the box."""
        made = self.blocks(blocks)
        return made if self.lead else [{"t": "Div", "c": [["", [], [["custom-style", "Callout"]]], made]}]

    def words(self, words: Words) -> list[Node]:
        parts = inlines(words)
        out: list[Node] = []
        for before, inline in zip((None, *parts), parts, strict=False):
            if isinstance(before, Cite) and isinstance(inline, Cite):
                out.append({"t": "Superscript", "c": [_str(", ")]})
            out.append(self.inline(inline))
        return out

    def inline(self, inline: Inline) -> Node:
        match inline:
            case Number():
                return _raw("RawInline", _jump(inline.id, inline.text, self.number_style, bold=self.bold))
            case Cite(source_id):
                return {"t": "Note", "c": [{"t": "Para", "c": self.cite(source_id)}]}
            case Ref(target):
                return _raw("RawInline", _jump(target, self.plan.labels[target], "Hyperlink", bold=self.bold))
            case Link(text, url):
                return {"t": "Link", "c": [_NO_ATTR, [_str(text)], [url, ""]]}
            case Strong(content):
                before, self.bold = self.bold, True
                inner = self.words(content)
                self.bold = before
                return {"t": "Strong", "c": inner}
            case Emph(content):
                return {"t": "Emph", "c": self.words(content)}
            case _:
                return _str(inline.text)

    def cite(self, source_id: str) -> list[Node]:
        """The source in full at first, then in short."""
        source = self.plan.document.sources[source_id]
        if source_id in self.cited:
            return [_str(source.short)]
        self.cited.add(source_id)
        return self.source(source)

    def source(self, source: Source) -> list[Node]:
        title: Node = {"t": "Emph", "c": [_str(source.title)]}
        if source.url:
            title = {"t": "Link", "c": [_NO_ATTR, [title], [source.url, ""]]}
        return [_str(f"{source.publisher}: "), title, _str(f". {source.details}." if source.details else ".")]

    def caption(self, block: Table | Figure) -> Node:
        """`Figure 1` with a field that Word renumbers, and the bookmark that references lead to."""
        word, _, number = self.plan.labels[block.id].partition(NBSP)
        sequence = f'<w:fldSimple w:instr=" SEQ {word} \\* ARABIC ">{_run(number, "Label")}</w:fldSimple>'
        label = _raw("RawInline", _run(f"{word}{NBSP}", "Label") + sequence + _run("\u2002"))
        anchor = {"t": "Span", "c": [[block.id, [], []], [label]]}
        return _para("Caption", [anchor, *self.words(block.caption)])

    def table(self, block: Table) -> list[Node]:
        caption = self.caption(block)
        self.number_style = "CellNumber"
        header = [_cell([_para(f"Table Heading{_suffix(c)}", self.words(c.title))]) for c in block.columns]
        rows = [self.row(row, block.columns) for row in block.rows]
        self.number_style = "Number"
        nodes = [caption, _table("Table", [column.weight for column in block.columns], header, rows)]
        return [*nodes, _para("Note", self.words(block.note))]

    def row(self, row: Row, columns: tuple[Column, ...]) -> list[Any]:
        if row.kind == "group":
            return [_cell([_para("Table Group", self.words(row.cells[0]))], len(columns))]
        base = "Table Heading" if row.kind == "total" else "Table Text"
        styles = [(base + _suffix(c)).replace("Text Number", "Number") for c in columns]
        return [
            _cell([_para(style, self.words(cell) or [_str("")])]) for style, cell in zip(styles, row.cells, strict=True)
        ]

    def figure(self, block: Figure) -> list[Node]:
        size = ["", [], [["width", _WIDTH]]]
        image = {"t": "Image", "c": [size, [_str(block.alt)], [picture(block), ""]]}
        return [self.caption(block), _para("Figure", [image]), _para("Note", self.words(block.note))]

    def key_fact(self, fact: KeyFact) -> list[Node]:
        value = fact.number.as_value.text.replace(NBSP, " ")
        parts = [
            _para("Key Label", self.words(fact.label)),
            _para("Key Value", [_raw("RawInline", _jump(fact.number.id, value, "CellNumber"))]),
        ]
        if fact.number.has_range:
            parts.append(_para("Key Range", [_str(fact.number.as_range.text)]))
        return [*parts, _para("Key Note", self.words(fact.note))]

    def contents(self, depth: int) -> str:
        """A table of contents that lists the headings at once; Word adds the page numbers when it updates the field."""
        entries = [entry for entry in self.plan.entries if entry.level <= depth]
        begin = (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> TOC \\o "1-'
            f'{depth}" \\h \\z \\u </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        )
        end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        lines = []
        for n, entry in enumerate(entries):
            text = f"{entry.number}\u2002{plain(entry.text)}" if entry.number else plain(entry.text)
            inside = (begin if n == 0 else "") + _jump(entry.id, text, "") + (end if n == len(entries) - 1 else "")
            lines.append(f'<w:p><w:pPr><w:pStyle w:val="TOC{entry.level}"/></w:pPr>{inside}</w:p>')
        return "".join(lines)

    def trace(self, trace: Provenance) -> Node:
        anchor = {"t": "Span", "c": [[trace.id, [], []], [_str(trace.id)]]}
        text = {"t": "Strong", "c": [_str(trace.text)]}
        rest = f" {trace.step}" + (f" \u00b7 {trace.rest}" if trace.rest else "")
        return _para("Trace", [_styled("Label", [anchor]), _str("\u2002"), text, _str(rest)])


def _suffix(column: Column) -> str:
    return " Number" if column.kind == "number" else ""
