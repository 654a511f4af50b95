"""The international force: what it is made of, who could send it, what it takes, what it costs."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar, Literal

from dayafter.case.columns import FigureRow, Row, column

_PARTY: dict[str, Any] = dict(title="Party", question="Who?", example="FR", refers="parties")
_ANY_PARTY: dict[str, Any] = dict(_PARTY, wildcard=True, count="any: for all without a row of their own")
_ELEMENT: dict[str, Any] = dict(
    title="Element", question="Of which element?", example="battle-group", refers="force_elements"
)
_ANY_ELEMENT: dict[str, Any] = dict(_ELEMENT, wildcard=True, count="any: for all without a row of their own")
_CAPABILITY: dict[str, Any] = dict(
    title="Capability", question="Which capability?", example="air-defence", refers="capabilities"
)
_OPTION: dict[str, Any] = dict(title="Option", question="Which option?", example="rear-force", refers="force_options")


class Capability(Row):
    table: ClassVar[str] = "capabilities"
    title: ClassVar[str] = "Capabilities of a force"
    question: ClassVar[str] = "What does an international force have to be able to do?"
    keys: ClassVar[tuple[str, ...]] = ("capability_id",)

    capability_id: str = column("Capability", "By which short name?", example="air-defence", min_length=1)
    name: str = column("Name", "What is it called?", example="ground-based air defence", min_length=1)
    kind: Literal["task", "enabler"] = column(
        "Kind",
        "Does the force do it, or does it need it?",
        example="task",
        count="task: what an option demands on station; enabler: what elements need in order to be there at all",
    )
    unit: str = column("Unit", "In which unit is it counted?", example="batteries", min_length=1)
    note: str = column("Note", "What must the reader know?", example="layers below ballistic missiles", default="")


class ForceElement(Row):
    table: ClassVar[str] = "force_elements"
    title: ClassVar[str] = "Elements of a force"
    question: ClassVar[str] = "Of which units, as a nation would send them, is a force made?"
    keys: ClassVar[tuple[str, ...]] = ("element_id",)

    element_id: str = column("Element", "By which short name?", example="battle-group", min_length=1)
    name: str = column("Name", "What is it called?", example="battle group", min_length=1)
    service: Literal["land", "air", "sea", "training", "support"] = column(
        "Service", "Of which service is it?", example="land"
    )
    note: str = column("Note", "What must the reader know?", example="one battalion with its attachments", default="")


class ForceOption(Row):
    table: ClassVar[str] = "force_options"
    title: ClassVar[str] = "Options for a force"
    question: ClassVar[str] = "Which international forces are under discussion?"
    keys: ClassVar[tuple[str, ...]] = ("option_id",)

    option_id: str = column("Option", "By which short name?", example="rear-force", min_length=1)
    name: str = column("Name", "What is it called?", example="Force away from the line", min_length=1)
    kind: Literal["land", "sea-air", "training", "tripwire"] = column("Kind", "Of which kind is it?", example="land")
    guarantee_id: str = column(
        "Guarantee", "Which promise stands behind it?", example="backstop", refers="guarantees", default=""
    )
    lead: str = column("Lead", "Who leads it?", example="GB", refers="parties", default="")
    with_option: str = column(
        "Beside", "Which option does it stand beside?", example="rear-force", refers="force_options", default=""
    )
    source_id: str = column("Source", "Who proposed it?", example="ft-2025-02", refers="sources", min_length=1)
    note: str = column("Note", "What must the reader know?", example="cities, ports, plants", default="")


class ElementPeople(FigureRow):
    table: ClassVar[str] = "element_people"
    title: ClassVar[str] = "People of an element"
    question: ClassVar[str] = "How many people go with one element?"
    keys: ClassVar[tuple[str, ...]] = ("element_id", "quantity")

    element_id: str = column(**_ELEMENT)
    quantity: str = column(
        "Quantity",
        "Its own, or those who support it?",
        example="own",
        words=("own", "support"),
        count="own: people of the element; support: people in theatre who carry, mend, feed and protect it",
    )


class ElementCapability(FigureRow):
    table: ClassVar[str] = "element_capabilities"
    title: ClassVar[str] = "What an element can do"
    question: ClassVar[str] = "How much of this capability does one element on station give?"
    keys: ClassVar[tuple[str, ...]] = ("element_id", "capability_id")

    element_id: str = column(**_ELEMENT)
    capability_id: str = column(**_CAPABILITY)


class ElementNeed(FigureRow):
    table: ClassVar[str] = "element_needs"
    title: ClassVar[str] = "What an element needs"
    question: ClassVar[str] = "How much of this enabler does one element on station take?"
    keys: ClassVar[tuple[str, ...]] = ("element_id", "capability_id")

    element_id: str = column(**_ELEMENT)
    capability_id: str = column(**_CAPABILITY)


class OptionDemand(FigureRow):
    table: ClassVar[str] = "option_demands"
    title: ClassVar[str] = "Demand of an option"
    question: ClassVar[str] = "How much of this capability does the option want on station?"
    keys: ClassVar[tuple[str, ...]] = ("option_id", "capability_id")

    option_id: str = column(**_OPTION)
    capability_id: str = column(**_CAPABILITY)


class OptionTerm(FigureRow):
    table: ClassVar[str] = "option_terms"
    title: ClassVar[str] = "Terms of an option"
    question: ClassVar[str] = "When does the option stand, and what does it add?"
    keys: ClassVar[tuple[str, ...]] = ("option_id", "quantity")

    option_id: str = column(**_OPTION)
    quantity: str = column(
        "Quantity",
        "Which of its quantities?",
        example="starts",
        words=("starts", "ramp", "surge", "strength", "trained"),
        count="starts: months after the ceasefire in which it is wanted first; ramp: months from then to the whole "
        "demand; surge: months for which nations may keep more there than they can keep up; strength: "
        "brigade-equivalents that a thousand people of its land elements on station add to the defender; trained: "
        "people a month whom a training mission trains",
    )


RULE_QUANTITIES: tuple[str, ...] = (
    "length",
    "frontage",
    "unit_people",
    "reserve",
    "population",
    "density",
    "people",
    "support",
)


class DemandRule(FigureRow):
    table: ClassVar[str] = "demand_rules"
    title: ClassVar[str] = "Rules of demand"
    question: ClassVar[str] = "What does this rule of thumb for the size of a force assume?"
    keys: ClassVar[tuple[str, ...]] = ("rule", "quantity")

    rule: str = column(
        "Rule", "Which rule?", example="line", words=("line", "population", "tasks", "tripwire"), min_length=1
    )
    quantity: str = column(
        "Quantity",
        "Which of its quantities?",
        example="length",
        words=RULE_QUANTITIES,
        count="line: length (km), frontage (km that one unit watches), unit_people, reserve (share on top); "
        "population: population (people in the area), density (security people for a thousand of them); tasks: support "
        "(people behind one on post); tripwire: people",
    )


class ForceProposal(FigureRow):
    table: ClassVar[str] = "force_proposals"
    title: ClassVar[str] = "Proposed sizes of a force"
    question: ClassVar[str] = "How many people did somebody propose, offer, or keep elsewhere?"
    keys: ClassVar[tuple[str, ...]] = ("proposal", "kind", "named_on")

    proposal: str = column(
        "Proposal", "Whose number is it?", example="UK-French concept", min_length=1, count="shown as it stands"
    )
    kind: Literal["proposal", "offer", "analogue"] = column(
        "Kind",
        "Is it a wish, an offer, or a force elsewhere?",
        example="proposal",
        count="proposal: for the whole force; offer: of one nation; analogue: people of another force. Shown beside "
        "the rules, never mixed with them",
    )
    named_on: dt.date = column("Named on", "When was it named?", example="2025-02-15")


class ForceTask(Row):
    table: ClassVar[str] = "force_tasks"
    title: ClassVar[str] = "Tasks of a force"
    question: ClassVar[str] = "Which posts would a force have to man?"
    keys: ClassVar[tuple[str, ...]] = ("task_id",)

    task_id: str = column("Task", "By which short name?", example="ports", min_length=1)
    name: str = column("Name", "What is it called?", example="Guard ports", min_length=1)
    note: str = column("Note", "What must the reader know?", example="three ports", default="")


class TaskScale(FigureRow):
    table: ClassVar[str] = "task_scale"
    title: ClassVar[str] = "Scale of a task"
    question: ClassVar[str] = "How many posts, and people on each?"
    keys: ClassVar[tuple[str, ...]] = ("task_id", "quantity")

    task_id: str = column("Task", "Which task?", example="ports", refers="force_tasks")
    quantity: str = column(
        "Quantity",
        "Which of its quantities?",
        example="posts",
        words=("posts", "people", "shifts"),
        count="posts: places to be manned; people: on each at any time; shifts: people it takes to keep one place "
        "manned day and night, leave and sickness included",
    )


class Contribution(FigureRow):
    table: ClassVar[str] = "contributions"
    title: ClassVar[str] = "Contributions"
    question: ClassVar[str] = "How many of these elements could the nation set aside for the force, fit and free?"
    keys: ClassVar[tuple[str, ...]] = ("party_id", "element_id")

    party_id: str = column(**_PARTY)
    element_id: str = column(
        **_ELEMENT | {"count": "the whole pool from which turns are drawn, not what stands there at one time"}
    )


class ContributorForce(FigureRow):
    table: ClassVar[str] = "contributor_forces"
    title: ClassVar[str] = "Forces of contributors"
    question: ClassVar[str] = "How many of these elements does the nation have in all?"
    keys: ClassVar[tuple[str, ...]] = ("party_id", "element_id")

    party_id: str = column(**_PARTY)
    element_id: str = column(**_ELEMENT)


class DoubleHatted(FigureRow):
    table: ClassVar[str] = "double_hatted"
    title: ClassVar[str] = "Bound elsewhere"
    question: ClassVar[str] = "Which share of the contribution is promised to another task as well?"
    keys: ClassVar[tuple[str, ...]] = ("party_id", "element_id")

    party_id: str = column(**_ANY_PARTY)
    element_id: str = column(**_ANY_ELEMENT)


class RotationRatio(FigureRow):
    table: ClassVar[str] = "rotation_ratios"
    title: ClassVar[str] = "Rotation ratios"
    question: ClassVar[str] = "How many elements does it take to keep one on station?"
    keys: ClassVar[tuple[str, ...]] = ("party_id", "element_id")

    party_id: str = column(**_ANY_PARTY)
    element_id: str = column(**_ANY_ELEMENT | {"count": "(deployed + at rest + in preparation) / deployed"})


class StartLag(FigureRow):
    table: ClassVar[str] = "start_lags"
    title: ClassVar[str] = "Time to start"
    question: ClassVar[str] = "How many months after the ceasefire can the first of them be there?"
    keys: ClassVar[tuple[str, ...]] = ("party_id", "element_id")

    party_id: str = column(**_ANY_PARTY)
    element_id: str = column(**_ANY_ELEMENT)


class Mandate(Row):
    table: ClassVar[str] = "mandates"
    title: ClassVar[str] = "Mandates"
    question: ClassVar[str] = "Would the nation take part in this option, and on which condition?"
    keys: ClassVar[tuple[str, ...]] = ("party_id", "option_id", "source_id")

    party_id: str = column(**_PARTY)
    option_id: str = column(
        "Option",
        "Which option?",
        example="rear-force",
        refers="force_options",
        wildcard=True,
        count="any: every option",
    )
    stands: Literal["yes", "no", "only-with", "undecided"] = column(
        "Stands", "What has it said?", example="only-with", count="only-with: takes part only if the party named does"
    )
    with_party: str = column("With", "Only with whom?", example="US", refers="parties", default="")
    source_id: str = column("Source", "Who says so?", example="bs-2025-02-17", refers="sources", min_length=1)
    note: str = column("Note", "What was said?", example="an American backstop is the only way", default="")


class Caveat(Row):
    table: ClassVar[str] = "caveats"
    title: ClassVar[str] = "Caveats"
    question: ClassVar[str] = "Which capability of its elements may the force not use?"
    keys: ClassVar[tuple[str, ...]] = ("party_id", "capability_id")

    party_id: str = column(**_PARTY)
    capability_id: str = column(**_CAPABILITY)
    source_id: str = column("Source", "Who says so?", example="ft-2025-03", refers="sources", min_length=1)
    note: str = column("Note", "What was said?", example="not near the line", default="")


class WithdrawalChance(FigureRow):
    table: ClassVar[str] = "withdrawal_chances"
    title: ClassVar[str] = "Chances of withdrawal"
    question: ClassVar[str] = "In which share of futures does the nation leave the force before the horizon?"
    keys: ClassVar[tuple[str, ...]] = ("party_id",)

    party_id: str = column(**_ANY_PARTY)


class Enabler(FigureRow):
    table: ClassVar[str] = "enablers"
    title: ClassVar[str] = "Enablers"
    question: ClassVar[str] = "How much of this enabler could the party give to the force at any time?"
    keys: ClassVar[tuple[str, ...]] = ("party_id", "capability_id")

    party_id: str = column(**_PARTY)
    capability_id: str = column(**_CAPABILITY)


class EnablerRemedy(FigureRow):
    table: ClassVar[str] = "enabler_remedies"
    title: ClassVar[str] = "Remedies for missing enablers"
    question: ClassVar[str] = "What does it take to buy, hire or build one unit of it?"
    keys: ClassVar[tuple[str, ...]] = ("capability_id", "quantity")

    capability_id: str = column(**_CAPABILITY)
    quantity: str = column(
        "Quantity",
        "Which of its quantities?",
        example="months",
        words=("months", "price", "upkeep"),
        count="months: from the order until it can be used; price: millions of money for one unit; upkeep: millions a "
        "year",
    )


class ElementCost(FigureRow):
    table: ClassVar[str] = "element_costs"
    title: ClassVar[str] = "Costs of elements"
    question: ClassVar[str] = "What does one element on station cost a year, on top of what it costs at home?"
    keys: ClassVar[tuple[str, ...]] = ("party_id", "element_id")

    party_id: str = column(**_ANY_PARTY)
    element_id: str = column(**_ANY_ELEMENT | {"count": "unit: millions of a currency, as EUR m"})
