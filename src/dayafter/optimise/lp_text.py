"""A small program as canonical text: labels sorted, so that the same program always gives the same lines."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

import numpy as np

from .blocks import FloatArray

if TYPE_CHECKING:
    from .program import Compiled


def lp_text(compiled: Compiled, objective: int = 0) -> str:
    """Objective, rows with their sentences, and bounds of the columns, each sorted by label."""
    program = compiled.program
    cols = [compiled.col_name(number) for number in range(compiled.num_col)]
    lines = [f"\\ {program.title}"] if program.title else []
    if program.objectives:
        goal = program.objectives[objective]
        lines += [goal.sense, f"  {goal.name}: {_sum(compiled.cost(objective), cols)}"]
    lines.append("subject to")
    lines += _row_lines(compiled, cols)
    lines.append("bounds")
    bounds = zip(cols, compiled.col_lower.tolist(), compiled.col_upper.tolist(), strict=True)
    lines += sorted(f"  {_between(lower, name, upper)}" for name, lower, upper in bounds)
    return "\n".join([*lines, "end", ""])


def _row_lines(compiled: Compiled, cols: list[str]) -> list[str]:
    table = np.zeros((compiled.num_row, compiled.num_col))
    table[compiled.index, compiled.matrix.columns()] = compiled.value
    lines = []
    for block in sorted(compiled.program.constraints.blocks, key=lambda block: str(block.name)):
        head = " ".join(filter(None, (block.sentence, f"[{block.unit}]" if block.unit else "")))
        lines += [f"\\ {block.name}: {head}"] if head else []
        rows = range(block.first, block.stop)
        for name, number in sorted((block.label(number), number) for number in rows):
            text = _between(compiled.row_lower[number], _sum(table[number], cols), compiled.row_upper[number])
            lines.append(f"  {name}: {text}")
    return lines


def _sum(costs: FloatArray, names: list[str]) -> str:
    terms = sorted((names[k], float(costs[k])) for k in np.flatnonzero(costs).tolist())
    text = " ".join(f"{'-' if cost < 0 else '+'} {_number(abs(cost))} {name}" for name, cost in terms)
    return text.removeprefix("+ ") or "0"


def _between(lower: float, middle: str, upper: float) -> str:
    if lower == upper:
        return f"{middle} = {_number(lower)}"
    if lower == -inf and upper == inf:
        return f"{middle} free"
    left = "" if lower == -inf else f"{_number(lower)} <= "
    right = "" if upper == inf else f" <= {_number(upper)}"
    return f"{left}{middle}{right}"


def _number(value: float) -> str:
    return f"{value + 0.0:.12g}"
