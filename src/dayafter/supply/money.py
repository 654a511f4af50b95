"""Amounts of money in their own currencies, as millions of the case's currency."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dayafter.case import Quantity
from dayafter.errors import CaseError, Finding
from dayafter.uncertainty import Draws

Floats = NDArray[np.float64]
_SCALE = {"": 1e-6, "k": 1e-3, "m": 1.0, "bn": 1e3}


def currency_of(unit: str) -> tuple[str, float]:
    """('GBP', 1.0) for 'GBP m': the currency, and millions of it per unit of the figure."""
    words = unit.split()
    scale = words[1] if len(words) > 1 and words[1] in _SCALE else ""
    return words[0], _SCALE[scale]


class Exchange:
    """Converts figures of money into millions of the case's currency, draw by draw."""

    def __init__(self, draws: Draws) -> None:
        self._rates = draws.of("exchange_rates")
        self._into = draws.case.settings.currency

    def factor(self, quantity: Quantity) -> Floats:
        """Millions of the case's currency for one unit of the figure [draw]. Raises CaseError (rate-missing)."""
        currency, scale = currency_of(quantity.unit)
        if currency == self._into:
            return np.full(self._rates.size, scale)
        for word in (currency, self._into):
            if (word,) not in self._rates.index:
                details = {"currency": currency, "into": self._into}
                raise CaseError(Finding("rate-missing", f"figures/{quantity.table}.csv", details=details))
        return scale * self._rates.column((self._into,)) / self._rates.column((currency,))

    def refs(self, quantity: Quantity) -> tuple[str, ...]:
        """The exchange rates that the conversion uses."""
        currency, _ = currency_of(quantity.unit)
        return () if currency == self._into else (f"exchange_rates:{currency}", f"exchange_rates:{self._into}")
