"""Which cited figure contributes how much to which bound or coefficient of a program."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from .blocks import FloatArray, IntArray

Int32Array = npt.NDArray[np.int32]

LOWER, UPPER = "lower", "upper"


class References:
    """The figures that a program cites, numbered in the order of their first use; number 0 is '' (structural)."""

    def __init__(self) -> None:
        """No figure is cited yet."""
        self.names: list[str] = [""]
        self._number: dict[str, int] = {"": 0}

    def _code(self, name: str) -> int:
        code = self._number.get(name)
        if code is None:
            code = self._number[name] = len(self.names)
            self.names.append(name)
        return code

    def codes(self, refs: str | Sequence[str] | npt.NDArray[np.generic]) -> IntArray:
        """Numbers of the figures, int32 in the shape of `refs`; an integer array is taken as numbers already."""
        if isinstance(refs, str):
            return np.asarray(self._code(refs), dtype=np.int32)
        array = np.asarray(refs)
        if array.dtype.kind in "iu":
            return array
        flat = [self._code(str(name)) for name in array.ravel().tolist()]
        return np.array(flat, dtype=np.int32).reshape(array.shape)


@dataclass
class Pieces:
    """Contributions of figures to one kind of bound: number, figure, amount, and change of the bound per unit of it."""

    parts: list[tuple[IntArray, IntArray, FloatArray, FloatArray]] = field(default_factory=list)

    def add(self, numbers: IntArray, codes: IntArray, amounts: npt.ArrayLike, per_unit: npt.ArrayLike | None) -> None:
        """Takes note of the contributions; masked cells (-1) are dropped."""
        amount = np.asarray(amounts, dtype=np.float64)
        # Without a stated slope the figure enters one for one, with the sign of its contribution.
        slope = np.where(amount < 0, -1.0, 1.0) if per_unit is None else np.asarray(per_unit, dtype=np.float64)
        wide, code, much, each = np.broadcast_arrays(np.asarray(numbers), codes, amount, slope)
        keep = wide >= 0
        self.parts.append((wide[keep], code[keep], much[keep], each[keep]))

    def scaled(self, ratio: FloatArray) -> Pieces:
        """The same contributions, each times the ratio of the number that it belongs to."""
        numbers, codes, amounts, slopes = self.joined()
        return Pieces([(numbers, codes, amounts * ratio[numbers], slopes)]) if len(numbers) else Pieces()

    def without(self, numbers: IntArray) -> Pieces:
        """The same contributions but those to the bounds of these numbers."""
        parts = self.joined()
        keep = ~np.isin(parts[0], numbers)
        return Pieces([(parts[0][keep], parts[1][keep], parts[2][keep], parts[3][keep])])

    def joined(self) -> tuple[Int32Array, Int32Array, FloatArray, FloatArray]:
        """All contributions in one set of arrays of equal length."""
        if not self.parts:
            none = np.zeros(0, dtype=np.int32)
            return none, none, np.zeros(0), np.zeros(0)
        numbers = np.concatenate([part[0] for part in self.parts]).astype(np.int32)
        codes = np.concatenate([part[1] for part in self.parts]).astype(np.int32)
        amounts = np.concatenate([part[2] for part in self.parts])
        slopes = np.concatenate([part[3] for part in self.parts])
        return numbers, codes, amounts, slopes

    def misfits(self, bounds: FloatArray) -> tuple[IntArray, FloatArray]:
        """Numbers whose contributions do not add up to their bound to 1e-9, and the sums found."""
        numbers, _, amounts, _ = self.joined()
        if not len(numbers):
            return numbers, np.zeros(0)
        size = len(bounds)
        total = np.bincount(numbers, amounts, minlength=size)
        scale = np.maximum(np.bincount(numbers, np.abs(amounts), minlength=size), 1.0)
        cited = np.bincount(numbers, minlength=size) > 0
        with np.errstate(invalid="ignore"):
            wrong = np.flatnonzero(cited & ~(np.abs(total - bounds) <= 1e-9 * scale))
        return wrong, np.asarray(total[wrong], dtype=np.float64)
