"""The brief as PDF/UA-1: tagged, with footnotes, in the shipped fonts, the same bytes each time."""

from __future__ import annotations

import importlib.util
import pickle
import subprocess
import sys

from dayafter.errors import UsageError
from dayafter.report.document import Document
from dayafter.report.outline import outline
from dayafter.report.typst import markup


def pdf(document: Document) -> bytes:
    """The whole PDF. Needs the extra `report`.

    It is set in a second interpreter: what typst takes for it, a third of a gigabyte for a long brief, it never gives
    back to the one that it runs in.
    """
    if importlib.util.find_spec("typst") is None:
        raise UsageError.of("extra-missing", what="PDF", extra="report")
    done = subprocess.run(
        [sys.executable, "-m", "dayafter.report.typesetting"],
        input=pickle.dumps((markup(outline(document)), document.date)),
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"typst ended with {done.returncode}: {done.stderr.decode(errors='replace')}")
    return done.stdout
