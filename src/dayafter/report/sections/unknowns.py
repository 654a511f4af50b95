"""What we do not know: judged figures, rivals that disagree, and what the tool cannot see."""

from __future__ import annotations

from collections import Counter

from dayafter.case.tables import FIGURES
from dayafter.delivery.explain import TABLES_READ
from dayafter.report.answers import Desk
from dayafter.report.document import Block, Bullets, Heading, Name, Text, para
from dayafter.report.sections.tables import row, table, total

TOP = 8
WIDEST = 5

EVEN = 1e-6
"""Points that are none."""


def write(desk: Desk) -> tuple[Block, ...]:
    """Limits in words, judged shares by table, rival figures."""
    check = desk.answers.check
    return (
        Heading(1, "What we do not know", "unknowns"),
        Bullets(
            (
                "Whether the ceasefire comes on the day assumed, whether it holds, and what the adversary rebuilds "
                "behind it.",
                "What donors hold in confidence: stocks, floors and contracts are read from public sources only.",
                "How a plan is corrected on the way: the ranges carry out one plan without a second thought.",
                "What money buys outside the makers named here; new makers and new lines of production are not "
                "foreseen.",
                "Whether a figure of a party to the war is true; such figures are marked as claimed and never "
                "averaged with counts.",
            )
        ),
        para(
            "Of {known} figures known on the date, {judged} are judgements of this case's authors, each with its "
            "reason and a wide range. They are what to replace first.",
            known=desk.stated(check.known, "figures known on the date"),
            judged=desk.stated(check.judged_share, "share of judged figures", style="share"),
        ),
        *_widest(desk),
        _judged(desk),
        *_rivals(desk),
    )


def _widest(desk: Desk) -> tuple[Block, ...]:
    """The figures whose own range moves the shortfall most."""
    known = desk.known
    rows = sorted(desk.answers.plan.records("binds"), key=lambda r: (-abs(r["worth_of_range"]), r["ref"]))[:WIDEST]
    named = [
        (Name(known[r["ref"]].label), Text(", "), desk.figure(r["ref"]), *desk.cite(*known[r["ref"]].sources[:1]))
        for r in rows
        if abs(r["worth_of_range"]) > EVEN
    ]
    if not named:
        return ()
    return (
        para(
            "Of all that the plan reads, these are the figures whose doubt counts most: {figures}. To know them better "
            "would narrow the answer more than any other study.",
            figures=desk.joined(list(named), "; "),
        ),
    )


def _judged(desk: Desk) -> Block:
    rows, all_known, all_judged = [], 0, 0
    for name in TABLES_READ:
        bases = Counter(figure.basis for figure in desk.answers.case.rows(FIGURES[name]))
        known = sum(bases.values())
        if not known:
            continue
        all_known, all_judged = all_known + known, all_judged + bases["judged"]
        rows.append(
            row(
                Name(FIGURES[name].title),
                desk.stated(known, f"figures of {name}"),
                desk.stated(bases["judged"] / known, f"judged share of {name}", style="share"),
            )
        )
    rows.append(
        total(
            "All that the plan reads",
            desk.stated(all_known, "figures that the plan reads"),
            desk.stated(all_judged / max(all_known, 1), "judged share of what the plan reads", style="share"),
        )
    )
    columns = (("Table", "text", 3.0), ("Figures", "number", 1.0), ("Judged", "number", 1.0))
    return table("judged-table", "How much is judged, table by table", columns, rows)


def _rivals(desk: Desk) -> tuple[Block, ...]:
    """Figures with several sources, the widest apart first."""
    found = []
    for name in FIGURES:
        for quantity in desk.answers.case.quantities(name).values():
            centrals = [figure.central for figure in quantity.rows]
            if len(centrals) > 1 and max(centrals) > 0:
                found.append((max(centrals) / max(min(centrals), 1e-9), quantity))
    found.sort(key=lambda pair: (-min(pair[0], 1e6), pair[1].ref))
    if not found:
        return ()
    rows = []
    for _, quantity in found[:TOP]:
        sources = tuple(dict.fromkeys(figure.source_id for figure in quantity.rows))[:2]
        rows.append(row(Name(desk.known[quantity.ref].label), (desk.figure(quantity.ref), *desk.cite(*sources))))
    columns = (("Figure", "text", 2.6), ("Value used and range over all sources", "number", 2.2))
    return (
        Heading(2, "Where sources disagree", "rivals"),
        para(
            "{count} figures have more than one source. The best graded gives the value, the range covers all of them: "
            "disagreement widens the range and is never averaged away.",
            count=desk.stated(len(found), "figures with rivals"),
        ),
        table("rivals-table", "Rival figures, the widest apart first", columns, rows),
    )
