"""The files of the project: those that git tracks, or would track."""

from __future__ import annotations

import os
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILT = {".git", ".venv", "build", "dist", "runs", "__pycache__"}


@cache
def project_files() -> tuple[Path, ...]:
    """Paths relative to the root, sorted."""
    try:
        command = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(command, check=True, capture_output=True).stdout.decode()
        names = [Path(name) for name in listed.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):  # an unpacked archive without git
        names = list(_walked())
    return tuple(sorted(name for name in names if (ROOT / name).is_file()))


def _walked() -> list[Path]:
    found = []
    for folder, below, files in os.walk(ROOT):
        below[:] = [name for name in below if name not in BUILT and not name.endswith("_cache")]
        found += [(Path(folder) / name).relative_to(ROOT) for name in files]
    return found


def text_of(name: Path) -> str | None:
    """The text of a file, or None where it is not text."""
    try:
        return (ROOT / name).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None
