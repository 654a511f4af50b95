"""A missing system program is never passed over in silence."""

from __future__ import annotations

from collections.abc import Callable

import pytest

NeedTool = Callable[[str, str], str]


def test_present_program_is_found(need_tool: NeedTool) -> None:
    assert need_tool("sh", "dash").endswith("/sh")


def test_missing_program_skips_and_says_what_to_install(need_tool: NeedTool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="apt-get install a-package"):
        need_tool("no-such-program", "a-package")


def test_missing_program_fails_in_ci(need_tool: NeedTool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="apt-get install a-package"):
        need_tool("no-such-program", "a-package")
