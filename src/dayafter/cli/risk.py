"""dayafter risk CASE: whether and when an attack would pay, by type of adversary and guarantee; what it hangs on."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from dayafter.cli.answer import Answer, of_case
from dayafter.cli.options import case_of, case_options, draw_options
from dayafter.cli.text import Column, heading, points, records, share, table, wrapped
from dayafter.errors import UsageError, require

if TYPE_CHECKING:
    from dayafter.case import Case
    from dayafter.deterrence.attack import Risk

DRAWS = 500
TOP = 5
"""Figures and groups of deliveries printed; `--json` has them all."""

MONTHS = (0, 3, 6, 12, 18, 24, 36)
RATIOS = (1.0, 1.5, 2.0, 3.0)
"""Months and force ratios printed; `--json` has them all."""

Row = dict[str, Any]


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the options."""
    case_options(parser)
    draw_options(parser, DRAWS)
    parser.add_argument("--guarantee", metavar="ID", default="", help="guarantee of guarantees.csv that stands (none)")
    without = "this party leaves: its guarantees fall to what is left without it; may be repeated"
    parser.add_argument("--without", metavar="PARTY", action="append", default=[], help=without)
    weights = "weights of the types, as cost-sensitive=0.5,territorial=0.5; types not named weigh nothing (the case's)"
    parser.add_argument("--weights", metavar="TYPE=W,...", default="", help=weights)
    parser.add_argument("--no-futures", action="store_true", help="as if none of the case's futures could happen")
    tables = "print this table instead: months, types, mixed, guarantees, boundary, preventive, credibility ..."
    parser.add_argument("--table", metavar="NAME", help=tables)


def run(args: argparse.Namespace) -> Answer:
    """The risk in short, or one of its tables."""
    from dayafter.case import Policy
    from dayafter.cli.progress import progress
    from dayafter.deterrence.attack import decide
    from dayafter.deterrence.attack.inputs import remaining
    from dayafter.study import Study

    case = case_of(args)
    if args.no_futures:
        case = Policy("without futures").remove("futures").apply(case)
    _known(case, args.without)
    weights = _weights(args.weights)
    left = remaining(case, args.guarantee, args.without)
    with progress(6, "the risk") as told:
        race = Study(case, args.draws, args.seed, told).race()
        risk = decide(race, left, weights=weights)
        rows = risk.records(args.table) if args.table else None
        summary = risk.summary() if rows is None or args.json else {}
    asked = {"asked": args.guarantee, "without_parties": list(args.without), "weights_set": weights is not None}
    text = records(rows) if rows is not None else "\n".join(_text(risk, summary, args))
    return Answer("risk", {**of_case(case), **asked, **summary}, text)


def _known(case: Case, parties: list[str]) -> None:
    for party in parties:
        require(party, sorted(case.names("parties")), "parties.csv", "party")


def _weights(text: str) -> dict[str, float] | None:
    """`a=0.5,b=1` as numbers; None for no text."""
    if not text:
        return None
    out = {}
    for part in text.split(","):
        name, _, value = part.partition("=")
        try:
            out[name.strip()] = float(value)
        except ValueError:
            reason = f"{part!r} is not of the form TYPE=NUMBER"
            raise UsageError.of("call-invalid", reason=reason, command="dayafter risk") from None
    return out


def _text(risk: Risk, summary: Row, args: argparse.Namespace) -> list[str]:
    case = risk.case
    stands = risk.names.get(risk.guarantee, "none")
    fallen = (
        f", to which {args.guarantee} falls without {', '.join(args.without)}"
        if args.guarantee != risk.guarantee
        else ""
    )
    lines = [
        f"{case.name}: would an attack pay after the ceasefire of {case.settings.ceasefire}? "
        f"Known on {case.settings.known_on}",
        f"Guarantee: {stands}{fallen}",
        wrapped(
            "Types of adversary are kinds of behaviour. An attack pays a type in a draw where success, by the odds it "
            "believes in, is worth more than the costs, the danger that guarantors fight, and the truce that it ends; "
            "it comes in the first month in which it pays no less than waiting. Shares are of "
            f"{risk.draws.size} draws, as long as the truce does not break for other reasons; no probabilities, and "
            "nothing of intent. Ranges of shares: half to twice the odds in which each type believes."
        ),
        heading("Share of draws attacked by the end of month, by type, before they are mixed"),
        _by_type(risk, summary),
        heading("All types, by weight (range of the weights)"),
        table(
            [row for row in summary["mixed"] if row["month"] in _months(risk)],
            (
                Column("month", "Month"),
                Column("attacked_by", "Attacked", share),
                Column("attacked_by_low", "low", share),
                Column("attacked_by_high", "high", share),
                Column("lowest", "Lowest type", share),
                Column("highest", "Highest type", share),
            ),
        ),
        heading("Could, would, when: chance of success of the best mission, share in which it pays, hazard a month"),
        _could(risk, summary),
        heading(f"Guarantees: share attacked by month {risk.marks[-1]}, and change against none in points"),
        _guarantees(risk, summary),
        wrapped(_before(risk, summary)),
        heading("Boundary: chance that guarantors fight from which on an attack does not pay, by force ratio"),
        _boundary(risk, summary),
        heading("Whose window closes, attacker's or defender's: change of success in a year; who is driven to fight"),
        table([row for row in summary["preventive"] if _is_usual(risk, row)], _PREVENTIVE),
        heading("How credible a threat must be: middle of the draws in which the mission is possible"),
        table([row for row in summary["credibility"] if _is_usual(risk, row)], _CREDIBILITY),
        heading(f"A wrong belief in its chances: share attacked by month {risk.marks[-1]}"),
        _beliefs(risk, summary),
        heading("What it hangs on: rank correlation with what an attack in the best month brings"),
        _drivers(risk, summary),
        heading(f"Without these deliveries: share attacked by month {risk.marks[-1]}, change in points"),
        _without(risk, summary),
    ]
    return [*lines, heading("What it cannot tell"), *(wrapped(words, "  ", "- ") for words in summary["cannot_tell"])]


def _months(risk: Risk) -> tuple[int, ...]:
    end = int(risk.months[-1])
    return tuple(sorted({*(month for month in MONTHS if month <= end), end}))


def _ranged(row: Row, name: str = "attacked_by") -> str:
    return f"{share(row[name])} ({share(row[f'{name}_low'])[:-2]}–{share(row[f'{name}_high'])})"


def _names(risk: Risk) -> list[Row]:
    return [{"type": kind, "name": risk.names[kind]} for kind in risk.types]


def _by_type(risk: Risk, summary: Row) -> str:
    found = {(row["type"], row["month"]): _ranged(row) for row in summary["months"]}
    marks = (0, *risk.marks)
    weight = {row["type"]: row["weight"] for row in summary["types"]}
    rows = [
        one | {str(month): found[one["type"], month] for month in marks} | {"weight": share(weight[one["type"]])}
        for one in _names(risk)
    ]
    return table(
        rows, ("name", *(Column(str(month), str(month), str) for month in marks), Column("weight", "Weight", str))
    )


def _could(risk: Risk, summary: Row) -> str:
    rows = [row for row in summary["months"] if row["month"] in _months(risk)]
    return table(
        rows,
        (
            Column("name", "Type"),
            Column("month", "Month"),
            Column("possible", "Possible", share),
            Column("could", "Success", share),
            Column("could_low", "low", share),
            Column("could_high", "high", share),
            Column("pays", "Pays", share),
            Column("waits", "but waits", share),
            Column("hazard", "Hazard", lambda value: f"{100 * value:.1f} %"),
        ),
    )


def _guarantees(risk: Risk, summary: Row) -> str:
    rows: dict[str, Row] = {}
    for row in summary["guarantees"]:
        if row["month"] == risk.marks[-1]:
            line = rows.setdefault(row["guarantee"], {"name": row["guarantee_name"], "fights": _fights(row)})
            line[row["type"]] = f"{share(row['attacked_by'])} ({points(row['change'])})"
            line["falls_to"] = row["falls_to"]
    kinds = [Column(kind, risk.names[kind], str) for kind in risk.types]
    columns = (Column("name", "Guarantee"), Column("fights", "They fight", str), *kinds, Column("mixed", "All", str))
    return table(list(rows.values()), (*columns, Column("falls_to", "Falls to")))


def _fights(row: Row) -> str:
    return f"{share(row['fights_low'])[:-2]}–{share(row['fights_high'])}"


def _before(risk: Risk, summary: Row) -> str:
    """What a later start does: those promises whose announcement brings attacks forward."""
    first = risk.marks[0]
    rows = [
        row
        for row in summary["guarantees"]
        if row["month"] == first and row["change"] > 2 * row["change_error"] and row["change"] > 0
    ]
    if not rows:
        return "No guarantee brings attacks forward by more than chance."
    told = ", ".join(f"{row['guarantee_name']} ({row['name']}: {points(row['change'])} points)" for row in rows)
    return f"A promise that starts later is a reason to attack before: by month {first} more attacks with {told}."


def _is_usual(risk: Risk, row: Row) -> bool:
    """Whether a row is of the mission by which most attacks of its type come."""
    usual = {one["type"]: one["mission"] or risk.missions[-1] for one in risk.records("types")}
    return bool(usual[row["type"]] == row["mission"])


def _boundary(risk: Risk, summary: Row) -> str:
    rows: dict[tuple[str, str], Row] = {}
    for row in summary["boundary"]:
        if row["ratio"] in RATIOS:
            line = rows.setdefault((row["type"], row["mission"]), {"name": row["name"], "mission": row["mission"]})
            line[str(row["ratio"])] = _needed(row)
    columns = [Column(str(ratio), f"{ratio:g} to 1", str) for ratio in RATIOS]
    return table(list(rows.values()), (Column("name", "Type"), Column("mission", "Mission"), *columns))


def _needed(row: Row) -> str:
    middle = "never" if row["fights"] is None else share(row["fights"])
    high = "never" if row["fights_high"] is None else share(row["fights_high"])
    return f"{middle} (to {high})" if high != middle else middle


_PREVENTIVE = (
    Column("name", "Type"),
    Column("mission", "Mission"),
    Column("month", "Month"),
    Column("change", "A year on", points),
    Column("attacker_closing", "Closes", share),
    Column("defender_closing", "for def.", share),
    Column("attacker_fearon", "Fearon", share),
    Column("defender_fearon", "for def.", share),
    Column("attacker_powell", "Powell", share),
    Column("defender_powell", "for def.", share),
)
_CREDIBILITY = (
    Column("name", "Type"),
    Column("mission", "Mission"),
    Column("month", "Month"),
    Column("none_needed", "None needed", share),
    Column("none_enough", "None enough", share),
    Column("needed", "Needed", share),
    Column("needed_high", "high", share),
    Column("believed", "Believed", share),
    Column("deterred", "Deterred", share),
)


def _beliefs(risk: Risk, summary: Row) -> str:
    rows: dict[str, Row] = {}
    factors = list(dict.fromkeys(row["belief"] for row in summary["beliefs"]))
    for row in summary["beliefs"]:
        if row["month"] == risk.marks[-1]:
            rows.setdefault(row["type"], {"name": row["name"]})[str(row["belief"])] = share(row["attacked_by"])
    columns = [Column(str(factor), f"odds x {factor:g}", str) for factor in factors]
    return table(list(rows.values()), (Column("name", "Type"), *columns))


def _drivers(risk: Risk, summary: Row) -> str:
    rows = [row for kind in risk.types for row in [one for one in summary["drivers"] if one["type"] == kind][:TOP]]
    if not rows:
        return "No figure stands out from chance in so few draws."
    correlation = Column("correlation", "Corr.", lambda value: f"{value:+.2f}")
    return table(rows, (Column("name", "Type"), Column("label", "Figure or future"), correlation))


def _without(risk: Risk, summary: Row) -> str:
    rows: dict[tuple[str, str], Row] = {}
    for row in summary["without"]:
        line = rows.setdefault((row["kind"], row["group"]), {"name": row["group_name"], "kind": row["kind"]})
        line[row["type"]] = points(row["change"])
    chosen = [
        line for kind in ("donor", "area") for line in [one for one in rows.values() if one["kind"] == kind][:TOP]
    ]
    kinds = [Column(kind, risk.names[kind], str) for kind in risk.types]
    return table(chosen, (Column("name", "Without"), *kinds, Column("mixed", "All", str)))
