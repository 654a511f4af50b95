"""Words and the objects that stand among them.

`Text` refuses digits. Whatever holds one is an object that says what it is: a `Number` (with its trace),
a `Name` (a label of the case, such as the calibre of a shell), a `Date`, a citation or a reference.
"""

from __future__ import annotations

import datetime as dt
import re
import string
from dataclasses import dataclass
from typing import Literal

from dayafter.report.numbers import Number, day, month

_DIGIT = re.compile(r"\d")


class NakedDigit(ValueError):
    """Literal text holds a digit: wrap it in a Number, a Name or a Date."""

    def __init__(self, text: str) -> None:
        super().__init__(f"a digit stands naked in {text!r}: make it a Number, a Name or a Date")


@dataclass(frozen=True)
class Text:
    """Literal words, without any digit."""

    text: str

    def __post_init__(self) -> None:
        if _DIGIT.search(self.text):
            raise NakedDigit(self.text)


@dataclass(frozen=True)
class Name:
    """A label from the case that may hold digits: `155 mm shells`, `AS90`."""

    text: str


@dataclass(frozen=True)
class Date:
    """A day that is a setting or an event, not a result: printed to the day or to the month."""

    date: dt.date
    to: Literal["day", "month"] = "day"

    @property
    def text(self) -> str:
        """The date in words."""
        return day(self.date) if self.to == "day" else month(self.date)


@dataclass(frozen=True)
class Cite:
    """A citation: a footnote in Word and PDF, a numbered link to the list of sources in HTML."""

    source_id: str


@dataclass(frozen=True)
class Ref:
    """`Figure 2` or `Table 1`, as a link to the figure or table with this id."""

    target: str


@dataclass(frozen=True)
class Link:
    """A link to a place outside the brief; nothing is loaded from there."""

    text: str
    url: str


@dataclass(frozen=True)
class Strong:
    """Inlines in bold."""

    content: Inlines


@dataclass(frozen=True)
class Emph:
    """Inlines in italics."""

    content: Inlines


Inline = Text | Name | Date | Number | Cite | Ref | Link | Strong | Emph
Inlines = tuple[Inline, ...]
Words = str | Inline | Inlines
"""What authors may write: a string becomes a `Text`."""


def inlines(words: Words) -> Inlines:
    """Any way of writing words, as a tuple of inlines."""
    if isinstance(words, str):
        return (Text(words),) if words else ()
    return words if isinstance(words, tuple) else (words,)


def strong(words: Words) -> Strong:
    """The words in bold."""
    return Strong(inlines(words))


def emph(words: Words) -> Emph:
    """The words in italics."""
    return Emph(inlines(words))


def prose(template: str, /, **parts: Words | dt.date) -> Inlines:
    """The template with its `{parts}` put in; refuses digits in the template and parts without a place."""
    out: list[Inline] = []
    unused = set(parts)
    for literal, name, spec, conversion in string.Formatter().parse(template):
        if literal:
            out.append(Text(literal))
        if name is None:
            continue
        if spec or conversion or name not in parts:
            raise ValueError(f"prose has no part {name!r}, or the part has a format: objects print themselves")
        part = parts[name]
        out.extend((Date(part),) if isinstance(part, dt.date) else inlines(part))
        unused.discard(name)
    if unused:
        raise ValueError(f"prose was given {', '.join(sorted(unused))} without a place in {template!r}")
    return tuple(out)


def plain(words: Words) -> str:
    """The words as a string, as titles and bookmarks need them; citations leave nothing."""
    return "".join(_plain(inline) for inline in inlines(words))


def _plain(inline: Inline) -> str:
    match inline:
        case Strong(content) | Emph(content):
            return plain(content)
        case Cite():
            return ""
        case Ref(target):
            return target
        case _:
            return inline.text
