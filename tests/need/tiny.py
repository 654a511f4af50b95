"""A case small enough for hand arithmetic, with every table that the requirement reads."""

from __future__ import annotations

from typing import Any

from dayafter.case import Case
from dayafter.case.columns import Row
from dayafter.case.tables.reference import Course, Line, UnitType
from tests.uncertainty.rows import case_of, figure

LINES: tuple[Row, ...] = (
    Line(line_id="tank", name="tanks", area="armour", unit="pieces", kind="equipment"),
    Line(line_id="sam", name="systems", area="air-defence", unit="pieces", kind="equipment"),
    Line(line_id="missile", name="interceptors", area="ammunition", unit="rounds", kind="ammunition"),
    Line(line_id="shell", name="shells", area="ammunition", unit="rounds", kind="ammunition"),
    Line(line_id="vest", name="vests", area="soldier", unit="sets", kind="kit"),
    Line(line_id="idle", name="not needed", area="soldier", unit="sets", kind="kit"),
)
UNITS: tuple[Row, ...] = (
    UnitType(unit_type_id="brigade", name="brigade", course_id="collective"),
    Course(course_id="collective", name="collective training"),
)


def event(name: str, kind: str, line: str, *values: float, **columns: Any) -> Row:
    """An event to the recipient, of December 2029 where nothing else is said."""
    given = {"kind": kind, "on": "2029-12-01", "to_party": "AR", "line_id": line, **columns}
    return figure("transfers", name, *values, **given)


FIGURES: tuple[Row, ...] = (
    figure("force_targets", "brigade/2030-07-01", 2),
    figure("force_targets", "brigade/2031-01-01", 4),
    figure("unit_equipment", "brigade/tank", 10),
    figure("unit_people", "brigade/trainees", 500),
    figure("unit_people", "brigade/strength", 3000),
    figure("attrition", "tank", 0.2, unit="share"),
    figure("service_life", "tank", 100, unit="months"),
    figure("service_life", "vest", 20, unit="months"),
    figure("defended_area_counts", "city", 3),
    figure("air_defence_scale", "city/sam", 2),
    figure("magazines", "sam/missile", 4),
    figure("raids", "cruise", 30),
    figure("engagements", "cruise/missile", 0.5, unit="share"),
    figure("kill_probability", "cruise/missile", 0.7, unit="share"),
    figure("headcount", "combat", 1000),
    figure("soldier_scale", "combat/vest", 1),
    figure("consumption", "shell/high", 3000),
    figure("consumption", "shell/truce", 100),
    figure("holdings", "tank", 7),
    figure("own_output", "vest/2030-04-01", 10),
    figure("own_output", "vest/2030-10-01", 20),
    figure("assumptions", "reserve_share", 0.1, unit="share"),
    figure("assumptions", "high_intensity_days", 60, unit="days"),
    figure("assumptions", "leak_tolerance", 0.1, unit="share"),
    event("tanks", "contract", "tank", 5, due="2031-07-01"),
    event("shells", "contract", "shell", 50, scope="monthly", due="2030-07-01"),
    event("systems", "contract", "sam", 1),
    event("elsewhere", "contract", "sam", 9, to_party="BO", due="2030-02-01"),
    event("promise", "pledge", "tank", 99, due="2030-02-01"),
    event("ask-tanks", "request", "tank", 42),
    event("ask-more-tanks", "request", "tank", 90, on="2029-12-02"),
    event("ask-shells", "request", "shell", 2000, scope="monthly"),
)


def tiny(*extra: Row, without: tuple[str, ...] = (), figures: tuple[Row, ...] = FIGURES, **settings: Any) -> Case:
    """The case; `extra` rows take the place of rows with the same key, `without` names references to leave out."""
    replaced = {(row.table, row.key) for row in extra}
    kept = [row for row in figures if (row.table, row.key) not in replaced]
    kept = [row for row in kept if f"{row.table}:{'/'.join(row.key)}" not in without]
    return case_of([*LINES, *UNITS, *kept, *extra], **settings)


def wide(spread: float = 0.3) -> tuple[Row, ...]:
    """The same figures, each with a range."""
    return tuple(
        row.model_copy(update={"low": row.central * (1 - spread), "high": row.central * (1 + spread)})  # type: ignore[attr-defined]
        for row in FIGURES
    )
