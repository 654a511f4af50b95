"""Published numbers of deterrence, computed anew."""

from __future__ import annotations

from collections.abc import Callable

COMPUTATIONS: dict[str, Callable[..., float]] = {}
