"""dayafter release CASE --to PARTY --step N: a case and a brief with only what may be shown, audited first."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dayafter.cli.answer import Answer, of_case
from dayafter.cli.options import case_of, case_options, draw_options
from dayafter.cli.text import Column, heading, records, table, wrapped

if TYPE_CHECKING:
    from dayafter.release import Release

FORMATS = ("html", "docx", "pdf")
NONE = "none"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the options."""
    case_options(parser)
    parser.add_argument("--to", metavar="PARTY", required=True, help="for whom it is, by its name in parties.csv")
    parser.add_argument("--step", metavar="N", type=_step, required=True, help="at which step of disclosure_steps.csv")
    parser.add_argument("--out", metavar="DIR", help="the folder of the release; releases/CASE-PARTY-N by default")
    parser.add_argument(
        "--formats", metavar="LIST", default=",".join(FORMATS), help="some of html,docx,pdf, or none; all by default"
    )
    parser.add_argument("--audit-only", action="store_true", help="write nothing, say what the audit finds")
    parser.add_argument("--table", metavar="NAME", help="print this table instead: shown, results, audit")
    draw_options(parser, 500)


def _step(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number")
    return int(text)


def run(args: argparse.Namespace) -> Answer:
    """The release in short; every leak as a finding, and nothing written, where the audit finds one."""
    from dayafter.cli.progress import progress
    from dayafter.cli.report import _formats
    from dayafter.release import release

    formats = () if args.formats.strip() == NONE else _formats(args.formats)
    case = case_of(args)
    folder = Path(args.out) if args.out else Path("releases") / f"{case.name}-{args.to}-{args.step}"
    with progress(6 + len(formats), f"the release of {case.name} to {args.to}") as told:
        out = None if args.audit_only else folder
        made = release(case, args.to, args.step, out, formats, args.draws, args.seed, told)
    document = {**of_case(case), "for": case.names("parties")[args.to], **made.summary()}
    text = records(made.records(args.table)) if args.table else "\n".join(_text(case.name, document, made))
    return Answer("release", document, text)


def _text(name: str, document: dict[str, Any], made: Release) -> list[str]:
    where = f"written to {made.folder}" if made.folder else "nothing was written"
    left = [row for row in document["shown"] if row["coarse"] or row["withheld"]]
    whole = len(document["shown"]) - len(left)
    lines = [
        f"{name}: release to {document['for']}, step {made.shown.step}; copy {made.mark}",
        where,
        wrapped(
            f"{whole} tables are shown as they are; {made.shown.notes_dropped} texts of open rows are left out: "
            "they could speak of what is hidden. This summary is for you, not for the receiver."
        ),
        heading("Tables of which not all is shown: rows"),
        table(left, _SHOWN),
        heading("Results of the whole run: cells in the copy"),
        table(document["results"], _RESULTS),
        heading("The disclosure audit: what it tried, what it worked out"),
        table(document["audit"], _AUDIT),
    ]
    return [*lines, heading("What it cannot tell"), *(wrapped(words, "  ", "- ") for words in document["cannot_tell"])]


_SHOWN = (
    Column("title", "Table"),
    Column("open", "Open"),
    Column("coarse", "As bands"),
    Column("withheld", "Withheld"),
)
_RESULTS = (
    Column("table", "Table"),
    Column("rows", "Rows"),
    Column("open", "Open"),
    Column("coarse", "As bands"),
    Column("suppressed", "Suppressed"),
)
_AUDIT = (
    Column("attack", "Attack"),
    Column("uses", "By"),
    Column("tried", "Tried"),
    Column("got", "Got"),
)
