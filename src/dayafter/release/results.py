"""Results of the whole run that may be shown: totals by line, area, donor and year, each cell open, coarse or not at
all, and the equations that hold between them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np

from dayafter.case import Case, Quantity
from dayafter.case.columns import ANY
from dayafter.case.tables.money import Fund
from dayafter.case.tables.reference import Item, Line
from dayafter.delivery import Plan
from dayafter.delivery.objectives import weights
from dayafter.need.inputs import figures_of
from dayafter.release.bounds import Equation, Floats, System

Record = dict[str, Any]

ALL = "all"
"""Stands for a total in the columns of a table of results."""

LIMITS: tuple[str, ...] = (
    "stocks", "floors", "production", "production_shares", "expansion_limits", "budgets", "transfers",
)  # fmt: skip
"""Tables whose figures limit what one party gives: what it gives betrays them where they bind."""

WHOLE_PERCENT = 0.005
"""Half a per cent: shares are rounded to whole ones."""

COSTS = {"result_donors": 4.0, "result_money": 4.0, "result_lines": 1.0, "result_areas": 8.0, "totals": 2.0}
"""How much is lost with a cell of each table, relative to the others: shares of whole areas are read most."""


@dataclass(frozen=True)
class Cell:
    """One number of a table of results, and whose figures it could betray."""

    table: str
    key: Mapping[str, Any]
    what: str
    value: float
    unit: str
    refs: frozenset[str] = frozenset()  # figures of single parties behind it
    needs_all: bool = False  # hidden as soon as one of them is hidden: it can be solved for
    owner: str = ""  # the party that knows it without any release
    secret: bool = True  # False: shown no better than the figures behind it, but no secret of anybody's
    cost: float = 1.0

    @property
    def name(self) -> str:
        """What an audit calls it: `delivered of result_donors GB/tank`."""
        return f"{self.what} of {self.table} {'/'.join(str(part) for part in self.key.values())}"


@dataclass(frozen=True)
class ResultRow:
    """One row of a table of results: key columns, words, and its cells by column."""

    table: str
    key: Mapping[str, Any]
    words: Mapping[str, Any]
    cells: Mapping[str, int]


@dataclass(eq=False)
class Results:
    """All results of the whole run that rules could open, before anybody is chosen to see them."""

    case: Case
    plan: Plan
    cells: list[Cell] = field(default_factory=list)
    rows: list[ResultRow] = field(default_factory=list)
    equations: list[Equation] = field(default_factory=list)

    @classmethod
    def of(cls, plan: Plan) -> Results:
        """The tables of a plan."""
        made = cls(plan.data.case, plan)
        delivered = made._lines()
        made._areas(delivered)
        made._donors(delivered)
        made._money()
        made._worth()
        return made

    @cached_property
    def system(self) -> System:
        """Cells and equations, for whoever attacks or protects them."""
        return System(np.array([cell.value for cell in self.cells]), tuple(self.equations))

    @cached_property
    def costs(self) -> Floats:
        """What it costs to leave out each cell [cell], per unit of its value."""
        return np.array([cell.cost / max(abs(cell.value), 1e-6) for cell in self.cells])

    def _cell(self, table: str, key: Mapping[str, Any], what: str, value: float, unit: str, **given: Any) -> int:
        self.cells.append(Cell(table, dict(key), what, float(value), unit, **{"cost": COSTS.get(table, 1.0), **given}))
        return len(self.cells) - 1

    def _row(self, table: str, key: Mapping[str, Any], cells: Mapping[str, int], **words: Any) -> None:
        self.rows.append(ResultRow(table, dict(key), words, dict(cells)))

    # Lines and areas

    def _lines(self) -> dict[tuple[str, int], int]:
        """Required, delivered and the share met, by line and mark; gives the cells of what is delivered."""
        delivered = {}
        for row in self.plan.records("lines"):
            key = {"line": row["line"], "area": row["area"], "month": row["month"]}
            behind = frozenset(figures_of(self.case, row["line"]))
            required = self._cell(
                "result_lines", key, "required", row["required"], row["unit"], refs=behind, needs_all=True
            )
            # A line that is met gets exactly what it requires: what is delivered tells of all behind the requirement.
            total = self._cell(
                "result_lines", key, "delivered", row["delivered"], row["unit"], refs=behind, secret=False
            )
            delivered[row["line"], row["month"]] = total
            self._row(
                "result_lines", key, {"required": required, "delivered": total}, name=row["name"], unit=row["unit"]
            )
        return delivered

    def _areas(self, delivered: Mapping[tuple[str, int], int]) -> None:
        """Shares by area and mark in whole per cent; each is a weighted sum of what is delivered of its lines."""
        weight = dict(zip(self.plan.data.lines, weights(self.plan.data).line.tolist(), strict=True))
        lines = {(row["line"], row["month"]): row for row in self.plan.records("lines")}
        for row in self.plan.records("shares"):
            if row["share"] is None:
                continue
            key = {"area": row["area"], "month": row["month"]}
            cell = self._cell("result_areas", key, "share", round(row["share"], 2), "share")
            self._row("result_areas", key, {"share": cell})
            if row["area"] == "formations":
                continue
            parts = [
                (line, one)
                for (line, month), one in lines.items()
                if month == row["month"] and row["area"] in (ALL, one["area"])
                if one["share"] is not None and weight[line] > 0
            ]
            whole = sum(weight[line] for line, _ in parts)
            terms = [(cell, whole)]
            constant, slack = 0.0, WHOLE_PERCENT * whole * (1 + 1e-9)
            for line, one in parts:
                part = (delivered[line, row["month"]], -weight[line] / one["required"])
                if one["delivered"] < one["required"]:
                    terms.append(part)
                else:  # if all others were met in full, so much of it at least is delivered
                    constant += weight[line]
                    most = whole - weight[line] + slack
                    self.equations.append(Equation(((cell, whole), part), -float("inf"), most, loose=True))
            if len(terms) > 1:
                self.equations.append(Equation(tuple(terms), constant - slack, constant + slack, loose=True))

    # Donors and money

    def _donors(self, delivered: Mapping[tuple[str, int], int]) -> None:
        """What each donor has given of each line by the end, with the total of the line.

        What it has given by earlier marks is in no table, but in the totals of the lines: it is a cell all the same.
        """
        given, makers = self._given()
        stocked, first = self._stocked, self._first_made
        lines = {row.line_id: row for row in self.case.rows(Line)}
        names = self.case.names("parties")
        for line in sorted({line for line, _ in given}):
            parts: dict[int, list[int]] = defaultdict(list)
            words = {"line_name": lines[line].name, "unit": lines[line].unit}
            for donor in sorted(donor for one, donor in given if one == line):
                refs = self._limits(makers[line, donor], line)
                cells = []
                for month, quantity in zip(self.plan.marks, given[line, donor], strict=True):
                    key = {"donor": donor, "line": line, "month": month}
                    known: dict[str, Any] = {"refs": refs, "owner": donor}
                    none_yet = (line, donor) not in stocked and first.get((line, donor), float("inf")) > month
                    if none_yet:  # nothing in stock, nothing made yet: everybody can know that
                        known["refs"] = frozenset[str]()
                    cells.append(self._cell("result_donors", key, "delivered", quantity, words["unit"], **known))
                    parts[month].append(cells[-1])
                    if none_yet:
                        self.equations.append(Equation(((cells[-1], 1.0),)))
                for earlier, later in pairwise(cells):  # what has been given stays given
                    self.equations.append(Equation(((later, 1.0), (earlier, -1.0)), 0.0, float("inf")))
                self._row(
                    "result_donors",
                    {"donor": donor, "line": line},
                    {"delivered": cells[-1]},
                    name=names[donor],
                    **words,
                )
            totals = [self._total(delivered.get((line, month)), parts[month], line) for month in self.plan.marks]
            key = {"donor": ALL, "line": line}
            self._row("result_donors", key, {"delivered": totals[-1]}, name="all donors", **words)

    def _given(self) -> tuple[dict[tuple[str, str], Floats], dict[tuple[str, str], set[str]]]:
        """(line, donor) -> pieces arrived by each mark [mark], and the parties whose limits are behind them."""
        marks = np.array(self.plan.marks)
        given: dict[tuple[str, str], Floats] = {}
        makers: dict[tuple[str, str], set[str]] = defaultdict(set)
        for row in self.plan.records("deliveries"):
            if row["month"] <= marks[-1]:
                place = (row["line"], row["donor"])
                given[place] = given.get(place, np.zeros(len(marks))) + row["quantity"] * (marks >= row["month"])
                makers[place] |= {row["donor"], row["supplier"]}
        return given, makers

    @cached_property
    def _stocked(self) -> frozenset[tuple[str, str]]:
        """(line, donor) of all stocks that the case has."""
        return frozenset(
            (self._line(one), self._party(one))
            for one in (self.case.quantities("stocks").values() if self.case.tables.get("stocks") else ())
        )

    @cached_property
    def _first_made(self) -> dict[tuple[str, str], float]:
        """(line, donor) -> month in which the first that has still to be made can arrive, by lead and transit times."""
        data = self.plan.data
        ends, out = data.timeline.ends, dict[tuple[str, str], float]()
        for place, offer in enumerate(data.made):
            ready = data.order_ready[place]
            lanes = np.flatnonzero(data.maker_of_lane == data.maker_of_offer[place])
            arrived = data.arrives[np.ix_(lanes, ready[ready >= 0])]
            if (arrived >= 0).any():
                key = data.supply.line_of(offer), data.supply.donor(offer)
                out[key] = min(out.get(key, float("inf")), float(ends[arrived[arrived >= 0].min()]))
        return out

    def _total(self, known: int | None, parts: list[int], line: str) -> int:
        """The cell of a line's total: the one of result_lines where both are the same number."""
        value = sum(self.cells[part].value for part in parts)
        if known is None or abs(self.cells[known].value - value) > 1e-6 * max(1.0, value):
            key = {"donor": ALL, "line": line}
            known = self._cell("result_donors", key, "delivered", value, "", cost=COSTS["totals"])
        slack = 1e-6 * max(1.0, value)
        self.equations.append(Equation((*((part, 1.0) for part in parts), (known, -1.0)), -slack, slack))
        return known

    def _money(self) -> None:
        """What each donor spends in each fiscal year, with totals of donors, of years, and of all."""
        spent: dict[tuple[str, str], float] = defaultdict(float)
        for row in self.plan.records("money"):
            spent[row["donor"], str(row["fiscal_year"])] += row["spent"]
        unit = f"{self.case.settings.currency} m"
        donors = sorted({donor for donor, _ in spent})
        years = sorted({year for _, year in spent})
        names = self.case.names("parties")
        grid: dict[tuple[str, str], int] = {}
        for donor in (*donors, ALL):
            for year in (*years, ALL):
                whole = [value for (one, of), value in spent.items() if donor in (one, ALL) and year in (of, ALL)]
                if not whole:
                    continue
                key = {"donor": donor, "fiscal_year": year}
                given: dict[str, Any] = {"cost": COSTS["totals"]} if ALL in (donor, year) else {}
                if donor != ALL:
                    given |= {"refs": self._limits({donor}, ""), "owner": donor}
                grid[donor, year] = self._cell("result_money", key, "spent", sum(whole), unit, **given)
                words = {"name": names.get(donor, "all donors"), "unit": unit}
                self._row("result_money", key, {"spent": grid[donor, year]}, **words)
        for donor in (*donors, ALL):
            self._sum(grid, [(donor, year) for year in years], (donor, ALL))
        for year in (*years, ALL):
            self._sum(grid, [(donor, year) for donor in donors], (ALL, year))

    def _sum(self, grid: Mapping[tuple[str, str], int], parts: list[tuple[str, str]], whole: tuple[str, str]) -> None:
        if whole in grid:
            terms = [(grid[part], 1.0) for part in parts if part in grid]
            slack = 1e-6 * max(1.0, self.cells[grid[whole]].value)
            self.equations.append(Equation((*terms, (grid[whole], -1.0)), -slack, slack))

    # Worth

    def _worth(self) -> None:
        """What a tenth of each limit is worth. A worth is a price times what the limit multiplies (of a floor, the
        stock), so it can be shown only where all those are."""
        for row in self.plan.records("binds"):
            key = {"table": row["table"], "ref": row["ref"]}
            cell = self._cell(
                "result_worth", key, "worth_of_tenth", row["worth_of_tenth"], "points",
                refs=frozenset({row["ref"]}) | self._multiplied(row["table"], row["ref"]), needs_all=True,
            )  # fmt: skip
            self._row("result_worth", key, {"worth_of_tenth": cell}, unit="points of shortfall")

    def _multiplied(self, table: str, ref: str) -> frozenset[str]:
        """References of the figures that a figure can stand in a product with."""
        if ref in self._needed:
            # That a figure of the requirement is worth nothing says that its line is met, and so how much is given.
            return frozenset(self._needed).union(*(self._limits(self._parties, line) for line in self._needed[ref]))
        quantity = next(one for one in self.case.quantities(table).values() if one.ref == ref)
        party, line = self._party(quantity), self._line(quantity)
        if party:
            return self._limits({party} if party != ANY else self._parties, "")
        return self._limits(self._parties, line) if line else frozenset()

    @cached_property
    def _needed(self) -> dict[str, set[str]]:
        """Reference of every figure that the requirement reads -> the lines that read it."""
        out: dict[str, set[str]] = defaultdict(set)
        for line in self.plan.data.lines:
            for ref in figures_of(self.case, line):
                out[ref].add(line)
        return dict(out)

    @cached_property
    def _parties(self) -> set[str]:
        return set(self.case.names("parties"))

    # Whose figures stand behind a cell

    def _limits(self, parties: set[str], line: str) -> frozenset[str]:
        """References of the figures that limit what these parties give of the line (of anything, for an empty one)."""
        return frozenset(
            ref
            for ref, party, of_line in self._all_limits
            if party in parties or party == ANY
            if not line or of_line in (line, "")
        )

    @cached_property
    def _all_limits(self) -> tuple[tuple[str, str, str], ...]:
        """Reference, party and line of every figure that limits what a party gives."""
        return tuple(
            (quantity.ref, self._party(quantity), self._line(quantity))
            for table in LIMITS
            for quantity in self.case.quantities(table).values()
        )

    def _party(self, quantity: Quantity) -> str:
        row = quantity.best
        if hasattr(row, "fund_id"):
            return self._fund_parties.get(row.fund_id, "")
        return str(getattr(row, "from_party", getattr(row, "party_id", "")))

    def _line(self, quantity: Quantity) -> str:
        """The line that the figure is about; the empty one where it is about any."""
        row = quantity.best
        item = str(getattr(row, "item_id", ""))
        return str(getattr(row, "line_id", "")) or self._item_lines.get(item, "")

    @cached_property
    def _fund_parties(self) -> dict[str, str]:
        return {fund.fund_id: fund.party_id for fund in self.case.rows(Fund)}

    @cached_property
    def _item_lines(self) -> dict[str, str]:
        return {item.item_id: item.line_id for item in self.case.rows(Item)}
