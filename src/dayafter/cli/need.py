"""dayafter need CASE: what the recipient requires, line by line."""

from __future__ import annotations

import argparse
import re
from typing import TYPE_CHECKING, Any

from dayafter.cli.answer import Answer, of_case
from dayafter.cli.options import case_of, case_options, draw_options
from dayafter.cli.text import Column, heading, table, wrapped

if TYPE_CHECKING:
    from dayafter.case import Timeline

COLUMNS = (
    Column("area", "Area"),
    Column("name", "Line"),
    Column("unit", "Unit"),
    Column("central", "Required"),
    Column("p10", "10 % low"),
    Column("p90", "10 % high"),
    Column("requested", "Asked for"),
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the options."""
    case_options(parser)
    parser.add_argument(
        "--at", metavar="MONTH", help="by when: months after the ceasefire, or 2026-03; default the end"
    )
    draw_options(parser, 500)


def run(args: argparse.Namespace) -> Answer:
    """The requirement as a table."""
    from dayafter.cli.progress import progress
    from dayafter.need.tables import records
    from dayafter.study import Study

    case = case_of(args)
    at = month_of(args.at, case.timeline)
    with progress(1, "the requirement") as told:
        study = Study(case, args.draws, args.seed, told)
        need = study.need()
    rows = records(need, "requirement", at)
    month = int(need.timeline.ends[need.period(at)])
    document = {
        **of_case(case),
        "run": study.manifest.code,
        "draws": study.draws,
        "seed": study.seed,
        "month": month,
        "requirement": rows,
        "formations": records(need, "formations", at),
        "trainees": records(need, "trainees", at),
        "requests": records(need, "requests", at),
        "cross_checks": records(need, "cross-checks", at),
        "notes": list(need.notes),
    }
    when = f"{case.name}: still to be delivered {month} months after the ceasefire of {case.settings.ceasefire}"
    spread = f"Eight of ten of {study.draws} draws lie between the two columns marked 10 %."
    notes = [heading("Assumed"), *(wrapped(note, "  ", first="- ") for note in need.notes)] if need.notes else []
    return Answer("need", document, "\n".join([when, "", table(_sorted(rows), COLUMNS), "", spread, *notes]))


def _sorted(rows: list[dict[str, object]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: (str(row["area"]), str(row["name"])))


def month_of(text: str | None, timeline: Timeline) -> float | None:
    """Months after the ceasefire, out of `18` or of `2026-03` (the end of that month); None stays None."""
    from dayafter.errors import Finding, UsageError

    if text is None:
        return None
    last = int(timeline.ends[-1])
    named = re.fullmatch(r"(\d{4})-(\d{2})", text)
    month = int(text) if text.isascii() and text.isdigit() else 0
    if named:
        start = timeline.start
        month = (int(named[1]) - start.year) * 12 + int(named[2]) - start.month + 1
    if not 1 <= month <= last:
        reason = f"--at is {text!r}, not a month from 1 to {last} after the ceasefire"
        raise UsageError(Finding("call-invalid", details={"reason": reason, "command": "dayafter need"}))
    return float(month)
