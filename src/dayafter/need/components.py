"""The requirement's components out of the draws of a case: joins the tables, then asks model.py."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from dayafter.case import Case, Timeline
from dayafter.case.tables.events import Transfer
from dayafter.case.tables.reference import Course, Line, UnitType
from dayafter.errors import CaseError, Finding
from dayafter.need import model
from dayafter.need.inputs import COMPONENTS, COVERS, STOCKS, Block, aligned, block
from dayafter.uncertainty import Drawn, Draws, cumulative_path, series_of
from dayafter.uncertainty.dated import integral_weights, months_of, point_weights

Floats = NDArray[np.float64]

UNDATED_CONTRACT = 12.0
"""Months after the ceasefire at which a contract without a due date is taken to have arrived."""


@dataclass(frozen=True, eq=False)
class Parts:
    """Every array of one run of the arithmetic. Axis `line`: every line of the case, sorted by name.

    components: signed and cumulative [draw, line, period]; rivals: each count of one stock before the largest is
    chosen, and the reserve by attrition [draw, line, period]; targets: formations due [draw, unit type, period];
    trainees: people who must have passed the formations' course [draw, course, period].
    """

    lines: tuple[str, ...]
    unit_types: tuple[str, ...]
    courses: tuple[str, ...]
    components: Mapping[str, Floats]
    rivals: Mapping[str, Floats]
    targets: Floats
    trainees: Floats
    gross: Floats
    net: Floats
    notes: tuple[str, ...]


@dataclass(eq=False)
class _Sheet:
    """Arrays under construction, and the axes that they share."""

    draws: Draws
    timeline: Timeline
    lines: tuple[str, ...]
    arrays: dict[str, Floats] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.index = {line: i for i, line in enumerate(self.lines)}
        self.ends = self.timeline.ends.astype(np.float64)
        self.gross, self.covers = self.empty(), self.empty()

    def empty(self) -> Floats:
        """Zeros for every line [draw, line, period]; each line lies in one piece, so that memory is only taken up
        by lines to which something is added."""
        return np.zeros((len(self.lines), self.draws.size, len(self.timeline))).transpose(1, 0, 2)

    def places(self, lines: Iterable[str]) -> list[int]:
        missing = [line for line in lines if line not in self.index]
        if missing:
            details: dict[str, object] = {"left": "the figures", "right": "lines.csv", "missing": ", ".join(missing)}
            raise CaseError(Finding("axis-mismatch", details=details))
        return [self.index[line] for line in lines]

    def add(self, name: str, lines: Sequence[str], values: Floats) -> None:
        """Adds values [draw, line, period] of some lines to an array, and a component to what it belongs to."""
        if name not in self.arrays:
            self.arrays[name] = self.empty()
        for i, place in enumerate(self.places(lines)):
            self.arrays[name][:, place] += values[:, i]
            if name in COVERS:
                self.covers[:, place] -= values[:, i]
            elif name in COMPONENTS:
                self.gross[:, place] += values[:, i]

    def net(self) -> Floats:
        """What is still to be delivered [draw, line, period]."""
        out = self.empty()
        for place in range(len(self.lines)):
            one = slice(place, place + 1)
            if self.gross[0, place, -1] or self.gross[:, place].any():
                out[:, one] = model.still_to_deliver(self.gross[:, one], self.covers[:, one])
        return out

    def table(self, name: str) -> Drawn:
        return self.draws.of(name)

    def pairs(self, name: str) -> Block:
        return block(self.table(name))

    def assumption(self, name: str) -> Floats:
        """A planning factor of the case [draw]. Raises CaseError (figure-needed) where it is missing."""
        return self.table("assumptions").column((name,))

    def counts(self, table: str, names: Sequence[str]) -> Floats:
        """How many there are of each name [draw, name]; a name without a figure counts none, and a note says so."""
        drawn = self.table(table)
        for name in names:
            if (name,) not in drawn.index:
                self.notes.append(f"{table} has no figure for {name}, which therefore counts as none.")
        return aligned(drawn, names)


def assemble(case: Case, draws: Draws) -> Parts:
    """The requirement of the case in every draw. Raises CaseError where a figure that is needed is missing."""
    sheet = _Sheet(draws, case.timeline, tuple(sorted(row.line_id for row in case.rows(Line))))
    unit_types = tuple(sorted(row.unit_type_id for row in case.rows(UnitType)))
    targets, target_months = _targets(sheet, unit_types)
    in_use = sheet.empty()
    _formations(sheet, unit_types, targets, target_months, in_use)
    _air_defence(sheet, in_use)
    _soldiers(sheet, in_use)
    _wear(sheet, in_use)
    rivals = _stocks(sheet)
    _use(sheet)
    _covers(sheet, case)
    components = {name: sheet.arrays.get(name, sheet.empty()) for name in COMPONENTS}
    courses = tuple(sorted(row.course_id for row in case.rows(Course)))
    trainees = _trainees(sheet, case, unit_types, courses, targets)
    return Parts(
        lines=sheet.lines,
        unit_types=unit_types,
        courses=courses,
        components=components,
        rivals=rivals,
        targets=targets,
        trainees=trainees,
        gross=sheet.gross,
        net=sheet.net(),
        notes=tuple(sheet.notes),
    )


def _targets(sheet: _Sheet, unit_types: tuple[str, ...]) -> tuple[Floats, Floats]:
    """Formations due by each end, and formation-months up to it [draw, unit type, period].

    From none at the ceasefire through the dated numbers, level after the last; numbers dated before the ceasefire
    set where the path starts. In a draw a later number is never below an earlier one, as they are cumulative.
    """
    drawn = sheet.table("force_targets")
    series = series_of(drawn)
    out = np.zeros((2, sheet.draws.size, len(unit_types), len(sheet.timeline)))
    for place, unit_type in enumerate(unit_types):
        columns = series.get((unit_type,))
        if not columns:
            sheet.notes.append(f"force_targets has no figure for {unit_type}, which therefore counts as none.")
            continue
        knots = months_of(drawn, columns, sheet.timeline)
        values = np.maximum.accumulate(drawn.values[:, columns], axis=1)
        if knots[0] > 0:
            knots = np.concatenate(([0.0], knots))
            values = np.concatenate((np.zeros((len(values), 1)), values), axis=1)
        to_start = integral_weights(knots, np.zeros(1))
        out[0, :, place] = _weighted(values, point_weights(knots, sheet.ends))
        out[1, :, place] = _weighted(values, integral_weights(knots, sheet.ends) - to_start)
    return out[0], out[1]


def _weighted(values: Floats, weights: Floats) -> Floats:
    """Values [draw, knot] times weights [knot, period], summed in the same order whatever else is computed."""
    return np.asarray(np.einsum("dk,kp->dp", values, weights))


def _formations(
    sheet: _Sheet, unit_types: tuple[str, ...], targets: Floats, target_months: Floats, in_use: Floats
) -> None:
    table = sheet.pairs("unit_equipment")
    if not table.second:
        return
    units = [unit_types.index(name) for name in table.first]
    fill = model.in_formations(targets[:, units], table.values)
    sheet.add("formations", table.second, fill)
    sheet.add("reserve", table.second, fill * sheet.assumption("reserve_share")[:, None, None])
    in_use[:, sheet.places(table.second)] += model.in_formations(target_months[:, units], table.values)
    attrition = sheet.table("attrition")
    lines = [key[0] for key in attrition.keys if key[0] in table.second]
    if lines:
        lost = model.for_days(aligned(attrition, lines), sheet.assumption("high_intensity_days"))
        pieces = fill[:, [table.second.index(line) for line in lines]]
        sheet.add("rival attrition", lines, pieces * lost[:, :, None])


def _air_defence(sheet: _Sheet, in_use: Floats) -> None:
    scale = sheet.pairs("air_defence_scale")
    full = model.by_scale(sheet.counts("defended_area_counts", scale.first), scale.values)[:, :, None]
    horizon = float(sheet.ends[-1])
    sheet.add("air-defence", scale.second, full * model.ramp(sheet.ends, horizon))
    in_use[:, sheet.places(scale.second)] += full * model.ramp_integral(sheet.ends, horizon)


def _soldiers(sheet: _Sheet, in_use: Floats) -> None:
    scale = sheet.pairs("soldier_scale")
    full = model.by_scale(sheet.counts("headcount", scale.first), scale.values)[:, :, None]
    sheet.add("issue", scale.second, full * model.ramp(sheet.ends, model.ISSUE_MONTHS))
    in_use[:, sheet.places(scale.second)] += full * model.ramp_integral(sheet.ends, model.ISSUE_MONTHS)


def _wear(sheet: _Sheet, in_use: Floats) -> None:
    """Replacement of what is in use. in_use: piece-months since the ceasefire [draw, line, period]."""
    life = sheet.table("service_life")
    lines = [key[0] for key in life.keys]
    sheet.add("wear", lines, model.worn_out(in_use[:, sheet.places(lines)], life.values))


def _stocks(sheet: _Sheet) -> dict[str, Floats]:
    """Fills the stock components with the largest of their rival counts; returns every rival of the arithmetic."""
    built = model.ramp(sheet.ends, model.STOCK_MONTHS)
    high = [key for key in sheet.table("consumption").keys if key[1] == "high"]
    if high:
        monthly = np.stack([sheet.table("consumption").column(key) for key in high], axis=1)
        stock = model.for_days(monthly, sheet.assumption("high_intensity_days"))
        sheet.add("rival war-stock", [key[0] for key in high], stock[:, :, None] * built)
    _raids(sheet, built)
    depth = sheet.pairs("magazines")
    systems = sheet.empty()[:, sheet.places(depth.first)]
    for name in ("formations", "air-defence"):
        if name in sheet.arrays:
            systems = systems + sheet.arrays[name][:, sheet.places(depth.first)]
    sheet.add("rival magazines", depth.second, model.in_magazines(systems, depth.values))
    rivals = {name: sheet.arrays.pop(f"rival {name}", sheet.empty()) for name in (*STOCKS, "attrition")}
    lines = sorted({*(key[0] for key in high), *depth.second, *sheet.pairs("engagements").second})
    places = sheet.places(lines)
    chosen = model.largest_only(tuple(rivals[name][:, places] for name in STOCKS))
    for name, values in zip(STOCKS, chosen, strict=True):
        sheet.add(name, lines, values)
    return rivals


def _raids(sheet: _Sheet, built: Floats) -> None:
    share = sheet.pairs("engagements")
    if not share.second:
        return
    kill, shots = sheet.table("kill_probability"), np.zeros_like(share.values)
    tolerance = sheet.assumption("leak_tolerance")
    for threat, line in sheet.table("engagements").keys:
        place = share.first.index(threat), share.second.index(line)
        shots[:, *place] = model.shots_needed(kill.column((threat, line)), tolerance)
    raids = sheet.counts("raids", share.first)
    stock = model.raid_stock(raids, share.values, shots, sheet.assumption("high_intensity_days"))
    sheet.add("rival raids", share.second, stock[:, :, None] * built)


def _use(sheet: _Sheet) -> None:
    drawn = sheet.table("consumption")
    for key in drawn.keys:
        if key[1] == "truce":
            sheet.add("use", [key[0]], (drawn.column(key)[:, None] * sheet.ends)[:, None])


def _covers(sheet: _Sheet, case: Case) -> None:
    holdings = sheet.table("holdings")
    level = np.broadcast_to(-holdings.values[:, :, None], (*holdings.values.shape, len(sheet.timeline)))
    sheet.add("holdings", [key[0] for key in holdings.keys], level)
    output = sheet.table("own_output")
    makers = sorted(series_of(output))
    sheet.add("own-output", [key[0] for key in makers], -cumulative_path(output, makers, sheet.timeline))
    drawn = sheet.table("transfers")
    for event in case.rows(Transfer):
        if event.kind == "contract" and event.to_party == case.settings.recipient and event.key in drawn.index:
            if event != case.quantities("transfers")[event.key].best:
                continue  # a rival row of the same event: the draws already hold it
            sheet.add("contracts", [event.line_id], -_contract(sheet, event, drawn.column(event.key))[:, None])


def _contract(sheet: _Sheet, event: Transfer, quantity: Floats) -> Floats:
    """What the contract has brought by each end [draw, period]."""
    due = UNDATED_CONTRACT if event.due is None else sheet.timeline.at(event.due)
    if event.due is None:
        sheet.notes.append(f"Contract {event.event_id} names no date, and is taken to be fulfilled after 12 months.")
    if event.scope == "once":
        return model.arrived(quantity, due, sheet.ends)
    return model.arrived_monthly(quantity, sheet.timeline.at(event.on), due, sheet.ends)


def _trainees(
    sheet: _Sheet, case: Case, unit_types: tuple[str, ...], courses: tuple[str, ...], targets: Floats
) -> Floats:
    people = sheet.table("unit_people")
    out = np.zeros((sheet.draws.size, len(courses), len(sheet.timeline)))
    for row in case.rows(UnitType):
        key = (row.unit_type_id, "trainees")
        if row.course_id and key in people.index:
            each = people.column(key)[:, None]
            out[:, courses.index(row.course_id)] += each * targets[:, unit_types.index(row.unit_type_id)]
    return out
