"""`python -m dayafter.optimise CORE TIME STOCH`: a stochastic program in SMPS files, solved and measured."""

from __future__ import annotations

import argparse
import os
import sys
from typing import NoReturn

from ..errors import DayAfterError, Finding, InfeasibleError, UsageError

PROGRAM = "python -m dayafter.optimise"
ABOUT = """Solves a stochastic program given as SMPS files, and says what uncertainty costs.

RP: least cost. EV: least cost if the mean future were certain; EEV: mean cost of its first stage. WS: mean of the least
costs with each future known beforehand. EVPI = RP - WS, VSS = EEV - RP, turned round where the file maximises."""
ENDINGS = "exit codes: 0 done, 1 findings in the files, 2 wrong usage, 3 no feasible answer or no least cost"


class _Parser(argparse.ArgumentParser):
    """argparse, with its complaints as findings."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(Finding("call-invalid", details={"reason": message, "command": PROGRAM}))


def parser() -> argparse.ArgumentParser:
    """What can be given."""
    made = _Parser(prog=PROGRAM, description=ABOUT, epilog=ENDINGS, allow_abbrev=False,
                   formatter_class=argparse.RawDescriptionHelpFormatter)  # fmt: skip
    for name, what in (("core", "the program"), ("time", "its periods"), ("stoch", "its random numbers")):
        made.add_argument(name, metavar=name.upper(), help=f"{what}: a file, perhaps packed by gzip")
    made.add_argument("--method", choices=("extensive", "lshaped"), help="how to solve it; left out: by its size")
    made.add_argument("--gap", type=_share, default=1e-6, help="how far the bounds may lie apart, as a share (1e-6)")
    made.add_argument("--workers", type=_count, default=1, help="processes of the L-shaped method (1)")
    made.add_argument("--normalise", action="store_true", help="divide probabilities by their sum")
    made.add_argument("--sample", type=_count, default=0, metavar="N", help="N draws a period, not all combinations")
    made.add_argument("--seed", type=int, default=1, help="where the draws begin (1)")
    made.add_argument("--json", action="store_true", help="print one JSON document instead of text")
    return made


def _count(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return value


def _share(text: str) -> float:
    value = float(text)
    if not 0 <= value < 1:
        raise argparse.ArgumentTypeError("from 0 to below 1")
    return value


def main(argv: list[str] | None = None) -> int:
    """The exit code; prints the answer, and what is wrong on the error stream."""
    words = list(sys.argv[1:] if argv is None else argv)
    as_json = "--json" in words
    try:
        args = parser().parse_args(words)
        from .smps.answer import answer

        found = answer(args)
    except SystemExit as ended:  # argparse has printed a help
        return int(ended.code or 0)
    except KeyboardInterrupt:
        sys.stderr.write("interrupted; nothing is left half-written\n")
        return 130
    except DayAfterError as error:
        return _fail(error, as_json)
    for finding in found.warnings:
        sys.stderr.write(f"{finding}\n")
    _say(found.to_json() if as_json else found.text())
    return 0


def _say(text: str) -> None:
    """Prints the answer; a reader who has seen enough may close the pipe."""
    try:
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _fail(error: DayAfterError, as_json: bool) -> int:
    """Tells an error in words, and as a document where one was asked for."""
    if as_json:
        from .smps.answer import refusal

        _say(refusal(error))
    if isinstance(error, InfeasibleError):
        codes = [finding.code for finding in error.findings]
        sys.stderr.write(f"status: {'unbounded' if 'stages-unbounded' in codes else 'infeasible'}\n")
    sys.stderr.write(f"{error}\n")
    return error.exit_code


if __name__ == "__main__":
    sys.exit(main())
