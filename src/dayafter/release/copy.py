"""Whose copy a release is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Copy:
    """For whom, at which step, and the mark by which it is known again."""

    party: str
    party_name: str
    step: int
    step_name: str
    mark: str
