"""What the adversary rebuilds: formations ready by month, for which missions, what is scarce, and what drives it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from dayafter.adversary.result import Rebuilding
from dayafter.lineage import Trace
from dayafter.report.charts import Band, Chart, Level, fan, fans
from dayafter.report.clerk import Clerk
from dayafter.report.document import Block, Bullets, Heading, Inlines, Name, Words, para, prose
from dayafter.report.numbers import Number
from dayafter.report.sections.tables import NOTHING, figure, row, table
from dayafter.uncertainty.ranks import noise

BY = (0, 6, 12, 24, 36)
"""Months for which the share of draws is told, as far as the horizon goes."""

TOP = 5
"""Figures that drive it."""

SCARCE = 0.005
"""Share of draws, at some mark, from which a component is told as scarce."""

FORMULAS = {
    "mission ready": "share of all draws in which the truce has held until the first month with as many formations "
    "ready as the mission takes, and that month is not later",
    "middle month": "month by which the mission's formations were ready, under a truce, in half of the draws",
    "size": "formations that the mission takes; middle of the draws",
    "scarcest": "share, of the draws in which the truce holds, in which this component gives the fewest formations",
    "part of the spread": "variance between the means of formations ready over groups of the figure's draws, less what "
    "chance makes of it, over the whole variance",
}

CANNOT_TELL = (
    "Formations are counted by what they hold; quality, training, leadership and morale are not.",
    "Money, fuel, officers, crews by type and rail are not limits here, and plants do not compete with each other.",
    "The adversary does not react to the allies' deliveries; what it may do otherwise is left to the futures.",
    "Rival counts of losses and stores differ by factors; the ranges carry that, and no estimate does away with it.",
    "It says what stands ready, never what anybody intends.",
)


def write(desk: Clerk) -> tuple[Block, ...]:
    """The fan of ready formations, small fans of what is in service, first passage, what is scarce, what drives it."""
    if desk.answers.race is None:
        return ()
    told = _Told(desk, desk.answers.race.rebuilding, desk.answers.race.marks)
    return (
        Heading(1, "What the adversary rebuilds", "rebuilding"),
        told.what(),
        figure(told.ready_chart(), "rebuilding-chart", "Formations that the adversary has ready, by month"),
        told.missions(),
        figure(told.stocks_chart(), "rebuilding-stocks", "What the adversary has in service of what formations take"),
        told.scarcest(),
        *told.drivers(),
        told.grounds(),
        Heading(2, "What the rebuilding cannot tell", "rebuilding-limits"),
        Bullets(CANNOT_TELL),
    )


class _Told:
    """The rebuilding in numbers of one brief."""

    def __init__(self, desk: Clerk, rebuilding: Rebuilding, marks: Sequence[int]) -> None:
        self.desk, self.rebuilding, self.marks = desk, rebuilding, marks
        self.last = int(rebuilding.months[-1])
        self.ready = {int(str(one["month"])): one for one in rebuilding.records("ready")}
        self.known = rebuilding.records("missions")
        self._behind: dict[int, Trace] = {}

    def number(
        self, what: str, value: float, month: int, /, *refs: str, style: Any = "quantity", **key: object
    ) -> Number:
        """A number of the rebuilding; behind it stand the components of that month, and every figure they read."""
        if month not in self._behind:
            whole = self.rebuilding.trace(month)
            parts = tuple(replace(part, children=(), figures=()) for part in whole.children)
            self._behind[month] = replace(whole, children=parts)
        shown = tuple(self.desk.known[ref] for ref in refs)
        trace = Trace(f"rebuilding: {what}", key, FORMULAS[what], value, shown, refs, (self._behind[month],))
        return self.desk.number(value, None, None, "", style, trace)

    def formations(self, month: int) -> Number:
        """Formations ready at the end of the month: middle of the draws, range of eight in ten."""
        low, middle, high = (float(str(self.ready[month][name])) for name in ("p10", "p50", "p90"))
        trace = self.rebuilding.trace(month)
        return self.desk.number(middle, low, high, "formation|formations", "quantity", trace)

    def what(self) -> Block:
        """What is counted, and the result at the marks."""
        settings, middle = self.rebuilding.case.settings, self.marks[len(self.marks) // 2]
        return para(
            "Under a truce {adversary} makes, restores and repairs equipment and trains people. A formation is ready "
            "when all that it takes is free; the scarcest component decides. {start} are ready on the day of the "
            "ceasefire, {middle} in month {month} and {end} in month {last}, each in the middle of those draws in "
            "which the truce still holds.",
            adversary=self.desk.who(settings.adversary),
            start=self.formations(0),
            middle=self.formations(middle),
            month=self.desk.stated(middle, "a mark of the horizon"),
            end=self.formations(self.last),
            last=self.desk.stated(self.last, "a mark of the horizon"),
        )

    def ready_chart(self) -> Chart:
        """The fan of ready formations, with the middle sizes of the missions."""
        rows = [_band("Ready, middle", one) for month, one in self.ready.items() if float(str(one["share_held"])) > 0]
        levels = [Level(str(one["name"]), float(str(one["formations"]))) for one in self.known]
        marks = [float(month) for month in self.marks]
        return fan(rows, levels, unit="formations", title="Formations ready", marks=marks, range_words=_RANGE_WORDS)

    def stocks_chart(self) -> Chart:
        """A small fan for each component, at the marks."""
        units = {q.key[0]: q.unit for q in self.rebuilding.case.quantities("adversary_formations").values()}
        names = {name: self.name(name) for name in self.rebuilding.components}
        records = [one for month in self._marks() for one in self.rebuilding.records("stocks", month)]
        rows = [_band(words, one) for name, words in names.items() for one in records if one["category"] == name]
        counted = {words: units[name] for name, words in names.items()}
        return fans(rows, units=counted, title="In service", range_words=_RANGE_WORDS)

    def name(self, component: str) -> str:
        """What people call it."""
        words = self.desk.names.get(component, component).replace("-", " ")
        return words[:1].upper() + words[1:]

    def _marks(self) -> list[int]:
        return [month for month in self.marks if float(str(self.ready[month]["share_held"])) > 0]

    def missions(self) -> Block:
        """Share of the draws with enough formations at once and by later months, and the middle month."""
        by = [month for month in BY if month <= self.last]
        rows = []
        for one in self.known:
            mission = str(one["mission_id"])
            ref = f"mission_scale:{mission}/formations"
            found = {part["month"]: part["share"] for part in one["by"]}  # type: ignore[attr-defined]
            shares = [
                self.number(
                    "mission ready", round(found[month], 2), month, ref, style="share", mission=mission, month=month
                )
                for month in by
            ]
            size = self.number("size", round(float(str(one["formations"]))), self.last, ref, mission=mission)
            rows.append(row(Name(str(one["name"])), size, *shares, self._middle(one, mission, ref)))
        columns: list[tuple[Words, str, float]] = [("Mission", "text", 1.5), ("Formations it takes", "number", 1.1)]
        for month in by:
            at = self.desk.stated(month, "a mark of the horizon")
            columns.append((prose("By month {m}", m=at) if month else "At once", "number", 0.9))
        columns.append(("Middle month", "number", 1.1))
        note = (
            "Shares of all draws: one in which the ceasefire breaks first never counts. Enough formations are no "
            "attack: the next section asks whether they would stand in favourable numbers."
        )
        return table("rebuilding-missions", "By when enough formations are ready", columns, rows, note)

    def _middle(self, one: dict[str, object], mission: str, ref: str) -> Words:
        if one["p50"] is None:
            return "not within the horizon"
        return self.number("middle month", float(str(one["p50"])), self.last, ref, mission=mission)

    def scarcest(self) -> Block:
        """In how many draws each component is the scarcest, by mark."""
        months = self._marks()
        found = {
            (one["component"], month): round(float(str(one["share"])), 2)
            for month in months
            for one in self.rebuilding.records("scarcest", month)
        }
        components = self.rebuilding.components
        scarce = [name for name in components if any(found[name, month] >= SCARCE for month in months)]
        scarce.sort(key=lambda name: -max(found[name, month] for month in months))
        rows = [
            row(
                Name(self.name(name)),
                *(
                    self.number("scarcest", found[name, month], month, style="share", component=name, month=month)
                    if found[name, month]
                    else NOTHING
                    for month in months
                ),
            )
            for name in scarce
        ]
        columns: list[tuple[Words, str, float]] = [("Component", "text", 1.8)]
        columns += [
            (prose("Month {m}", m=self.desk.stated(month, "a mark of the horizon")), "number", 1.0) for month in months
        ]
        caption = "Share of draws in which a component holds the adversary back most"
        return table("rebuilding-scarcest", caption, columns, rows)

    def drivers(self) -> tuple[Block, ...]:
        """The figures that move the formations ready at the end by more than chance, the strongest first."""
        found = self.rebuilding.drivers(self.last)
        least = noise(int(self.rebuilding.holds[:, self.last].sum()), len(found))
        strong = [one for one in found if abs(one.correlation) > least][:TOP]
        if not strong:
            return ()
        rows = [
            row(
                Name(one.label),
                self.desk.figure(one.ref),
                "more formations" if one.correlation > 0 else "fewer formations",
                self.number(
                    "part of the spread", round(one.share, 2), self.last, one.ref, style="share", figure=one.ref
                ),
            )
            for one in strong
        ]
        columns = (
            ("Figure", "text", 2.2), ("As it stands", "number", 1.8), ("If it is higher", "text", 1.2),
            ("Part of the spread", "number", 1.0),
        )  # fmt: skip
        note = "Over the draws in which the truce still holds; figures that move it no more than chance are left out."
        return (table("rebuilding-drivers", "What drives the formations ready at the end", columns, rows, note),)

    def grounds(self) -> Block:
        """How many of the figures are estimates of a calibration, and how many are judged."""
        refs = sorted({ref for name in self.rebuilding.components for ref in self.rebuilding.reads[name]})
        used = [self.desk.known[ref] for ref in refs]
        estimates = [one for one in used if one.ref.startswith("adversary_estimates:")]
        judged = [one for one in used if one.basis == "judged"]
        first = prose(
            "The components rest on {all} figures; {judged} of them are judged, with wide ranges, most of its rates "
            "among them.",
            all=self.desk.stated(len(used), "figures behind the formations ready"),
            judged=self.desk.stated(len(judged), "figures behind the formations ready that are judged"),
        )
        if not estimates:
            return para("{first} None is an estimate of a calibration.", first=first)
        notes = list(dict.fromkeys(one.note for one in estimates))
        return para(
            "{first} {some} are estimates of a calibration against counts, in place of raw ones: {notes}.{cite}",
            first=first,
            some=self.desk.stated(len(estimates), "figures behind the formations ready that are calibrated"),
            notes=self.desk.joined([(Name(note),) for note in notes], "; "),
            cite=self._cited([source for one in estimates for source in one.sources]),
        )

    def _cited(self, sources: list[str]) -> Inlines:
        return self.desk.cite(*dict.fromkeys(sources))


_RANGE_WORDS = "10th to 90th percentile of the draws in which the truce still holds"


def _band(name: str, one: dict[str, object]) -> Band:
    month, low, middle, high = (float(str(one[part])) for part in ("month", "p10", "p50", "p90"))
    return Band(name, month, low, middle, high)
