"""The folder of a run, read back: its manifest, and its numbers with their traces and sources."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from dayafter.errors import Finding, UsageError, did_you_mean

HOME = Path("runs")
"""Where `dayafter report` writes, below the current folder."""


def is_run(name: str) -> bool:
    """Whether this names the folder of a run."""
    return (Path(name) / "manifest.json").is_file()


def find_run(name: str) -> Run:
    """The run in that folder, or the last one of the case of that name."""
    for folder in (Path(name), HOME / Path(name).name):
        if (folder / "manifest.json").is_file():
            return Run(folder)
    near = did_you_mean(name, [path.parent.name for path in HOME.glob("*/manifest.json")])
    raise UsageError(Finding("run-missing", details={"path": f"{name}{near}"}))


@dataclass(frozen=True)
class Run:
    """A run as its folder holds it."""

    folder: Path

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """Case, inputs by digest, versions and settings, and the run's code."""
        return self._read("manifest.json", ("code", "case", "inputs", "versions", "settings"))

    @cached_property
    def _numbers(self) -> dict[str, Any]:
        return self._read("numbers.json", ("numbers", "sources"))

    @cached_property
    def numbers(self) -> dict[str, dict[str, Any]]:
        """Every number of the brief with its trace, by name; the figures of a trace stand in it as records."""
        from dayafter.report.provenance import resolved

        figures = self._numbers.get("figures", {})
        found = self._numbers["numbers"].items()
        return {name: number | {"trace": resolved(number.get("trace") or {}, figures)} for name, number in found}

    @property
    def sources(self) -> dict[str, dict[str, Any]]:
        """Every source of the case, by name: publisher, title, date, address."""
        return dict(self._numbers["sources"])

    def number(self, name: str) -> tuple[str, dict[str, Any]]:
        """A number's full name and its record; `7` is short for `n-0007`."""
        full = f"n-{int(name):04d}" if name.isascii() and name.isdigit() else name
        if full not in self.numbers:
            near = did_you_mean(full, list(self.numbers))
            raise UsageError(Finding("number-missing", details={"number": name, "suggestion": near}))
        return full, self.numbers[full]

    def _read(self, name: str, needed: tuple[str, ...]) -> dict[str, Any]:
        path = self.folder / name
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
            if not isinstance(found, dict) or not set(needed) <= set(found):
                raise ValueError("it has another form")
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise UsageError(Finding("run-unreadable", details={"path": path, "reason": reason})) from error
        return found
