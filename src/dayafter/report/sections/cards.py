"""Method cards: how each part computes, as its own package describes it."""

from __future__ import annotations

import re
from importlib.resources import files

from dayafter.report.answers import Desk
from dayafter.report.document import Block, Bullets, Column, Heading, Name, PageBreak, Para, Row, Table, Verbatim

CARDS = {
    "need": "The requirement",
    "supply": "Supply",
    "delivery": "The delivery plan",
    "adversary": "The adversary's rebuilding",
    "adversary/calibrate": "Calibration of the adversary",
    "deterrence": "The race",
    "deterrence/attack": "The decision to attack",
    "uncertainty": "Ranges and draws",
}


ITEM = re.compile(r"(?:[-*]|\d+\.) ")
"""What an item of a list begins with, in a card."""


def write(desk: Desk) -> tuple[Block, ...]:
    """One card for each method of the brief."""
    blocks: list[Block] = [PageBreak(close=True), Heading(1, "Method cards", "cards")]
    for package, title in CARDS.items():
        text = files("dayafter").joinpath(*package.split("/"), "card.md").read_text(encoding="utf-8")
        id = f"card-{package.replace('/', '-')}"
        blocks.append(Heading(2, title, id))
        blocks += _blocks(text, id)
    return (*blocks, PageBreak())


def _blocks(text: str, id: str) -> list[Block]:
    """The card's paragraphs, lists and verbatim parts; its headings lead in bold."""
    out: list[Block] = []
    for part in _parts(text):
        first = part[0]
        if first.startswith("#"):
            if first.startswith("##"):
                out.append(Para(_lead(first.lstrip("# "))))
        elif first.strip().startswith("|"):
            out.append(_table(part, f"{id}-{len(out)}"))
        elif first.startswith(("    ", "```")):
            out.append(Verbatim("\n".join(line for line in part if not line.startswith("```"))))
        elif ITEM.match(first):
            out.append(Bullets(tuple((Name(item),) for item in _items(part)), ordered=first[0].isdigit()))
        else:
            out.append(Para((Name(_plain(" ".join(line.strip() for line in part))),)))
    return out


def _table(part: list[str], id: str) -> Table:
    """A table of the card; its second line is the rule below the header."""
    header, _, *rows = [[_plain(cell.strip()) for cell in line.strip().strip("|").split("|")] for line in part]
    widths = [max(len(row[n]) for row in (header, *rows)) for n in range(len(header))]
    columns = tuple(
        Column(Name(title), "text", float(min(max(width, 8), 60))) for title, width in zip(header, widths, strict=True)
    )
    return Table(
        id, Name(", ".join(header).capitalize()), columns, tuple(Row(tuple(Name(cell) for cell in row)) for row in rows)
    )


def _lead(words: str) -> tuple:  # type: ignore[type-arg]
    from dayafter.report.document import strong

    return (strong(Name(_plain(words))),)


def _parts(text: str) -> list[list[str]]:
    """Runs of lines of one kind: a heading stands alone, fences and tables stay whole."""
    parts: list[list[str]] = []
    current: list[str] = []
    fenced = False
    for line in text.splitlines():
        if line.startswith("```"):
            fenced = not fenced
            current.append(line)
            if not fenced:
                parts.append(current)
                current = []
            continue
        breaks = not line.strip() or line.startswith("#")
        changes = bool(current) and _kind(current[0]) != _kind(line) and not line.startswith("  ")
        if not fenced and (breaks or changes):
            if current:
                parts.append(current)
            current = []
            if line.startswith("#"):
                parts.append([line])
            elif line.strip():
                current = [line]
        else:
            current.append(line)
    return [*parts, current] if current else parts


def _kind(line: str) -> str:
    return "list" if ITEM.match(line) else "table" if line.startswith("|") else "text"


def _items(part: list[str]) -> list[str]:
    items: list[str] = []
    for line in part:
        if mark := ITEM.match(line):
            items.append(line[mark.end() :])
        else:
            items[-1] += " " + line.strip()
    return [_plain(item) for item in items]


def _plain(words: str) -> str:
    return words.replace("**", "").replace("`", "")
