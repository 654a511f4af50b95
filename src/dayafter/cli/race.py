"""dayafter race CASE: the adversary's ready formations against the defender's equipped ones, and the window between."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from dayafter.cli.answer import Answer, of_case
from dayafter.cli.options import case_of, case_options, draw_options
from dayafter.cli.text import Column, heading, points, records, share, signed, table, wrapped

if TYPE_CHECKING:
    from dayafter.case import Policy
    from dayafter.deterrence import Race
    from dayafter.study import Study

DRAWS = 500
TOP = 5
"""Groups of deliveries, and figures, printed for each mission; `--json` has them all."""

ALL, NONE = "all", "none"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the options."""
    case_options(parser)
    draw_options(parser, DRAWS)
    policies = "policies of policies.csv to compare, with commas between; `none` for none (all)"
    parser.add_argument("--policies", metavar="IDS", default=ALL, help=policies)
    parser.add_argument("--no-futures", action="store_true", help="as if none of the case's futures could happen")
    tables = "print this table instead: months, windows, closing, without, drivers, futures, by_future ..."
    parser.add_argument("--table", metavar="NAME", help=tables)


def run(args: argparse.Namespace) -> Answer:
    """The race in short, or one of its tables."""
    from dayafter.case import Policy
    from dayafter.cli.progress import progress
    from dayafter.study import OPTION_DRAWS, Study

    case = case_of(args)
    if args.no_futures:
        case = Policy("without futures").remove("futures").apply(case)
    chosen = _chosen(args, case)
    with progress(5 + len(chosen), "the race") as told:
        study = Study(case, args.draws, args.seed, told)
        race = study.race()
        rows = _one(study, race, chosen, args.table) if args.table else None
        summary = race.summary() | {"policies": _policies(study, chosen)} if rows is None or args.json else {}
    text = records(rows) if rows is not None else "\n".join(_text(race, summary))
    options = {"option_draws": OPTION_DRAWS if chosen else None}
    return Answer("race", {**of_case(case), **options, **summary}, text)


def _chosen(args: argparse.Namespace, case: Any) -> list[Policy]:
    from dayafter.case import policies, policy

    if args.policies == ALL:
        return list(policies(case).values())
    names = [name.strip() for name in args.policies.split(",") if name.strip() not in ("", NONE)]
    return [policy(case, name) for name in names]


def _policies(study: Study, chosen: list[Policy]) -> list[dict[str, Any]]:
    return study.compare(*chosen).race_records() if chosen else []


def _one(study: Study, race: Race, chosen: list[Policy], name: str) -> list[dict[str, Any]]:
    return _policies(study, chosen) if name == "policies" else race.records(name)


def _text(race: Race, summary: dict[str, Any]) -> list[str]:
    case = race.case
    lines = [
        f"{case.name}: the race from the ceasefire of {case.settings.ceasefire}, known on {case.settings.known_on}",
        wrapped(
            "Ready formations of the adversary, by mission, against the defender's brigade-equivalents that face them. "
            "A window is open where as many are ready as the mission takes, and attackers for each defender pass the "
            f"threshold. Shares are of {race.draws.size} draws, no probabilities; ranges hold eight of ten draws. A "
            "draw in which the ceasefire breaks leaves the count from that month on."
        ),
        heading("Share of draws with the window open, months after the ceasefire"),
        _marks(race, summary["months"], lambda row: share(row["share_open"])),
        _held(race),
        heading("Attackers for each defender: middle of the draws, and range"),
        _marks(race, summary["months"], _ratio, race.marks[:: max(1, len(race.marks) // 3)]),
        heading("When it opens and closes"),
        table(summary["windows"], _WINDOWS),
        heading("The month in which more windows close than in any other"),
        table(summary["closing"], _CLOSING),
    ]
    for kind, title in (("donor", "Without what it gives"), ("area", "Without this area's deliveries")):
        lines += [heading(f"{title}: months open, more on average (and range), in the same draws")]
        lines += [_without(race, [row for row in summary["without"] if row["kind"] == kind])]
    lines += [heading("What the months open hang on: rank correlation over the draws"), _drivers(race, summary)]
    if summary["futures"]:
        lines += [heading("Futures that happen in these draws"), table(summary["futures"], _FUTURES)]
    if summary["policies"]:
        lines += [heading("Options: months open, more on average (and range), in the same draws")]
        lines += [_beside(race, summary["policies"], "months_open", _longer)]
        lines += [heading(f"Options: change of the share of draws open at month {race.marks[-1]}, in points")]
        lines += [_beside(race, summary["policies"], "share_open", lambda row: points(row["change"]))]
    return [*lines, heading("What it cannot tell"), *(wrapped(words, "  ", "- ") for words in summary["cannot_tell"])]


def _held(race: Race) -> str:
    held = ", ".join(f"{share(float(race.holds[:, month].mean()))} at month {month}" for month in race.marks)
    return f"The truce holds in {held} of the draws."


def _month(value: Any) -> str:
    return "–" if value is None else f"{value:.0f}"


def _ratio(row: dict[str, Any]) -> str:
    if None in (row["ratio_low"], row["ratio"], row["ratio_high"]):
        return "nobody in the way"
    return f"{row['ratio']:.2f} ({row['ratio_low']:.2f}–{row['ratio_high']:.2f})"


_WINDOWS = (
    Column("name", "Mission"),
    Column("share_ever", "Opens in", share),
    Column("first_month_low", "First tenth: month", _month),
    Column("mean_months", "Months: mean", lambda value: f"{value:.1f}"),
    Column("months_low", "low", _month),
    Column("months_high", "high", _month),
    Column("share_at_end", "At the end", share),
)
_CLOSING = (
    Column("name", "Mission"),
    Column("share_peak", "Most draws", share),
    Column("peak_month", "in month", _month),
    Column("month", "Falls most: month", _month),
    Column("fall", "by", share),
    Column("share_end", "At the end", share),
)
_FUTURES = (
    Column("name", "Future"),
    Column("chance_low", "Chance: low", share),
    Column("chance", "central", share),
    Column("chance_high", "high", share),
    Column("share_of_draws", "In draws", share),
    Column("month", "Middle month", _month),
)


def _marks(race: Race, rows: list[dict[str, Any]], form: Any, marks: tuple[int, ...] | None = None) -> str:
    """One row a mission, one column a mark."""
    chosen = marks or race.marks
    found = {(row["mission"], row["month"]): form(row) for row in rows if row["month"] in chosen}
    lines = [
        {"name": race.names[mission]} | {str(month): found[mission, month] for month in chosen}
        for mission in race.missions
    ]
    return table(lines, (Column("name", "Mission"), *(Column(str(month), str(month), str) for month in chosen)))


def _by_mission(rows: list[dict[str, Any]], key: str, name: str, form: Any) -> list[dict[str, Any]]:
    """One row a group, with a cell for each mission."""
    out: dict[str, dict[str, Any]] = {}
    for row in rows:
        out.setdefault(row[key], {"name": row[name]})[row["mission"]] = form(row)
    return list(out.values())


def _columns(race: Race, first: str) -> tuple[Column, ...]:
    return (Column("name", first), *(Column(mission, race.names[mission], str) for mission in race.missions))


def _without(race: Race, rows: list[dict[str, Any]]) -> str:
    lines = _by_mission(rows, "group", "group_name", _longer)
    return table(lines[:TOP], _columns(race, "Without"))


def _longer(row: dict[str, Any]) -> str:
    value = row["mean_change"] if "mean_change" in row else row["change"]
    return f"{signed(round(value, 1))} ({row['low']:.0f} to {row['high']:.0f})"


def _beside(race: Race, rows: list[dict[str, Any]], measure: str, form: Any) -> str:
    """Options by mission: months open, or the share of draws open at the horizon."""
    chosen = [row for row in rows if row["measure"] == measure and row["month"] in (None, race.marks[-1])]
    return table(_by_mission(chosen, "policy", "name", form), _columns(race, "Option"))


def _drivers(race: Race, summary: dict[str, Any]) -> str:
    rows = [
        row
        for mission in race.missions
        for row in [one for one in summary["drivers"] if one["mission"] == mission][:TOP]
    ]
    if not rows:
        return "No figure stands out from chance in so few draws."
    return table(
        rows,
        (
            Column("name", "Mission"),
            Column("label", "Figure or future"),
            Column("correlation", "Corr.", lambda value: f"{value:+.2f}"),
        ),
    )
