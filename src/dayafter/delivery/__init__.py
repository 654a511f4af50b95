"""The delivery plan: the best that donors can do within their stocks, makers, money and routes."""

from __future__ import annotations

from dayafter.case import Case
from dayafter.delivery.inputs import read_data, refuse_unsound
from dayafter.delivery.model import build
from dayafter.delivery.result import Plan
from dayafter.need.components import Parts, assemble
from dayafter.optimise.lexicographic import solve_lexicographic
from dayafter.supply import read_supply
from dayafter.uncertainty import Draws

__all__ = ["Plan", "deliver"]


def deliver(case: Case, parts: Parts | None = None, *, start: Plan | None = None, cited: bool = True) -> Plan:
    """The unique best plan at the central values of all figures.

    parts: the central requirement, where it is known already; start: the plan of a similar case, which makes it
    quicker and changes nothing; cited: whether its split over the figures of the requirement will be asked for, which
    costs time. Raises CaseError for missing figures, InfeasibleError where promises contradict the
    data.
    """
    draws = Draws.central(case)
    refuse_unsound(draws)
    data = read_data(case, parts or assemble(case, draws), read_supply(case, draws), draws, cited=cited)
    program, variables = build(data)
    solution = solve_lexicographic(program, start=start.solution if start else None)
    return Plan(data, program, variables, solution)
