"""The expected-utility model of Bueno de Mesquita in the form of Scholz, Calbert and Smith (2011): its first pass.

The rounds that follow are left out: published descriptions of them do not give the published results (card.md).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dayafter.talks.votes import prevail

Floats = NDArray[np.float64]


def expected_utilities(
    positions: ArrayLike,
    capabilities: ArrayLike,
    saliences: ArrayLike,
    exponents: ArrayLike = 1.0,
    net: bool = False,
) -> Floats:
    """What actor i expects of challenging actor j, beyond leaving things as they are [i, j].

    positions, capabilities, saliences (0 to 1): [actor]; exponents: risk exponent of each actor, 1 is neutral; net:
    the form of the chance to prevail, see there. The status quo is certain without a challenge (Q = 1, as in the
    replications).
    """
    at, salience = np.asarray(positions, dtype=float), np.asarray(saliences, dtype=float)
    exponent = np.broadcast_to(np.asarray(exponents, dtype=float), at.shape)[:, None]
    apart = np.abs(at[:, None] - at[None, :]) / np.ptp(at)
    wins = 2 - 4 * (0.5 - 0.5 * apart) ** exponent
    loses = 2 - 4 * (0.5 + 0.5 * apart) ** exponent
    stays = 2 - 4 * 0.5**exponent
    chance = prevail(at, np.asarray(capabilities, dtype=float) * salience, net)
    resists = salience[None, :]
    made: Floats = resists * (chance * wins + (1 - chance) * loses) + (1 - resists) * wins - stays
    np.fill_diagonal(made, 0.0)
    return made


def risk_exponents(positions: ArrayLike, capabilities: ArrayLike, saliences: ArrayLike, net: bool = False) -> Floats:
    """The risk exponents of the first pass [actor], between 0.5 and 2.

    An actor whose position draws few challenges that pay has chosen safety: security is what the others expect of
    challenging it, scaled between the least and the most secure.
    """
    security = expected_utilities(positions, capabilities, saliences, net=net).sum(axis=0)
    scaled = (2 * security - security.max() - security.min()) / (security.max() - security.min())
    return np.asarray((1 - scaled / 3) / (1 + scaled / 3))
