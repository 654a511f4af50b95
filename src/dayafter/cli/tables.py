"""dayafter tables: the tables that a case may have, and their columns."""

from __future__ import annotations

import argparse
from typing import Any

from dayafter.cli.answer import Answer
from dayafter.cli.text import Column, heading, table, wrapped


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the options."""
    parser.add_argument("table", metavar="TABLE", nargs="?", help="one table with its columns; all tables by default")


def run(args: argparse.Namespace) -> Answer:
    """All tables in short, or one with its columns."""
    from dayafter.case.tables import TABLES
    from dayafter.errors import Finding, UsageError, did_you_mean

    if args.table is not None and args.table not in TABLES:
        near = did_you_mean(args.table, list(TABLES))
        details = {"value": args.table, "table": "the list of tables", "suggestion": near}
        raise UsageError(Finding("key-unknown", column="TABLE", details=details))
    made = [_table(name) for name in TABLES if args.table in (None, name)]
    text = _one(made[0]) if args.table else table(made, (Column("table", "Table"), Column("question", "Question")))
    return Answer("tables", {"tables": made}, text)


def _table(name: str) -> dict[str, Any]:
    from dayafter.case.columns import FigureRow, columns_of
    from dayafter.case.tables import TABLES, path_of

    model = TABLES[name]
    return {
        "table": name,
        "title": model.title,
        "question": model.question,
        "path": path_of(name),
        "required": model.required,
        "figures": issubclass(model, FigureRow),
        "keys": list(model.keys),
        "columns": [_column(name, column) for column in columns_of(model)],
    }


def _column(name: str, column: str) -> dict[str, Any]:
    from dayafter.case.columns import choices_of, info_of, kind_of, notes_of
    from dayafter.case.tables import TABLES

    info, notes = info_of(TABLES[name], column), notes_of(TABLES[name], column)
    return {
        "column": column,
        "title": info.title or column,
        "question": info.description or "",
        "count": notes.get("count") or "",
        "type": kind_of(info),
        "choices": [str(choice) for choice in choices_of(info)] or list(notes.get("words") or []),
        "refers": list(notes.get("refers") or []),
        "wildcard": bool(notes.get("wildcard")),
        "required": info.is_required(),
        "example": notes.get("example") or "",
    }


def _one(made: dict[str, Any]) -> str:
    must = "required" if made["required"] else "may be absent"
    lines = [f"{made['table']}: {made['title']}", f"{made['path']}, {must}; key: {', '.join(made['keys'])}"]
    lines += ["", wrapped(made["question"]), heading("Columns")]
    for column in made["columns"]:
        lines.append(f"{column['column']} ({_holds(column)}), e.g. {column['example'] or '(empty)'}")
        lines.append(wrapped(" ".join(part for part in (column["question"], column["count"]) if part), "    "))
    return "\n".join(lines)


def _holds(column: dict[str, Any]) -> str:
    words = [column["type"]]
    if column["refers"]:
        words.append(f"a key of {' or '.join(column['refers'])}{' or any' if column['wildcard'] else ''}")
    if column["choices"]:
        words.append(f"one of {', '.join(column['choices'])}")
    return ", ".join(words) if column["required"] else f"{', '.join(words)}, may be empty"
