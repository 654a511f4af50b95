"""The decision to attack on top of a race: who decides, what is promised, what a force adds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dayafter.deterrence.attack.inputs import NOBODY, read_figures
from dayafter.deterrence.attack.result import Risk
from dayafter.errors import UsageError

if TYPE_CHECKING:
    from dayafter.deterrence.result import Race

Floats = NDArray[np.float64]


def decide(
    race: Race,
    guarantee: str = NOBODY,
    strength: Floats | None = None,
    fights: Floats | None = None,
    weights: Mapping[str, float] | None = None,
) -> Risk:
    """Whether and when an attack would pay each type of adversary, in the draws of this race.

    guarantee: short name of one of the case's, empty for none; strength: brigade-equivalents added to the defender, at
    least 0, and fights: chance that guarantors fight, 0 to 1, instead of the guarantee's own, both [draw, month];
    weights: of the types, by short name, instead of the case's. Raises CaseError with every figure that is missing
    (figure-needed), UsageError for an unknown guarantee or type and for values that cannot be.
    """
    figures = read_figures(race.draws, race.missions)
    if guarantee != NOBODY:
        figures.place(guarantee)
    shape = (race.draws.size, len(race.months))
    _sound("strength", strength, shape, np.inf)
    _sound("fights", fights, shape, 1.0)
    known = [row.type_id for row in figures.types]
    if weights is not None:
        _weights(weights, known)
    return Risk(race=race, figures=figures, guarantee=guarantee, strength=strength, fights=fights, shares=weights)


def _sound(name: str, values: Floats | None, shape: tuple[int, int], most: float) -> None:
    if values is None:
        return
    if values.shape != shape:
        raise UsageError.of("input-unsound", name=name, value=f"of shape {values.shape}, not {shape},")
    if not bool(np.all((values >= 0) & (values <= most))):
        raise UsageError.of("input-unsound", name=name, value=f"{float(values.min()):g} to {float(values.max()):g}")


def _weights(weights: Mapping[str, float], known: list[str]) -> None:
    strange = sorted(set(weights) - set(known))
    if strange:
        reason = f"it has no type {strange[0]!r}; there are {', '.join(known)}"
        raise UsageError.of("file-unreadable", file="adversary_types.csv", reason=reason)
    values = list(weights.values())
    if not all(np.isfinite(value) and value >= 0 for value in values) or sum(values) <= 0:
        raise UsageError.of("input-unsound", name="the weights of the types", value=", ".join(map(str, values)))
