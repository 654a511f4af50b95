"""Nothing that needs a crew arrives before its crew is trained, and no formation is ready before its people are."""

from __future__ import annotations

import numpy as np

from dayafter.delivery.inputs import Data
from dayafter.delivery.provenance import path_pieces
from dayafter.delivery.variables import Variables
from dayafter.optimise.program import Axis, Program, Rows

SENTENCE = "people who need the course {course} by {period} have passed it"
UNIT = "people"


def add(program: Program, data: Data, v: Variables) -> Rows:
    """spare(t) - spare(t-1) + crews of what arrives + people of formations that become ready <= trained in t."""
    supply = data.supply
    course = Axis("course", supply.courses)
    trained = supply.training[data.draw] * data.timeline.lengths
    rows = program.rows("training", (course, data.period), upper=trained, sentence=SENTENCE, unit=UNIT)
    _sources(program, data, rows)
    program.put(rows.index, v.spare.index, 1.0)
    program.put(rows.index[:, 1:], v.spare.index[:, :-1], -1.0)
    crews = data.of_offer(supply.crew.values)
    for lane in np.flatnonzero(crews > 0):
        name = supply.items[data.lanes[lane].item_id].course_id
        if name not in supply.courses:
            continue
        leaves = np.flatnonzero(data.may_leave[lane])
        row = rows.index[supply.courses.index(name), data.arrives[lane, leaves]]
        program.put(row, v.dispatch.index[lane, leaves], crews[lane])
    for number, unit in enumerate(data.units):
        name = data.unit_course[unit]
        if name in supply.courses and data.trainees[number] > 0:
            place = supply.courses.index(name)
            program.put(rows.index[place], v.equipped.index[number], data.trainees[number])
            program.put(rows.index[place, 1:], v.equipped.index[number, :-1], -data.trainees[number])
    return rows


def _sources(program: Program, data: Data, rows: Rows) -> None:
    from dayafter.case.tables.reference import Pipeline

    for pipeline in data.case.rows(Pipeline):
        number = data.supply.courses.index(pipeline.course_id)
        for ref, amounts, slopes in path_pieces(data, "training_capacity", (pipeline.pipeline_id,)):
            program.rhs_from(rows.index[number], "upper", ref, amounts, slopes)
