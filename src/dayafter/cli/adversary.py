"""dayafter adversary CASE: what the adversary has ready month by month after the ceasefire."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from dayafter.cli.answer import Answer, of_case
from dayafter.cli.options import case_of, case_options, draw_options
from dayafter.cli.text import Column, heading, share, table

if TYPE_CHECKING:
    from dayafter.adversary import Rebuilding
    from dayafter.case import Case
    from dayafter.uncertainty import Draws

SHOWN = (0, 3, 6, 12, 18, 24, 36, 48, 60)
"""Months of the printed fan; `--json` has all of them."""

STRONGEST = 10

FAN = (
    Column("month", "Month"),
    Column("share_held", "Truce holds", share),
    Column("p10", "10 % low"),
    Column("p50", "Middle"),
    Column("p90", "10 % high"),
    Column("central", "All at central"),
    Column("smooth_p50", "If inputs stand in"),
    Column("scarcest", "Scarcest"),
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the options."""
    case_options(parser)
    draw_options(parser, 2000)
    parser.add_argument("--policy", metavar="ID", help="the case under one of its policies")
    futures = "whether the case's futures may happen (yes)"
    parser.add_argument("--futures", action=argparse.BooleanOptionalAction, default=True, help=futures)


def run(args: argparse.Namespace) -> Answer:
    """Fans, first passages, the scarcest component and what drives it."""
    from dayafter.adversary import rebuild
    from dayafter.case import policy
    from dayafter.cli.progress import progress

    case = case_of(args)
    if args.policy:
        case = policy(case, args.policy).apply(case)
    with progress(1, "the adversary"):
        found = rebuild(case, _draws(case, args))
    document = {
        **of_case(case),
        "policy": args.policy,
        "seed": args.seed,
        "futures": found.draws.futures is not None,
        **found.summary(),
    }
    return Answer("adversary", document, _text(case, found, document))


def _draws(case: Case, args: argparse.Namespace) -> Draws:
    from dayafter.uncertainty import Draws, futures_of

    draws = Draws(case, args.draws, args.seed)
    if not args.futures:
        return draws
    return Draws(case, args.draws, args.seed, futures=futures_of(case, draws))


def _text(case: Case, found: Rebuilding, document: dict[str, Any]) -> str:
    from dayafter.case.labels import names_of

    horizon = int(found.months[-1])
    chosen = sorted({month for month in SHOWN if month < horizon} | {horizon})
    scarce = {month: _scarcest(document["scarcest"], month) for month in chosen}
    rows = [{**row, "scarcest": scarce[row["month"]]} for row in document["ready"] if row["month"] in scarce]
    names = names_of(case)
    held = [
        {
            "category": names.get(row["category"], row["category"]),
            "month": row["month"],
            **{name: row[name] for name in ("p10", "p50", "p90")},
        }
        for row in document["stocks"]
        if row["month"] in (0, 12, horizon)
    ]
    stock = tuple(Column(*pair) for pair in (("category", "What"), ("month", "Month"), ("p10", "10 % low"),
                                             ("p50", "Middle"), ("p90", "10 % high")))  # fmt: skip
    drivers = [
        {"label": row["label"], "share": share(row["share"]), "correlation": f"{row['correlation']:+.2f}"}
        for row in document["drivers"][:STRONGEST]
    ]
    lines = [
        f"{case.name}: formations that the adversary has ready after the ceasefire of {case.settings.ceasefire}",
        "",
        table(rows, FAN),
        "",
        f"Eight of ten of {document['draws']} draws lie between the two columns marked 10 %.",
        "A draw in which the ceasefire breaks leaves the count from that month on.",
        heading("When each attack has the formations that it takes"),
        _missions(document["missions"]),
        heading("In service"),
        table(held, stock),
        heading(f"What drives the formations ready in month {horizon}: share of the spread, and direction"),
        table(drivers, tuple(Column(*pair) for pair in (("label", "Figure"), ("share", "Share"),
                                                        ("correlation", "Rank correlation")))),
    ]  # fmt: skip
    return "\n".join(lines)


def _scarcest(rows: list[dict[str, Any]], month: int) -> str:
    """The component that is the scarcest in most draws, with its share of them."""
    most = max((row for row in rows if row["month"] == month), key=lambda row: row["share"])
    return f"{most['component']} ({share(most['share'])})"


def _missions(rows: list[dict[str, Any]]) -> str:
    months = [part["month"] for part in rows[0]["by"]]
    shown = [
        {
            "name": row["name"],
            "formations": row["formations"],
            **{str(part["month"]): share(part["share"]) for part in row["by"]},
            "p50": "not within the horizon" if row["p50"] is None else f"month {row['p50']:.0f}",
        }
        for row in rows
    ]
    by = [Column(str(month), f"By month {month}" if month else "At once") for month in months]
    return table(shown, (Column("name", "Attack"), Column("formations", "Takes"), *by, Column("p50", "Middle")))
