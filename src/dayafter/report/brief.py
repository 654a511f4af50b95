"""The brief: one document for a minister and for the analyst who has to defend it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from dayafter.case import Case
from dayafter.errors import Finding, UsageError, did_you_mean
from dayafter.report.answers import Answers, Desk
from dayafter.report.charts import Chart
from dayafter.report.charts.studio import Studio
from dayafter.report.clerk import with_article
from dayafter.report.document import (
    Block,
    Document,
    Figure,
    Inlines,
    Name,
    NumberAnnex,
    Source,
    SourceList,
    Toc,
    prose,
    walk,
)
from dayafter.report.sections import SECTIONS, options, race, rebuilding

FORMATS = ("html", "docx", "pdf")

WORTH_IT = 500
"""Figures of a case from which charts drawn in a second interpreter save more time than its start takes."""


@dataclass(frozen=True, eq=False)
class Brief:
    """The document, and the answers that it was written from."""

    answers: Answers
    desk: Desk
    document: Document

    def save(self, *paths: str | Path) -> tuple[Path, ...]:
        """Writes the brief in the format that each path's ending names: .html, .docx, .pdf."""
        targets = [Path(path) for path in paths]
        for target in targets:
            if target.suffix[1:] not in FORMATS:
                details = {"file": target.name, "suggestion": did_you_mean(target.suffix[1:], FORMATS)}
                raise UsageError(Finding("format-unknown", details=details))
        for target in targets:
            content = self.render(target.suffix[1:])
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        return tuple(targets)

    def render(self, form: str) -> bytes:
        """The brief's bytes in one format."""
        return rendered(self.document, form)

    @cached_property
    def numbers(self) -> dict[str, dict[str, object]]:
        """Every number of the brief with its trace, by id."""
        return self.document.numbers.as_dict()


def rendered(document: Document, form: str) -> bytes:
    """The document's bytes in one format."""
    if form == "html":
        from dayafter.report.html import html

        return html(document).encode()
    if form == "pdf":
        from dayafter.report.pdf import pdf

        return pdf(document)
    from dayafter.report.word import word

    return word(document)


def brief(answers: Answers) -> Brief:
    """Writes the brief. Raises UsageError for a reader who is no party of the case."""
    parties = answers.case.names("parties")
    if answers.reader and answers.reader not in parties:
        suggestion = did_you_mean(answers.reader, list(parties)) or f"; there are {', '.join(parties)}"
        raise UsageError(Finding("party-unknown", details={"party": answers.reader, "suggestion": suggestion}))
    desk = Desk(answers)
    studio = Studio() if len(desk.known) >= WORTH_IT else None
    try:
        blocks = _written(desk, studio)
    finally:
        if studio:
            studio.close()
    document = Document(
        title=_title(answers),
        subtitle=_subtitle(answers),
        run_code=answers.manifest.code,
        date=answers.case.settings.known_on,
        blocks=(*blocks, SourceList(), NumberAnnex(lead=_annex_lead(answers))),
        numbers=desk.numbers,
        sources=printed_sources(answers.case),
        properties={"case": answers.case.name, "run": answers.manifest.code, "plan": answers.plan.digest},
    )
    return Brief(answers, desk, document)


def _written(desk: Desk, studio: Studio | None) -> tuple[Block, ...]:
    """The blocks of all sections in their order; those with options are written last, because they take longest."""
    written: dict[int, tuple[Block, ...]] = {}
    for place in sorted(range(len(SECTIONS)), key=lambda place: SECTIONS[place] in (options, race, rebuilding)):
        desk.numbers.part(place)
        written[place] = SECTIONS[place].write(desk)
        for block in walk(written[place]):
            if studio and isinstance(block, Figure) and isinstance(block.chart, Chart):
                studio.take(block.chart)
    first, *others = (written[place] for place in range(len(SECTIONS)))
    return (*first, Toc(depth=1), *(block for blocks in others for block in blocks))


def _annex_lead(answers: Answers) -> Inlines:
    return prose(
        "Each number stands with its name, its step and cell, and the first figures that went in; a dotted line "
        "under a "
        "number in the text leads here. First the steps, each with its formula; all numbers of the plan rest on the "
        "step "
        "plan and the figures named there. The command {command} lists everything behind the number of that name.",
        command=Name(f"dayafter explain {answers.case.name} n-0001"),
    )


def _title(answers: Answers) -> str:
    names = answers.case.names("parties")
    return f"{names[answers.case.settings.recipient]}: requirements for the day after"


def _subtitle(answers: Answers) -> str:
    names = answers.case.names("parties")
    reader = f" Written for {with_article(names[answers.reader])}." if answers.reader else ""
    known = answers.case.settings.known_on
    what = "What is needed after a ceasefire, and how allies can deliver it"
    return f"{what}, as known on {known.day} {known:%B %Y}.{reader}"


def printed_sources(case: Case) -> dict[str, Source]:
    """The sources of a case, as a document cites them."""
    return {
        row.source_id: Source(
            id=row.source_id,
            publisher=row.publisher,
            title=row.title_,
            published=row.published,
            url=row.url,
            accessed=row.accessed,
            grade=row.reliability,
        )
        for row in case.sources.values()
    }
