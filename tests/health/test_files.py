"""Nothing in the project depends on one machine, and no file outgrows one head."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from tests.health.files import ROOT, project_files, text_of

# Spelled in parts, so that this file does not name what it looks for.
MACHINE_PATHS = re.compile(
    r"(?<![\w.~$}/:*-])/(?:" + "|".join(("work", "home", "Users", "root", "tmp", "mnt")) + r")/[\w.-]"
)
INDEX_ADDRESS = re.compile(
    "|".join((r"pypi\." + "org", r"pythonhosted\." + "org", "--" + r"(?:extra-)?index-url", "find" + "-links"))
)
INDEX_SETTING = re.compile(r"(?:UV|PIP)_(?:EXTRA_)?" + "INDEX|" + r"tool\.uv\." + "index")
LONGEST = 400
LOCKS = ("requirements.lock", "requirements-report.lock", "requirements-build.lock")


def matches(pattern: re.Pattern[str]) -> list[str]:
    found = []
    for name in project_files():
        for number, line in enumerate((text_of(name) or "").splitlines(), start=1):
            if pattern.search(line):
                found.append(f"{name}:{number}: {line.strip()[:100]}")
    return found


def test_project_files_are_found() -> None:
    known = {Path("README.md"), Path("src/dayafter/errors/__init__.py"), Path("tests/health/files.py")}
    assert known <= set(project_files())


@pytest.mark.parametrize("pattern", [MACHINE_PATHS, INDEX_ADDRESS, INDEX_SETTING], ids=["paths", "indexes", "settings"])
def test_no_file_names_a_machine_or_an_index(pattern: re.Pattern[str]) -> None:
    assert matches(pattern) == []


@pytest.mark.parametrize("text", ["/ho" + "me/anna/case", "open('/wo" + "rk/x')", "/tm" + "p/a"])
def test_a_machine_path_would_be_seen(text: str) -> None:
    assert MACHINE_PATHS.search(text)


def test_no_source_file_is_longer_than_one_head_holds() -> None:
    sources = [name for name in project_files() if name.suffix == ".py"]
    lengths = {str(name): len((text_of(name) or "").splitlines()) for name in sources}
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def test_no_folder_is_named_after_nothing() -> None:
    nameless = {"utils", "util", "helpers", "helper", "manager", "core", "common", "misc"}
    assert [str(name) for name in project_files() if nameless & {part.removesuffix(".py") for part in name.parts}] == []


def test_no_conflict_marker_and_no_line_end_of_windows() -> None:
    for name in project_files():
        if name.suffix in {".py", ".md", ".toml", ".csv", ".yml"}:
            raw = (ROOT / name).read_bytes()
            assert b"\n<<<<<<< " not in raw, name
            assert b"\r\n" not in raw or "fixtures" in name.parts, name


def pins(lock: str) -> dict[str, str]:
    return dict(re.findall(r"^([\w.-]+)==([\w.+!]+)", (ROOT / lock).read_text(encoding="utf-8"), flags=re.MULTILINE))


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_is_hashed(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\S)", text.strip())
    assert pins(lock) and all("--hash=sha256:" in entry for entry in entries)
    assert "://" not in text


def test_report_and_test_install_the_same_versions() -> None:
    everything, report = pins("requirements.lock"), pins("requirements-report.lock")
    assert report.items() <= everything.items()


def test_lock_covers_what_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]

    def names(*groups: list[str]) -> set[str]:
        return {re.split(r"[\[<>=!~; ]", entry)[0].lower().replace("_", "-") for group in groups for entry in group}

    report = names(project["dependencies"], extras["report"])
    assert report - pins("requirements-report.lock").keys() == set()
    assert (report | names(extras["test"], extras["docs"])) - pins("requirements.lock").keys() == set()


def test_versions_agree() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert f"\nversion: {version}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\n## {version}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
