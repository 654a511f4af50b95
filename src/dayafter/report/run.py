"""A run's folder: the brief, its numbers with their traces, the plan's tables, the manifest; whole or not at all."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from dayafter.case.folder import write_tree
from dayafter.report.brief import FORMATS, Brief

PLAN_TABLES = (
    "deliveries",
    "orders",
    "expansions",
    "formations",
    "money",
    "lines",
    "shares",
    "donors",
    "binds",
    "split",
)


def write_run(
    brief: Brief,
    folder: Path,
    formats: Sequence[str] = FORMATS,
    told: Callable[[str], None] = lambda what: None,
) -> dict[str, Path]:
    """Writes everything beside the target first, then puts it in its place; returns format -> path of the brief."""
    files: dict[str, str | bytes] = {}
    with ThreadPoolExecutor(max_workers=len(FORMATS)) as pool:  # typst and pandoc work outside the interpreter
        made = {form: pool.submit(brief.render, form) for form in sorted(formats, reverse=True)}
        for form in formats:
            files[f"brief.{form}"] = made[form].result()
            told(f"brief.{form}")
    answers = brief.answers
    files["manifest.json"] = answers.manifest.to_json()
    files["numbers.json"] = _numbers(brief)
    files["need.json"] = _json(answers.need.summary())
    files["plan.json"] = _json(answers.plan.summary())
    files["options.json"] = _json(answers.options.records())
    for name in PLAN_TABLES:
        files[f"tables/{name}.csv"] = _csv(answers.plan.records(name))
    write_tree(files, folder)
    return {form: folder / f"brief.{form}" for form in formats}


def _numbers(brief: Brief) -> str:
    """numbers.json: every number with its trace, the figures they name, their sources, and all that the plan reads.

    A figure stands once, under its reference, however many numbers rest on it; one number a line.
    """
    figures: dict[str, Mapping[str, Any]] = {}
    numbers = {name: number | {"trace": _trace(number, figures)} for name, number in brief.numbers.items()}
    cited = brief.answers.case.sources
    parts: dict[str, Any] = {
        "schema": "dayafter/numbers/1",
        "run": brief.answers.manifest.code,
        "numbers": numbers,
        "figures": dict(sorted(figures.items())),
        "sources": {name: json.loads(row.model_dump_json(by_alias=True)) for name, row in cited.items()},
        "plan_reads": list(brief.desk.explainer.reads),
    }
    return "{\n" + ",\n".join(f"{_line(name)}: {_rows(part)}" for name, part in parts.items()) + "\n}\n"


def _trace(number: Mapping[str, Any], figures: dict[str, Mapping[str, Any]]) -> dict[str, Any]:
    from dayafter.report.provenance import compact

    return compact(number["trace"], figures) if number["trace"] else {}


def _rows(part: Any) -> str:
    """An object with one entry a line; anything else on one line."""
    if not isinstance(part, dict):
        return _line(part)
    return "{\n" + ",\n".join(f" {_line(name)}: {_line(value)}" for name, value in part.items()) + "\n}"


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str, separators=(",", ":"))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, default=str) + "\n"


def _csv(rows: list[dict[str, Any]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]) if rows else ["empty"], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
