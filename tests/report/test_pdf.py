"""The PDF is tagged, says its language, describes its pictures, and holds no font but the shipped ones."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator

import pytest

from dayafter.errors import UsageError
from dayafter.report.outline import outline
from dayafter.report.typst import markup, quoted
from tests.report import sample

pikepdf = pytest.importorskip("pikepdf")
pytest.importorskip("typst")


@pytest.fixture(scope="module")
def made() -> bytes:
    from dayafter.report.pdf import pdf

    return pdf(sample.document())


@pytest.fixture(scope="module")
def opened(made: bytes) -> Iterator[object]:
    with pikepdf.open(io.BytesIO(made)) as file:
        yield file


def elements(node: object) -> Iterator[object]:
    """All structure elements below a node of the tag tree."""
    kids = node.get("/K", [])  # type: ignore[attr-defined]
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from elements(kid)


def test_same_document_same_bytes(made: bytes) -> None:
    from dayafter.report.pdf import pdf

    assert pdf(sample.document()) == made


def test_pdf_claims_ua_1_and_says_title_language_and_date(opened: object) -> None:
    root = opened.Root  # type: ignore[attr-defined]
    assert root.MarkInfo.Marked
    assert str(root.Lang) == "en-GB"
    with opened.open_metadata() as metadata:  # type: ignore[attr-defined]
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == "Ukraine: what the day after needs in 2025"
    information = opened.docinfo  # type: ignore[attr-defined]
    assert "run da-7f3k-2025" in str(information["/Keywords"])
    assert str(information["/CreationDate"]).startswith("D:20250215")
    assert root.ViewerPreferences.DisplayDocTitle


def test_tag_tree_holds_headings_notes_tables_and_described_figures(opened: object) -> None:
    tags = list(elements(opened.Root.StructTreeRoot))  # type: ignore[attr-defined]
    kinds = [str(tag.S) for tag in tags]  # type: ignore[attr-defined]
    assert kinds.count("/H1") >= 4
    assert {"/H2", "/H3", "/TOC", "/TOCI", "/L", "/LI", "/Caption", "/Link"} <= set(kinds)
    assert kinds.count("/TH") == 5
    assert kinds.count("/Note") + kinds.count("/FENote") == 6
    assert [str(tag.Alt) for tag in tags if str(tag.S) == "/Figure"] == [sample.ALT]  # type: ignore[attr-defined]


def test_numbers_link_to_the_annex_and_sources_to_the_web(opened: object) -> None:
    links = [a for page in opened.pages for a in page.get("/Annots", [])]  # type: ignore[attr-defined]
    assert "https://example.org/tracker" in {str(a.A.URI) for a in links if "/A" in a and "/URI" in a.A}
    inner = [a for a in links if "/Dest" in a or ("/A" in a and "/URI" not in a.A)]
    assert len(inner) > 60
    assert all("/Contents" in a for a in links)


def test_only_shipped_fonts_are_used(opened: object) -> None:
    names = {
        str(font.BaseFont).split("+")[-1]
        for page in opened.pages  # type: ignore[attr-defined]
        for font in page.Resources.get("/Font", {}).values()
    }
    assert names
    assert all(name.startswith("NotoSans") for name in names), names


def test_every_page_carries_run_and_page_number(made: bytes, need_tool: object, tmp_path: object) -> None:
    import subprocess
    from pathlib import Path

    tool = need_tool("pdftotext", "poppler-utils")  # type: ignore[operator]
    file = Path(str(tmp_path)) / "brief.pdf"
    file.write_bytes(made)
    text = subprocess.run([tool, "-layout", str(file), "-"], capture_output=True, text=True, check=True).stdout
    pages = text.rstrip("\f").split("\f")
    for n, page in enumerate(pages, 1):
        assert "Run da-7f3k-2025" in page
        assert f"Page {n} of {len(pages)}" in page
    assert "Bottom line" in pages[0]
    assert "Contents" not in pages[0]
    assert "Шахед" in text
    assert "₴" in text
    assert sample.SPECIAL.split(" // ")[0] in text


def test_no_text_can_become_markup() -> None:
    assert quoted('a"b\\c\nd#e') == '"a\\"b\\\\c\\nd#e"'
    source = markup(outline(sample.document()))
    assert '#"' + sample.SPECIAL.replace("\\", "\\\\").replace('"', '\\"') in source


def test_without_the_extra_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    from dayafter.report.pdf import pdf

    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(UsageError, match=r"pip install 'dayafter\[report\]'") as caught:
        pdf(sample.document())
    assert caught.value.findings[0].code == "extra-missing"


def test_only_the_pages_that_ask_for_it_are_set_close() -> None:
    from dataclasses import replace

    from dayafter.report.document import Heading, PageBreak, para

    close = (PageBreak(close=True), Heading(1, "Cards", "cards"), para("Set small."), PageBreak(), para("Set large."))
    document = sample.document()
    text = markup(outline(replace(document, blocks=(*document.blocks, *close))))
    start = text.index("#close-set[\n")
    end = text.index("\n]", start)
    assert text.count("#close-set[\n") == 1
    assert start < text.index("Set small.") < end < text.index("Set large.")
    assert text[:start].rstrip().endswith("#pagebreak(weak: true)")
    assert text.count("#pagebreak(weak: true)") == 2, "after the first page, and before what is set close"
    assert text.index("Set small.") < text.rindex("#room\n") < text.index("Set large.")
    assert "#p(width: 100%)" in text[start:end] and "#p[" in text[end:]
