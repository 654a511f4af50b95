"""Futures in other processes: the same lines, whatever dies; and what happens when a warm start goes astray."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dayafter.errors import InfeasibleError
from dayafter.optimise.block import Basis
from dayafter.optimise.lshaped import Decomposition, solve_lshaped
from dayafter.optimise.pool import ScenarioPool
from dayafter.optimise.stages import Scenario, TwoStage
from tests.optimise.two_stage import farmer, random_problem

POINTS = ((0.0, 0, 0), (170, 80, 250), (100, 25, 375), (183, 66, 0), (120, 80, 300))


def test_lines_lie_below_and_touch() -> None:
    with ScenarioPool(farmer()) as pool:
        lines = [pool.evaluate(np.array(point, dtype=float)) for point in POINTS]
    for own, point in zip(lines, POINTS, strict=True):
        for other in lines:
            assert (other.at(np.array(point)) <= own.value + 1e-6).all()
        assert own.at(np.array(point)) == pytest.approx(own.value)


@pytest.mark.parametrize("seed", range(4))
def test_the_same_bits_from_one_process_and_from_two(seed: int) -> None:
    problem = random_problem(seed, complete=seed % 2 == 0, scenarios=7)
    found = [solve_lshaped(problem, gap=1e-9, workers=workers) for workers in (1, 2)]
    assert found[0].x.tobytes() == found[1].x.tobytes()
    assert found[0].values.tobytes() == found[1].values.tobytes()
    assert (found[0].lower, found[0].iterations) == (found[1].lower, found[1].iterations)


def test_a_killed_process_is_replaced() -> None:
    x = np.array([170.0, 80, 250])
    with ScenarioPool(farmer(), workers=2) as pool:
        before = pool.evaluate(x)
        victim = pool.processes[1]
        os.kill(victim, signal.SIGKILL)
        after = pool.evaluate(x)
        assert victim not in pool.processes and len(pool.processes) == 2
        os.kill(pool.processes[0], signal.SIGSTOP)
        os.kill(pool.processes[0], signal.SIGKILL)
        again = pool.evaluate(x)
    for lines in (after, again):
        assert lines.value == pytest.approx(before.value, abs=1e-6)
        assert lines.at(x) == pytest.approx(before.at(x), abs=1e-6)


@dataclass
class _Deadly(Sequence[Scenario]):
    """Futures of which one kills every process but the first that makes it."""

    futures: tuple[Scenario, ...]
    home: int

    def __len__(self) -> int:
        return len(self.futures)

    def __getitem__(self, number: Any) -> Any:
        if number == 1 and os.getpid() != self.home:
            os.kill(os.getpid(), signal.SIGKILL)
        return self.futures[number]


def test_a_process_that_always_dies_is_told() -> None:
    problem = farmer()
    deadly = TwoStage("farmer", problem.first, _Deadly(tuple(problem.scenarios), os.getpid()))
    with ScenarioPool(deadly, workers=2) as pool, pytest.raises(Exception, match="a process lost"):
        pool.evaluate(np.zeros(3))
    assert all(not worker.process.is_alive() for worker in pool._workers)


def test_errors_cross_from_other_processes() -> None:
    problem = farmer()
    first, second, third = problem.scenarios
    loose = replace(second, stage=replace(second.stage, row_lower=np.array([200, 240, -np.inf])))
    with (
        ScenarioPool(TwoStage("farmer", problem.first, [first, loose, third]), workers=2) as pool,
        pytest.raises(InfeasibleError, match="stages-unbounded"),
    ):
        pool.evaluate(np.zeros(3))


def test_an_astray_start_is_given_up() -> None:
    problem = random_problem(8, complete=True, scenarios=6)
    exact = solve_lshaped(problem, gap=1e-9)
    with Decomposition(problem, patience=0) as run:
        found = run.solve(1e-9)
        assert run.pool.fallbacks > 0
    assert found.upper == pytest.approx(exact.upper, rel=1e-9)


def test_without_solver_objects_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = farmer()
    shared = random_problem(5, complete=True, scenarios=8)
    for each in (problem, shared):
        exact = solve_lshaped(each, gap=1e-9)
        monkeypatch.setattr("dayafter.optimise.block.LIVE", 2)
        with Decomposition(each) as run:
            assert not run.pool.live
            assert run.solve(1e-9).upper == pytest.approx(exact.upper, rel=1e-9)
            assert run.pool._here is not None and not run.pool._here.recourse
        monkeypatch.undo()


def test_basis_survives_the_way_to_another_process() -> None:
    with ScenarioPool(farmer()) as pool:
        pool.evaluate(np.zeros(3))
        assert pool.start is not None
        copy = pickle.loads(pickle.dumps(pool.start))
        assert Basis.of(copy.highs()).columns.tolist() == pool.start.columns.tolist()


INTERRUPTED = """
import os, sys, time
sys.path.insert(0, sys.argv[1])
from tests.optimise.two_stage import farmer
from dayafter.optimise.lshaped import Decomposition

if __name__ == "__main__":
    import numpy as np
    with Decomposition(farmer(), workers=2) as run:
        print(*run.pool.processes, flush=True)
        while True:
            run.ask(np.array([170.0, 80, 250]))
"""


def test_an_interrupt_leaves_no_process_behind(tmp_path: Path) -> None:
    script = tmp_path / "interrupted.py"
    script.write_text(INTERRUPTED)
    root = str(Path(__file__).parents[2])
    process = subprocess.Popen(
        [sys.executable, str(script), root],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    workers = [int(pid) for pid in process.stdout.readline().split()]
    assert len(workers) == 2
    time.sleep(1.0)
    os.killpg(process.pid, signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert process.returncode != 0 and "KeyboardInterrupt" in told
    for pid in workers:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
