"""Whether and when an attack would pay, by type of adversary and guarantee, in the draws of a race."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dayafter.deterrence.attack.deciding import decide
    from dayafter.deterrence.attack.result import Risk

__all__ = ["Risk", "decide"]

_WHERE = {"Risk": "result", "decide": "deciding"}


def __getattr__(name: str) -> Any:
    """The names of __all__, imported when they are first asked for: the equations need none of the model."""
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
