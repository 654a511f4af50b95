"""The question whole: the forces of a case, with all, with those who have said yes, and without those asked about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from dayafter.case import Case
from dayafter.reassurance.making import Forces
from dayafter.reassurance.result import FORCE_DRAWS, Reassurance
from dayafter.uncertainty import Draws

if TYPE_CHECKING:
    from dayafter.deterrence import Race


def reassure(
    case: Case,
    draws: Draws,
    race: Race | Callable[[], Race] | None = None,
    without: Sequence[str] = (),
    options: Sequence[str] = (),
) -> Reassurance:
    """The forces of a case. draws: those of the race where there is one; forces are generated in the first of them.

    race: with one, the table `risk` says whether an attack pays with each force; it may be a function that makes it.
    options: only these, or sets of them such as `land+sea`; all if none is given. Raises CaseError with every figure
    that is missing, UsageError for an option or a party that the case has not.
    """
    few = Draws(case, min(draws.size, FORCE_DRAWS), draws.seed, first=draws.first, design=draws.design)
    forces = Forces(case, few, options=options)
    made = Reassurance(
        case=case,
        draws=draws,
        forces=forces,
        firm=Forces(case, few, undecided=False, base=forces),
        other=None,
        away=(),
        race=race if race is None or callable(race) else lambda: race,
    )
    made.forces.of(made.keys[0])  # tells at once what is missing
    return beside(made, tuple(without)) if without else made


def beside(base: Reassurance, without: tuple[str, ...]) -> Reassurance:
    """The same forces, and beside them those without these parties. Raises UsageError for a party that it has not."""
    other = Forces(base.case, base.forces.draws, without, base=base.forces) if without else None
    if other is not None:
        other.of(base.keys[0])
    return replace(base, other=other, away=without, _prices={})
