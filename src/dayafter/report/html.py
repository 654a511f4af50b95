"""The brief as one HTML page: opens offline, asks nothing of any server, leads from each number to its trace."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from dayafter.report.document import (
    Cite,
    Date,
    Document,
    Emph,
    Figure,
    Inline,
    Link,
    Name,
    Ref,
    Strong,
    Text,
    Words,
    inlines,
)
from dayafter.report.numbers import Number, day
from dayafter.report.outline import Outline, outline
from dayafter.report.provenance import provenances

if TYPE_CHECKING:
    from jinja2 import Environment

_HERE = Path(__file__).parent
_FACES = (
    ("Noto Sans", "NotoSans-Regular", 400, "normal"),
    ("Noto Sans", "NotoSans-Bold", 700, "normal"),
    ("Noto Sans", "NotoSans-Italic", 400, "italic"),
    ("Noto Sans Math", "NotoSansMath-Regular", 400, "normal"),
)
_XML_HEAD = re.compile(r"^\s*(<\?xml[^>]*\?>|<!DOCTYPE[^>]*>)\s*")
_SVG_ARIA = re.compile(r'\s(?:role|aria-[a-z]+|xmlns(?::xlink)?)="[^"]*"')
_SVG_HEAD = re.compile(r"<svg\b([^>]*)>")


def html(document: Document) -> str:
    """The whole page as text; the same document gives the same text."""
    plan = outline(document)
    write = _inline_writer(plan)
    environment = _environment()
    return environment.get_template("page.html").render(
        document=plan.document,
        plan=plan,
        words=write,
        picture=lambda figure: _picture(figure, plan),
        traces=lambda: provenances(plan.numbers, document.sources),
        kind=lambda block: type(block).__name__,
        css=Markup(_css()),
        date=day(document.date),
    )


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _css() -> str:
    """The style sheet with the fonts in it."""
    faces = []
    for family, name, weight, style in _FACES:
        data = base64.b64encode((_HERE / "fonts" / f"{name}.woff2").read_bytes()).decode()
        faces.append(
            f'@font-face{{font-family:"{family}";font-weight:{weight};font-style:{style};'
            f'src:url(data:font/woff2;base64,{data}) format("woff2")}}'
        )
    return "\n".join([*faces, (_HERE / "styles" / "page.css").read_text("utf-8")])


def _inline_writer(plan: Outline) -> Callable[[Words], Markup]:
    """The function that writes words as HTML; each digit comes out inside an element that says what it is."""

    def one(inline: Inline) -> Markup:
        match inline:
            case Text(text):
                return Markup("{}").format(text)
            case Name(text):
                return Markup("<span data-name>{}</span>").format(text)
            case Date(date):
                return Markup('<time data-date datetime="{}">{}</time>').format(date.isoformat(), inline.text)
            case Number():
                return _number(inline)
            case Cite(source_id):
                n = plan.source_number(source_id)
                return Markup(
                    '<sup class="cite"><a data-cite="{0}" href="#source-{1}" aria-label="Source {1}">{1}</a></sup>'
                ).format(source_id, n)
            case Ref(target):
                return Markup('<a class="ref" data-name href="#{}">{}</a>').format(target, plan.labels.get(target, ""))
            case Link(text, url):
                return Markup('<a data-name href="{}" rel="noreferrer">{}</a>').format(url, text)
            case Strong(content):
                return Markup("<strong>{}</strong>").format(write(content))
            case Emph(content):
                return Markup("<em>{}</em>").format(write(content))

    def write(words: Words) -> Markup:
        return Markup("").join(one(inline) for inline in inlines(words))

    return write


def _number(number: Number) -> Markup:
    """The value as a button that opens its trace; the range follows as text, so that lines can break before it."""
    text = number.text
    if number.form == "range":
        return Markup('<span data-number="{}">{}</span>').format(number.id, text)
    value, bracket, ranged = text.partition(" (") if number.form.endswith("full") else (text, "", "")
    return Markup('<span data-number="{0}"><button type="button" popovertarget="p-{0}">{1}</button>{2}</span>').format(
        number.id, value, bracket + ranged
    )


def _picture(figure: Figure, plan: Outline) -> Markup:
    """The chart inline, with one accessible name and none of the marks' own."""
    svg = _SVG_ARIA.sub("", _XML_HEAD.sub("", figure.chart.svg()))
    title = f"{figure.id}-title"
    description = f"{figure.id}-desc"
    head = Markup('role="img" aria-labelledby="{0} {1}"><title id="{0}">{2}</title><desc id="{1}">{3}</desc>').format(
        title, description, plan.labels[figure.id], figure.alt
    )
    return Markup(_SVG_HEAD.sub(lambda found: f"<svg{found[1]} {head}", svg, count=1))
