"""The race as a task: the plan travels with it, and no cut of the draws can be seen."""

from __future__ import annotations

import pickle
from functools import cache

import numpy as np
import pytest

from dayafter.case import read_case
from dayafter.delivery import deliver
from dayafter.deterrence.task import RaceTask

pytest.importorskip("numba")

DRAWS = 60


@cache
def task() -> RaceTask:
    case = read_case("arcadia")
    return RaceTask(case, deliver(case, cited=False), 7)


def test_slices_are_the_bits_of_the_whole() -> None:
    whole = task().run(0, DRAWS)
    parts = [task().run(first, size) for first, size in ((0, 7), (7, 33), (40, 20))]
    for name, values in whole.items():
        assert values.tobytes() == np.concatenate([part[name] for part in parts]).tobytes(), name
    assert whole["months_open"].max() > 0
    assert len(np.unique(whole["first_month"])) > 2


def test_the_answer_does_not_depend_on_the_cut() -> None:
    whole = task().run(0, DRAWS)
    cut = [{name: values[a:b] for name, values in whole.items()} for a, b in ((0, 1), (1, 50), (50, DRAWS))]
    assert task().summarise([whole]) == task().summarise(cut)
    made = task().race(0, DRAWS)
    answer = task().summarise([whole])
    for row, place in zip(answer["missions"], range(len(made.missions)), strict=True):
        assert row["mean_months"] == pytest.approx(made.windows.months[:, place].mean())
        assert row["share_open"][str(made.marks[-1])] == pytest.approx(made.open[:, place, -1].mean())
        assert row["share_ever"] == pytest.approx(np.isfinite(made.windows.first[:, place]).mean())


def test_it_travels_and_has_the_same_key() -> None:
    sent = pickle.dumps(task())
    there = pickle.loads(sent)
    assert there.key == task().key
    again, here = there.run(3, 5), task().run(3, 5)
    assert all(again[name].tobytes() == here[name].tobytes() for name in here)


def test_another_seed_plan_or_future_is_another_question() -> None:
    one = task()
    others = (RaceTask(one.case, one.plan, 8), RaceTask(one.case, one.plan, 7, with_futures=False))
    assert len({one.key, *(other.key for other in others)}) == 3
