"""The delivery program: decisions, constraints and objectives put together."""

from __future__ import annotations

from dayafter.delivery.constraints import CONSTRAINTS
from dayafter.delivery.inputs import Data
from dayafter.delivery.objectives import add_objectives
from dayafter.delivery.variables import Variables, add_variables
from dayafter.optimise.program import Program


class Uncited(Program):
    """A program that does not note which figures its numbers come from: its plan is the same, and sooner there."""

    def rhs_from(self, *args: object, **kwargs: object) -> None:
        """Nothing."""

    def bound_from(self, *args: object, **kwargs: object) -> None:
        """Nothing."""

    def coef_from(self, *args: object, **kwargs: object) -> None:
        """Nothing."""


def program_of(data: Data) -> Program:
    """An empty program that notes figures if the data's will be asked for."""
    return (Program if data.cited else Uncited)(f"delivery plan of {data.case.name}")


def build(data: Data) -> tuple[Program, Variables]:
    """The program and its columns."""
    program = program_of(data)
    variables = add_variables(program, data)
    for constraint in CONSTRAINTS:
        constraint.add(program, data, variables)
    add_objectives(program, data, variables)
    return program, variables
