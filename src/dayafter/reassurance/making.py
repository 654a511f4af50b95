"""The forces that are generated: every option alone, and those that stand beside each other together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dayafter.case import Case
from dayafter.case.tables.reassurance import ForceOption
from dayafter.errors import CaseError, Finding, UsageError, did_you_mean
from dayafter.reassurance.cost import Burden, burden
from dayafter.reassurance.generate import Force, build_up, standing
from dayafter.reassurance.inputs import Pool, pools
from dayafter.reassurance.mandates import stands_of
from dayafter.reassurance.problem import Problem, problem_of
from dayafter.reassurance.spread import Draw, shares, spread
from dayafter.reassurance.stay import Stay, stay
from dayafter.uncertainty import Draws

Floats = NDArray[np.float64]

JOINT = "+"
"""Between the short names of options that are generated together."""


@dataclass(frozen=True)
class Package:
    """Options that draw on the same nations at the same time; mostly one."""

    options: tuple[ForceOption, ...]

    @property
    def key(self) -> str:
        """Short names of its options."""
        return JOINT.join(option.option_id for option in self.options)

    @property
    def name(self) -> str:
        """What people call it."""
        return ", with ".join(option.name for option in self.options)

    @property
    def alone(self) -> bool:
        """Whether it is a single option."""
        return len(self.options) == 1


def packages(case: Case) -> tuple[Package, ...]:
    """Every option by itself in the order of the case, then every set of them that stands beside another.

    Raises CaseError where there is none.
    """
    rows = {row.option_id: row for row in case.rows(ForceOption)}
    if not rows:
        details = {"table": "force_options", "key": "any", "hint": "without an option there is no force to generate"}
        raise CaseError(Finding("figure-needed", "force_options.csv", details=details))
    root = {key: _root(rows, key) for key in rows}
    together = [tuple(rows[key] for key in rows if root[key] == one) for one in rows]
    sets = [Package(_first(options, one)) for one, options in zip(rows, together, strict=True) if len(options) > 1]
    return (*(Package((row,)) for row in rows.values()), *sets)


def _root(rows: dict[str, ForceOption], key: str) -> str:
    """The option that this one stands beside in the end; a circle ends at the smallest name of those on it."""
    seen = [key]
    while rows[seen[-1]].with_option in rows:
        following = rows[seen[-1]].with_option
        if following in seen:
            return min(seen[seen.index(following) :])
        seen.append(following)
    return seen[-1]


def _first(options: tuple[ForceOption, ...], root: str) -> tuple[ForceOption, ...]:
    return tuple(sorted(options, key=lambda row: row.option_id != root))


@dataclass(frozen=True, eq=False)
class Generated:
    """The force of one package: at central values, and in each of the draws."""

    package: Package
    pools: tuple[Pool, ...]
    draws: Draws

    @cached_property
    def problem(self) -> Problem:
        """What it is generated from, at central values."""
        return problem_of(self.pools)

    @cached_property
    def stays(self) -> Floats:
        """Elements that the plan keeps on station for good [cell]."""
        return standing(self.problem)

    @cached_property
    def force(self) -> Force:
        """The plan: the force at central values, in whole elements."""
        return Force(self.problem, self.stays, build_up(self.problem, self.stays))

    @cached_property
    def drawn(self) -> tuple[Draw, ...]:
        """The force in each draw."""
        return spread([problem_of(self.pools, n) for n in range(self.draws.size)])

    @cached_property
    def stay(self) -> Stay:
        """The force when nations leave."""
        amounts = self.pools[0].drawn
        assert amounts is not None, "pools of a generated force have draws"
        return stay(self.drawn, amounts.withdraws, self.draws.seed, self.problem.parties)

    @cached_property
    def burden(self) -> Burden:
        """What each nation bears of the plan."""
        return burden(self.problem, self.stays)

    @cached_property
    def burdens(self) -> tuple[Burden, ...]:
        """What each nation bears, in each draw."""
        return tuple(burden(draw.problem, draw.stays) for draw in self.drawn)

    @cached_property
    def alone(self) -> Floats:
        """Elements on station for good where each nation keeps whole ones by itself [cell]."""
        return standing(self.problem, together=False)

    @property
    def tasks(self) -> tuple[tuple[int, str], ...]:
        """Place of the option and short name of every task, options after each other."""
        return tuple((f, task) for f, front in enumerate(self.problem.fronts) for task in front.tasks)

    @property
    def shares(self) -> Floats:
        """Share of the whole demand of each task that the plan meets for good [task]."""
        return shares(self.problem, self.stays)

    @cached_property
    def drawn_shares(self) -> Floats:
        """The same in each draw [draw, task]."""
        return np.stack([draw.shares(draw.stays) for draw in self.drawn])

    def people(self, month: int | None = None, *, behind: bool = False) -> Floats:
        """People on station at the end of a month (for good, for None), or behind them in theatre [draw]."""
        there = [draw.stays if month is None else draw.path[:, month] for draw in self.drawn]
        found = [draw.problem.people(x, behind=behind) for draw, x in zip(self.drawn, there, strict=True)]
        return np.array(found, dtype=np.float64)

    @cached_property
    def strength(self) -> Floats:
        """Brigade-equivalents that it adds to the defender: land people in thousands x what a thousand add [draw,
        month]."""
        return np.stack([each @ draw.path for each, draw in zip(self._worth, self.drawn, strict=True)])

    @cached_property
    def lasting(self) -> Floats:
        """The same at the end [draw]."""
        return np.array([float(each @ draw.stays) for each, draw in zip(self._worth, self.drawn, strict=True)])

    @cached_property
    def _worth(self) -> list[Floats]:
        """Brigade-equivalents of one element of each cell, draw by draw [cell]."""
        land = np.array([service == "land" for service in self.pools[0].services])
        f, _, e = self.problem.cells.T
        out = []
        for n, draw in enumerate(self.drawn):
            thousand = np.array([float(pool.drawn.strength[n]) if pool.drawn else 0.0 for pool in self.pools])
            out.append(np.where(land[e], draw.problem.own[e], 0.0) / 1000.0 * thousand[f])
        return out


class Forces:
    """All packages of a case under one assumption of who takes part, each made when it is first asked for."""

    def __init__(
        self,
        case: Case,
        draws: Draws,
        without: Sequence[str] = (),
        *,
        undecided: bool = True,
        base: Forces | None = None,
        options: Sequence[str] = (),
    ) -> None:
        """`without`: parties that neither send nor give; `undecided`: whether those count who have not decided; base:
        forces of the same case and draws, whose packages and figures are taken over; options: only these packages."""
        self.case, self.draws, self.base = case, draws, base
        self.without, self.undecided = tuple(without), undecided
        known = dict(base.packages) if base else {package.key: package for package in packages(case)}
        for key in options:
            _refuse_unknown(key, known)
        self.packages: dict[str, Package] = {
            key: package for key, package in known.items() if not options or key in options
        }
        self._pools: dict[str, Pool] = {}
        self._made: dict[str, Generated] = {}

    def pool(self, option: str) -> Pool:
        """The pool of an option."""
        if option not in self._pools:
            if self.base is None:
                made = pools(self.case, self.draws, option, self.without, undecided=self.undecided)
            else:
                made = counted(self.case, self.base.pool(option), self.without, undecided=self.undecided)
            self._pools[option] = made
        return self._pools[option]

    def of(self, key: str) -> Generated:
        """The force of a package. Raises UsageError where the case has none of this name."""
        _refuse_unknown(key, self.packages)
        if key not in self._made:
            package = self.packages[key]
            chosen = tuple(self.pool(option.option_id) for option in package.options)
            self._made[key] = Generated(package, chosen, self.draws)
        return self._made[key]

    def all(self) -> tuple[Generated, ...]:
        """The forces of all packages."""
        return tuple(self.of(key) for key in self.packages)


def _refuse_unknown(key: str, known: Mapping[str, Package]) -> None:
    if key not in known:
        details = {"option": key, "suggestion": did_you_mean(key, sorted(known))}
        raise UsageError(Finding("force-option-unknown", details=details))


def counted(case: Case, pool: Pool, without: Sequence[str], *, undecided: bool) -> Pool:
    """The same pool with others counted as taking part. Raises UsageError for a party that is no contributor."""
    for party in without:
        if party not in pool.parties:
            details = {"party": party, "suggestion": did_you_mean(party, pool.parties)}
            raise UsageError(Finding("party-unknown", details=details))
    stands = stands_of(case, pool.parties, pool.option.option_id, without, undecided=undecided)
    return replace(
        pool,
        takes_part=np.array([stand.holds for stand in stands], dtype=bool),
        gives=np.array([party not in without for party in pool.parties], dtype=bool),
        stands=stands,
        without=tuple(without),
    )
