"""The constraints of the delivery program, one file each: a sentence, a unit, and a golden program in the tests."""

from dayafter.delivery.constraints import (
    absorption,
    balance,
    budget,
    burden,
    capacity,
    commitment,
    expansion,
    formations,
    keeping,
    orders,
    readiness,
    route,
    shortfall,
    stock,
    training,
    wear,
)

CONSTRAINTS = (
    stock,
    capacity,
    expansion,
    orders,
    budget,
    route,
    training,
    absorption,
    balance,
    shortfall,
    wear,
    formations,
    readiness,
    keeping,
    commitment,
    burden,
)
"""In the order in which they are written into the program; each module has SENTENCE, UNIT and add()."""

__all__ = ["CONSTRAINTS"]
