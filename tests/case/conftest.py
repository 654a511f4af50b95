"""A copy of the small shipped case that a test may break."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from dayafter.case import Case, read_case
from dayafter.case.folder import SHIPPED


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A writable copy of the case folder `arcadia`, alone in its parent folder."""
    return Path(shutil.copytree(SHIPPED / "arcadia", tmp_path / "here" / "arcadia"))


@pytest.fixture
def case(folder: Path) -> Case:
    return read_case(folder)
