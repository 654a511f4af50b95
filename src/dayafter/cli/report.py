"""dayafter report CASE: computes everything and writes the brief."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from dayafter.cli.answer import Answer, of_case
from dayafter.cli.options import case_of, case_options, draw_options

if TYPE_CHECKING:
    from dayafter.case import Case

FORMATS = ("html", "docx", "pdf")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the options."""
    case_options(parser)
    parser.add_argument(
        "--for", dest="reader", metavar="PARTY", help="the ally that it is for, by its name in parties.csv"
    )
    parser.add_argument("--out", metavar="DIR", help="the folder of the run; runs/CASE by default")
    parser.add_argument(
        "--formats", metavar="LIST", default=",".join(FORMATS), help="some of html,docx,pdf; all by default"
    )
    draw_options(parser, 500)


def run(args: argparse.Namespace) -> Answer:
    """The run's folder with the brief in it, whole or not at all."""
    from dayafter.case import policies
    from dayafter.cli.progress import progress
    from dayafter.cli.runs import HOME
    from dayafter.report.run import write_run
    from dayafter.study import Study

    formats = _formats(args.formats)
    case = case_of(args)
    reader = _reader(case, args.reader)
    folder = Path(args.out) if args.out else HOME / case.name
    _refuse_foreign(folder)
    with progress(len(policies(case)) + 3 + len(formats), f"the brief of {case.name}") as told:
        study = Study(case, args.draws, args.seed, told)
        brief = study.report(reader)
        files = write_run(brief, folder, formats, told)
    document = {
        **of_case(case),
        "run": study.manifest.code,
        "for": args.reader or case.settings.report_for or None,
        "draws": study.draws,
        "seed": study.seed,
        "folder": folder,
        "files": files,
    }
    lines = [f"run {study.manifest.code} of {case.name}", *(f"{name:<5} {path}" for name, path in files.items())]
    return Answer("report", document, "\n".join(lines))


def _formats(text: str) -> tuple[str, ...]:
    from dayafter.errors import Finding, UsageError, did_you_mean

    words = tuple(dict.fromkeys(word.strip() for word in text.split(",") if word.strip()))
    for word in words:
        if word not in FORMATS:
            near = did_you_mean(word, FORMATS)
            details = {"format": word, "formats": ", ".join(FORMATS), "suggestion": near}
            raise UsageError(Finding("export-unknown", details=details))
    return words or FORMATS


def _reader(case: Case, party: str | None) -> str | None:
    """The party as the case names it; raises UsageError with the nearest name otherwise."""
    from dayafter.errors import Finding, UsageError, did_you_mean

    known = [donor.party_id for donor in case.parties("donor")]
    if party is not None and party not in known:
        near = did_you_mean(party, known) or f"; donors are {', '.join(known)}"
        raise UsageError(Finding("party-unknown", details={"party": party, "suggestion": near}))
    return party


def _refuse_foreign(folder: Path) -> None:
    """Only a run is replaced by a run; anything else that stands there is somebody's work."""
    from dayafter.cli.runs import is_run
    from dayafter.errors import Finding, UsageError

    if folder.exists() and not is_run(str(folder)) and not (folder.is_dir() and not any(folder.iterdir())):
        raise UsageError(Finding("target-exists", details={"path": folder}))
