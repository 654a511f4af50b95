"""What is needed, area by area, beside what was asked for, and why the two differ."""

from __future__ import annotations

from dayafter.need.requests import Request
from dayafter.report.answers import Desk
from dayafter.report.charts import AreaNeed, Step, need, waterfall
from dayafter.report.document import Block, Heading, Inlines, Name, PageBreak, Para, Row, Text, para, prose
from dayafter.report.sections.tables import NOTHING, figure, group, row, table
from dayafter.report.sections.titles import TITLES

WATERFALLS = 3

WIDEST = 5
"""Cross-checks of each kind that are printed."""


def write(desk: Desk) -> tuple[Block, ...]:
    """The requirement, the requests beside it, the cross-checks."""
    return (
        Heading(1, "What is needed", "need"),
        _how(desk),
        _lines(desk),
        Heading(2, "Asked for, and worked out", "requests"),
        *_requests(desk),
        Heading(2, "Cross-checks that disagree", "cross-checks"),
        *_checks(desk),
        PageBreak(),
    )


def _how(desk: Desk) -> Para:
    return para(
        "Equipment fills the tables of formations that are due and the areas to be defended, with a reserve and "
        "replacement of what wears out; ammunition is a stock for days of high intensity and what training and "
        "incidents use; kit is heads times scale, and its wear. What {who} holds, makes with its own money and has "
        "under "
        "contract is taken off. Quantities are what is still to be delivered by the end of the {months}, with the "
        "middle eight of ten draws in brackets.",
        who=desk.recipient,
        months=desk.stated(desk.end, "length of the horizon", "month|months"),
    )


def _lines(desk: Desk) -> Block:
    answers = desk.answers
    asked = {r.line: r for r in answers.need.requests}
    rows: list[Row] = []
    for area, title in TITLES.items():
        lines = [line for line, item in answers.need.line_rows.items() if item.area == area]
        lines = [line for line in lines if answers.need.central[answers.need.place(line), -1] > 0]
        if lines:
            rows.append(group(title.capitalize()))
        for line in lines:
            request = asked.get(line)
            rows.append(
                row(
                    desk.name(line),
                    desk.required(line).as_bare_full,
                    Name(answers.need.line_rows[line].unit),
                    _asked(desk, request) if request else NOTHING,
                    desk.line_share(line) or NOTHING,
                )
            )
    columns = (
        ("Line", "text", 2.4), ("Still required", "number", 2.2), ("Unit", "text", 1.0),
        ("Asked for", "number", 1.6), ("Met by the plan", "number", 1.5),
    )  # fmt: skip
    note = "Asked for: the latest request known; monthly requests were made for war, not for the day after."
    return table("need-lines", "What is still to be delivered by the end, line by line", columns, rows, note)


def _asked(desk: Desk, request: Request) -> Inlines:
    number = desk.figure(request.ref, unit="").as_value
    per = (Text(" a month"),) if request.per == "a month" else ()
    return (number, *per, *desk.cite(request.source))


def _requests(desk: Desk) -> tuple[Block, ...]:
    answers = desk.answers
    requests = [r for r in answers.need.requests if r.net > 0 or r.asked > 0]
    if not requests:
        return (para("The case holds no request."),)
    in_all = {r.line: r for r in requests if r.per == "in all"}
    more, less = _apart(desk, in_all)
    blocks: list[Block] = [
        para(
            "A request says what somebody wanted, for a war or for one operation; the arithmetic says what the aims "
            "in this "
            "case come to. They are shown side by side, and the difference is taken apart, because each is right "
            "about something else."
        )
    ]
    for words, found in (
        ("More was asked for than is needed still", more),
        ("Less was asked for than is needed", less),
    ):
        if found:
            blocks.append(para("{words}: {found}.", words=words, found=desk.joined(found, "; ")))
    units = {answers.need.line_rows[line].unit for line in in_all}
    for unit in sorted(units):
        lines = [line for line in in_all if answers.need.line_rows[line].unit == unit]
        rows = [
            AreaNeed(desk.names[line], in_all[line].asked, number.low, number.value, number.high)  # type: ignore[arg-type]
            for line in lines
            for number in (desk.required(line),)
        ]
        if len(rows) > 1:
            chart = need(rows, unit=unit, title=f"Asked for and worked out, in {unit}")
            id = f"requests-{'-'.join(unit.split())}"
            blocks.append(figure(chart, id, prose("Asked for and worked out, in {unit}", unit=Name(unit))))
    ranked = sorted(requests, key=lambda r: (r.per != "in all", -abs(r.net - r.total) / max(r.net, r.total, 1e-9)))
    chosen = list({r.line: r for r in reversed(ranked)}.values())[::-1][:WATERFALLS]
    for request in chosen:
        (_, asked), *terms = request.terms
        steps = [Step("asked for", asked, True)]
        steps += [Step(name, value) for name, value in terms if abs(value) > 1e-9 * max(1.0, asked)]
        steps.append(Step("still required", asked + sum(value for _, value in terms), True))
        name = desk.names[request.line]
        chart = waterfall(steps, unit=request.unit, title=f"From the request to the requirement: {name}")
        caption = prose(
            "From the request of {day} to the requirement: {line}", day=Name(request.on), line=desk.name(request.line)
        )
        blocks.append(figure(chart, f"waterfall-{request.event}", caption))
    return tuple(blocks)


def _apart(desk: Desk, requests: dict[str, Request]) -> tuple[list[Inlines], list[Inlines]]:
    """Lines of which more, and of which less, was asked for than the range of the requirement holds."""
    more: list[Inlines] = []
    less: list[Inlines] = []
    for line, request in requests.items():
        number = desk.required(line)
        asked = desk.figure(request.ref, unit="")
        words = prose(
            "{line}, {asked} against {need}", line=desk.name(line), asked=asked.as_value, need=number.as_bare_full
        ) + desk.cite(request.source)
        if float(number.high) < request.asked:  # type: ignore[arg-type]
            more.append(words)
        elif float(number.low) > request.asked:  # type: ignore[arg-type]
            less.append(words)
    return more, less


def _checks(desk: Desk) -> tuple[Block, ...]:
    checks = desk.answers.need.cross_checks
    kinds = list(dict.fromkeys(check.check for check in checks))
    missing = [kind for kind in kinds if not any(check.in_case for check in checks if check.check == kind)]
    rows: list[Row] = []
    for kind in kinds:
        found = [check for check in checks if check.check == kind and check.in_case and check.used_value]
        found.sort(key=lambda check: -abs((check.ratio or 1.0) - 1.0))
        if found:
            rows.append(group(kind.capitalize()))
        for check in found[:WIDEST]:
            rows.append(
                row(
                    desk.name(check.line) if check.line else "the whole force",
                    Name(check.used),
                    desk.stated(round(float(check.used_value or 0)), f"{kind}: {check.used}").as_bare,
                    Name(check.rival),
                    desk.stated(round(float(check.rival_value or 0)), f"{kind}: {check.rival}").as_bare,
                )
            )
    blocks: list[Block] = [
        para(
            "Each rule that was used has rivals. They are printed where they disagree most; the disagreement is part "
            "of what we know."
        )
    ]
    if rows:
        columns = (
            ("Line", "text", 1.6), ("Rule used", "text", 1.6), ("It gives", "number", 0.9),
            ("Rival rule", "text", 1.6), ("It gives", "number", 0.9),
        )  # fmt: skip
        blocks.append(table("checks", "Rules and their rivals, the widest apart of each kind", columns, rows))
    if missing:
        blocks.append(
            para("Not in this case, and so not checked: {what}.", what=desk.listed([(Name(word),) for word in missing]))
        )
    return tuple(blocks)
