"""A document refuses what would mislead: naked digits, dangling references, tables with holes."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from dayafter.report.document import (
    Block,
    Bullets,
    Callout,
    Cite,
    Column,
    DataTable,
    Date,
    Document,
    Figure,
    Heading,
    KeyFact,
    KeyFacts,
    NakedDigit,
    Name,
    NumberAnnex,
    Para,
    Ref,
    Row,
    Source,
    SourceList,
    Table,
    Text,
    para,
    plain,
    prose,
    strong,
)
from dayafter.report.numbers import NBSP, Numbers
from dayafter.report.outline import outline
from dayafter.report.provenance import LIMIT, PRINTED, provenance, provenances
from tests.report import sample

SOURCE = Source("s", "Publisher", "Title of 2024", dt.date(2024, 5, 6))


def made(*blocks: Block, **more: Any) -> Document:
    """A document of these blocks."""
    return Document("T", "S", "run", dt.date(2025, 1, 1), blocks, sources={"s": SOURCE}, **more)


def test_prose_puts_objects_in_their_places() -> None:
    number = Numbers().add(0.5, style="share")
    name, when = Name("155 mm"), dt.date(2025, 2, 15)
    words = prose("Of {name}, {share} {how} by {when}.", name=name, share=number, how=strong("arrive"), when=when)
    assert plain(words) == f"Of 155 mm, 50% arrive by 15{NBSP}February{NBSP}2025."
    assert words[1] is name
    assert words[3] is number
    assert Date(when) in words


@pytest.mark.parametrize("text", ["by month 12", "half of ٣", "M2 {x}"])
def test_prose_refuses_digits(text: str) -> None:
    with pytest.raises(NakedDigit, match="naked"):
        prose(text, x="word")


def test_words_given_as_strings_are_guarded_too() -> None:
    with pytest.raises(NakedDigit):
        prose("by {x}", x="2026")
    for block in (
        Heading(1, "In 2026", "h"),
        Para("In 2026"),
        Bullets(("In 2026",)),
        Callout("note", "In 2026", ()),
        Callout("note", "Fine", (Para("In 2026"),)),
        KeyFacts((KeyFact("In 2026", Numbers().add(1)),)),
        SourceList("In 2026"),
        NumberAnnex("Fine", "In 2026"),
        Table("t", "In 2026", (Column("a"),), ()),
        Table("t", "Fine", (Column("in 2026"),), ()),
        Table("t", "Fine", (Column("a"),), (Row(("2026",)),)),
        Table("t", "Fine", (Column("a"),), (), "In 2026"),
        Figure("f", "In 2026", "alt", sample.Bars()),
    ):
        with pytest.raises(NakedDigit):
            made(block)


@pytest.mark.parametrize(
    ("template", "parts"),
    [
        ("A {missing} part", {}),
        ("No place", {"spare": "x"}),
        ("A {part:f}", {"part": "x"}),
        ("A {part!r}", {"part": "x"}),
    ],
)
def test_prose_refuses_parts_that_do_not_fit(template: str, parts: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"part|place"):
        prose(template, **parts)


def test_dangling_references_are_refused() -> None:
    with pytest.raises(ValueError, match="cites 'nowhere'"):
        made(para("x{c}", c=Cite("nowhere")))
    with pytest.raises(ValueError, match="refers to 'fig-x'"):
        made(Callout("note", "n", (para("x {r}", r=strong((Ref("fig-x"),))),)))
    with pytest.raises(ValueError, match="registry"):
        made(para("x {n}", n=Numbers().add(1)))
    with pytest.raises(ValueError, match="twice"):
        made(Heading(1, "a", "same"), Heading(1, "b", "same"))
    with pytest.raises(ValueError, match="malformed"):
        made(Heading(1, "a", "Not an id"))


def test_tables_and_figures_must_be_whole() -> None:
    columns = (Column("a"), Column("b"))
    with pytest.raises(ValueError, match="1 cells, expected 2"):
        Table("t", "c", columns, (Row(("x",)),))
    with pytest.raises(ValueError, match="2 cells, expected 1"):
        Table("t", "c", columns, (Row(("x", "y"), "group"),))
    with pytest.raises(ValueError, match="no alt text"):
        Figure("f", "c", "  ", sample.Bars())


def test_outline_numbers_headings_figures_and_sources_in_order() -> None:
    plan = outline(sample.document(2))
    assert [(e.number, e.level) for e in plan.entries] == [
        ("", 1),
        *[("1", 1), ("1.1", 2), ("1.1.1", 3), ("2", 1), ("2.1", 2), ("2.1.1", 3), ("2.2", 2)],
        *[("", 1), ("", 1)],
    ]
    assert plan.labels["fig-donors-1"] == f"Figure{NBSP}2"
    assert plan.labels["tab-need"] == f"Table{NBSP}1"
    assert [source.id for source in plan.sources] == ["kiel-2025", "mod-gb", "ukr-mod"]
    assert [number.id for number in plan.numbers] == sorted(number.id for number in plan.numbers)
    assert {type(block) for block in plan.document.blocks} >= {SourceList, NumberAnnex}


def test_annexes_stay_where_they_are_placed_and_out_of_documents_without_content() -> None:
    placed = outline(made(SourceList("Where from"), para("x{c}", c=Cite("s"))))
    assert [type(block) for block in placed.document.blocks] == [SourceList, Para]
    assert outline(made(Para("words"))).document.blocks == (Para("words"),)


def test_provenance_gathers_figures_of_children_once_and_counts_the_rest() -> None:
    number = Numbers().add(0.6, 0.4, 0.8, style="share", trace=sample.trace(2))
    trace = provenance(number.as_bare, sample.SOURCES)
    assert trace.text == "60% (40 to 80)"
    assert trace.step == "delivered: item shell-155, month 2026-03"
    assert [line.label for line in trace.figures] == [
        "stocks:GB/as90",
        *(f"budgets:GB/{y}" for y in (2026, 2025, 2024)),
    ]
    assert trace.figures[0].source == "Ministry of Defence, 2025 (reported)"
    assert trace.figures[1].text == (
        "budgets:GB/2026: 3,000,000,000 (2,100,000,000 to 3,600,000,000) GBP; Kiel Institute, 2025"
    )
    assert len(trace.formulas) == 1
    short = provenance(number, sample.SOURCES, limit=1)
    assert (len(short.figures), short.more) == (1, 3)
    bare = provenance(Numbers().add(1, trace={"figures": ["stocks:XX/a"], "key": ["a", "b"]}), {})
    assert (bare.step, bare.figures[0].text, bare.sources) == ("a, b", "stocks:XX/a", ())


def test_data_tables_take_a_chart_s_rows() -> None:
    rows: list[dict[str, object]] = [{"name": "A", "value": 1234.5678, "more": 1}, {"name": "B", "value": None}]
    table = DataTable.of({"name": "Donor", "value": "EUR m"}, rows)
    assert table == DataTable(("Donor", "EUR m"), (("A", "1,235"), ("B", "")))


def test_text_holds_no_digit_and_names_may() -> None:
    assert Name("AS90").text == "AS90"
    with pytest.raises(NakedDigit, match="AS90"):
        Text("AS90")


@pytest.mark.parametrize(("limit", "own"), [(LIMIT, False), (PRINTED, True)])
def test_a_number_without_figures_of_its_own_leads_to_one_with_the_same(limit: int, own: bool) -> None:
    numbers = sample.document().numbers
    listed = {trace.id: trace for trace in provenances(numbers, sample.SOURCES, limit, own=own)}
    assert list(listed) == [number.id for number in numbers]
    alike = [trace for trace in listed.values() if trace.like]
    assert alike and any(trace.figures for trace in listed.values())
    for trace in alike:
        whole, said = provenance(numbers[trace.id], sample.SOURCES, limit, own=own), listed[trace.like]
        assert (said.like, trace.figures, trace.rest) == ("", (), f"figures as for {said.id}")
        assert (said.figures, said.more, said.sources) == (whole.figures, whole.more, whole.sources)


def test_the_tenth_part_follows_the_ninth() -> None:
    numbers, known = Numbers(), []
    for part in (10, 0, 9):
        numbers.part(part)
        known.append(numbers.add(float(part), unit="pieces"))
    plan = outline(made(Para(tuple(known)), numbers=numbers))
    assert [number.id for number in plan.numbers] == ["n-0001", "n-9001", "n-10001"]
