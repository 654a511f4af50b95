"""How long a ceasefire lasts under which terms, and what counts of violations say of it."""

from dayafter.ceasefire.durability import durability
from dayafter.ceasefire.result import CANNOT_TELL, Ceasefire, Durability

__all__ = ["CANNOT_TELL", "Ceasefire", "Durability", "durability"]
