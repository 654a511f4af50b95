"""SMPS, the exchange format of stochastic programs: a core, a time and a stoch file become a program over futures."""

from __future__ import annotations

from .instance import Instance, read_smps
from .lines import SmpsError

__all__ = ["Instance", "SmpsError", "read_smps"]
