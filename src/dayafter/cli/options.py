"""Options that several verbs share."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dayafter.case import Case

SEED = 7
MOST_DRAWS = 100_000
"""Draws that a verb takes which holds them all in memory."""


def case_options(parser: argparse.ArgumentParser) -> None:
    """CASE and --known-on."""
    parser.add_argument("case", metavar="CASE", help="the folder of a case, or the name of a shipped one")
    known_on = "look at the case as it was known on this day (2025-02-15)"
    parser.add_argument("--known-on", metavar="DATE", help=known_on)


def draw_options(parser: argparse.ArgumentParser, draws: int, most: int = MOST_DRAWS) -> None:
    """--draws and --seed."""
    number, told = count_up_to(most), f"draws of the figures ({draws})"
    parser.add_argument("--draws", metavar="N", type=number, default=draws, help=told)
    parser.add_argument("--seed", metavar="N", type=_whole, default=SEED, help=f"seed of the draws ({SEED})")


def case_of(args: argparse.Namespace) -> Case:
    """The case that the call names."""
    from dayafter.case import read_case

    return read_case(args.case, args.known_on)


def _whole(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number")
    return int(text)


def count_up_to(most: int) -> Callable[[str], int]:
    """A reader of whole numbers from 1 to `most`."""

    def count(text: str) -> int:
        number = _whole(text)
        if not 1 <= number <= most:
            raise argparse.ArgumentTypeError(f"{text} is not between 1 and {most}")
        return number

    return count
