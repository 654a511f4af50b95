"""Method cards: how each part computes, as its own package describes it."""

from __future__ import annotations

from importlib.resources import files

from dayafter.report.answers import Desk
from dayafter.report.document import Block, Bullets, Heading, Name, PageBreak, Para, Verbatim

CARDS = {
    "need": "The requirement",
    "supply": "Supply",
    "delivery": "The delivery plan",
    "uncertainty": "Ranges and draws",
}


def write(desk: Desk) -> tuple[Block, ...]:
    """One card for each method of the brief."""
    blocks: list[Block] = [Heading(1, "Method cards", "cards")]
    for package, title in CARDS.items():
        text = files("dayafter").joinpath(package, "card.md").read_text(encoding="utf-8")
        blocks.append(Heading(2, title, f"card-{package}"))
        blocks += _blocks(text)
    return (*blocks, PageBreak())


def _blocks(text: str) -> list[Block]:
    """The card's paragraphs, lists and verbatim parts; its headings lead in bold."""
    out: list[Block] = []
    for part in _parts(text):
        first = part[0]
        if first.startswith("#"):
            if first.startswith("##"):
                out.append(Para(_lead(first.lstrip("# "))))
        elif first.startswith(("|", "    ", "```")):
            out.append(Verbatim("\n".join(line for line in part if not line.startswith("```"))))
        elif first.startswith(("- ", "* ")):
            out.append(Bullets(tuple((Name(item),) for item in _items(part))))
        else:
            out.append(Para((Name(_plain(" ".join(line.strip() for line in part))),)))
    return out


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
    return "list" if line.startswith(("- ", "* ")) else "table" if line.startswith("|") else "text"


def _items(part: list[str]) -> list[str]:
    items: list[str] = []
    for line in part:
        if line.startswith(("- ", "* ")):
            items.append(line[2:])
        else:
            items[-1] += " " + line.strip()
    return [_plain(item) for item in items]


def _plain(words: str) -> str:
    return words.replace("**", "").replace("`", "")
