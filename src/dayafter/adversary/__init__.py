"""How the adversary rebuilds under a ceasefire: stocks, stores, output, people, and formations ready by month."""

from typing import TYPE_CHECKING, Any

from dayafter.adversary.inputs import Arrays, Frame, frame
from dayafter.adversary.result import Rebuilding

if TYPE_CHECKING:
    from dayafter.adversary.model import rebuild
    from dayafter.adversary.task import AdversaryTask


def __getattr__(name: str) -> Any:
    """`rebuild` and `AdversaryTask`, imported when first asked for: they compile code, or need the ensemble."""
    if name == "rebuild":
        from dayafter.adversary.model import rebuild

        return rebuild
    if name == "AdversaryTask":
        from dayafter.adversary.task import AdversaryTask

        return AdversaryTask
    raise AttributeError(name)


__all__ = ["AdversaryTask", "Arrays", "Frame", "Rebuilding", "frame", "rebuild"]
