"""Why no plan exists: a minimal set of rows and bounds that contradict each other, in words.

First every row may be broken at a price (elastic filter): the duals of the cheapest way to break them prove the
contradiction, and their support holds all of it. Then each member is left out in turn (deletion filter): what is
still contradictory without it does not need it. Bounds at zero are taken for granted and not named.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf

import numpy as np

from ..errors import DayAfterError, Finding, InfeasibleError
from .blocks import Block, FloatArray
from .highs import INFEASIBLE, Engine, solve
from .matrix import Sparse, by_columns
from .program import Compiled
from .refine import nearest, significant

BROKEN = 1e-7  # rows broken by less than this in all are not broken
MANY = 400  # members; beyond this the set is told as it is, without the search for a smaller one


@dataclass(frozen=True)
class Member:
    """One bound of a row or column in a contradiction."""

    kind: str  # "row" or "column"
    number: int
    upper: bool


def explain(compiled: Compiled) -> None:
    """Raises InfeasibleError with the contradicting rows in words; comes back, if nothing contradicts."""
    members = conflict(compiled)
    if members:
        raise InfeasibleError(Finding("no-plan"), rows=tuple(in_words(compiled, member) for member in members))


def conflict(compiled: Compiled) -> tuple[Member, ...]:
    """Members of a minimal contradiction, rows first; none, if the program has feasible points."""
    crossed = _crossed(compiled)
    if crossed:
        return crossed
    members = _support(compiled)
    if len(members) > MANY or not members:
        return members
    return _minimal(compiled, members)


def in_words(compiled: Compiled, member: Member) -> str:
    """`stock of as90 in GB: at most 12 lots [stock[GB,as90]]`."""
    block: Block
    if member.kind == "row":
        block, lower, upper = compiled.program.row_block(member.number), compiled.row_lower, compiled.row_upper
    else:
        block, lower, upper = compiled.program.column_block(member.number), compiled.col_lower, compiled.col_upper
    least, most = float(lower[member.number]), float(upper[member.number])
    words, label = block.words(member.number), block.label(member.number)
    if least > most:
        limit = f"at least {least:g} and at most {most:g}"
    elif least == most:
        limit = f"exactly {least:g}"
    else:
        limit = f"at most {most:g}" if member.upper else f"at least {least:g}"
    text = f"{words}: {limit} {block.unit}".rstrip()
    return text if words == label else f"{text} [{label}]"


def _crossed(compiled: Compiled) -> tuple[Member, ...]:
    """A single row or column whose lower bound is above its upper one, if there is any."""
    for kind, lower, upper in (
        ("row", compiled.row_lower, compiled.row_upper),
        ("column", compiled.col_lower, compiled.col_upper),
    ):
        wrong = np.flatnonzero(lower > upper)
        if len(wrong):
            return (Member(kind, int(wrong[0]), True),)
    return ()


def _support(compiled: Compiled) -> tuple[Member, ...]:
    """The bounds that prove the contradiction: those with a dual when breaking rows is made as cheap as possible."""
    elastic, price = _elastic(compiled)
    try:
        found = solve(elastic, price, stage="search for a contradiction")
    except InfeasibleError:  # the elastic program always has feasible points
        return ()
    except DayAfterError:
        return ()
    if found.objective <= BROKEN:
        return ()
    cols, rows = significant(found)
    real = np.flatnonzero(cols[: compiled.num_col])
    bound = nearest(found.x[: compiled.num_col], compiled.col_lower, compiled.col_upper)
    members = [Member("row", int(i), bool(found.row_dual[i] < 0)) for i in np.flatnonzero(rows)]
    members += [Member("column", int(j), bool(found.col_dual[j] < 0)) for j in real if bound[j] != 0]
    return tuple(members)


def _elastic(compiled: Compiled) -> tuple[Compiled, FloatArray]:
    """The program with a priced way out of every bound of every row, and the prices."""
    matrix = compiled.matrix
    short = np.flatnonzero(compiled.row_lower > -inf).astype(np.int32)
    over = np.flatnonzero(compiled.row_upper < inf).astype(np.int32)
    more = len(short) + len(over)
    ways = np.arange(compiled.num_col, compiled.num_col + more, dtype=np.int32)
    step = np.concatenate((np.ones(len(short)), -np.ones(len(over))))
    parts = ([matrix.index, short, over], [matrix.columns(), ways], [matrix.value, step])
    wide = replace(
        compiled,
        matrix=by_columns(parts, compiled.num_col + more),
        col_lower=np.append(compiled.col_lower, np.zeros(more)),
        col_upper=np.append(compiled.col_upper, np.full(more, inf)),
    )
    return wide, np.append(np.zeros(compiled.num_col), np.ones(more))


def _minimal(compiled: Compiled, members: tuple[Member, ...]) -> tuple[Member, ...]:
    """The members without those that the contradiction does not need."""
    small = _only(compiled, members)
    cost = np.zeros(small.num_col)
    engine = Engine(small, cost, solver="simplex", presolve="off")
    if engine.run() != INFEASIBLE:
        return members
    rows = {number: k for k, number in enumerate(sorted(m.number for m in members if m.kind == "row"))}
    kept = list(members)
    for member in members:
        without = _free(small, member, rows)
        engine.change(without, cost)
        if engine.run() == INFEASIBLE:
            small = without
            kept.remove(member)
        else:
            engine.change(small, cost)
    return tuple(kept)


def _only(compiled: Compiled, members: tuple[Member, ...]) -> Compiled:
    """The program with nothing but the members, and the bounds at zero."""
    chosen = np.array(sorted(m.number for m in members if m.kind == "row"), dtype=np.int64)
    place = np.full(compiled.num_row, -1, dtype=np.int32)
    place[chosen] = np.arange(len(chosen), dtype=np.int32)
    matrix = compiled.matrix
    keep = place[matrix.index] >= 0
    parts = ([place[matrix.index[keep]]], [matrix.columns()[keep]], [matrix.value[keep]])
    small: Sparse = by_columns(parts, compiled.num_col)
    row_lower, row_upper = np.full(len(chosen), -inf), np.full(len(chosen), inf)
    col_lower = np.where(compiled.col_lower == 0, 0.0, -inf)
    col_upper = np.where(compiled.col_upper == 0, 0.0, inf)
    for m in members:
        if m.kind == "row" and m.upper:
            row_upper[place[m.number]] = compiled.row_upper[m.number]
        elif m.kind == "row":
            row_lower[place[m.number]] = compiled.row_lower[m.number]
        elif m.upper:
            col_upper[m.number] = compiled.col_upper[m.number]
        else:
            col_lower[m.number] = compiled.col_lower[m.number]
    return Compiled(compiled.program, small, col_lower, col_upper, row_lower, row_upper)


def _free(small: Compiled, member: Member, rows: dict[int, int]) -> Compiled:
    """The program without one member."""
    side = "upper" if member.upper else "lower"
    name = f"{'row' if member.kind == 'row' else 'col'}_{side}"
    bounds = np.array(getattr(small, name))
    bounds[rows[member.number] if member.kind == "row" else member.number] = inf if member.upper else -inf
    return small.bounded(**{name: bounds})
