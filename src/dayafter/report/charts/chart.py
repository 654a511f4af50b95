"""The chart itself: one specification, drawn once as SVG and taken from there into HTML, PDF and Word."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, field, fields
from functools import cache, cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dayafter.report.charts import theme

if TYPE_CHECKING:
    import altair as alt

PNG_SCALE = 2.0
_ID = re.compile(r'\bid="([^"]+)"')
_DECIMALS = re.compile(r"-?\d*\.\d{2,}")
_LONG_DECIMALS = re.compile(r"(\d\.\d\d)\d+")
_ROLE = re.compile(r'\s(?:role|aria-[a-z]+)="[^"]*"')
_MARKS = re.compile(r"(<g(?: [^<>]*)?)>((?:<path [^<>]*/>){8,})(?=</g>)")
_LOOK = re.compile(r'\s(?:fill|stroke|stroke-width|stroke-opacity|fill-opacity|opacity)="[^"]*"')
_SILENT = re.compile(r"<text [^<>]*/>|<text [^<>]*></text>")
_USUAL = re.compile(r'\s(?:opacity="1"|text-anchor="start"|transform="translate\(0,0\)")')
_PATH = re.compile(r'((?:\sd|transform)=")([^"]*)"')


@cache
def _fonts() -> None:
    """Makes the shipped fonts known to the renderer, once a process; without them the machine's own are taken."""
    import vl_convert

    folder = Path(__file__).parents[1] / "fonts"
    if folder.is_dir():
        vl_convert.register_font_directory(str(folder))


@dataclass(frozen=True)
class Chart:
    """A finished chart with all that a reader needs who cannot see it.

    `title` is the caption (not drawn: each format sets its own), `alt` says the finding in words, `data` are the rows
    of the table beside the chart and `headings` the words over its columns, units included.
    """

    spec: dict[str, Any]
    title: str
    alt: str
    data: tuple[dict[str, Any], ...]
    headings: dict[str, str]
    width: int
    height: int
    note: str = ""

    aside: dict[str, Future[Any]] = field(default_factory=dict, repr=False, compare=False)

    def svg(self) -> str:
        """Gives the picture as SVG text, the same bytes every time, with ids no other chart of a page shares."""
        return self._svg

    def png(self, scale: float = PNG_SCALE) -> bytes:
        """Gives the picture as PNG, `scale` times `width` x `height` pixels."""
        made = self._made_aside("png") if scale == PNG_SCALE else None
        return made if made is not None else as_png(self.svg(), scale)

    @cached_property
    def _svg(self) -> str:
        made = self._made_aside("svg")
        return made if made is not None else as_svg(json.dumps(self.spec, allow_nan=False), self.alt)

    def _made_aside(self, kind: str) -> Any:
        """The picture, where a studio draws it; None where it does not, or could not."""
        try:
            return self.aside[kind].result() if kind in self.aside else None
        except CancelledError:
            return None


def as_svg(spec: str, alt: str) -> str:
    """Gives the picture of a specification."""
    import vl_convert

    _fonts()
    drawn = vl_convert.vegalite_to_svg(spec, vl_version="6.4", allowed_base_urls=[])
    return _own_ids(_shared_looks(_short_paths(_described(_lettered(drawn), alt))))


def as_png(svg: str, scale: float) -> bytes:
    """Gives the same picture in pixels.

    By typst where it is installed: vl-convert opens the font anew for every letter, which takes four times as long, and
    its files are three times as large.
    """
    if importlib.util.find_spec("typst"):
        from dayafter.report.typesetting import pixels

        return pixels(svg, scale)
    import vl_convert

    _fonts()
    return bytes(vl_convert.svg_to_png(svg, scale=scale))


def _described(svg: str, alt: str) -> str:
    """Gives the picture one accessible name, and takes from its marks what the renderer says of them one by one."""
    return _ROLE.sub("", svg).replace("<svg ", f'<svg role="img" aria-label="{escape(alt)}" ', 1)


def _lettered(svg: str) -> str:
    """Gives the SVG with its font said once, with a second choice, without texts that are empty, without what holds
    anyway, and with en dashes for minus signs.

    The font has no glyph for the true minus sign, and a serif would step in for it.
    """
    plain = svg.replace(theme.MINUS, theme.DASH).replace(f' font-family="{theme.FONT}"', "")
    plain = _USUAL.sub("", _SILENT.sub("", plain))
    return plain.replace("<svg ", f'<svg font-family="{theme.FONT}, sans-serif" ', 1)


def _short_paths(svg: str) -> str:
    """Gives the SVG with tenths of a pixel as the finest step of a line, hundredths of a shift or scale: nobody can see
    them, and they would be most of a map."""

    def shorter(found: re.Match[str]) -> str:
        is_line = found[1].strip().startswith("d=")
        values = _DECIMALS.sub(_tenths, found[2]) if is_line else _LONG_DECIMALS.sub(r"\1", found[2])
        return f'{found[1]}{values}"'

    return _PATH.sub(shorter, svg)


def _tenths(found: re.Match[str]) -> str:
    text = f"{float(found[0]):.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def _shared_looks(svg: str) -> str:
    """Gives the SVG with what all marks of a group look like said once, by the group."""

    def said_once(found: re.Match[str]) -> str:
        group, marks = found[1], found[2]
        looks = [set(_LOOK.findall(mark)) for mark in marks.split("/>")[:-1]]
        common = [
            look
            for look in sorted(set.intersection(*looks))
            if "opacity" not in look and look.split("=")[0] not in group
        ]
        for look in common:
            marks = marks.replace(look, "")
        return f"{group}{''.join(common)}>{marks}"

    return _MARKS.sub(said_once, svg)


def _own_ids(svg: str) -> str:
    """Gives the SVG with ids made from its content: the renderer counts clip paths over the life of the process."""
    olds = list(dict.fromkeys(_ID.findall(svg)))
    bare = svg
    for n, old in enumerate(olds):
        bare = re.sub(rf'(\bid="|url\(#|href="#){re.escape(old)}(?=["\)])', rf"\g<1>chart-id-{n}", bare)
    mark = hashlib.sha256(bare.encode()).hexdigest()[:10]
    return bare.replace("chart-id-", f"c{mark}-")


def rows_of(rows: Sequence[Any]) -> tuple[dict[str, Any], ...]:
    """Gives dataclass rows as plain dicts, for the data table beside the chart.

    Raises:
        ValueError: there are no rows (a report then says so in a sentence, an empty frame would say nothing), or a
            number is not finite.
    """
    if not rows:
        raise ValueError("a chart needs at least one row")
    table = tuple({field.name: getattr(row, field.name) for field in fields(row)} for row in rows)
    for row in table:
        for name, value in row.items():
            if isinstance(value, float) and not math.isfinite(value):
                raise ValueError(f"{name} is {value} in the chart row {row}")
    return table


def draw(
    layers: Iterable[alt.Chart | alt.LayerChart],
    datasets: Mapping[str, Sequence[Mapping[str, Any]]],
    *,
    title: str,
    alt_text: str,
    data: tuple[dict[str, Any], ...],
    headings: dict[str, str],
    height: int,
    width: int = theme.WIDTH,
    note: str = "",
    right_axis: bool = False,
) -> Chart:
    """Gives a chart of these layers that fills exactly `width` x `height` pixels, labels included.

    The layers name their data; the rows join only afterwards, because Altair would walk through all of them. Nor does
    it check the specification, which the tests do for every chart: that takes longer than to draw it. Layers say
    `alt.Text("text:N")` where a bare "text:N" would do, with which Altair takes a hundred times as long.
    """
    import altair as alt

    layered = alt.layer(*layers)
    if right_axis:
        layered = layered.resolve_axis(y="independent")
    spec: dict[str, Any] = layered.properties(width=width, height=height).to_dict(validate=False)
    spec["datasets"] = {name: [dict(row) for row in rows] for name, rows in datasets.items()}
    spec["autosize"] = {"type": "fit", "contains": "padding"}
    spec["config"] = theme.config()
    spec["description"] = alt_text
    return Chart(spec, title, alt_text, data, headings, width, height, note)
