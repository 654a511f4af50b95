"""How the adversary rebuilds under a ceasefire: stocks, stores, output, people, and formations ready by month."""

from typing import TYPE_CHECKING, Any

from dayafter.adversary.inputs import Arrays, Frame, frame
from dayafter.adversary.result import Rebuilding

if TYPE_CHECKING:
    from dayafter.adversary.model import rebuild
    from dayafter.adversary.streams import simulate, stream


def __getattr__(name: str) -> Any:
    """`rebuild` and the streams, imported when first asked for: they compile code."""
    if name == "rebuild":
        from dayafter.adversary.model import rebuild

        return rebuild
    if name in ("simulate", "stream"):
        from dayafter.adversary import streams

        return getattr(streams, name)
    raise AttributeError(name)


__all__ = ["Arrays", "Frame", "Rebuilding", "frame", "rebuild", "simulate", "stream"]
