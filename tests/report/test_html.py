"""The page opens offline, hides no digit, names everything for those who cannot see it."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

from dayafter.report.html import html
from tests.report import sample
from tests.report.naked import naked_digits

LOADING = {"src", "srcset", "poster", "data", "action", "formaction", "background", "xlink:href", "manifest", "ping"}


class Tags(HTMLParser):
    """All start tags with their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def of(self, *names: str) -> list[dict[str, str]]:
        return [attributes for tag, attributes in self.tags if tag in names]


@pytest.fixture(scope="module")
def page() -> str:
    return html(sample.document())


@pytest.fixture(scope="module")
def tags(page: str) -> Tags:
    return Tags(page)


def test_same_document_same_page(page: str) -> None:
    assert html(sample.document()) == page


def test_page_asks_nothing_of_any_server(page: str, tags: Tags) -> None:
    for tag, attributes in tags.tags:
        for name, value in attributes.items():
            loads = name in LOADING or (name == "href" and tag != "a")
            assert not loads or value.startswith(("data:", "#")), f"<{tag} {name}={value!r}>"
    assert all(url.startswith(("data:", "#")) for url in re.findall(r"url\(([^)]*)", page))
    assert "@import" not in page
    assert not tags.of("script", "iframe", "object", "embed", "form", "base")
    policies = [t["content"] for t in tags.of("meta") if t.get("http-equiv") == "Content-Security-Policy"]
    assert policies == ["default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:"]


def test_no_digit_stands_naked(page: str) -> None:
    assert naked_digits(page) == []


@pytest.mark.parametrize(
    "plant", ["<p>In 2026 it ends.</p>", "<li>about ٣ of them</li>", "<td>12</td>", "</p>17<p>", "<h2>Part 2</h2>"]
)
def test_a_planted_digit_is_found(page: str, plant: str) -> None:
    assert len(naked_digits(page.replace("</main>", plant + "</main>"))) == 1


def test_each_number_leads_to_a_trace_that_exists(page: str, tags: Tags) -> None:
    opened = {t["popovertarget"] for t in tags.of("button")}
    traces = {t["id"] for t in tags.of("div") if "popover" in t}
    assert opened == traces == {f"p-{n.id}" for n in sample.document().numbers}
    start = page.index('id="p-n-0001"')
    trace = page[start : page.index("</div>", start)]
    assert "delivered = Σ over lanes" in trace
    assert "stocks:GB/as90" in trace
    assert "dayafter explain da-7f3k-2025 n-0001" in trace


def test_ids_are_unique_and_links_within_the_page_lead_somewhere(tags: Tags) -> None:
    ids = [attributes["id"] for _, attributes in tags.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    inner = {t["href"][1:] for t in tags.of("a") if t["href"].startswith("#")}
    assert inner <= set(ids)
    assert {"source-1", "fig-donors", "tab-need", "content", "need"} <= inner
    named = {i for _, a in tags.tags for i in a.get("aria-labelledby", "").split()}
    assert named <= set(ids)


def test_pictures_and_tables_can_be_read_without_eyes(page: str, tags: Tags) -> None:
    pictures = [t for t in tags.of("svg") if t.get("role") == "img"]
    assert len(pictures) == len(tags.of("svg")) == 1
    assert "Bars of three donors: &#34;Britain&#34; gives most" in page
    assert "graphics-object" not in page
    figure = page[page.index('<figure id="fig-donors"') : page.index("</figure>")]
    assert re.search(r"<details>.*Велика Британія</th>\s*<td>48.2", figure, re.S)
    scopes = [t.get("scope") for t in tags.of("th")]
    assert set(scopes) == {"col", "row", "colgroup"}
    assert page.count("<caption") == 1
    assert tags.of("html")[0]["lang"] == "en-GB"
    assert tags.of("a")[0] == {"class": "skip", "href": "#content"}


def test_text_of_the_case_never_becomes_markup(page: str) -> None:
    assert "@at &lt;tag&gt; [link] &#34;quotes&#34; // ~ tilde &amp; = so on" in page
    assert "Air defence &lt;sets&gt;" in page
    assert "Written answer &lt;HL&gt; &amp; annex #4" in page


def test_page_needs_neither_pandoc_nor_typst() -> None:
    code = (
        "import sys\nsys.modules['typst'] = sys.modules['pypandoc'] = None\n"
        "from tests.report import sample\nfrom dayafter.report.html import html\n"
        "assert 'Шахед' in html(sample.document())"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def chromium(need_tool: Callable[[str, str], str]) -> str:
    pytest.importorskip("playwright")
    return need_tool("chromium", "chromium")


ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def test_browser_finds_no_barrier_and_makes_no_request(page: str, chromium: str, tmp_path: Path) -> None:
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright

    file = tmp_path / "brief.html"
    file.write_text(page, encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        view = browser.new_page()
        asked: list[str] = []
        said: list[str] = []
        view.on("request", lambda request: asked.append(request.url))
        view.on("console", lambda message: said.append(message.text))
        view.goto(file.as_uri())
        view.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert Axe().run(view).generate_report().startswith("Found 0"), Axe().run(view).generate_report()
        trace = view.locator("#p-n-0001")
        assert not trace.is_visible()
        view.locator("[popovertarget=p-n-0001]").first.press("Enter")
        assert trace.is_visible()
        assert "stocks:GB/as90" in trace.inner_text()
        assert Axe().run(view).response["violations"] == []
        view.keyboard.press("Escape")
        assert not trace.is_visible()
        fonts = view.evaluate(
            "document.fonts.ready.then(f => [...f].filter(x => x.status == 'loaded').map(x => x.family))"
        )
        browser.close()
    assert "Noto Sans" in {font.strip('"') for font in fonts}
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert said == []
