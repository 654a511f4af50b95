"""A two-stage program by decomposition: the first stage learns from lines below the cost of every future.

The L-shaped method of Van Slyke and Wets (1969) with several cuts (Birge and Louveaux 1988), stabilised by asking
between the best first stage so far and the one that the lines propose (Ben-Ameur and Neto 2007). Every pass gives a
lower bound (duals of the first stage with its lines) and an upper bound (all futures solved at one first stage).
"""

from __future__ import annotations

from math import inf
from time import perf_counter
from types import TracebackType
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from ..errors import DayAfterError
from .block import Lines
from .blocks import FloatArray, dot
from .highs import UNBOUNDED
from .linear import failed
from .master import Master
from .optimum import OPTIMAL, STOPPED, Optimum, Step, Told, relative_gap
from .pool import ScenarioPool
from .region import Region
from .risk import risk_weights
from .stages import TwoStage
from .start import first_guess

if TYPE_CHECKING:
    from .risk import CVaR

ALPHA = 0.6  # share of the proposed first stage in the one that is asked
ENTRIES = 20_000  # coefficients that one pass may add to the first stage: beyond, futures share their cuts
MOST = 1_000  # cuts of one pass
VAIN = 3  # passes in a row without a better first stage, before the method asks near the best one alone
EXACT = 1e-9  # a gap below this is none
NEWS, FINE = 2e-9, 1e-11  # what a line has to tell more, plainly and as a share: the solver's tolerance is 1e-9


class Decomposition:
    """The state of the method: futures with their warm starts, and the first stage with its lines.

    A context manager, as futures may live in other processes. `x` is the best first stage so far, `upper` its cost,
    `values` what each future costs then; `lower` is what no first stage can go below.
    """

    def __init__(
        self,
        problem: TwoStage,
        risk: CVaR | None = None,
        workers: int = 1,
        gap: float = 1e-3,
        *,
        patience: int | None = None,
        shared: bool = True,
    ) -> None:
        """Nothing is solved yet; `gap` is that of `solve` where it is given none, `patience` that of `Recourse`.

        shared: whether many futures of a large first stage share their cuts.
        """
        self.gap = gap
        self.problem, self.risk = problem, risk
        self.chance = problem.probabilities
        self.pool = ScenarioPool(problem, workers, patience)
        self.cluster = _clusters(len(self.chance), problem.first.num_col if shared else 1)
        clusters = int(self.cluster.max(initial=-1)) + 1
        weights = np.ones(clusters) if risk is None else np.append(np.full(clusters, 1 - risk.weight), risk.weight)
        self.master = Master(problem.first, weights, problem.title)
        self.x: FloatArray | None = None
        self.values = np.zeros(0)
        self.lower, self.upper = -inf, inf
        self.passes = 0
        self.vain = 0  # passes in a row without a better first stage
        self._region: Region | None = None

    def __enter__(self) -> Decomposition:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.pool.close()

    def solve(
        self, gap: float | None = None, told: Told | None = None, time_limit: float = inf, most: float = inf
    ) -> Optimum:
        """Passes until the bounds are within `gap` of each other, or the time is over: it is looked at between them.

        most: passes at most, those of before included.
        """
        began, gap = perf_counter(), self.gap if gap is None else gap
        ended, pure = STOPPED, self.master.whole
        self.master.end_at(gap / 10)
        if self.x is None and not self.master.whole:
            guess = first_guess(self.problem)
            if guess is not None:
                self.ask(guess)
                self._tell(told, began)
        while (left := time_limit - (perf_counter() - began)) > 0 or self.passes < 1:
            if not self.master.solve(max(left, 0.0)):
                break
            self.lower = max(self.lower, min(self.master.lower + self.problem.constant, self.upper))
            if relative_gap(self.lower, self.upper) <= gap:
                ended = OPTIMAL
                break
            if self.passes >= most:
                break
            news = self._look(pure, left)
            self._tell(told, began)
            if not news and (pure or self.x is None):
                if not self.master.boxed_in:
                    ended = OPTIMAL if relative_gap(self.lower, self.upper) <= max(gap, EXACT) else STOPPED
                    break
                self._look_further()
            pure = self.master.whole or not news
        return self._optimum(ended, perf_counter() - began)

    def _look(self, pure: bool, left: float) -> bool:
        """One pass at what the master proposes, if `pure`, or nearer to the best first stage; whether it told more."""
        if pure or self.x is None:
            return self.ask(self.master.x)
        if self._region is None and self.vain >= VAIN:
            self._region = Region(self.master)
        if self._region is not None and self._region.usable:
            return self._look_near(self._region, self.x, left)
        return self.ask(ALPHA * self.master.x + (1 - ALPHA) * self.x)

    def _look_near(self, region: Region, best: FloatArray, left: float) -> bool:
        before = self.upper
        proposed = region.propose(best, relative_gap(self.lower, self.upper), left)
        if proposed is None:
            return True
        news = self.ask(proposed[0])
        region.judge(before, self.upper, proposed[1] + self.problem.constant)
        return news

    def _tell(self, told: Told | None, began: float) -> None:
        if told is not None:
            told(Step(self.passes, self.lower, self.upper, perf_counter() - began))

    def cost(self, x: FloatArray, values: FloatArray) -> float:
        """Objective of a first stage whose futures cost `values`."""
        return total_cost(self.problem, self.risk, x, values, self.chance)

    def ask(self, x: FloatArray) -> bool:
        """Solves all futures at `x` and learns their lines; whether they tell more of what the master proposed."""
        lines = self.pool.evaluate(x)
        self.passes += 1
        whole = self.problem.first.whole
        allowed = whole is None or bool((np.abs(x - np.rint(x))[whole] < 1e-6).all())
        cost = self.cost(x, lines.value) if allowed else inf
        self.vain += 1
        if cost < self.upper:
            self.x, self.values, self.upper, self.vain = x.copy(), lines.value, cost, 0
        return self.learn(lines)

    def learn(self, lines: Lines) -> bool:
        """Adds the lines that say more than the master knows; whether there was one."""
        master, news = self.master, False
        for k in _strongest(lines):
            news |= bool(lines.constant[k] + dot(lines.slope[k], master.x) > 0)
            master.rule_out(float(lines.constant[k]), lines.slope[k])
        for theta, constant, slope in self._mixes(lines):
            told = constant + dot(slope, master.x)
            more = not master.known[theta] or told > master.theta[theta] + NEWS + FINE * abs(told)
            news |= more
            master.support(theta, constant, slope)
        return news

    def _mixes(self, lines: Lines) -> list[tuple[int, float, FloatArray]]:
        """Mixes of futures' lines, each a line of one theta: each cluster's, and with risk that of the tail."""
        feasible, count = lines.feasible, self.master.thetas
        constant = np.bincount(self.cluster, self.chance * lines.constant, minlength=count)
        slope = np.empty((count, lines.slope.shape[1]))
        for column in range(slope.shape[1]):
            slope[:, column] = np.bincount(self.cluster, self.chance * lines.slope[:, column], minlength=count)
        whole = np.bincount(self.cluster, ~feasible, minlength=count) == 0
        if self.risk is not None:
            tail = self.risk.tail(lines.value, self.chance) if feasible.all() else self.chance
            constant[-1], slope[-1] = dot(tail, lines.constant), (tail[:, None] * lines.slope).sum(axis=0)
            whole[-1] = feasible.all()
        return [(int(theta), float(constant[theta]), slope[theta]) for theta in np.flatnonzero(whole)]

    def _look_further(self) -> None:
        """A wider box, as the best first stage lies at its edge; raises where the widest is not wide enough."""
        if self.master.box > 1e12:
            raise failed(UNBOUNDED, self.problem.title)
        self.master.widen()

    def _optimum(self, status: str, seconds: float) -> Optimum:
        if self.x is None:
            raise DayAfterError.of("solver-failed", status="out of time without a plan", stage="decomposition")
        return Optimum("lshaped", status, self.x, self.lower, self.upper, self.values, seconds, self.passes)


def total_cost(
    problem: TwoStage, risk: CVaR | None, x: FloatArray, values: FloatArray, chance: FloatArray | None = None
) -> float:
    """Objective of a first stage whose futures cost `values` [scenario]; inf where one cannot be lived through."""
    if not np.isfinite(values).all():
        return inf
    chance = problem.probabilities if chance is None else chance
    return problem.constant + dot(problem.first.cost, x) + dot(risk_weights(risk, values, chance), values)


def _clusters(scenarios: int, columns: int) -> npt.NDArray[np.int64]:
    """Which theta each future belongs to [scenario]: one each while the first stage stays small."""
    return np.arange(scenarios) % max(1, min(scenarios, MOST, ENTRIES // max(1, columns)))


def _strongest(lines: Lines) -> list[int]:
    """Futures without recourse whose lines rule out most: of lines with the same slope one says it all."""
    chosen: dict[bytes, int] = {}
    for k in np.flatnonzero(~lines.feasible).tolist():
        other = chosen.setdefault(lines.slope[k].tobytes(), k)
        if lines.constant[k] > lines.constant[other]:
            chosen[lines.slope[k].tobytes()] = k
    return list(chosen.values())


def solve_lshaped(
    problem: TwoStage,
    *,
    gap: float = 1e-3,
    risk: CVaR | None = None,
    workers: int = 1,
    told: Told | None = None,
    time_limit: float = inf,
) -> Optimum:
    """The optimum by decomposition, over `workers` processes; `told` hears of both bounds after every pass.

    Raises InfeasibleError where no first stage leaves every future a recourse, or where there is no least cost.
    """
    with Decomposition(problem, risk, workers) as run:
        return run.solve(gap, told, time_limit)
