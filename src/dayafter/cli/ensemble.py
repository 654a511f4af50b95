"""dayafter ensemble CASE: one question in very many draws, over processes or a cluster, resumed where it stopped."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dayafter.cli.answer import Answer, of_case
from dayafter.cli.options import case_of, case_options, count_up_to, draw_options
from dayafter.cli.questions import QUESTIONS

if TYPE_CHECKING:
    from dayafter.ensemble import Ensemble

MOST_DRAWS = 1_000_000_000
MOST_WORKERS = 1024
DRAWS = 100_000


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the options."""
    case_options(parser)
    draw_options(parser, DRAWS, MOST_DRAWS)
    questions = "; ".join(f"{name}: {question.what}" for name, question in QUESTIONS.items())
    parser.add_argument("--question", choices=list(QUESTIONS), default="adversary", help=questions)
    parser.add_argument("--policy", metavar="ID", help="ask it of the case under this policy of policies.csv")
    executors = "who computes: here, processes (default), or dask (extra cluster)"
    parser.add_argument("--executor", metavar="NAME", default="processes", help=executors)
    workers = "processes to compute with (as many as processors)"
    parser.add_argument("--workers", metavar="N", type=count_up_to(MOST_WORKERS), help=workers)
    scheduler = "address of a Dask scheduler; without one Dask computes on this machine"
    parser.add_argument("--scheduler", metavar="ADDRESS", help=scheduler)
    chunk = "draws of a chunk (found by itself: about half a second's work)"
    parser.add_argument("--chunk", metavar="N", type=count_up_to(MOST_DRAWS), help=chunk)
    parser.add_argument("--store", metavar="DIR", help="folder of the results (runs/ensembles)")
    parser.add_argument("--fresh", action="store_true", help="forget what is stored of this question")


def run(args: argparse.Namespace) -> Answer:
    """The answer, folded over all draws."""
    from dayafter.case import policy
    from dayafter.cli.progress import share_done
    from dayafter.ensemble import run as run_task
    from dayafter.ensemble.run import HOME

    case = case_of(args)
    case.check().raise_for_errors()
    under = policy(case, args.policy) if args.policy else None
    case = under.apply(case) if under else case
    question = QUESTIONS[args.question]
    task = question.task(case, args.seed)
    with share_done(args.draws, question.what) as told:
        made = run_task(
            task,
            args.draws,
            executor=args.executor,
            workers=args.workers,
            scheduler=args.scheduler,
            chunk=args.chunk,
            store=Path(args.store) if args.store else HOME,
            fresh=args.fresh,
            told=told,
        )
        summary = made.summary
    document: dict[str, Any] = {
        **of_case(case),
        "question": args.question,
        "policy": under.policy_id if under else None,
        "seed": args.seed,
        "key": task.key,
        "store": made.store.folder,
        "findings": [finding.as_dict() for finding in made.findings],
        **summary,
    }
    title = f"{case.name}, {under.name if under else 'as the case stands'}: {question.what}"
    text = [title, _told(made, args.executor), *map(str, made.findings), *question.lines(summary)]
    return Answer("ensemble", document, "\n".join(text))


def _told(made: Ensemble, executor: str) -> str:
    """What was computed, how fast, and where it lies."""
    computed = made.draws - made.reused
    parts = [f"{made.draws:,} draws"]
    if computed:
        rate = computed / made.seconds
        parts.append(f"{computed:,} computed in {made.seconds:.1f} s ({executor}, {rate:,.0f} a second)")
    if made.reused:
        parts.append(f"{made.reused:,} from the store")
    return f"{'; '.join(parts)}\n{made.store.folder}"
