"""dayafter plan CASE: the delivery plan at central values."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from dayafter.cli.answer import Answer, of_case
from dayafter.cli.hedge import hedge_options, hedge_text, hedged, refuse_mix
from dayafter.cli.options import case_of, case_options
from dayafter.cli.text import Column, heading, records, share, table

if TYPE_CHECKING:
    from dayafter.delivery import Plan
    from dayafter.delivery.replan import Replan

PASSES = 40
"""Steps that the bar leaves room for while bounds close in; as many as the decomposition takes at most."""

TOP = 10
"""Figures printed of those that bind; `--json` has them all."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the options."""
    case_options(parser)
    parser.add_argument("--policy", metavar="ID", help="plan the case under this policy of policies.csv")
    hedge_options(parser)
    parser.add_argument("--after", metavar="MONTH", help="make the plan anew when this month has passed (2025-07)")
    came = "what has arrived until then: a CSV file with supplier, item, month, quantity (see --table "
    came += "receipts); without it the receipts among the transfers of the case"
    parser.add_argument("--receipts", metavar="FILE", help=came)
    tables = "print this table of the plan instead: deliveries, orders, expansions, formations, money, lines ..."
    parser.add_argument("--table", metavar="NAME", help=tables)


def run(args: argparse.Namespace) -> Answer:
    """The plan in short, or one of its tables."""
    from dayafter.case import policy
    from dayafter.cli.progress import progress
    from dayafter.study import Study

    case = case_of(args)
    under = policy(case, args.policy) if args.policy else None
    refuse_mix(args)
    steps = PASSES + args.futures // 10 + 5 if args.futures else 1
    with progress(steps, "the delivery plan") as told:
        study = Study(case, told=told)
        made = hedged(study, under, args) if args.futures else None
        plan = made.plan if made else study.deliver(under)
        anew = _anew(plan, args) if args.after else None
        plan = anew.plan if anew else plan
        of_hedge = made is not None and args.table in made.TABLES
        rows = (made if made and of_hedge else plan).records(args.table) if args.table else None
        summary = plan.summary()
    parts = {"hedge": made.summary() if made else {}, "replan": anew.summary() if anew else {}}
    head = {**of_case(plan.data.case), "policy": under.policy_id if under else None}
    title = under.name if under else "as the case stands"
    head_lines, body = _text(plan, title, summary)
    lines = [*head_lines, *(hedge_text(made) if made else ()), *(_changes(anew) if anew else ()), *body]
    return Answer("plan", head | summary | parts, records(rows) if rows is not None else "\n".join(lines))


def _anew(plan: Plan, args: argparse.Namespace) -> Replan:
    from dayafter.delivery.receipts import read_receipts, receipts_of
    from dayafter.delivery.replan import replan

    if args.receipts:
        return replan(plan, args.after, read_receipts(args.receipts))
    labels = plan.data.period.labels
    passed = labels[: labels.index(args.after) + 1] if args.after in labels else ()
    return replan(plan, args.after, receipts_of(plan.data.case, passed))


def _changes(anew: Replan) -> list[str]:
    """What is different from the plan before."""
    found = anew.summary()
    columns = (
        Column("what", "What"),
        Column("supplier", "From"),
        Column("item", "Item"),
        Column("period", "When"),
        Column("before", "Before"),
        Column("after", "Now"),
    )
    most = sorted(found["changes"], key=lambda row: -abs(row["after"] - row["before"]))[:TOP]
    return [
        heading(f"Made anew after {found['after']}: shortfall {found['shortfall_before']:,.2f} points before, "
                f"{found['shortfall_after']:,.2f} now; {len(found['changes'])} orders and arrivals change"),
        table(most, columns) if most else "Nothing changes.",
    ]  # fmt: skip


def _text(plan: Plan, policy: str, summary: dict[str, Any]) -> tuple[list[str], list[str]]:
    """Which plan it is, and what it says."""
    case = plan.data.case
    money, ceasefire = case.settings.currency, case.settings.ceasefire
    head = [
        f"{case.name}, {policy}: the plan from the ceasefire of {ceasefire}, known on {case.settings.known_on}",
        f"plan {plan.digest}",
    ]
    return head, [
        heading("Share of the requirement met, months after the ceasefire"),
        _shares(plan, summary["shares"]),
        heading("Formations equipped, of those due"),
        _ready(plan),
        heading(f"Who gives (millions of {money}; {plan.cost:,.0f} in all)"),
        table(
            summary["donors"],
            (
                Column("name", "Donor"),
                Column("spent", "Spends"),
                Column("share_of_economy", "Of its economy", _thousandths),
                Column("tonnes", "Tonnes"),
                Column("lines_filled", "Lines' worth"),
            ),
        ),
        heading("What binds: by how much a tenth more of it would change the shortfall, at the margin"),
        f"Shortfall in all: {plan.objectives['shortfall']:,.2f} points",
        table(_binding(plan, summary["binds"][:TOP]), _BINDS),
    ]


_BINDS = (
    Column("label", "Figure"),
    Column("value", "Value"),
    Column("unit", "Unit"),
    Column("worth_of_tenth", "A tenth more"),
)


def _thousandths(value: Any) -> str:
    return "–" if value is None else f"{100 * float(value):.3f} %"


def _shares(plan: Plan, shares: list[dict[str, Any]]) -> str:
    """One row an area, one column a mark."""
    areas = list(dict.fromkeys(row["area"] for row in shares))
    found = {(row["area"], row["month"]): row["share"] for row in shares}
    rows = [{"area": area} | {str(m): found.get((area, m)) for m in plan.marks} for area in areas]
    return table(rows, (Column("area", "Area"), *(Column(str(m), str(m), share) for m in plan.marks)))


def _ready(plan: Plan) -> str:
    rows = [{"month": m, "equipped": plan.ready(m), "due": plan.due(m)} for m in plan.marks]
    return table(rows, (Column("month", "Month"), Column("equipped", "Equipped"), Column("due", "Due")))


def _binding(plan: Plan, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    from dayafter.case.labels import label_of, names_of

    case = plan.data.case
    names = names_of(case)
    quantities = {q.ref: q for name in {row["table"] for row in rows} for q in case.quantities(name).values()}
    return [{**row, "label": label_of(quantities[row["ref"]], names)} for row in rows]
