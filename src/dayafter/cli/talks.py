"""dayafter talks CASE: who wants what, which packages all allies accept, what holds, and in which order to table it."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from dayafter.cli.answer import Answer, of_case
from dayafter.cli.options import case_of, case_options, draw_options
from dayafter.cli.text import Column, heading, records, share, table, wrapped

if TYPE_CHECKING:
    from dayafter.talks import Talks

DRAWS = 500
TOP = 5
"""Packages, ways out and figures that are printed; `--json` has them all."""

LEAST = 0.005
"""Shares of draws below this are not told."""

KINDS = {
    "line": "gives up red line {line} on: {issue}",
    "lines": "gives up all its red lines",
    "reservation": "takes a deal worth {amount:.3f} less to it",
    "position": "moves by {amount:.0f} points on: {issue}",
    "actors": "is not asked",
}
PHASES = {"allies": "Among the allies", "adversary": "With the adversary"}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the options."""
    case_options(parser)
    draw_options(parser, DRAWS)
    asked = "share of draws in which all allies must take a package of the common agenda (0.8)"
    parser.add_argument("--confidence", metavar="SHARE", type=float, default=None, help=asked)
    gone = "a party that does not take part, with what cannot be had without it; may be repeated"
    parser.add_argument("--without", metavar="PARTY", action="append", default=[], help=gone)
    tables = "print this table instead: positions, issues, outcomes, agenda, options, acceptance, relaxations ..."
    parser.add_argument("--table", metavar="NAME", help=tables)


def run(args: argparse.Namespace) -> Answer:
    """The talks in short, or one of their tables."""
    from dayafter.cli.progress import progress
    from dayafter.study import Study
    from dayafter.talks.result import CONFIDENCE

    case = case_of(args)
    confidence = CONFIDENCE if args.confidence is None else args.confidence
    with progress(1, "the talks") as told:
        study = Study(case, args.draws, args.seed, told)
        talks = study.talks(confidence, args.without)
        rows = talks.records(args.table) if args.table else None
        summary = talks.summary() if rows is None or args.json else {}
    text = records([_flat(row) for row in rows]) if rows is not None else "\n".join(_text(talks, summary))
    return Answer("talks", {**of_case(case), **summary}, text)


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    return {name: ", ".join(map(str, value)) if isinstance(value, list) else value for name, value in row.items()}


def _text(talks: Talks, summary: dict[str, Any]) -> list[str]:
    case, said = talks.case, _Said(talks)
    lines = [
        f"{case.name}: the talks, known on {case.settings.known_on}",
        wrapped(
            f"{len(talks.figures.actors)} actors, {len(talks.figures.issues)} issues, {summary['packages']:,} packages "
            f"of options, {summary['unrefused']:,} without a broken red line of an ally. Shares are of "
            f"{talks.draws.size} draws, no probabilities; ranges hold eight of ten draws."
        ),
        *([f"Without: {', '.join(talks.names.get(one, one) for one in talks.without)}"] if talks.without else []),
        heading("Issues: weighted middle and mean of the positions, from 0 to 100"),
        table(summary["issues"], _ISSUES),
        heading(f"Packages that all allies take in at least {share(talks.confidence)} of the draws"),
        *said.agenda(summary),
    ]
    if summary["relaxations"]:
        lines += [heading("The least that has to give")]
        lines += [said.conflict(summary), table([said.relaxation(one) for one in summary["relaxations"]], _RELAXED)]
    if summary["acceptance"]:
        lines += [heading("Who takes the allies' proposal"), *said.acceptance(summary)]
        lines += [heading("Which of these packages the rules of bargaining choose"), *said.bargains(summary)]
        lines += [heading("Would some allies settle something else with the adversary?"), *said.stability(summary)]
        lines += [heading("In which order"), *said.order(summary)]
        lines += [heading("What the adversary would say"), *said.adversary(summary)]
    if summary["drivers"]:
        lines += [heading("What it hangs on: rank correlation over the draws"), table(said.drivers(summary), _DRIVERS)]
    return [*lines, heading("What it cannot tell"), *(wrapped(words, "  ", "- ") for words in summary["cannot_tell"])]


def _span(row: dict[str, Any], name: str, form: str = "{:.0f}") -> str:
    parts = (form.format(row[part]) for part in (name, f"{name}_low", f"{name}_high"))
    return "{} ({}–{})".format(*parts)


class _Said:
    """The talks in words and tables."""

    def __init__(self, talks: Talks) -> None:
        self.talks = talks
        listed = [row["package"].split("; ") for row in talks.records("agenda")]
        self.shared = set(listed[0]).intersection(*listed) if len(listed) > 1 else set()

    def short(self, package: str | None) -> str:
        """A package by the short names of what it does not share with all that are listed."""
        if package is None:
            return "none"
        return "; ".join(part for part in package.split("; ") if part not in self.shared) or "as above"

    def who(self, actors: list[str]) -> str:
        """Names of actors."""
        return ", ".join(self.talks.names.get(one, one) for one in actors)

    def agenda(self, summary: dict[str, Any]) -> list[str]:
        """The common agenda, or that there is none, and the packages that come first."""
        rows = summary["agenda"]
        if not rows:
            return [wrapped(f"Every package breaks a red line of an ally.{self._alone(summary)}")]
        head = f"{summary['common']:,} packages. The most often taken:"
        if not summary["common"]:
            head = "None. The packages that come nearest:"
        lines = [wrapped(head)]
        if self.shared:
            lines.append(wrapped(f"All have: {'; '.join(sorted(self.shared))}.", "  ", "  "))
        for row in rows[:TOP]:
            foe = "" if row["adversary"] is None else f", the adversary in {share(row['adversary'])}"
            told = f"all allies in {share(row['chance'])} (least: {self.who([row['weakest']])}){foe}"
            lines.append(wrapped(f"{self.short(row['package'])}: {told}", "     ", f"  {row['rank']}. "))
        return lines

    def _alone(self, summary: dict[str, Any]) -> str:
        """Who leaves no way of settling some issue."""
        refused: dict[str, list[set[str]]] = {}
        for row in summary["options"]:
            refused.setdefault(row["issue"], []).append(set(row["refused_by"]))
        alone = sorted({one for some in refused.values() for one in set.intersection(*some)})
        return f" The red lines of {self.who(alone)} alone leave none." if alone else ""

    def conflict(self, summary: dict[str, Any]) -> str:
        """Who cannot be brought together."""
        return wrapped(f"Cannot be met together, as things stand: {self.who(summary['conflict'])}.")

    def relaxation(self, row: dict[str, Any]) -> dict[str, Any]:
        """One way out in words."""
        words = KINDS[row["kind"]].format(line=row["line"], amount=row["amount"] or 0.0, issue=row["issue_name"])
        return {"who": self.who(row["actors"]), "does": words, "chance": row["chance"], "packages": row["packages"]}

    def acceptance(self, summary: dict[str, Any]) -> list[str]:
        """The proposal, and the actors by how seldom they take it."""
        rows = sorted(summary["acceptance"], key=lambda row: row["share"])
        made = [row | {"gain": _span(row, "margin", "{:+.2f}")} for row in rows]
        return [wrapped(self.talks.words(rows[0]["package"]), "  ", "  "), table(made, _ACCEPTANCE)]

    def bargains(self, summary: dict[str, Any]) -> list[str]:
        """What the rules choose, among the allies and with the adversary."""
        names = {"allies": "Among the allies", "all": "With the adversary"}
        lines = []
        for row in summary["bargaining"]:
            head = f"{names[row['among']]}, {row['rule']}"
            told = "nobody could live with any of these packages"
            if row["package"] is not None:
                told = f"{self.short(row['package'])}; the same in {share(row['same'])} of the draws"
            lines.append(wrapped(f"{head}: {told}.", "  ", "- "))
        return lines

    def stability(self, summary: dict[str, Any]) -> list[str]:
        """How often a package holds, and who would leave it."""
        lines = []
        for package in dict.fromkeys(row["package"] for row in summary["stability"]):
            own = [row for row in summary["stability"] if row["package"] == package]
            seen = [row for row in own[:2] if row["share"] >= LEAST]
            told = "; ".join(f"{self.who(row['actors'])} in {share(row['share'])}" for row in seen)
            head = f"{self.short(package)}: in {share(own[0]['stable'])} of the draws nobody would."
            lines.append(wrapped(f"{head}{f' Else: {told}.' if told else ''}", "  ", "- "))
        return lines

    def order(self, summary: dict[str, Any]) -> list[str]:
        """The best order of each phase beside all at once."""
        lines = []
        for row in summary["orders"]:
            names = ", ".join(self.talks.names[issue] for issue in row["order"])
            refused = ", as if the adversary gave up its red lines" if row["adversary_refuses"] else ""
            phase = PHASES[row["phase"]] + (refused if row["phase"] == "adversary" else "")
            lines += [
                wrapped(f"{phase} ({self.short(row['package'])}): {names}.", "  ", "- "),
                wrapped(
                    f"Nobody leaves on the way in {_span(row, 'chance', '{:.2f}')} on average, with the worst order "
                    f"in {row['worst']:.2f}, if all is settled at once in {_span(row, 'at_once', '{:.2f}')}; this "
                    f"order is the best in {share(row['same'])} of the draws.",
                    "  ",
                ),
            ]
        return lines

    def adversary(self, summary: dict[str, Any]) -> list[str]:
        """Its answer as it stands, and without each of its lines."""
        lines = [line for line in self.talks.figures.lines if line.actor == self.talks.figures.adversary]
        texts = {line.line: line.row.note for line in lines}
        out = []
        for row in summary["adversary"]:
            head = "As it stands" if row["line"] is None else f"If it gave up ({texts[row['line']]})"
            told = f"refuses {share(row['refused'])} of {row['packages']} packages, takes the best of them in "
            told += f"{share(row['best_share'])} of the draws, together with all allies in {share(row['best_both'])}"
            out.append(wrapped(f"{head}: it {told}.", "  ", "- "))
        return out

    def drivers(self, summary: dict[str, Any]) -> list[dict[str, Any]]:
        """The strongest for allies and adversary."""
        names = {"allies": "least content ally", "adversary": "adversary"}
        return [
            row | {"whose": names[of]}
            for of in names
            for row in [one for one in summary["drivers"] if one["of"] == of][:TOP]
        ]


_ISSUES = (
    Column("issue_name", "Issue"),
    Column("median", "Middle", lambda value: f"{value:.0f}"),
    Column("median_low", "low", lambda value: f"{value:.0f}"),
    Column("median_high", "high", lambda value: f"{value:.0f}"),
    Column("mean", "Mean", lambda value: f"{value:.0f}"),
    Column("option_name", "Likeliest to win"),
    Column("chance", "Chance", share),
    Column("same", "So in", share),
)
_RELAXED = (
    Column("who", "Who"),
    Column("does", "Does"),
    Column("chance", "Then", share),
    Column("packages", "Packages", str),
)
_ACCEPTANCE = (
    Column("name", "Actor"),
    Column("side", "Side"),
    Column("share", "Takes it in", share),
    Column("gain", "Worth beyond no deal"),
)
_DRIVERS = (
    Column("whose", "Margin of"),
    Column("label", "Figure"),
    Column("correlation", "Corr.", lambda value: f"{value:+.2f}"),
)
