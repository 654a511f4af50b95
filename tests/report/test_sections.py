"""The real brief: of the invented case for every reader, of the shipped case once."""

from __future__ import annotations

import io
import json
import random
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from dayafter.case import Case, policy, read_case
from dayafter.delivery import deliver
from dayafter.errors import UsageError
from dayafter.insight.aside import Aside
from dayafter.insight.compare import base_option
from dayafter.report.brief import Brief
from dayafter.report.document import Figure, KeyFacts, Number, PageBreak, plain, walk, walk_inlines
from dayafter.report.html import html
from dayafter.report.provenance import PLAN, compact, provenance, resolved, steps
from dayafter.report.run import write_run
from dayafter.study import Study
from dayafter.uncertainty import Draws
from tests.report.naked import naked_digits
from tests.report.test_html import ARGUMENTS, Tags
from tests.report.test_pdf import elements

pikepdf = pytest.importorskip("pikepdf")
pytest.importorskip("typst")
docx = pytest.importorskip("docx")
pytest.importorskip("pypandoc")

READERS = ("AL", "VI", "GA", "")
DRAWS = 20


@pytest.fixture(scope="module")
def study() -> Study:
    return Study(read_case("arcadia"), draws=DRAWS)


@pytest.fixture(scope="module")
def briefs(study: Study) -> dict[str, Brief]:
    return {reader: study.report(reader) for reader in READERS}


@pytest.fixture(scope="module")
def pages(briefs: dict[str, Brief]) -> dict[str, str]:
    return {reader: html(brief.document) for reader, brief in briefs.items()}


@pytest.fixture(scope="module")
def printed(briefs: dict[str, Brief]) -> Iterator[Any]:
    with pikepdf.open(io.BytesIO(briefs["AL"].render("pdf"))) as file:
        yield file


def traces(trace: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield trace
    for child in trace.get("children") or ():
        yield from traces(child)


def read(page: str) -> str:
    """The words of a page without its marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))


def words_of(page: Any) -> str:
    """The text of one PDF page without its spaces, by the fonts' own tables of characters."""
    tables = {name: _characters(font.ToUnicode.read_bytes().decode()) for name, font in page.Resources.Font.items()}
    out, table = [], dict[int, str]()
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            table = tables[str(operands[0])]
        if str(operator) in ("Tj", "TJ"):
            parts = operands[0] if str(operator) == "TJ" else [operands[0]]
            for part in parts:
                if isinstance(part, pikepdf.String):
                    codes = bytes(part)
                    out += [table.get(int.from_bytes(codes[n : n + 2], "big"), "") for n in range(0, len(codes), 2)]
    return re.sub(r"\s", "", "".join(out))


def _characters(cmap: str) -> dict[int, str]:
    """Code -> text, from the pairs and ranges of a ToUnicode table."""
    out = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        for code, text in re.findall(r"<(\w+)>\s*<(\w+)>", block):
            out[int(code, 16)] = bytes.fromhex(text).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", cmap, re.DOTALL):
        for low, high, text in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
            for step in range(int(high, 16) - int(low, 16) + 1):
                out[int(low, 16) + step] = chr(int(text, 16) + step)
    return out


@pytest.mark.parametrize("reader", READERS)
def test_no_digit_stands_naked(reader: str, pages: dict[str, str]) -> None:
    assert naked_digits(pages[reader]) == []


@pytest.mark.parametrize("reader", READERS)
def test_every_number_has_a_step_and_cites_figures_that_exist(reader: str, briefs: dict[str, Brief]) -> None:
    known = briefs[reader].desk.known
    numbers = list(briefs[reader].document.numbers)
    assert len(numbers) > 100
    for number in numbers:
        for trace in traces(number.trace):
            assert trace["step"] and trace["formula"], number
            for figure in trace["figures"]:
                assert figure == known[figure["ref"]].as_dict(), number


@pytest.mark.parametrize("reader", READERS)
def test_the_first_number_of_the_page_is_the_first_of_the_annex(reader: str, briefs: dict[str, Brief]) -> None:
    printed = [i.id for i in walk_inlines(briefs[reader].document.blocks) if isinstance(i, Number)]
    assert printed[0] == "n-0001"
    assert set(printed) <= {number.id for number in briefs[reader].document.numbers}


def test_the_ally_named_has_its_part_and_nobody_else(briefs: dict[str, Brief], pages: dict[str, str]) -> None:
    texts = {reader: read(page) for reader, page in pages.items()}
    for words in (
        "is asked of Albion",
        "What it could do instead",
        "Where the orders go",
        "Its money",
        "Training that",
    ):
        assert words in texts["AL"], words
    assert "What is asked of" not in texts[""]
    assert "is asked of Albion" not in texts["VI"]
    assert briefs["AL"].document.subtitle.endswith("Written for Albion.")
    assert "Written for" not in briefs[""].document.subtitle


def test_an_ally_that_gives_nothing_is_told_so() -> None:
    case = read_case("arcadia")
    without_futures = policy(case, "no-vi").remove("futures").apply(case)  # one of them speaks of the ally that is gone
    alone = without_futures.replace({"policies": ()})
    page = html(Study(alone, draws=DRAWS).report("VI").document)
    assert "The plan asks nothing of" in page
    assert naked_digits(page) == []


def test_a_reader_who_is_no_party_is_refused_with_the_nearest(study: Study) -> None:
    with pytest.raises(UsageError, match="did you mean 'AL'"):
        study.report("ALB")


def test_whole_pieces_only(briefs: dict[str, Brief]) -> None:
    """What somebody is asked to give or order comes in whole pieces, unless it is less than one half."""
    asked = [n for n in briefs["AL"].document.numbers if n.trace["step"] in ("plan: given", "plan: order")]
    pieces = [n for n in asked if n.style == "quantity"]
    assert pieces
    assert all(float(n.value) == int(n.value) >= 1 for n in pieces)  # type: ignore[arg-type]


def test_options_say_which_moves_most(briefs: dict[str, Brief], pages: dict[str, str]) -> None:
    brief = briefs["AL"]
    rows = [r for r in brief.answers.options.records() if r["measure"] == "share" and r["month"] == 12]
    worst = min(rows, key=lambda row: row["change"])
    assert worst["change"] < 0
    assert f"What loses most: {worst['name']}" in read(pages["AL"])
    assert brief.answers.options.names == tuple(dict.fromkeys(row["name"] for row in rows))


# The same however it is made


def test_same_bytes_again_and_from_shuffled_rows(briefs: dict[str, Brief]) -> None:
    case = read_case("arcadia")
    luck = random.Random(3)
    shuffled = case.replace({name: luck.sample(rows, len(rows)) for name, rows in case.tables.items()})
    again = Study(shuffled, draws=DRAWS).report("AL")
    for form in ("html", "pdf", "docx"):
        assert again.render(form) == briefs["AL"].render(form), form
    assert again.numbers == briefs["AL"].numbers


def test_options_solved_aside_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second interpreter gives the rows that this one gives, and a failing one is replaced by this one."""
    case = read_case("arcadia")
    made = {}
    for way, at_least in (("here", 10**9), ("aside", 0)):
        monkeypatch.setattr("dayafter.insight.aside.WORTH_IT", at_least)
        made[way] = _compared(case)
    assert made["here"] == made["aside"]
    monkeypatch.setattr("dayafter.insight.aside.sys.executable", "/bin/false")
    assert _compared(case) == made["here"]


def _compared(case: Case) -> list[dict[str, Any]]:
    from dayafter.case import policies

    draws = Draws(case, 10, 7)
    aside = Aside(case, tuple(policies(case).values()), 10, 7)
    aside.begin(deliver(case))
    try:
        return aside.finish(lambda: base_option(case, draws), draws, lambda name: None).records()
    finally:
        aside.stop()


def test_charts_drawn_in_the_studio_are_the_same(briefs: dict[str, Brief], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dayafter.report.brief.WORTH_IT", 0)
    again = Study(read_case("arcadia"), draws=DRAWS).report("AL")
    charts = [block.chart for block in walk(again.document.blocks) if isinstance(block, Figure)]
    assert charts and all(chart.aside["svg"].result(60) for chart in charts)  # type: ignore[attr-defined]
    for form in ("html", "docx"):
        assert again.render(form) == briefs["AL"].render(form), form


# What is written


def test_a_run_holds_each_figure_once_and_every_trace_whole(briefs: dict[str, Brief], tmp_path: Path) -> None:
    files = write_run(briefs["AL"], tmp_path / "run")
    assert {form: path.name for form, path in files.items()} == {
        "html": "brief.html", "docx": "brief.docx", "pdf": "brief.pdf",
    }  # fmt: skip
    read = json.loads((tmp_path / "run" / "numbers.json").read_text(encoding="utf-8"))
    assert read["schema"] == "dayafter/numbers/1"
    for name, number in read["numbers"].items():
        assert resolved(number["trace"], read["figures"]) == briefs["AL"].numbers[name]["trace"], name
    cited = {source for figure in read["figures"].values() for source in figure["sources"]}
    assert cited <= set(read["sources"])
    kept: dict[str, Mapping[str, Any]] = {}
    number = next(n for n in briefs["AL"].document.numbers if n.trace["figures"])
    assert all(isinstance(ref, str) for ref in compact(number.trace, kept)["figures"]) and kept


def test_the_annex_prints_the_plan_once(briefs: dict[str, Brief]) -> None:
    document = briefs["AL"].document
    numbers = tuple(document.numbers)
    first, *others = steps(numbers, document.sources)
    assert first.name == PLAN and first.figures
    assert all(step.name != PLAN and step.formula and not step.figures for step in others)
    of_plan = next(n for n in numbers if any(t["step"] == PLAN for t in traces(n.trace)) and not n.trace["figures"])
    assert provenance(of_plan, document.sources).figures
    assert not provenance(of_plan, document.sources, own=True).figures


def test_figures_nearest_to_the_cell_come_first(briefs: dict[str, Brief]) -> None:
    document = briefs["AL"].document
    number = next(n for n in document.numbers if n.trace["step"] == "plan: given" and n.trace["key"].get("item"))
    first = provenance(number, document.sources, limit=1).figures[0]
    names = briefs["AL"].desk.names
    assert names[number.trace["key"]["item"]].lower() in first.label.lower()


def test_the_bottom_line_is_one_page(printed: Any, briefs: dict[str, Brief]) -> None:
    first, second = words_of(printed.pages[0]), words_of(printed.pages[1])
    for words in ("Bottom line", "What allies can deliver", "Cost, and who", "What binds", "What to decide now"):
        assert words.replace(" ", "") in first, words
    assert "Whatthiscannottell" in first and "probabilitiesofevents" in first
    assert "Contents" in second and "Whatthiscannottell" not in second
    blocks = briefs["AL"].document.blocks
    end = next(n for n, block in enumerate(blocks) if isinstance(block, PageBreak))
    assert any(isinstance(block, KeyFacts) for block in blocks[:end])


def test_the_pdf_is_tagged_and_describes_its_pictures(printed: Any, briefs: dict[str, Brief]) -> None:
    tags = list(elements(printed.Root.StructTreeRoot))
    alts = [str(tag.Alt) for tag in tags if str(tag.S) == "/Figure"]  # type: ignore[attr-defined]
    charts = [block for block in walk(briefs["AL"].document.blocks) if isinstance(block, Figure)]
    assert len(charts) >= 8
    assert alts == [chart.alt for chart in charts]
    assert all(len(alt) > 40 and alt.endswith(".") for alt in alts), alts
    with printed.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"


def test_word_ends_in_two_columns_with_every_number(briefs: dict[str, Brief]) -> None:
    opened = docx.Document(io.BytesIO(briefs["AL"].render("docx")))
    assert len(opened.sections) == 2
    name = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    columns = [section._sectPr.find(f"{name}cols").get(f"{name}num") for section in opened.sections]
    assert columns == [None, "2"]
    text = "\n".join(paragraph.text for paragraph in opened.paragraphs)
    printed = {i.id for i in walk_inlines(briefs["AL"].document.blocks) if isinstance(i, Number)}
    assert all(f"{number}\u2002" in text for number in printed)


def test_the_page_asks_nothing_of_any_server(pages: dict[str, str]) -> None:
    for tag, attributes in Tags(pages["AL"]).tags:
        for name, value in attributes.items():
            if name in ("src", "srcset", "action", "data") or (name == "href" and tag not in ("a",)):
                assert value.startswith(("data:", "#")), f"<{tag} {name}={value!r}>"
    assert all(url.startswith(("data:", "#")) for url in re.findall(r"url\(([^)]*)", pages["AL"]))


def test_a_browser_finds_no_barrier(
    pages: dict[str, str], need_tool: Callable[[str, str], str], tmp_path: Path
) -> None:
    pytest.importorskip("playwright")
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright

    file = tmp_path / "brief.html"
    file.write_text(pages["AL"], encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=need_tool("chromium", "chromium"), args=ARGUMENTS)
        view = browser.new_page(viewport={"width": 400, "height": 800})
        asked: list[str] = []
        view.on("request", lambda request: asked.append(request.url))
        view.goto(file.as_uri())
        report = Axe().run(view)
        assert report.generate_report().startswith("Found 0"), report.generate_report()
        assert view.evaluate("document.documentElement.scrollWidth") <= 400, "the page scrolls sideways on a phone"
        browser.close()
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []


# The shipped case


def test_the_brief_of_the_shipped_case() -> None:
    brief = Study(read_case("ukraine-2025"), draws=DRAWS).report()
    page = html(brief.document)
    assert naked_digits(page) == []
    assert len(page.encode()) < 2_900_000
    assert len(brief.render("docx")) < 2_300_000
    assert "is asked of the United Kingdom" in read(page) and "Written for the United Kingdom." in page
    with pikepdf.open(io.BytesIO(brief.render("pdf"))) as file:
        assert len(file.pages) <= 71  # 31 of them the annexes: methods, assurance, sources, numbers
        assert "Whatthiscannottell" in words_of(file.pages[0])
        assert "Contents" in words_of(file.pages[1])
    captions = [plain(block.caption) for block in walk(brief.document.blocks) if isinstance(block, Figure)]
    assert len(set(captions)) == len(captions) >= 14


def test_the_race_is_told_with_its_limits_and_its_futures(briefs: dict[str, Brief], pages: dict[str, str]) -> None:
    race = briefs["AL"].answers.race
    assert race is not None
    text = pages["AL"]
    assert all(name in text for name in race.names.values())
    numbers = briefs["AL"].numbers.values()
    steps = {str(number["trace"]["step"]) for number in numbers}  # type: ignore[index]
    assert {"race: open", "race: ratio", "race: months", "race: longer"} <= steps
    assert "What the race cannot tell" in text and "Futures that are assumed" in text
    assert "Options and the window" in text


def test_the_rebuilding_is_told_before_the_race(briefs: dict[str, Brief], pages: dict[str, str]) -> None:
    race, text = briefs["AL"].answers.race, pages["AL"]
    assert race is not None
    assert text.index('id="rebuilding"') < text.index('id="race"')
    numbers = list(briefs["AL"].document.numbers)
    steps = {str(number.trace["step"]) for number in numbers}
    assert {"ready formations", "rebuilding: mission ready", "rebuilding: scarcest"} <= steps
    told = {
        (n.trace["key"]["mission"], n.trace["key"]["month"]): n.value
        for n in numbers
        if n.trace["step"] == "rebuilding: mission ready"
    }
    for mission in race.missions:
        first = race.rebuilding.first_month(mission)
        assert told[mission, 12] == pytest.approx(float((first <= 12).mean()), abs=0.005)
    assert "What the rebuilding cannot tell" in text


def test_shares_of_the_race_are_whole_per_cent_and_ranges_hold_their_means(briefs: dict[str, Brief]) -> None:
    found = [n for n in briefs["AL"].document.numbers if str(n.trace["step"]).startswith("race: ")]
    shares = [n for n in found if n.style == "share"]
    assert shares and all(re.fullmatch(r"\d+%", n.text) for n in shares)
    for number in found:
        if number.has_range and number.trace["step"] in ("race: months", "race: longer"):
            assert number.low < number.high


def test_a_range_that_is_none_or_misses_its_mean_is_not_told() -> None:
    from dayafter.report.sections.race import _range

    assert _range(0.1, 0.0, 0.0) == _range(0.3, 0.0, 0.2) == _range(1.0, None, 2.0) == (None, None)
    assert _range(1.0, 0.0, 2.0) == (0.0, 2.0)


def test_method_cards_hold_those_of_the_adversary(pages: dict[str, str]) -> None:
    assert 'id="card-adversary"' in pages["AL"] and 'id="card-adversary-calibrate"' in pages["AL"]


def test_a_case_without_missions_has_a_brief_without_a_race() -> None:
    from dayafter.case import Policy

    case = Policy("no missions").remove("missions").apply(read_case("arcadia"))
    page = html(Study(case, draws=DRAWS).report("AL").document)
    assert "What the race cannot tell" not in page
    assert naked_digits(page) == []
