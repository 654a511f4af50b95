"""`dayafter ...` called in this process; documents held against their schema."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from dayafter import cli

SCHEMAS = Path(cli.__file__).parent / "schemas"


@dataclass(frozen=True)
class Called:
    """What a call returned and printed."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        """The one JSON document on the output stream, which follows its schema."""
        made: dict[str, Any] = json.loads(self.out, parse_constant=_never)
        verb = made["schema"].split("/")[1]
        validator = jsonschema.Draft202012Validator(schema_of(verb), format_checker=jsonschema.FormatChecker())
        assert [f"{error.json_path}: {error.message}" for error in validator.iter_errors(made)] == []
        return made


def _never(word: str) -> None:
    raise AssertionError(f"{word} is not JSON")


def schema_of(verb: str) -> dict[str, Any]:
    """The shipped schema of a verb's document."""
    found: dict[str, Any] = json.loads((SCHEMAS / f"{verb}.json").read_text(encoding="utf-8"))
    return found


def call(capsys: pytest.CaptureFixture[str], *words: object) -> Called:
    """`dayafter WORDS`."""
    capsys.readouterr()
    code = cli.main([str(word) for word in words])
    printed = capsys.readouterr()
    return Called(code, printed.out, printed.err)
