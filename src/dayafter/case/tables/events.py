"""Dated events between parties, loss counts, the policies that a user compares, and what else may happen."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar, Literal, Self

from pydantic import field_validator, model_validator

from dayafter.case.columns import FigureRow, Row, column


class Transfer(FigureRow):
    """An event. Its quantity is a figure like any other; status is never stored, it is read off the events."""

    table: ClassVar[str] = "transfers"
    title: ClassVar[str] = "Transfers"
    question: ClassVar[str] = "What was asked for, promised, ordered, sent and received, and when?"
    keys: ClassVar[tuple[str, ...]] = ("event_id",)
    folder: ClassVar[str] = ""

    event_id: str = column("Event", "By which short name?", example="as90-2024", min_length=1)
    kind: Literal["request", "pledge", "commitment", "contract", "shipment", "receipt"] = column(
        "Kind",
        "What happened?",
        example="request",
        count="contract: will arrive by `due` whatever the plan does, and is taken off the requirement; "
        "commitment: the plan must send it out of the donor's stock by `due`; the others are shown beside the plan",
    )
    on: dt.date = column("On", "When?", example="2024-09-26")
    from_party: str = column(
        "From", "From whom? Empty for a request to all", example="GB", refers="parties", default=""
    )
    to_party: str = column("To", "To whom?", example="UA", refers="parties")
    line_id: str = column("Line", "For which requirement line?", example="howitzer-155", refers="lines")
    item_id: str = column("Item", "Which item, where it is known?", example="as90", refers="items", default="")
    scope: Literal["once", "monthly"] = column(
        "Scope", "A number in all, or a number for each month?", example="once", default="once"
    )
    due: dt.date | None = column("Due", "By when?", example="2024-12-31", default=None)


class LossCount(FigureRow):
    table: ClassVar[str] = "loss_counts"
    title: ClassVar[str] = "Losses"
    question: ClassVar[str] = "How many did this side lose up to this day, by whose count?"
    keys: ClassVar[tuple[str, ...]] = ("party_id", "category", "counter")

    party_id: str = column("Party", "Who lost it?", example="UA", refers="parties")
    category: str = column("Category", "What?", example="tank", min_length=1)
    counter: Literal["photographed", "claimed"] = column(
        "Counter",
        "Which kind of count?",
        example="photographed",
        count="photographed: each loss seen in a picture, a floor; claimed: by the other side, a ceiling. "
        "Never added or averaged",
    )


def pairs_of(match: str) -> dict[str, str]:
    """`a=1; b=2` as column -> value; raises ValueError where a part is not of that form."""
    out = {}
    for part in filter(None, (part.strip() for part in match.split(";"))):
        name, _, wanted = (word.strip() for word in part.partition("="))
        if not (name and wanted):
            raise ValueError(f"{part!r} is not of the form column=value")
        out[name] = wanted
    return out


class Steps(Row):
    """What policies and futures share: a name, and steps that change figures."""

    step: int = column("Step", "Which of its changes, in order?", example="1", ge=1)
    name: str = column("Name", "What is it called?", example="Without the United States", min_length=1)
    action: Literal["scale", "set", "add", "delay", "remove"] = column(
        "Action",
        "What is done to the figures?",
        example="remove",
        count="scale: times value; set: to value; add: plus value; delay: dates later by value months, lead and "
        "transit times longer by as many; remove: taken out",
    )
    target: str = column("Table", "Of which table? `case` for the ceasefire date", example="stocks", min_length=1)
    match: str = column(
        "Match",
        "Which rows, as column=value; several joined by a semicolon",
        example="party_id=US",
        count="a column of the table, or of what its key names: the party of a fund, the line of an item",
        default="",
    )
    value: float | None = column("Value", "By how much?", example="1.5", default=None)
    note: str = column("Note", "What must the reader know?", example="", default="")

    @field_validator("match")
    @classmethod
    def _pairs(cls, value: str) -> str:
        pairs_of(value)
        return value

    @model_validator(mode="after")
    def _value_where_needed(self) -> Self:
        if (self.value is None) != (self.action == "remove"):
            raise ValueError("value is needed for every action but remove, which takes none")
        return self

    @property
    def matches(self) -> dict[str, str]:
        """The match as column -> value."""
        return pairs_of(self.match)


class _PolicyName(Row):
    policy_id: str = column("Policy", "By which short name?", example="no-us", min_length=1)


class Policy(Steps, _PolicyName):
    table: ClassVar[str] = "policies"
    title: ClassVar[str] = "Policies"
    question: ClassVar[str] = "Which changes are to be compared with the case as it stands?"
    keys: ClassVar[tuple[str, ...]] = ("policy_id", "step")


class _FutureName(Row):
    future_id: str = column("Future", "By which short name?", example="us-withdraws", min_length=1)


class Future(Steps, _FutureName):
    """Something that may happen; its steps hold from the month on in which it does (`future_months`)."""

    table: ClassVar[str] = "futures"
    title: ClassVar[str] = "Futures"
    question: ClassVar[str] = "What may happen after the ceasefire, and which figures does it change from then on?"
    keys: ClassVar[tuple[str, ...]] = ("future_id", "step")


class FutureChance(FigureRow):
    table: ClassVar[str] = "future_chances"
    title: ClassVar[str] = "Chances of futures"
    question: ClassVar[str] = "How likely is it to happen at all?"
    keys: ClassVar[tuple[str, ...]] = ("future_id",)

    future_id: str = column(
        "Future",
        "Which future?",
        example="us-withdraws",
        refers="futures",
        count="unit: share; the share of futures in which it happens, between 0 and 1",
    )


class FutureMonth(FigureRow):
    table: ClassVar[str] = "future_months"
    title: ClassVar[str] = "Months of futures"
    question: ClassVar[str] = "If it happens, how many months after the ceasefire?"
    keys: ClassVar[tuple[str, ...]] = ("future_id",)

    future_id: str = column(
        "Future",
        "Which future?",
        example="us-withdraws",
        refers="futures",
        count="unit: months; what happens after the horizon changes nothing",
    )
