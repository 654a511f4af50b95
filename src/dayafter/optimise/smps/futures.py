"""From random numbers to futures: all combinations of realisations, the listed scenarios, or a sample of draws."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from math import prod
from typing import Any

import numpy as np

from ..blocks import FloatArray
from ..stages import Scenario
from ..tree import Part
from .lines import Report
from .mps import Core
from .periods import Numbers
from .stoch import Branch, Stoch, Vector
from .template import Template, Templates

Change = tuple[Numbers, FloatArray]
"""Places in the flat vector of a period, and the values that stand there."""

NONE: Change = np.zeros(0, dtype=np.int64), np.zeros(0)


@dataclass(frozen=True, eq=False)
class Combined(Sequence[Scenario]):
    """Every combination of the realisations of several vectors in the second period, made when it is asked for."""

    template: Template
    spots: Numbers
    chances: tuple[FloatArray, ...]
    values: tuple[FloatArray, ...]

    def __len__(self) -> int:
        return prod(map(len, self.chances))

    def __iter__(self) -> Iterator[Scenario]:
        return (self[number] for number in range(len(self)))

    def __getitem__(self, number: Any) -> Any:
        rest, chance, values = range(len(self))[number], 1.0, []
        for chances, table in zip(reversed(self.chances), reversed(self.values), strict=True):
            rest, place = divmod(rest, len(chances))
            chance *= float(chances[place])
            values.append(table[place])
        stage, links = self.template.made(self.spots, np.concatenate(values[::-1]))
        return Scenario(f"future {number + 1}", chance, stage, links[0])

    @property
    def probabilities(self) -> FloatArray:
        """Probability of each combination [scenario]."""
        out = np.ones(1)
        for chances in self.chances:
            out = np.multiply.outer(out, chances).ravel()
        return out


@dataclass(frozen=True, eq=False)
class Listed(Sequence[Scenario]):
    """Futures of the second period one by one."""

    template: Template
    names: Sequence[str]
    probabilities: FloatArray
    changes: Sequence[Change]

    def __len__(self) -> int:
        return len(self.changes)

    def __iter__(self) -> Iterator[Scenario]:
        return (self[number] for number in range(len(self)))

    def __getitem__(self, number: Any) -> Any:
        stage, links = self.template.made(*self.changes[number])
        return Scenario(self.names[number], float(self.probabilities[number]), stage, links[0])


@dataclass(frozen=True, eq=False)
class Parts(Sequence[Part]):
    """Stage of each node of a tree, made when it is asked for."""

    templates: Templates
    period: Sequence[int]
    changes: Sequence[Change]

    def __len__(self) -> int:
        return len(self.changes)

    def __getitem__(self, number: Any) -> Any:
        return self.templates.all[self.period[number]].made(*self.changes[number])


@dataclass
class Grown:
    """Nodes of a tree under construction: parent, probability, period, name and changes of each."""

    parent: list[int] = field(default_factory=list)
    chance: list[float] = field(default_factory=list)
    period: list[int] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    def add(self, parent: int, chance: float, period: int, name: str, change: Change) -> int:
        """Number of a new node."""
        self.parent.append(parent)
        self.chance.append(chance)
        self.period.append(period)
        self.names.append(name)
        self.changes.append(change)
        return len(self.parent) - 1


class Realised:
    """The realisations of a vector as arrays: chance of each, and its changes by the period to which they belong."""

    def __init__(self, vector: Vector, core: Core, templates: Templates) -> None:
        """Values are worked out once; left out ones as in the first realisation."""
        values = vector.values(core)
        self.chances = np.array(vector.chances)
        self.parts: list[tuple[int, Numbers, FloatArray]] = []
        spots = np.array([templates.index[place] for place in vector.places], dtype=np.int64).reshape(-1, 2)
        for period in np.unique(spots[:, 0]).tolist():
            mine = spots[:, 0] == period
            self.parts.append((period, spots[mine, 1], values[:, mine]))

    def mean(self) -> list[tuple[int, Change]]:
        """Expected changes, by period."""
        shares = self.chances / self.chances.sum()
        return [(period, (index, shares @ values)) for period, index, values in self.parts]

    def at(self, number: int) -> list[tuple[int, Change]]:
        """Changes of one realisation, by period."""
        return [(period, (index, values[number])) for period, index, values in self.parts]


def of_period(changes: Sequence[tuple[int, Change]], period: int) -> Change:
    """All changes that belong to one period, side by side."""
    mine = [change for when, change in changes if when == period]
    if not mine:
        return NONE
    return np.concatenate([index for index, _ in mine]), np.concatenate([values for _, values in mine])


def combined(stoch: Stoch, core: Core, templates: Templates) -> Combined:
    """The futures of a program of two periods."""
    each = [Realised(vector, core, templates) for vector in stoch.vectors]
    late = [(r.chances, [part for part in r.parts if part[0] > 0]) for r in each]
    tables = [(chances, parts[0]) for chances, parts in late if parts]
    return Combined(
        templates.all[1],
        np.concatenate([part[1] for _, part in tables]) if tables else NONE[0],
        tuple(chances for chances, _ in tables),
        tuple(part[2] for _, part in tables),
    )


def at_once(stoch: Stoch, core: Core, templates: Templates) -> Change:
    """Changes of the first period: numbers with one realisation only."""
    each = [Realised(vector, core, templates) for vector in stoch.vectors if len(vector.chances) == 1]
    return of_period([change for realised in each for change in realised.at(0)], 0)


def grown(stoch: Stoch, core: Core, templates: Templates) -> Grown:
    """The tree of all combinations, period by period; a number may be seen earlier than it is used."""
    out = Grown()
    level = [(out.add(-1, 1.0, 0, "root", at_once(stoch, core, templates)), [])]  # type: ignore[var-annotated]
    for period in range(1, len(templates.all)):
        each = [Realised(v, core, templates) for v in stoch.vectors if max(1, v.period) == period]
        ways = [
            (float(prod(r.chances[k] for r, k in zip(each, way, strict=True))),
             [part for r, k in zip(each, way, strict=True) for part in r.at(k) if part[0] > 0])
            for way in product(*(range(len(r.chances)) for r in each))
        ]  # fmt: skip
        fresh = []
        for node, pending in level:
            for number, (chance, parts) in enumerate(ways):
                changes = [*pending, *parts]
                name = f"{number + 1}" if node == 0 else f"{out.names[node]}.{number + 1}"
                made = out.add(node, out.chance[node] * chance, period, name, of_period(changes, period))
                fresh.append((made, [change for change in changes if change[0] > period]))
        level = fresh
    return out


class Branching:
    """The tree of listed scenarios: each shares the nodes of its parent until it branches off."""

    def __init__(self, stoch: Stoch, templates: Templates, report: Report) -> None:
        """Nothing is grown yet."""
        self.stoch, self.templates, self.report = stoch, templates, report
        self.out = Grown()
        self.last = len(templates.all) - 1
        self.data: list[list[dict[int, float]]] = []  # changes of each scenario, by period
        self.paths: list[list[int]] = []
        self.core_path: list[int] = []

    def grow(self) -> Grown:
        """The tree; contradictions go into the report."""
        for branch in self.stoch.branches:
            data = [{} for _ in range(self.last + 1)] if branch.parent < 0 else list(self.data[branch.parent])
            own: list[dict[int, float]] = [{} for _ in range(self.last + 1)]
            for place, value in branch.changes.items():
                period, index = self.templates.index[place]
                own[period][index] = value
            begins = self._begins(branch, data, own)
            data = [{**old, **new} if new else old for old, new in zip(data, own, strict=True)]
            self._add(branch, data, begins)
        return self.out

    def _begins(self, branch: Branch, data: list[dict[int, float]], own: list[dict[int, float]]) -> int:
        """The period in which the scenario leaves its parent."""
        stated = max(1, branch.period)
        other = [k for k in range(1, stated) if any(data[k].get(i) != v for i, v in own[k].items())]
        if other:
            names, file = self.templates.periods.names, self.stoch.file
            what = f"scenario {branch.name} changes numbers of {names[other[0]]}, before it branches off"
            hint = f"it is taken as branching off in {names[other[0]]}"
            self.report.at(file, branch.line, "smps-choice", what=what, hint=hint)
        return min([stated, *other])

    def _add(self, branch: Branch, data: list[dict[int, float]], begins: int) -> None:
        out = self.out
        if not self.paths:
            self.core_path = [out.add(-1, 0.0, 0, "root", _change(data[0]))]
            self.root = data[0]
        elif (data[0] != self.root and branch.parent >= 0) or (data[0] and data[0] != self.root):
            hint = "the first period is the same in every future"
            reason = f"scenario {branch.name} changes numbers of the first period"
            self.report.at(self.stoch.file, branch.line, "smps-line", reason=reason, hint=hint)
            data[0] = self.root
        shared = self._core(begins) if branch.parent < 0 else self.paths[branch.parent][:begins]
        path = list(shared)
        for period in range(begins, self.last + 1):
            name = branch.name if period in (begins, self.last) else f"{branch.name}.{period}"
            path.append(out.add(path[-1], 0.0, period, name, _change(data[period])))
        for node in path:
            out.chance[node] += branch.chance
        self.paths.append(path)
        self.data.append(data)

    def _core(self, begins: int) -> list[int]:
        """The first nodes of a future without changes."""
        while len(self.core_path) < begins:
            period = len(self.core_path)
            self.core_path.append(self.out.add(self.core_path[-1], 0.0, period, f"core.{period}", NONE))
        return self.core_path[:begins]


def _change(values: dict[int, float]) -> Change:
    return np.array(list(values), dtype=np.int64), np.array(list(values.values()))


def mean_changes(tree: Grown, templates: Templates) -> list[Change]:
    """Expected changes of each period over the nodes of a tree."""
    out = []
    for period, template in enumerate(templates.all):
        nodes = [n for n, when in enumerate(tree.period) if when == period]
        total = sum(tree.chance[n] for n in nodes)
        moved, weight = np.zeros(len(template.flat)), np.zeros(len(template.flat))
        for n in nodes:
            index, values = tree.changes[n]
            share = tree.chance[n] / total
            moved[index] += share * values
            weight[index] += share
        index = np.flatnonzero(weight)
        usual = np.maximum(1.0 - weight[index], 0.0)
        rest = np.where(usual > 0, usual * np.nan_to_num(template.flat[index], nan=0.0, posinf=0.0, neginf=0.0), 0.0)
        out.append((index, moved[index] + rest))
    return out
