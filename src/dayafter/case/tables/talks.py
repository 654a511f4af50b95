"""The talks: who sits there, what is on the table, who wants what, and what is shown to whom."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import field_validator

from dayafter.case.columns import FigureRow, Listed, Row, column
from dayafter.case.tables.events import pairs_of

_ACTOR: dict[str, Any] = dict(title="Actor", question="Whose?", example="PL", refers="actors")
_ISSUE: dict[str, Any] = dict(title="Issue", question="On which issue?", example="foreign-troops", refers="issues")


class Actor(Row):
    table: ClassVar[str] = "actors"
    title: ClassVar[str] = "Actors"
    question: ClassVar[str] = "Who takes part in the talks, on which side?"
    keys: ClassVar[tuple[str, ...]] = ("party_id",)

    party_id: str = column("Party", "Who?", example="PL", refers="parties")
    side: Literal["allies", "adversary", "between"] = column(
        "Side",
        "On which side?",
        example="allies",
        count="allies: the recipient and those who must agree on the common agenda; between: heard, but not needed",
    )
    note: str = column("Note", "What must the reader know?", example="speaks for three states", default="")


class Issue(Row):
    table: ClassVar[str] = "issues"
    title: ClassVar[str] = "Issues"
    question: ClassVar[str] = "What is there to be settled?"
    keys: ClassVar[tuple[str, ...]] = ("issue_id",)

    issue_id: str = column("Issue", "By which short name?", example="foreign-troops", min_length=1)
    name: str = column("Name", "What is it called?", example="International force", min_length=1)
    low_end: str = column("At 0", "What does 0 stand for?", example="no foreign troops at all", min_length=1)
    high_end: str = column("At 100", "What does 100 stand for?", example="a large force at the line", min_length=1)
    between: Literal["all", "allies"] = column(
        "Between", "Who has to settle it?", example="all", default="all", count="allies: no matter of the other side"
    )
    note: str = column("Note", "What must the reader know?", example="with or without a mandate", default="")


class IssueOption(FigureRow):
    table: ClassVar[str] = "issue_options"
    title: ClassVar[str] = "Options of issues"
    question: ClassVar[str] = "Where between 0 and 100 does this way of settling the issue lie?"
    keys: ClassVar[tuple[str, ...]] = ("issue_id", "option_id")

    issue_id: str = column(**_ISSUE)
    option_id: str = column("Option", "By which short name?", example="rear-force", min_length=1)
    name: str = column("Name", "What is it called?", example="A force away from the line", min_length=1)
    needs: Listed = column(
        "Needs",
        "Who must take part, so that it can be had?",
        example="GB; FR",
        refers="actors",
        default=(),
        count="those who carry it out; empty: it can be had with any",
    )


class Position(FigureRow):
    table: ClassVar[str] = "positions"
    title: ClassVar[str] = "Positions"
    question: ClassVar[str] = "Which place between 0 and 100 does the actor want?"
    keys: ClassVar[tuple[str, ...]] = ("party_id", "issue_id")

    party_id: str = column(**_ACTOR)
    issue_id: str = column(**_ISSUE)


class Salience(FigureRow):
    table: ClassVar[str] = "saliences"
    title: ClassVar[str] = "Saliences"
    question: ClassVar[str] = "How much does the issue matter to the actor, from not at all (0) to above all (100)?"
    keys: ClassVar[tuple[str, ...]] = ("party_id", "issue_id")

    party_id: str = column(**_ACTOR)
    issue_id: str = column(**_ISSUE)


class Influence(FigureRow):
    table: ClassVar[str] = "influences"
    title: ClassVar[str] = "Influence"
    question: ClassVar[str] = "How much weight has the actor's word in these talks, compared with the others'?"
    keys: ClassVar[tuple[str, ...]] = ("party_id",)

    party_id: str = column(**_ACTOR)


class Reservation(FigureRow):
    table: ClassVar[str] = "reservations"
    title: ClassVar[str] = "Without a deal"
    question: ClassVar[str] = "What is it worth to the actor if nothing is agreed, its own wishes in full being 1?"
    keys: ClassVar[tuple[str, ...]] = ("party_id",)

    party_id: str = column(**_ACTOR)


class RedLine(Row):
    table: ClassVar[str] = "red_lines"
    title: ClassVar[str] = "Red lines"
    question: ClassVar[str] = "What does an actor refuse, always or as long as something else is not settled?"
    keys: ClassVar[tuple[str, ...]] = ("party_id", "line")

    party_id: str = column(**_ACTOR)
    line: int = column("Line", "Which of the actor's lines is it?", example="1", ge=1)
    issue_id: str = column(**_ISSUE)
    refuses: Listed = column("Refuses", "Which ways of settling it?", example="line-force; rear-force")
    unless_issue: str = column(
        "Unless", "Unless which other issue is settled?", example="backstop", refers="issues", default=""
    )
    unless_options: Listed = column(
        "In one of", "In one of which ways?", example="us-backstop", default=(), count="both empty: it refuses always"
    )
    source_id: str = column("Source", "Who says so?", example="bs-2025-02-17", refers="sources", min_length=1)
    firmness: Literal["stated", "judged"] = column(
        "Firmness", "Has it been said, or is it thought?", example="stated", count="judged: with a reason in the note"
    )
    note: str = column("Note", "What was said?", example="no troops without an American backstop", default="")


class Linkage(FigureRow):
    table: ClassVar[str] = "linkages"
    title: ClassVar[str] = "Linkages"
    question: ClassVar[str] = "What are two settlements together worth to the actor beyond what each is worth?"
    keys: ClassVar[tuple[str, ...]] = ("party_id", "issue_id", "option_id", "with_issue", "with_option")

    party_id: str = column(**_ACTOR)
    issue_id: str = column(**_ISSUE)
    option_id: str = column("Option", "Settled how?", example="rear-force", min_length=1)
    with_issue: str = column("With", "Together with which issue?", example="backstop", refers="issues")
    with_option: str = column("With option", "And that one settled how?", example="us-backstop", min_length=1)
    effect: Literal["adds", "takes"] = column(
        "Effect", "Is it worth more to the actor, or less?", example="adds", default="adds"
    )


class DisclosureStep(Row):
    table: ClassVar[str] = "disclosure_steps"
    title: ClassVar[str] = "Steps of disclosure"
    question: ClassVar[str] = "In which steps is the case shown to others, and to whom?"
    keys: ClassVar[tuple[str, ...]] = ("step",)

    step: int = column("Step", "Which step?", example="1", ge=1)
    name: str = column("Name", "What is it called?", example="The partner first", min_length=1)
    audience: Listed = column(
        "Audience",
        "Who sees it from then on?",
        example="FR; PL",
        refers="parties",
        min_length=1,
        count="name a party again at each step that concerns it: only rules of steps with its name apply to it",
    )
    note: str = column("Note", "What must be true before it is taken?", example="after the first agreement", default="")


RESULTS: dict[str, tuple[str, ...]] = {
    "result_lines": ("line", "area", "month"),
    "result_areas": ("area", "month"),
    "result_donors": ("donor", "line"),
    "result_money": ("donor", "fiscal_year"),
    "result_worth": ("table", "ref"),
}
"""Tables of results of the whole run that a rule can open, and the columns by which it can choose their rows."""

RECEIVER = "self"
"""Stands in a match for the party that is shown the case: `party_id=self` are its own rows, whoever it is."""


class DisclosureRule(Row):
    table: ClassVar[str] = "disclosure_rules"
    title: ClassVar[str] = "Rules of disclosure"
    question: ClassVar[str] = "Which rows are shown at which step, and how exactly?"
    keys: ClassVar[tuple[str, ...]] = ("rule_id",)

    rule_id: str = column("Rule", "By which short name?", example="own-stocks", min_length=1)
    step: int = column("Step", "From which step on?", example="1", refers="disclosure_steps", ge=1)
    target: str = column(
        "Table",
        "Which table?",
        example="stocks",
        wildcard=True,
        min_length=1,
        count="any: every table of the case. Results of the whole run are opened by name only: "
        + ", ".join(RESULTS)
        + ". Sources need no rule, they go with the rows that cite them; these two tables are never shown",
    )
    match: str = column(
        "Match",
        "Which rows? Empty: all",
        example="party_id=FR; item_id=as90",
        default="",
        count="as in policies.csv; `self` stands for the party that is shown the case. A party sees rows of its own "
        "only where a rule says so",
    )
    form: Literal["open", "coarse", "withheld"] = column(
        "Form",
        "How is it shown?",
        example="coarse",
        count="open: as it is; coarse: figures as steps of a scale 1, 2, 5, 10 with a range that hides the rest; "
        "withheld: not at all. What no rule opens is withheld. Of several rules that fit, the one with more columns in "
        "its match wins, then one that names the table, then the later step, then the one that shows less. What a "
        "party was shown at one step stays shown to it at the next",
    )
    reason: str = column("Reason", "Why so?", example="its own stocks are known to it", default="")

    @field_validator("match")
    @classmethod
    def _pairs(cls, value: str) -> str:
        pairs_of(value)
        return value

    @property
    def matches(self) -> dict[str, str]:
        """The match as column -> value."""
        return pairs_of(self.match)
