"""The names that `import dayafter` gives."""

from __future__ import annotations

import subprocess
import sys

import pytest

import dayafter


@pytest.mark.parametrize("name", dayafter.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(dayafter, name)
    assert name in dir(dayafter)


def test_a_name_that_is_none() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Studdy'"):
        dayafter.Studdy  # noqa: B018


def test_the_package_loads_nothing_until_it_is_asked() -> None:
    code = "import sys, dayafter; print([name for name in sys.modules if name.startswith('dayafter.')])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "[]"
