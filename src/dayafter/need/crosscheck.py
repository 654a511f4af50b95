"""Rival rules beside the rules that the requirement uses: their disagreement is shown, never averaged away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dayafter.need.inputs import STOCKS

if TYPE_CHECKING:
    from dayafter.need.result import Need

Floats = NDArray[np.float64]

ABSENT = (
    ("force ratio", "the case holds no ratio of forces that the recipient must keep"),
    ("Lanchester equations", "the case holds no loss coefficients of one force on the other: no bound can be drawn"),
)
"""Cross-checks of METHODS that need data which no table of a case holds."""


FRONT = ("front_length", "frontage", "brigades_in_being")
"""Assumptions that the rule of kilometres per brigade needs."""


@dataclass(frozen=True)
class CrossCheck:
    """One rule used and one rival of it, at central values. rival_above: share of the draws in which the rival gives
    more; both None where the case does not hold what the rival needs."""

    check: str
    line: str
    used: str
    used_value: float | None
    rival: str
    rival_value: float | None
    rival_above: float | None
    note: str

    @property
    def in_case(self) -> bool:
        """Whether the case holds what the rival rule needs."""
        return self.rival_value is not None

    @property
    def ratio(self) -> float | None:
        """Rival / used; None where either is missing or zero."""
        if self.used_value is None or self.rival_value is None or self.used_value == 0:
            return None
        return self.rival_value / self.used_value

    def as_dict(self) -> dict[str, object]:
        """The cross-check as plain data."""
        return {
            "check": self.check,
            "line_id": self.line,
            "used": self.used,
            "used_value": self.used_value,
            "rival": self.rival,
            "rival_value": self.rival_value,
            "ratio": self.ratio,
            "rival_above": self.rival_above,
            "in_case": self.in_case,
            "note": self.note,
        }


def cross_checks(need: Need, at: float | None = None) -> tuple[CrossCheck, ...]:
    """Every cross-check by month `at` after the ceasefire; a rule without data has a row that says so."""
    period = need.period(at)
    absent = tuple(CrossCheck(check, "", "", None, "", None, None, f"not in the case: {why}") for check, why in ABSENT)
    return (*_reserves(need, period), *_fleets(need, period), *_stocks(need, period), *_front(need), *absent)


def _front(need: Need) -> list[CrossCheck]:
    """Brigades in being, beside those that a line of this length takes at so many kilometres each."""
    known = {key[0]: quantity for key, quantity in need.case.quantities("assumptions").items()}
    check = "force to space", "", "brigades in being"
    missing = [name for name in FRONT if name not in known]
    if missing:
        absent = f"not in the case: no {', '.join(missing)} among the assumptions"
        return [CrossCheck(*check, None, "length of the front / frontage", None, None, absent)]
    length, frontage, being = (known[name] for name in FRONT)
    least, most = length.low / frontage.high, length.high / max(frontage.low, 1e-9)
    note = f"between {least:.0f} and {most:.0f} by the ranges of length and frontage; reserves and rotation not counted"
    rival = length.central / frontage.central
    return [CrossCheck(*check, being.central, "length of the front / frontage", rival, None, note)]


def _fleets(need: Need, period: int) -> list[CrossCheck]:
    """The reserve, beside the pieces that stand in workshops when only a share of the fleet is fit."""
    known = need.case.quantities("assumptions").get(("fleet_availability",))
    out = []
    for place, line in enumerate(need.lines):
        fill = float(need.middle.components["formations"][0, place, period])
        if known is None or fill <= 0 or known.central <= 0:
            continue
        used = float(need.middle.components["reserve"][0, place, period])
        rival = fill * (1.0 / known.central - 1.0)
        note = "what a full fleet fit at any time would take beyond the tables; the reserve is not meant for it"
        out.append(
            CrossCheck("fleet availability", line, "reserve share", used, "fleet availability", rival, None, note)
        )
    return out


def _reserves(need: Need, period: int) -> list[CrossCheck]:
    """The reserve as a share of the equipment, beside the losses of so many days of high intensity."""
    known = {key[0] for key in need.case.quantities("attrition")}
    out = []
    for place, line in enumerate(need.lines):
        if need.middle.components["formations"][0, place, period] <= 0:
            continue
        used = float(need.middle.components["reserve"][0, place, period])
        check = "attrition reserve", line, "reserve share", used, "attrition"
        if line not in known:
            out.append(CrossCheck(*check, None, None, "not in the case: no attrition of this line"))
            continue
        above = need.parts.rivals["attrition"][:, place, period] > need.components["reserve"][:, place, period]
        rival = float(need.middle.rivals["attrition"][0, place, period])
        note = "the rival counts losses of first equipment only, none of the reserve itself"
        out.append(CrossCheck(*check, rival, float(above.mean()), note))
    return out


def _stocks(need: Need, period: int) -> list[CrossCheck]:
    """The count of a stock that was chosen at central values, beside each other count of it."""
    out = []
    for place, line in enumerate(need.lines):
        counts = {name: float(need.middle.rivals[name][0, place, period]) for name in STOCKS}
        counts = {name: value for name, value in counts.items() if value > 0}
        if not counts:
            continue
        used = max(counts, key=lambda name: counts[name])
        others = [name for name in counts if name != used]
        note = "the larger count stands: both describe one stock, so that they are not added"
        for name in others:
            above = _draws(need, name, place, period) > _draws(need, used, place, period)
            out.append(CrossCheck("stock", line, used, counts[used], name, counts[name], float(above.mean()), note))
        if not others and used in ("magazines", "raids"):
            rival = "raids" if used == "magazines" else "magazines"
            absent = f"not in the case: no {rival} for this line"
            out.append(CrossCheck("stock", line, used, counts[used], rival, None, None, absent))
    return out


def _draws(need: Need, name: str, place: int, period: int) -> Floats:
    return np.asarray(need.parts.rivals[name][:, place, period])
