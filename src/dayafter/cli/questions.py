"""What `dayafter ensemble` can ask in many draws: each question makes a task of a case, and words of its answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dayafter.cli.text import Column, heading, share, table

if TYPE_CHECKING:
    from dayafter.case import Case
    from dayafter.ensemble import Task

MARK = 12
"""Months between the lines of a printed path; `--json` has every month."""


@dataclass(frozen=True)
class Question:
    """One question: its task for a case and a seed, and the lines that tell a summary."""

    what: str
    task: Callable[[Case, int], Task]
    lines: Callable[[Mapping[str, Any]], list[str]]


def _adversary(case: Case, seed: int) -> Task:
    from dayafter.adversary.task import AdversaryTask

    return AdversaryTask(case, seed)


def _adversary_lines(summary: Mapping[str, Any]) -> list[str]:
    months = [row for row in summary["months"] if row["month"] % MARK == 0 or row is summary["months"][-1]]
    return [
        heading("First month with enough ready formations, months after the ceasefire; –: not within the horizon"),
        table(summary["missions"], _FIRST),
        heading("Ready formations of the adversary"),
        table(
            months,
            (
                Column("month", "Month"),
                Column("share_held", "Truce holds", share),
                Column("ready_low", "10 % low"),
                Column("ready", "Median"),
                Column("ready_high", "10 % high"),
            ),
        ),
    ]


def _race(case: Case, seed: int) -> Task:
    from dayafter.delivery import deliver
    from dayafter.deterrence.task import RaceTask

    return RaceTask(case, deliver(case), seed)


def _race_lines(summary: Mapping[str, Any]) -> list[str]:
    rows = summary["missions"]
    marks = list(rows[0]["share_open"]) if rows else []
    opened = [{"mission": row["mission"], **row["share_open"]} for row in rows]
    lengths = (
        Column("mission", "Mission"),
        Column("mean_months", "Mean"),
        Column("months_low", "10 % low"),
        Column("months", "Median"),
        Column("months_high", "10 % high"),
    )
    return [
        heading("First month with an open window, months after the ceasefire; –: not within the horizon"),
        table(rows, _FIRST),
        heading("Months with an open window"),
        table(rows, lengths),
        heading("Share of draws with an open window, by month after the ceasefire"),
        table(opened, (Column("mission", "Mission"), *(Column(mark, mark, share) for mark in marks))),
    ]


def _or_never(month: Any) -> str:
    return "–" if month is None else str(month)


_FIRST = (
    Column("mission", "Mission"),
    Column("share_ever", "Ever", share),
    Column("first_month_low", "10 % early", _or_never),
    Column("first_month", "Median", _or_never),
    Column("first_month_high", "10 % late", _or_never),
)

QUESTIONS: dict[str, Question] = {
    "adversary": Question("when the adversary is ready for which mission", _adversary, _adversary_lines),
    "race": Question("when the window of vulnerability is open under the plan", _race, _race_lines),
}
