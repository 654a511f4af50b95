"""What linear equations betray of a cell that is not shown: the least and the greatest value that fits all that is
known. Equation 4 of card.md; for a block of one equation in closed form, else by two linear programs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dayafter.errors import DayAfterError

Floats = NDArray[np.float64]

UNBOUNDED = ("Unbounded", "Primal infeasible or unbounded")
KNOWN = ("Optimal", "Infeasible", *UNBOUNDED)

MOST = 20_000
"""Iterations after which another algorithm is tried: these programs take dozens."""

FEW = 8
"""Up to so many cells are tried one by one."""

FAR = 10.0
"""A cell may move so many times the largest of its block before it counts as unbounded."""

PINNED = 1e-9
"""A cell whose interval is narrower than this, for its size, is known."""


@dataclass(frozen=True)
class Equation:
    """Sum of coefficient x cell lies between `least` and `greatest`; both are the same for an equation proper.

    loose: it ties many cells together through rounded shares; see `dayafter.release.suppress`.
    """

    terms: tuple[tuple[int, float], ...]
    least: float = 0.0
    greatest: float = 0.0
    loose: bool = False

    def total(self, values: Floats) -> float:
        """The sum for these values of all cells."""
        return float(sum(factor * values[cell] for cell, factor in self.terms))


@dataclass(frozen=True, eq=False)
class System:
    """Cells with their true values, and the equations that everybody knows to hold between them."""

    values: Floats  # [cell]
    equations: tuple[Equation, ...]

    @cached_property
    def firm(self) -> System:
        """The same cells without the loose equations."""
        return System(self.values, tuple(one for one in self.equations if not one.loose))

    @cached_property
    def of_cell(self) -> dict[int, list[int]]:
        """Cell -> its equations."""
        out: dict[int, list[int]] = defaultdict(list)
        for number, equation in enumerate(self.equations):
            for cell, _ in equation.terms:
                out[cell].append(number)
        return out

    def worst_error(self) -> float:
        """How far the true values are from the equations, relative to their size: none, if the system is right."""
        worst = 0.0
        for equation in self.equations:
            parts = [abs(factor * self.values[cell]) for cell, factor in equation.terms]
            total = equation.total(self.values)
            gap = max(equation.least - total, total - equation.greatest)
            worst = max(worst, gap / max(1.0, *parts))
        return float(worst)


class Attack:
    """What somebody works out who knows these intervals; blocks that were solved before are remembered."""

    def __init__(self, system: System) -> None:
        """The system is public knowledge; only cells may be hidden."""
        self.system = system
        self._solved: dict[tuple[Any, ...], dict[int, tuple[float, float]]] = {}
        self._told: dict[tuple[Any, ...], list[tuple[int, float, float]]] = {}

    def intervals(
        self, low: Floats, high: Floats, wanted: Iterable[int] | None = None
    ) -> dict[int, tuple[float, float]]:
        """Cell -> (least, greatest) for the cells that are not known, or for those of them that are wanted.

        low, high: what is known of each cell beforehand [cell]; the true values lie between them.
        """
        size = np.maximum(np.abs(self.system.values), 1.0)
        free = (high - low) > PINNED * size
        asked = set(np.flatnonzero(free).tolist()) & (set(wanted) if wanted is not None else set(range(len(low))))
        out: dict[int, tuple[float, float]] = {}
        for block in self.blocks(free):
            if not asked.isdisjoint(block):
                out |= {cell: ends for cell, ends in self._block(block, low, high).items() if cell in asked}
        return out

    def exposed(self, low: Floats, high: Floats, wanted: Iterable[int], need: Floats) -> list[tuple[int, float, float]]:
        """(cell, least, greatest) of the wanted cells whose interval is narrower than they need [cell].

        A table that fits and differs from the true one by enough in a cell clears that cell, so that one program
        clears many.
        """
        size = np.maximum(np.abs(self.system.values), 1.0)
        free = (high - low) > PINNED * size
        asked = set(wanted)
        out = [(cell, float(low[cell]), float(high[cell])) for cell in sorted(asked) if not free[cell]]
        for block in self.blocks(free):
            open_ = tuple(cell for cell in block if cell in asked)
            cells = np.array(block)
            key = (block, low[cells].tobytes(), high[cells].tobytes(), open_)
            if open_ and key not in self._told:
                self._told[key] = self._exposed(block, open_, low, high, need)
            out += self._told.get(key, [])
        return sorted(out)

    def _exposed(
        self, block: tuple[int, ...], wanted: Sequence[int], low: Floats, high: Floats, need: Floats
    ) -> list[tuple[int, float, float]]:
        rows = self._rows(block)
        if len(rows) < 2:
            ends = self._block(block, low, high)
            return [(cell, *ends[cell]) for cell in wanted if _is_narrow(*ends[cell], need[cell])]
        cells = list(block)
        truth, needed = self.system.values[cells], need[cells]
        # Beyond so much a value is as good as unknown; a program without end would give no table to compare with.
        top = np.minimum(high[cells], truth + FAR * (1.0 + np.abs(truth).max() + needed.max()))
        units = np.maximum(np.abs(truth), 1.0)
        program = Program(rows, {cell: n for n, cell in enumerate(cells)}, low[cells], top, units)
        cleared = np.zeros(len(cells), dtype=bool)
        for cost in _directions(len(cells)) if len(wanted) > FEW else ():
            cleared |= np.abs(program.minimise(cost / units)[1] - truth) >= needed
        out = []
        places = {cell: n for n, cell in enumerate(cells)}
        for cell in wanted:
            place, ends_found = places[cell], []
            for sign in (1.0, -1.0):
                if not cleared[place]:
                    value, found = program.least_at(place, sign)
                    ends_found.append(sign * value)
                    cleared |= np.abs(found - truth) >= needed
            if not cleared[place] and _is_narrow(ends_found[0], ends_found[1], need[cell]):
                out.append((cell, ends_found[0], ends_found[1]))
        return out

    def blocks(self, free: NDArray[np.bool_]) -> list[tuple[int, ...]]:
        """Free cells that hang together by equations."""
        left = set(np.flatnonzero(free).tolist())
        blocks = []
        while left:
            block, edge = set[int](), [left.pop()]
            while edge:
                cell = edge.pop()
                block.add(cell)
                for number in self.system.of_cell.get(cell, ()):
                    near = {other for other, _ in self.system.equations[number].terms} & left
                    left -= near
                    edge.extend(near)
            blocks.append(tuple(sorted(block)))
        return blocks

    def _block(self, block: tuple[int, ...], low: Floats, high: Floats) -> dict[int, tuple[float, float]]:
        cells = np.array(block)
        key = (block, low[cells].tobytes(), high[cells].tobytes())
        if key not in self._solved:
            self._solved[key] = self._solve(block, low, high)
        return self._solved[key]

    def _solve(self, block: tuple[int, ...], low: Floats, high: Floats) -> dict[int, tuple[float, float]]:
        rows = self._rows(block)
        if not rows:
            return {cell: (float(low[cell]), float(high[cell])) for cell in block}
        if len(rows) == 1:
            return _one_equation(block, rows[0], low, high)
        return _programs(block, rows, low, high)

    def _rows(self, block: Sequence[int]) -> list[tuple[dict[int, float], float, float]]:
        """(coefficients of the block's cells, least, greatest value of their sum), the known cells taken off."""
        inside = set(block)
        numbers = sorted({number for cell in block for number in self.system.of_cell.get(cell, ())})
        rows = []
        for number in numbers:
            equation = self.system.equations[number]
            known = sum(factor * self.system.values[cell] for cell, factor in equation.terms if cell not in inside)
            terms = {cell: factor for cell, factor in equation.terms if cell in inside}
            rows.append((terms, equation.least - float(known), equation.greatest - float(known)))
        return rows


def _directions(size: int) -> Iterator[Floats]:
    """Costs that push all cells up, all down, and neighbours apart: few programs that clear many cells."""
    ones = np.ones(size)
    signs = np.where(np.arange(size) % 2 == 0, 1.0, -1.0)
    yield from (ones, -ones, signs, -signs)


def _is_narrow(low: float, high: float, need: float) -> bool:
    return high - low < need * (1 - 1e-9)


def _one_equation(
    block: Sequence[int], row: tuple[Mapping[int, float], float, float], low: Floats, high: Floats
) -> dict[int, tuple[float, float]]:
    """Each cell from the sum and the furthest ends of the others."""
    terms, least, greatest = row
    ends = {c: tuple(sorted((terms[c] * float(low[c]), terms[c] * float(high[c])))) for c in block}
    out = {}
    for cell in block:
        others_low = sum(ends[other][0] for other in block if other != cell)
        others_high = sum(ends[other][1] for other in block if other != cell)
        found = sorted(((least - others_high) / terms[cell], (greatest - others_low) / terms[cell]))
        out[cell] = (max(float(low[cell]), found[0]), min(float(high[cell]), found[1]))
    return out


def _programs(
    block: Sequence[int], rows: Sequence[tuple[Mapping[int, float], float, float]], low: Floats, high: Floats
) -> dict[int, tuple[float, float]]:
    """Each cell made as small and as large as the equations allow."""
    cells = list(block)
    ends = np.where(np.isinf(high[cells]), low[cells], high[cells])
    units = np.maximum(np.abs(ends), 1.0)
    program = Program(rows, {cell: n for n, cell in enumerate(block)}, low[cells], high[cells], units)
    return {cell: (program.least(n), -program.least(n, -1.0)) for n, cell in enumerate(block)}


class Program:
    """A small linear program over bounded columns, solved again and again with other costs."""

    def __init__(
        self,
        rows: Sequence[tuple[Mapping[int, float], float, float]],
        places: Mapping[int, int],
        low: Floats,
        high: Floats,
        units: Floats | None = None,
    ) -> None:
        """rows: (coefficients by cell, least, greatest); places: cell -> column; units: the usual size of each column,
        in which the solver counts it (1)."""
        import highspy

        self.highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        for name, value in (("output_flag", False), ("threads", 1), ("simplex_iteration_limit", MOST)):
            self.highs.setOptionValue(name, value)
        self.highs.setOptionValue("primal_feasibility_tolerance", 1e-9)
        self.size = len(places)
        self.units = np.ones(self.size) if units is None else units
        starts, index, factors, ends = [0], list[int](), list[float](), list[tuple[float, float]]()
        for terms, bottom, top in rows:
            scaled = [factor * float(self.units[places[cell]]) for cell, factor in terms.items()]
            largest = max(map(abs, scaled))  # rows in like sizes: shares stand beside rounds
            index += [places[cell] for cell in terms]
            factors += [factor / largest for factor in scaled]
            starts.append(len(index))
            ends.append((bottom / largest, top / largest))
        passed = self.highs.passModel(
            self.size, len(rows), len(index), int(highspy.MatrixFormat.kRowwise), int(highspy.ObjSense.kMinimize), 0.0,
            np.zeros(self.size), _finite(low / self.units), _finite(high / self.units),
            _finite(np.array([end[0] for end in ends])), _finite(np.array([end[1] for end in ends])),
            np.array(starts[:-1], dtype=np.int32), np.array(index, dtype=np.int32), np.array(factors, dtype=np.float64),
            np.zeros(self.size, dtype=np.int32),
        )  # fmt: skip
        if passed.name == "kError":
            raise DayAfterError.of("solver-failed", status="refused the model", stage="disclosure audit")

    def least(self, column: int, factor: float = 1.0) -> float:
        """The least value of factor x column; infinite where there is none."""
        return self.least_at(column, factor)[0]

    def least_at(self, column: int, factor: float = 1.0) -> tuple[float, Floats]:
        """The least value of factor x column, and the columns that have it."""
        cost = np.zeros(self.size)
        cost[column] = factor
        return self.minimise(cost)

    def minimise(self, cost: Floats) -> tuple[float, Floats]:
        """The least cost and the columns that have it; raises DayAfterError where nothing fits."""
        scaled = cost * self.units
        largest = float(np.abs(scaled).max(initial=0.0)) or 1.0
        self.highs.changeColsCost(self.size, np.arange(self.size, dtype=np.int32), scaled / largest)
        status = self._solved()
        for solver in ("simplex", "ipm"):  # a basis of the last cost can be a poor start, and so can any
            if status not in KNOWN:
                self.highs.clearSolver()
                self.highs.setOptionValue("solver", solver)
                status = self._solved()
        self.highs.setOptionValue("solver", "choose")
        if status in UNBOUNDED:
            return -np.inf, np.full(self.size, np.nan)
        if status != "Optimal":
            raise DayAfterError.of("solver-failed", status=status, stage="disclosure audit")
        found = np.array(self.highs.getSolution().col_value) * self.units
        return float(self.highs.getObjectiveValue()) * largest, found

    def _solved(self) -> str:
        self.highs.run()
        return str(self.highs.modelStatusToString(self.highs.getModelStatus()))


def _finite(values: Floats) -> Floats:
    """The values with infinity as the solver writes it."""
    import highspy

    return np.where(np.isinf(values), np.copysign(highspy.kHighsInf, values), values)
