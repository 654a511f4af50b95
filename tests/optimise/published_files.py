"""Where SMPS files of the tests lie: shipped ones, and the shared test set where it is at hand."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dayafter.optimise.smps import Instance, read_smps

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "src" / "dayafter" / "published" / "smps"
SHARED = Path(os.environ.get("DAYAFTER_SHARED", ROOT.parent / "shared")) / "data" / "smps"


def shipped(name: str, stoch: str = "") -> tuple[Path, Path, Path]:
    """Paths of a shipped set of files; `stoch` names another stoch file of it."""
    return SHIPPED / f"{name}.cor", SHIPPED / f"{name}.tim", SHIPPED / f"{stoch or name}.sto"


def shared(core: str, time: str, stoch: str) -> tuple[Path, Path, Path]:
    """Paths in the shared test set; the test is skipped where it is absent."""
    paths = SHARED / f"{core}.cor", SHARED / f"{time}.tim", SHARED / f"{stoch}.sto"
    if not all(path.is_file() for path in paths):
        pytest.skip("the shared SMPS files are not here")
    return paths


def written(folder: Path, core: str, time: str, stoch: str) -> tuple[Path, Path, Path]:
    """Paths of three files with these texts."""
    paths = folder / "p.cor", folder / "p.tim", folder / "p.sto"
    for path, text in zip(paths, (core, time, stoch), strict=True):
        path.write_text(text, encoding="latin-1")
    return paths


def instance(name: str) -> Instance:
    """A shipped program."""
    return read_smps(*shipped(name))
