"""The talks: who wants what, which packages all allies accept, what holds, and in which order to table it."""

from dayafter.talks.model import talks
from dayafter.talks.result import CANNOT_TELL, Talks

__all__ = ["CANNOT_TELL", "Talks", "talks"]
