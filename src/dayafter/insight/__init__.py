"""What changes when something else is decided: policies compared with the case as it stands."""

from dayafter.insight.compare import Comparison, Option, compare

__all__ = ["Comparison", "Option", "compare"]
