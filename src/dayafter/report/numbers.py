"""Numbers in prose: objects with a value, a range, a unit and a trace, printed as precisely as the range allows.

Nobody types a digit into the text of a brief. A section asks the registry for a `Number`, puts it into
its prose, and every renderer prints the same text and leads from it to the same trace.
"""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal

NBSP = "\u00a0"
MINUS = "\u2212"

Style = Literal["quantity", "money", "share", "months", "date", "year"]
Form = Literal["full", "value", "bare", "range", "bare-full"]
Amount = float | dt.date

SIGNIFICANT = 3
"""Digits printed at most of a number that is not an exact count."""

_MONEY_WORDS = ((1e12, "trn"), (1e9, "bn"), (1e6, "m"))
_COUNT_WORDS = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True)
class Number:
    """One printed number: `text` is what the reader sees, `trace` is where it comes from.

    value, low, high: in `unit`; shares as fractions of one; dates as dates.
    unit: a currency code for money; otherwise words, with the singular first where it differs (`vehicle|vehicles`).
    form: `full` prints value, unit and range; `value` leaves the range out; `bare` leaves out both range and
    unit; `range` prints the range alone; `bare-full` prints value and range without a unit.
    """

    id: str
    value: Amount
    low: Amount
    high: Amount
    unit: str = ""
    style: Style = "quantity"
    trace: Mapping[str, Any] = field(default_factory=dict, hash=False)
    form: Form = "full"

    def __post_init__(self) -> None:
        parts = (self.value, self.low, self.high)
        if self.style == "date":
            if not all(isinstance(part, dt.date) for part in parts):
                raise ValueError(f"{self.id}: a date needs dates, got {parts}")
        elif not all(isinstance(part, int | float) and math.isfinite(part) for part in parts):
            raise ValueError(f"{self.id}: value and range must be finite, got {parts}")
        if not self.low <= self.value <= self.high:  # type: ignore[operator]
            raise ValueError(f"{self.id}: {self.value} lies outside its range {self.low} to {self.high}")

    @property
    def text(self) -> str:
        """What is printed, in the number's own form."""
        value, low, high, unit, word = _spell(self)
        ranged = low != high
        if self.form == "range":
            return f"{low} to {high}{word}" if ranged else f"{value}{word}"
        text = f"{value}{word}" if self.form.startswith("bare") else unit.replace("#", value)
        return f"{text} ({low} to {high})" if ranged and self.form.endswith("full") else text

    @property
    def as_value(self) -> Number:
        """The same number, printed without its range."""
        return replace(self, form="value")

    @property
    def as_bare(self) -> Number:
        """The same number for a cell whose column names the unit and gives the range elsewhere."""
        return replace(self, form="bare")

    @property
    def as_bare_full(self) -> Number:
        """The same number for a cell whose column names the unit."""
        return replace(self, form="bare-full")

    @property
    def as_range(self) -> Number:
        """The same number's range alone."""
        return replace(self, form="range")

    @property
    def has_range(self) -> bool:
        """Whether a range is left after rounding."""
        _, low, high, _, _ = _spell(self)
        return low != high


class Numbers:
    """The registry of one document: hands out `n-0001`, `n-0002` ... in order of first use.

    Asking twice for the same number gives the same id. Each part of a document counts from a thousand of its own, so
    that a number more in one part renames none in another, and parts may be written in any order.
    """

    def __init__(self) -> None:
        self._numbers: dict[str, Number] = {}
        self._ids: dict[tuple[object, ...], str] = {}
        self._used: dict[int, int] = {}
        self._part = 0

    def part(self, number: int) -> None:
        """The ids that follow are those of this part of the document, from 0: `n-0001`, `n-1001`, `n-2001` ..."""
        self._part = number

    def _next(self) -> str:
        used = self._used[self._part] = self._used.get(self._part, 0) + 1
        return f"n-{self._part * 1000 + used:04d}" if used < 1000 else f"n-{self._part}-{used:04d}"

    def add(
        self,
        value: Amount,
        low: Amount | None = None,
        high: Amount | None = None,
        *,
        unit: str = "",
        style: Style = "quantity",
        trace: Mapping[str, Any] | None = None,
    ) -> Number:
        """The number with its id; low and high default to the value, which makes it exact."""
        value = _amount(value)
        low, high = value if low is None else _amount(low), value if high is None else _amount(high)
        trace = dict(trace or {})
        content = (value, low, high, unit, style, _meaning(trace))
        number_id = self._ids.get(content)
        if number_id is None:
            number_id = self._ids[content] = self._next()
            self._numbers[number_id] = Number(number_id, value, low, high, unit, style, trace)
        return self._numbers[number_id]

    def __getitem__(self, number_id: str) -> Number:
        return self._numbers[number_id]

    def __contains__(self, number_id: object) -> bool:
        return number_id in self._numbers

    def __iter__(self) -> Iterator[Number]:
        return iter(self._numbers.values())

    def __len__(self) -> int:
        return len(self._numbers)

    def as_dict(self) -> dict[str, dict[str, Any]]:
        """All numbers by id, as plain data."""
        return {
            number.id: {
                "text": number.text,
                "value": _plain(number.value),
                "low": _plain(number.low),
                "high": _plain(number.high),
                "unit": number.unit,
                "style": number.style,
                "trace": dict(number.trace),
            }
            for number in self
        }

    def to_json(self) -> str:
        """The content of `numbers.json`, which `dayafter explain` reads."""
        return json.dumps(self.as_dict(), ensure_ascii=False, indent=1, default=str) + "\n"


def _meaning(trace: Mapping[str, Any]) -> str:
    """What tells one trace from another: steps, cells, formulas, values and figures, these by their references."""
    figures = trace.get("figures") or ()
    refs = ",".join(str(f.get("ref") or sorted(f.items())) if isinstance(f, Mapping) else str(f) for f in figures)
    inner = "".join(_meaning(child) for child in trace.get("children") or ())
    rest = sorted((k, str(v)) for k, v in trace.items() if k not in ("figures", "children"))
    return f"[{rest}|{refs}|{inner}]"


def _amount(amount: Amount) -> Amount:
    """Plain int, float or date, also from numpy's scalars."""
    return amount if isinstance(amount, int | dt.date) else float(amount)


def _plain(amount: Amount) -> float | str:
    return amount.isoformat() if isinstance(amount, dt.date) else amount


def rounding_step(value: float, low: float, high: float) -> float:
    """The power of ten to which a number with this range is rounded; 0 leaves an exact count alone.

    A step is at most a quarter of the range, and leaves `SIGNIFICANT` digits of the largest part at most.
    """
    largest = max(abs(value), abs(low), abs(high))
    if largest == 0 or (low == high and value == int(value)):
        return 0.0
    finest = math.floor(math.log10(largest)) - (SIGNIFICANT - 1)
    exponent = finest if low == high else max(finest, math.floor(math.log10((high - low) / 4)))
    return float(10.0**exponent)


def round_to(x: float, step: float) -> Decimal:
    """`x` to a multiple of `step`, halves away from zero; a part smaller than the step keeps one digit.

    Rising in x, so that a range still holds its value after rounding.
    """
    exact = Decimal(repr(x))
    if step == 0 or x == 0:
        return exact
    exponent = min(round(math.log10(step)), exact.adjusted())
    return exact.quantize(Decimal(1).scaleb(exponent), rounding=ROUND_HALF_UP)


def grouped(number: Decimal | float) -> str:
    """The digits with commas between thousands and a true minus sign."""
    decimal = number if isinstance(number, Decimal) else Decimal(repr(number))
    text = f"{decimal:,f}"
    return text.replace("-", MINUS if decimal else "")


def cited(value: object) -> str:
    """A figure as its source gave it: all its digits, grouped."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return grouped(Decimal(f"{value:.10g}"))
    return str(value)


def shown(value: object) -> str:
    """A cell of a data table: numbers to four digits, counts in full, nothing for a missing value."""
    if value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        digits = f"{value:.4g}" if abs(value) < 1e4 and value != int(value) else f"{value:.0f}"
        return grouped(Decimal(digits).normalize())
    return str(value)


def _spell(number: Number) -> tuple[str, str, str, str, str]:
    """Value, low and high as text, the pattern (`#` stands for the value) that adds the unit, and the word of scale.

    The word (` million`) belongs to the value in every form: a cell may leave out a unit, never a factor.
    """
    if number.style == "date":
        value, low, high = _spell_dates(number)
        return value, low, high, "#", ""
    value_, low_, high_ = (float(part) for part in (number.value, number.low, number.high))  # type: ignore[arg-type]
    if number.style == "year":
        return str(round(value_)), str(round(low_)), str(round(high_)), "#", ""
    scale, pattern, word = _unit(number, value_, high_ if abs(high_) >= abs(low_) else low_)
    parts = [part / scale for part in (value_, low_, high_)]
    step = rounding_step(parts[0], parts[1], parts[2])
    rounded = [round_to(part, step) for part in parts]
    if low_ == high_:
        rounded = [part.normalize() for part in rounded]
    elif all(part == part.to_integral_value() for part in rounded):
        rounded = [part.to_integral_value() for part in rounded]
    value, low, high = (grouped(part) for part in rounded)
    return value, low, high, _agree(pattern, rounded[0] == 1), word


def _unit(number: Number, value: float, largest: float) -> tuple[float, str, str]:
    """The divisor, the pattern around the value, and the word that stands for the divisor."""
    if number.style == "share":
        return 0.01, "#%", ""
    words = _MONEY_WORDS if number.style == "money" else _COUNT_WORDS
    size = abs(value) or abs(largest)
    exact_count = number.style == "quantity" and number.low == number.high and value == int(value)
    scale, word = next(((at, name) for at, name in words if size >= at), (1.0, ""))
    if exact_count and value % (scale / 1000):
        scale, word = 1.0, ""  # a count known to the last unit is not blurred into millions
    word = f"{NBSP}{word}" if word else ""
    if number.style == "money":
        return scale, f"{number.unit}{NBSP}#{word}", word
    unit = "month|months" if number.style == "months" else number.unit
    return scale, f"#{word}{NBSP}{unit}" if unit else f"#{word}", word


def _agree(pattern: str, singular: bool) -> str:
    """The pattern with `vehicle|vehicles` settled."""
    if "|" not in pattern:
        return pattern
    one, many = pattern.split("|", 1)
    return one if singular and one.count(NBSP) == 1 else one[: one.rindex(NBSP) + 1] + many


def _spell_dates(number: Number) -> tuple[str, str, str]:
    """Days while the range is within a fortnight, months within three years, else years."""
    parts = [part for part in (number.value, number.low, number.high) if isinstance(part, dt.date)]
    width = (parts[2] - parts[1]).days
    if width <= 14:
        return tuple(day(part) for part in parts)  # type: ignore[return-value]
    if width <= 3 * 366:
        return tuple(month(part) for part in parts)  # type: ignore[return-value]
    return tuple(str(part.year) for part in parts)  # type: ignore[return-value]


def day(date: dt.date) -> str:
    """`15 February 2025`, kept on one line."""
    return f"{date.day}{NBSP}{_MONTHS[date.month - 1]}{NBSP}{date.year}"


def month(date: dt.date) -> str:
    """`February 2025`, kept on one line."""
    return f"{_MONTHS[date.month - 1]}{NBSP}{date.year}"
