"""The brief as PDF/UA-1: tagged, with footnotes, in the shipped fonts, the same bytes each time."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from dayafter.errors import UsageError
from dayafter.report.document import Document
from dayafter.report.outline import outline
from dayafter.report.typst import markup

FONTS = Path(__file__).parent / "fonts"


def pdf(document: Document) -> bytes:
    """The whole PDF. Needs the extra `report`."""
    try:
        import typst
    except ImportError as error:
        raise UsageError.of("extra-missing", what="PDF", extra="report") from error
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
    made = typst.compile(
        markup(outline(document)).encode(),
        format="pdf",
        font_paths=fonts,
        pdf_standards="ua-1",
        timestamp=dt.datetime.combine(document.date, dt.time(), dt.UTC),
    )
    if not isinstance(made, bytes):
        raise TypeError(f"typst gave {type(made).__name__} instead of one PDF")
    return made
