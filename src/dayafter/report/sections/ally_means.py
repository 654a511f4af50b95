"""An ally's means beside what the plan asks of it: the money it has announced, and its places in training."""

from __future__ import annotations

from dayafter.case.tables.reference import Pipeline
from dayafter.report.answers import Desk
from dayafter.report.document import Block, Inlines, Name, Para, Text, prose, strong
from dayafter.report.sections.tables import row, table


def fiscal(desk: Desk, party: str, year: int) -> str:
    """A budget year as that party writes it: 2025, or 2025/26."""
    starts = {p.party_id: p.fiscal_year_starts for p in desk.answers.case.parties("donor")}
    return str(year) if starts[party] == 1 else f"{year}/{(year + 1) % 100:02d}"


def budget_words(desk: Desk, party: str) -> tuple[Block, ...]:
    """What it has announced, in its own currency, and how much of it the plan uses."""
    supply = desk.answers.plan.data.supply
    known = desk.known
    said: list[Inlines] = []
    for fund in supply.funds:
        years = sorted(year for fund_id, year in supply.budgets if fund_id == fund.fund_id)
        refs = [f"budgets:{fund.fund_id}/{year}" for year in years]
        first = next((n for n, ref in enumerate(refs) if ref in known), None)
        if fund.party_id != party or first is None:
            continue
        words = prose(
            "{money} for {year} ({fund})",
            money=desk.budget(refs[first]).as_value,
            year=Name(fiscal(desk, party, years[first])),
            fund=desk.name(fund.fund_id),
        )
        said.append(words + desk.cite(*known[refs[first]].sources[:1]))
    budgets = [float(supply.budget.values[0, n]) for n, (f, _) in enumerate(supply.budgets)
               if supply.fund_of[f].party_id == party]  # fmt: skip
    if not said or not sum(budgets):
        return ()
    spent = sum(item["spent"] for item in desk.donor_rows if item["donor"] == party)
    rest = prose(
        " In the months after the ceasefire its known budget years hold {all}; the plan uses {spent}, {part} of that. ",
        all=desk.money(sum(budgets), "budget", donor=party),
        spent=desk.cost(party).as_value,
        part=desk.planned(spent / sum(budgets), "", "share of its budgets", "share", donor=party),
    )
    return (Para((strong("Its money."), Text(" Announced: "), *desk.joined(said, "; "), Text("."), *rest, _why(desk))),)


def _why(desk: Desk) -> Text:
    """Why money is left, where it is."""
    worth = sum(abs(r["worth_of_tenth"]) for r in desk.answers.plan.records("binds") if r["table"] == "budgets")
    if worth > 0.01:
        return Text("Somebody's money does bind the plan: see what holds it back.")
    return Text(
        "What is left over is not spare: training, repair, replacement of what is given, and everything outside this "
        "plan are paid from the same budgets. More could be spent only where makers can turn out more."
    )


def pipelines(desk: Desk) -> dict[str, str]:
    """Training pipeline -> the party that runs it."""
    return {item.pipeline_id: item.party_id for item in desk.answers.case.rows(Pipeline)}


def training(desk: Desk, party: str) -> tuple[Block, ...]:
    """Its places in training at the ceasefire, beside all places of the same course."""
    known, names = desk.known, desk.answers.case.names("courses")
    own = [item for item in desk.answers.case.rows(Pipeline) if item.party_id == party]
    rows = []
    for item in own:
        ref = _in_force(desk, item.pipeline_id)
        if ref is None:
            continue
        same = [p.pipeline_id for p in desk.answers.case.rows(Pipeline) if p.course_id == item.course_id]
        refs = [other for p in same if (other := _in_force(desk, p)) is not None]
        places = sum(known[other].central for other in refs)
        part = known[ref].central / places if places else 0.0
        rows.append(
            row(
                desk.name(item.pipeline_id),
                Name(names[item.course_id]),
                (desk.figure(ref), *desk.cite(*known[ref].sources[:1])),
                desk.planned(part, "", "share of the places of the course", "share", pipeline=item.pipeline_id),
            )
        )
    if not rows:
        return ()
    columns = (
        ("Pipeline", "text", 2.2),
        ("Course", "text", 1.6),
        ("Places at the ceasefire", "number", 2.0),
        ("Of all places", "number", 0.9),
    )
    caption = prose("Training that {who} runs", who=desk.who(party))
    note = "A formation counts only when its people have passed their courses; places not used in one month are lost."
    return (table("ally-training", caption, columns, rows, note),)


def _in_force(desk: Desk, pipeline: str) -> str | None:
    """The figure of the pipeline's places at the ceasefire: the last that has begun, or the first that will."""
    refs = sorted(ref for ref in desk.known if ref.startswith(f"training_capacity:{pipeline}/"))
    begun = [ref for ref in refs if ref.rsplit("/", 1)[1] <= desk.ceasefire.isoformat()]
    return begun[-1] if begun else next(iter(refs), None)
