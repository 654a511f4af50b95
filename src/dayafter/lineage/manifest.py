"""The manifest of a run: digests of inputs, versions of what computes, settings, seed. Its code names the run."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

COMPUTES = ("dayafter", "numpy", "highspy", "pydantic")
"""Packages whose version can change a result."""


@dataclass(frozen=True)
class Manifest:
    """What a run consists of. Two runs with the same code have the same numbers."""

    case: str
    title: str
    known_on: str
    inputs: Mapping[str, str]  # table -> digest
    versions: Mapping[str, str]
    settings: Mapping[str, Any]

    @property
    def code(self) -> str:
        """Ten characters that name the run, on every page and in each file's properties."""
        text = json.dumps(self.as_dict(), sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:10]

    def as_dict(self) -> dict[str, Any]:
        """The manifest as plain data."""
        return {name: dict(value) if isinstance(value, Mapping) else value for name, value in asdict(self).items()}

    def to_json(self) -> str:
        """The text of manifest.json, with the code."""
        return json.dumps({"code": self.code, **self.as_dict()}, indent=1, sort_keys=True, default=str) + "\n"


def manifest(case: str, title: str, known_on: str, inputs: Mapping[str, str], **settings: Any) -> Manifest:
    """The manifest of a run of this case with these settings, on this machine's versions."""
    from importlib.metadata import version

    versions = {name: version(name) for name in COMPUTES} | {"python": platform.python_version()}
    return Manifest(case, title, known_on, dict(inputs), versions, settings)
