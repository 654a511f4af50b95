"""A chunk counts once it is whole; what is damaged is found, told and computed anew."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from dayafter.ensemble import Chunk, Store, run
from dayafter.ensemble.store import decode, encode
from dayafter.ensemble.task import code_digest
from dayafter.errors import DayAfterError
from tests.ensemble.toy import Toy

TASK = Toy()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    kept = Store.of(TASK, tmp_path)
    kept.compute(TASK, Chunk(0, 100))
    kept.compute(TASK, Chunk(100, 50))
    return kept


def code_of(caught: pytest.ExceptionInfo[DayAfterError]) -> str:
    return caught.value.findings[0].code


def test_columns_come_back_with_their_bits_and_types() -> None:
    columns = {
        "month": np.array([1, -1, 7], dtype=np.int16),
        "ready": np.array([[1.5, 2.5], [np.inf, 0.1], [0.0, -0.0]], dtype=np.float32),
        "open": np.array([True, False, True]),
    }
    back = decode(encode(Chunk(5, 3), columns))
    assert {name: (v.dtype, v.tobytes()) for name, v in back.items()} == {
        name: (v.dtype, v.tobytes()) for name, v in columns.items()
    }


@pytest.mark.parametrize(
    "columns", [{}, {"a": np.zeros(2)}, {"a": np.zeros(3), "b": np.zeros(4)}, {"a.b": np.zeros(3)}]
)
def test_columns_of_another_form_are_refused(columns: dict[str, np.ndarray]) -> None:  # type: ignore[type-arg]
    with pytest.raises(ValueError, match="column"):
        encode(Chunk(0, 3), columns)


def test_files_are_named_by_range_and_readable_by_others(store: Store) -> None:
    names = sorted(path.name for path in store.folder.glob("*.parquet"))
    assert [name[:31] for name in names] == ["draws-000000000000-000000000099", "draws-000000000100-000000000149"]
    frame = pl.read_parquet(store.folder / names[1])
    assert frame.columns == ["count.0", "count.1", "count.2", "share"]
    assert frame.height == 50


def test_manifest_says_what_the_results_are(store: Store) -> None:
    found = json.loads((store.folder / "manifest.json").read_text(encoding="utf-8"))
    assert found == {"key": TASK.key, "task": dict(TASK.describes), "versions": dict(TASK.versions)}
    assert store.folder.name == TASK.key


@pytest.mark.parametrize("damage", ["half", "bit", "empty", "renamed"])
def test_damaged_chunk_is_told_removed_and_computed_anew(store: Store, damage: str) -> None:
    path = sorted(store.folder.glob("*.parquet"))[0]
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    if damage == "renamed":
        path.rename(path.with_name("draws-000000000200-000000000299" + path.name[31:]))
    else:
        path.write_bytes({"half": bytes(data[:-200]), "bit": bytes(data), "empty": b""}[damage])
    made = run(TASK, 150, store=store.folder.parent, chunk=100)
    assert [finding.code for finding in made.findings] == ["chunk-damaged"]
    assert (made.reused, made.chunks) == (50, 1)
    assert np.array_equal(made.column("share"), TASK.run(0, 150)["share"])
    assert run(TASK, 150, store=store.folder.parent).findings == ()


def test_damage_after_the_run_is_not_read_as_a_result(store: Store) -> None:
    made = run(TASK, 150, store=store.folder.parent)
    path = sorted(store.folder.glob("*.parquet"))[1]
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(DayAfterError) as caught:
        made.column("share")
    assert code_of(caught) == "chunk-damaged"


def test_parts_that_nobody_finished_do_not_count_and_go_in_time(store: Store) -> None:
    fresh, old = store.folder / "draws-1-2-x.parquet.1-1.part", store.folder / "draws-3-4-x.parquet.2-2.part"
    for part in (fresh, old):
        part.write_bytes(b"half")
    hours_ago = time.time() - 7200
    os.utime(old, (hours_ago, hours_ago))
    held, findings = store.scan()
    assert sorted(held) == [Chunk(0, 100), Chunk(100, 50)] and findings == []
    assert fresh.exists() and not old.exists()


def test_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(DayAfterError) as caught:
        Store.of(TASK, tmp_path / "file")
    assert code_of(caught) == "store-unwritable"


def test_chunk_that_cannot_be_written_leaves_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    before = sorted(store.folder.iterdir())

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DayAfterError) as caught:
        store.compute(TASK, Chunk(150, 10))
    assert code_of(caught) == "store-unwritable" and "No space left" in str(caught.value)
    assert sorted(store.folder.iterdir()) == before


def test_folder_of_another_task_is_refused(store: Store, tmp_path: Path) -> None:
    store.folder.rename(tmp_path / Toy(seed=2).key)
    with pytest.raises(DayAfterError) as caught:
        Store.of(Toy(seed=2), tmp_path)
    assert code_of(caught) == "store-foreign"


def test_damaged_manifest_is_written_anew(store: Store) -> None:
    (store.folder / "manifest.json").write_text("{")
    Store.of(TASK, store.folder.parent)
    assert json.loads((store.folder / "manifest.json").read_text(encoding="utf-8"))["key"] == TASK.key


def test_another_seed_or_program_is_another_folder(tmp_path: Path) -> None:
    assert len({Toy().key, Toy(seed=2).key, Toy(foreign=True).key}) == 3
    (tmp_path / "need").mkdir()
    (tmp_path / "cli").mkdir()
    for name in ("need/model.py", "cli/text.py"):
        (tmp_path / name).write_text("a = 1\n")
    before = code_digest(tmp_path)
    (tmp_path / "cli" / "text.py").write_text("a = 2\n")
    assert code_digest(tmp_path) == before
    (tmp_path / "need" / "model.py").write_text("a = 2\n")
    assert code_digest(tmp_path) != before
