"""From wars and disputes between states, year by year, to spells of peace between each two opponents of a war."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from dayafter.errors import CaseError, Finding
from dayafter.evidence.durations import Durations, forms
from dayafter.evidence.reader import rows_of, table_of

WARS = ("warnum", "ccode1", "ccode2", "year")
"""Columns of a table of wars by pair of opponents and year (Correlates of War)."""
DISPUTES = ("dispnum", "ccode1", "ccode2", "year", "hostlev")
"""Columns of a table of disputes by pair and year (Gibler, Miller and Little)."""
BORDERS = ("ccode1", "ccode2", "conttype", "stdate", "enddate")
"""Columns of a table of land and sea borders (Correlates of War, direct contiguity)."""

FORCE, WAR = 4, 5
"""Levels of hostility from which force is used, and from which it is a war."""
LAND = 1
"""Type of contiguity that is a border on land."""

Pair = tuple[int, int]


def kind_of(header: Sequence[str]) -> str:
    """wars, disputes or borders, by the columns; nothing for any other table."""
    kinds = {"disputes": DISPUTES, "borders": BORDERS, "wars": WARS}
    return next((kind for kind, columns in kinds.items() if set(columns) <= set(header)), "")


def peace_spells(wars: Path | str, disputes: Path | str | None = None, borders: Path | str | None = None) -> Durations:
    """One spell for each war and pair of opponents, from its last year on, in the form `peace-spells`.

    t_war: years to the next war of the pair in the same table, or to the table's last year; t_force: years to the next
    dispute in which force was used, or to the last year of the disputes (without disputes: as for wars; the two data
    sets date some beginnings differently, and are not mixed).
    land_contiguous: whether the pair had a border on land in the year in which the war ended (empty without borders).
    The year of the end is not looked at: what happened in it cannot be told from the war itself.
    Raises CaseError with every cell that cannot be read.
    """
    fought = _years(Path(wars), WARS, "warnum")
    used = _disputes(Path(disputes)) if disputes else {}
    fence = _borders(Path(borders)) if borders else None
    ends: dict[tuple[int, Pair], list[int]] = defaultdict(list)
    for pair, number, year in fought:
        ends[number, pair].append(year)
    starts: dict[Pair, list[int]] = defaultdict(list)
    for (_, pair), years in ends.items():
        starts[pair].append(min(years))
    last_war = max(year for _, _, year in fought)
    last_dispute = max((year for years in used.values() for year in years), default=last_war)
    columns: dict[str, list[str]] = defaultdict(list)
    for (number, pair), years in sorted(ends.items()):
        over = max(years)
        row: dict[str, object] = {"warnum": number, "ccode_a": pair[0], "ccode_b": pair[1], "war_end": over}
        row |= _next("war", over, starts[pair], last_war)
        row |= _next("force", over, used.get(pair, ()) if disputes else starts[pair], last_dispute)
        row["land_contiguous"] = "" if fence is None else int(any(a <= over <= b for a, b in fence.get(pair, ())))
        if max(last_war, last_dispute) > over:
            for name, value in row.items():
                columns[name].append(str(value))
    form = next(one for one in forms() if one.id == "peace-spells")
    return Durations(Path(wars).name, form, columns, list(range(1, len(columns["warnum"]) + 1)))


def _next(outcome: str, over: int, years: Sequence[int], last: int) -> dict[str, object]:
    later = [year for year in years if over < year <= last]
    return {f"t_{outcome}": (min(later) if later else max(last, over)) - over, f"d_{outcome}": int(bool(later))}


def _disputes(file: Path) -> Mapping[Pair, list[int]]:
    """Pair -> years in which a dispute began that saw the use of force."""
    first: dict[tuple[int, Pair], int] = {}
    for pair, (number, year, level) in _cells(file, DISPUTES, ("dispnum", "year", "hostlev")):
        if level >= FORCE:
            first[number, pair] = min(year, first.get((number, pair), year))
    out: dict[Pair, list[int]] = defaultdict(list)
    for (_, pair), year in first.items():
        out[pair].append(year)
    return out


def _borders(file: Path) -> Mapping[Pair, list[tuple[int, int]]]:
    out: dict[Pair, list[tuple[int, int]]] = defaultdict(list)
    for pair, (kind, since, until) in _cells(file, BORDERS, ("conttype", "stdate", "enddate")):
        if kind == LAND:
            out[pair].append((since, until))
    return out


def _years(file: Path, columns: Sequence[str], number: str) -> list[tuple[Pair, int, int]]:
    return [(pair, one, year) for pair, (one, year) in _cells(file, columns, (number, "year"))]


def _cells(file: Path, columns: Sequence[str], wanted: Sequence[str]) -> list[tuple[Pair, list[int]]]:
    """The pair, smaller code first, and these columns as whole numbers; of a date the year."""
    header, rows = table_of(file)
    missing = [name for name in columns if name not in header]
    if missing:
        hint = f"a table with {', '.join(columns)} is read"
        raise CaseError(*(Finding("column-missing", file.name, 1, name, {"hint": hint}) for name in missing))
    wrong: list[Finding] = []
    out: list[tuple[Pair, list[int]]] = []
    for line, row in rows_of(file.name, header, rows, wrong):
        values = []
        for name in ("ccode1", "ccode2", *wanted):
            text = row[name]
            try:
                values.append(int(text[:4]) if name.endswith("date") else int(float(text)))
            except ValueError:
                details = {"value": text, "reason": "it is not a whole number", "hint": "take the publisher's own file"}
                wrong.append(Finding("cell-invalid" if text else "cell-missing", file.name, line, name, details))
        if len(values) == 2 + len(wanted):
            pair = (min(values[:2]), max(values[:2]))
            out.append((pair, values[2:]))
    if wrong:
        raise CaseError(*wrong)
    if not out:
        raise CaseError(Finding("spells-empty", file.name, details={"reason": "it has no row below its header"}))
    return out
