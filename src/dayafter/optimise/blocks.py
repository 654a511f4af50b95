"""The named parts of a program: axes with labels, blocks of columns and rows, objectives with named terms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from ..errors import CaseError

if TYPE_CHECKING:
    from .sources import References

IntArray = npt.NDArray[np.integer[Any]]
FloatArray = npt.NDArray[np.float64]

MIN, MAX = "min", "max"


def dot(left: FloatArray, right: FloatArray) -> float:
    """The sum of products in one fixed order: BLAS would split it over threads, and its last bits with them."""
    return float((left * right).sum())


@dataclass(frozen=True)
class Axis:
    """One dimension of a block: a name and its labels, each once, in order."""

    name: str
    labels: tuple[str, ...]

    def __post_init__(self) -> None:
        """Refuses a label that stands twice."""
        if len(self.position) != len(self.labels):
            twice = sorted(label for label in self.position if self.labels.count(label) > 1)
            raise ValueError(f"axis {self.name}: labels stand twice: {', '.join(twice[:5])}")

    def __len__(self) -> int:
        """Number of labels."""
        return len(self.labels)

    @cached_property
    def position(self) -> dict[str, int]:
        """Where each label stands."""
        return {label: number for number, label in enumerate(self.labels)}

    def join(self, other: Axis) -> None:
        """Nothing, if both axes have the same labels in the same order; else `axis-mismatch` names the difference."""
        if self.labels is other.labels or self.labels == other.labels:
            return
        odd = sorted(set(self.labels) ^ set(other.labels))
        missing = ", ".join(odd[:5]) + (f" and {len(odd) - 5} more" if len(odd) > 5 else "")
        raise CaseError.of(
            "axis-mismatch",
            left=f"{self.name} ({len(self)} labels)",
            right=f"{other.name} ({len(other)} labels)",
            missing=missing or "same labels in another order",
        )


@dataclass(frozen=True, eq=False)
class Block:
    """Consecutive columns or rows under one name; `index[cell]` is the number in the program, -1 where masked out."""

    name: str
    axes: tuple[Axis, ...]
    index: IntArray
    first: int
    count: int
    cells: IntArray | None  # flat positions of the cells that exist; None: all of them
    stage: int
    sentence: str = ""
    unit: str = ""

    @property
    def stop(self) -> int:
        """One past the last number of the block."""
        return self.first + self.count

    def labels_of(self, number: int) -> tuple[str, ...]:
        """The axis labels of one column or row of the program."""
        flat = number - self.first
        if self.cells is not None:
            flat = int(self.cells[flat])
        place = np.unravel_index(flat, self.index.shape) if self.axes else ()
        return tuple(axis.labels[int(k)] for axis, k in zip(self.axes, place, strict=True))

    def label(self, number: int) -> str:
        """`dispatch[GB.as90.poland,2025-04]`."""
        labels = self.labels_of(number)
        return f"{self.name}[{','.join(labels)}]" if labels else self.name

    def words(self, number: int) -> str:
        """The block's sentence with the labels of this cell filled in, or the label where there is no sentence."""
        if not self.sentence:
            return self.label(number)
        named = {axis.name: label for axis, label in zip(self.axes, self.labels_of(number), strict=True)}
        text = self.sentence
        for name, label in named.items():
            text = text.replace("{" + name + "}", label)
        return text if text != self.sentence or not named else f"{text} ({', '.join(named.values())})"


class Columns(Block):
    """A block of variables."""


class Rows(Block):
    """A block of constraints."""


@dataclass(frozen=True)
class Term:
    """A named part of an objective: `cost[k]` for each unit of column `cols[k]`."""

    name: str
    cols: IntArray
    cost: FloatArray

    def value(self, x: FloatArray) -> float:
        """What the term adds to its objective, in the objective's unit."""
        return dot(self.cost, x[self.cols])


@dataclass(eq=False)
class Objective:
    """One objective: a sum of named terms that is made as small (`min`) or as large (`max`) as possible."""

    name: str
    sense: str = MIN
    sentence: str = ""
    unit: str = ""
    references: References | None = None
    terms: list[Term] = field(default_factory=list)
    pieces: list[tuple[IntArray, IntArray, FloatArray]] = field(default_factory=list)  # d cost / d figure

    def term(self, name: str, cols: IntArray, cost: npt.ArrayLike) -> Objective:
        """The same objective with one more named term; columns numbered -1 are dropped."""
        wide, costs = np.broadcast_arrays(np.asarray(cols), np.asarray(cost, dtype=np.float64))
        keep = (wide >= 0) & (costs != 0)
        self.terms.append(Term(name, wide[keep].astype(np.int32), costs[keep]))
        return self

    def cost_from(self, cols: IntArray, ref: str | Sequence[str] | IntArray, amount: npt.ArrayLike) -> Objective:
        """The same objective, knowing that the cost of `cols` moves by `amount` for each unit of the figure `ref`."""
        assert self.references is not None
        wide, codes, amounts = np.broadcast_arrays(
            np.asarray(cols), self.references.codes(ref), np.asarray(amount, dtype=np.float64)
        )
        keep = wide >= 0
        self.pieces.append((wide[keep], codes[keep], amounts[keep]))
        return self

    def vector(self, columns: int) -> FloatArray:
        """Cost of each column, float64[column], in the objective's own sense."""
        out = np.zeros(columns)
        for term in self.terms:
            out += np.bincount(term.cols, term.cost, minlength=columns)
        return out

    def values(self, x: FloatArray) -> dict[str, float]:
        """Value of each named term at `x`; terms of one name are added up."""
        out: dict[str, float] = {}
        for term in self.terms:
            out[term.name] = out.get(term.name, 0.0) + term.value(x)
        return out
