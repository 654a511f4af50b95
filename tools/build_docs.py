"""Writes the folder that the documentation site is built from.

    python tools/build_docs.py build/docs

Hand-written pages are copied from docs/. What is declared once in the code becomes pages here and nowhere
else: a page for each table of a case, the catalogue of errors, and the method cards.
"""

from __future__ import annotations

import shutil
import string
import sys
from collections.abc import Iterable
from pathlib import Path

from dayafter.case.columns import FigureRow, Row, columns_of, field_of
from dayafter.case.settings import Settings
from dayafter.case.tables import TABLES, path_of
from dayafter.errors import CATALOGUE, ErrorKind

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "dayafter"


def _cell(text: object) -> str:
    """The text as it may stand in a cell of a Markdown table."""
    return str(text).replace("|", "\\|").replace("\n", " ")


def table_of(header: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A Markdown table."""
    header = list(header)
    lines = [header, ["---"] * len(header), *([_cell(cell) for cell in row] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def allowed(schema: dict[str, object], definitions: dict[str, dict[str, object]]) -> str:
    """What a cell may hold, in words, from the column's JSON schema."""
    reference = schema.get("$ref")
    if isinstance(reference, str):
        schema = {**definitions[reference.rsplit("/", 1)[1]], **schema}
    if isinstance(schema.get("anyOf"), list):
        parts = [allowed(part, definitions) for part in schema["anyOf"] if part.get("type") != "null"]  # type: ignore[attr-defined]
        return " or ".join(parts)
    if isinstance(schema.get("enum"), list):
        return "one of " + ", ".join(f"`{word}`" for word in schema["enum"])  # type: ignore[attr-defined]
    if "const" in schema:
        return f"`{schema['const']}`"
    words = {
        "number": "number",
        "integer": "whole number",
        "array": "names, separated by semicolons",
        "boolean": "yes or no",
    }
    text = "date" if schema.get("format") == "date" else words.get(str(schema.get("type")), "text")
    bounds = (("minimum", "from"), ("exclusiveMinimum", "above"), ("maximum", "to"), ("exclusiveMaximum", "below"))
    return " ".join([text, *(f"{word} {schema[name]:g}" for name, word in bounds if name in schema)])


def column_row(
    model: type[Row], name: str, schema: dict[str, object], definitions: dict[str, dict[str, object]]
) -> list[str]:
    """One line of the page's table of columns."""
    field = model.model_fields[name]
    extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    refers = extra.get("refers") or []
    assert isinstance(refers, list)
    holds = [allowed(schema, definitions)]
    if refers:
        holds.append("a key of " + " or ".join(f"[{table}]({table}.md)" for table in refers))
    if extra.get("wildcard"):
        holds.append("or `any`")
    if not field.is_required():
        holds.append("may be empty")
    example = f"`{extra['example']}`" if extra.get("example") else ""
    question = " ".join(str(part) for part in (field.description, extra.get("count")) if part)
    return [f"`{field.alias or name}`", field.title or "", question, ", ".join(holds), example]


def table_page(table: str) -> str:
    """The documentation page of one table of a case."""
    model = TABLES[table]
    schema = model.model_json_schema(by_alias=False)
    definitions = schema.get("$defs", {})
    columns = [field_of(model, name) for name in columns_of(model)]
    rows = [column_row(model, name, schema["properties"][name], definitions) for name in columns]
    keys = ", ".join(f"`{key}`" for key in model.keys)
    facts = [
        f"File: `{path_of(table)}`",
        f"Key: {keys}",
        "Required in every case" if model.required else "May be absent",
    ]
    if issubclass(model, FigureRow):
        facts.append("Figures: several rows of one key may stand side by side, as [rivals or vintages](../the-case.md)")
    reason = (model.__doc__ or "").strip() if model.__doc__ != Row.__doc__ and "__doc__" in vars(model) else ""
    parts = [
        f"# {model.title}",
        model.question,
        *([reason] if reason else []),
        "\n".join(f"- {fact}" for fact in facts),
    ]
    parts.append(table_of(("Column", "Title", "Question, and how to count", "Holds", "Example"), rows))
    return "\n\n".join(parts)


def tables_index() -> str:
    """The page that lists all tables."""
    rows = (
        (f"[{model.title}]({name}.md)", f"`{path_of(name)}`", model.question, "yes" if model.required else "")
        for name, model in TABLES.items()
    )
    intro = "Each table is declared once in the code; these pages, the workbook and the checks are made from that."
    return f"# Tables of a case\n\n{intro}\n\n" + table_of(("Table", "File", "Question", "Required"), rows)


def settings_page() -> str:
    """The page of case.toml."""
    schema = Settings.model_json_schema()
    rows = (
        (
            f"`{name}`",
            field.description,
            allowed(schema["properties"][name], schema.get("$defs", {})),
            "" if field.is_required() else f"`{field.default}`" if field.default != "" else "empty",
        )
        for name, field in Settings.model_fields.items()
    )
    return "# Settings\n\nThe entries of `case.toml`.\n\n" + table_of(("Entry", "Question", "Holds", "If absent"), rows)


def in_words(template: str) -> str:
    """A message of the catalogue with its gaps in capitals: `{path}` becomes PATH."""
    parts = string.Formatter().parse(template)
    return "".join(text + (name.upper() if name and name != "suggestion" else "") for text, name, _, _ in parts)


def errors_page() -> str:
    """The page of the error catalogue."""

    def row(kind: ErrorKind) -> tuple[str, str, str, str]:
        return f"`{kind.code}`", kind.severity.value, in_words(kind.what), in_words(kind.fix)

    intro = (
        "Errors stop a run, warnings do not. All findings of a case are reported in one pass, each with its file, row\n"
        "and column. Words in capitals stand for what the message fills in."
    )
    return f"# Errors\n\n{intro}\n\n" + table_of(("Code", "Severity", "What", "Fix"), map(row, CATALOGUE.values()))


def cards() -> dict[str, Path]:
    """The method cards by the name of their package."""
    return {card.parent.name: card for card in sorted(PACKAGE.glob("*/card.md"))}


def heading_of(text: str, otherwise: str) -> str:
    """The first heading of a Markdown text."""
    return next((line[2:].strip() for line in text.splitlines() if line.startswith("# ")), otherwise)


def pages() -> dict[str, str]:
    """Every generated page: path below the folder -> text."""
    written = {
        "tables/index.md": tables_index(),
        "settings.md": settings_page(),
        "errors.md": errors_page(),
        "changelog.md": (ROOT / "CHANGELOG.md").read_text("utf-8"),
    }
    written |= {f"tables/{table}.md": table_page(table) for table in TABLES}
    found = {name: path.read_text("utf-8") for name, path in cards().items()}
    written |= {f"methods/{name}.md": text for name, text in found.items()}
    listed = "\n".join(f"- [{heading_of(text, name)}]({name}.md)" for name, text in found.items())
    intro = "One card for each part of the engine: question, equations, assumptions, evidence, checks, limits."
    written["methods/index.md"] = f"# Method cards\n\n{intro}\n\n{listed}\n"
    return written


def build(target: Path) -> int:
    """How many pages were generated; `target` is replaced by docs/ and these."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(ROOT / "docs", target)
    made = pages()
    for path, text in made.items():
        page = target / path
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(text, encoding="utf-8")
    return len(made)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    print(f"{build(Path(sys.argv[1]))} pages generated")
