"""Policies compared with the case as it stands, each with its own best plan, carried out in the same draws."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from dayafter.case import Case, Policy
from dayafter.case.tables.adversary import Mission
from dayafter.delivery import Plan, deliver
from dayafter.delivery.execute import Execution, execute
from dayafter.deterrence import Race, race
from dayafter.deterrence.records import difference
from dayafter.frames import frame
from dayafter.need.components import assemble
from dayafter.uncertainty import Drawn, Draws, Futures, futures_of

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Option:
    """One policy, its plan, and the plan carried out in every draw."""

    policy: Policy
    plan: Plan
    execution: Execution

    @cached_property
    def race(self) -> Race | None:
        """The plan's race, in the same draws, in which now the futures of the case happen; worked out when first asked
        for. None where the case has no missions."""
        return raced(self.execution)


@dataclass(frozen=True, eq=False)
class Comparison:
    """The case as it stands and the options beside it. Effects are differences in the same draws."""

    base: Option
    options: tuple[Option, ...]

    def records(self) -> list[dict[str, Any]]:
        """One row an option, mark and measure: its value, the difference from the base, and that difference's range.

        measures: share (of the requirement by then), formations (equipped by then), cost (millions in all),
        points (of shortfall in all; no range: it is the objective of the central plan).
        """
        return [row for option in self.options for row in self._rows(option)]

    def _rows(self, option: Option) -> list[dict[str, Any]]:
        base, rows = self.base, list[dict[str, Any]]()
        measures: tuple[tuple[str, Callable[[Plan, float], float], Callable[[Execution, float], Floats]], ...] = (
            ("share", Plan.share, Execution.shares),
            ("formations", Plan.ready, Execution.ready),
        )
        head = {"policy": option.policy.policy_id or option.policy.name, "name": option.policy.name}
        for month in base.plan.marks:
            for measure, central, drawn in measures:
                difference = drawn(option.execution, month) - drawn(base.execution, month)
                value = central(option.plan, month)
                change = value - central(base.plan, month)
                low, high = float(np.quantile(difference, 0.1)), float(np.quantile(difference, 0.9))
                rows.append(
                    head
                    | {"month": month, "measure": measure, "value": value, "change": change}
                    | {"low": min(low, change), "high": max(high, change)}
                )
        for measure, value, old in (
            ("cost", option.plan.cost, base.plan.cost),
            ("points", option.plan.objectives["shortfall"], base.plan.objectives["shortfall"]),
        ):
            change = value - old
            rows.append(
                head
                | {"month": None, "measure": measure, "value": value, "change": change, "low": change, "high": change}
            )
        return rows

    def race_records(self) -> list[dict[str, Any]]:
        """One row an option, mission, mark and measure: its value, the difference from the base, and its range.

        measures: share_open (of the draws with a truce then; no range: it is a share of draws), months_open (mean; the
        range is that of the differences draw by draw). None where the case has no missions.
        """
        return [row for option in self.options for row in self._race_rows(option)]

    def _race_rows(self, option: Option) -> list[dict[str, Any]]:
        base, made = self.base.race, option.race
        if base is None or made is None:
            return []
        rows = []
        for place, mission in enumerate(base.missions):
            head = {"policy": option.policy.policy_id or option.policy.name, "name": option.policy.name}
            head |= {"mission": mission, "mission_name": base.names[mission]}
            for month in base.marks:
                value = float(made.share_open()[place, month])
                change = value - float(base.share_open()[place, month])
                row = {"month": month, "measure": "share_open", "value": value, "change": change}
                rows.append(head | row | {"low": change, "high": change})
            found = difference(base.windows, made.windows, place)
            change = found["mean_change"]
            row = {"month": None, "measure": "months_open", "value": found["mean_months"], "change": change}
            rows.append(head | row | {"low": found["low"], "high": found["high"]})
        return rows

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names of the options, in order."""
        return tuple(option.policy.name for option in self.options)

    def table(self) -> pl.DataFrame:
        """The comparison as a data frame."""
        return frame(self.records())


@dataclass(frozen=True)
class Differences:
    """A comparison told: names of the options in order, number of common draws, and the rows of `records`."""

    names: tuple[str, ...]
    draws: int
    rows: tuple[dict[str, Any], ...]
    race_rows: tuple[dict[str, Any], ...] = ()

    def race_records(self) -> list[dict[str, Any]]:
        """One row an option, mission, mark and measure; see `Comparison.race_records`."""
        return list(self.race_rows)

    def records(self) -> list[dict[str, Any]]:
        """One row an option, mark and measure; see `Comparison.records`."""
        return list(self.rows)


class CommonDraws(Draws):
    """The draws of a changed case, or of the same one under futures; what is the same is not drawn again."""

    def __init__(self, case: Case, base: Draws, futures: Futures | None = None) -> None:
        super().__init__(case, base.size, base.seed, first=base.first, futures=futures, design=base.design)
        self._base = base

    def of(self, table: str) -> Drawn:
        """The draws of one table of figures."""
        mine, theirs = self.case, self._base.case
        same_view = (mine.settings.known_on, mine.settings.rivals) == (theirs.settings.known_on, theirs.settings.rivals)
        if same_view and mine.tables.get(table) is theirs.tables.get(table):
            if table not in self._tables:
                self._tables[table] = replace(self._base.of(table), futures=self.futures)
            return self._tables[table]
        return super().of(table)


def under_futures(case: Case, base: Draws) -> Draws:
    """The same draws of a case, in which its futures happen."""
    futures = futures_of(case, base)
    return base if futures is None else CommonDraws(case, base, futures)


def carried(execution: Execution, draws: Draws) -> Execution:
    """The same plan in other draws of its case, such as the same ones under futures; itself in its own draws."""
    if draws is execution.making.draws:
        return execution
    return execute(execution.plan, assemble(draws.case, draws), draws)


def raced(execution: Execution) -> Race | None:
    """The race of a plan in the same draws, under the futures of its case; None where that has no missions."""
    case = execution.making.draws.case
    if not case.rows(Mission):
        return None
    from dayafter.adversary.model import rebuild

    draws = under_futures(case, execution.making.draws)
    return race(rebuild(case, draws), carried(execution, draws), case, draws)


def base_option(case: Case, draws: Draws, plan: Plan | None = None) -> Option:
    """The case as it stands, in the draws that all options share."""
    plan = plan or deliver(case, cited=False)
    return Option(Policy("As it stands"), plan, execute(plan, assemble(case, draws), draws))


def option(case: Case, policy: Policy, draws: Draws, start: Plan | None = None) -> Option:
    """The best plan under a policy, carried out in the draws that all options share: those of the case as it stands."""
    changed = policy.apply(case)
    plan = deliver(changed, start=start, cited=False)
    drawn = CommonDraws(changed, draws)
    return Option(policy, plan, execute(plan, assemble(changed, drawn), drawn))


def compare(
    base: Option,
    case: Case,
    policies: Sequence[Policy],
    draws: Draws,
    told: Callable[[str], None] = lambda name: None,
) -> Comparison:
    """Every policy beside the base. `told` is called with each policy's name when it is done."""
    options = []
    for policy in policies:
        options.append(option(case, policy, draws, base.plan))
        told(policy.name)
    return Comparison(base, tuple(options))
