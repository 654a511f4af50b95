"""The risk: whether and when an attack would pay, by type of adversary, and what guarantees change."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from dayafter.deterrence.attack import Risk
from dayafter.deterrence.attack.explain import EVERY, decision, scales, step
from dayafter.deterrence.attack.logic import RATIOS
from dayafter.deterrence.attack.result import CANNOT_TELL
from dayafter.deterrence.explain import step as race_step
from dayafter.lineage import Trace
from dayafter.report.answers import Desk
from dayafter.report.charts import risk as charts
from dayafter.report.document import Block, Bullets, Heading, Inlines, Name, PageBreak, Words, emph, para, prose, strong
from dayafter.report.numbers import Number
from dayafter.report.sections.race import READY
from dayafter.report.sections.tables import NOTHING, figure, row, table, total

DRIVERS = 4
"""Figures named for each type."""

RATIO = "attackers / defenders in their way, of every mission and month, draw by draw"

RANGE = (0.1, 0.5, 0.9)

CHANCE = 2.0
"""Standard errors within which a difference is chance."""

Record = dict[str, Any]


def write(desk: Desk) -> tuple[Block, ...]:
    """The risk in words, by month and type; guarantees; the boundary; what moves it; limits."""
    risk = desk.answers.risk
    if risk is None:
        return ()
    told = _Told(desk, risk)
    return (
        Heading(1, "The risk: would an attack pay, and when?", "risk"),
        _what(desk, risk),
        Bullets(tuple(told.type(place) for place in range(len(risk.types)))),
        figure(told.by_month(), "risk-chart", "Share of draws attacked by month, by type of adversary before mixing"),
        told.shares(),
        *told.guarantees(),
        *told.boundary(),
        Heading(2, "What moves the risk", "risk-moves"),
        told.closing(),
        told.beliefs(),
        *told.drivers(),
        Heading(2, "What the risk cannot tell", "risk-limits"),
        Bullets(CANNOT_TELL),
        PageBreak(),
    )


def headline(desk: Desk) -> Inlines:
    """The risk in one sentence, for the first page; nothing where the case has no types of adversary."""
    risk = desk.answers.risk
    if risk is None:
        return ()
    told = _Told(desk, risk)
    by = {one["guarantee"]: one for one in told.under if (one["type"], one["month"]) == (EVERY, told.last)}
    best = told.strongest
    guarded = prose("")
    if best:
        share = told.guarded(by[best], best).as_value
        guarded = prose(", with the strongest ({name}) in {share}", name=Name(risk.names[best]), share=share)
    return prose(
        "Without a guarantee an attack pays the adversary within {months} in {share} of the draws{guarded}.",
        months=desk.stated(told.last, "a mark of the risk", "month|months"),
        share=told.guarded(by[""], ""),
        guarded=guarded,
    )


def _what(desk: Desk, risk: Risk) -> Block:
    return para(
        "An open window is no attack. This section asks, in each of {draws} draws and month by month, whether an "
        "attack would pay {adversary}: whether success, by the odds it believes in, is worth more than the losses, "
        "the sanctions, the unrest, the danger that others fight, and the truce that it gives up. Nobody knows what "
        "it wants. So {types} types stand side by side before they are mixed, each with wide ranges that are judged. "
        "A type attacks in the first month in which that is worth no less than waiting for a better one. Shares tell "
        "for how many assumptions an attack would pay. They are no probabilities, and nothing here is about intent.",
        draws=desk.stated(risk.draws.size, "draws of the risk"),
        adversary=desk.who(risk.case.settings.adversary),
        types=desk.stated(len(risk.types), "types of adversary"),
    )


class _Told:
    """The risk in numbers of one brief."""

    def __init__(self, desk: Desk, risk: Risk) -> None:
        self.desk, self.risk = desk, risk
        self.race = self._behind()
        self.decisions: dict[tuple[str, str], Trace] = {}
        self.months = {(one["type"], one["month"]): one for one in risk.records("months")}
        self.under = risk.records("guarantees")
        self.last, self.first = risk.marks[-1], risk.marks[0]

    def _behind(self) -> Trace:
        """The race behind the risk, with the references of what plan and adversary read."""
        race, desk = self.risk.race, self.desk
        reads = tuple(dict.fromkeys(ref for refs in race.rebuilding.reads.values() for ref in refs))
        parts = (replace(desk.explainer.whole, figures=()), Trace("adversary", {}, READY, None, (), reads))
        made = race_step(race, "ratio", None, desk.known, parts)
        return replace(made, formula=RATIO, figures=(), reads=(*made.reads, *scales(self.risk)))

    def number(self, what: str, value: float, kind: str, guarantee: str = "", **given: Any) -> Number:
        """A number of the risk; low, high, unit and style among `given` are its own, the rest is its key."""
        low, high = given.pop("low", None), given.pop("high", None)
        unit, style = given.pop("unit", ""), given.pop("style", "share")
        at = kind, guarantee
        if at not in self.decisions:
            self.decisions[at] = decision(self.risk, kind, self.desk.known, guarantee)
        trace = step(self.risk, what, value, (self.decisions[at], self.race), kind, guarantee, **given)
        return self.desk.number(value, _two(low), _two(high), unit, style, trace)

    def attacked(self, kind: str, month: int) -> Number:
        """Share attacked by the end of a month, with the range over beliefs."""
        one = self.months[kind, month]
        low, high = one["attacked_by_low"], one["attacked_by_high"]
        return self.number("attacked_by", round(one["attacked_by"], 2), kind, low=low, high=high, month=month)

    def type(self, place: int) -> Inlines:
        """One sentence a type."""
        kind = self.risk.types[place]
        note = self.risk.figures.types[place].note
        found = next(one for one in self.risk.records("types") if one["type"] == kind)
        mission = Name(self.risk.names[found["mission"]].lower()) if found["mission"] else Name("no mission")
        return prose(
            "{name}{note}: attacked by month {first} in {early} of the draws, by month {last} in {late}; most often by "
            "a {mission}.",
            name=strong(Name(self.risk.names[kind])),
            note=Name(f" ({note})" if note else ""),
            first=self.desk.stated(self.first, "a mark of the risk"),
            early=self.attacked(kind, self.first),
            last=self.desk.stated(self.last, "a mark of the risk"),
            late=self.attacked(kind, self.last),
            mission=mission,
        )

    @property
    def strongest(self) -> str:
        """The guarantee with the fewest attacks by the last mark, all types by weight."""
        mixed = [one for one in self.under if one["type"] == EVERY and one["month"] == self.last and one["guarantee"]]
        return str(min(mixed, key=lambda one: one["attacked_by"])["guarantee"]) if mixed else ""

    def by_month(self) -> Any:
        """The chart of shares by month."""
        best = self.strongest
        guarded = self.risk.given_truce(guarantee=best)
        rows = [
            charts.Attacked(
                name=self.risk.names[kind],
                month=float(month),
                low=self.months[kind, month]["attacked_by_low"],
                share=self.months[kind, month]["attacked_by"],
                high=self.months[kind, month]["attacked_by_high"],
                guarded=float(guarded[place, n]),
            )
            for place, kind in enumerate(self.risk.types)
            for n, month in enumerate(self.risk.months.tolist())
        ]
        marks = [0.0, *map(float, self.risk.marks)]
        named = self.risk.names.get(best, "no guarantee")
        return charts.attacked(rows, title="Share of draws attacked", guarantee=named, marks=marks)

    def shares(self) -> Block:
        """Share attacked by mark: every type, and all by weight."""
        marks = (0, *self.risk.marks)
        rows = [
            row(Name(self.risk.names[kind]), *(self.attacked(kind, month) for month in marks), self._weight(kind))
            for kind in self.risk.types
        ]
        mixed = {one["month"]: one for one in self.risk.records("mixed")}
        cells = [
            self.number(
                "attacked_by", round(mixed[month]["attacked_by"], 2), EVERY,
                low=mixed[month]["attacked_by_low"], high=mixed[month]["attacked_by_high"], month=month,
            )
            for month in marks
        ]  # fmt: skip
        rows.append(total("All, by weight", *cells, NOTHING))
        columns: list[tuple[Words, str, float]] = [("Type of adversary", "text", 1.6)]
        stated = [self.desk.stated(month, "a mark of the risk") for month in marks]
        columns += [(prose("By month {m}", m=month), "number", 1.1) for month in stated]
        note = prose(
            "Range of a type: half to twice the odds of success in which it believes. Range of all: that of the "
            "weights. Without a guarantee, if the truce does not break for other reasons; attacks for which waiting "
            "pays until the last month are not counted."
        )
        caption = "Share of draws attacked, without a guarantee"
        return table("risk-shares", caption, [*columns, ("Weight", "number", 1.15)], rows, note)

    def _weight(self, kind: str) -> Number:
        return self.desk.figure(f"type_values:{kind}/weight", "share", unit="")

    def guarantees(self) -> tuple[Block, ...]:
        """What each guarantee changes, after and before it starts."""
        risk, rows = self.risk, []
        names = list(dict.fromkeys(one["guarantee"] for one in self.under))
        if len(names) < 2:
            return ()
        for name in names:
            own = {one["type"]: one for one in self.under if (one["guarantee"], one["month"]) == (name, self.last)}
            cells = [self.guarded(own[kind], name) for kind in (*risk.types, EVERY)]
            fights: Words = self.desk.figure(f"guarantee_terms:{name}/fights", "share", unit="") if name else NOTHING
            rows.append(row(Name(own[EVERY]["guarantee_name"]), fights, *cells))
        columns: list[tuple[Words, str, float]] = [("Guarantee", "text", 1.7), ("They fight in", "number", 1.1)]
        columns += [(Name(risk.names[kind]), "number", 1.0) for kind in risk.types]
        last = self.desk.stated(self.last, "a mark of the risk")
        caption = prose("Share of draws attacked by month {m}, by guarantee", m=last)
        note = prose("In the same draws. How often guarantors would fight is judged. Ranges as in the table above.")
        return (
            Heading(2, "What guarantees change", "risk-guarantees"),
            self._lead(),
            table("risk-guarantees-table", caption, [*columns, ("All, by weight", "number", 1.0)], rows, note),
            *self._falls(),
        )

    def guarded(self, one: Record, guarantee: str) -> Number:
        """Share attacked by the last mark under a guarantee."""
        value, low, high = round(one["attacked_by"], 2), one["attacked_by_low"], one["attacked_by_high"]
        return self.number("attacked_by", value, one["type"], guarantee, low=low, high=high, month=self.last)

    def _change(self, one: Record) -> Number:
        """By how many points the share changes, without its sign."""
        value, error = abs(100 * one["change"]), 100 * CHANCE * one["change_error"]
        low, high = (float(round(end)) for end in (max(value - error, 0.0), value + error))
        return self.number(
            "change", float(round(value)), one["type"], one["guarantee"],
            low=low, high=high, unit="point|points", style="quantity", month=one["month"],
        )  # fmt: skip

    def _lead(self) -> Block:
        """The strongest guarantee, and what waits behind a promise that starts later."""
        best = self.strongest
        found = next(o for o in self.under if (o["guarantee"], o["type"], o["month"]) == (best, EVERY, self.last))
        sooner = [
            one
            for one in self.under
            if one["month"] == self.first and one["type"] != EVERY and one["change"] > CHANCE * one["change_error"]
        ]
        text = prose("A promise to fight deters as far as it is believed. ")
        if found["change"] < -CHANCE * found["change_error"]:
            text += prose(
                "Of those compared, this one lowers the share attacked most: {name}, by {points} in a hundred by month "
                "{last}, all types by weight.",
                name=strong(Name(self.risk.names[best])),
                points=self._change(found),
                last=self.desk.stated(self.last, "a mark of the risk"),
            )
        else:
            text += prose("None of those compared changes the share, all types by weight, by more than chance.")
        if sooner:
            most = max(sooner, key=lambda one: one["change"])
            text += prose(
                " A promise that starts late is a reason to attack before. While this one is still to come ({name}), "
                "{type} attacks more often by month {first}, by {points}. What protects in "
                "the months before a guarantee holds must come from the delivery plan.",
                name=Name(most["guarantee_name"]),
                type=Name(f"the type that {most['name'][:1].lower()}{most['name'][1:]}"),
                first=self.desk.stated(self.first, "a mark of the risk"),
                points=self._change(most),
            )
        return para("{text}", text=text)

    def _falls(self) -> tuple[Block, ...]:
        """What is left of a guarantee if a backer leaves."""
        words = []
        for one in self.risk.figures.guarantees:
            if one.falls_to and one.backers:
                backers: list[Inlines] = [(self.desk.who(party),) for party in one.backers]
                left = Name(self.risk.names[one.falls_to])
                sentence = "{name} ({who}) falls to: {left}."
                words.append(prose(sentence, name=Name(one.name), who=self.desk.listed(backers), left=left))
        if not words:
            return ()
        return (para("A guarantee is worth what its backers are. If one of them leaves:"), Bullets(tuple(words)))

    def boundary(self) -> tuple[Block, ...]:
        """How strong a promise must be at which ratio of forces."""
        usual = {one["type"]: one["mission"] or self.risk.missions[-1] for one in self.risk.records("types")}
        edges = [
            charts.Edge(
                name=one["name"],
                mission=one["mission_name"],
                ratio=one["ratio"],
                most=charts.whole(one["fights_low"]),
                half=charts.whole(one["fights"]),
                some=charts.whole(one["fights_high"]),
            )
            for one in self.risk.records("boundary")
            if one["mission"] == usual[one["type"]]
        ]
        race = self.risk.race
        stands = []
        for n, mission in enumerate(self.risk.missions):
            for month in (0, self.last):
                if race.holds[:, month].any():
                    found = np.quantile(np.minimum(race.ratio[race.holds[:, month], n, month], RATIOS[-1]), RANGE)
                    stands.append(charts.Stand(race.names[mission], float(month), *map(float, found)))
        made = charts.boundary(edges, stands, title="The boundary")
        return (
            Heading(2, "How strong must a promise be?", "risk-boundary"),
            para(
                "Forces and promises can stand in for each other. The stronger the defender, the less often guarantors "
                "need to be expected to fight. Below the edge of a shade an attack pays in that share of the draws; "
                "above it, it does not. Where the shade reaches the top, no promise is enough and only forces help; "
                "where there is none, no promise is needed."
            ),
            figure(made, "risk-boundary-chart", "Where an attack pays, by force ratio and strength of the guarantee"),
        )

    def closing(self) -> Block:
        """Whose window is closing, and how fast: of the mission by which most attacks come."""
        usual = [one["mission"] for one in self.risk.records("types") if one["mission"]] or [self.risk.missions[-1]]
        mission = max(set(usual), key=usual.count)
        rows = [one for one in self.risk.records("preventive") if one["mission"] == mission]
        start, end = rows[0]["month"], max(one["month"] for one in rows)
        kind = rows[0]["type"]
        early, late = (next(o for o in rows if (o["type"], o["month"]) == (kind, at)) for at in (start, end))
        fearon = max(one["attacker_fearon"] for one in rows if one["month"] == end)
        month = self.desk.stated(end, "the last mark with a year after it")
        second = self.number("closing", round(late["attacker_closing"], 2), kind, month=end)
        later = prose("; seen from month {month}, in {second}", month=month, second=second) if end > start else ()
        return para(
            "Windows close. Seen from the day of the ceasefire, the chance that a {mission} succeeds is lower a year "
            "later in {first} of the draws{later}: {words}. A side whose chances fall has a reason to strike before. "
            "For the attacker it would be enough by itself, whatever it were offered (Fearon), in {most} of the draws "
            "in month {month}, for the type for which it is so most often.",
            mission=Name(self.risk.names[mission].lower()),
            first=self.number("closing", round(early["attacker_closing"], 2), kind, month=start),
            later=later,
            words=_who_closes(early["attacker_closing"], late["attacker_closing"]),
            most=self.number("fearon", round(fearon, 2), EVERY, month=end),
            month=month,
        )

    def beliefs(self) -> Block:
        """What a wrong belief does."""
        found = {(one["type"], one["belief"]): one for one in self.risk.records("beliefs") if one["month"] == self.last}
        factors = sorted({belief for _, belief in found})
        ends = factors[0], factors[-1]
        told = {
            (kind, end): self.number("attacked_by", round(found[kind, end]["attacked_by"], 2), kind, belief=end)
            for kind in self.risk.types
            for end in ends
        }
        words = [
            prose(
                "{name}: {low} to {high}",
                name=Name(self.risk.names[kind]),
                low=told[kind, ends[0]],
                high=told[kind, ends[1]],
            )
            for kind in self.risk.types
        ]
        return para(
            "A wrong belief moves the answer, too. With half, and with twice, the odds of success in which each type "
            "believes, the share attacked by month {last} is: {words}.",
            last=self.desk.stated(self.last, "a mark of the risk"),
            words=self.desk.joined(words, "; "),
        )

    def drivers(self) -> tuple[Block, ...]:
        """The figures with which the worth of an attack moves most."""
        records = self.risk.records("drivers")
        items = []
        for kind in self.risk.types:
            own = [one for one in records if one["type"] == kind][:DRIVERS]
            if own:
                prefix = f"{self.risk.names[kind]}: "
                labels: list[Inlines] = [(emph(Name(str(one["label"]).removeprefix(prefix))),) for one in own]
                items.append(
                    prose("{type}: {labels}.", type=Name(self.risk.names[kind]), labels=self.desk.joined(labels, "; "))
                )
        if not items:
            return ()
        lead = para("Over the draws, what an attack is worth in its best month moves most with:")
        return lead, Bullets(tuple(items))


def _two(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def _who_closes(early: float, late: float) -> str:
    """In words, whose window closes first and whose later."""
    if (early < 0.5) != (late < 0.5):
        return (
            "at first the defender's window closes, later the attacker's" if late >= 0.5 else "the sides change places"
        )
    return "it is the attacker's window that closes" if late >= 0.5 else "it is the defender's window that closes"
