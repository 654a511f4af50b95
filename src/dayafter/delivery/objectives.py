"""What a good plan is, in order: least shortfall, least cost, fairest burden, earliest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dayafter.case.tables.reference import AREAS
from dayafter.delivery.inputs import Data
from dayafter.delivery.money import cost_terms
from dayafter.delivery.provenance import target_pieces
from dayafter.delivery.variables import Variables
from dayafter.errors import CaseError, Finding
from dayafter.optimise.program import IntArray, Objective, Program

Floats = NDArray[np.float64]

POINTS = 100.0
"""The shortfall is told in points: 100 if all that is ever required were short from the first day to the last."""

FORMATIONS = "formations"


@dataclass(frozen=True)
class Weights:
    """What a shortfall weighs. line: of one line wholly short all the time [line]; unit: the same of a type [unit]."""

    line: Floats
    unit: Floats
    area: dict[str, float]


def weights(data: Data) -> Weights:
    """Priorities shared out: equally over the lines of an area, over formation types by number; 100 points in all.

    The weights of areas without a requirement are left out, so that points compare between cases.
    """
    drawn = data.draws.of("priorities")
    areas = [data.supply.lines[line].area for line in data.lines]
    required = data.net[:, -1] > 1e-9
    wanted = [area for area in AREAS if any(required[n] and areas[n] == area for n in range(len(areas)))]
    due = data.targets[:, -1].sum() if len(data.units) else 0.0
    names = [*wanted, *([FORMATIONS] if due > 0 else [])]
    missing = [name for name in names if (name,) not in drawn.index]
    if missing:
        hint = "how much does a shortfall in this area weigh?"
        details = [{"table": "priorities", "key": name, "hint": hint} for name in missing]
        raise CaseError(*(Finding("figure-needed", "figures/priorities.csv", details=d) for d in details))
    raw = {name: float(drawn.column((name,))[data.draw]) for name in names}
    total = sum(raw.values()) or 1.0
    area = {name: POINTS * value / total for name, value in raw.items()}
    counts = {name: sum(required[n] and areas[n] == name for n in range(len(areas))) for name in wanted}
    line = np.array([area[areas[n]] / counts[areas[n]] if required[n] else 0.0 for n in range(len(areas))])
    unit = area.get(FORMATIONS, 0.0) * data.targets[:, -1] / due if due > 0 else np.zeros(len(data.units))
    return Weights(line, unit, area)


def line_costs(data: Data) -> Floats:
    """Points for one piece short in each period [line, period]."""
    scale = data.net[:, -1]
    each = np.divide(weights(data).line, scale, out=np.zeros_like(scale), where=scale > 0)
    return each[:, None] * data.fraction


def unit_costs(data: Data) -> Floats:
    """Points for one formation not equipped in each period [unit, period]."""
    scale = data.targets[:, -1] if len(data.units) else np.zeros(0)
    each = np.divide(weights(data).unit, scale, out=np.zeros_like(scale), where=scale > 0)
    return each[:, None] * data.fraction


def add_objectives(program: Program, data: Data, v: Variables) -> None:
    """The objectives, in lexicographic order; the solver's tie-break comes after the last."""
    add_shortfall(program, data, v)
    add_lesser(program, data, v)


def add_lesser(program: Program, data: Data, v: Variables) -> None:
    """The objectives after the shortfall: cost, burden, early."""
    cost = program.objective("cost", sentence="what the plan costs the donors", unit=f"{data.case.settings.currency} m")
    for paid in cost_terms(data, v):
        cost.term(paid.kind, paid.cols, paid.each)
    program.objective(
        "burden", v.burden.index, 1.0, sentence="the largest burden of any donor", unit="parts of ten thousand"
    )
    early = program.objective(
        "early", sentence="months until things arrive, each line counted by the share of it that arrives", unit="months"
    )
    scale = data.net[:, -1][data.line_of_lane] if len(data.lanes) else np.zeros(0)
    share = np.divide(1.0, scale, out=np.zeros_like(scale), where=scale > 0)
    when = np.where(data.arrives >= 0, data.timeline.ends[data.arrives], 0)
    early.term("arrivals", v.dispatch.index, share[:, None] * when)


def add_shortfall(program: Program, data: Data, v: Variables) -> Objective:
    """The first objective: points of shortfall."""
    short = program.objective(
        "shortfall", sentence="what is required and not delivered, weighed by priority", unit="points"
    )
    per_line, per_unit = line_costs(data), unit_costs(data)
    for number, line in enumerate(data.lines):
        short.term(data.supply.lines[line].area, v.short.index[number], per_line[number])
    for number in range(len(data.units)):
        short.term(FORMATIONS, v.unready.index[number], per_unit[number])
    if data.cited:
        _priority_slopes(short, data, v, per_line, per_unit)
        _scale_slopes(short, data, v, per_line, per_unit)
    return short


def _priority_slopes(short: Objective, data: Data, v: Variables, per_line: Floats, per_unit: Floats) -> None:
    """A heavier area makes its own points dearer and, as there are a hundred in all, the others' cheaper."""
    area = weights(data).area
    raw = {name: float(data.draws.of("priorities").column((name,))[data.draw]) for name in area}
    total = sum(raw.values())
    blocks: list[tuple[str, IntArray, Floats]] = [
        (data.supply.lines[line].area, v.short.index[n], per_line[n]) for n, line in enumerate(data.lines)
    ]
    blocks += [(FORMATIONS, v.unready.index[n], per_unit[n]) for n in range(len(data.units))]
    for own, cols, points in blocks:
        for name in area if points.any() else ():
            change = (1.0 / raw[own] if name == own and raw[own] > 0 else 0.0) - 1.0 / total
            short.cost_from(cols, f"priorities:{name}", points * change)


def _scale_slopes(short: Objective, data: Data, v: Variables, per_line: Floats, per_unit: Floats) -> None:
    """Points are shares of the whole requirement: more of it makes each piece cheaper."""
    last = len(data.timeline) - 1
    whole = data.net_pieces
    place = {data.parts.lines.index(line): n for n, line in enumerate(data.lines)}
    for line, ref, slope in zip(*(x[whole.period == last] for x in (whole.line, whole.refs, whole.slope)), strict=True):
        number = place.get(int(line), -1)
        if number >= 0 and data.net[number, -1] > 0:
            short.cost_from(v.short.index[number], str(ref), -per_line[number] * slope / data.net[number, -1])
    due = data.targets[:, -1].sum() if len(data.units) else 0.0
    for _, ref, _, slopes in target_pieces(data) if due > 0 else ():
        for number in range(len(data.units)):
            short.cost_from(v.unready.index[number], ref, -per_unit[number] * slopes[-1] / due)
