"""The command line: one module a verb, imported only when that verb is called.

A verb's module has `arguments(parser)`, which declares its options, and `run(args) -> Answer`, which never prints.
"""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from dayafter.cli.answer import Answer
    from dayafter.errors import DayAfterError

VERBS: dict[str, str] = {
    "new": "a case of your own, copied from another: a folder and its workbook",
    "check": "all findings of a case with file, row, column, reason and fix",
    "import": "what a workbook or folder would change in a case; changes it on request",
    "export": "a case as a workbook, Parquet, Data Package or CSV, or its results as W3C PROV",
    "need": "the requirement by line with its range, beside what was asked for",
    "plan": "the delivery plan: what is met, who gives what, what it costs, what binds",
    "adversary": "what the adversary has ready month by month, which attack it could carry, what drives it",
    "calibrate": "what rival counts and statements together say of the adversary, prior beside posterior",
    "race": "when a window of vulnerability opens, for how long, and what closes it",
    "risk": "whether and when an attack would pay, by type of adversary and guarantee; what it hangs on",
    "force": "what an international force takes, who can send it, for how long, with and without an ally",
    "ceasefire": "how long truces like this one last under which terms; what violations say",
    "talks": "who wants what, which packages all allies accept, in which order to table them",
    "release": "a case and a brief for one party with only what may be shown to it, and an audit of what it betrays",
    "compare": "the policies of a case beside the case as it stands, or one run beside another",
    "ensemble": "one question in up to a thousand million draws, in chunks that are kept and never computed twice",
    "report": "the main job: computes everything and writes the brief (html, docx, pdf)",
    "explain": "where a number of a brief comes from, down to figures and sources",
    "tables": "the tables that a case may have, and their columns",
    "validate": "every published number that the code reproduces, with its source",
}
"""Verb -> what it gives, as `dayafter --help` lists them."""

ENDINGS = """exit codes:
  0 done, 1 findings in the case, 2 wrong usage, 3 no feasible answer

`dayafter VERB --help` lists the options of a verb. CASE is a folder, or the name of a shipped case."""

INTERRUPTED = 130


class _Parser(argparse.ArgumentParser):
    """argparse, with its complaints as findings, so that they look like all others."""

    def error(self, message: str) -> NoReturn:
        from dayafter.errors import Finding, UsageError

        raise UsageError(Finding("call-invalid", details={"reason": message, "command": self.prog}))


def main(argv: list[str] | None = None) -> int:
    """The exit code of `dayafter ARGV`; prints the answer, and what is wrong on the error stream."""
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        return _main(words)
    except SystemExit as ended:  # argparse has printed a help
        return int(ended.code or 0)
    except KeyboardInterrupt:
        return _interrupted()
    except BrokenPipeError:  # the reader, `head` for instance, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        from dayafter.errors import DayAfterError

        if "KeyboardInterrupt" in str(error):  # compiled code, pydantic's for one, wraps it into errors of its own
            return _interrupted()
        if not isinstance(error, DayAfterError):
            raise
        return _fail(error, "--json" in words)


def _interrupted() -> int:
    print("interrupted; nothing is left half-written", file=sys.stderr)
    return INTERRUPTED


def _main(words: list[str]) -> int:
    verb = words[0] if words else "--help"
    if verb not in VERBS:
        _front(verb).parse_args(words or ["--help"])
        return 0
    module = _module(verb)
    parser = _Parser(prog=f"dayafter {verb}", description=f"Gives {VERBS[verb]}.", allow_abbrev=False)
    module.arguments(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON document instead of text")
    args = parser.parse_args(words[1:])
    answer: Answer = module.run(args)
    if args.json:
        print(answer.to_json())
    elif answer.text:
        print(answer.text)
    sys.stdout.flush()
    return answer.code


def _module(verb: str) -> Any:
    from importlib import import_module

    return import_module("dayafter.cli.import_" if verb == "import" else f"dayafter.cli.{verb}")


def _front(word: str) -> _Parser:
    """The parser of a call without a verb: it knows help and version, and suggests the verb that was meant."""
    form = argparse.RawDescriptionHelpFormatter
    about = "What a country needs the day after a ceasefire, and how its allies can best deliver it."
    usage = "dayafter [-h] [--version] VERB ..."
    epilog = f"verbs:\n{_verbs()}\n\n{ENDINGS}"
    parser = _Parser(
        prog="dayafter", usage=usage, description=about, epilog=epilog, formatter_class=form, allow_abbrev=False
    )
    if word == "--version":
        from dayafter import __version__

        parser.add_argument("--version", action="version", version=f"dayafter {__version__}")
        return parser
    parser.add_argument("--version", action="store_true", help="print the version")
    if not word.startswith("-"):
        from dayafter.errors import did_you_mean

        parser.error(f"there is no verb {word!r}{did_you_mean(word, list(VERBS))}")
    return parser


def _verbs() -> str:
    """The verbs and what they give; argparse's own list breaks the line after a verb of nine letters."""
    import textwrap

    wide = max(map(len, VERBS)) + 2
    return "\n".join(
        textwrap.fill(what, 80, initial_indent=f"    {verb:<{wide}}", subsequent_indent=" " * (wide + 4))
        for verb, what in VERBS.items()
    )


def _fail(error: DayAfterError, as_json: bool) -> int:
    """Tells an error in words, and as a document where one was asked for."""
    if as_json:
        from dayafter.cli.answer import Answer

        rows = getattr(error, "rows", ())
        findings = [finding.as_dict() for finding in error.findings]
        print(Answer("error", {"findings": findings, "rows": list(rows)}).to_json())
    print(error, file=sys.stderr)
    return error.exit_code
