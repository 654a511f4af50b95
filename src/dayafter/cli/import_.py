"""dayafter import CASE FILE: what a file would change in a case; changes it with --accept."""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

from dayafter.cli.answer import Answer
from dayafter.cli.check import grouped
from dayafter.cli.text import records

if TYPE_CHECKING:
    from dayafter.case import Case, Proposal

SHOWN = 60
"""Changes printed at most; `--json` has them all."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the options."""
    parser.add_argument("case", metavar="CASE", help="the folder of the case to be changed")
    parser.add_argument(
        "file",
        metavar="FILE",
        help="a workbook, a folder of Parquet files, a case folder, or a download of public counts of losses (csv, "
        "csv.gz), known by its columns",
    )
    parser.add_argument("--accept", action="store_true", help="write the changes; without it they are only shown")
    parser.add_argument("--over", action="store_true", help="let FILE win where the case has changed since its export")
    counts = parser.add_argument_group("public counts of losses")
    counts.add_argument("--since", metavar="DATE", type=day, help="leave out the months before this day (2024-01-01)")
    counts.add_argument("--corrections", metavar="FILE", help="the publisher's corrections, taken off their months")
    counts.add_argument("--published", metavar="DATE", type=day, help="day of the file's version, where it names none")


def run(args: argparse.Namespace) -> Answer:
    """The changes; nothing is written without --accept, and nothing of a file with errors."""
    from dayafter.case import propose, read_case, shipped
    from dayafter.errors import Finding, UsageError
    from dayafter.evidence import is_evidence

    case = read_case(args.case)
    proposal = _counts(case, args) if is_evidence(Path(args.file)) else propose(case, args.file, over=args.over)
    if args.accept and proposal.diff and not Path(args.case).is_dir() and args.case in shipped():
        raise UsageError(Finding("case-shipped", details={"case": args.case}))
    accepted = args.accept and not proposal.errors
    if accepted:
        proposal.accept()
    lines = [*grouped(proposal.findings), *_changes(proposal), _outcome(proposal, args.accept)]
    document = {**proposal.as_dict(), "accepted": accepted}
    return Answer("import", document, "\n".join(lines).lstrip("\n"), 1 if proposal.errors else 0)


def _counts(case: Case, args: argparse.Namespace) -> Proposal:
    """The rows that a download of public counts offers."""
    from dayafter.adversary.calibrate.rows import offered
    from dayafter.case import propose_rows
    from dayafter.errors import Finding, UsageError

    for file in filter(None, (args.file, args.corrections)):
        if not Path(file).is_file():
            raise UsageError(Finding("import-missing", details={"path": file}))
    earliest = args.since or dt.date.min
    found = offered(case, args.file, corrections=args.corrections, since=earliest, published=args.published)
    return propose_rows(case, args.file, found.rows, found.findings)


def day(text: str) -> dt.date:
    """A date of the command line."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date written as 2025-02-28") from None


def _changes(proposal: Proposal) -> list[str]:
    changes = proposal.diff.table()
    if not changes:
        return []
    more = [f"and {len(changes) - SHOWN} more; --json lists all"] if len(changes) > SHOWN else []
    return [records(changes[:SHOWN]), *more, ""]


def _outcome(proposal: Proposal, accept: bool) -> str:
    said = f"{proposal.diff.summary()}"
    if proposal.errors:
        return f"{said}; nothing is written while the file has errors"
    if not proposal.diff:
        return said
    return f"{said}; written to {proposal.path}" if accept else f"{said}; nothing is written yet, --accept writes it"
