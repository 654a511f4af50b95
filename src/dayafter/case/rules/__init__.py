"""What can be wrong with the tables of one subject: `findings(case)` of each module, all called by check."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from dayafter.case.model import Case
from dayafter.case.rules import ceasefire, deterrence, disclosure, reassurance, talks
from dayafter.errors import Finding

RULES: tuple[Callable[[Case], Iterator[Finding]], ...] = (
    deterrence.findings,
    reassurance.findings,
    ceasefire.findings,
    talks.findings,
    disclosure.findings,
)

__all__ = ["RULES"]
