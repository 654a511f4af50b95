"""Dask on this machine: the same bits, a killed worker loses nothing, and what cannot be is told."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dayafter.ensemble import run
from dayafter.ensemble.executors import cluster
from dayafter.errors import CaseError, DayAfterError
from tests.ensemble.toy import Toy

distributed = pytest.importorskip("distributed", reason="needs the extra cluster")

DRAWS = 2000


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """The address of a scheduler with two worker processes, as a cluster's users have one."""
    quiet = {"dashboard": False, "dashboard_address": "127.0.0.1:0", "allowed_failures": 1}
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", scheduler_kwargs=quiet, silence_logs=50
    ) as local:
        yield local.scheduler_address


def test_same_bits_and_a_killed_worker_loses_nothing(scheduler: str, tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.mkdir()
    task = Toy(log=log, die_at=950)
    made = run(task, DRAWS, executor="dask", scheduler=scheduler, chunk=100, store=tmp_path)
    whole = Toy().run(0, DRAWS)
    assert made.column("share").tobytes() == whole["share"].tobytes()
    assert made.column("count").tobytes() == whole["count"].tobytes()
    assert made.summary == Toy().summarise([whole])
    assert len(list(log.glob("death-*"))) == 1
    assert made.chunks == 20


def test_stored_draws_are_not_sent_to_the_cluster(scheduler: str, tmp_path: Path) -> None:
    run(Toy(), 300, chunk=100, store=tmp_path)
    made = run(Toy(), 500, executor="dask", scheduler=scheduler, chunk=100, store=tmp_path)
    assert (made.reused, made.chunks) == (300, 2)


def test_error_of_the_task_comes_back_as_it_was(scheduler: str, tmp_path: Path) -> None:
    with pytest.raises(CaseError) as caught:
        run(Toy(error_at=50), 100, executor="dask", scheduler=scheduler, chunk=100, store=tmp_path)
    assert caught.value.findings[0].details["table"] == "t"


def test_bug_of_the_task_names_its_chunk(scheduler: str, tmp_path: Path) -> None:
    with pytest.raises(DayAfterError, match=r"draws 100 to 199.*a bug of the task"):
        run(Toy(bug_at=150), 300, executor="dask", scheduler=scheduler, chunk=100, store=tmp_path)


def test_chunk_that_kills_every_worker_is_named(scheduler: str, tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.mkdir()
    with pytest.raises(DayAfterError, match="draws 100 to 199") as caught:
        run(Toy(log=log, die_at=150, deaths=99), 200, executor="dask", scheduler=scheduler, chunk=100, store=tmp_path)
    assert caught.value.findings[0].code == "chunk-failed"


def test_worker_of_another_version_is_refused(scheduler: str, tmp_path: Path) -> None:
    with pytest.raises(DayAfterError, match="numpy") as caught:
        run(Toy(foreign=True), 100, executor="dask", scheduler=scheduler, store=tmp_path)
    assert caught.value.findings[0].code == "worker-differs"


def test_scheduler_that_does_not_answer_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", 0.3)
    with pytest.raises(DayAfterError) as caught:
        run(Toy(), 100, executor="dask", scheduler="tcp://127.0.0.1:9", store=tmp_path)
    assert caught.value.findings[0].code == "scheduler-unreachable"


def test_missing_extra_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(DayAfterError) as caught:
        run(Toy(), 100, executor="dask", store=tmp_path)
    assert caught.value.findings[0].code == "extra-missing"


def test_own_cluster_is_started_and_ended(tmp_path: Path) -> None:
    made = run(Toy(), 200, executor="dask", workers=1, chunk=100, store=tmp_path)
    assert made.column("share").tobytes() == Toy().run(0, 200)["share"].tobytes()
