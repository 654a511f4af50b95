"""The core file: one linear program in MPS form, whose numbers the stoch file then makes random.

Conventions. The first N row is the objective, others are left out. A right-hand side of the objective is minus the
constant. A range R on an E row with right-hand side b is [b, b + |R|] for R >= 0 and [b - |R|, b] for R < 0. A negative
upper bound on a column without a lower one takes the lower bound away (and says so). Whole columns between markers
have no upper bound unless one is given. Bounds of 1e20 and more are infinite.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from math import inf
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ..blocks import FloatArray
from ..matrix import BoolArray
from .lines import Line, Report, lines_of, number_of

ENDLESS = 1e20
RHS, RANGES, BOUNDS = "RHS", "RANGES", "BOUNDS"
SECTIONS = ("NAME", "ROWS", "COLUMNS", RHS, RANGES, BOUNDS, "OBJSENSE", "OBJSENSE MAX", "OBJECT", "OBJNAME")
BOUND_KINDS = ("UP", "LO", "FX", "FR", "MI", "PL", "BV", "LI", "UI", "SC")
BARE = ("FR", "MI", "PL", "BV")  # bounds without a number
KINDS = "NELG"


@dataclass(eq=False)
class Core:
    """The program of the core. Rows are numbered without N rows; `sense` is 1 to minimise, -1 to maximise.

    places: number of the first constraint at or after each row of the file, N rows included (time files may name them).
    sets: names of the vectors of right-hand sides, ranges and bounds.
    """

    file: str
    name: str = ""
    sense: int = 1
    objective: str = ""
    rows: dict[str, int] = field(default_factory=dict)
    cols: dict[str, int] = field(default_factory=dict)
    free_rows: set[str] = field(default_factory=set)
    places: dict[str, int] = field(default_factory=dict)
    sets: dict[str, set[str]] = field(default_factory=lambda: {RHS: set(), RANGES: set(), BOUNDS: set()})
    entries: dict[tuple[int, int], float] = field(default_factory=dict)  # (row, column)
    costs: dict[int, float] = field(default_factory=dict)
    constant: float = 0.0
    kinds: list[str] = field(default_factory=list)
    whole_cols: list[bool] = field(default_factory=list)
    # Filled when all columns are known.
    rhs: FloatArray = field(default_factory=lambda: np.zeros(0))
    spans: FloatArray = field(default_factory=lambda: np.zeros(0))  # nan: no range
    lower: FloatArray = field(default_factory=lambda: np.zeros(0))
    upper: FloatArray = field(default_factory=lambda: np.zeros(0))
    whole: BoolArray = field(default_factory=lambda: np.zeros(0, dtype=bool))

    @property
    def kind(self) -> npt.NDArray[np.str_]:
        """E, L or G of each row."""
        return np.array(self.kinds, dtype="U1")

    def cost(self) -> FloatArray:
        """Cost of each column in the sense of the file."""
        out = np.zeros(len(self.cols))
        out[list(self.costs)] = list(self.costs.values())
        return out


def row_bounds(kind: npt.NDArray[np.str_], rhs: FloatArray, spans: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Lower and upper bound of rows [row] of a kind, a right-hand side and a range (nan: none)."""
    size, ranged = np.abs(spans), ~np.isnan(spans)
    with np.errstate(invalid="ignore"):
        lower = np.where(kind == "L", np.where(ranged, rhs - size, -inf), rhs)
        upper = np.where(kind == "G", np.where(ranged, rhs + size, inf), rhs)
        lower = np.where((kind == "E") & ranged & (spans < 0), rhs - size, lower)
        upper = np.where((kind == "E") & ranged & (spans >= 0), rhs + size, upper)
    return endless(lower), endless(upper)


def endless(bounds: FloatArray) -> FloatArray:
    """The bounds, with what is as large as infinity made infinite."""
    if len(bounds) and np.abs(bounds).max() < ENDLESS:
        return bounds
    return np.where(np.abs(bounds) >= ENDLESS, np.copysign(inf, bounds), bounds)


def read_core(path: Path, report: Report, fixed: bool) -> Core:
    """The core; what is wrong goes into the report."""
    reader = _Reader(Core(path.name), report)
    for line in lines_of(path, report, fixed):
        reader.take(line)
    return reader.finish()


class _Reader:
    def __init__(self, core: Core, report: Report) -> None:
        self.core, self.report = core, report
        self.section, self.whole = "", False
        self.given: set[tuple[int, str]] = set()
        self.seen: set[str] = set()
        self.sections: dict[str, Callable[[Line], None]] = {
            "ROWS": self._row,
            "COLUMNS": self._column,
            RHS: self._rhs,
            RANGES: self._range,
            BOUNDS: self._bound,
            "OBJSENSE": self._sense,
            "OBJNAME": self._objective,
            "OBJECT": self._objective,
        }

    def wrong(self, line: Line, reason: str, hint: str) -> None:
        self.report.at(self.core.file, line.number, "smps-line", reason=reason, hint=hint)

    def take(self, line: Line) -> None:
        if not line.header:
            if self.section in self.sections:
                self.sections[self.section](line)
            elif self.section != "?":
                self.wrong(line, "the line belongs to no section", "begin a section in the first column: ROWS")
            return
        word = line.word
        if word == "NAME":
            self.core.name = " ".join(line.fields[1:])
        elif word in self.sections:
            self.section = word
            self.seen.add(word)
            if word in (RHS, RANGES, BOUNDS) and not len(self.core.rhs):
                self._open()
            if word == "OBJSENSE" and len(line.fields) > 1:
                self._sense(Line(line.number, False, line.fields[1:]))
        else:
            self.section = "?"
            known = ", ".join(self.sections)
            what = f"the section {line.fields[0]} of a core file"
            self.report.at(self.core.file, line.number, "smps-beyond", what=what, hint=f"known sections: {known}")

    def _sense(self, line: Line) -> None:
        word = line.word
        if word in ("MAX", "MAXIMIZE", "MAXIMISE"):
            self.core.sense = -1
        elif word not in ("MIN", "MINIMIZE", "MINIMISE"):
            self.wrong(line, f"the sense is {line.fields[0]!r}", "write MIN or MAX")

    def _objective(self, line: Line) -> None:
        self.core.objective = line.fields[-1]

    def _row(self, line: Line) -> None:
        core = self.core
        if len(line.fields) != 2 or line.word not in KINDS:
            self.wrong(line, f"not a row: {' '.join(line.fields)}", "write N, E, L or G and the name of the row")
            return
        name = line.fields[1]
        if name in core.places:
            self.wrong(line, f"the row {name!r} stands twice", "keep one of them")
            return
        core.places[name] = len(core.rows)
        if line.word != "N":
            core.rows[name] = len(core.rows)
            core.kinds.append(line.word)
        elif not core.objective or core.objective == name:
            core.objective = name
        else:
            core.free_rows.add(name)

    def _pairs(self, line: Line, fields: tuple[str, ...]) -> list[tuple[str, float]]:
        """(name, number) pairs of a line; nothing, once told what is wrong, if they are none."""
        out = []
        if not fields or len(fields) % 2:
            self.wrong(line, f"{' '.join(line.fields)!r} has an odd number of fields", "write pairs of name and number")
            return []
        for name, text in zip(fields[::2], fields[1::2], strict=True):
            value = number_of(text)
            if value is None:
                self.wrong(line, f"{text!r} is not a number", "write numbers like 1234.5 or 1.2E+3")
            else:
                out.append((name, value))
        return out

    def _column(self, line: Line) -> None:
        core, fields = self.core, line.fields
        if len(fields) >= 3 and fields[1].strip("'\"").upper() == "MARKER":
            word = fields[-1].strip("'\"").upper()
            if word not in ("INTORG", "INTEND"):
                self.wrong(line, f"the marker is {word!r}", "write 'INTORG' or 'INTEND'")
            self.whole = word == "INTORG"
            return
        name = fields[0]
        if name not in core.cols:
            core.cols[name] = len(core.cols)
            core.whole_cols.append(self.whole)
        col = core.cols[name]
        for row, value in self._pairs(line, fields[1:]):
            if row == core.objective:
                if col in core.costs:
                    self.wrong(line, f"the cost of {name!r} stands twice", "keep one of them")
                core.costs[col] = value
            elif row in core.rows:
                place = core.rows[row], col
                if place in core.entries:
                    self.wrong(line, f"the coefficient of {name!r} in {row!r} stands twice", "keep one of them")
                core.entries[place] = value
            elif row not in core.free_rows:
                self.report.unknown(core.file, line.number, "row", row, "ROWS", core.rows)

    def _open(self) -> None:
        """Arrays of right-hand sides and bounds, once rows and columns are known."""
        core = self.core
        rows, cols = len(core.rows), len(core.cols)
        core.rhs, core.spans = np.zeros(rows), np.full(rows, np.nan)
        core.lower, core.upper = np.zeros(cols), np.full(cols, inf)
        core.whole = np.array(core.whole_cols, dtype=bool)

    def _vector(self, line: Line, section: str) -> list[tuple[str, float]]:
        """Pairs of a vector, its name left out: an even number of fields has no name."""
        fields = line.fields
        if len(fields) % 2:
            names = self.core.sets[section]
            if names and fields[0] not in names:
                what = f"the section {section} holds a second vector {fields[0]!r}, which is left out"
                self.report.at(self.core.file, None, "smps-choice", what=what, hint="keep one vector")
                return []
            names.add(fields[0])
            fields = fields[1:]
        return self._pairs(line, fields)

    def _rhs(self, line: Line) -> None:
        core = self.core
        for row, value in self._vector(line, RHS):
            if row == core.objective:
                core.constant = -value
            elif row in core.rows:
                core.rhs[core.rows[row]] = value
            elif row not in core.free_rows:
                self.report.unknown(core.file, line.number, "row", row, "ROWS", core.rows)

    def _range(self, line: Line) -> None:
        core = self.core
        for row, value in self._vector(line, RANGES):
            if row in core.rows:
                core.spans[core.rows[row]] = value
            elif row != core.objective and row not in core.free_rows:
                self.report.unknown(core.file, line.number, "row", row, "ROWS", core.rows)

    def _bound(self, line: Line) -> None:
        core, kind, rest = self.core, line.word, line.fields[1:]
        if kind not in BOUND_KINDS:
            self.wrong(line, f"{line.fields[0]!r} is not a kind of bound", f"one of {', '.join(BOUND_KINDS)}")
            return
        if kind == "SC":
            hint = "write the column with a whole switch of its own"
            self.report.at(core.file, line.number, "smps-beyond", what="a semi-continuous column", hint=hint)
            return
        # The set's name may be left out: then the column comes first.
        short = len(rest) == (1 if kind in BARE else 2)
        if kind in BARE and len(rest) == 2 and rest[1] not in core.cols and rest[0] in core.cols:
            short = True
        if not short and rest:
            core.sets[BOUNDS].add(rest[0])
            rest = rest[1:]
        if not rest or (kind not in BARE and len(rest) < 2):
            self.wrong(line, f"not a bound: {' '.join(line.fields)}", "write kind, set, column and number")
            return
        if rest[0] not in core.cols:
            self.report.unknown(core.file, line.number, "column", rest[0], "COLUMNS", core.cols)
            return
        value = 0.0 if kind in BARE else number_of(rest[1])
        if value is None:
            self.wrong(line, f"{rest[1]!r} is not a number", "write numbers like 1234.5 or 1.2E+3")
            return
        self._set_bound(line, kind, core.cols[rest[0]], rest[0], value)

    def _set_bound(self, line: Line, kind: str, col: int, name: str, value: float) -> None:
        core = self.core
        if kind in ("LO", "LI", "FX"):
            core.lower[col] = value
            self.given.add((col, "lower"))
        if kind in ("UP", "UI", "FX"):
            core.upper[col] = value
            if kind != "FX" and value < 0 and (col, "lower") not in self.given and core.lower[col] == 0:
                core.lower[col] = -inf
                what = f"column {name!r} has a negative upper bound and no lower one, which is taken as minus infinity"
                hint = "give a lower bound before it"
                self.report.at(core.file, line.number, "smps-choice", what=what, hint=hint)
        if kind in ("FR", "MI"):
            core.lower[col] = -inf
            self.given.add((col, "lower"))
        if kind in ("FR", "PL"):
            core.upper[col] = inf
        if kind == "BV":
            core.lower[col], core.upper[col] = 0.0, 1.0
        if kind in ("BV", "LI", "UI"):
            core.whole[col] = True

    def finish(self) -> Core:
        core = self.core
        if not len(core.rhs):
            self._open()
        for needed in ("ROWS", "COLUMNS"):
            if needed not in self.seen:
                hint = "give the core file first, then time and stoch"
                self.report.at(core.file, 1, "smps-line", reason=f"there is no section {needed}", hint=hint)
        if "ROWS" in self.seen and not core.objective:
            self.report.at(core.file, 1, "smps-line", reason="there is no N row", hint="name the objective in ROWS")
        core.lower, core.upper = endless(core.lower), endless(core.upper)
        return core
