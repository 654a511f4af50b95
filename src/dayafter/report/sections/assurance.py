"""Assurance: which run this is, what was checked, and how to check it again."""

from __future__ import annotations

from dayafter.report.answers import Desk
from dayafter.report.document import Block, Heading, Name, para
from dayafter.report.sections.tables import row, table


def write(desk: Desk) -> tuple[Block, ...]:
    """Manifest and checks."""
    answers = desk.answers
    plan, manifest = answers.plan, answers.manifest
    gap = abs(sum(share.contribution for share in plan.split.shares) - plan.objectives["shortfall"])
    facts = [
        ("Run", manifest.code),
        ("Case", f"{manifest.case}, as known on {manifest.known_on}"),
        ("Plan", plan.digest[:32]),
        *((f"Version of {name}", version) for name, version in sorted(manifest.versions.items())),
        *((name.replace("_", " ").capitalize(), str(value)) for name, value in manifest.settings.items()),
        ("Size of the program", f"{plan.solution.compiled.num_row:,} rows, {plan.solution.compiled.num_col:,} columns, "
         f"{len(plan.solution.compiled.value):,} coefficients"),
        ("Split of the shortfall", f"adds up to the objective within {gap:.1e} points"),
        ("Digest of all inputs", answers.case.digest()[:32]),
        ("Check of the case", f"{len(answers.check.errors)} errors, {len(answers.check.findings)} findings"),
    ]  # fmt: skip
    rows = [row(Name(name), Name(value)) for name, value in facts]
    return (
        Heading(1, "Assurance", "assurance"),
        para(
            "Anyone with the case and this version gets the same numbers. Each number of this brief has an "
            "identifier that leads to its trace in the annex; the whole trace is in the run's folder and on the "
            "command line. The digest of each single table of the case is in the file {manifest} of that folder.",
            manifest=Name("manifest.json"),
        ),
        table("manifest", "Which run this is", (("What", "text", 1.4), ("Value", "text", 3.0)), rows),
    )
