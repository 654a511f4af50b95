"""Fixtures that every test may use."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable

import pytest


@pytest.fixture(scope="session")
def need_tool() -> Callable[[str, str], str]:
    """`need_tool("chromium", "chromium")`: the path of a system program; the second name is its Debian package.

    Without the program the test is skipped and says what to install; where the environment has CI it fails,
    so that nothing is left untested unnoticed.
    """

    def find(name: str, debian_package: str) -> str:
        path = shutil.which(name)
        if path is not None:
            return path
        message = f"{name} is not installed: apt-get install {debian_package}"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)

    return find
