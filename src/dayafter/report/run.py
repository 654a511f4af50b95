"""A run's folder: the brief, its numbers with their traces, the plan's tables, and the manifest; whole or not at all."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
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
    for form in formats:
        files[f"brief.{form}"] = brief.render(form)
        told(f"brief.{form}")
    answers = brief.answers
    files["manifest.json"] = answers.manifest.to_json()
    files["numbers.json"] = _json(_numbers(brief))
    files["need.json"] = _json(answers.need.summary())
    files["plan.json"] = _json(answers.plan.summary())
    files["options.json"] = _json(answers.options.records())
    for name in PLAN_TABLES:
        files[f"tables/{name}.csv"] = _csv(answers.plan.records(name))
    write_tree(files, folder)
    return {form: folder / f"brief.{form}" for form in formats}


def _numbers(brief: Brief) -> dict[str, Any]:
    """numbers.json: every number with its trace, the sources they cite, and the figures that the whole plan reads."""
    cited = brief.answers.case.sources
    return {
        "schema": "dayafter/numbers/1",
        "run": brief.answers.manifest.code,
        "numbers": brief.numbers,
        "sources": {name: json.loads(row.model_dump_json(by_alias=True)) for name, row in cited.items()},
        "plan_reads": list(brief.desk.explainer.reads),
    }


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, default=str) + "\n"


def _csv(rows: list[dict[str, Any]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]) if rows else ["empty"], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
