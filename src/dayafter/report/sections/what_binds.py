"""What holds the plan back, in words: shared by the bottom line and the section on limits."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from dayafter.report.answers import Desk
from dayafter.report.document import Inlines, Name, Text, prose

GROUPS = {
    "stocks": "what donors hold",
    "floors": "what donors keep back for themselves",
    "production": "what makers turn out",
    "production_shares": "the share of output that others take",
    "expansion_limits": "how far plants can grow",
    "budgets": "money",
    "route_capacity": "the tonnes that routes carry",
    "training_capacity": "places in training",
    "absorption": "how fast equipment can be taken into service",
    "lead_times": "how long things take",
}
"""Tables of supply figures, as a person would name the limit."""


def supply_binds(desk: Desk) -> list[dict[str, Any]]:
    """Figures of supply with a worth, the one whose tenth is worth most first."""
    return [row for row in desk.answers.plan.records("binds") if row["table"] in GROUPS]


def by_group(desk: Desk) -> dict[str, float]:
    """Kind of limit -> points that moving all its figures by a tenth would be worth at most, largest first.

    At most: the shortfall is convex in the limits, so that a price at the margin never understates a real step.
    """
    out: dict[str, float] = defaultdict(float)
    for row in supply_binds(desk):
        out[row["table"]] += abs(row["worth_of_tenth"])
    return dict(sorted(out.items(), key=lambda pair: (-pair[1], pair[0])))


def headline(desk: Desk) -> Inlines:
    """Two sentences: which kind of limit binds most, and whether money does."""
    groups = by_group(desk)
    if not groups:
        return (Text("Nothing binds: all that is required arrives in time."),)
    first, *others = groups
    worth = desk.planned(groups[first], "point|points", "worth", group=first)
    money = groups.get("budgets", 0.0)
    said = prose(
        "Most of all {first}: to move it by a tenth would be worth {worth} at most, of the shortfall's {all}",
        first=Name(GROUPS[first]),
        worth=worth,
        all=desk.planned(desk.answers.plan.objectives["shortfall"], "point|points", "shortfall"),
    )
    if others:
        said += prose("; next {next}", next=Name(GROUPS[others[0]]))
    if money < 0.01 * groups[first]:
        return (*said, Text(". More money alone buys next to nothing in this time, unless it buys capacity."))
    return (
        *said,
        *prose(
            ". A tenth more money is worth {money} at most.",
            money=desk.planned(money, "point|points", "worth", group="budgets"),
        ),
    )
