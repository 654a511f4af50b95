"""The adversary's rebuilding as rows for tables, charts and `--json`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dayafter.adversary.passage import BY, quantile, shares
from dayafter.errors import Finding, UsageError, did_you_mean

if TYPE_CHECKING:
    from dayafter.adversary.result import Rebuilding, Table

Floats = NDArray[np.float64]
Record = dict[str, object]

TABLES: tuple[Table, ...] = ("ready", "stocks", "missions", "scarcest", "drivers")
LEVELS = {"p5": 0.05, "p10": 0.1, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p90": 0.9, "p95": 0.95}

STRONGEST = 15
"""Drivers in the summary."""


def records(rebuilding: Rebuilding, what: Table, at: float | None = None) -> list[Record]:
    """The rows of one table as plain data; `at`: one month only, for drivers the month they drive."""
    if what not in TABLES:
        details: dict[str, object] = {"column": "what", "value": what, "suggestion": did_you_mean(what, TABLES)}
        known = f"the tables of the rebuilding ({', '.join(TABLES)})"
        raise UsageError(Finding("key-unknown", details={**details, "table": known}))
    if what == "missions":
        return missions(rebuilding)
    if what == "drivers":
        return [driver.as_dict() for driver in rebuilding.drivers(at)]
    months = rebuilding.months if at is None else [rebuilding.month(at)]
    made = {"ready": _ready, "stocks": _stocks, "scarcest": _scarcest}[what]
    return [row for month in months for row in made(rebuilding, int(month))]


def _spread(values: Floats) -> Record:
    """Quantiles of the draws; nan where there is none."""
    levels = tuple(LEVELS.values())
    found = np.quantile(values, levels) if values.size else np.full(len(levels), np.nan)
    return {name: float(value) for name, value in zip(LEVELS, found, strict=True)}


def _middle(values: Floats) -> float:
    return float(np.median(values)) if values.size else float("nan")


def _ready(rebuilding: Rebuilding, month: int) -> list[Record]:
    held = rebuilding.holds[:, month]
    central = float(rebuilding.middle.ready[0, month])
    row: Record = {"month": month, "share_held": float(held.mean()), "central": central}
    smooth = _middle(rebuilding.smooth[held, month])
    return [{**row, **_spread(rebuilding.ready[held, month]), "smooth_p50": smooth}]


def _stocks(rebuilding: Rebuilding, month: int) -> list[Record]:
    return [
        {
            "category": name,
            "month": month,
            "central": float(rebuilding.middle.stocks[name][0, month]),
            **_spread(values[rebuilding.holds[:, month], month]),
            "worth_p50": _worth(rebuilding, name, month),
        }
        for name, values in rebuilding.stocks.items()
    ]


def _worth(rebuilding: Rebuilding, name: str, month: int) -> float | None:
    """Median formations' worth; None for what no formation takes."""
    held = rebuilding.holds[:, month]
    return _middle(rebuilding.inputs[name][held, month]) if name in rebuilding.components else None


def _scarcest(rebuilding: Rebuilding, month: int) -> list[Record]:
    found = rebuilding.scarcest[rebuilding.holds[:, month], month]
    return [
        {"month": month, "component": name, "share": float((found == place).sum()) / max(found.size, 1)}
        for place, name in enumerate(rebuilding.components)
    ]


def missions(rebuilding: Rebuilding) -> list[Record]:
    """For each mission its size, the share of draws in which it is ready by the usual months, and by when."""
    horizon = int(rebuilding.months[-1])
    by = (0, *(month for month in BY if month <= horizon))
    out: list[Record] = []
    for place, mission in enumerate(rebuilding.missions):
        first = rebuilding.first_month(mission)
        out.append(
            {
                "mission_id": mission,
                "name": rebuilding.names[mission],
                "formations": float(np.median(rebuilding.mission_size[:, place])),
                "by": [{"month": month, "share": share} for month, share in shares(first, by).items()],
                **{name: quantile(first, LEVELS[name]) for name in ("p10", "p50", "p90")},
                "never": float(np.isinf(first).mean()),
            }
        )
    return out


def summary(rebuilding: Rebuilding) -> Record:
    """The result as plain data: fans, missions, the scarcest component, and what drives the last month."""
    return {
        "months": int(rebuilding.months[-1]),
        "draws": len(rebuilding.ready),
        "ready": records(rebuilding, "ready"),
        "stocks": records(rebuilding, "stocks"),
        "missions": missions(rebuilding),
        "scarcest": records(rebuilding, "scarcest"),
        "drivers": [driver.as_dict() for driver in rebuilding.drivers()[:STRONGEST]],
    }
