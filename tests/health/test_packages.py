"""The packages keep to their layers, and each carries its method card."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.health.files import ROOT

PACKAGE = ROOT / "src" / "dayafter"
NO_METHOD = {"case", "cli", "errors", "report", "lineage", "web", "cases"}  # they hold no arithmetic of a result
FOLDERS = sorted({path.parent for path in PACKAGE.rglob("*.py")} - {PACKAGE})
PACKAGES = sorted(folder.name for folder in PACKAGE.iterdir() if (folder / "__init__.py").is_file())
SECTIONS = ("question", "equation", "assumption", "evidence", "limit")


def declared_layers() -> list[set[str]]:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    return [{name.strip(" ()") for name in re.split(r"[|:]", layer)} for layer in layers]


def test_imports_point_downwards() -> None:
    script = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([script, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_package_has_a_layer() -> None:
    layered = set().union(*declared_layers())
    modules = {path.stem for path in PACKAGE.glob("*.py")} - {"__init__", "__main__"}
    assert (set(PACKAGES) | modules) - layered - {"cases"} == set()


@pytest.mark.parametrize("package", [name for name in PACKAGES if name not in NO_METHOD])
def test_package_has_a_card_with_all_its_parts(package: str) -> None:
    card = PACKAGE / package / "card.md"
    assert card.is_file(), f"{card.relative_to(ROOT)} is missing"
    text = card.read_text(encoding="utf-8")
    assert text.startswith("# ")
    headings = "\n".join(line.lower() for line in text.splitlines() if re.match(r"#|\*\*|\|", line))
    assert [part for part in SECTIONS if part not in headings] == []


def test_every_folder_of_modules_is_a_package() -> None:
    assert [str(folder.relative_to(ROOT)) for folder in FOLDERS if not (folder / "__init__.py").is_file()] == []


def test_typed() -> None:
    assert (PACKAGE / "py.typed").is_file()
