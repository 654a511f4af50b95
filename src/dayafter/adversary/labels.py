"""The arrays of a result with their labels, for those who work in xarray."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dayafter.errors import Finding, UsageError

if TYPE_CHECKING:
    import xarray as xr

    from dayafter.adversary.result import Rebuilding


def dataset(rebuilding: Rebuilding) -> xr.Dataset:
    """Every array of the rebuilding over draw, month, category, component and mission."""
    try:
        import xarray as xr
    except ImportError:
        details: dict[str, object] = {"what": "labelled arrays", "extra": "arrays"}
        raise UsageError(Finding("extra-missing", details=details)) from None
    stocks, inputs = rebuilding.stocks, rebuilding.inputs
    names = np.array(rebuilding.components)
    return xr.Dataset(
        {
            "ready": (("draw", "month"), rebuilding.ready, {"units": "formations"}),
            "smooth": (("draw", "month"), rebuilding.smooth, {"units": "formations"}),
            "scarcest": (("draw", "month"), names[rebuilding.scarcest]),
            "stock": (("category", "draw", "month"), np.stack(list(stocks.values()))),
            "worth": (("component", "draw", "month"), np.stack(list(inputs.values())), {"units": "formations"}),
            "mission_size": (("draw", "mission"), rebuilding.mission_size, {"units": "formations"}),
            "first_month": (("draw", "mission"), rebuilding.first, {"units": "months after the ceasefire"}),
        },
        coords={
            "draw": rebuilding.draws.first + np.arange(len(rebuilding.ready)),
            "month": rebuilding.months,
            "category": list(stocks),
            "component": list(rebuilding.components),
            "mission": list(rebuilding.missions),
        },
        attrs={"case": rebuilding.case.name, "seed": rebuilding.draws.seed},
    )
