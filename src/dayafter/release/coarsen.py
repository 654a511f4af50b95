"""Coarse figures: bands of a scale 1, 2, 5, 10, the same for whoever is shown them. Equation numbers: card.md."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise

from dayafter.case import Quantity
from dayafter.case.columns import FigureRow
from dayafter.case.combine import combine
from dayafter.case.model import Case
from dayafter.case.tables.reference import Source

SCALE = (1, 2, 5, 10)
"""Edges of the bands in each power of ten."""

MIDDLES = {1: 1.5, 2: 3.0, 5: 7.0}
"""What stands for a band that begins at 1, 2 or 5, in the same power of ten."""

FEW = 5.0
"""Counted things up to this many are one band: smaller bands would hold one whole number only."""

COARSE_SOURCE = "coarse-release"
"""The source of every coarse figure: its own is not shown."""

COARSE_NOTE = "shown as a band; where in it the figure lies is left out"

Band = tuple[float, float]


def is_counted(unit: str, *values: float) -> bool:
    """Whether all values are whole numbers, as counts are; a share of one is no count."""
    return not unit.startswith("share") and all(float(value).is_integer() for value in values)


def band(value: float, counted: bool) -> Band:
    """The band (above, up to) that holds a value, eq. 1: its upper edge belongs to it, zero begins the lowest.

    counted: whole things, of which up to `FEW` are one band. Raises ValueError below zero.
    """
    if value < 0:
        raise ValueError(f"{value} lies below zero")
    if counted and value <= FEW:
        return 0.0, FEW
    if value == 0:
        return 0.0, 0.0
    power = math.floor(math.log10(value))
    for exponent in (power - 1, power, power + 1):  # the logarithm may round across a power of ten
        for low, high in pairwise(SCALE):
            if _edge(low, exponent) < value <= _edge(high, exponent):
                return _edge(low, exponent), _edge(high, exponent)
    raise AssertionError(f"no band holds {value}")


def _edge(digit: int, exponent: int) -> float:
    """Exactly the decimal number, as it is read from text."""
    return float(f"{digit}e{exponent}")


def middle(of: Band) -> float:
    """The number that stands for a band, eq. 2: a function of the band alone."""
    low, high = of
    if low == 0:
        return 2.0 if high == FEW else high / 2
    power = math.floor(math.log10(low) + 1e-9)
    return float(f"{MIDDLES[round(low / 10.0**power)]}e{power}")


def coarse_range(unit: str, low: float, central: float, high: float) -> tuple[float, float, float]:
    """Low, central and high as they are shown, eq. 3: the edges of the outer bands, the middle of the inner one."""
    counted = is_counted(unit, low, central, high)
    inner = _inner(unit, low, central, high)
    return band(low, counted)[0], middle(inner), max(band(high, counted)[1], inner[1])


def _inner(unit: str, low: float, central: float, high: float) -> Band:
    """The band of the central value; nothing, of what is not counted, hides among all that the range allows."""
    counted = is_counted(unit, low, central, high)
    found = band(central, counted)
    return found if found[1] > 0 else (0.0, band(high, counted)[1] or 1.0)


def moved(unit: str, low: float, central: float, high: float) -> tuple[float, float, float]:
    """Other values that are shown alike: what the audit swaps a coarse figure for."""
    counted = is_counted(unit, low, central, high)
    values = [_inside(band(value, counted), counted) for value in (low, central, high)]
    if not counted and is_counted(unit, *values):
        values[2] -= 0.001 * (values[2] - band(high, counted)[0])
    return values[0], max(values[0], values[1]), max(values)


def _inside(of: Band, counted: bool) -> float:
    """A place in the band that is not what stands for it."""
    value = of[0] + 0.8 * (of[1] - of[0])
    return float(round(value)) if counted else value


def hidden_interval(quantity: Quantity) -> Band:
    """What a receiver knows of a coarse figure's central value: its band."""
    return _inner(quantity.unit, quantity.low, quantity.central, quantity.high)


def coarse_rows(case: Case, rows: Iterable[FigureRow]) -> list[FigureRow]:
    """One row a key, out of the rows known on the case's date; rivals are combined first, so that their bands cannot
    be laid over each other. Nothing of source, date or note remains."""
    known_on = case.settings.known_on
    groups: dict[tuple[str, ...], list[FigureRow]] = defaultdict(list)
    for row in rows:
        source = case.sources.get(row.source_id)
        if source is not None and source.published <= known_on:
            groups[row.key].append(row)
    return [_coarse(case, groups[key]) for key in sorted(groups)]


def _coarse(case: Case, rows: list[FigureRow]) -> FigureRow:
    quantity = combine(rows, case.sources, case.settings.rivals)
    low, central, high = coarse_range(quantity.unit, quantity.low, quantity.central, quantity.high)
    return quantity.best.model_copy(
        update={
            "low": low,
            "central": central,
            "high": high,
            "interval": "judged-range",
            "shape": "auto",
            "as_of": case.settings.known_on,
            "source_id": COARSE_SOURCE,
            "basis": "judged",
            "credibility": 6,
            "note": COARSE_NOTE,
        }
    )


def coarse_source(case: Case) -> Source:
    """The row of sources.csv that coarse figures cite."""
    known_on = case.settings.known_on
    return Source.model_validate(
        {
            "source_id": COARSE_SOURCE,
            "publisher": "dayafter",
            "title": "Figures shown as bands",
            "published": known_on,
            "accessed": known_on,
            "kind": "own",
            "reliability": "F",
            "note": "the sources of these figures are not shown",
        }
    )
