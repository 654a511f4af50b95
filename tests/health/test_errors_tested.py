"""Every error code is provoked somewhere in the tests."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from dayafter.errors import CATALOGUE, Finding

TESTS = Path(__file__).resolve().parents[1]
TEXT = {".py", ".csv", ".toml", ".json", ".txt", ".md"}


@cache
def everything_in_tests() -> str:
    files = (path for path in TESTS.rglob("*") if path.suffix in TEXT and "health" not in path.parts)
    return "\n".join(str(path) + "\n" + path.read_text(encoding="utf-8", errors="replace") for path in sorted(files))


@pytest.mark.parametrize("code", CATALOGUE)
def test_code_has_a_test(code: str) -> None:
    assert re.search(rf"(?<![\w-]){re.escape(code)}(?![\w-])", everything_in_tests()), f"no test provokes {code}"


@pytest.mark.parametrize("kind", CATALOGUE.values(), ids=CATALOGUE)
def test_entry_says_what_and_how_to_fix(kind: object) -> None:
    code, what, fix = kind.code, kind.what, kind.fix  # type: ignore[attr-defined]
    assert what and fix
    gaps = dict.fromkeys(re.findall(r"{(\w+)", what + fix), "word")
    message = str(Finding(code, "file.csv", 7, "column", details=gaps))
    assert code in message and "file.csv:7:column" in message
    assert not re.search(r"[{}]", message)
    assert not what.endswith(".") and not fix.endswith("."), "the message adds the full stop"
