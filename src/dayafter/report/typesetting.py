"""Typst markup set as PDF/UA-1, as a program of its own: markup and date come in, the PDF goes out; pictures, too."""

from __future__ import annotations

import datetime as dt
import json
import os
import pickle
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import typst

FONTS = Path(__file__).parent / "fonts"
PPI = 96
"""Pixels of a picture to the inch."""


def typeset(markup: str, date: dt.date) -> bytes:
    """The PDF of a source, in the shipped fonts only, with no time in it but the beginning of this day."""
    import typst

    made = typst.compile(
        markup.encode(),
        format="pdf",
        font_paths=_fonts(),
        pdf_standards="ua-1",
        timestamp=dt.datetime.combine(date, dt.time(), dt.UTC),
    )
    return _one(made)


def pixels(svg: str, scale: float) -> bytes:
    """A picture as PNG, with so many pixels for each of its own."""
    import typst

    page = "height: auto, width: auto, margin: 0pt, fill: white"
    source = f'#set page({page})\n#image(bytes({json.dumps(svg, ensure_ascii=False)}), format: "svg")'
    return _one(typst.compile(source.encode(), format="png", font_paths=_fonts(), ppi=PPI * scale))


@cache
def _fonts() -> typst.Fonts:
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


def _one(made: object) -> bytes:
    if not isinstance(made, bytes):
        raise TypeError(f"typst gave {type(made).__name__} instead of one file")
    return made


def _serve() -> None:
    back = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not mix with the PDF
    back.write(typeset(*pickle.load(sys.stdin.buffer)))
    back.flush()


if __name__ == "__main__":
    _serve()
