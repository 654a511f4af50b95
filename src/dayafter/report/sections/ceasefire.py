"""The ceasefire: how long it may last under which terms, how earlier truces ended, what monitoring can say."""

from __future__ import annotations

from typing import Any

from dayafter.ceasefire import CANNOT_TELL, Ceasefire
from dayafter.ceasefire.explain import FORMULAS, step
from dayafter.lineage import Trace
from dayafter.report.charts.lasting import Lasting, lasting
from dayafter.report.clerk import Clerk
from dayafter.report.document import Block, Bullets, Heading, Inlines, Name, PageBreak, Words, para, prose, strong
from dayafter.report.numbers import Number
from dayafter.report.sections.tables import NOTHING, figure, row, table

YEARS = (12, 60)
"""Months at which each agreement is told in words."""
STEP = 3
"""Months between the points of the chart's lines."""
WAR, FORCE = "war", "force"
ENDS = {
    "collapse": "the war was resumed",
    "replaced": "replaced by the next",
    "expired": "as agreed",
    "holds": "it holds",
}
"""How a truce ended, in words."""

Record = dict[str, Any]


def write(desk: Clerk) -> tuple[Block, ...]:
    """Durability in words, as a chart, in figures; terms; earlier truces; monitoring; limits."""
    found = desk.answers.ceasefire
    if found is None:
        return ()
    told = _Told(desk, found)
    return (
        Heading(1, "The ceasefire: how long would it last?", "ceasefire"),
        _what(desk, found),
        Bullets(tuple(told.agreement(one) for one in found.durability.agreements)),
        figure(told.chart(), "ceasefire-chart", "Chance that a truce lasts, by agreement and month"),
        told.chances(),
        told.own(),
        *told.beside_the_race(),
        Heading(2, "What each term changes", "ceasefire-terms"),
        *told.terms(),
        Heading(2, "Earlier truces, and what violations say", "ceasefire-truces"),
        *told.truces(),
        *told.monitoring(),
        Heading(2, "What it cannot tell", "ceasefire-limits"),
        Bullets(CANNOT_TELL),
        PageBreak(),
    )


def headline(desk: Clerk) -> Inlines:
    """The ceasefire in one sentence, for the first page; nothing where the case has no agreements."""
    found = desk.answers.ceasefire
    if found is None:
        return ()
    told, last = _Told(desk, found), YEARS[-1]
    ranked = sorted(found.durability.agreements, key=lambda one: told.rows[one, WAR, last]["survival"])
    least, best = ranked[0], ranked[-1]
    return prose(
        "The war is not resumed within {months} with a chance of {low} ({least}) to {high} ({best}).",
        least=Name(found.durability.names[least].lower()),
        months=desk.stated(last, "a mark of the ceasefire", "month|months"),
        low=told.chance(least, WAR, last),
        best=Name(found.durability.names[best].lower()),
        high=told.chance(best, WAR, last),
    )


def _what(desk: Clerk, found: Ceasefire) -> Block:
    spells = found.durability.figures.analogues
    return para(
        "The base rate comes from {kinds} kinds of earlier truces, {spells} in all, mixed by weights that are judged. "
        "Terms multiply the rate at which truces fail; their direction is that of the literature, their size is judged "
        "with wide ranges. Two ways of failing are kept apart: force is used again on some scale, or the war is "
        "resumed as a whole. A violation is neither. Chances are means of {draws} draws; ranges hold eight of ten.",
        kinds=desk.stated(len(spells), "kinds of earlier truces"),
        spells=desk.stated(sum(one.spells for one in spells), "earlier truces of these kinds"),
        draws=desk.stated(found.durability.draws.size, "draws of the ceasefire"),
    )


class _Told:
    """The ceasefire in numbers of one brief."""

    def __init__(self, desk: Clerk, found: Ceasefire) -> None:
        self.desk, self.durability = desk, found.durability
        self.watch = found.watch
        self.rows = {(one["agreement"], one["outcome"], one["month"]): one for one in self.durability.records("marks")}

    def number(self, what: str, value: float, agreement: str, outcome: str, **given: Any) -> Number:
        """A number of durability; low, high and style among `given` are its own, the rest is its key."""
        low, high, style = given.pop("low", None), given.pop("high", None), given.pop("style", "share")
        trace = step(self.durability, what, value, agreement, outcome, **given)
        return self.desk.number(value, low, high, "", style, trace)

    def chance(self, agreement: str, outcome: str, month: int, name: str = "survival") -> Number:
        """Chance that the outcome has not come by the end of the month."""
        one = self.rows[agreement, outcome, month]
        value, low, high = (round(one[part], 2) for part in (name, f"{name}_low", f"{name}_high"))
        return self.number(name, value, agreement, outcome, low=low, high=high, month=month)

    def agreement(self, agreement: str) -> Inlines:
        """One sentence an agreement."""
        known = next(row for row in self.durability.figures.agreements if row.agreement_id == agreement)
        force = self.durability.case.names("force_options").get(known.option_id, "")
        note = "; with: ".join(words for words in (known.note, force[:1].lower() + force[1:]) if words)
        first, last = YEARS
        return prose(
            "{name}{note}: war not resumed within {first} months with a chance of {early}, within {last} months of "
            "{late}; no force used in all that time {force}.",
            name=strong(Name(self.durability.names[agreement])),
            note=Name(f" ({note})" if note else ""),
            first=self.desk.stated(first, "a mark of the ceasefire"),
            early=self.chance(agreement, WAR, first),
            last=self.desk.stated(last, "a mark of the ceasefire"),
            late=self.chance(agreement, WAR, last),
            force=self.chance(agreement, FORCE, last),
        )

    def chart(self) -> Any:
        """Both chances by month, a panel an agreement."""
        rows = [
            Lasting(
                one["name"], one["outcome"], one["month"], one["survival_low"], one["survival"], one["survival_high"]
            )
            for one in self.durability.records("curves")
            if one["month"] % STEP == 0 or one["month"] == int(self.durability.months[-1])
        ]
        return lasting(rows, title="The ceasefire", marks=[float(month) for month in self.durability.marks])

    def chances(self) -> Block:
        """War not resumed at every mark, no force used at the first and last."""
        marks = self.durability.marks
        rows = [
            row(
                Name(self.durability.names[agreement]),
                *(self.chance(agreement, WAR, month) for month in marks),
                self.chance(agreement, FORCE, marks[0]),
            )
            for agreement in self.durability.agreements
        ]
        columns: list[tuple[Words, str, float]] = [("Agreement", "text", 1.5)]
        for month in marks:
            at = self.desk.stated(month, "a mark of the ceasefire")
            columns.append((prose("No war by month {month}", month=at), "number", 1.0))
        first = self.desk.stated(marks[0], "a mark of the ceasefire")
        columns.append((prose("No force by month {month}", month=first), "number", 1.0))
        return table("ceasefire-chances", "Chance that the truce lasts, by agreement", columns, rows)

    def own(self) -> Block:
        """What this war's own truces change."""
        own, last = self.durability.figures.own, YEARS[-1]
        failed = int(own.failed.sum())
        if not len(own.months):
            return para("The case has no earlier truce of this war: the chances rest on other wars alone.")
        agreement = self.durability.agreements[0]
        return para(
            "{spells} of this war's own earlier truces, taken together where one followed at once on another, "
            "lasted {months} months in all, and {failed} of them ended with the war. That moves the chance of the "
            "{name} at month {last} from {before} to {after}: it says something of how fragile truces of this war "
            "are, and which kind of war it is like. It rests on very few truces.",
            spells=self.desk.stated(len(own.months), "spells of this war's own truces"),
            months=self.desk.stated(round(float(own.months.sum())), "months of this war's own truces"),
            failed=self.desk.stated(failed, "spells that ended with the war"),
            name=Name(self.durability.names[agreement].lower()),
            last=self.desk.stated(last, "a mark of the ceasefire"),
            before=self.chance(agreement, WAR, last, "before"),
            after=self.chance(agreement, WAR, last),
        )

    def beside_the_race(self) -> tuple[Block, ...]:
        """How often the truce breaks in the race, which has a chance of its own for that."""
        race = self.desk.answers.race
        last = self.durability.case.settings.horizon_months
        if race is None or race.holds.all() or last not in self.durability.marks:
            return ()
        broken = round(1.0 - float(race.holds[:, -1].mean()), 2)
        chances = {one: self.rows[one, WAR, last]["survival"] for one in self.durability.agreements}
        worst, best = min(chances, key=chances.__getitem__), max(chances, key=chances.__getitem__)
        trace = Trace("race: held", {"month": last}, "share of draws in which the truce breaks, by its futures", broken)
        return (
            para(
                "The race assumes a chance of its own that the ceasefire breaks, stated with the futures: by month "
                "{month} it has broken in {broken} of the draws. Here the war is not resumed by then with a chance of "
                "{worst} under the {weak}, and of {best} under the {firm}.",
                month=self.desk.stated(last, "horizon of the race"),
                broken=self.desk.number(broken, None, None, "", "share", trace),
                worst=self.chance(worst, WAR, last),
                weak=Name(self.durability.names[worst].lower()),
                best=self.chance(best, WAR, last),
                firm=Name(self.durability.names[best].lower()),
            ),
        )

    def terms(self) -> tuple[Block, ...]:
        """Each term alone, and within the agreement that lasts longest."""
        last = YEARS[-1]
        best = max(self.durability.agreements, key=lambda one: self.rows[one, WAR, last]["survival"])
        records = {
            (one["agreement"], one["term"]): one
            for one in self.durability.records("terms")
            if (one["outcome"], one["month"]) == (WAR, last)
        }
        effects = {one["term"]: one for one in self.durability.records("effects") if one["outcome"] == WAR}
        rows = []
        order = sorted(effects, key=lambda term: -records["", term]["change"])
        for term in order:
            effect = effects[term]
            ratio = self.number(
                "hazard_ratio", round(effect["ratio"], 2), "", WAR, term=term, style="quantity",
                low=round(effect["ratio_low"], 2), high=round(effect["ratio_high"], 2),
            )  # fmt: skip
            cells = [self._change(records[where, term], where, term) for where in ("", best)]
            rows.append(row(Name(effect["name"]), ratio, *cells))
        name = Name(self.durability.names[best].lower())
        columns: tuple[tuple[Words, str, float], ...] = (
            ("Term or circumstance", "text", 1.8),
            ("Multiplies the rate of war by", "number", 1.2),
            ("Points, alone", "number", 1.2),
            (prose("Points, in the {name}", name=name), "number", 1.2),
        )
        caption = prose(
            "Chance of no war by month {last} with the whole term, less that without it",
            last=self.desk.stated(last, "a mark of the ceasefire"),
        )
        note = prose(
            "In percentage points, in the same draws. Associations, not effects. Above one, a truce fails sooner."
        )
        cited = tuple(dict.fromkeys(one["direction_source_id"] for one in effects.values()))
        lead = para(
            "Each term is put wholly in and taken wholly out, alone and in the agreement that lasts longest. Sources "
            "give the direction{cites}, sizes are judged. Where a range holds zero, even the direction is open.",
            cites=self.desk.cite(*cited),
        )
        return lead, table("ceasefire-terms-table", caption, columns, rows, note)

    def _change(self, one: Record, agreement: str, term: str) -> Number:
        value, low, high = (round(100 * one[part], 1) for part in ("change", "change_low", "change_high"))
        return self.number(
            "change", value, agreement, WAR, term=term, month=one["month"], low=low, high=high, style="quantity"
        )

    # Earlier truces and monitoring

    def truces(self) -> tuple[Block, ...]:
        """Those that ended with the war or in which somebody counted; the others are only told."""
        records = self.watch.records("truces") if self.watch else self.durability.records("truces")
        if not records:
            return (para("The case has no earlier truce of this war."),)
        shown = [one for one in records if one["ended_by"] == "collapse" or one.get("counts")]
        rows = [
            row(
                Name(one["name"]),
                Name(_when(one)),
                Name(ENDS.get(one["ended_by"], one["ended_by"])),
                *(self._rate(one, part) for part in ("lowest_rate", "highest_rate", "last_rate")),
            )
            for one in shown
        ]
        columns = (
            ("Truce", "text", 1.5), ("From, to", "text", 1.5), ("Ended", "text", 1.7), ("Fewest a day", "number", 0.9),
            ("Most a day", "number", 0.9), ("Last count", "number", 0.9),
        )  # fmt: skip
        note = prose(
            "Violations a day; fewest and most over stretches of a week or more. {others} more truces without a count "
            "were replaced by the next or ran out.",
            others=self.desk.stated(len(records) - len(shown), "truces that are not in the table"),
        )
        caption = "Earlier truces: what was counted, and how they ended"
        return (*self._quiet(shown), table("ceasefire-truces-table", caption, columns, rows, note))

    def _quiet(self, shown: list[Record]) -> tuple[Block, ...]:
        """The truce that was quietest of those that ended with the war."""
        counted = [one for one in shown if one["ended_by"] == "collapse" and one.get("lowest_rate") is not None]
        if not counted:
            lead = "A violation is no collapse: what was counted and how a truce ended stand side by side."
            return (para(lead),)
        one = min(counted, key=lambda row: row["lowest_rate"])
        return (
            para(
                "A low rate of violations is no sign that a truce will last. {name} had stretches of a week or more "
                "with {least} violations a day, and ended with the war; in the last count before that it was {last}.",
                name=Name(one["name"]),
                least=self._rate(one, "lowest_rate"),
                last=self._rate(one, "last_rate"),
            ),
        )

    def _rate(self, one: Record, part: str) -> Words | Number:
        value = one.get(part)
        if value is None or self.watch is None:
            return NOTHING
        refs = tuple(entry.figure.ref for entry in self.watch.entries if entry.truce == one["truce"])
        key = {"truce": one["truce"], "of": part.replace("_", " ")}
        trace = Trace("ceasefire: violations a day", key, FORMULAS["rate"], value, (), refs)
        return self.desk.number(round(value, 1 if value < 10 else 0), None, None, "", "quantity", trace)

    def monitoring(self) -> tuple[Block, ...]:
        """What the detectors would have said, and what they would say of a new truce."""
        if self.watch is None:
            return ()
        alarms = self.watch.records("alarms")
        rung = sum(bool(one["alarm"]) for one in alarms)
        blocked = sum(bool(one["blocked"]) for one in self.watch.records("detection"))
        words: list[Inlines] = [
            prose(
                "Of {judged} counts that can be judged by those before them, an alarm would have rung in {rung}; in "
                "{blocked} the observers were blocked, so that a low count would have said next to nothing.",
                judged=self.desk.stated(len(alarms), "counts that can be judged"),
                rung=self.desk.stated(rung, "counts with an alarm"),
                blocked=self.desk.stated(blocked, "counts with blocked observers"),
            )
        ]
        rivals = [one for one in self.watch.records("rivals") if one["ratio"]]
        if rivals:
            widest = max(one["ratio"] for one in rivals)
            words.append(
                prose(
                    "Rival counts of the same time differ by up to {times} times; they stand side by side and are "
                    "never averaged.",
                    times=self.desk.stated(round(widest), "highest of rival counts over the lowest"),
                )
            )
        words += [self._design(one) for one in self.watch.records("design") if one["sector"] == "all"]
        lead = "Monitoring informs; it prevents nothing. For the counts of this case its detectors say:"
        return (para(lead), Bullets(tuple(words)))

    def _design(self, one: Record) -> Inlines:
        names = {row["truce"]: row["name"] for row in self.durability.records("truces")}
        like = names.get(one["begins_like"])
        start = prose("like the {name}", name=Name(like)) if like else (Name("at the usual rate"),)
        refs = tuple(entry.figure.ref for entry in self.watch.entries) if self.watch else ()

        def number(part: str, what: str, unit: str) -> Number:
            value, low, high = (float(f"{one[name]:.2g}") for name in (part, f"{part}_low", f"{part}_high"))
            key = {"begins like": one["begins_like"]}
            trace = Trace(f"ceasefire: {what}", key, "designed by run length", value, (), refs)
            return self.desk.number(value, low, high, unit, "quantity", trace)

        return prose(
            "A new truce that begins {start}, with {rate} a day: a rise by the factor that is looked for would be seen "
            "after {weeks} on average.",
            start=start,
            rate=number("rate", "rate at the start", "violation|violations"),
            weeks=number("weeks_to_signal", "weeks to a signal", "week|weeks"),
        )


def _when(one: Record) -> str:
    """`Sep 2014 to Jan 2015`."""
    import datetime as dt

    days = [dt.date.fromisoformat(str(day)) if day else None for day in (one["starts"], one["ends"])]
    return " to ".join(f"{day:%b %Y}" if day else "today" for day in days)
