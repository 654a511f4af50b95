"""dayafter force CASE: what an international force takes, who can keep it there, with and without an ally."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from dayafter.cli.answer import Answer, of_case
from dayafter.cli.options import case_of, case_options, draw_options
from dayafter.cli.text import Column, heading, records, share, table, wrapped
from dayafter.report.numbers import shown

if TYPE_CHECKING:
    from dayafter.reassurance import Reassurance

DRAWS = 500
TOP = 4
"""Nations, and enablers, printed for each option; `--json` has them all."""

WHO = {"all": "all but those who said no", "firm": "those who said yes", "without": "all of them without"}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the options."""
    case_options(parser)
    draw_options(parser, DRAWS)
    options = "short name of a force option, or several that stand beside each other as `land+sea` (all)"
    parser.add_argument("--option", metavar="ID", help=options)
    without = "parties that neither send nor give anything, with commas between; shown beside the force with them"
    parser.add_argument("--without", metavar="IDS", default="", help=without)
    risk = "also whether an attack pays while each force stands; takes the plan and the race, and longer"
    parser.add_argument("--risk", action="store_true", help=risk)
    tables = "print this table instead: demand, options, months, stations, contributions, mandates, pooling, cost ..."
    parser.add_argument("--table", metavar="NAME", help=tables)


def run(args: argparse.Namespace) -> Answer:
    """The forces in short, or one of their tables."""
    from dayafter.study import Study

    study = Study(case_of(args), args.draws, args.seed)
    away = tuple(name.strip() for name in args.without.split(",") if name.strip())
    only = (args.option,) if args.option else ()
    made = study.reassurance(away, risk=args.risk or args.table == "risk", options=only)
    rows = made.records(args.table) if args.table else None
    summary = made.summary() if args.json else {}
    text = records(rows) if rows is not None else "" if args.json else "\n".join(_text(made))
    return Answer("force", {**of_case(study.case), **summary}, text)


def _text(made: Reassurance) -> list[str]:
    from dayafter.reassurance import CANNOT_TELL
    from dayafter.reassurance.records import stay

    case, options, draws = made.case, made.records("options"), made.forces.draws.size
    demand, risk = made.records("demand"), made.records("risk")
    lines = [
        f"{case.name}: an international force after the ceasefire of {case.settings.ceasefire}, known on "
        f"{case.settings.known_on}",
        wrapped(
            "What nations could keep on station once their units take turns, and what of each option's demand that "
            f"meets. Ranges hold eight of {draws} draws; the plan is in whole elements at central values. "
            "People on station are those there at any time: the pool behind them is several times as large."
        ),
    ]
    if demand:
        lines += [heading("How large? Four rules, never averaged, and numbers that others named")]
        lines += [table([_ranged(row, "people", "pool", "per_km") for row in demand], _DEMAND)]
    for who in ("all", "firm", "without"):
        rows = [_ranged(row, "people", "cost", "share") for row in options if row["who"] == who]
        if rows:
            lines += [heading(f"What stands, with {WHO[who]}{' ' + _listed(made) if who == 'without' else ''}")]
            lines += [table(rows, _OPTIONS)]
    costs = [row for row in options if row["who"] == "all"]
    lines += [heading("What it costs a year on top of what it costs at home, and what it adds")]
    lines += [table([_ranged(row, "cost", "behind", "strength") for row in costs], _costs(case.settings.currency))]
    if made.away:
        lines += _absence(made)
    lines += [heading("Who must stay: what is left of the demand if they leave, mean of tasks and draws")]
    lines += [table(_stay(stay(made, whole=False)), _STAY)]
    lines += [
        heading("Turns filled by each nation alone, or together"),
        table(_pooling(made.records("pooling")), _POOLING),
    ]
    lines += [heading("Enablers that the force takes most of"), table(_enablers(made.records("enablers")), _ENABLERS)]
    if risk:
        lines += [heading("Share of draws in which an attack has paid, force and promise behind the defender")]
        lines += [table(_risk(risk), _RISK)]
    return [*lines, heading("What it cannot tell"), *(wrapped(words, "  ", "- ") for words in CANNOT_TELL)]


def _listed(made: Reassurance) -> str:
    return " and ".join(made.names[party] for party in made.away)


def span(row: dict[str, Any], name: str, form: Any = shown) -> str:
    """`12 (10–15)`; a dash where there is nothing."""
    value, low, high = row[name], row[f"{name}_low"], row[f"{name}_high"]
    if value is None:
        return "–"
    return form(value) if low is None or low == high else f"{form(value)} ({form(low)}–{form(high)})"


def _ranged(row: dict[str, Any], *names: str) -> dict[str, Any]:
    forms = {"share": share, "left_then": share}
    return row | {f"{name}_text": span(row, name, forms.get(name, _round)) for name in names}


def _round(value: Any) -> str:
    """Two digits: more would be a lie."""
    if not value:
        return shown(value)
    from math import floor, log10

    return shown(round(float(value), 1 - floor(log10(abs(float(value))))))


_DEMAND = (
    Column("name", "Rule or proposal"),
    Column("people_text", "People on station", str),
    Column("pool_text", "Pool behind them", str),
    Column("per_km_text", "For a km", str),
)
_STAY = (
    Column("option", "Option"),
    Column("name", "Without"),
    Column("chance", "Chance", share),
    Column("share_mean", "Demand met", share),
    Column("people_text", "People left", str),
    Column("full", "In full", share),
)
_POOLING = (
    Column("name", "Element"),
    Column("separate", "Alone"),
    Column("together", "Together"),
    Column("at_once", "All at once"),
    Column("recovery", "then away, months", _round),
)
_ENABLERS = (
    Column("option", "Option"),
    Column("name", "Enabler"),
    Column("used", "Taken", _round),
    Column("given", "Given", _round),
    Column("part_used", "Part", share),
)
_RISK = (
    Column("option", "Option"),
    Column("who", "With"),
    Column("counted", "Counted"),
    Column("promise", "Promise"),
    Column("name", "Type"),
    Column("month", "By month"),
    Column("attacked_text", "Attacked", str),
)
_FAILS = (
    Column("option", "Option"),
    Column("name", "Enabler"),
    Column("short", "Short in", share),
    Column("left_then_text", "Left then", str),
    Column("gap_then_text", "Missing then", str),
    Column("unit", "of"),
    Column("months", "Months to get one", _round),
)
_OPTIONS = (
    Column("option", "Option"),
    Column("people_text", "People there", str),
    Column("people_plan", "Plan", _round),
    Column("people_separate", "Each alone", _round),
    Column("share_text", "Demand met", str),
    Column("full_month", "Month", lambda value: "–" if value is None else f"{value}"),
)


def _costs(currency: str) -> tuple[Column, ...]:
    return (
        Column("option", "Option"),
        Column("cost_text", f"{currency} m a year", str),
        Column("behind_text", "Behind them there", str),
        Column("pool", "Pool", _round),
        Column("strength_text", "Brigades added", str),
    )


_RESTORED = (
    Column("option", "Option"),
    Column("people_before_text", "With", str),
    Column("people_now_text", "Without", str),
    Column("people_restored_text", "Made good", str),
)


def _remedies(currency: str) -> tuple[Column, ...]:
    return (
        Column("option", "Option"),
        Column("short", "Short in", share),
        Column("buy_text", f"{currency} m to buy", str),
        Column("upkeep_text", f"{currency} m a year", str),
        Column("months_text", "Months until all is there", str),
    )


def _absence(made: Reassurance) -> list[str]:
    from dayafter.reassurance.absence import SELDOM, restore, without

    names = _listed(made)
    rows = [
        _ranged(row, "people_before", "people_now", "people_restored", "buy", "upkeep", "months")
        for row in restore(made, plan=False)
    ]
    lines = [heading(f"Without {names}: people there, and if what {names} gave is bought or built")]
    lines += [table(rows, _RESTORED), heading("What that takes, where anything is missing in one of ten draws")]
    lines += [table([row for row in rows if row["short"] >= SELDOM], _remedies(made.case.settings.currency))]
    lines += [heading("What fails first: draws in which it is short; left and missing then")]
    short = [row for row in without(made, plan=False) if row["short"] >= SELDOM and row["order"] <= TOP]
    lines += [table([_ranged(row, "left_then", "gap_then") for row in short], _FAILS)] if short else []
    note = (
        "Left: of what all that the others could keep there would take. Middle and range of the draws in which it is "
        "short; what is short in fewer than one of ten draws is left out."
    )
    return [*lines, wrapped(note)]


def _stay(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    out = []
    for option in dict.fromkeys(row["option"] for row in rows):
        own = [row for row in rows if row["option"] == option]
        out += [row for row in own if row["kind"] in ("nobody", "as it may happen")]
        out += [row for row in own if row["kind"] == "one"][:TOP]
    return [_ranged(row, "people") for row in out]


def _pooling(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each element once: the option to which most could go."""
    best: dict[str, dict[str, Any]] = {}
    for row in rows:
        if row["who"] == "all" and row["together"] > best.get(row["element"], {"together": -1})["together"]:
            best[row["element"]] = row
    return list(best.values())


def _enablers(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    out = []
    for option in dict.fromkeys(row["option"] for row in rows):
        own = [row for row in rows if row["option"] == option and row["who"] == "all" and row["used"] > 0]
        out += sorted(own, key=lambda row: -(row["part_used"] or 0.0))[:2]
    return out


def _risk(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    from dayafter.reassurance.risk import PROMISE

    out = []
    for row in rows:
        promise = row["guarantee"] or ("nothing left" if row["counted"] == PROMISE else "–")
        out.append(row | {"promise": promise, "attacked_text": span(row, "attacked_by", share)})
    return out
