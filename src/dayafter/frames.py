"""Rows of a result as a data frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl


def frame(rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """The rows, one column a key; types are read from all of them, as the first ones may be empty."""
    import polars as pl

    return pl.DataFrame(rows, infer_schema_length=None)
