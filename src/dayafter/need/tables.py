"""The requirement as rows for tables, charts and `--json`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dayafter.errors import Finding, UsageError, did_you_mean
from dayafter.frames import frame
from dayafter.need.crosscheck import cross_checks
from dayafter.need.inputs import COMPONENTS
from dayafter.need.requests import requests

if TYPE_CHECKING:
    import polars as pl

    from dayafter.need.result import Need, Table

Floats = NDArray[np.float64]
Record = dict[str, object]


def records(need: Need, what: Table, at: float | None) -> list[Record]:
    """The rows of one table as plain data, in the order in which it is printed."""
    period = need.period(at)
    if what == "requirement":
        return _requirement(need, period)
    if what == "components":
        return _components(need, period)
    if what == "formations":
        names = need.case.names("unit_types")
        return _counted("unit_type_id", need.unit_types, names, need.middle.targets, need.formations, period)
    if what == "trainees":
        names = need.case.names("courses")
        return _counted("course_id", need.courses, names, need.middle.trainees, need.trainees, period)
    if what == "requests":
        return [request.as_dict() for request in requests(need, at)]
    if what == "cross-checks":
        return [check.as_dict() for check in cross_checks(need, at)]
    known = ("requirement", "components", "formations", "trainees", "requests", "cross-checks")
    known_words, near = f"the tables of the requirement ({', '.join(known)})", did_you_mean(what, known)
    details: dict[str, object] = {"column": "what", "value": what, "table": known_words, "suggestion": near}
    raise UsageError(Finding("key-unknown", details=details))


def make(need: Need, what: Table, at: float | None) -> pl.DataFrame:
    """The table as a data frame; lists (waterfalls) as text."""
    return frame([{name: _flat(value) for name, value in row.items()} for row in records(need, what, at)])


def _flat(value: object) -> object:
    if not isinstance(value, list):
        return value
    return "; ".join(f"{item['term']} {item['value']:+.6g}" if isinstance(item, dict) else str(item) for item in value)


def _spread(values: Floats) -> Record:
    low, middle, high = (float(value) for value in np.quantile(values, (0.1, 0.5, 0.9)))
    return {"p10": low, "p50": middle, "p90": high}


def _requirement(need: Need, period: int) -> list[Record]:
    asked: dict[str, list[str]] = {}
    for request in need.requests:
        asked.setdefault(request.line, []).append(f"{request.asked:.6g} {request.per}")
    out: list[Record] = []
    for place, line in enumerate(need.lines):
        row = need.line_rows[line]
        out.append(
            {
                "line_id": line,
                "name": row.name,
                "area": row.area,
                "unit": row.unit,
                "gross": float(need.middle.gross[0, place, period]),
                "central": float(need.central[place, period]),
                **_spread(need.net[:, place, period]),
                "requested": "; ".join(asked.get(line, [])),
            }
        )
    return out


def _components(need: Need, period: int) -> list[Record]:
    return [
        {
            "line_id": line,
            "component": name,
            "central": float(need.middle.components[name][0, place, period]),
            **_spread(need.components[name][:, place, period]),
        }
        for place, line in enumerate(need.lines)
        for name in COMPONENTS
        if need.components[name][:, place, period].any() or need.middle.components[name][0, place, period]
    ]


def _counted(
    column: str, labels: tuple[str, ...], names: dict[str, str], middle: Floats, values: Floats, period: int
) -> list[Record]:
    return [
        {
            column: label,
            "name": names[label],
            "central": float(middle[0, place, period]),
            **_spread(values[:, place, period]),
        }
        for place, label in enumerate(labels)
    ]
