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
    _crews(program, data, v, rows)
    _people(program, data, v, rows)
    return rows


def _sources(program: Program, data: Data, rows: Rows) -> None:
    from dayafter.case.tables.reference import Pipeline

    for pipeline in data.case.rows(Pipeline):
        number = data.supply.courses.index(pipeline.course_id)
        for ref, amounts, slopes in path_pieces(data, "training_capacity", (pipeline.pipeline_id,)):
            program.rhs_from(rows.index[number], "upper", ref, amounts, slopes)


def _crews(program: Program, data: Data, v: Variables, rows: Rows) -> None:
    crews = data.of_offer(data.supply.crew.values)
    for lane in np.flatnonzero(crews > 0):
        course = data.supply.courses.index(data.supply.items[data.lanes[lane].item_id].course_id)
        leaves = np.flatnonzero(data.may_leave[lane])
        row, cols = rows.index[course, data.arrives[lane, leaves]], v.dispatch.index[lane, leaves]
        program.put(row, cols, crews[lane])
        program.coef_from(row, cols, data.supply.crew.refs[data.supply_offer[lane]], 1.0)


def _people(program: Program, data: Data, v: Variables, rows: Rows) -> None:
    for number, unit in enumerate(data.units):
        people = data.trainees[number]
        if not data.unit_course[unit] or people <= 0:
            continue
        row, cols = rows.index[data.supply.courses.index(data.unit_course[unit])], v.equipped.index[number]
        ref = f"unit_people:{unit}/trainees"
        program.put(row, cols, people)
        program.put(row[1:], cols[:-1], -people)
        program.coef_from(row, cols, ref, 1.0)
        program.coef_from(row[1:], cols[:-1], ref, -1.0)
