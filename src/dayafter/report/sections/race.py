"""The race: when a window of vulnerability opens, for how long, and what closes it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from dayafter.deterrence import CANNOT_TELL, Race
from dayafter.deterrence.explain import step
from dayafter.lineage import Trace
from dayafter.report.answers import Desk
from dayafter.report.charts import Month
from dayafter.report.charts import race as chart
from dayafter.report.document import (
    Block,
    Bullets,
    Heading,
    Inlines,
    Name,
    PageBreak,
    Words,
    emph,
    para,
    prose,
    strong,
)
from dayafter.report.numbers import Number
from dayafter.report.sections.tables import NOTHING, figure, group, row, table
from dayafter.report.sections.titles import TITLES

TOP = 5
"""Groups of deliveries of each kind that are printed."""

DRIVERS = 3

FALL = 0.03
"""Share of draws by which the open windows must fall in one month before the month is named."""

RANGE, RANGE_WORDS = (0.1, 0.5, 0.9), "10th to 90th percentile of the draws"

READY = "the least, over the components, of what is free of each over what one formation takes"


def write(desk: Desk) -> tuple[Block, ...]:
    """The race in words, as a chart, in figures; what closes the window; options; futures; limits."""
    race = desk.answers.race
    if race is None:
        return ()
    told = _Told(desk, race)
    return (
        Heading(1, "The race: can an attack find favourable numbers?", "race"),
        _what(desk, race),
        Bullets(tuple(told.mission(mission) for mission in race.missions)),
        figure(_chart(race), "race-chart", "Who can attack, who would be needed, and how often the window is open"),
        told.shares(),
        told.ratios(),
        Heading(2, "What closes the window", "race-closes"),
        *told.closes(),
        *told.options(),
        *told.futures(),
        Heading(2, "What the race cannot tell", "race-limits"),
        Bullets(CANNOT_TELL),
        PageBreak(),
    )


def _what(desk: Desk, race: Race) -> Block:
    return para(
        "A ceasefire lets {adversary} rebuild while {recipient} is being equipped. In each of {draws} draws, and month "
        "by month, two questions are asked of every mission: are as many of the attacker's formations ready as it "
        "takes, and would they stand in favourable numbers against the defenders in their way? Where both hold, the "
        "window is open. Defenders are the brigades in being and those newly equipped by the plan, as it is carried "
        "out in that draw, less what each area of equipment still lacks. A draw in which the ceasefire breaks leaves "
        "the count from that month on. Shares are shares of draws, under ranges and futures that are stated here; they "
        "are no probabilities.",
        adversary=desk.who(race.case.settings.adversary),
        recipient=desk.who(race.case.settings.recipient),
        draws=desk.stated(race.draws.size, "draws of the race"),
    )


def _chart(race: Race) -> Any:
    rows = []
    threshold = race.defender.figures.threshold
    share = race.share_open()
    for place, mission in enumerate(race.missions):
        needed = race.contest.defenders[:, place] * threshold[:, place, None]
        for n in np.flatnonzero(race.holds.any(axis=0)):
            held = race.holds[:, n]
            able = np.quantile(race.contest.attackers[held, place, n], RANGE)
            enough = np.quantile(needed[held, n], RANGE)
            rows.append(
                Month(
                    name=race.names[mission],
                    month=float(race.months[n]),
                    low=float(able[0]),
                    attackers=float(able[1]),
                    high=float(able[2]),
                    needed_low=float(enough[0]),
                    needed=float(enough[1]),
                    needed_high=float(enough[2]),
                    share_open=float(share[place, n]),
                )
            )
    return chart(rows, title="The race", marks=[float(month) for month in race.marks], range_words=RANGE_WORDS)


class _Told:
    """The race in numbers of one brief."""

    def __init__(self, desk: Desk, race: Race) -> None:
        self.desk, self.race = desk, race
        reads = tuple(dict.fromkeys(ref for refs in race.rebuilding.reads.values() for ref in refs))
        self.behind = (replace(desk.explainer.whole, figures=()), Trace("adversary", {}, READY, None, (), reads))
        self.months = {(row["mission"], row["month"]): row for row in race.records("months")}

    def number(
        self, what: str, value: float, mission: str, unit: str = "", style: Any = "quantity", **given: Any
    ) -> Number:
        """A number of the race; `low` and `high` among `given` are its range, the rest is its key."""
        low, high = _range(value, given.pop("low", None), given.pop("high", None))
        trace = step(self.race, what, value, self.desk.known, self.behind, mission, **given)
        return self.desk.number(value, low, high, unit, style, trace)

    def share(self, mission: str, month: int) -> Number:
        """Share of draws with the window open at the end of the month."""
        value = round(self.months[mission, month]["share_open"], 2)
        return self.number("open", value, mission, "", "share", month=month)

    def mission(self, mission: str) -> Inlines:
        """One sentence a mission."""
        windows = next(row for row in self.race.records("windows") if row["mission"] == mission)
        closing = next(row for row in self.race.records("closing") if row["mission"] == mission)
        last = self.race.marks[-1]
        long = self.number(
            "months", round(windows["mean_months"], 1), mission, "month|months",
            low=windows["months_low"], high=windows["months_high"],
        )  # fmt: skip
        return prose(
            "{name}: open in {start} of the draws on the day of the ceasefire, in most of them ({most}) in month "
            "{peak}, in {end} at the end. It is open for {long} on average.{close}",
            name=strong(Name(self.race.names[mission])),
            start=self.share(mission, 0),
            most=self.share(mission, closing["peak_month"]),
            peak=self.desk.stated(closing["peak_month"], "month with most windows open"),
            end=self.share(mission, last),
            long=long,
            close=self._close(closing),
        )

    def _close(self, closing: dict[str, Any]) -> Inlines:
        if closing["month"] is None or round(closing["fall"], 2) < FALL:
            return ()
        month = self.desk.stated(closing["month"], "month in which the most windows close")
        return prose(" More windows close in month {month} than in any other.", month=month)

    def shares(self) -> Block:
        """Share of draws by mark."""
        rows = [
            row(Name(self.race.names[mission]), *(self.share(mission, month) for month in self.race.marks))
            for mission in self.race.missions
        ]
        if not self.race.holds.all():
            rows.append(row("Draws in which the truce still holds", *map(self._held, self.race.marks)))
        caption = "Share of draws with the window open, by months after the ceasefire"
        return table("race-shares", caption, self._marks(self.race.marks), rows)

    def _held(self, month: int) -> Number:
        value = round(self.months[self.race.missions[0], month]["share_held"], 2)
        return self.number("held", value, "", "", "share", month=month)

    def _marks(self, marks: tuple[int, ...]) -> list[tuple[Words, str, float]]:
        columns: list[tuple[Words, str, float]] = [("Mission", "text", 1.6)]
        at = [self.desk.stated(month, "a mark of the horizon") for month in marks]
        return columns + [(prose("Month {m}", m=month), "number", 1.0) for month in at]

    def ratios(self) -> Block:
        """Attackers for each defender, with the range, at the first, middle and last mark."""
        marks = tuple(
            dict.fromkeys((self.race.marks[0], self.race.marks[len(self.race.marks) // 2], self.race.marks[-1]))
        )
        rows = []
        for mission in self.race.missions:
            cells: list[Words] = [Name(self.race.names[mission])]
            for month in marks:
                found = self.months[mission, month]
                low, value, high = (found[name] for name in ("ratio_low", "ratio", "ratio_high"))
                known = None not in (low, value, high)
                cells.append(
                    self.number("ratio", value, mission, low=low, high=high, month=month) if known else NOTHING
                )
            needs = self.desk.figure(f"mission_scale:{mission}/threshold", unit="")
            rows.append(row(*cells, needs))
        columns = [*self._marks(marks), ("Favourable from", "number", 1.0)]
        note = prose("Middle of the draws, and the range of eight in ten.")
        return table("race-ratios", "Attackers for each defender in their way", columns, rows, note)

    def closes(self) -> tuple[Block, ...]:
        """Groups of deliveries by what their absence would do, and the figures that matter most."""
        records = self.race.records("without")
        rows = []
        for kind, title in (("donor", "Without what it gives or pays"), ("area", "Without deliveries of this area")):
            own = [one for one in records if one["kind"] == kind]
            rows.append(group(title))
            for name in list(dict.fromkeys(one["group"] for one in own))[:TOP]:
                found = {one["mission"]: one for one in own if one["group"] == name}
                words = self.desk.name(name) if kind == "donor" else Name(TITLES.get(name, name).capitalize())
                rows.append(row(words, *(self._longer(found[mission], name) for mission in self.race.missions)))
        caption = "Months that the window would be open longer without these deliveries, on average"
        note = prose("In the same draws, with all other deliveries as they are; in brackets the range of eight in ten.")
        return (
            para(
                "A window closes as deliveries make the defender stronger. Each donor's deliveries, then each area's, "
                "are taken away in the same draws: the longer the window is open without them, the more they close it."
            ),
            table("race-without", caption, self._missions("Deliveries"), rows, note),
            *self._drivers(),
        )

    def _missions(self, first: str) -> list[tuple[Words, str, float]]:
        columns: list[tuple[Words, str, float]] = [(first, "text", 2.0)]
        return columns + [(Name(self.race.names[mission]), "number", 1.2) for mission in self.race.missions]

    def _longer(self, found: dict[str, Any], group: str) -> Number:
        value = round(found["mean_change"], 1)
        return self.number("longer", value, found["mission"], low=found["low"], high=found["high"], without=group)

    def _drivers(self) -> tuple[Block, ...]:
        records = self.race.records("drivers")
        words: list[Inlines] = []
        for mission in self.race.missions:
            labels = [self._driver(one) for one in records if one["mission"] == mission][:DRIVERS]
            if labels:
                words.append(
                    prose(
                        "{mission}: {labels}.",
                        mission=Name(self.race.names[mission]),
                        labels=self.desk.joined(labels, "; "),
                    )
                )
        if not words:
            return ()
        lead = (
            "The length of the window moves most, over the draws, with these figures; a better one narrows the answer."
        )
        return (para(lead), Bullets(tuple(words)))

    def _driver(self, one: dict[str, Any]) -> Inlines:
        """The figure, without the mission's name before it, and how many move with it."""
        label = str(one["label"]).removeprefix(f"{one['name']}: ")
        named = emph(Name(label))
        if not one["others"]:
            return (named,)
        others = self.desk.stated(one["others"], f"figures that move with: {label}")
        verb = "moves" if one["others"] == 1 else "move"
        return prose("{named} (and {others} that {verb} with it)", named=named, others=others, verb=verb)

    def options(self) -> tuple[Block, ...]:
        """Every policy of the case by mission, in common draws."""
        records = self.desk.answers.options.race_records()
        if not records:
            return ()
        rows = []
        for name in dict.fromkeys(one["name"] for one in records):
            cells: list[Words] = [Name(name)]
            for mission in self.race.missions:
                found = next(
                    one
                    for one in records
                    if (one["name"], one["mission"], one["measure"]) == (name, mission, "months_open")
                )
                value, low, high = round(found["change"], 1), found["low"], found["high"]
                cells.append(self.number("longer", value, mission, low=low, high=high, policy=name))
            rows.append(row(*cells))
        caption = "Options: change of the months with an open window, on average"
        note = prose(
            "Each option with its own best plan, in the same {draws} draws and futures; below zero it is shorter.",
            draws=self.desk.stated(self.desk.answers.options.draws, "draws of the options"),
        )
        return (
            Heading(2, "Options and the window", "race-options"),
            table("race-options-table", caption, self._missions("Option"), rows, note),
        )

    def futures(self) -> tuple[Block, ...]:
        """The futures with the ranges of their chances, and the window with and without them."""
        records = self.race.records("futures")
        if not records:
            return ()
        longest = int(self.race.windows.months.mean(axis=0).argmax())
        mission = self.race.missions[longest]
        beside = {one["future"]: one for one in self.race.records("by_future") if one["mission"] == mission}
        rows = []
        for one in records:
            chance = self.desk.figure(f"future_chances:{one['future']}", "share", unit="")
            cells: list[Words] = [Name(one["name"]), chance]
            for what in ("months_with", "months_without"):
                found = beside.get(one["future"])
                value = round(found[what], 1) if found else None
                cells.append(NOTHING if value is None else self.number(what, value, mission, future=one["future"]))
            rows.append(row(*cells))
        columns = (
            ("Future", "text", 2.4), ("Chance assumed", "number", 1.4), ("Months open with it", "number", 1.0),
            ("Months open without it", "number", 1.0),
        )  # fmt: skip
        note = prose(
            "Months open on average, of the mission: {mission}. The two columns are different draws, so that small "
            "differences are chance; where the ceasefire breaks, fewer months are counted.",
            mission=Name(self.race.names[mission]),
        )
        return (
            Heading(2, "Futures that are assumed", "race-futures"),
            para(
                "In each draw some of these events happen, each in a month of its own, by chances that are judged with "
                "wide ranges. They change stocks, budgets, routes, output and the adversary from then on."
            ),
            table(
                "race-futures-table",
                "Futures, their chances, and the window with and without them",
                columns,
                rows,
                note,
            ),
        )


def _range(value: float, low: float | None, high: float | None) -> tuple[float | None, float | None]:
    """The range of the draws, where it is one and holds their mean; a mean of rare long windows can lie beyond it."""
    if low is None or high is None or low == high or not low <= value <= high:
        return None, None
    return low, high
