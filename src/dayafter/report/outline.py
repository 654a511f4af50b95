"""What the formats share: numbering of headings, figures, tables and sources, and the annexes put in place."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dayafter.report.document import (
    Block,
    Cite,
    Document,
    Figure,
    Heading,
    Inlines,
    NumberAnnex,
    Source,
    SourceList,
    Table,
    inlines,
    walk,
    walk_inlines,
)
from dayafter.report.numbers import Number

SOURCES_ID = "sources"
NUMBERS_ID = "numbers"


@dataclass(frozen=True)
class Entry:
    """One heading of the outline: `number` is empty for headings without one."""

    id: str
    level: int
    number: str
    text: Inlines


@dataclass(frozen=True)
class Outline:
    """The document as all formats print it.

    document: with both annexes in place; entries: headings in order; labels: id of a figure or table -> `Figure 1`;
    sources: those cited, in order of first citation; numbers: those printed, by id.
    """

    document: Document
    entries: tuple[Entry, ...]
    labels: dict[str, str]
    sources: tuple[Source, ...]
    numbers: tuple[Number, ...]

    def entry(self, heading_id: str) -> Entry:
        """The heading with this id."""
        return next(entry for entry in self.entries if entry.id == heading_id)

    def source_number(self, source_id: str) -> int:
        """The place of a source in the list of sources, from 1."""
        return 1 + next(i for i, source in enumerate(self.sources) if source.id == source_id)


def outline(document: Document) -> Outline:
    """The numbering of a document, after its annexes are in place."""
    cited = dict.fromkeys(i.source_id for i in walk_inlines(document.blocks) if isinstance(i, Cite))
    used = dict.fromkeys(i.id for i in walk_inlines(document.blocks) if isinstance(i, Number))
    blocks = _with_annexes(document.blocks, bool(cited), bool(used))
    return Outline(
        document=replace(document, blocks=blocks),
        entries=_entries(blocks),
        labels=_labels(blocks),
        sources=tuple(document.sources[source_id] for source_id in cited),
        numbers=tuple(document.numbers[number_id] for number_id in sorted(used, key=_place)),
    )


def _place(number_id: str) -> tuple[int, int]:
    """Part and place of a number, so that the tenth part follows the ninth."""
    part, _, place = number_id.removeprefix("n-").rpartition("-")
    return (int(part), int(place)) if part else divmod(int(place), 1000)


def _with_annexes(blocks: tuple[Block, ...], cited: bool, used: bool) -> tuple[Block, ...]:
    """The blocks with the two annexes added where authors did not place them and there is something to list."""
    kinds = {type(block) for block in blocks}
    if cited and SourceList not in kinds:
        blocks = (*blocks, SourceList())
    if used and NumberAnnex not in kinds:
        blocks = (*blocks, NumberAnnex())
    return blocks


def _entries(blocks: tuple[Block, ...]) -> tuple[Entry, ...]:
    counts = [0, 0, 0]
    entries = []
    for block in walk(blocks):
        if isinstance(block, SourceList):
            entries.append(Entry(SOURCES_ID, 1, "", inlines(block.title)))
        elif isinstance(block, NumberAnnex):
            entries.append(Entry(NUMBERS_ID, 1, "", inlines(block.title)))
        elif isinstance(block, Heading):
            number = ""
            if block.numbered:
                counts[block.level - 1] += 1
                counts[block.level :] = [0] * (3 - block.level)
                number = ".".join(str(count) for count in counts[: block.level])
            entries.append(Entry(block.id, block.level, number, inlines(block.text)))
    return tuple(entries)


def _labels(blocks: tuple[Block, ...]) -> dict[str, str]:
    figures = [block.id for block in walk(blocks) if isinstance(block, Figure)]
    tables = [block.id for block in walk(blocks) if isinstance(block, Table)]
    return {
        **{figure_id: f"Figure\u00a0{n}" for n, figure_id in enumerate(figures, 1)},
        **{table_id: f"Table\u00a0{n}" for n, table_id in enumerate(tables, 1)},
    }
