"""Readers of public counts: a user's own download becomes plain records, with everything doubtful about it told."""

from dayafter.evidence.datasets import Dataset, datasets
from dayafter.evidence.months import Month, monthly
from dayafter.evidence.reader import Evidence, Series, is_evidence, read_corrections, read_evidence

__all__ = [
    "Dataset",
    "Evidence",
    "Month",
    "Series",
    "datasets",
    "is_evidence",
    "monthly",
    "read_corrections",
    "read_evidence",
]
