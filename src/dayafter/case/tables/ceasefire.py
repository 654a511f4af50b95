"""The ceasefire: its terms, what is known of how long such truces last, and the ledger of violations."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar, Literal

from dayafter.case.columns import FigureRow, Row, column

OUTCOMES: tuple[str, ...] = ("force", "war")
"""How a truce can fail: force is used again on some scale, or the war is resumed as a whole."""

_OUTCOME: dict[str, Any] = dict(
    title="Outcome",
    question="Which failure?",
    example="war",
    words=OUTCOMES,
    min_length=1,
    count="force: violations grow to a use of force that the data sets count as a dispute; war: the war is resumed",
)


class Term(Row):
    table: ClassVar[str] = "terms"
    title: ClassVar[str] = "Terms of a ceasefire"
    question: ClassVar[str] = "Which provisions can a ceasefire have, or circumstances that bear on it?"
    keys: ClassVar[tuple[str, ...]] = ("term_id",)

    term_id: str = column("Term", "By which short name?", example="separation", min_length=1)
    name: str = column("Name", "What is it called?", example="Separation zone", min_length=1)
    source_id: str = column(
        "Source", "Who says in which direction it works?", example="fortna-2003-scraps", refers="sources", min_length=1
    )
    note: str = column(
        "Note", "What must the reader know?", example="heavy weapons drawn back on both sides", default=""
    )


class TermEffect(FigureRow):
    table: ClassVar[str] = "term_effects"
    title: ClassVar[str] = "Effects of terms"
    question: ClassVar[str] = "By what does the whole term multiply the rate at which truces fail?"
    keys: ClassVar[tuple[str, ...]] = ("term_id", "outcome")

    term_id: str = column("Term", "Which term?", example="separation", refers="terms")
    outcome: str = column(
        **_OUTCOME | {"wildcard": False, "count": "unit: ratio, below 1 it lasts longer; an association"}
    )


class Analogue(Row):
    table: ClassVar[str] = "analogues"
    title: ClassVar[str] = "Analogues"
    question: ClassVar[str] = "Which earlier truces does the base rate come from?"
    keys: ClassVar[tuple[str, ...]] = ("analogue_id",)

    analogue_id: str = column("Analogue", "By which short name?", example="interstate-neighbours", min_length=1)
    name: str = column("Name", "What is it called?", example="Wars between neighbours since 1946", min_length=1)
    spells: int = column("Spells", "How many truces are in it?", example="43", ge=1)
    note: str = column("Note", "What must the reader know?", example="year resolution", default="")


class AnalogueWeight(FigureRow):
    table: ClassVar[str] = "analogue_weights"
    title: ClassVar[str] = "Weights of analogues"
    question: ClassVar[str] = "How far is this the right analogue?"
    keys: ClassVar[tuple[str, ...]] = ("analogue_id",)

    analogue_id: str = column("Analogue", "Which?", example="civil", refers="analogues", count="shares, scaled to 1")


class BaselineSurvival(FigureRow):
    table: ClassVar[str] = "baseline_survival"
    title: ClassVar[str] = "How long truces last"
    question: ClassVar[str] = "Which share of these truces had not failed by then?"
    keys: ClassVar[tuple[str, ...]] = ("analogue_id", "outcome", "months")

    analogue_id: str = column("Analogue", "Which truces?", example="civil", refers="analogues")
    outcome: str = column(**_OUTCOME)
    months: int = column("Months", "How many months after the truce?", example="12", ge=1)


class Agreement(Row):
    table: ClassVar[str] = "agreements"
    title: ClassVar[str] = "Agreements"
    question: ClassVar[str] = "Which bundles of terms are compared?"
    keys: ClassVar[tuple[str, ...]] = ("agreement_id",)

    agreement_id: str = column("Agreement", "By which short name?", example="monitored", min_length=1)
    name: str = column("Name", "What is it called?", example="Monitored line", min_length=1)
    option_id: str = column(
        "Force", "Which international force goes with it?", example="rear-force", refers="force_options", default=""
    )
    note: str = column("Note", "What must the reader know?", example="no outside troops", default="")


class AgreementTerm(FigureRow):
    table: ClassVar[str] = "agreement_terms"
    title: ClassVar[str] = "Terms of agreements"
    question: ClassVar[str] = "How far does the agreement have this term, between not at all (0) and wholly (1)?"
    keys: ClassVar[tuple[str, ...]] = ("agreement_id", "term_id")

    agreement_id: str = column("Agreement", "Which agreement?", example="monitored", refers="agreements")
    term_id: str = column("Term", "Which term?", example="separation", refers="terms")


class Truce(Row):
    table: ClassVar[str] = "truces"
    title: ClassVar[str] = "Earlier truces"
    question: ClassVar[str] = "Which truces of this war have there been, and how did they end?"
    keys: ClassVar[tuple[str, ...]] = ("truce_id",)

    truce_id: str = column("Truce", "By which short name?", example="july-2020", min_length=1)
    name: str = column("Name", "What is it called?", example="Truce of July 2020", min_length=1)
    starts: dt.date = column("Starts", "On which day did it begin?", example="2020-07-27")
    ends: dt.date | None = column("Ends", "On which day did it end?", example="2022-02-24", default=None)
    ended_by: Literal["collapse", "replaced", "expired", "holds"] = column(
        "Ended by",
        "How did it end?",
        example="collapse",
        count="collapse: the war was resumed; replaced: by the next truce; expired: as it was agreed",
    )
    source_id: str = column("Source", "Who says so?", example="osce-2021-01", refers="sources", min_length=1)
    note: str = column("Note", "What must the reader know?", example="the quietest months before the war", default="")


class Violation(FigureRow):
    table: ClassVar[str] = "violations"
    title: ClassVar[str] = "Violations"
    question: ClassVar[str] = "How many violations were counted in this time, by whom?"
    keys: ClassVar[tuple[str, ...]] = ("truce_id", "starts", "ends", "sector", "kind", "counter")

    truce_id: str = column("Truce", "Of which truce?", example="july-2020", refers="truces")
    starts: dt.date = column("Starts", "First day that is counted?", example="2020-07-27")
    ends: dt.date = column("Ends", "Last day that is counted?", example="2020-08-02")
    sector: str = column("Sector", "Where, as coarse as the source says?", example="all", default="all", min_length=1)
    kind: str = column("Kind", "Violations of which kind?", example="all", default="all", min_length=1)
    counter: Literal["observers", "recipient", "adversary", "dataset"] = column(
        "Counter",
        "Who counted?",
        example="observers",
        count="each side counts the other's; rival counts stand side by side and are never added or averaged",
    )


class ObserverAccess(FigureRow):
    table: ClassVar[str] = "observer_access"
    title: ClassVar[str] = "Access of observers"
    question: ClassVar[str] = "Which share of what they should have watched could the observers see?"
    keys: ClassVar[tuple[str, ...]] = ("truce_id", "starts", "ends", "sector")

    truce_id: str = column("Truce", "Of which truce?", example="july-2020", refers="truces")
    starts: dt.date = column("Starts", "First day?", example="2020-07-27")
    ends: dt.date = column("Ends", "Last day?", example="2020-08-02")
    sector: str = column("Sector", "Where?", example="all", default="all", min_length=1, count="share between 0 and 1")


class Monitoring(FigureRow):
    table: ClassVar[str] = "monitoring"
    title: ClassVar[str] = "Monitoring"
    question: ClassVar[str] = "By which rules does the watch over a truce ring?"
    keys: ClassVar[tuple[str, ...]] = ("quantity", "kind")

    quantity: Literal[
        "usual_rate", "burst", "false_alarms", "run_length", "escalation", "stretch", "blindness", "blocked", "severity"
    ] = column(
        "Quantity",
        "Which rule?",
        example="run_length",
        count="usual_rate: violations a day that were to be expected before any were counted, in violations a day; "
        "burst: violations that come together and count as one, in violations; false_alarms: share of the alarms that "
        "may be false; run_length: days between two false alarms of a cumulative sum; escalation: by what a rate must "
        "rise to be looked for, as a ratio above 1; stretch: days that a rate lasts before it changes; blindness: "
        "power of the observers' access that gives the share of violations they count (1: in proportion; above 1: "
        "they are kept away from where violations happen); blocked: share of access below which observers count as "
        "blocked; severity: how much heavier a violation of this kind weighs than any other, as a ratio",
    )
    kind: str = column(
        "Kind", "For violations of which kind (severity only)?", example="explosions", default="all", min_length=1
    )
