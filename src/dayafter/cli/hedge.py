"""The part of `dayafter plan` that plans before the future is known."""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING

from dayafter.cli.options import count_up_to
from dayafter.cli.text import Column, heading, table

if TYPE_CHECKING:
    from dayafter.case import Policy
    from dayafter.delivery.stochastic.result import Hedge
    from dayafter.study import Study

TOP = 10
"""Lines printed of those that are ordered otherwise; `--json` has them all."""

count = count_up_to(100_000)

ALONE = ("cvar", "keep", "now", "method", "workers")


def hedge_options(parser: argparse.ArgumentParser) -> None:
    """Declares the options."""
    futures = "plan before the future is known: draw N futures, and decide the first orders for all of them"
    parser.add_argument("--futures", metavar="N", type=count, help=futures)
    parser.add_argument(
        "--cvar", metavar="LEVEL", type=_level, help="care for the worst futures beyond this level (0.9)"
    )
    parser.add_argument("--keep", metavar="N", type=count, help="futures that stand for all in the program (20)")
    parser.add_argument("--now", metavar="N", type=count, help="months whose orders are decided now (12)")
    parser.add_argument("--method", choices=("auto", "extensive", "lshaped"), help="how the program is solved (auto)")
    parser.add_argument("--workers", metavar="N", type=count, help="processes (one a core)")


def _level(text: str) -> float:
    try:
        level = float(text)
    except ValueError:
        level = -1.0
    if not 0.0 <= level < 1.0:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0 to below 1")
    return level


def refuse_mix(args: argparse.Namespace) -> None:
    """Raises UsageError for options that mean nothing without another."""
    from dayafter.errors import Finding, UsageError

    alone = [f"--{name}" for name in ALONE if getattr(args, name) is not None and not args.futures]
    reasons = [f"{', '.join(alone)}: only with --futures"] if alone else []
    if args.receipts and not args.after:
        reasons.append("--receipts: only with --after")
    if args.after and args.futures:
        reasons.append("--after and --futures exclude each other")
    if reasons:
        raise UsageError(*(Finding("call-invalid", details={"reason": r, "command": "dayafter plan"}) for r in reasons))


def hedged(study: Study, under: Policy | None, args: argparse.Namespace) -> Hedge:
    """The plan before the future is known."""
    from dayafter.optimise.risk import CVaR

    asked = {name: getattr(args, name) for name in ("keep", "now", "method", "workers")}
    given = {name: value for name, value in asked.items() if value is not None}
    given.setdefault("workers", os.cpu_count() or 1)  # the results have the same bits
    risk = None if args.cvar is None else CVaR(args.cvar)
    return study.hedge(under, futures=args.futures, risk=risk, **given)


def hedge_text(made: Hedge) -> list[str]:
    """What the plan is worth, and what it orders otherwise."""
    m, asked = made.measures, made.settings
    gained, doubt = m["all_gained"], m["all_gained_error"]
    verdict = "less" if gained >= 0 else "MORE"
    if abs(gained) <= 2 * doubt:
        proved = "No gain is shown: the difference is within two standard errors."
    else:
        proved = "Planning for the futures pays." if gained > 0 else "Use the orders of the plan at central values."
    return [
        heading(f"Decided now, before the future is known: the orders of the first {asked.now} months"),
        f"Points of shortfall in {len(made.worth.chosen)} futures that stand for {asked.futures}: {m['rp']:,.3f} "
        f"(bounds {m['lower']:,.3f} to {m['upper']:,.3f}); known beforehand {m['ws']:,.3f}; "
        f"with the orders of the plan at central values {m['eev']:,.3f}",
        f"Knowing the future is worth {m['evpi']:,.3f} points at most; planning for it {m['vss']:,.3f}",
        f"In all {asked.futures} futures: {m['all']:,.3f} points (standard error {m['all_error']:,.3f}), "
        f"{abs(gained):,.3f} {verdict} than with the orders of the plan at central values "
        f"(standard error {m['all_gained_error']:,.3f}); "
        f"in the worst {m['cvar']:,.3f} against {m['cvar_central']:,.3f}. {proved}",
        heading("Ordered now, beside the plan at central values"),
        table(
            made.records("hedges")[:TOP],
            (
                Column("name", "Line"),
                Column("kind", "Kind"),
                Column("now", "Now"),
                Column("central", "Central plan"),
                Column("cost", "Millions"),
                Column("central_cost", "Central plan"),
            ),
        ),
    ]
