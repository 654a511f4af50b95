"""What a country needs the day after a ceasefire, how its allies can deliver it, and where every number comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dayafter.case import Case, Policy, Settings, read_case
    from dayafter.delivery import Plan
    from dayafter.errors import CaseError, DayAfterError, InfeasibleError, UsageError
    from dayafter.need import Need
    from dayafter.optimise.risk import CVaR
    from dayafter.study import Study

    __version__: str

__all__ = [
    "CVaR",
    "Case",
    "CaseError",
    "DayAfterError",
    "InfeasibleError",
    "Need",
    "Plan",
    "Policy",
    "Settings",
    "Study",
    "UsageError",
    "__version__",
    "read_case",
]

_HOMES = {
    "dayafter.case": ("Case", "Policy", "Settings", "read_case"),
    "dayafter.delivery": ("Plan",),
    "dayafter.errors": ("CaseError", "DayAfterError", "InfeasibleError", "UsageError"),
    "dayafter.need": ("Need",),
    "dayafter.optimise.risk": ("CVaR",),
    "dayafter.study": ("Study",),
}


def __getattr__(name: str) -> object:
    """The public name, imported when it is first used: `dayafter --help` needs none of them."""
    if name == "__version__":
        from importlib.metadata import version

        return version("dayafter")
    for home, names in _HOMES.items():
        if name in names:
            from importlib import import_module

            return getattr(import_module(home), name)
    raise AttributeError(f"module 'dayafter' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
