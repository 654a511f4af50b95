"""What the recipient requires the day after: formations, kit, ammunition, air defence, less what it has."""

from dayafter.need.crosscheck import CrossCheck, cross_checks
from dayafter.need.inputs import READS, Hop, Read, figures_of
from dayafter.need.requests import Request, requests
from dayafter.need.result import FORMULAS, Need, requirement

__all__ = [
    "FORMULAS",
    "READS",
    "CrossCheck",
    "Hop",
    "Need",
    "Read",
    "Request",
    "cross_checks",
    "figures_of",
    "requests",
    "requirement",
]
