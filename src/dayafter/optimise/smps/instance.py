"""Three files as one stochastic program."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from pathlib import Path

import numpy as np

from ...errors import Finding
from ..stages import Scenario, TwoStage
from ..tree import Tree
from .futures import NONE, Branching, Change, Grown, Listed, Parts, at_once, combined, grown, mean_changes, of_period
from .futures import Realised as _Realised
from .lines import Report, has_blanks_in_names
from .mps import Core, read_core
from .periods import read_periods
from .sample import continuous, sampled
from .stoch import Stoch, read_stoch
from .template import Templates

LIMIT = 1_000_000  # futures that are counted out one by one
SUM = 1e-9  # probabilities add up to one within this


@dataclass(frozen=True, eq=False)
class Instance:
    """A stochastic program and what was found on the way.

    problem: costs to minimise; those of the file times `sense` (-1: the file maximises). With more than two periods its
    scenarios are the subtrees of the second one. paths, mean: as `measures` takes them. futures: how many there are.
    probability: what they add up to.
    """

    name: str
    objective: str
    sense: int
    periods: tuple[str, ...]
    problem: TwoStage
    paths: TwoStage
    mean: TwoStage
    futures: int
    probability: float
    warnings: tuple[Finding, ...]

    @property
    def whole(self) -> bool:
        """Whether any column takes whole numbers only."""
        one = self.mean.scenarios[0].stage
        return self.problem.first.whole is not None or one.whole is not None


def read_smps(
    core: str | Path, time: str | Path, stoch: str | Path, *, normalise: bool = False, sample: int = 0, seed: int = 1
) -> Instance:
    """The program of three SMPS files (Latin-1 text, or packed by gzip).

    normalise: divide probabilities by their sum; otherwise they are used as they are, with a warning where they do not
    add up to one. sample: so many draws instead of all combinations. Raises SmpsError with all findings that can be
    told at once, UsageError where a file is not there.
    """
    report = Report()
    fixed = has_blanks_in_names(Path(core))
    program = read_core(Path(core), report, fixed)
    report.stop()
    periods = read_periods(Path(time), program, report, fixed)
    report.stop()
    random = read_stoch(Path(stoch), program, periods, report, fixed)
    report.stop()
    _sums(random, report, normalise)
    _limits(random, report, sample)
    report.stop()
    if sample:
        random = sampled(random, program, sample, seed)
    return _Builder(program, random, Templates(program, periods, random.places), report).instance()


def _sums(stoch: Stoch, report: Report, normalise: bool) -> None:
    """Tells where probabilities do not add up to one, and divides by their sum where asked to."""
    for vector in stoch.vectors:
        total = sum(vector.chances)
        if vector.spread is None and abs(total - 1) > SUM:
            if normalise and total > 0:
                vector.chances = [chance / total for chance in vector.chances]
            else:
                report.at(stoch.file, None, "smps-probabilities", what=vector.name, total=f"{total:.10g}")
    total = sum(branch.chance for branch in stoch.branches)
    if stoch.branches and abs(total - 1) > SUM:
        if normalise and total > 0:
            for branch in stoch.branches:
                branch.chance /= total
        else:
            report.at(stoch.file, None, "smps-probabilities", what="the scenarios", total=f"{total:.10g}")
    for name, chances in [(vector.name, vector.chances) for vector in stoch.vectors if vector.spread is None]:
        if not sum(chances) > 0:
            hint = "give at least one realisation a chance"
            report.at(stoch.file, None, "smps-line", reason=f"{name} has no probability", hint=hint)


def _limits(stoch: Stoch, report: Report, sample: int) -> None:
    count = prod(len(vector.chances) or 1 for vector in stoch.vectors)
    loose = continuous(stoch.vectors)
    if sample and stoch.branches:
        hint = "leave out --sample: scenarios are listed one by one"
        report.at(stoch.file, None, "smps-beyond", what="a sample of listed scenarios", hint=hint)
    elif sample:
        return
    elif loose is not None:
        spread = loose.spread[0] if loose.spread else ""
        report.at(stoch.file, None, "smps-continuous", name=loose.name, spread=spread)
    elif count > LIMIT:
        report.at(stoch.file, None, "smps-many", count=f"{count:.4g}", limit=f"{LIMIT:,}")


class _Builder:
    def __init__(self, core: Core, stoch: Stoch, templates: Templates, report: Report) -> None:
        self.core, self.stoch, self.templates, self.report = core, stoch, templates, report
        self.title = core.name or core.file
        self.constant = core.sense * core.constant
        self._first_period()
        report.stop()

    def _first_period(self) -> None:
        for vector in self.stoch.vectors:
            if len(vector.chances) > 1 and any(self.templates.index[place][0] == 0 for place in vector.places):
                reason = f"{vector.name} is random in the first period"
                hint = "the first period is decided before anything is known; move it to a later one"
                self.report.at(self.stoch.file, None, "smps-line", reason=reason, hint=hint)

    def instance(self) -> Instance:
        """The program; its scenarios are made when they are asked for."""
        two = len(self.templates.all) == 2
        if self.stoch.vectors and two:
            root, usual = at_once(self.stoch, self.core, self.templates), self._mean_of_vectors()
            scenarios = combined(self.stoch, self.core, self.templates)
            problem = TwoStage(self.title, self.templates.all[0].made(*root)[0], scenarios, self.constant)
            return self._instance(problem, problem, usual, len(scenarios), float(scenarios.probabilities.sum()))
        if self.stoch.vectors:
            tree, usual = grown(self.stoch, self.core, self.templates), self._mean_of_vectors()
        else:
            tree = Branching(self.stoch, self.templates, self.report).grow()
            self.report.stop()
            usual = mean_changes(tree, self.templates)
            tree.chance[0] = 1.0
        if two:
            listed = Listed(self.templates.all[1], tree.names[1:], np.array(tree.chance[1:]), tree.changes[1:])
            problem = TwoStage(self.title, self.templates.all[0].made(*tree.changes[0])[0], listed, self.constant)
            return self._instance(problem, problem, usual, len(listed), float(listed.probabilities.sum()))
        whole = self._tree(tree)
        total = float(whole.probability[whole.leaves].sum())
        return self._instance(whole.nested(), whole.paths(), usual, len(whole.leaves), total)

    def _tree(self, grown: Grown) -> Tree:
        parts = Parts(self.templates, grown.period, grown.changes)
        return Tree(self.title, np.array(grown.parent), np.array(grown.chance), grown.names, parts, self.constant)

    def _mean_of_vectors(self) -> list[Change]:
        each = [_Realised(vector, self.core, self.templates).mean() for vector in self.stoch.vectors]
        changes = [change for realised in each for change in realised]
        return [of_period(changes, period) for period in range(len(self.templates.all))]

    def _instance(
        self, problem: TwoStage, paths: TwoStage, usual: list[Change], futures: int, total: float
    ) -> Instance:
        chain = Grown()
        for period, change in enumerate(usual):
            chain.add(period - 1, total if period else 1.0, period, "the mean future", change or NONE)
        mean = self._tree(chain).nested()
        only: Scenario = mean.scenarios[0]
        mean = TwoStage(self.title, mean.first, (only,), self.constant)
        return Instance(
            name=self.title,
            objective=self.core.objective,
            sense=self.core.sense,
            periods=self.templates.periods.names,
            problem=problem,
            paths=paths,
            mean=mean,
            futures=futures,
            probability=total,
            warnings=tuple(self.report.warnings),
        )
