"""Results as each party may see them: the form of every cell, what it then knows, and the tables that it is given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from dayafter.case.combine import ref_of
from dayafter.case.disclosure import Form, Ladder, least, most
from dayafter.case.tables import FIGURES
from dayafter.release.coarsen import Band, band, is_counted
from dayafter.release.results import Cell, Record, Results
from dayafter.release.suppress import Bands, Kept, Receiver, suppress

FORM_COLUMN = "form"

LEFT_OUT = ("result_donors", "result_money", "result_worth")
"""Tables of which rows with nothing to show are left out, so that nothing tells them from rows that do not exist."""

SUPPRESSED = "suppressed"


@dataclass(frozen=True, eq=False)
class Views:
    """The ladder applied to the results of the whole run."""

    results: Results
    ladder: Ladder

    @cached_property
    def _forms(self) -> dict[tuple[str, int], dict[str, Form]]:
        return {}

    def hidden_figures(self, party: str, step: int) -> Mapping[str, Form]:
        """Reference -> form of the figures that rules do not show as they are: that of the row that shows least."""
        if (party, step) not in self._forms:
            case, forms = self.ladder.case, self.ladder.row_forms(party, step)
            found = {
                ref_of(table, key): least(forms[id(row)] for row in quantity.rows)
                for table in FIGURES
                for key, quantity in case.quantities(table).items()
            }
            self._forms[party, step] = {ref: form for ref, form in found.items() if form != "open"}
        return self._forms[party, step]

    def cell_form(self, cell: Cell, party: str, hidden: Mapping[str, Form]) -> Form:
        """How much the figures behind a cell let show of it; a party always knows what it does itself."""
        behind = () if cell.owner == party else cell.refs & hidden.keys()
        form = least(hidden[ref] for ref in behind)
        return "withheld" if cell.needs_all and form != "open" else form

    def forms(
        self, party: str, step: int, figures: Mapping[str, Form] | None = None, behind: list[Form] | None = None
    ) -> list[Form]:
        """The form of each cell [cell] by rules and figures, before complementary suppression.

        figures: other forms of hidden figures than rules alone give, where rows cannot stand alone; behind: the form
        that figures leave each cell, where it is known already.
        """
        shown: list[list[Form]] = [[] for _ in self.results.cells]
        for row in self.results.rows:
            rule = self.ladder.result_form(row.table, row.key, party, step)
            for cell in row.cells.values():
                shown[cell].append(rule)
        behind = self._behind(party, step, figures) if behind is None else behind
        return [least((one, most(rules))) for one, rules in zip(behind, shown, strict=True)]

    def _behind(self, party: str, step: int, figures: Mapping[str, Form] | None) -> list[Form]:
        """The form that the figures behind each cell leave it [cell]."""
        known = figures if figures is not None else self.hidden_figures(party, step)
        out = []
        for cell in self.results.cells:
            form = self.cell_form(cell, party, known)
            if cell.refs and cell.owner not in ("", party):
                # A stock that is not there must not be told from one that is hidden.
                form = least((form, self._of_a_stock(party, step, cell.owner)))
            out.append(form)
        return out

    def _of_a_stock(self, party: str, step: int, owner: str) -> Form:
        """The form in which a party is shown stocks of another, whether that has any or not."""
        if (party, step, owner) not in self._stocks:
            form = self.ladder.would_be("stocks", {"party_id": owner}, party, step)
            self._stocks[party, step, owner] = form
        return self._stocks[party, step, owner]

    @cached_property
    def _stocks(self) -> dict[tuple[str, int, str], Form]:
        return {}

    def receiver(self, party: str, step: int, figures: Mapping[str, Form] | None = None) -> Receiver:
        """What a party knows of each cell from its copy, before complementary suppression; its own part in any case."""
        behind = self._behind(party, step, figures)
        forms = self.forms(party, step, figures, behind)
        own = np.array([cell.owner == party for cell in self.results.cells])
        secret = np.array(
            [form != "open" and cell.secret for form, cell in zip(behind, self.results.cells, strict=True)]
        )
        ends = [
            (cell.value, cell.value) if form == "open" or mine else _known(cell, form)
            for cell, form, mine in zip(self.results.cells, forms, own, strict=True)
        ]
        low, high = (np.array([end[side] for end in ends]) for side in (0, 1))
        return Receiver(party, low, high, own, secret)

    @cached_property
    def kept(self) -> Kept:
        """Cells that nobody is shown as they are, at any step, so that nobody works out a hidden one from several
        copies."""
        receivers = [self.receiver(party, self.ladder.last) for party in self.ladder.parties]
        # Many parties are shown the same; one of each kind is as good as all.
        alike = {one.alike: one for one in receivers}
        return suppress(self.results.system, list(alike.values()), self.bands, self.results.costs)

    @cached_property
    def bands(self) -> Bands:
        """The band of each cell [cell]."""
        ends = [coarse_cell(cell) for cell in self.results.cells]
        return Bands(np.array([end[0] for end in ends]), np.array([end[1] for end in ends]))

    def tables(
        self, party: str, step: int, figures: Mapping[str, Form] | None = None, kept: Kept | None = None
    ) -> dict[str, list[Record]]:
        """The tables of results of one copy: value, or low and high of its band, and in which form it is shown."""
        kept = self.kept if kept is None else kept
        forms = self.forms(party, step, figures)
        out: dict[str, list[Record]] = {}
        for row in self.results.rows:
            rule = self.ladder.result_form(row.table, row.key, party, step)
            if rule == "withheld":
                continue
            made: Record = {**row.key, **row.words}
            shown = False
            for what, number in row.cells.items():
                cell = self.results.cells[number]
                form = least((forms[number], rule, _kept_form(kept, number) if cell.owner != party else "open"))
                made |= _columns(what, cell, form)
                shown |= form != "withheld"
            if row.table == "result_lines":
                made |= _share(made)
            if shown or row.table not in LEFT_OUT:
                out.setdefault(row.table, []).append(made)
        return out


def _kept_form(kept: Kept, cell: int) -> Form:
    return "withheld" if cell in kept.missing else "coarse" if cell in kept.coarse else "open"


def _known(cell: Cell, form: Form) -> Band:
    if form == "coarse":
        return coarse_cell(cell)
    return 0.0, float("inf")


def coarse_cell(cell: Cell) -> Band:
    """The band in which a cell is shown."""
    value = abs(cell.value)
    found = band(value, is_counted(cell.unit, value))
    return found if found[1] > 0 else (0.0, 1.0)


def _columns(what: str, cell: Cell, form: Form) -> Record:
    """Value, low, high and form of one cell of a row."""
    names = what, f"{what}_low", f"{what}_high", f"{what}_{FORM_COLUMN}"
    if form == "open":
        return dict(zip(names, (cell.value, cell.value, cell.value, "open"), strict=True))
    if form == "coarse":
        return dict(zip(names, (None, *coarse_cell(cell), "coarse"), strict=True))
    return dict(zip(names, (None, None, None, SUPPRESSED), strict=True))


def _share(row: Mapping[str, Any]) -> Record:
    """The share met of a line, where what is required and what is delivered are both shown."""
    required, delivered = row["required"], row["delivered"]
    share = min(delivered / required, 1.0) if required and delivered is not None else None
    return {"share": share}


def read_cells(results: Results, tables: Mapping[str, Iterable[Mapping[str, Any]]]) -> tuple[Any, Any]:
    """What somebody reads off tables of results, low and high of each cell [cell]; from zero to anything elsewhere.

    tables: as written, numbers as text or as numbers. This is the attacker's reading, not the writer's.
    """
    low, high = np.zeros(len(results.cells)), np.full(len(results.cells), np.inf)
    places = {(row.table, tuple(str(part) for part in row.key.values())): row for row in results.rows}
    for table, rows in tables.items():
        for record in rows:
            row = _row_of(places, table, record)
            for what, cell in row.cells.items() if row else ():
                for end, array, pick in (("_low", low, max), ("_high", high, min)):
                    found = number(record.get(what + end))
                    if found is None:
                        found = number(record.get(what))
                    if found is not None:
                        array[cell] = pick(array[cell], found)
            share = number(record.get("share"))
            if row is not None and table == "result_lines" and share is not None:
                _from_share(row.cells, record, share, low, high)
    return low, high


def _from_share(cells: Mapping[str, int], record: Mapping[str, Any], share: float, low: Any, high: Any) -> None:
    """A share met and one of its two parts give the other."""
    required, delivered = number(record.get("required")), number(record.get("delivered"))
    if required is not None and share < 1:
        low[cells["delivered"]] = high[cells["delivered"]] = share * required
    if delivered is not None and 0 < share < 1:
        low[cells["required"]] = high[cells["required"]] = delivered / share


def _row_of(places: Mapping[Any, Any], table: str, record: Mapping[str, Any]) -> Any:
    from dayafter.case.tables.talks import RESULTS

    keys = RESULTS.get(table, ())
    return places.get((table, tuple(str(record.get(name)) for name in keys)))


def number(value: Any) -> float | None:
    """The number in a cell of a file, or nothing."""
    if value in (None, ""):
        return None
    try:
        return float(value)
    except (TypeError, ValueError):
        return None
