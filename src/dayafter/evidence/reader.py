"""From a downloaded file to counts by side, category and day, with a finding for everything wrong or doubtful."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from dayafter.errors import CaseError, Finding
from dayafter.evidence.datasets import Dataset, Mapped, datasets, nearest

Cells = Mapping[tuple[str, dt.date], Mapping[str, tuple[float, int]]]
"""(side, day) -> type -> count and line."""


@dataclass(frozen=True)
class Series:
    """Counts of one category of one side, by day. country: as the file names it, empty where it counts one side only.

    totals: cumulative counts, or a month's own count where the data set is `monthly` (then `days` are last days of
    months); lines: where each stands in the file, header = 1.
    """

    country: str
    category: str
    types: tuple[str, ...]
    days: tuple[dt.date, ...]
    totals: tuple[float, ...]
    lines: tuple[int, ...]

    @property
    def name(self) -> str:
        """What findings call it."""
        return f"{self.category} of {self.country}" if self.country else self.category


@dataclass(frozen=True)
class Evidence:
    """A file that has been read: which data set it is, its series, and what the reader must know about it."""

    file: str
    dataset: Dataset
    series: tuple[Series, ...]
    findings: tuple[Finding, ...]

    @property
    def last(self) -> dt.date:
        """The last day that the file counts."""
        return max(series.days[-1] for series in self.series)


def is_evidence(file: Path) -> bool:
    """Whether the name is that of a table of counts, plain or compressed."""
    return file.name.lower().endswith((".csv", ".csv.gz"))


def read_evidence(file: Path | str, known: Sequence[Dataset] | None = None) -> Evidence:
    """The counts in a download of one of the known data sets, which is told by its columns.

    Raises CaseError with every finding when the columns are of no known data set, or cells cannot be read. What is
    doubtful but readable (types that no category counts, totals that fall) is a warning among the findings.
    """
    file = Path(file)
    header, rows = table_of(file)
    dataset, missing = nearest(header, known or datasets())
    if missing:
        hint = f"this looks like {dataset.title!r}, which has it" if len(missing) < len(dataset.columns) else ""
        if not hint:
            forms = "; ".join(f"{one.id}: {', '.join(one.columns)}" for one in known or datasets())
            raise CaseError(Finding("evidence-unknown", file.name, details={"forms": forms}))
        raise CaseError(*(Finding("column-missing", file.name, 1, name, {"hint": hint}) for name in missing))
    wrong: list[Finding] = []
    read = {"by-type": _by_type, "daily": _wide, "monthly": _wide}[dataset.form]
    cells, types = read(dataset, file.name, header, rows, wrong)
    if wrong:
        raise CaseError(*wrong)
    series = tuple(_series(dataset, cells))
    if not series:
        raise CaseError(Finding("evidence-empty", file.name, details={"title": dataset.title}))
    return Evidence(file.name, dataset, series, (*_unmapped(dataset, file.name, types), *_falls(dataset, file, series)))


def read_corrections(file: Path | str, dataset: Dataset) -> dict[str, tuple[tuple[dt.date, float], ...]]:
    """Later corrections of a daily data set: category -> (day on which it entered the totals, count).

    Raises CaseError when columns are missing or cells cannot be read.
    """
    file = Path(file)
    header, rows = table_of(file)
    missing = [name for name in dataset.corrections or dataset.columns if name not in header]
    if missing:
        hint = f"a file of corrections of {dataset.title!r} has it"
        raise CaseError(*(Finding("column-missing", file.name, 1, name, {"hint": hint}) for name in missing))
    wrong: list[Finding] = []
    cells, _ = _wide(dataset, file.name, header, rows, wrong)
    if wrong:
        raise CaseError(*wrong)
    out: dict[str, list[tuple[dt.date, float]]] = defaultdict(list)
    for (_, day), counts in sorted(cells.items()):
        for mapped in dataset.categories:
            total = _sum(mapped, counts)
            if total is not None and total[0]:
                out[mapped.category].append((day, total[0]))
    return {category: tuple(entries) for category, entries in out.items()}


def table_of(file: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The header of a CSV file, plain or compressed, and its rows with their lines. Raises CaseError if unreadable."""
    try:
        raw = file.read_bytes()
        text = (gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw).decode("utf-8-sig")
        reader = csv.reader(io.StringIO(text), strict=True)
        header = [name.strip() for name in next(reader, [])]
        rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except (OSError, EOFError, UnicodeDecodeError, csv.Error) as error:
        raise CaseError(Finding("file-unreadable", file.name, details={"reason": str(error)})) from None
    return header, rows


def rows_of(
    file: str, header: list[str], rows: list[tuple[int, list[str]]], wrong: list[Finding]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row with its line, as column -> cell; a finding in `wrong` for each that has not the header's length."""
    for line, cells in rows:
        if len(cells) != len(header):
            wrong.append(Finding("row-ragged", file, line, "", {"found": len(cells), "expected": len(header)}))
        else:
            yield line, {name: cell.strip() for name, cell in zip(header, cells, strict=True)}


def _by_type(
    dataset: Dataset, file: str, header: list[str], rows: list[tuple[int, list[str]]], wrong: list[Finding]
) -> tuple[Cells, set[str]]:
    """A row for each day, side and type."""
    country, kind, day_name, total = dataset.columns
    cells: dict[tuple[str, dt.date], dict[str, tuple[float, int]]] = defaultdict(dict)
    types = set()
    for line, row in rows_of(file, header, rows, wrong):
        types.add(row[kind])
        day, count = _day(file, line, day_name, row, wrong), _count(file, line, total, row, wrong)
        if day is None or count is None:
            continue
        here = cells[row[country], day]
        if row[kind] in here:
            wrong.append(Finding("key-repeated", file, line, kind, {"other": here[row[kind]][1]}))
        here[row[kind]] = (count, line)
    return cells, types


def _wide(
    dataset: Dataset, file: str, header: list[str], rows: list[tuple[int, list[str]]], wrong: list[Finding]
) -> tuple[Cells, set[str]]:
    """A row for each day or month, a column for each type; an empty cell is a type not counted on that day."""
    cells: dict[tuple[str, dt.date], dict[str, tuple[float, int]]] = {}
    lines: dict[dt.date, int] = {}
    for line, row in rows_of(file, header, rows, wrong):
        day = _day(file, line, dataset.columns[0], row, wrong)
        if day is None:
            continue
        if day in lines:
            wrong.append(Finding("key-repeated", file, line, dataset.columns[0], {"other": lines[day]}))
        lines[day] = line
        counts = {}
        for name in sorted(dataset.names & row.keys()):
            count = _count(file, line, name, row, wrong) if row[name] else None
            if count is not None:
                counts[name] = (count, line)
        cells["", day] = counts
    return cells, set()


def _day(file: str, line: int, name: str, row: Mapping[str, str], wrong: list[Finding]) -> dt.date | None:
    """The day, or the last day of the month where the cell names a month."""
    text = row[name]
    try:
        if len(text) == 7:
            following = dt.date.fromisoformat(f"{text}-28") + dt.timedelta(days=4)
            return following.replace(day=1) - dt.timedelta(days=1)
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        details = {"value": text, "reason": "it is not a date", "hint": "write it as 2025-02-28, a month as 2025-02"}
        wrong.append(Finding("cell-invalid" if text else "cell-missing", file, line, name, details))
        return None


def _count(file: str, line: int, name: str, row: Mapping[str, str], wrong: list[Finding]) -> float | None:
    text = row[name]
    try:
        count = float(text)
        if math.isfinite(count):
            return count
    except ValueError:
        pass
    details = {"value": text, "reason": "it is not a number", "hint": "write the count as 1234"}
    wrong.append(Finding("cell-invalid" if text else "cell-missing", file, line, name, details))
    return None


def _series(dataset: Dataset, cells: Cells) -> Iterator[Series]:
    for country in sorted({country for country, _ in cells}):
        days = sorted(day for side, day in cells if side == country)
        for mapped in dataset.categories:
            found = [(day, _sum(mapped, cells[country, day])) for day in days]
            counted = [(day, total) for day, total in found if total is not None]
            if counted:
                names = tuple(names[0] for names in mapped.types)
                totals, lines = zip(*(total for _, total in counted), strict=True)
                yield Series(country, mapped.category, names, tuple(day for day, _ in counted), totals, lines)


def _sum(mapped: Mapped, counts: Mapping[str, tuple[float, int]]) -> tuple[float, int] | None:
    """The sum over the category's types and a line of it; None where one of them is not counted on that day."""
    found = [next((counts[name] for name in names if name in counts), None) for names in mapped.types]
    there = [one for one in found if one is not None]
    return (sum(count for count, _ in there), there[0][1]) if there and len(there) == len(found) else None


def _unmapped(dataset: Dataset, file: str, types: set[str]) -> Iterator[Finding]:
    left_out = sorted(types - dataset.names)
    if left_out:
        yield Finding("types-uncounted", file, None, dataset.columns[1], {"types": ", ".join(left_out)})


def _falls(dataset: Dataset, file: Path, series: Sequence[Series]) -> Iterator[Finding]:
    """Totals that fall: duplicates that the publisher took out. They are told, and stay as they are."""
    if dataset.form == "monthly":
        return
    for one in series:
        steps = list(zip(one.totals, one.totals[1:], one.days[1:], one.lines[1:], strict=False))
        falls = [(old - new, day, line) for old, new, day, line in steps if new < old]
        if falls:
            largest, day, line = max(falls)
            details = {
                "series": one.name,
                "times": len(falls),
                "sum": f"{sum(fall for fall, _, _ in falls):g}",
                "largest": f"{largest:g}",
                "day": day,
            }
            yield Finding("count-falls", file.name, line, "", details)
