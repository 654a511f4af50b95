"""The talks: who stands where, what all allies would take, what has to give, and what the adversary would say."""

from __future__ import annotations

from string import ascii_uppercase
from typing import Any

import numpy as np

from dayafter.lineage import Trace
from dayafter.report.charts.positions import Position, Scale, Taken, positions, taken
from dayafter.report.clerk import Clerk
from dayafter.report.document import Block, Bullets, Heading, Inlines, Name, PageBreak, Words, emph, para, prose, strong
from dayafter.report.numbers import Number
from dayafter.report.sections.tables import NOTHING, figure, row, table
from dayafter.talks import CANNOT_TELL, Talks
from dayafter.talks.explain import FORMULAS, step

SHOWN = 6
"""Packages that are listed and shaded."""

WAYS = 5
"""Ways out that are told."""

DRIVERS = 3
LEAST = 0.005
"""Shares of draws below this are not told."""

Record = dict[str, Any]


def write(desk: Clerk) -> tuple[Block, ...]:
    """Positions as a map, packages, what has to give, stability and order, the adversary's answer, limits."""
    talks = desk.answers.talks
    if talks is None:
        return ()
    told = _Told(desk, talks)
    return (
        Heading(1, "The talks: what can be agreed?", "talks"),
        told.what(),
        figure(told.map(), "talks-map", "Who stands where: positions on each issue"),
        Heading(2, "What all allies would take", "talks-agenda"),
        *told.agenda(),
        *told.relaxations(),
        *told.outlook(),
        *told.drivers(),
        Heading(2, "What the talks cannot tell", "talks-limits"),
        Bullets(CANNOT_TELL),
        PageBreak(),
    )


def headline(desk: Clerk) -> Inlines:
    """The talks in one sentence, for the first page; nothing where the case has no actors."""
    talks = desk.answers.talks
    if talks is None:
        return ()
    told = _Told(desk, talks)
    if not told.rows:
        return prose("Every package for the talks breaks a red line of an ally.")
    asked = desk.stated(talks.confidence, "confidence asked for", style="share")
    if len(talks.common):
        count = told.count(len(talks.common), "packages of the common agenda", "package|packages")
        return prose("All allies together take {count} in at least {asked} of the draws.", count=count, asked=asked)
    best = told.rows[0]
    return prose(
        "No package for the talks is taken by all allies in {asked} of the draws; the nearest is in {share}.",
        asked=asked,
        share=told.share("chance", best["chance"], package=best["package"]),
    )


class _Told:
    """The talks in numbers of one brief."""

    def __init__(self, desk: Clerk, talks: Talks) -> None:
        self.desk, self.talks = desk, talks
        self.rows: list[Record] = talks.records("agenda")[:SHOWN]
        self.letters = {one["package"]: ascii_uppercase[n] for n, one in enumerate(self.rows)}
        parts = [one["package"].split("; ") for one in self.rows]
        self.shared = [part for part in parts[0] if all(part in other for other in parts)] if len(parts) > 1 else []

    # Numbers and names

    def number(self, what: str, value: float, unit: str = "", style: Any = "quantity", **given: Any) -> Number:
        """A number of the talks; `low` and `high` among `given` are its range, the rest is its key."""
        low, high = given.pop("low", None), given.pop("high", None)
        return self.desk.number(value, low, high, unit, style, step(self.talks, what, value, {}, None, **given))

    def share(self, what: str, value: float, **key: object) -> Number:
        """A share of draws."""
        return self.number(what, round(value, 2), "", "share", **key)

    def count(self, value: int, what: str, unit: str = "") -> Number:
        """A count over packages."""
        trace = Trace("talks: count", {"what": what}, FORMULAS["count"], float(value), (), self.talks.figures.refs)
        return self.desk.number(float(value), None, None, unit, "quantity", trace)

    def who(self, actors: list[str]) -> Inlines:
        """Names of actors in a sentence."""
        return self.desk.listed([(self.desk.who(actor),) for actor in actors])

    def package(self, package: str) -> Inlines:
        """Its letter where it is listed, else what it consists of."""
        if package in self.letters:
            return prose("package {letter}", letter=Name(self.letters[package]))
        return prose("the package {words}", words=Name(self._settled(package.split("; "))))

    def _settled(self, parts: list[str]) -> str:
        pairs = [part.split("=") for part in parts]
        names = self.talks.figures.names
        return "; ".join(f"{self.talks.names[issue]}: {names[issue, option]}" for issue, option in pairs)

    # Blocks

    def what(self) -> Block:
        """What was asked, and of how many."""
        talks = self.talks
        packages = int(np.prod([len(one) for one in talks.figures.options]))
        return para(
            "On each of {issues} issues {actors} actors have a position between two ends, a coding of what they have "
            "said, with a wide range. A package settles every issue in one of some ways; there are {packages}, "
            "and {unrefused} of them break no red line of an ally. An actor takes a package in a draw where it is "
            "worth at least as much to it as no deal. The common agenda holds what all allies take together in "
            "{confidence} of {draws} draws. What the adversary would say stands apart and decides nothing of it.",
            issues=self.desk.stated(len(talks.figures.issues), "issues of the talks"),
            actors=self.desk.stated(len(talks.figures.actors), "actors of the talks"),
            packages=self.count(packages, "packages of options"),
            unrefused=self.count(len(talks.packages.rows), "packages without a broken red line of an ally"),
            confidence=self.desk.stated(talks.confidence, "confidence asked for", style="share"),
            draws=self.desk.stated(talks.draws.size, "draws of the talks"),
        )

    def map(self) -> Any:
        """The map of positions."""
        scales = [
            Scale(one["issue_name"], one["low_end"], one["high_end"], one["median"])
            for one in self.talks.records("issues")
        ]
        rows = [
            Position(
                one["issue_name"], one["actor"], one["name"], one["side"],
                one["position_low"], one["position"], one["position_high"],
            )
            for one in self.talks.records("positions")
        ]  # fmt: skip
        return positions(rows, scales, title="Positions")

    def agenda(self) -> tuple[Block, ...]:
        """The packages of the agenda, or those nearest to one, as a table and shaded by who takes them."""
        if not self.rows:
            return (para("Every package breaks a red line of an ally: there is nothing that all could take."),)
        common = len(self.talks.common)
        lead = "No package reaches that. The nearest are listed; they share: {shared}."
        if common:
            lead = "{common} packages reach that. Those that are taken most often are listed; they share: {shared}."
        if not self.shared:
            lead = lead.replace("; they share: {shared}", "")
        given: dict[str, Words | Number] = {}
        if common:
            given["common"] = self.count(common, "packages of the common agenda")
        if self.shared:
            given["shared"] = Name(self._settled(self.shared))
        caption = "Share of draws in which each actor takes a package, in per cent"
        return (
            para(lead, **given),
            self._listed(),
            figure(self._shaded(), "talks-taken", caption),
            self._bargain(),
        )

    def _listed(self) -> Block:
        rows, first = [], self.rows[0]
        for one in self.rows:
            parts = one["package"].split("; ")
            words: Words = Name(self._settled([part for part in parts if part not in self.shared]) or "as above")
            if one is not first:
                words = prose(
                    "as {first}, but {words}",
                    first=Name(self.letters[first["package"]]),
                    words=Name(self._settled([part for part in parts if part not in first["package"].split("; ")])),
                )
            package, foe = one["package"], one["adversary"]
            rows.append(
                row(
                    Name(self.letters[package]),
                    words,
                    self.share("chance", one["chance"], package=package),
                    prose(
                        "{who} ({share})",
                        who=self.desk.name(one["weakest"]),
                        share=self.share("accepts", one["weakest_share"], package=package, actor=one["weakest"]),
                    ),
                    NOTHING if foe is None else self.share("accepts", foe, package=package, actor="adversary"),
                )
            )
        columns = (
            ("Package", "text", 0.6), ("What it settles beyond that", "text", 4.2),
            ("All allies", "number", 0.7), ("Least willing", "text", 1.3), ("Adversary", "number", 0.8),
        )  # fmt: skip
        return table("talks-packages", "Packages by the share of draws in which all allies take them", columns, rows)

    def _shaded(self) -> Any:
        found, known = self.talks.packages, self.talks.figures
        numbers = self.talks.field[: len(self.rows)].tolist()
        order = [n for n, side in enumerate(known.sides) if side != "between"]
        names = [f"Package {self.letters[found.name(number)]}" for number in numbers]
        rows = [
            Taken(
                name, known.actors[n], self.talks.names.get(known.actors[n], known.actors[n]), found.shares[number, n]
            )
            for name, number in zip(names, numbers, strict=True)
            for n in order
        ]
        together = [(name, float(found.chance[number])) for name, number in zip(names, numbers, strict=True)]
        return taken(rows, together, title="Who takes which package")

    def _bargain(self) -> Block:
        own = [one for one in self.talks.records("bargaining") if one["among"] == "allies"]
        chosen = {one["package"] for one in own}
        nash = own[0]
        if nash["package"] is None:
            return para("At the middle of the ranges some ally is worse off with each of them than without a deal.")
        agree = "the three rules of bargaining agree on it" if len(chosen) == 1 else "the rules of bargaining differ"
        return para(
            "Weighed by influence, the rule of Nash chooses {package}, and the same one in {same} of the draws; "
            "{agree}. Where a choice changes from draw to draw, take the list, not the choice.",
            package=self.package(nash["package"]),
            same=self.share("chance", nash["same"], rule="nash"),
            agree=agree,
        )

    def relaxations(self) -> tuple[Block, ...]:
        """What has to give, where the agenda is empty."""
        rows = self.talks.records("relaxations")
        if not rows:
            return ()
        lead = (
            "These allies cannot be brought together as things stand: {who}. Each of the following changes that, or "
            "comes nearest to it, with all else as it is:"
        )
        return (
            Heading(2, "The least that has to give", "talks-relaxations"),
            para(lead, who=self.who(list(self.talks.conflict))),
            Bullets(tuple(self._way(one) for one in rows[:WAYS])),
        )

    def _way(self, one: Record) -> Inlines:
        kind, who = one["kind"], strong(self.desk.listed([(self.desk.name(actor),) for actor in one["actors"]]))
        key = {"actor": ", ".join(one["actors"]), "kind": kind}
        then = self.share("chance", one["chance"], **key)
        count = self.count(one["packages"], "packages that are then taken often enough", "package|packages")
        if kind == "reservation":
            amount = self.number("amount", round(one["amount"], 3), **key)
            return prose(
                "{who}: takes a deal that is worth {amount} less to it (its own wishes in full are one); then {count}.",
                who=who, amount=amount, count=count,
            )  # fmt: skip
        issue = Name(one["issue_name"] or "")
        if kind == "position":
            amount = self.number("amount", round(one["amount"]), "point|points", **key)
            return prose(
                "{who}: moves by {amount} on {issue}; then {count}.", who=who, amount=amount, issue=issue, count=count
            )
        if kind == "line":
            return prose(
                "{who}: gives up a red line on {issue}; then all allies take one in {then} of the draws.",
                who=who,
                issue=issue,
                then=then,
            )
        if kind == "lines":
            return prose(
                "{who}: gives up all its red lines; then all allies take one in {then} of the draws.",
                who=who,
                then=then,
            )
        return prose("{who}: is not asked; then the others take one in {then} of the draws.", who=who, then=then)

    def outlook(self) -> tuple[Block, ...]:
        """Whether it would hold, in which order it is settled, and what the adversary says; of no package, nothing."""
        if not self.rows:
            return ()
        return (
            Heading(2, "Would it hold, and in which order is it best settled?", "talks-order"),
            Bullets((*self.stability(), *self.orders())),
            Heading(2, "What the adversary would say", "talks-adversary"),
            Bullets(tuple(self.adversary())),
        )

    def stability(self) -> list[Inlines]:
        """How often a package would be left for another one with the adversary."""
        out = []
        rows = self.talks.records("stability")
        for package in dict.fromkeys(one["package"] for one in rows):
            own = [one for one in rows if one["package"] == package]
            first = own[0]
            told: Inlines = ()
            if first["share"] >= LEAST:
                told = prose(
                    " Most often {who} would, in {share}.",
                    who=self.who(first["actors"]),
                    share=self.share("stable", first["share"], package=package, group=", ".join(first["actors"])),
                )
            out.append(
                prose(
                    "In {share} of the draws no group of allies would leave {package} for another one with the "
                    "adversary.{told}",
                    share=self.share("stable", first["stable"], package=package),
                    package=self.package(package),
                    told=told,
                )
            )
        return out

    def orders(self) -> list[Inlines]:
        """The best order among the allies and with the adversary, beside all at once."""
        out = []
        for one in self.talks.records("orders"):
            phase = "Among the allies" if one["phase"] == "allies" else "With the adversary"
            if one["phase"] == "adversary" and one["adversary_refuses"]:
                phase += ", if it gave up its red lines"
            key = {"phase": one["phase"], "package": one["package"]}
            names = self.desk.joined([(Name(self.talks.names[issue]),) for issue in one["order"]], ", ")
            ends = {end: round(one[f"chance_{end}"], 2) for end in ("low", "high")}
            once = {end: round(one[f"at_once_{end}"], 2) for end in ("low", "high")}
            out.append(
                prose(
                    "{phase}, for {package}: {names}. Nobody leaves on the way with a chance of {chance}, or of {once} "
                    "if all is settled at once; this order is the best in {same} of the draws.",
                    phase=strong(phase),
                    package=self.package(one["package"]),
                    names=names,
                    chance=self.number("stays", round(one["chance"], 2), "", "share", **ends, **key),
                    once=self.number("stays", round(one["at_once"], 2), "", "share", **once, **key, at_once=True),
                    same=self.share("stays", one["same"], **key, told="as good as the best"),
                )
            )
        return out

    def adversary(self) -> list[Inlines]:
        """Its answer as it stands, and without each of its red lines."""
        foe = self.talks.figures.adversary
        if foe is None:
            return [prose("The case names no adversary at the table.")]
        lines = {line.line: line.row for line in self.talks.figures.lines if line.actor == foe}
        first, *others = self.talks.records("adversary")
        changes = [one for one in others if abs(one["best_both"] - first["best_both"]) >= LEAST]
        out = [self._answer(prose("As it stands"), first)]
        for one in changes:
            out.append(self._answer(prose("If it gave up “{line}”", line=Name(lines[one["line"]].note)), one))
        if len(changes) < len(others):
            kept = [(emph(Name(lines[one["line"]].note)),) for one in others if one not in changes]
            what = "None" if not changes else "No other"
            out.append(
                prose(
                    "{what} of its red lines changes that, if it alone is given up: {kept}.",
                    what=what,
                    kept=self.desk.joined(list(kept), "; "),
                )
            )
        return out

    def _answer(self, head: Inlines, one: Record) -> Inlines:
        key = {"actor": self.talks.case.settings.adversary, "line": one["line"] or 0}
        return prose(
            "{head}: it would refuse {refused} of these packages by its red lines, and take the one it likes best in "
            "{best} of the draws, together with all allies in {both}.",
            head=head,
            refused=self.share("count", one["refused"], **key),
            best=self.share("accepts", one["best_share"], **key),
            both=self.share("both", one["best_both"], **key),
        )

    def drivers(self) -> tuple[Block, ...]:
        """The figures that matter most, for allies and adversary."""
        rows = self.talks.records("drivers")
        words = {"allies": "For the least content ally", "adversary": "For the adversary"}
        out: list[Inlines] = []
        for of, lead in words.items():
            labels = [(Name(one["label"]),) for one in rows if one["of"] == of][:DRIVERS]
            if labels:
                out.append(prose("{lead}: {labels}.", lead=lead, labels=self.desk.joined(list(labels), "; ")))
        return (para("It moves most, over the draws, with these figures:"), Bullets(tuple(out))) if out else ()
