"""The store of one task: a folder with a Parquet file for each chunk. A file counts once it is whole on the disk."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dayafter.ensemble.chunks import Chunk
from dayafter.ensemble.task import Columns, Task, rows_of
from dayafter.errors import DayAfterError, Finding

if TYPE_CHECKING:
    import polars as pl

MANIFEST = "manifest.json"
PART = ".part"
_NAME = re.compile(r"draws-(\d+)-(\d+)-([0-9a-f]{16})\.parquet")
_SPREAD = re.compile(r"(.+)\.(\d+)")
_ABANDONED = 3600.0
"""Seconds after which a file that was being written belongs to nobody."""


@dataclass(frozen=True)
class Store:
    """The results of one task in a folder, which several processes and machines may write to at once.

    A chunk's file is named by its range and by a digest of its bytes. It is written under another name, brought to
    the disk and renamed, so that a file of that name is whole unless the disk fails; then the digest tells.
    """

    folder: Path

    @classmethod
    def of(cls, task: Task, home: Path, fresh: bool = False) -> Store:
        """The task's folder below `home`, made if need be; `fresh`: without what was in it.

        Raises store-unwritable, and store-foreign where the folder holds another task's results.
        """
        store = cls((home / task.key).resolve())
        try:
            if fresh and store.folder.exists():
                shutil.rmtree(store.folder)
            store.folder.mkdir(parents=True, exist_ok=True)
            store._claim(task)
        except OSError as error:
            raise store._unwritable(error) from error
        return store

    def _claim(self, task: Task) -> None:
        about = {"key": task.key, "task": dict(task.describes), "versions": dict(task.versions)}
        path = self.folder / MANIFEST
        try:
            found = json.loads(path.read_text(encoding="utf-8"))["key"]
        except (OSError, ValueError, KeyError, TypeError):  # none yet, or damaged: the chunks prove themselves
            found = task.key
            self._write(path, (json.dumps(about, indent=1, default=str) + "\n").encode())
        if found != task.key:
            raise DayAfterError.of("store-foreign", path=self.folder)

    def scan(self) -> tuple[dict[Chunk, Path], list[Finding]]:
        """All whole chunks. Damaged ones are removed, each with a finding; so are parts that nobody finished."""
        held: dict[Chunk, Path] = {}
        findings = []
        for path in sorted(self.folder.iterdir()):
            if path.name.endswith(PART):
                _drop_if_abandoned(path)
            elif name := _NAME.fullmatch(path.name):
                first, stop = int(name[1]), int(name[2]) + 1
                chunk = Chunk(first, stop - first)
                if _digest(chunk, path.read_bytes()) == name[3]:
                    held[chunk] = path
                else:
                    path.unlink(missing_ok=True)
                    findings.append(Finding("chunk-damaged", path.name))
        return held, findings

    def compute(self, task: Task, chunk: Chunk) -> float:
        """Runs the chunk and stores it; the seconds that it took."""
        begun = time.perf_counter()
        self.put(chunk, encode(chunk, task.run(chunk.first, chunk.size)))
        return time.perf_counter() - begun

    def put(self, chunk: Chunk, data: bytes) -> Path:
        """Stores the Parquet bytes of a chunk: it counts when this returns. Raises store-unwritable."""
        name = f"draws-{chunk.first:012d}-{chunk.stop - 1:012d}-{_digest(chunk, data)}.parquet"
        path = self.folder / name
        try:
            self._write(path, data)
        except OSError as error:
            raise self._unwritable(error) from error
        return path

    def _write(self, path: Path, data: bytes) -> None:
        part = path.with_name(f"{path.name}.{os.getpid()}-{threading.get_ident()}{PART}")
        try:
            with part.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        _sync_folder(self.folder)

    def read(self, chunk: Chunk, path: Path) -> dict[str, Any]:
        """The columns of a stored chunk. Raises chunk-damaged when the file is no longer what was stored."""
        try:
            data = path.read_bytes()
        except OSError:
            data = b""
        if _digest(chunk, data) not in path.name:
            raise DayAfterError(Finding("chunk-damaged", path.name))
        return decode(data)

    def _unwritable(self, error: OSError) -> DayAfterError:
        return DayAfterError.of("store-unwritable", path=self.folder, reason=error.strerror or error)


def _digest(chunk: Chunk, data: bytes) -> str:
    """What the name of a chunk's file vouches for: which draws, and each byte."""
    return hashlib.sha256(f"{chunk} ".encode() + data).hexdigest()[:16]


def encode(chunk: Chunk, columns: Columns) -> bytes:
    """The columns as Parquet; a column of two axes is spread over `name.0`, `name.1` and so on."""
    if not columns or rows_of(columns) != chunk.size or any(len(v) != chunk.size for v in columns.values()):
        raise ValueError(f"the task gave columns of another length for the draws {chunk}")
    out = io.BytesIO()
    _frame(columns).write_parquet(out, compression="zstd", compression_level=1, statistics=False)
    return out.getvalue()


def _frame(columns: Columns) -> pl.DataFrame:
    import polars as pl

    flat: dict[str, Any] = {}
    for name, values in columns.items():
        if "." in name or values.ndim > 2:
            raise ValueError(f"{name!r} is no name, or has too many axes, for a column of an ensemble")
        if values.ndim == 1:
            flat[name] = values
        else:
            flat |= {f"{name}.{place}": column for place, column in enumerate(values.T)}
    return pl.DataFrame(flat)


def decode(data: bytes) -> dict[str, Any]:
    """The columns in Parquet bytes that `encode` has written."""
    import numpy as np
    import polars as pl

    frame = pl.read_parquet(io.BytesIO(data))
    out: dict[str, Any] = {}
    spread: dict[str, list[Any]] = {}
    for name in frame.columns:
        values = frame[name].to_numpy()
        if parts := _SPREAD.fullmatch(name):
            spread.setdefault(parts[1], []).append(values)
        else:
            out[name] = values
    return out | {name: np.stack(parts, axis=1) for name, parts in spread.items()}


def _drop_if_abandoned(part: Path) -> None:
    try:
        if time.time() - part.stat().st_mtime > _ABANDONED:
            part.unlink()
    except OSError:  # its writer has just finished it
        return


def _sync_folder(folder: Path) -> None:
    """Brings the new name to the disk, where the system lets a folder be opened."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
