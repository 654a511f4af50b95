"""The race between the adversary's rebuilding and the defender's equipment, and the window between the two."""

from dayafter.deterrence.race import race
from dayafter.deterrence.result import CANNOT_TELL, Race

__all__ = ["CANNOT_TELL", "Race", "race"]
