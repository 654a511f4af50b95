"""The race between the adversary's rebuilding and the defender's equipment, and the decision to attack."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dayafter.deterrence.race import race
from dayafter.deterrence.result import CANNOT_TELL, Race

if TYPE_CHECKING:
    from dayafter.deterrence.attack import Risk, decide

__all__ = ["CANNOT_TELL", "Race", "Risk", "decide", "race"]


def __getattr__(name: str) -> Any:
    """The decision to attack, imported when it is first asked for: the race needs none of it."""
    if name not in ("Risk", "decide"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from dayafter.deterrence import attack

    return getattr(attack, name)
