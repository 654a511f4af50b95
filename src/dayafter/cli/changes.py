"""What changed from one run to another: inputs, settings, code, results, in that order."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dayafter.cli.runs import Run

SHORT = 10
"""Characters of a digest that are shown."""


@dataclass(frozen=True)
class Changes:
    """Everything that differs. Rows have `what`, `old`, `new`; None stands for what one of the runs does not have."""

    inputs: tuple[dict[str, Any], ...]
    settings: tuple[dict[str, Any], ...]
    versions: tuple[dict[str, Any], ...]
    numbers: tuple[dict[str, Any], ...]
    same: int

    def as_dict(self) -> dict[str, Any]:
        """The changes as plain data, as `--json` prints them."""
        parts = {"inputs": self.inputs, "settings": self.settings, "versions": self.versions}
        return {**parts, "numbers": self.numbers, "numbers_same": self.same}


def changes(first: Run, second: Run) -> Changes:
    """Everything that leads from the first run to the second."""
    old, new = first.manifest, second.manifest
    inputs = [
        {**row, "old": row["old"] and row["old"][:SHORT], "new": row["new"] and row["new"][:SHORT]}
        for row in _differences(old["inputs"], new["inputs"])
    ]
    about = ("case", "title", "known_on")
    settings = _differences(
        {name: old.get(name) for name in about} | old["settings"],
        {name: new.get(name) for name in about} | new["settings"],
    )
    numbers, same = _numbers(first.numbers, second.numbers)
    versions = _differences(old["versions"], new["versions"])
    return Changes(tuple(inputs), tuple(settings), tuple(versions), tuple(numbers), same)


def _differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[dict[str, Any]]:
    names = dict.fromkeys((*old, *new))
    rows = [{"what": name, "old": old.get(name), "new": new.get(name)} for name in names]
    return [row for row in rows if row["old"] != row["new"]]


def _numbers(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[list[dict[str, Any]], int]:
    """Numbers that differ, the greatest relative change first, and how many do not.

    Numbers are numbered as they appear in the brief, so those that mean the same are found by step and key.
    """
    before, after = _by_meaning(old), _by_meaning(new)
    rows, same = [], 0
    for meaning in dict.fromkeys((*before, *after)):
        left, right = before.get(meaning), after.get(meaning)
        if left and right and left[1]["value"] == right[1]["value"] and left[1]["text"] == right[1]["text"]:
            same += 1
        else:
            rows.append(_row(meaning, left, right))
    rows.sort(key=lambda row: -row.pop("rank"))
    return rows, same


def _by_meaning(numbers: Mapping[str, Any]) -> dict[tuple[str, int], tuple[str, Any]]:
    """(step, key and unit; how many of that meaning came before) -> (name, number)."""
    seen: dict[str, int] = defaultdict(int)
    out = {}
    for name, number in numbers.items():
        trace = number.get("trace") or {}
        key = ", ".join(f"{part} {value}" for part, value in (trace.get("key") or {}).items())
        meaning = f"{trace.get('step') or 'stated'}{f' ({key})' if key else ''}"
        place = json.dumps([meaning, number.get("unit"), number.get("style")])
        seen[place] += 1
        out[(place, seen[place])] = (name, number)
    return out


def _row(meaning: tuple[str, int], left: Any, right: Any) -> dict[str, Any]:
    before, after = (pair[1]["value"] if pair else None for pair in (left, right))
    change, size = None, 2.0
    if isinstance(before, int | float) and isinstance(after, int | float):
        change = after - before
        size = abs(change) / max(abs(before), abs(after), 1e-12)
    return {
        "number": (right or left)[0],
        "what": json.loads(meaning[0])[0],
        "old": left[1]["text"] if left else None,
        "new": right[1]["text"] if right else None,
        "old_value": before,
        "new_value": after,
        "change": change,
        "rank": size,
    }
