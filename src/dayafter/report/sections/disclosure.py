"""Step by step: who is shown which parts of the case at which step, and how."""

from __future__ import annotations

from dayafter.case.disclosure import FORMS, Form, Ladder
from dayafter.case.tables import TABLES
from dayafter.case.tables.talks import RESULTS, DisclosureStep
from dayafter.report.charts.ladder import Rung, ladder
from dayafter.report.clerk import Clerk
from dayafter.report.document import Block, Bullets, Heading, Name, Words, para, prose
from dayafter.report.sections.tables import NOTHING, figure, row, table

PARTS: dict[str, str] = {
    "reference": "Names and sources",
    "force": "Requirement",
    "supply": "What donors have",
    "money": "Money",
    "logistics": "Routes and consents",
    "events": "Promises and futures",
    "adversary": "Adversary",
    "deterrence": "Decision to attack",
    "reassurance": "International force",
    "ceasefire": "Ceasefire",
    "talks": "Talks",
}
"""Module in which tables are declared -> what a reader calls them together."""

RESULT = "Results of the run"

WORTH: dict[Form, float] = {"withheld": 0.0, "coarse": 0.5, "open": 1.0}
"""How dark a row of each form makes its part."""

CANNOT_TELL = (
    "It shows rules, not what they come to: a release also leaves out what could be worked out from what it shows, and "
    "is audited before it leaves.",
    "It cannot take anything back, and it cannot know what a receiver passes on.",
    "Whether a step is wise is a judgement of those who take it; the order is theirs.",
)


def write(desk: Clerk) -> tuple[Block, ...]:
    """The ladder as a chart, its steps, what stays hidden at each."""
    case = desk.answers.case
    if not case.rows(DisclosureStep):
        return ()
    rungs = Ladder(case)
    seen = {number: _seen(rungs, number) for number in rungs.steps}
    return (
        Heading(1, "Step by step: what is shown to whom", "disclosure"),
        para(
            "This brief holds all of the case. Others are shown it in steps; at each, rules of the case say which rows "
            "are shown as they are, which as bands, and which not at all. What no rule opens is withheld, what was "
            "shown once stays shown, and a release to a party is a case and a brief of their own, computed from "
            "nothing else."
        ),
        figure(
            ladder(_rungs(rungs, seen), title="Who sees what"),
            "disclosure-ladder",
            "How much of each part of the case is shown at each step",
            "All: every row as it is; most: more than half of them; bands: at least half with figures as bands; part: "
            "less. As the first of those sees it who are new at the step; its own rows among them.",
        ),
        _steps(desk, rungs),
        *_hidden(desk, rungs, seen),
        Heading(2, "What the ladder cannot tell", "disclosure-limits"),
        Bullets(CANNOT_TELL),
    )


def _seen(rungs: Ladder, number: int) -> str:
    """The first party that is new at the step, or the first of its audience."""
    audience = rungs.steps[number].audience
    new = [party for party in audience if rungs.first_step(party) == number]
    return (new or list(audience))[0]


def _rungs(rungs: Ladder, seen: dict[int, str]) -> list[Rung]:
    out = []
    for number, party in seen.items():
        forms: dict[str, list[Form]] = {part: [] for part in (*PARTS.values(), RESULT)}
        for name, of in rungs.forms(party, number).items():
            forms[_part(name)] += of
        forms[RESULT] = [rungs.result_form(name, {}, party, number) for name in RESULTS]
        for part, found in forms.items():
            if found:
                shown = sum(WORTH[form] for form in found) / len(found)
                out.append(Rung(part, rungs.steps[number].name, shown, _word(found)))
    return out


def _part(name: str) -> str:
    return PARTS[TABLES[name].__module__.rsplit(".", 1)[-1]]


def _word(forms: list[Form]) -> str:
    counted = {form: forms.count(form) / len(forms) for form in FORMS}
    if counted["withheld"] == 1:
        return "nothing"
    if counted["open"] == 1:
        return "all"
    return "most" if counted["open"] > 0.5 else "bands" if counted["coarse"] >= 0.5 else "part"


def _steps(desk: Clerk, rungs: Ladder) -> Block:
    rows = []
    for number, step in rungs.steps.items():
        told = desk.joined([(desk.name(party),) for party in step.audience], ", ")
        cells: tuple[Words, ...] = (
            desk.stated(number, "step of disclosure"), Name(step.name), told, Name(step.note) if step.note else NOTHING,
        )  # fmt: skip
        rows.append(row(*cells))
    columns = (("Step", "number", 0.4), ("Called", "text", 1.2), ("Who sees it", "text", 2.4), ("When", "text", 1.8))
    return table("disclosure-steps", "The steps", columns, rows)


def _hidden(desk: Clerk, rungs: Ladder, seen: dict[int, str]) -> tuple[Block, ...]:
    """Which tables are shown as bands, or not at all, at each step; where nothing is shown by default, what is."""
    items: list[Words] = []
    for number, party in seen.items():
        forms = rungs.forms(party, number)
        bands = [_title(name) for name, of in forms.items() if "coarse" in of]
        gone = [_title(name) for name, of in forms.items() if "withheld" in of]
        whole = [_title(name) for name, of in forms.items() if "open" in of]
        name = Name(rungs.steps[number].name)
        if len(whole) < len(gone):
            items.append(
                prose(
                    "{name}: nothing but these, or parts of them: {whole}.",
                    name=name,
                    whole=Name(", ".join(whole) or "names"),
                )
            )
            continue
        items.append(
            prose(
                "{name}: as bands, those of others: {bands}; not, or only its own: {gone}.",
                name=name, bands=Name(", ".join(bands) or "none"), gone=Name(", ".join(gone) or "none"),
            )
        )  # fmt: skip
    return (para("What is kept back at each step:"), Bullets(tuple(items)))


def _title(name: str) -> str:
    title = TABLES[name].title
    return title[:1].lower() + title[1:]
