"""The same bits whoever computes and however draws are cut; what is stored is never computed again."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dayafter.ensemble import Chunk, Ensemble, run
from dayafter.ensemble.executors import executor_of
from dayafter.errors import CaseError, DayAfterError, UsageError
from tests.ensemble.toy import Toy

DRAWS = 3000


def bits(made: Ensemble) -> tuple[bytes, bytes]:
    return made.column("count").tobytes(), made.column("share").tobytes()


def chunks_begun(log: Path) -> list[Chunk]:
    names = [path.name.split("-") for path in log.iterdir() if not path.name.startswith("death")]
    return sorted(Chunk(int(name[0]), int(name[1])) for name in names)


@pytest.mark.parametrize(
    ("how", "chunk"),
    [
        ({"executor": "here"}, None),
        ({"executor": "here"}, 777),
        ({"executor": "processes", "workers": 1}, 1000),
        ({"executor": "processes", "workers": 2}, 450),
        ({"executor": "processes", "workers": 4}, 301),
    ],
)
def test_same_bits_for_any_workers_and_chunks(how: dict[str, Any], chunk: int | None, tmp_path: Path) -> None:
    whole = Toy().run(0, DRAWS)
    made = run(Toy(), DRAWS, chunk=chunk, store=tmp_path, **how)
    assert bits(made) == (whole["count"].tobytes(), whole["share"].tobytes())
    assert made.summary == Toy().summarise([whole])
    assert made.reused == 0


def test_stored_draws_are_used_whatever_their_chunks(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.mkdir()
    task = Toy(log=log)
    first = run(task, 1000, chunk=300, store=tmp_path)
    assert (first.reused, first.chunks) == (0, 4)
    more = run(task, 2500, chunk=1000, store=tmp_path)
    assert (more.reused, more.chunks) == (1000, 2)
    fewer = run(task, 1100, chunk=7, store=tmp_path)
    assert (fewer.reused, fewer.chunks) == (1100, 0)
    assert chunks_begun(log)[-2:] == [Chunk(1000, 1000), Chunk(2000, 500)]
    assert bits(fewer)[1] == Toy().run(0, 1100)["share"].tobytes()
    assert fewer.summary["draws"] == 1100


def test_only_a_lost_chunk_is_computed_again(tmp_path: Path) -> None:
    made = run(Toy(), 1000, chunk=250, store=tmp_path)
    made.files[Chunk(250, 250)].unlink()
    again = run(Toy(), 1000, chunk=100, store=tmp_path)
    assert (again.reused, again.chunks) == (750, 3)
    assert bits(again) == (Toy().run(0, 1000)["count"].tobytes(), Toy().run(0, 1000)["share"].tobytes())


def test_fresh_forgets_what_is_stored(tmp_path: Path) -> None:
    run(Toy(), 100, store=tmp_path)
    assert run(Toy(), 100, store=tmp_path, fresh=True).reused == 0


def test_progress_begins_with_what_is_stored_and_ends_with_all(tmp_path: Path) -> None:
    run(Toy(), 300, store=tmp_path)
    heard: list[int] = []
    run(Toy(), 1000, chunk=350, store=tmp_path, told=heard.append)
    assert heard == [300, 650, 1000]


def test_parts_are_read_one_by_one(tmp_path: Path) -> None:
    made = run(Toy(), 1000, chunk=100, store=tmp_path)
    assert [len(part["share"]) for part in made.parts()] == [100] * 10


def test_killed_worker_is_replaced_and_only_its_chunk_repeated(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.mkdir()
    task = Toy(log=log, die_at=650, deaths=2)
    made = run(task, 1000, executor="processes", workers=2, chunk=100, store=tmp_path)
    assert bits(made)[1] == Toy().run(0, 1000)["share"].tobytes()
    begun = chunks_begun(log)
    assert [begun.count(Chunk(first, 100)) for first in range(0, 1000, 100)] == [1, 1, 1, 1, 1, 1, 3, 1, 1, 1]
    assert made.chunks == 10


def test_chunk_that_kills_every_worker_is_named(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.mkdir()
    with pytest.raises(DayAfterError) as caught:
        run(Toy(log=log, die_at=650, deaths=99), 1000, executor="processes", workers=1, chunk=100, store=tmp_path)
    assert caught.value.findings[0].code == "chunk-failed"
    assert "draws 600 to 699" in str(caught.value) and "tried 3 times" in str(caught.value)
    after = run(Toy(), 1000, chunk=100, store=tmp_path)
    assert after.reused == 600


def test_error_of_the_task_comes_back_as_it_was(tmp_path: Path) -> None:
    with pytest.raises(CaseError) as caught:
        run(Toy(error_at=150), 1000, executor="processes", workers=2, chunk=100, store=tmp_path)
    assert caught.value.findings[0].details["table"] == "t"
    assert caught.value.exit_code == 1


def test_bug_of_the_task_names_its_chunk(tmp_path: Path) -> None:
    with pytest.raises(DayAfterError, match=r"draws 100 to 199.*a bug of the task") as caught:
        run(Toy(bug_at=150), 1000, executor="processes", workers=1, chunk=100, store=tmp_path)
    assert "in _misbehave" in str(caught.value.__cause__)


@pytest.mark.parametrize("error", [CaseError, UsageError])
def test_errors_survive_the_way_between_processes(error: type[DayAfterError]) -> None:
    made = error.of("call-invalid", reason="a reason", command="a command")
    back = pickle.loads(pickle.dumps(made))
    assert (type(back), back.findings, str(back)) == (error, made.findings, str(made))


PARENT = """
import sys
from pathlib import Path
from dayafter.ensemble import run
from tests.ensemble.toy import Toy
folder = Path(sys.argv[1])
run(Toy(log=folder / "log", pause=0.15), 3000, executor="processes", workers=2, chunk=100, store=folder)
"""


def started(folder: Path) -> subprocess.Popen[bytes]:
    """A run in a process of its own, some chunks of which are stored already."""
    (folder / "log").mkdir()
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(entry or os.getcwd() for entry in sys.path)}
    parent = subprocess.Popen([sys.executable, "-c", PARENT, str(folder)], env=env, stderr=subprocess.DEVNULL)
    until(lambda: len(list((folder / Toy().key).glob("*.parquet"))) >= 4)
    return parent


def until(what: Any) -> None:
    end = time.monotonic() + 60
    while not what():
        assert time.monotonic() < end
        time.sleep(0.02)


def processes_of(log: Path) -> set[int]:
    return {int(path.name.split("-")[2]) for path in log.iterdir()}


def alive(process: int) -> bool:
    """Whether it still runs; one that has ended and waits to be fetched by its parent does not."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state not in {"Z", "X"}


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc to see processes")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_ended_run_leaves_no_process_and_is_resumed(how: signal.Signals, tmp_path: Path) -> None:
    parent = started(tmp_path)
    workers = processes_of(tmp_path / "log")
    parent.send_signal(how)
    parent.wait(60)
    until(lambda: not any(map(alive, workers)))
    before = len(chunks_begun(tmp_path / "log"))
    made = run(Toy(log=tmp_path / "log"), 3000, chunk=100, store=tmp_path)
    assert made.reused >= 400 and made.reused % 100 == 0
    begun = chunks_begun(tmp_path / "log")
    assert len(begun) - 30 <= 2, "no more than one chunk a worker is computed twice"
    assert before + made.chunks == len(begun)
    assert bits(made)[1] == Toy().run(0, 3000)["share"].tobytes()


@pytest.mark.parametrize(
    "wrong",
    [
        {"executor": "proceses"},
        {"executor": "here", "workers": 2},
        {"executor": "processes", "scheduler": "127.0.0.1:8786"},
    ],
)
def test_executor_that_cannot_be_is_refused(wrong: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        run(Toy(), 10, store=tmp_path / "store", **wrong)
    assert caught.value.findings[0].code == "call-invalid"
    assert not (tmp_path / "store").exists()


def test_near_name_of_an_executor_is_suggested() -> None:
    with pytest.raises(UsageError, match="did you mean 'processes'"):
        executor_of("proceses")


@pytest.mark.parametrize("wrong", [{"draws": 0}, {"draws": 5, "chunk": 0}, {"draws": 5, "workers": 0}])
def test_numbers_below_one_are_refused(wrong: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        run(Toy(), **wrong, store=tmp_path)
    assert caught.value.findings[0].code == "input-unsound"


def test_share_is_not_rounded_on_its_way(tmp_path: Path) -> None:
    made = run(Toy(), 50, store=tmp_path)
    assert np.array_equal(made.column("share"), Toy().run(0, 50)["share"])
