"""Typst markup set as PDF/UA-1, as a program of its own: markup and date come in, the PDF goes out."""

from __future__ import annotations

import datetime as dt
import os
import pickle
import sys
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"


def typeset(markup: str, date: dt.date) -> bytes:
    """The PDF of a source, in the shipped fonts only, with no time in it but the beginning of this day."""
    import typst

    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
    made = typst.compile(
        markup.encode(),
        format="pdf",
        font_paths=fonts,
        pdf_standards="ua-1",
        timestamp=dt.datetime.combine(date, dt.time(), dt.UTC),
    )
    if not isinstance(made, bytes):
        raise TypeError(f"typst gave {type(made).__name__} instead of one PDF")
    return made


def _serve() -> None:
    back = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not mix with the PDF
    back.write(typeset(*pickle.load(sys.stdin.buffer)))
    back.flush()


if __name__ == "__main__":
    _serve()
