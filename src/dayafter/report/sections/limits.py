"""What holds the plan back, figure by figure."""

from __future__ import annotations

from dayafter.report.answers import Desk
from dayafter.report.charts import Swing, Worth, binding, theme, tornado
from dayafter.report.document import Block, Heading, Name, PageBreak, Para, para
from dayafter.report.sections.tables import figure, row, table
from dayafter.report.sections.what_binds import GROUPS, by_group, headline, supply_binds

TOP = 12


def write(desk: Desk) -> tuple[Block, ...]:
    """Limits of supply, the exact split of the shortfall, the tornado of marginal worth."""
    groups = by_group(desk)
    if not groups:
        return (Heading(1, "What holds it back", "limits"), para("Nothing does: all that is required arrives in time."))
    worth = [Worth(GROUPS[table].capitalize(), value, "") for table, value in groups.items()]
    swings = _swings(desk)
    return (
        Heading(1, "What holds it back", "limits"),
        Para(headline(desk)),
        para(
            "The program that finds the plan also prices every limit: by how many points the shortfall would fall if "
            "the limit "
            "moved a little. The prices and the limits together add up to the whole shortfall exactly, so nothing is "
            "left over."
        ),
        figure(
            binding(
                worth,
                unit="points of shortfall avoided",
                title="What a tenth of each kind of limit is worth at most",
                step="a tenth more",
            ),
            "limits-chart",
            "What it would be worth at most to move each kind of limit by a tenth",
        ),
        _limits(desk),
        figure(
            tornado(swings, unit="points of shortfall", top=TOP),
            "tornado",
            "What the range of each figure is worth at the margin, the widest first",
            "Marginal worth times the distance to each end of the range: a first guess, not a new plan.",
        ),
        _split(desk),
        PageBreak(),
    )


def _limits(desk: Desk) -> Block:
    known = desk.known
    rows = [
        row(
            Name(known[item["ref"]].label),
            desk.figure(item["ref"]),
            desk.planned(abs(item["worth_of_tenth"]), "", "worth", ref=item["ref"]),
        )
        for item in supply_binds(desk)[:TOP]
    ]
    columns = (("Limit", "text", 3.2), ("As it stands", "number", 2.4), ("A tenth, points at most", "number", 1.1))
    return table("limits-table", "The limits of supply that bind most", columns, rows)


def _swings(desk: Desk) -> list[Swing]:
    known = desk.known
    out = []
    for item in desk.answers.plan.records("binds"):
        figure_ = known[item["ref"]]
        low = -item["worth_of_one"] * (figure_.low - figure_.central)
        high = -item["worth_of_one"] * (figure_.high - figure_.central)
        if max(abs(low), abs(high)) > 1e-6:
            out.append(Swing(figure_.label, low, high, theme.figure(figure_.low), theme.figure(figure_.high)))
    return out


def _split(desk: Desk) -> Block:
    known = desk.known
    shares = [share for share in desk.answers.plan.split.shares if share.ref in known][:TOP]
    rows = [row(Name(known[s.ref].label), desk.planned(s.contribution, "", "split", ref=s.ref)) for s in shares]
    columns = (("Figure", "text", 4.0), ("Points", "number", 1.0))
    note = "Above zero: makes the shortfall; below: keeps it down. All figures together add up to the shortfall."
    return table(
        "split-table", "The shortfall spread over the figures that make it: the largest parts", columns, rows, note
    )
