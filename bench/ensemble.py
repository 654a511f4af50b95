"""A million draws end to end: ours against the standard library's pool, loky and Dask, in one run; and a killed worker.

    python bench/ensemble.py [--case ukraine-2025] [--draws 1000000] [--runs 3] [--workers 2] [--plain] [--write]

The same task everywhere, the adversary's rebuilding with its draws. `kernel`: compiled code alone, on arrays that are
made already, one thread a worker. `here` .. `dask`: the whole call, start of processes and Parquet on the disk
included. Peers: the same chunks mapped over a pool, whose results are Parquet bytes that stay in memory: no store, no
resuming. Killed: one worker process gets SIGKILL halfway. Runs take turns; medians.
"""

from __future__ import annotations

import argparse
import datetime
import importlib.util
import json
import os
import resource
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
BEGIN, END = "<!-- ensemble: begin -->", "<!-- ensemble: end -->"
OURS = ("here", "processes", "dask")
PEERS = ("stdlib", "loky", "dask-map")
PEER_CHUNK = 50_000


def make_task(asked: argparse.Namespace) -> Any:
    """The task, with its case read."""
    from dayafter.adversary.task import AdversaryTask
    from dayafter.case import read_case

    return AdversaryTask(read_case(asked.case), 7, with_futures=not asked.plain)


TASK: Any = None


def work(asked: argparse.Namespace, first: int, size: int) -> bytes:
    """What a peer's worker does with a chunk: the same as ours, short of the disk."""
    from dayafter.ensemble.chunks import Chunk
    from dayafter.ensemble.store import encode

    global TASK
    if TASK is None:
        TASK = make_task(asked)
    return encode(Chunk(first, size), TASK.run(first, size))


def children() -> list[int]:
    """Processes below this one."""
    parents = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                parents[int(entry)] = int(Path(f"/proc/{entry}/stat").read_text().rsplit(")", 1)[1].split()[1])
            except OSError:
                continue
    below, todo = [], [os.getpid()]
    while todo:
        parent = todo.pop()
        found = [process for process, above in parents.items() if above == parent]
        below += found
        todo += found
    return below


def busiest() -> int | None:
    """The process below this one that has used most time: a worker."""

    def used(process: int) -> int:
        try:
            fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
            return int(fields[11]) + int(fields[12])
        except OSError:
            return -1

    return max(children(), key=used, default=None)


class Watch:
    """Peak memory of the processes below this one; kills the busiest at a given time."""

    def __init__(self, kill_at: float | None) -> None:
        self.peak, self.killed, self._end = 0.0, False, threading.Event()
        self._kill_at = kill_at
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        begun = time.perf_counter()
        while not self._end.wait(0.02):
            for process in children():
                try:
                    text = Path(f"/proc/{process}/status").read_text()
                    self.peak = max(self.peak, int(text.split("VmHWM:")[1].split()[0]) / 1024)
                except (OSError, IndexError):
                    continue
            if self._kill_at is not None and not self.killed and time.perf_counter() - begun > self._kill_at:
                victim = busiest()
                if victim is not None:
                    os.kill(victim, signal.SIGKILL)
                    self.killed = True

    def stop(self) -> None:
        """Ends the watch."""
        self._end.set()
        self._thread.join()


def ours(executor: str, asked: argparse.Namespace) -> dict[str, Any]:
    """One whole call of ours into an empty store, its answer folded."""
    from dayafter.ensemble import run

    folder = Path(tempfile.mkdtemp(prefix="dayafter-bench-"))
    workers = None if executor == "here" else asked.workers
    begun = time.perf_counter()
    try:
        task = make_task(asked)
        made = run(task, asked.draws, executor=executor, workers=workers, store=folder)
        computed = time.perf_counter()
        summary = made.summary
        end = time.perf_counter()
        size = sum(path.stat().st_size for path in made.files.values())
        told = {"chunks": made.chunks, "fold": end - computed, "bytes": size, "map": made.seconds}
        return {"seconds": end - begun, "answer": json.dumps(summary), **told}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def peer(name: str, asked: argparse.Namespace) -> dict[str, Any]:
    """The same chunks through another pool."""
    begun = time.perf_counter()
    chunks = [(first, min(PEER_CHUNK, asked.draws - first)) for first in range(0, asked.draws, PEER_CHUNK)]
    try:
        held = sum(len(data) for data in PEER[name](asked, chunks))
    except Exception as error:
        return {"seconds": time.perf_counter() - begun, "lost": type(error).__name__}
    return {"seconds": time.perf_counter() - begun, "chunks": len(chunks), "bytes": held}


def stdlib(asked: argparse.Namespace, chunks: list[tuple[int, int]]) -> Iterator[bytes]:
    """concurrent.futures with spawned processes."""
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(asked.workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        yield from [f.result() for f in [pool.submit(work, asked, *chunk) for chunk in chunks]]


def loky(asked: argparse.Namespace, chunks: list[tuple[int, int]]) -> Iterator[bytes]:
    """loky's pool."""
    from loky import ProcessPoolExecutor

    with ProcessPoolExecutor(asked.workers) as pool:
        yield from [f.result() for f in [pool.submit(work, asked, *chunk) for chunk in chunks]]


def dask_map(asked: argparse.Namespace, chunks: list[tuple[int, int]]) -> Iterator[bytes]:
    """client.map, all at once."""
    from distributed import Client, LocalCluster

    pages = {"dashboard": False, "dashboard_address": "127.0.0.1:0"}
    with (
        LocalCluster(asked.workers, threads_per_worker=1, host="127.0.0.1", scheduler_kwargs=pages) as local,
        Client(local) as client,
    ):
        firsts, sizes = zip(*chunks, strict=True)
        yield from client.gather(client.map(work, [asked] * len(chunks), firsts, sizes, pure=False))


PEER: dict[str, Callable[[argparse.Namespace, list[tuple[int, int]]], Iterator[bytes]]] = {
    "stdlib": stdlib,
    "loky": loky,
    "dask-map": dask_map,
}


def kernel(asked: argparse.Namespace) -> dict[str, Any]:
    """Compiled code alone on arrays that are made already: draws a second with one thread a worker."""
    from dayafter.adversary.arrays import arrays
    from dayafter.adversary.model import run
    from dayafter.uncertainty import Draws

    task = make_task(asked)
    made = arrays(task.case, Draws(task.case, 2 * PEER_CHUNK, 7), task.frame)[0]
    run(made, task.frame, stocks=False, threads=asked.workers)
    times = max(asked.draws // made.size, 1)
    begun = time.perf_counter()
    for _ in range(times):
        run(made, task.frame, stocks=False, threads=asked.workers)
    return {"seconds": (time.perf_counter() - begun) * asked.draws / (times * made.size), "chunks": times}


def child(what: str, asked: argparse.Namespace) -> None:
    """One measurement in this process, printed as JSON."""
    for name in ("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "POLARS_MAX_THREADS"):
        os.environ[name] = "1"
    watch = Watch(asked.kill_at)
    try:
        found = kernel(asked) if what == "kernel" else ours(what, asked) if what in OURS else peer(what, asked)
    finally:
        watch.stop()
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({**found, "own_mb": own, "peak_mb": max(own, watch.peak), "killed": watch.killed}))


def measure(what: str, asked: argparse.Namespace, kill_at: float | None = None) -> dict[str, Any]:
    """One measurement in a process of its own, which has nothing imported yet."""
    command = [sys.executable, __file__, "--child", what, "--case", asked.case, "--draws", str(asked.draws)]
    command += ["--workers", str(asked.workers), *(["--plain"] if asked.plain else [])]
    command += [] if kill_at is None else ["--kill-at", str(kill_at)]
    begun = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{what} failed:\n{done.stderr}")
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return {**found, "wall": time.perf_counter() - begun}


def lines_of(got: dict[str, list[dict[str, Any]]], killed: dict[str, list[dict[str, Any]]], draws: int) -> list[str]:
    """One line a runner."""
    speed = {name: draws / statistics.median(run["wall"] for run in runs) for name, runs in got.items()}
    speed["kernel"] = draws / statistics.median(run["seconds"] for run in got["kernel"])
    out = []
    for name, runs in got.items():
        after = killed.get(name, [])
        lost = [run["lost"] for run in after if "lost" in run]
        again = statistics.median(run["wall"] for run in after) * speed[name] / draws if after and not lost else None
        fate = f"lost: {lost[0]}" if lost else f"{again:.2f}" if again else ""
        memory = statistics.median(run["peak_mb"] for run in runs)
        seconds = draws / speed[name]
        out.append(
            f"| {name} | {seconds:.2f} | {speed[name]:,.0f} | {speed[name] / speed['kernel']:.2f} "
            f"| {speed[name] / speed['stdlib']:.2f} | {memory:.0f} | {fate} |"
        )
    return out


def same(got: dict[str, list[dict[str, Any]]], killed: dict[str, list[dict[str, Any]]]) -> bool:
    """Whether every run of ours, killed or not, gave the same answer to the last digit."""
    answers = {run["answer"] for part in (got, killed) for runs in part.values() for run in runs if "answer" in run}
    return len(answers) == 1


def main() -> None:
    """Runs all in turn and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--case", default="ukraine-2025")
    parser.add_argument("--draws", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--plain", action="store_true", help="without futures: figures are drawn, no events")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--child")
    parser.add_argument("--kill-at", type=float)
    asked = parser.parse_args()
    if asked.child:
        child(asked.child, asked)
        return
    sys.path.insert(0, str(HERE))
    from build import machine, write

    there = [name for name in PEERS if name != "loky" or importlib.util.find_spec("loky")]
    names = ["kernel", *OURS, *there]
    got: dict[str, list[dict[str, Any]]] = {name: [] for name in names}
    killed: dict[str, list[dict[str, Any]]] = {name: [] for name in names if name not in ("kernel", "here")}
    measure("here", argparse.Namespace(**{**vars(asked), "draws": 10_000}))  # the compiled code is in its cache
    for _ in range(asked.runs):
        for name in names:
            got[name].append(measure(name, asked))
            if name in killed:
                killed[name].append(measure(name, asked, kill_at=got[name][-1]["seconds"] / 2))
    fold = statistics.median(run["fold"] for run in got["processes"])
    written, chunks = got["processes"][-1]["bytes"] / 2**20, got["processes"][-1]["chunks"]
    events = "without futures" if asked.plain else "with futures"
    lines = [
        "## Many draws: `python bench/ensemble.py`",
        "",
        f"{asked.draws:,} draws of {asked.case} {events} on {asked.workers} workers, from the start of the interpreter "
        f"to the answer; medians of {asked.runs}. Ours write {written:.0f} MB of Parquet in {chunks} chunks and "
        f"fold them in {fold:.2f} s; `stdlib`, `loky` and `dask-map` keep everything in memory and fold nothing.",
        "",
        "| runner | seconds | draws a second | x kernel | x stdlib | peak MB a process | time with a worker killed |",
        "|---|--:|--:|--:|--:|--:|---|",
        *lines_of(got, killed, asked.draws),
        "",
        f"All runs of ours gave the same answer: {'yes' if same(got, killed) else 'NO'}.",
        "",
        f"{datetime.date.today().isoformat()}; {machine()}.",
    ]
    print("\n".join(lines))
    if asked.write:
        write(lines, BEGIN, END)


if __name__ == "__main__":
    main()
