"""dayafter export CASE --to FORMAT: a case for other tools, or its results as W3C PROV."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from dayafter.cli.answer import Answer, of_case, plain
from dayafter.cli.options import case_of, case_options, draw_options

if TYPE_CHECKING:
    from dayafter.case import Case

ENDS = {"xlsx": ".xlsx", "parquet": "-parquet", "datapackage": "-datapackage", "csv": "-csv", "prov": ".prov.json"}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the options."""
    case_options(parser)
    parser.add_argument("--to", metavar="FORMAT", required=True, help=f"one of {', '.join(ENDS)}")
    parser.add_argument("--out", metavar="PATH", help="where to write; by default named after the case, in this folder")
    draw_options(parser, 500)


def run(args: argparse.Namespace) -> Answer:
    """Written whole or not at all; only a workbook that nobody has touched since its export is replaced."""
    from dayafter.case import export
    from dayafter.errors import Finding, UsageError, did_you_mean

    if args.to not in ENDS:
        details = {"format": args.to, "formats": ", ".join(ENDS), "suggestion": did_you_mean(args.to, list(ENDS))}
        raise UsageError(Finding("export-unknown", details=details))
    case = case_of(args)
    path = Path(args.out or case.name + ENDS[args.to])
    over = args.to == "xlsx" and _untouched(path)
    if path.exists() and not over:
        raise UsageError(Finding("target-exists", details={"path": path}))
    path = _prov(case, args, path) if args.to == "prov" else export(case, args.to, path, over=over)
    return Answer("export", {**of_case(case), "to": args.to, "path": path}, str(path))


def _untouched(path: Path) -> bool:
    """Whether this is a workbook that still says what was exported, so that nobody's work is lost with it."""
    from dayafter.case.excel_read import open_workbook
    from dayafter.errors import DayAfterError

    if not path.is_file():
        return False
    try:
        reading = open_workbook(path)
    except DayAfterError:
        return False
    return reading.meta is not None and not reading.warnings and not reading.meta.changed(reading.case)


def _prov(case: Case, args: argparse.Namespace, path: Path) -> Path:
    """The numbers of the case's brief with all that they come from, as PROV-JSON."""
    from dayafter import __version__
    from dayafter.case import policies
    from dayafter.case.folder import write_file
    from dayafter.case.tables.reference import Source
    from dayafter.cli.progress import progress
    from dayafter.lineage import prov_document
    from dayafter.study import Study

    with progress(len(policies(case)) + 3, "computing the brief") as told:
        study = Study(case, args.draws, args.seed, told)
        brief = study.report()
    sources = [
        {"source_id": row.source_id, "publisher": row.publisher, "title": row.title_, "published": row.published}
        | {"url": row.url}
        for row in case.all_rows(Source)
    ]
    document = prov_document(study.manifest.code, brief.numbers, sources, f"dayafter {__version__}")
    write_file((json.dumps(plain(document), ensure_ascii=False, indent=1) + "\n").encode(), path)
    return path
