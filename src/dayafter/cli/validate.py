"""dayafter validate: every published number that the code reproduces, with its source."""

from __future__ import annotations

import argparse
from itertools import groupby
from typing import Any

from dayafter.cli.answer import Answer
from dayafter.cli.text import Column, heading, painted, table, wrapped
from dayafter.report.numbers import cited


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the options: there are none of its own."""


def run(args: argparse.Namespace) -> Answer:
    """All of them computed anew; the exit code is 1 if one is missed."""
    from dayafter.cli.golden import MARKS, goldens

    rows = []
    for golden in goldens():
        found = golden.reproduce()
        row = {name: getattr(golden, name) for name in ("area", "name", "expected", "tolerance", "source", "mark")}
        rows.append(row | {"found": found, "holds": golden.holds(found)})
    missed = sum(not row["holds"] for row in rows)
    lines: list[str] = []
    for area, group in groupby(rows, key=lambda row: str(row["area"])):
        lines += [heading(area), *_area(list(group))]
    lines += [heading("Marks"), *(f"  {mark}  {words}" for mark, words in MARKS.items())]
    verdict = f"{len(rows) - missed} of {len(rows)} numbers reproduced"
    lines += ["", painted(verdict, "red" if missed else "bold")]
    document = {"ok": not missed, "numbers": rows, "marks": MARKS}
    return Answer("validate", document, "\n".join(lines).lstrip("\n"), 1 if missed else 0)


def _area(rows: list[dict[str, Any]]) -> list[str]:
    """The numbers of one area, and their sources once each."""
    sources = list(dict.fromkeys(str(row["source"]) for row in rows))
    columns = (
        Column("name", "Number"),
        Column("expected", "Published", cited),
        Column("found", "Found", _near),
        Column("verdict", ""),
        Column("mark", "Mark"),
        Column("place", "Source", str),
    )
    shown = [
        row | {"verdict": "yes" if row["holds"] else "NO", "place": f"[{sources.index(row['source']) + 1}]"}
        for row in rows
    ]
    return [table(shown, columns), *(wrapped(text, "      ", f"  [{n}] ") for n, text in enumerate(sources, 1))]


def _near(value: Any) -> str:
    """The computed number to the digits that are compared; what is left of an identity as a power of ten."""
    return f"{value:.1e}" if 0 < abs(value) < 1e-6 else cited(float(f"{value:.9g}"))
