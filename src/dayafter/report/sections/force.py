"""The international force: what could stand, for how long, at whose cost, with everybody and without one ally."""

from __future__ import annotations

from collections.abc import Callable
from math import floor, log10
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dayafter.reassurance import CANNOT_TELL, Reassurance
from dayafter.reassurance.absence import SELDOM
from dayafter.reassurance.explain import step
from dayafter.reassurance.making import Generated
from dayafter.reassurance.records import ALL, FIRM, WITHOUT, quantiles
from dayafter.reassurance.spread import STEP, shares
from dayafter.reassurance.stay import Leaving
from dayafter.report.charts.force import Standing, force
from dayafter.report.clerk import Clerk
from dayafter.report.document import Block, Bullets, Heading, Inlines, Name, PageBreak, Words, para, prose
from dayafter.report.numbers import Number
from dayafter.report.sections.tables import NOTHING, figure, group, row, table

PANELS = 3
"""Options that the chart shows: those that lose most without the ally, then the largest."""

LEAVERS = 2
"""Nations named for each option, those without whom most is lost."""

PROPOSALS = 5
"""Sizes that others named and that stand beside the rules."""

Floats = NDArray[np.float64]


def write(desk: Clerk) -> tuple[Block, ...]:
    """Demand by rule; what stands with and without the ally; enablers; who must stay; limits."""
    found = desk.answers.force
    if found is None:
        return ()
    told = _Told(desk, found)
    return (
        Heading(1, "The force: what could stand, and with whom?", "force"),
        told.what(),
        *told.demand(),
        Heading(2, "What nations could keep there", "force-options"),
        *told.stands(),
        *told.alone(),
        *told.picture(),
        told.options(),
        *told.absence(),
        Heading(2, "Who must stay", "force-stay"),
        *told.stay(),
        Heading(2, "What the force cannot tell", "force-limits"),
        Bullets(CANNOT_TELL),
        PageBreak(),
    )


def headline(desk: Clerk) -> Inlines:
    """The largest force in one sentence, for the first page; nothing where the case has no options for a force."""
    found = desk.answers.force
    if found is None:
        return ()
    told = _Told(desk, found)
    if not told.alones:
        return ()
    key = max(told.alones, key=lambda one: float(np.median(found.of(one).people())))
    without = prose("")
    if told.ally:
        without = prose(
            ", {people} without {ally}", people=told.people(key, WITHOUT).as_value, ally=desk.who(told.ally)
        )
    return prose(
        "As an international force, nations that have not refused could keep up {people}{without}.",
        people=told.people(key, unit="people"),
        without=without,
    )


def rounded(value: float) -> float:
    """Two digits: more would say that the figures are better than they are."""
    return float(round(value, 1 - floor(log10(abs(value))))) if value else 0.0


class _Told:
    """The forces in numbers of one brief."""

    def __init__(self, desk: Clerk, found: Reassurance) -> None:
        self.desk, self.found = desk, found
        self.alones = [key for key, package in found.forces.packages.items() if package.alone]
        self.ally = found.away[0] if found.away else ""

    # Numbers

    def number(self, made: Generated, what: str, drawn: Floats, style: Any = "quantity", **given: Any) -> Number:
        """The middle of the draws with their range, as people, shares or money."""
        unit, who = given.pop("unit", ""), given.pop("who", ALL)
        low, value, high = quantiles(drawn)
        trace = step(made, what, value, self.desk.known, who=who, **given)
        if style == "share":
            low, value, high = (round(part, 2) for part in (low, value, high))
        elif style == "money":
            low, value, high = (rounded(part) * 1e6 for part in (low, value, high))
            unit = self.desk.currency
        else:
            low, value, high = map(rounded, (low, value, high))
        return self.desk.number(value, low, high, unit, style, trace)

    def people(self, key: str, who: str = ALL, unit: str = "") -> Number:
        """People on station for good."""
        made = self.found.of(key, who)
        return self.number(made, "people", made.people(), unit=unit, who=who)

    def share(self, key: str, who: str = ALL) -> Number:
        """Share of the demand that is met for good."""
        made = self.found.of(key, who)
        return self.number(made, "share", made.drawn_shares.mean(axis=1), "share", who=who)

    # Blocks

    def what(self) -> Block:
        """What is asked."""
        return para(
            "An international force is as large as what nations can keep on station year after year. Units take turns: "
            "for one that is there, others rest and prepare, so that a headline of troops is the pool, not the people "
            "on the ground. Here each option's demand is met, month by month, from what nations could set aside, free "
            "of other promises, under their mandates and caveats, with the enablers that others give. Numbers are "
            "middles of {draws} draws; ranges hold eight of ten. Contributions are judged where nobody has stated "
            "them: what stands could stand, nobody has promised it.",
            draws=self.desk.stated(self.found.forces.draws.size, "draws of the force"),
        )

    def demand(self) -> tuple[Block, ...]:
        """Four rules beside each other, and sizes that others named."""
        known = self.found.demand
        if known is None:
            return ()
        records = known.records()
        rules = [one for one in records if one["kind"] == "rule"]
        rows = [row(Name(one["name"]), self._rule(one, "people"), self._rule(one, "pool")) for one in rules]
        named = [one for one in records if one["kind"] != "rule"][:PROPOSALS]
        if named:
            rows.append(group("Sizes that others named"))
        for one in named:
            words = prose("{name}{cite}", name=Name(one["name"]), cite=self.desk.cite(one["source"]))
            rows.append(row(words, self._rule(one, "people"), NOTHING))
        columns = (("Rule", "text", 2.2), ("People on station", "number", 1.3), ("Pool behind them", "number", 1.3))
        note = prose("Middle and range of the draws. Those who named a size seldom say whether it counts the pool.")
        lead = (
            "How large would it have to be? Four rules answer four questions. They differ by an order of magnitude and "
            "are never averaged; none of them says whether a force of that size deters."
        )
        caption = "Demand by four rules, beside sizes that others named"
        return para(lead), table("force-demand", caption, columns, rows, note)

    def _rule(self, one: dict[str, Any], part: str) -> Number:
        from dayafter.lineage import Trace

        assert self.found.demand is not None
        value, low, high = (rounded(one[name]) for name in (part, f"{part}_low", f"{part}_high"))
        rule = one["rule"]
        refs = self.found.demand.refs
        reads = tuple(ref for ref in refs if rule is None or rule in ref or not ref.startswith("demand_rules:"))
        formula = "the rule in every draw, middle and range" if rule else "as named"
        trace = Trace(f"force: demand, {part}", {"of": one["name"]}, formula, value, (), reads if rule else ())
        return self.desk.number(value, low, high, "", "quantity", trace)

    def stands(self) -> tuple[Block, ...]:
        """The largest force in words."""
        key = max(self.alones, key=lambda one: float(np.median(self.found.of(one).people())))
        made = self.found.of(key)
        pool = np.array([one.pool.sum() for one in made.burdens])
        words = (
            "The largest is the option {name}: {people} could be kept there, {share} of its demand. The pool from "
            "which their turns are drawn is {pool}. With those alone who have said yes it would be {firm}."
        )
        return (
            para(
                words,
                name=Name(self._name(key)),
                people=self.people(key, unit="people"),
                share=self.share(key),
                pool=self.number(made, "pool", pool, unit="people"),
                firm=self.people(key, FIRM, "people"),
            ),
        )

    def _name(self, key: str) -> str:
        name = self.found.forces.packages[key].name
        return name[:1].lower() + name[1:]

    def picture(self) -> tuple[Block, ...]:
        """What is wanted and what stands by month, with and without the ally."""
        if not self.ally:
            return ()
        lost = {key: self._lost(key) for key in self.alones}
        chosen = sorted(self.alones, key=lambda key: (-lost[key], -float(self.found.of(key).people().mean())))[:PANELS]
        rows = [point for key in self.alones if key in chosen for point in self._points(key)]
        ally = str(self.desk.who(self.ally).text)
        marks = [float(month) for month in self.found.marks]
        chart = force(rows, title="The force", ally=ally, marks=marks)
        caption = prose(
            "Demand and what stands by month, with all who have not refused and without {ally}",
            ally=self.desk.who(self.ally),
        )
        return (figure(chart, "force-chart", caption),)

    def _lost(self, key: str) -> float:
        """Share of the demand that is lost without the ally, mean of the draws."""
        return float(self.found.of(key).drawn_shares.mean() - self.found.of(key, WITHOUT).drawn_shares.mean())

    def _points(self, key: str) -> list[Standing]:
        made, bare = self.found.of(key), self.found.of(key, WITHOUT)
        front = made.problem.fronts[0]
        wanted = np.divide(
            front.demand, front.full[:, None], out=np.zeros_like(front.demand), where=front.full[:, None] > 0
        )
        months = sorted({*range(0, made.problem.last + 1, STEP), *self.found.marks})
        out = []
        for month in months:
            low, middle, high = quantiles(_by_month(made, month))
            without = quantiles(_by_month(bare, month))
            name = made.package.name
            out.append(Standing(name, float(month), float(wanted[:, month].mean()), low, middle, high, *without))
        return out

    def options(self) -> Block:
        """Every option, with and without."""
        rows = []
        for key, package in self.found.forces.packages.items():
            made = self.found.of(key)
            money = np.array([one.cost.sum() for one in made.burdens])
            cells: list[Words] = [Name(package.name), self.people(key)]
            cells += [self.people(key, FIRM)]
            cells += [self.people(key, WITHOUT), self.share(key, WITHOUT)] if self.ally else []
            rows.append(row(*cells[:2], self.share(key), *cells[2:], self.number(made, "cost", money, "money")))
        columns: list[tuple[Words, str, float]] = [
            ("Option", "text", 1.6), ("People there", "number", 1.1), ("Demand met", "number", 1.0),
            ("Only with those who said yes", "number", 1.1),
        ]  # fmt: skip
        if self.ally:
            ally = self.desk.who(self.ally)
            columns.append((prose("Without {ally}", ally=ally), "number", 1.1))
            columns.append(("Demand met then", "number", 1.0))
        columns.append(("Cost a year", "number", 1.2))
        note = prose(
            "People on station for good, once all are there; demand met: mean of the tasks. Cost: on top of what the "
            "same units cost at home."
        )
        return table("force-options-table", "Options for a force, with and without an ally", columns, rows, note)

    def alone(self) -> tuple[Block, ...]:
        """What sharing turns is worth."""
        key = max(self.alones, key=lambda one: float(np.median(self.found.of(one).people())))
        made = self.found.of(key)
        each = made.problem.own[made.problem.cells[:, 2]]
        together, alone = rounded(float(each @ made.stays)), rounded(float(each @ made.alone))
        known = self.desk.known
        return (
            para(
                "This counts on nations that fill turns together, as multinational battle groups do. By the plan at "
                "central values {together} of the option {name} are there so; if each nation kept whole units by "
                "itself it would be {alone}, because most have too few units for a turn of their own.",
                together=self.desk.number(
                    together, None, None, "people", "quantity", step(made, "plan", together, known, turns="together")
                ),
                name=Name(self._name(key)),
                alone=self.desk.number(
                    alone, None, None, "people", "quantity", step(made, "plan", alone, known, turns="alone")
                ),
            ),
        )

    def absence(self) -> tuple[Block, ...]:
        """Which enablers fail without the ally, and what making them good takes, for the option that loses most."""
        if not self.ally:
            return ()
        key = max(self.alones, key=lambda one: (self._lost(one), one))
        records = [one for one in self.found.failing(key) if one["short"] >= SELDOM]
        ally = self.desk.who(self.ally)
        title = Heading(2, prose("Without {ally}: what fails first", ally=ally), "force-without")
        name = Name(self._name(key))
        if not records:
            words = "Without {ally} no enabler of the option {name} runs short in more than a few draws."
            return title, para(words, ally=ally, name=name)
        rows = [row(Name(one["name"]), *self._failing(key, one)) for one in records]
        columns = (
            ("Enabler", "text", 1.7), ("Draws in which it is short", "number", 1.0),
            ("Left then of what is wanted", "number", 1.1),
            ("Units missing then", "number", 1.0), ("Months until one is there", "number", 1.1),
            ("Price of one", "number", 1.2),
        )  # fmt: skip
        lead = para(
            "{ally} gives more of the enablers that these forces take than anybody else, and without enablers troops "
            "cannot be there. The table shows, for the option {name}, what is short then, the first to fail first: "
            "in how many draws less is left than all that the other nations could keep there would take, and what is "
            "left and missing in those.",
            ally=Name(str(ally.text)[:1].upper() + str(ally.text)[1:]),
            name=name,
        )
        note = prose(
            "Left and missing: middle and range of the draws in which the enabler is short. What is short in "
            "fewer than one of ten draws is left out."
        )
        return title, lead, table("force-enablers", "Enablers that run short without the ally", columns, rows, note)

    def _failing(self, key: str, one: dict[str, Any]) -> list[Words]:
        made = self.found.of(key, WITHOUT)
        known, at = self.desk.known, {"enabler": one["enabler"], "who": WITHOUT}

        def number(what: str, part: str, style: Any, form: Callable[[float], float]) -> Number:
            value, low, high = (form(one[name]) for name in (part, f"{part}_low", f"{part}_high"))
            trace = step(made, what, value, known, **at)
            return self.desk.number(value, min(low, value), max(high, value), "", style, trace)

        short = round(one["short"], 2)
        often = self.desk.number(short, None, None, "", "share", step(made, "short", short, known, **at))
        remedies = [
            self.desk.figure(ref, unit=unit)
            if (ref := f"enabler_remedies:{one['enabler']}/{part}") in known
            else NOTHING
            for part, unit in (("months", ""), ("price", None))
        ]
        left = number("left", "left_then", "share", lambda value: round(value, 2))
        return [often, left, number("gap", "gap_then", "quantity", rounded), *remedies]

    def stay(self) -> tuple[Block, ...]:
        """What is left of each option without the nations that matter most to it, and with chances of leaving."""
        rows = []
        for key in self.alones:
            made, losses = self.found.of(key), self.found.losses[key]
            worst = sorted((party for party in losses if losses[party] > 0.005), key=lambda one: (-losses[one], one))
            if not worst:
                continue
            whole, some = made.stay.all_stay, made.stay.some_leave
            rows.append(group(Name(made.package.name)))
            rows.append(
                row("Nobody leaves", NOTHING, self.share(key), self.people(key), self._full(made, whole, "nobody"))
            )
            rows.append(row("As it may happen", NOTHING, *self._left(made, some, "as it may happen")))
            places = [(made.problem.parties.index(party),) for party in worst[:LEAVERS]]
            for one in made.stay.leaving(places):
                party = made.problem.parties[one.who[0]]
                chance = self.number(made, "chance", made.stay.chance[:, one.who[0]], "share", party=party)
                rows.append(
                    row(prose("Without {who}", who=self.desk.who(party)), chance, *self._left(made, one, party))
                )
        columns = (
            ("Who leaves", "text", 1.8), ("Chance assumed", "number", 1.0), ("Demand met", "number", 1.1),
            ("People left", "number", 1.7), ("Met in full", "number", 0.7),
        )  # fmt: skip
        lead = (
            "A force stands as long as those stay on whom it rests. Each nation is taken away alone, with those who "
            "take part only with it; then each leaves by its own chance, which is judged. The others do not step in."
        )
        note = prose(
            "Met in full: share of draws in which no task lacks anything. Options that lose next to nothing without "
            "any one nation are left out."
        )
        return para(lead), table("force-stay-table", "What is left if nations leave", columns, rows, note)

    def _left(self, made: Generated, one: Leaving, who: str) -> list[Words]:
        return [
            self.number(made, "stay", one.share, "share", leaves=who),
            self.number(made, "people", one.people, leaves=who),
            self._full(made, one, who),
        ]

    def _full(self, made: Generated, one: Leaving, who: str) -> Number:
        full = round(float(one.full.mean()), 2)
        trace = step(made, "full", full, self.desk.known, leaves=who)
        return self.desk.number(full, None, None, "", "share", trace)


def _by_month(made: Generated, month: int) -> Floats:
    """Share of the whole demand that stands at the end of a month, mean of the tasks [draw]."""
    return np.array([float(shares(draw.problem, draw.path[:, month]).mean()) for draw in made.drawn])
