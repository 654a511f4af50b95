"""The delivery program: decisions, constraints and objectives put together."""

from __future__ import annotations

from dayafter.delivery.constraints import CONSTRAINTS
from dayafter.delivery.inputs import Data
from dayafter.delivery.objectives import add_objectives
from dayafter.delivery.variables import Variables, add_variables
from dayafter.optimise.program import Program


def build(data: Data) -> tuple[Program, Variables]:
    """The program and its columns."""
    program = Program(f"delivery plan of {data.case.name}")
    variables = add_variables(program, data)
    for constraint in CONSTRAINTS:
        constraint.add(program, data, variables)
    add_objectives(program, data, variables)
    return program, variables
