"""The ladder of disclosure: parts of the case by steps, the darker the more of them is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dayafter.report.charts.chart import Chart, rows_of
from dayafter.report.charts.heat import Cell, heat_table


@dataclass(frozen=True)
class Rung:
    """How much of a part of the case, by its name, is shown at a step: `shown` from 0 to 1, `words` for the cell."""

    name: str
    step: str
    shown: float
    words: str


def ladder(rungs: Sequence[Rung], *, title: str) -> Chart:
    """Gives one row a part and one column a step."""
    data = rows_of(rungs)
    parts = list(dict.fromkeys(rung.name for rung in rungs))
    steps = list(dict.fromkeys(rung.step for rung in rungs))
    return heat_table(
        [Cell(rung.name, rung.step, rung.shown, rung.words) for rung in rungs],
        names=parts,
        columns=steps,
        words={step: step for step in steps},
        column_title=None,
        totals=dict.fromkeys(parts, ""),
        totals_title="",
        title=title,
        alt_text=_words(rungs, parts, steps),
        data=data,
        headings={"name": "Part", "step": "Step", "shown": "Share shown, a band for half", "words": "In a word"},
    )


def _words(rungs: Sequence[Rung], parts: Sequence[str], steps: Sequence[str]) -> str:
    text = f"{len(parts)} parts of the case by {len(steps)} steps of disclosure."
    for step in steps:
        own = [rung for rung in rungs if rung.step == step]
        whole = [rung.name.lower() for rung in own if rung.shown == 1]
        none = [rung.name.lower() for rung in own if rung.shown == 0]
        text += f" {step}: shown in full are {', '.join(whole) or 'none'}; not at all {', '.join(none) or 'none'}."
    return text
