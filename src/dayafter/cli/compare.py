"""dayafter compare: the policies of a case beside the case as it stands, or one run beside another."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from dayafter.cli.answer import Answer, of_case
from dayafter.cli.options import SEED, case_of
from dayafter.cli.text import Column, heading, points, share, signed, table

if TYPE_CHECKING:
    from dayafter.insight import Comparison

SHOWN = 25
"""Numbers printed of those that differ between two runs; `--json` has them all."""

BASE = "As it stands"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the options."""
    parser.add_argument("case", metavar="CASE", help="a case whose policies are compared; or the first of two runs")
    parser.add_argument("run", metavar="RUN", nargs="?", help="the second run, compared with the first")
    policies = "a policy of policies.csv; may be given several times; all of them by default"
    parser.add_argument("--policy", metavar="ID", action="append", default=[], help=policies)
    parser.add_argument("--known-on", metavar="DATE", help="look at the case as it was known on this day (2025-02-15)")
    parser.add_argument("--seed", metavar="N", type=int, default=SEED, help=f"seed of the draws ({SEED})")


def run(args: argparse.Namespace) -> Answer:
    """Policies of a case; or, where run folders are named, what changed from the first to the second."""
    from dayafter.cli.runs import is_run
    from dayafter.errors import Finding, UsageError

    if args.run is not None:
        return _runs(args)
    if is_run(args.case):
        reason = f"{args.case} is a run; name a second one to compare it with"
        raise UsageError(Finding("call-invalid", details={"reason": reason, "command": "dayafter compare"}))
    return _policies(args)


def _policies(args: argparse.Namespace) -> Answer:
    from dayafter.case import policies, policy
    from dayafter.cli.progress import progress
    from dayafter.study import OPTION_DRAWS, Study

    case = case_of(args)
    chosen = [policy(case, name) for name in args.policy] or list(policies(case).values())
    with progress(len(chosen) + 1, "options") as told:
        study = Study(case, OPTION_DRAWS, args.seed, told)
        comparison = study.compare(*chosen)
    rows = comparison.records()
    head = {**of_case(case), "draws": OPTION_DRAWS, "seed": args.seed}
    document = head | {"base": _base(comparison), "options": rows}
    lines = [
        f"{case.name}: options beside the case as it stands, in the same {OPTION_DRAWS} draws",
        heading("Share of the requirement met, and the change in percentage points"),
        _by_mark(comparison, rows, "share", share, points),
        heading("Formations equipped, and the change"),
        _by_mark(comparison, rows, "formations", None, signed),
        heading(f"Cost in millions of {case.settings.currency}, and shortfall in points"),
        _totals(comparison, rows),
    ]
    return Answer("compare", {"of": "policies"} | document, "\n".join(lines))


def _base(comparison: Comparison) -> list[dict[str, Any]]:
    """The case as it stands, in the measures of the options."""
    plan = comparison.base.plan
    marks = [
        {"month": month, "measure": measure, "value": value}
        for month in plan.marks
        for measure, value in (("share", plan.share(month)), ("formations", plan.ready(month)))
    ]
    totals = (("cost", plan.cost), ("points", plan.objectives["shortfall"]))
    return marks + [{"month": None, "measure": measure, "value": value} for measure, value in totals]


def _by_mark(comparison: Comparison, rows: list[dict[str, Any]], measure: str, level: Any, change: Any) -> str:
    """One row an option; two columns a mark, the value and its change."""
    marks = comparison.base.plan.marks
    base = {row["month"]: row["value"] for row in _base(comparison) if row["measure"] == measure}
    out: dict[str, dict[str, Any]] = {BASE: {"name": BASE} | {str(month): base[month] for month in marks}}
    for row in rows:
        if row["measure"] == measure:
            line = out.setdefault(f"policy {row['policy']}", {"name": row["name"]})
            line |= {str(row["month"]): row["value"], f"change {row['month']}": row["change"]}
    columns = [Column("name", "Option")]
    for month in marks:
        columns.append(Column(str(month), f"Month {month}", *([level] if level else [])))
        columns.append(Column(f"change {month}", "change", lambda value: "" if value is None else change(value)))
    return table(list(out.values()), columns)


def _totals(comparison: Comparison, rows: list[dict[str, Any]]) -> str:
    base = {row["measure"]: row["value"] for row in _base(comparison)}
    out: dict[str, dict[str, Any]] = {BASE: {"name": BASE, "cost": base["cost"], "points": base["points"]}}
    for row in rows:
        if row["month"] is None:
            line = out.setdefault(f"policy {row['policy']}", {"name": row["name"]})
            line |= {row["measure"]: row["value"], f"{row['measure']} change": row["change"]}
    sign = ("change", lambda value: "" if value is None else signed(value))
    return table(
        list(out.values()),
        (
            Column("name", "Option"),
            Column("cost", "Cost"),
            Column("cost change", *sign),
            Column("points", "Shortfall"),
            Column("points change", *sign),
        ),
    )


def _runs(args: argparse.Namespace) -> Answer:
    from dayafter.cli.changes import changes
    from dayafter.cli.runs import find_run

    first, second = find_run(args.case), find_run(args.run)
    found = changes(first, second)
    same = "nothing changed" if first.manifest["code"] == second.manifest["code"] else "what changed"
    lines = [f"{first.manifest['code']} to {second.manifest['code']}: {same}"]
    for title, rows in (("Inputs", found.inputs), ("Settings", found.settings), ("Code", found.versions)):
        lines += [heading(title), table(rows, ("what", "old", "new")) if rows else "the same"]
    lines += [heading("Results"), f"{found.same} numbers the same, {len(found.numbers)} not"]
    if found.numbers:
        columns = ("number", "what", "old", "new")
        lines.append(table(found.numbers[:SHOWN], columns))
        more = len(found.numbers) - SHOWN
        lines += [f"and {more} more; --json lists all"] if more > 0 else []
    document = {"of": "runs", "first": _head(first.manifest), "second": _head(second.manifest), **found.as_dict()}
    return Answer("compare", document, "\n".join(lines))


def _head(manifest: dict[str, Any]) -> dict[str, Any]:
    return {"run": manifest["code"], "case": manifest["case"], "known_on": manifest.get("known_on")}
