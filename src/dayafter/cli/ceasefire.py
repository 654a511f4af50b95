"""dayafter ceasefire CASE: how long a truce lasts under which terms, what violations say, what a user's files say."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from dayafter.cli.answer import Answer, of_case
from dayafter.cli.options import case_of, case_options, draw_options
from dayafter.cli.text import Column, heading, points, records, share, table, wrapped

if TYPE_CHECKING:
    from dayafter.ceasefire import Ceasefire, Durability
    from dayafter.ceasefire.survival.estimate import Estimate

DRAWS = 500
FIVE_YEARS = 60

TOP = 3
"""Figures printed for what it hangs on; `--json` has them all."""

NOT_YET = {"force": "no force used", "war": "war not resumed"}
"""What has not come, by outcome."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the options."""
    case_options(parser)
    draw_options(parser, DRAWS)
    parser.add_argument("--agreement", metavar="ID", help="this agreement of agreements.csv only")
    tables = "print this table instead: curves, marks, terms, effects, truces, alarms, detection, lasting ..."
    parser.add_argument("--table", metavar="NAME", help=tables)
    own = parser.add_argument_group("data of your own: spells of peace (Fortna, Correlates of War) and events (UCDP)")
    own.add_argument("--estimate", metavar="FILE", nargs="+", default=[], help="downloads; nothing of them is written")
    own.add_argument("--outcome", choices=tuple(NOT_YET), default="war", help="which end of a spell is looked at (war)")
    where = "only rows like this, as in pcw=1 or war_end>=1946; may be repeated"
    own.add_argument("--where", metavar="CONDITION", action="append", default=[], help=where)
    by = "covariates, with commas between; `none` for none (the form's own)"
    own.add_argument("--by", metavar="COLUMNS", help=by)
    sampled = "sample a posterior of all files beside the prior of the case (extra `calibrate`)"
    own.add_argument("--posterior", action="store_true", help=sampled)


def run(args: argparse.Namespace) -> Answer:
    """Durability in short, or one of the tables."""
    from dayafter.cli.progress import progress
    from dayafter.study import Study

    case = case_of(args)
    with progress(1 + bool(args.estimate), "the ceasefire") as told:
        found = Study(case, args.draws, args.seed, told).ceasefire()
        made = _estimate(args, found.durability) if args.estimate else None
        tables = _tables(found, made)
    if args.agreement:
        found.durability.place(args.agreement)
        wanted = ("", args.agreement)
        tables = {name: [row for row in rows if row.get("agreement", "") in wanted] for name, rows in tables.items()}
    document = _document(found, made, tables)
    chosen = records(_one(tables, args.table)) if args.table else ""
    text = chosen or "\n".join(_text(found, made, tables, args.agreement))
    return Answer("ceasefire", {**of_case(case), **document}, text)


def _estimate(args: argparse.Namespace, found: Durability) -> Estimate:
    from dayafter.ceasefire.survival.estimate import Asked, estimate

    by = None if args.by is None else tuple(name.strip() for name in args.by.split(",") if name.strip() != "none")
    asked = Asked(args.outcome, tuple(args.where), by, args.posterior, args.seed)
    return estimate(args.estimate, asked, found)


def _tables(found: Ceasefire, made: Estimate | None) -> dict[str, list[dict[str, Any]]]:
    """Every table by its name; those of the watch come after durability's, and one of the same name stays behind it."""
    from dayafter.ceasefire.result import TABLES

    out = {name: found.durability.records(name) for name in TABLES}
    if found.watch is not None:
        out |= {_watched(name): found.watch.records(name) for name in found.watch.tables}
    if made is not None:
        out |= {f"estimate_{name}": rows for name, rows in made.records().items()}
    return out


def _watched(name: str) -> str:
    return f"watch_{name}"


def _one(tables: dict[str, list[dict[str, Any]]], name: str) -> list[dict[str, Any]]:
    from dayafter.errors import UsageError, did_you_mean

    for full in (name, _watched(name), f"estimate_{name}"):
        if full in tables:
            return tables[full]
    known = [one.removeprefix("watch_").removeprefix("estimate_") for one in tables]
    reason = f"it has no table {name!r}{did_you_mean(name, known)}"
    raise UsageError.of("file-unreadable", file="ceasefire", reason=reason)


def _document(found: Ceasefire, made: Estimate | None, tables: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    from dayafter.ceasefire import CANNOT_TELL
    from dayafter.ceasefire.monitor import CANNOT_TELL as NOR_THE_WATCH
    from dayafter.ceasefire.monitor import TABLES as OF_THE_WATCH
    from dayafter.ceasefire.result import TABLES
    from dayafter.ceasefire.survival.estimate import TABLES as OF_AN_ESTIMATE

    draws = found.durability.draws
    head: dict[str, Any] = {"draws": draws.size, "seed": draws.seed, "horizon": int(found.durability.months[-1])}
    head |= {name: tables[name] for name in TABLES} | {"cannot_tell": list(CANNOT_TELL)}
    watch: dict[str, Any] = {name: tables.get(_watched(name), []) for name in OF_THE_WATCH}
    head["watch"] = watch | {"cannot_tell": list(NOR_THE_WATCH)}
    estimate: dict[str, Any] = {name: tables.get(f"estimate_{name}", []) for name in OF_AN_ESTIMATE}
    notes = [finding.as_dict() for finding in made.findings] if made else []
    head["estimate"] = estimate | {"findings": notes}
    return head


_TERMS = (
    Column("term_name", "Term"),
    Column("without", "Without", share),
    Column("with", "Whole", share),
    Column("change", "Points", points),
    Column("change_low", "low", points),
    Column("change_high", "high", points),
    Column("share_better", "Better in", share),
)
_BASE = (
    Column("name", "Analogue"),
    Column("spells", "Truces", str),
    Column("outcome", "Lasting", NOT_YET.__getitem__),
    Column("survival", "5 years", share),
    Column("survival_low", "low", share),
    Column("survival_high", "high", share),
    Column("weight_before", "Weight", share),
    Column("weight", "after own truces", share),
)
_ENDS = (
    Column("name", "Truce"),
    Column("starts", "From", str),
    Column("ended_by", "Ended by"),
)
_TRUCES = (
    *_ENDS,
    Column("lowest_rate", "Violations a day: fewest"),
    Column("highest_rate", "most"),
    Column("last_rate", "last"),
    Column("alarms", "Alarms", str),
)


def _text(
    found: Ceasefire, made: Estimate | None, tables: dict[str, list[dict[str, Any]]], agreement: str | None
) -> list[str]:
    durability = found.durability
    case, last = durability.case, durability.marks[-1]
    lines = [
        f"{case.name}: how long a ceasefire lasts, known on {case.settings.known_on}",
        wrapped(
            "Chance that it has not failed by the end of the month, two ways of failing apart: force is used again on "
            "some scale, or the war is resumed as a whole. A violation is neither. Base rates of earlier truces, terms "
            f"as hazard ratios with wide ranges; means of {durability.draws.size} draws, ranges hold eight of ten."
        ),
        heading("Chance that it lasts, by agreement"),
        _lasts(durability, tables["marks"], "survival"),
        heading("The same without what this war's own truces say"),
        _lasts(durability, tables["marks"], "before"),
    ]
    wanted = (agreement or "", "war", last)
    rows = [row for row in tables["terms"] if (row["agreement"], row["outcome"], row["month"]) == wanted]
    name = durability.names[agreement] if agreement else "a truce without other terms"
    lines += [heading(f"War not resumed by month {last}: {name}, without each term and with the whole of it")]
    lines += [table(sorted(rows, key=lambda row: -row["change"]), _TERMS)]
    base = [row for row in tables["analogues"] if row["month"] == FIVE_YEARS and row["counted"]]
    lines += [heading("Where the base rates come from"), table(base, _BASE)]
    lines += _earlier(found, tables)
    if found.watch is not None:
        lines += _watching(tables)
    lines += [heading("What it hangs on: rank correlation over the draws"), _hangs(durability, tables)]
    if made is not None:
        lines += _own_data(made, tables)
    return [*lines, *_limits(found)]


def _lasts(durability: Durability, rows: list[dict[str, Any]], name: str) -> str:
    """One row an agreement and outcome, one column a mark."""
    lines: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        words = f"{share(row[name])} ({share(row[f'{name}_low'])[:-2]}–{share(row[f'{name}_high'])[:-2]})"
        line = lines.setdefault((row["agreement"], row["outcome"]), {"name": row["name"]})
        line |= {"outcome": NOT_YET[row["outcome"]], str(row["month"]): words}
    months = [Column(str(month), f"Month {month}", str) for month in durability.marks]
    return table(list(lines.values()), (Column("name", "Agreement"), Column("outcome", "Chance"), *months))


def _earlier(found: Ceasefire, tables: dict[str, list[dict[str, Any]]]) -> list[str]:
    if not tables["truces"]:
        return []
    watched = found.watch is not None
    shown = table(tables["watch_truces"], _TRUCES) if watched else table(tables["truces"], _ENDS)
    lines = [heading("Earlier truces of this war"), shown]
    for row in tables["own"]:
        end = "then the war was resumed" if row["failed"] else "the war was not resumed in it"
        lines.append(f"{row['name']}: {row['months']:.0f} months, {end}.")
    return lines


def _watching(tables: dict[str, list[dict[str, Any]]]) -> list[str]:
    rung = [row for row in tables["watch_alarms"] if row["alarm"]]
    blocked = sum(bool(row["blocked"]) for row in tables["watch_detection"])
    return [
        heading("What monitoring would have said"),
        wrapped(
            f"{len(tables['watch_ledger'])} counts, {len(tables['watch_rivals'])} of them with a rival; alarms in "
            f"{len(rung)} of {len(tables['watch_alarms'])} counts that can be judged, observers blocked in {blocked}. "
            "`--table ledger`, `rivals`, `alarms`, `signals`, `changes`, `detection`, `design` print them."
        ),
    ]


def _hangs(durability: Durability, tables: dict[str, list[dict[str, Any]]]) -> str:
    chosen: list[dict[str, Any]] = []
    for agreement in durability.agreements:
        chosen += [row for row in tables["drivers"] if row["agreement"] == agreement][:TOP]
    if not chosen:
        return "No figure stands out from chance in so few draws."
    columns = (Column("name", "Agreement"), Column("label", "Figure"), Column("correlation", "Corr.", "{:+.2f}".format))
    note = "A minus on a base rate: the better those truces lasted, the less this war's own are like them."
    return f"{table(chosen, columns)}\n{note}"


_LASTING = (
    Column("file", "File"),
    Column("spells", "Spells", str),
    Column("failures", "Failures", str),
    Column("years", "Years", str),
    Column("lasting", "Lasting", share),
    Column("low", "low", share),
    Column("high", "high", share),
    Column("still_watched", "Watched", str),
)
_RATIOS = (
    Column("covariate", "Covariate"),
    Column("hazard_ratio", "Hazard ratio"),
    Column("low", "low"),
    Column("high", "high"),
    Column("reading", "Reading"),
)
_OPTIMA = (
    Column("file", "File"),
    Column("rank", "Optimum", str),
    Column("log_likelihood", "log L", "{:.4f}".format),
    Column("plain_log_likelihood", "plain Weibull", "{:.4f}".format),
    Column("reached", "Starts", str),
    Column("shape", "Shape", "{:.3f}".format),
    Column("never_fails", "Never fails", share),
)
_POSTERIOR = (
    Column("of", "Of"),
    Column("years", "Years", str),
    Column("prior", "Prior", share),
    Column("prior_low", "low", share),
    Column("prior_high", "high", share),
    Column("posterior", "Posterior", share),
    Column("posterior_low", "low", share),
    Column("posterior_high", "high", share),
)
_ALARMS = (
    Column("file", "File"),
    Column("month", "Month"),
    Column("events", "Events"),
    Column("expected", "Expected"),
    Column("chance", "Chance of so many"),
)


def _own_data(made: Estimate, tables: dict[str, list[dict[str, Any]]]) -> list[str]:
    from dayafter.cli.check import grouped

    lines = [line for line in grouped(made.findings) if line]
    shown = (
        ("lasting", "In your files: share lasting (Kaplan and Meier, 95 %)", _LASTING),
        ("hazard_ratios", "Hazard ratios (Cox, errors robust to clusters, 95 %)", _RATIOS),
        ("optima", "Split population beside the plain Weibull model", _OPTIMA),
        ("posterior", "Posterior beside the prior of this case, ranges of eight in ten", _POSTERIOR),
        ("violence_alarms", "Months in which an alarm would have rung", _ALARMS),
    )
    for name, title, columns in shown:
        if tables[f"estimate_{name}"]:
            lines += [heading(title), table(tables[f"estimate_{name}"], columns)]
    if made.parts:
        lines.append(wrapped("`--table baseline_rows` prints rows for baseline_survival.csv: an analogue of yours."))
    return lines


def _limits(found: Ceasefire) -> list[str]:
    from dayafter.ceasefire import CANNOT_TELL
    from dayafter.ceasefire.monitor import CANNOT_TELL as NOR_THE_WATCH

    words = [*CANNOT_TELL, *(NOR_THE_WATCH if found.watch is not None else ())]
    return [heading("What it cannot tell"), *(wrapped(one, "  ", "- ") for one in words)]
