"""The stoch file: which numbers of the core are random, and how.

INDEP: numbers by themselves. BLOCKS: numbers that change together; what a later realisation leaves out is as in the
first. SCENARIOS: whole futures, each as its parent until the period in which it branches off. A number replaces that of
the core, or is added to it (ADD) or multiplied with it (MULTIPLY), whatever a parent or first realisation says.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from ..blocks import FloatArray
from .lines import Line, Report, lines_of, number_of
from .mps import BOUND_KINDS, BOUNDS, RANGES, Core
from .mps import RHS as RHS_SET
from .periods import Periods
from .template import COEF, COST, LOWER, RHS, SPAN, UPPER, Place

KEYWORDS = ("STOCH", "STOCHASTIC", "INDEP", "BLOCKS", "SCENARIOS", "SCENARIO")
CONTINUOUS = ("UNIFORM", "NORMAL", "GAMMA", "BETA", "LOGNORM", "LOGNORMAL")
MODES = ("REPLACE", "ADD", "MULTIPLY")
USUAL = ("RHS", "RIGHT")


@dataclass
class Vector:
    """Numbers that are random together: chance of each realisation, and what it changes. `period`: when it is seen."""

    name: str
    period: int
    chances: list[float] = field(default_factory=list)
    changes: list[dict[Place, float]] = field(default_factory=list)
    spread: tuple[str, float, float] | None = None  # a continuous distribution and its two parameters

    @property
    def places(self) -> list[Place]:
        """Every number that a realisation changes."""
        return list(dict.fromkeys(place for change in self.changes for place in change))

    def values(self, core: Core) -> FloatArray:
        """Value of each number [realisation, place]; left out: as in the first realisation, or else the core."""
        places, first = self.places, self.changes[0]
        usual = [first.get(place, place.value(core)) for place in places]
        return np.array(
            [[change.get(p, u) for p, u in zip(places, usual, strict=True)] for change in self.changes]
        ).reshape(len(self.changes), len(places))


@dataclass
class Branch:
    """A future of a SCENARIOS section: as its parent (-1: the core) until `period`."""

    name: str
    parent: int
    period: int
    chance: float
    line: int
    changes: dict[Place, float] = field(default_factory=dict)


@dataclass
class Stoch:
    """What the file says."""

    file: str
    vectors: list[Vector] = field(default_factory=list)
    branches: list[Branch] = field(default_factory=list)

    @property
    def places(self) -> list[Place]:
        """Every number that is random."""
        each = [place for vector in self.vectors for place in vector.places]
        return list(dict.fromkeys([*each, *(place for branch in self.branches for place in branch.changes)]))


def read_stoch(path: Path, core: Core, periods: Periods, report: Report, fixed: bool) -> Stoch:
    """The random numbers; what is wrong goes into the report."""
    reader = _Reader(Stoch(path.name), core, periods, report)
    for line in lines_of(path, report, fixed):
        reader.take(line)
    return reader.finish()


class _Reader:
    def __init__(self, made: Stoch, core: Core, periods: Periods, report: Report) -> None:
        self.made, self.core, self.periods, self.report = made, core, periods, report
        self.section, self.spread, self.mode = "", "DISCRETE", "REPLACE"
        self.single: dict[Place, Vector] = {}
        self.blocks: dict[tuple[str, int], Vector] = {}
        self.owner: dict[Place, Vector] = {}
        self.branches: dict[str, int] = {}
        self.current: dict[Place, float] | None = None
        self.vector: Vector | None = None

    def wrong(self, line: Line, reason: str, hint: str) -> None:
        self.report.at(self.made.file, line.number, "smps-line", reason=reason, hint=hint)

    def beyond(self, line: Line, what: str, hint: str) -> None:
        self.report.at(self.made.file, line.number, "smps-beyond", what=what, hint=hint)

    def take(self, line: Line) -> None:
        if line.header:
            self._header(line)
        elif self.section == "INDEP":
            self._independent(line)
        elif self.section in ("BLOCKS", "SCENARIOS"):
            code = {"BLOCKS": "BL", "SCENARIOS": "SC"}[self.section]
            if line.word == code and line.fields[0] not in self.core.cols:
                (self._block if code == "BL" else self._scenario)(line)
            elif self.current is None:
                self.wrong(line, f"the line comes before the first {code} line", f"begin with a line {code}")
            else:
                self._entries(line)
        elif self.section != "?":
            self.wrong(line, "the line belongs to no section", "begin a section: INDEP, BLOCKS or SCENARIOS")

    def _header(self, line: Line) -> None:
        word = line.word
        self.current = self.vector = None
        if word in ("STOCH", "STOCHASTIC", "NAME"):
            return
        self.section = {"SCENARIO": "SCENARIOS", "BLOCK": "BLOCKS"}.get(word, word)
        if self.section not in ("INDEP", "BLOCKS", "SCENARIOS"):
            self.section = "?"
            self.beyond(line, f"the section {word} of a stoch file", "known sections: INDEP, BLOCKS, SCENARIOS")
            return
        words = [field.upper() for field in line.fields[1:]]
        self.mode = next((word for word in words if word in MODES), "REPLACE")
        rest = [word for word in words if word not in MODES]
        self.spread = rest[0] if rest else "DISCRETE"
        if self.spread == "DISCRETE" or (self.section == "INDEP" and self.spread in CONTINUOUS):
            return
        self.beyond(line, f"the distribution {self.section} {self.spread}", "give realisations: DISCRETE")
        self.section = "?"

    # What a line names

    def _place(self, line: Line, first: str, second: str) -> Place | None:
        """The number that two names point at; None where it counts for nothing or is unknown (which is told)."""
        core = self.core
        if first in core.cols and second not in core.rows and second != core.objective and second not in core.free_rows:
            self.report.unknown(self.made.file, line.number, "row", second, core.file, core.rows)
            return None
        if second in core.free_rows:
            return None
        if first in core.cols:
            col = core.cols[first]
            if second == core.objective:
                return Place(COST, -1, col)
            row = core.rows[second]
            if self.periods.col[col] > self.periods.row[row]:
                reason = f"column {first!r} belongs to a later period than row {second!r}"
                self.wrong(line, reason, "list the row in the period of the column")
                return None
            return Place(COEF, row, col)
        if second == core.objective:
            self.beyond(line, "a random constant of the objective", "write it as the cost of a column fixed at one")
            return None
        if second in core.rows:
            if first in core.sets[RANGES] and first not in core.sets[RHS_SET]:
                return Place(SPAN, core.rows[second], -1)
            self._right_hand_side(first)
            return Place(RHS, core.rows[second], -1)
        if second in core.cols and first in core.sets[BOUNDS]:
            return Place(UPPER, -1, core.cols[second])
        self.report.unknown(self.made.file, line.number, "row", second, core.file, core.rows)
        return None

    def _right_hand_side(self, name: str) -> None:
        known = self.core.sets[RHS_SET]
        if name not in known and name.upper() not in USUAL:
            what = f"{name!r} is no column of {self.core.file} and is taken as the vector of right-hand sides"
            self.report.at(self.made.file, None, "smps-choice", what=what, hint="use the name that the core uses")

    def _named(self, line: Line) -> tuple[list[Place], list[str]] | None:
        """Places that the first fields name (two for a fixed bound), and the fields after them."""
        core, fields = self.core, list(line.fields)
        if line.word in BOUND_KINDS and fields[0] not in core.cols:
            short = len(fields) > 1 and fields[1] in core.cols and not (len(fields) > 2 and fields[2] in core.cols)
            name, rest = (fields[1], fields[2:]) if short else (fields[2] if len(fields) > 2 else "", fields[3:])
            if name not in core.cols:
                self.report.unknown(self.made.file, line.number, "column", name, core.file, core.cols)
                return None
            col, word = core.cols[name], line.word
            kinds = {"FX": (LOWER, UPPER), "LO": (LOWER,), "LI": (LOWER,)}.get(word, (UPPER,))
            return [Place(kind, -1, col) for kind in kinds], rest
        bare = fields[0] in core.rows and fields[0] not in core.cols
        if bare and len(fields) > 1 and fields[1] not in core.rows and number_of(fields[1]) is not None:
            fields.insert(0, USUAL[0])
        if len(fields) < 3:
            self.wrong(line, f"not a random number: {' '.join(line.fields)}", "write column, row and number")
            return None
        place = self._place(line, fields[0], fields[1])
        return ([] if place is None else [place]), fields[2:]

    def _number(self, line: Line, text: str) -> float | None:
        value = number_of(text)
        if value is None:
            self.wrong(line, f"{text!r} is not a number", "write numbers like 1234.5 or 1.2E+3")
        return value

    def _chance(self, line: Line, text: str) -> float | None:
        value = self._number(line, text)
        if value is not None and not 0 <= value < np.inf:
            self.wrong(line, f"the probability is {text}", "write a probability from 0 to 1")
            return None
        return value

    def _period(self, line: Line, name: str) -> int | None:
        number = self.periods.number.get(name)
        if number is None:
            known = self.periods.names
            self.report.unknown(self.made.file, line.number, "period", name, "the time file", known)
        return number

    def _changed(self, place: Place, value: float) -> float:
        if self.mode == "REPLACE":
            return value
        old = place.value(self.core)
        return old + value if self.mode == "ADD" else old * value

    # Sections

    def _independent(self, line: Line) -> None:
        named = self._named(line)
        if named is None:
            return
        places, rest = named
        if len(rest) == 3 and number_of(rest[2]) is None:  # number, probability, period
            rest = [rest[0], rest[2], rest[1]]
        if len(rest) not in (2, 3):
            self.wrong(line, f"not a random number: {' '.join(line.fields)}", "write names, number and probability")
            return
        value = self._number(line, rest[0])
        second = (self._chance if self.spread == "DISCRETE" else self._number)(line, rest[-1])
        stated = self._period(line, rest[1]) if len(rest) == 3 else None
        if value is None or second is None or not places:
            return
        vector = self.single.get(places[0])
        if vector is None:
            vector = self.single[places[0]] = Vector(" ".join(line.fields[:2]), self._seen(line, places, stated))
            self.made.vectors.append(vector)
        if self.spread == "DISCRETE":
            vector.chances.append(second)
            vector.changes.append({place: self._changed(place, value) for place in places})
        else:
            vector.spread = self.spread, value, second
            vector.changes.append(dict.fromkeys(places, 0.0))
        for place in places:
            self._own(line, place, vector)

    def _own(self, line: Line, place: Place, vector: Vector) -> None:
        if self.owner.setdefault(place, vector) is not vector:
            hint = "keep it in one block, or by itself"
            self.wrong(line, f"the number is random twice: in {self.owner[place].name} and {vector.name}", hint)

    def _seen(self, line: Line, places: list[Place], stated: int | None) -> int:
        """The period in which a random number is seen: the stated one, but no later than it is used."""
        used = min(place.period(self.periods) for place in places)
        if stated is not None and stated > used:
            names = self.periods.names
            what = f"{' '.join(line.fields[:2])} is said to be seen in {names[stated]}, but belongs to {names[used]}"
            hint = f"it is taken as seen in {names[used]}"
            self.report.at(self.made.file, line.number, "smps-choice", what=what, hint=hint)
        return used if stated is None else min(used, stated)

    def _block(self, line: Line) -> None:
        fields = line.fields
        self.current = None
        if len(fields) not in (3, 4):
            self.wrong(line, f"not a block: {' '.join(fields)}", "write BL, name, period and probability")
            return
        chance = self._chance(line, fields[-1])
        period = self._period(line, fields[2]) if len(fields) == 4 else -1
        if chance is None or period is None:
            self.current = {}
            return
        key = fields[1], period
        self.vector = self.blocks.get(key)
        if self.vector is None:
            self.vector = self.blocks[key] = Vector(f"block {fields[1]}", period)
            self.made.vectors.append(self.vector)
        self.current = {}
        self.vector.chances.append(chance)
        self.vector.changes.append(self.current)

    def _scenario(self, line: Line) -> None:
        fields = line.fields
        self.current = {}
        if len(fields) != 5:
            hint = "write SC, name, parent, probability and period"
            self.wrong(line, f"not a scenario: {' '.join(fields)}", hint)
            return
        name, parent = fields[1], fields[2].strip("'\"")
        chance, period = self._chance(line, fields[3]), self._period(line, fields[4])
        if name in self.branches:
            self.wrong(line, f"the scenario {name!r} stands twice", "give each its own name")
            return
        if parent not in self.branches and parent.upper() != "ROOT":
            kinds = "the scenarios above it"
            self.report.unknown(self.made.file, line.number, "scenario", parent, kinds, ["ROOT", *self.branches])
            return
        if chance is None or period is None:
            return
        self.branches[name] = len(self.made.branches)
        branch = Branch(name, self.branches.get(parent, -1), period, chance, line.number, self.current)
        self.made.branches.append(branch)

    def _entries(self, line: Line) -> None:
        """Changes of a block's realisation or of a scenario: names and number, perhaps a second row and number."""
        named = self._named(line)
        if named is None or self.current is None:
            return
        places, rest = named
        pairs = [(places, rest[0])] if rest else []
        if len(rest) == 3:
            second = self._place(line, line.fields[0], rest[1])
            pairs.append(([] if second is None else [second], rest[2]))
        elif len(rest) != 1:
            self.wrong(line, f"not a change: {' '.join(line.fields)}", "write column, row and number")
            return
        for each, text in pairs:
            value = self._number(line, text)
            if value is None:
                continue
            for place in each:
                if place in self.current:
                    self.wrong(line, "the number changes twice", "keep one of the two lines")
                self.current[place] = self._changed(place, value)
                if self.vector is not None:
                    self._own(line, place, self.vector)

    def finish(self) -> Stoch:
        made, report = self.made, self.report
        for vector in self.blocks.values():
            if not vector.places:
                reason = f"{vector.name} changes nothing"
                report.at(made.file, None, "smps-line", reason=reason, hint="list the numbers that it changes")
            elif not report.errors:
                line = Line(0, False, (vector.name,))
                vector.period = self._seen(line, vector.places, None if vector.period < 0 else vector.period)
        if not made.vectors and not made.branches and not report.errors:
            report.at(made.file, 1, "smps-line", reason="nothing is random", hint="add INDEP, BLOCKS or SCENARIOS")
        if made.vectors and made.branches:
            hint = "say the same in one of the two ways"
            report.at(made.file, None, "smps-beyond", what="SCENARIOS beside INDEP or BLOCKS", hint=hint)
        return made
