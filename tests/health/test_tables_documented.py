"""Every table and column says what it is, and stands on its documentation page."""

from __future__ import annotations

import pytest

import build_docs
from dayafter.case.columns import Row, columns_of, field_of
from dayafter.case.settings import Settings
from dayafter.case.tables import TABLES
from dayafter.errors import CATALOGUE

SPEAK_FOR_THEMSELVES = {"note"}  # an empty example is right for a free remark


@pytest.mark.parametrize("model", TABLES.values(), ids=TABLES)
def test_table_and_columns_say_what_they_are(model: type[Row]) -> None:
    assert model.title and model.question
    assert set(model.keys) <= set(model.model_fields), "a key that is no column"
    for name in (field_of(model, column) for column in columns_of(model)):
        field = model.model_fields[name]
        extra = field.json_schema_extra
        assert isinstance(extra, dict), f"{model.table}.{name} was not made by column()"
        assert field.title and field.description, f"{model.table}.{name} has no title or no question"
        assert extra["example"] or name in SPEAK_FOR_THEMSELVES, f"{model.table}.{name} has no example"
        assert set(extra["refers"]) <= set(TABLES), f"{model.table}.{name} refers to a table that does not exist"


@pytest.mark.parametrize("table", TABLES)
def test_page_of_a_table_has_every_column(table: str) -> None:
    page = build_docs.table_page(table)
    model = TABLES[table]
    assert page.startswith(f"# {model.title}\n")
    assert model.question in page
    for column in columns_of(model):
        row = next((line for line in page.splitlines() if line.startswith(f"| `{column}` |")), "")
        field = model.model_fields[field_of(model, column)]
        assert str(field.title) in row and build_docs._cell(field.description) in row, f"{table}.{column}"
        assert row.replace("\\|", "").count("|") == 6, f"{table}.{column} breaks the table"


def test_required_titles_are_unique() -> None:
    titles = [model.title for model in TABLES.values()]
    assert len(titles) == len(set(titles))


def test_index_and_pages_cover_everything() -> None:
    pages = build_docs.pages()
    assert {f"tables/{table}.md" for table in TABLES} <= set(pages)
    assert all(f"({table}.md)" in pages["tables/index.md"] for table in TABLES)
    assert all(f"| `{code}` |" in pages["errors.md"] for code in CATALOGUE)
    assert all(f"| `{name}` |" in pages["settings.md"] for name in Settings.model_fields)
    assert all(field.description for field in Settings.model_fields.values())


def test_no_gap_of_a_message_is_left_in_braces() -> None:
    assert "{" not in build_docs.errors_page()
