"""The Word file has real styles, footnotes, captions and links, and can be told from its run."""

from __future__ import annotations

import datetime as dt
import io
import re
import sys
import zipfile

import pytest

from dayafter.errors import UsageError
from tests.report import sample

docx = pytest.importorskip("docx")
pytest.importorskip("pypandoc")


@pytest.fixture(scope="module")
def made() -> bytes:
    from dayafter.report.word import word

    return word(sample.document())


@pytest.fixture(scope="module")
def opened(made: bytes) -> object:
    return docx.Document(io.BytesIO(made))


def part(made: bytes, name: str) -> str:
    """One part of the file, as text."""
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        return archive.read(name).decode("utf-8")


def test_same_document_same_bytes_and_no_other_date(made: bytes) -> None:
    from dayafter.report.word import word

    assert word(sample.document()) == made
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(2025, 2, 15, 0, 0, 0)}


def test_properties_name_the_run(opened: object, made: bytes) -> None:
    core = opened.core_properties  # type: ignore[attr-defined]
    assert core.title == "Ukraine: what the day after needs in 2025"
    assert core.author == "dayafter"
    assert core.language == "en-GB"
    assert "da-7f3k-2025" in core.keywords
    assert core.created.date() == core.modified.date() == dt.date(2025, 2, 15)
    custom = part(made, "docProps/custom.xml")
    assert re.search(r'name="run"><vt:lpwstr>da-7f3k-2025<', custom)
    assert re.search(r'name="case"><vt:lpwstr>ukraine-2025<', custom)


def test_paragraphs_wear_real_styles(opened: object) -> None:
    worn: dict[str, list[str]] = {}
    for paragraph in opened.paragraphs:  # type: ignore[attr-defined]
        worn.setdefault(paragraph.style.name, []).append(paragraph.text)
    assert worn["Title"] == ["Ukraine: what the day after needs in 2025"]
    assert worn["Heading 1"][:2] == ["Bottom line", "1\u2002What the country needs"]
    assert worn["Heading 2"][0] == "1.1\u2002By area: 155 mm"
    assert worn["Heading 3"] == ["1.1.1\u2002Line by line"]
    assert {"Subtitle", "Date", "First Paragraph", "Figure", "Note", "Verbatim", "Source", "Trace", "toc 1"} <= set(
        worn
    )
    assert [text.replace("\xa0", " ") for text in worn["Caption"]] == [
        "Figure \u2002Who gives what: shares of 155 mm shells",  # the number is a field, which python-docx leaves out
        "Table \u2002Requirement by item, with what can be met",
    ]


def test_every_style_in_use_is_defined(made: bytes) -> None:
    defined = set(re.findall(r'w:styleId="([^"]+)"', part(made, "word/styles.xml")))
    for name in ("word/document.xml", "word/footnotes.xml", "word/header1.xml", "word/footer1.xml"):
        used = set(re.findall(r'<w:(?:pStyle|rStyle|tblStyle) w:val="([^"]+)"', part(made, name)))
        assert used <= defined, f"{name} uses {used - defined}"


def test_word_knows_its_own_styles(made: bytes) -> None:
    styles = part(made, "word/styles.xml")
    for name in ("heading 1", "heading 3", "Title", "caption", "toc 1", "footnote text", "Hyperlink", "header"):
        heads = re.findall(rf'<w:style ([^>]*)>\s*<w:name w:val="{name}"', styles)
        assert len(heads) == 1, f"{name}: {heads}"
        assert "customStyle" not in heads[0]


def test_tables_repeat_their_header_and_keep_rows_whole(opened: object, made: bytes) -> None:
    table = next(t for t in opened.tables if t.style.name == "Table")  # type: ignore[attr-defined]
    titles = ["Item", "Requirement, units", "Range", "Met by month twelve", "Channel"]
    assert [cell.text for cell in table.rows[0].cells] == titles
    rows = table._tbl.tr_lst
    flag = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    assert rows[0].trPr.find(f"{flag}tblHeader") is not None
    assert all(row.trPr.find(f"{flag}cantSplit") is not None for row in rows)
    assert len(rows) == 1 + 5 * 10 + 1
    assert table.rows[1].cells[0].text == table.rows[1].cells[4].text == "Armour"
    assert table.rows[2].cells[1].paragraphs[0].style.name == "Table Number"
    assert table.rows[-1].cells[1].paragraphs[0].style.name == "Table Heading Number"


def test_sources_are_footnotes_in_full_at_first(made: bytes) -> None:
    notes = re.findall(r"<w:footnote [^>]*>(.*?)</w:footnote>", part(made, "word/footnotes.xml"), re.S)
    texts = [re.sub(r"<[^>]+>", "", note).strip() for note in notes]
    texts = [text for text in texts if text]
    assert texts[0].startswith("Kiel Institute: Ukraine Support Tracker, release 22. 14")
    assert texts[1].startswith("Ministry of Defence: Written answer &lt;HL&gt; &amp; annex #4 [*_$@].")
    assert texts[2].startswith("Міністерство оборони України: Звіт про «Шахед»")
    assert texts[3:] == ["Kiel Institute, 2025", "Ministry of Defence, 2025", "Kiel Institute, 2025"]


def test_numbers_and_references_lead_to_bookmarks(made: bytes) -> None:
    body = part(made, "word/document.xml")
    marks = set(re.findall(r'<w:bookmarkStart [^>]*w:name="([^"]+)"', body))
    jumps = set(re.findall(r'<w:hyperlink w:anchor="([^"]+)"', body))
    assert jumps <= marks
    assert {n.id for n in sample.document().numbers} <= jumps
    assert {"tab-need", "fig-donors", "need"} <= jumps
    assert "SEQ Figure" in body
    assert "SEQ Table" in body
    assert "TOC \\o" in body


def test_figures_have_alt_text_and_running_lines_the_run(made: bytes) -> None:
    assert 'descr="Bars of three donors: &quot;Britain&quot; gives most' in part(made, "word/document.xml")
    for name in ("word/header1.xml", "word/footer1.xml", "word/footer2.xml"):
        text = part(made, name)
        assert "da-7f3k-2025" in text
        assert "RUN-CODE" not in text
    assert "NUMPAGES" in part(made, "word/footer1.xml")


def test_text_of_the_case_stays_text(opened: object) -> None:
    assert any(sample.SPECIAL in p.text for p in opened.paragraphs)  # type: ignore[attr-defined]
    assert any("₴ 95 млрд" in p.text for p in opened.paragraphs)  # type: ignore[attr-defined]


def test_without_the_extra_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    from dayafter.report.word import word

    monkeypatch.setitem(sys.modules, "pypandoc", None)
    with pytest.raises(UsageError, match=r"pip install 'dayafter\[report\]'"):
        word(sample.document())
