"""The sections of the brief, in the order in which they stand."""

from dayafter.report.sections import (
    ally,
    assurance,
    bottom_line,
    cards,
    ceasefire,
    delivery,
    disclosure,
    force,
    limits,
    money,
    need,
    options,
    race,
    rebuilding,
    risk,
    talks,
    unknowns,
)

SECTIONS = (
    bottom_line,
    ally,
    need,
    delivery,
    money,
    options,
    rebuilding,
    race,
    risk,
    force,
    ceasefire,
    talks,
    disclosure,
    limits,
    unknowns,
    cards,
    assurance,
)
"""Each has write(desk) -> blocks."""

__all__ = ["SECTIONS"]
