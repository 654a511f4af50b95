"""Writes src/dayafter/report/styles/reference.docx: the styles, page and running lines of the Word brief.

    python tools/make_reference_docx.py src/dayafter/report/styles/reference.docx

Needs python-docx. The file is committed; run this again only when the look changes.
"""

from __future__ import annotations

import datetime as dt
import re
import sys
import zipfile
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

INK, SOFT, ACCENT = RGBColor(0x1D, 0x27, 0x33), RGBColor(0x51, 0x5C, 0x69), RGBColor(0x0B, 0x4F, 0x7D)
RULE, WASH = "D5DAE0", "F4F6F8"
FONT = "Noto Sans"
MEASURE = Mm(26)  # kept free at the right of prose; tables and figures use it
RUN = "RUN-CODE"
"""Stands where word.py puts the code of the run."""

# name, based on, size, bold, colour, before, after, line spacing, right indent
PARAGRAPHS = (
    ("Title", "Normal", 20, True, INK, 6, 2, 1.1, 0),
    ("Subtitle", "Normal", 11, False, SOFT, 0, 6, 1.2, 0),
    ("Date", "Normal", 8.5, False, SOFT, 0, 10, 1.2, 0),
    ("Body Text", "Normal", 10, False, INK, 0, 7, 1.3, MEASURE),
    ("First Paragraph", "Body Text", 10, False, INK, 0, 7, 1.3, MEASURE),
    ("Compact", "Normal", 10, False, INK, 0, 4, 1.25, MEASURE),
    ("Lead", "Normal", 8.75, False, INK, 0, 3, 1.05, 0),
    ("Heading 1", "Normal", 17, True, ACCENT, 18, 7, 1.15, 0),
    ("Heading 2", "Normal", 12.5, True, INK, 18, 6, 1.15, 0),
    ("Heading 3", "Normal", 10.5, True, INK, 14, 5, 1.15, 0),
    ("TOC Heading", "Normal", 17, True, ACCENT, 18, 7, 1.15, 0),
    ("Caption", "Normal", 9.5, True, INK, 14, 5, 1.2, 0),
    ("Figure", "Normal", 10, False, INK, 0, 6, 1.0, 0),
    ("Table Text", "Normal", 8.5, False, INK, 0, 0, 1.12, 0),
    ("Table Number", "Table Text", 8.5, False, INK, 0, 0, 1.12, 0),
    ("Table Heading", "Table Text", 8.5, True, INK, 0, 0, 1.12, 0),
    ("Table Heading Number", "Table Heading", 8.5, True, INK, 0, 0, 1.12, 0),
    ("Table Group", "Table Text", 8.5, True, ACCENT, 7, 0, 1.12, 0),
    ("Note", "Normal", 8, False, SOFT, 4, 14, 1.2, MEASURE),
    ("Key Label", "Normal", 8, False, SOFT, 5, 1, 1.1, 0),
    ("Key Value", "Normal", 15, True, INK, 0, 0, 1.1, 0),
    ("Key Range", "Normal", 8.5, False, INK, 0, 0, 1.1, 0),
    ("Key Note", "Normal", 7.5, False, SOFT, 2, 2, 1.15, 0),
    ("Callout Title", "Normal", 10, True, INK, 0, 3, 1.25, 0),
    ("Callout", "Normal", 10, False, INK, 0, 3, 1.25, 0),
    ("Verbatim", "Normal", 9, False, INK, 6, 10, 1.3, 0),
    ("Source", "Normal", 8.5, False, INK, 0, 4, 1.2, 0),
    ("Trace Head", "Normal", 8.5, True, INK, 9, 1, 1.15, 0),
    ("Trace", "Normal", 7, False, INK, 0, 3, 1.05, 0),
    ("Trace Figure", "Normal", 7, False, SOFT, 0, 1, 1.05, 0),
    ("footnote text", "Normal", 8, False, INK, 0, 2, 1.15, 0),
    ("Header", "Normal", 8, False, SOFT, 0, 0, 1.0, 0),
    ("Footer", "Normal", 8, False, SOFT, 0, 0, 1.0, 0),
    ("toc 1", "Normal", 10, True, INK, 6, 2, 1.2, 0),
    ("toc 2", "Normal", 10, False, INK, 0, 2, 1.2, 0),
    ("toc 3", "Normal", 9, False, INK, 0, 2, 1.2, 0),
)  # fmt: skip
# Word's own styles: name -> id
BUILT_IN = {
    **{
        name: name.replace(" ", "")
        for name in ("Title", "Subtitle", "Date", "Body Text", "Caption", "Header", "Footer")
    },
    **{f"Heading {level}": f"Heading{level}" for level in (1, 2, 3)},
    **{f"toc {level}": f"TOC{level}" for level in (1, 2, 3)},
    "TOC Heading": "TOCHeading",
    "Hyperlink": "Hyperlink",
    "footnote text": "FootnoteText",
    "footnote reference": "FootnoteReference",
}
KEEP = {"Normal", "Default Paragraph Font", "Normal Table", "No List"}


def style(document: Any, name: str, kind: Any) -> Any:
    """The style of this name, made if absent; Word's own styles keep Word's names and ids."""
    styles = document.styles
    if name in [s.name for s in styles]:
        return styles[name]
    made = styles.add_style(name, kind, builtin=name in BUILT_IN)
    if name in BUILT_IN:
        made.element.set(qn("w:styleId"), BUILT_IN[name])
    return made


def font(target: Any, size: float | None, bold: bool, colour: RGBColor | None) -> None:
    """Sets face, size, weight and colour for all scripts."""
    target.font.name, target.font.bold = FONT, bold
    if size is not None:
        target.font.size = Pt(size)
    if colour is not None:
        target.font.color.rgb = colour
    fonts = target.element.get_or_add_rPr().get_or_add_rFonts()
    for key in list(fonts.attrib):
        del fonts.attrib[key]
    for key in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(key), FONT)


def borders(target: Any, fill: str, **sides: tuple[int, str, int]) -> None:
    """Shading and rules around a paragraph style; size in eighths of a point, colour, distance in points."""
    pr = target.element.get_or_add_pPr()
    rules = "".join(
        f'<w:{side} w:val="single" w:sz="{size}" w:space="{space}" w:color="{colour}"/>'
        for side, (size, colour, space) in sides.items()
    )
    if rules:
        pr.insert_element_before(
            parse_xml(f"<w:pBdr {nsdecls('w')}>{rules}</w:pBdr>"),
            "w:shd",
            "w:tabs",
            "w:spacing",
            "w:ind",
            "w:outlineLvl",
        )
    if fill:
        pr.insert_element_before(
            parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{fill}"/>'),
            "w:tabs", "w:spacing", "w:ind", "w:outlineLvl",
        )  # fmt: skip


def paragraphs(document: Any) -> None:
    """All paragraph styles."""
    for name, base, size, bold, colour, before, after, spacing, right in PARAGRAPHS:
        made = style(document, name, WD_STYLE_TYPE.PARAGRAPH)
        made.base_style = document.styles[base]
        made.quick_style, made.hidden, made.unhide_when_used = True, False, False
        font(made, size, bold, colour)
        made.font.italic = False
        shape = made.paragraph_format
        shape.space_before, shape.space_after, shape.line_spacing = Pt(before), Pt(after), spacing
        if right:
            shape.right_indent = right
        shape.keep_with_next = name.startswith(("Heading", "Caption", "Callout Title", "Key", "Trace Head", "TOC"))
        shape.widow_control = True
    document.styles["Table Number"].paragraph_format.alignment = 2
    document.styles["Table Heading Number"].paragraph_format.alignment = 2
    document.styles["Trace Figure"].paragraph_format.left_indent = Mm(5)
    document.styles["toc 2"].paragraph_format.left_indent = Mm(6)
    document.styles["toc 3"].paragraph_format.left_indent = Mm(14)
    for level in (1, 2, 3):
        document.styles[f"toc {level}"].paragraph_format.tab_stops.add_tab_stop(Mm(160), WD_TAB_ALIGNMENT.RIGHT)
    for level in (1, 2, 3):
        pr = document.styles[f"Heading {level}"].element.get_or_add_pPr()
        for old in pr.findall(qn("w:outlineLvl")):
            pr.remove(old)
        pr.append(parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="{level - 1}"/>'))
    borders(document.styles["Verbatim"], WASH)
    borders(document.styles["Title"], "", top=(36, "0B4F7D", 10))
    borders(document.styles["Date"], "", bottom=(4, RULE, 8))
    borders(document.styles["Key Label"], "", top=(18, "0B4F7D", 5))


def characters(document: Any) -> None:
    """Character styles: links, numbers, footnote marks."""
    for name, colour, dotted in (("Hyperlink", ACCENT, False), ("Number", INK, True), ("Cell Number", INK, False)):
        made = style(document, name, WD_STYLE_TYPE.CHARACTER)
        made.font.color.rgb = colour
        if dotted:
            made.element.get_or_add_rPr().append(parse_xml(f'<w:u {nsdecls("w")} w:val="dotted" w:color="0B4F7D"/>'))
    mark = style(document, "footnote reference", WD_STYLE_TYPE.CHARACTER)
    mark.font.superscript = True
    section = style(document, "Section Number", WD_STYLE_TYPE.CHARACTER)
    section.font.bold = False
    label = style(document, "Label", WD_STYLE_TYPE.CHARACTER)
    label.font.color.rgb = ACCENT


def table_styles(document: Any) -> None:
    """The table styles: their names are single words, because pandoc takes the name of a table style for its id."""
    ink = "1D2733"
    head = (
        f'<w:tblStylePr w:type="firstRow"><w:tcPr><w:tcBorders><w:bottom w:val="single" w:sz="8" w:color="{ink}"/>'
        '</w:tcBorders><w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr>'
    )
    lined = (
        f'<w:top w:val="single" w:sz="8" w:color="{ink}"/><w:bottom w:val="single" w:sz="8" w:color="{ink}"/>'
        f'<w:insideH w:val="single" w:sz="4" w:color="{RULE}"/>'
    )
    wash = (
        '<w:tblStylePr w:type="wholeTable"><w:tcPr>'
        f'<w:shd w:val="clear" w:color="auto" w:fill="{WASH}"/></w:tcPr></w:tblStylePr>'
    )
    bar = '<w:left w:val="single" w:sz="24" w:color="0B4F7D"/>'
    for name, rules, part, up, left in (
        ("Table", lined, head, 50, 0),
        ("KeyFacts", "", "", 50, 0),
        ("CalloutBox", bar, wash, 110, 200),
    ):
        element = document.styles.add_style(name, WD_STYLE_TYPE.TABLE).element
        margins = (
            f'<w:tblCellMar><w:top w:w="{up}" w:type="dxa"/><w:left w:w="{left}" w:type="dxa"/>'
            f'<w:bottom w:w="{up}" w:type="dxa"/><w:right w:w="140" w:type="dxa"/></w:tblCellMar>'
        )
        borders_ = f"<w:tblBorders>{rules}</w:tblBorders>" if rules else ""
        element.append(parse_xml(f"<w:tblPr {nsdecls('w')}>{borders_}{margins}</w:tblPr>"))
        if part:
            element.append(parse_xml(part.replace("<w:tblStylePr ", f"<w:tblStylePr {nsdecls('w')} ", 1)))


def field(paragraph: Any, instruction: str, shown: str) -> None:
    """A field whose value is shown until Word updates it."""
    paragraph._p.append(
        parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr=" {instruction} "><w:r><w:t>{shown}</w:t></w:r></w:fldSimple>')
    )


def page(document: Any) -> None:
    """A4, margins, and the lines at head and foot: the code of the run and the page."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(25)
    section.top_margin, section.bottom_margin = Mm(26), Mm(24)
    section.header_distance = section.footer_distance = Mm(12)
    section.different_first_page_header_footer = True
    section.header.paragraphs[0].text = "\t\tRun " + RUN
    for footer in (section.footer, section.first_page_footer):
        line = footer.paragraphs[0]
        line.text = f"Run {RUN}\t\tPage "
        field(line, "PAGE", "1")
        line.add_run(" of ")
        field(line, "NUMPAGES", "1")
    for name in ("Header", "Footer"):
        stops = document.styles[name].paragraph_format.tab_stops
        for stop in list(stops):
            stop._tab.getparent().remove(stop._tab)
        stops.add_tab_stop(Mm(80), WD_TAB_ALIGNMENT.CENTER)
        stops.add_tab_stop(Mm(160), WD_TAB_ALIGNMENT.RIGHT)
    borders(document.styles["Header"], "", bottom=(4, RULE, 4))


def main(target: Path) -> None:
    """The reference document, the same bytes each time."""
    document = Document()
    for old in list(document.styles):
        if old.name not in KEEP:
            old.element.getparent().remove(old.element)
    font(document.styles["Normal"], 10, False, INK)
    paragraphs(document)
    characters(document)
    table_styles(document)
    page(document)
    when = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
    properties = document.core_properties
    properties.author = properties.title = properties.comments = properties.keywords = ""
    properties.created = properties.modified = when
    document.save(str(target))
    _fix_times(target)


def _fix_times(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist() if "thumbnail" not in name]
    parts = [
        (n, re.sub(rb"<Relationship [^>]*thumbnail[^>]*/>", b"", d) if n == "_rels/.rels" else d) for n, d in parts
    ]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts:
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
