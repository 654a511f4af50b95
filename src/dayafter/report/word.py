"""The brief as Word: real styles, captions, footnotes and links, so that an office can edit it."""

from __future__ import annotations

import calendar
import io
import os
import re
import subprocess
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.sax.saxutils import escape

from dayafter.errors import UsageError
from dayafter.report.document import Document, Figure, walk
from dayafter.report.outline import outline
from dayafter.report.pandoc import SECTION_END, picture, tree

REFERENCE = Path(__file__).parent / "styles" / "reference.docx"
RUN = "RUN-CODE"
"""What the reference document holds in place of the code of the run."""


def word(document: Document) -> bytes:
    """The whole DOCX file. Needs the extra `report`."""
    try:
        import pypandoc
    except ImportError as error:
        raise UsageError.of("extra-missing", what="Word", extra="report") from error
    plan = outline(document)
    epoch = str(calendar.timegm(document.date.timetuple()))
    with TemporaryDirectory() as folder:  # as data in the tree each picture would stand in the file a second time
        command = [pypandoc.get_pandoc_path(), "-f", "json", "-t", "docx", f"--reference-doc={REFERENCE}", "-o", "-"]
        for block in walk(plan.document.blocks):
            if isinstance(block, Figure):
                Path(folder, picture(block)).write_bytes(block.chart.png(2))
        done = subprocess.run(
            command,
            input=tree(plan).encode(),
            env={**os.environ, "SOURCE_DATE_EPOCH": epoch},
            cwd=folder,
            capture_output=True,
            check=False,
        )
    if done.returncode:
        raise RuntimeError(f"pandoc ended with {done.returncode}: {done.stderr.decode(errors='replace')}")
    return _finished(done.stdout, document)


def _finished(docx: bytes, document: Document) -> bytes:
    """The file with the run's code in its running lines, rows kept whole, and no time but the document's."""
    out = io.BytesIO()
    when = (document.date.year, document.date.month, document.date.day, 0, 0, 0)
    with zipfile.ZipFile(io.BytesIO(docx)) as made, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as final:
        for name in sorted(made.namelist(), key=lambda part: (part != "[Content_Types].xml", part)):
            data = made.read(name)
            if re.fullmatch(r"word/(header|footer)\d*\.xml", name):
                data = data.replace(RUN.encode(), escape(document.run_code).encode())
            if name == "docProps/core.xml":
                data = data.replace(b"<dc:creator></dc:creator>", b"<dc:creator>dayafter</dc:creator>")
            if name == "word/document.xml":
                data = _in_columns(re.sub(rb"<w:tr>(?:<w:trPr>)?", _whole_row, data))
            final.writestr(zipfile.ZipInfo(name, when), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _in_columns(data: bytes) -> bytes:
    """The text with its last section in two columns, where a section ends before it."""
    mark = SECTION_END.encode()
    final = re.compile(rb"<w:sectPr\b[^>/]*>.*?</w:sectPr>", re.DOTALL)
    found = list(final.finditer(data))
    if mark not in data or not found:
        return data
    own = found[-1][0]
    columns = re.sub(rb"<w:cols\b[^>]*/>", b'<w:cols w:num="2" w:space="400"/>', own)
    columns = columns.replace(b"<w:titlePg/>", b"").replace(b"<w:pgSz", b'<w:type w:val="continuous"/><w:pgSz', 1)
    before = mark.replace(b"<w:sectPr/>", own)
    return data[: found[-1].start()].replace(mark, before) + columns + data[found[-1].end() :]


def _whole_row(found: re.Match[bytes]) -> bytes:
    """A row that no page break divides, with the properties that pandoc gave it."""
    return b"<w:tr><w:trPr><w:cantSplit/>" + (b"" if found[0].endswith(b"<w:trPr>") else b"</w:trPr>")
