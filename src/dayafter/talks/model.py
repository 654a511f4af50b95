"""The talks of a case."""

from __future__ import annotations

from collections.abc import Sequence

from dayafter.case import Case
from dayafter.errors import UsageError
from dayafter.talks.inputs import read_figures
from dayafter.talks.result import CONFIDENCE, Talks
from dayafter.uncertainty import Draws


def talks(case: Case, draws: Draws, confidence: float = CONFIDENCE, without: Sequence[str] = ()) -> Talks:
    """Who wants what, what all allies would take, and how to get there.

    confidence: share of draws in which all allies must take a package of the common agenda; without: parties that do
    not take part. Raises CaseError with every figure that is missing, UsageError for a confidence that is no share
    above zero or a party that does not take part.
    """
    if not 0 < confidence <= 1:
        raise UsageError.of("input-unsound", name="confidence", value=confidence)
    return Talks(case, draws, read_figures(draws, without), confidence, tuple(without))
