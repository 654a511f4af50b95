"""The international force: what it would have to be, who could send it, for how long, with and without an ally."""

from dayafter.reassurance.force import reassure
from dayafter.reassurance.result import CANNOT_TELL, Reassurance

__all__ = ["CANNOT_TELL", "Reassurance", "reassure"]
