"""dayafter new NAME: a case of your own, copied from another."""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from dayafter.cli.answer import Answer


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the options."""
    parser.add_argument("name", metavar="NAME", help="the folder to make; its workbook becomes NAME.xlsx")
    parser.add_argument("--from", dest="source", metavar="CASE", default="arcadia", help="the case to copy (arcadia)")


def run(args: argparse.Namespace) -> Answer:
    """Both made, or neither."""
    from dayafter.case import read_case, write_case, write_workbook
    from dayafter.errors import Finding, UsageError

    folder = Path(args.name)
    workbook = folder.with_name(folder.name + ".xlsx")
    standing = [path for path in (folder, workbook) if path.exists()]
    if standing:
        raise UsageError(*(Finding("target-exists", details={"path": path}) for path in standing))
    source = read_case(args.source)
    write_case(source, folder)
    try:
        write_workbook(read_case(folder), workbook)
    except BaseException:
        shutil.rmtree(folder)
        workbook.unlink(missing_ok=True)
        raise
    text = f"{folder}: a copy of {source.name}, {source.settings.title}\n{workbook}: the same as a workbook"
    return Answer("new", {"case": folder.name, "from": source.name, "folder": folder, "workbook": workbook}, text)
