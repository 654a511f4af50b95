"""dayafter check CASE: everything that is wrong with a case, and what it consists of."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from dayafter.cli.answer import Answer, of_case
from dayafter.cli.options import case_of, case_options
from dayafter.cli.text import heading, painted, share, wrapped

if TYPE_CHECKING:
    from dayafter.errors import Finding


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the options."""
    case_options(parser)


def run(args: argparse.Namespace) -> Answer:
    """The findings; the exit code is 1 if one of them is an error."""
    from dayafter.errors import CaseError
    from dayafter.supply.warnings import checked

    try:
        case = case_of(args)
    except CaseError as error:  # it could not even be read into rows
        return _unread(args.case, error.findings)
    report = checked(case)
    counts = {"figures": report.figures, "known": report.known, "judged": report.judged, "sources": report.sources}
    document = {
        **of_case(case),
        "ok": not report.errors,
        "digest": case.digest(),
        **counts,
        "judged_share": report.judged_share,
        "findings": [finding.as_dict() for finding in report.findings],
    }
    known_on = case.settings.known_on
    lines = [
        f"{case.name}: {case.settings.title}",
        *grouped(report.findings),
        heading(_verdict(report.findings)),
        f"{report.figures} figures, {report.known} of them known on {known_on}; {report.sources} sources",
        f"judged by the case's authors: {report.judged} figures, {share(report.judged_share)} of those known",
    ]
    return Answer("check", document, "\n".join(lines), 1 if report.errors else 0)


def _unread(name: str, findings: tuple[Finding, ...]) -> Answer:
    absent = dict.fromkeys(
        ("title", "known_on", "currency", "digest", "figures", "known", "judged", "sources", "judged_share")
    )
    document = {"case": name, **absent, "ok": False, "findings": [finding.as_dict() for finding in findings]}
    text = "\n".join([f"{name}: cannot be read", *grouped(findings), heading(_verdict(findings))])
    return Answer("check", document, text, 1)


def grouped(findings: Iterable[Finding]) -> Iterator[str]:
    """The findings as text, under the names of their files."""
    for file, found in groupby(findings, key=lambda finding: finding.file):
        yield heading(file or "the case")
        for finding in found:
            kind = finding.kind.severity.value
            row = f"row {finding.row}" if finding.row else ""
            place = ", ".join(part for part in (row, finding.column) if part)
            look = painted(kind, "red" if kind == "error" else "yellow")
            yield f"  {look} {finding.code}{': ' if place else ''}{place}"
            yield wrapped(finding.what, "    ")
            yield wrapped(f"Fix: {finding.fix}", "      ", first="    ")


def _verdict(findings: Iterable[Finding]) -> str:
    kinds = [finding.kind.severity.value for finding in findings]
    counts = {kind: kinds.count(kind) for kind in ("error", "warning") if kind in kinds}
    words = [f"{number} {kind}{'' if number == 1 else 's'}" for kind, number in counts.items()]
    return ", ".join(words) or "no findings"
