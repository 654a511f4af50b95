"""The documentation hangs together, and its pages ask no other server for anything."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import build_docs
from tests.health.files import ROOT, project_files

PAGES = sorted(str(name) for name in project_files() if name.suffix == ".md" and name.parts[0] == "docs")
FRONT = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"]
LINK = re.compile(r"\]\(([^)\s#]+)")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site") / "docs"
    build_docs.build(folder)
    return folder


def test_every_link_between_pages_leads_somewhere(built: Path) -> None:
    broken = [
        f"{page.relative_to(built)}: {link}"
        for page in built.rglob("*.md")
        for link in LINK.findall(page.read_text(encoding="utf-8"))
        if "://" not in link and not (page.parent / link).is_file()
    ]
    assert broken == []


@pytest.mark.parametrize("name", FRONT)
def test_every_link_of_the_front_pages_leads_somewhere(name: str) -> None:
    links = LINK.findall((ROOT / name).read_text(encoding="utf-8"))
    assert [link for link in links if "://" not in link and not (ROOT / link).exists()] == []


def test_every_page_can_be_reached(built: Path) -> None:
    reached = set(re.findall(r":\s+(\S+\.md)$", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"), flags=re.MULTILINE))
    todo = list(reached)
    while todo:
        page = built / todo.pop()
        for link in LINK.findall(page.read_text(encoding="utf-8")):
            target = (page.parent / link).resolve()
            if target.suffix == ".md" and target.is_file():
                name = target.relative_to(built.resolve()).as_posix()
                if name not in reached:
                    reached.add(name)
                    todo.append(name)
    assert {page.relative_to(built).as_posix() for page in built.rglob("*.md")} - reached == set()


@pytest.mark.parametrize("name", [*PAGES, *FRONT])
def test_page_loads_nothing_from_elsewhere(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert not re.search(r"!\[[^\]]*\]\(\w+://", text), "a picture from another server"
    assert not re.search(r"<(script|link|img|iframe)\b", text)
    assert "```mermaid" not in text, "its program would be fetched when the page is read"


def test_the_site_uses_fonts_of_the_reader() -> None:
    assert "font: false" in (ROOT / "mkdocs.yml").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [*PAGES, *FRONT])
def test_no_placeholder_is_left(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert not re.search(r"\b(TODO|TBD|FIXME|XXX|lorem ipsum|coming soon)\b", text, flags=re.IGNORECASE)
