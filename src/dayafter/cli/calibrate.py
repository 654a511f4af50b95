"""dayafter calibrate CASE: what rival counts and statements together say of the adversary; prior beside posterior."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dayafter.cli.answer import Answer, of_case
from dayafter.cli.check import grouped
from dayafter.cli.import_ import day
from dayafter.cli.options import SEED, case_of, case_options
from dayafter.cli.text import Column, heading, table, wrapped

if TYPE_CHECKING:
    from dayafter.case import Case, Proposal
    from dayafter.errors import Finding

SHOWN = (
    Column("quantity", "Quantity"),
    Column("category", "Of"),
    Column("unit", "Unit"),
    Column("prior_p5", "prior 5 %"),
    Column("prior_p50", "50 %"),
    Column("prior_p95", "95 %"),
    Column("p5", "posterior 5 %"),
    Column("p50", "50 %"),
    Column("p95", "95 %"),
)
SCORED = (
    Column("category", "Of"),
    Column("counter", "Count"),
    Column("horizon", "Months"),
    Column("origins", "Forecasts"),
    Column("crps_model", "CRPS"),
    Column("skill_persistence", "v last"),
    Column("skill_trend", "v line"),
    Column("inside_50", "in 50 %"),
    Column("inside_80", "in 80 %"),
    Column("inside_95", "in 95 %"),
)
RANKED = (Column("quantity", "Quantity"), Column("mean_rank", "Mean rank"), Column("p", "p"))

DIAGNOSTICS = ("draws", "chains", "seed", "rhat", "rhat_of", "ess", "ess_of", "divergent", "believed")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the options."""
    case_options(parser)
    files = parser.add_argument_group("counts of your own, beside those of the case; nothing of them is written")
    files.add_argument("--photographed", metavar="FILE", action="append", default=[], help="a download: photographs")
    files.add_argument("--claimed", metavar="FILE", action="append", default=[], help="a download: claims")
    files.add_argument("--named", metavar="FILE", action="append", default=[], help="a download: deaths with a name")
    files.add_argument("--corrections", metavar="FILE", help="the publisher's corrections of its claims")
    files.add_argument("--published", metavar="DATE", type=day, help="day of the version of the named deaths")
    parser.add_argument("--seed", metavar="N", type=_whole, default=SEED, help=f"seed of the sampling ({SEED})")
    parser.add_argument("--draws", metavar="N", type=_draws, default=1500, help="draws of each of four chains (1500)")
    parser.add_argument("--accept", action="store_true", help="write the estimates to the case")
    kinds = parser.add_mutually_exclusive_group()
    kinds.add_argument("--backtest", action="store_true", help="score forecasts of the counts instead")
    kinds.add_argument("--sbc", metavar="N", type=_draws, help="check the sampler on N made-up data sets instead")


def _whole(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number")
    return int(text)


def _draws(text: str) -> int:
    number = _whole(text)
    if not 20 <= number <= 20_000:
        raise argparse.ArgumentTypeError(f"{text} is not between 20 and 20000")
    return number


def run(args: argparse.Namespace) -> Answer:
    """The estimates, or the scores; writes nothing without --accept."""
    from dayafter.case import shipped
    from dayafter.errors import Finding, UsageError

    if args.accept and not Path(args.case).is_dir() and args.case in shipped():
        raise UsageError(Finding("case-shipped", details={"case": args.case}))
    case, findings = _with_files(case_of(args), args)
    if args.backtest:
        return _backtest(case, findings)
    if args.sbc:
        return _sbc(case, args.sbc, args.seed)
    return _calibrated(case, findings, args)


def _with_files(case: Case, args: argparse.Namespace) -> tuple[Case, list[Finding]]:
    """The case with the rows of the given downloads in its tables."""
    from dayafter.adversary.calibrate.rows import offered
    from dayafter.case import joined
    from dayafter.errors import Finding, UsageError

    findings: list[Finding] = []
    for file in (*args.photographed, *args.claimed, *args.named):
        for path in filter(None, (file, args.corrections)):
            if not Path(path).is_file():
                raise UsageError(Finding("import-missing", details={"path": path}))
        named = file in args.named
        found = offered(
            case,
            file,
            corrections=args.corrections if file in args.claimed else None,
            published=args.published if named else None,
        )
        case, findings = joined(case, found.rows), [*findings, *found.findings]
    return case, findings


def _document(case: Case, **parts: Any) -> dict[str, Any]:
    """The document with every part, empty where the call did not ask for it."""
    empty: dict[str, Any] = {
        "findings": [],
        "inputs": None,
        "diagnostics": dict.fromkeys(DIAGNOSTICS),
        "estimates": [],
        "explaining": [],
        "backtest": [],
        "ranks": [],
        "changes": None,
        "accepted": False,
    }
    return {**of_case(case), **empty, **parts}


def _calibrated(case: Case, findings: list[Finding], args: argparse.Namespace) -> Answer:
    from dayafter.adversary.calibrate import calibrate
    from dayafter.cli.progress import progress

    with progress(1, "the posterior"):
        found = calibrate(case, args.seed, draws=args.draws)
    findings = [*found.findings, *findings]
    accepted = bool(args.accept and found.believed)
    proposal = _proposal(args.case, found.rows())
    if accepted:
        proposal.accept()
    estimates = [one.as_dict() for one in found.estimates()]
    explaining = [one.as_dict() for one in found.explaining()]
    about = found.diagnostics()
    document = _document(
        case,
        findings=[finding.as_dict() for finding in findings],
        inputs=found.design.digest(),
        diagnostics=about,
        estimates=estimates,
        explaining=explaining,
        changes=proposal.diff.summary(),
        accepted=accepted,
    )
    told = (
        f"{about['draws']} draws of {about['chains']} chains, seed {about['seed']}; worst r-hat "
        f"{found.posterior.rhat:.3f} ({about['rhat_of']}), least effective draws "
        f"{found.posterior.ess:.0f} ({about['ess_of']}), {about['divergent']} divergent; inputs {document['inputs']}"
    )
    written = "written to the case" if accepted else "nothing is written"
    lines = [
        *grouped(findings),
        heading("What the counts and statements together say"),
        table(estimates, SHOWN),
        heading("How far each count leads astray"),
        table(explaining, SHOWN),
        "",
        wrapped(told),
        f"{document['changes']}; {written}" if proposal.diff else "the case has these estimates already",
    ]
    return Answer("calibrate", document, "\n".join(lines).lstrip("\n"), 0 if found.believed else 1)


def _proposal(name: str, rows: dict[str, Any]) -> Proposal:
    """What the estimates would change in the case on disk, whatever counts were given beside it."""
    from dayafter.case import propose_rows, read_case

    case = read_case(name)
    return propose_rows(case, "calibration", rows)


def _backtest(case: Case, findings: list[Finding]) -> Answer:
    from dayafter.adversary.calibrate.backtest import HISTORY, HORIZONS, backtest, histories
    from dayafter.case.tables.adversary import AdversaryLoss

    every = histories(case.all_rows(AdversaryLoss))
    long = [one for one in every if len(one.values) >= HISTORY + min(HORIZONS)]
    rows = [row for one in long or every[:1] for row in backtest(one)]
    document = _document(case, findings=[finding.as_dict() for finding in findings], backtest=rows)
    told = (
        "Each forecast is of the count published over the next months, made with the months public before. `v last` "
        "and `v line`: skill against the last month carried on and against a straight line through the last year, "
        "1 - CRPS / CRPS of the rival; above 0 the model is better."
    )
    lines = [*grouped(findings), heading("Forecasts of published counts"), table(rows, SCORED), "", wrapped(told)]
    return Answer("calibrate", document, "\n".join(lines).lstrip("\n"))


def _sbc(case: Case, replicas: int, seed: int) -> Answer:
    from dayafter.adversary.calibrate.observations import design_of
    from dayafter.adversary.calibrate.sbc import sbc
    from dayafter.cli.progress import progress

    with progress(1, "data sets made up and sampled"):
        ranks = sbc(design_of(case), replicas, seed=seed)
    rows = ranks.records()
    verdict = "rejected at 0.01" if ranks.p_value < 0.01 else "not rejected at 0.01"
    lines = [heading("Ranks of the truth among the draws"), table(rows, RANKED), "",
             f"the sampler is {verdict} (p = {ranks.p_value:.3f} over all quantities)"]  # fmt: skip
    document = _document(case, ranks=rows)
    return Answer("calibrate", document, "\n".join(lines).lstrip("\n"), 1 if ranks.p_value < 0.01 else 0)
