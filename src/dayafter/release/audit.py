"""The disclosure audit: attempts to work out every hidden figure from a release, and names each that it gets.

It reads what was written, as a receiver would, and knows of the whole case only what is to be found. card.md lists the
attacks and what none of them can tell.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from dayafter.case import Case, Quantity
from dayafter.case.columns import FigureRow
from dayafter.case.tables import FIGURES
from dayafter.errors import DayAfterError, Finding
from dayafter.release.bounds import Attack
from dayafter.release.coarsen import coarse_range, moved
from dayafter.release.results import Results
from dayafter.release.suppress import LEAST_OPEN, SHARE_OPEN, Receiver, hidden_from, needs, pooled
from dayafter.release.texts import Reader, explained_by
from dayafter.release.view import Views, number, read_cells
from dayafter.release.withhold import Shown, show

if TYPE_CHECKING:
    from dayafter.report.document import Document

Tables = Mapping[str, Sequence[Mapping[str, Any]]]

ATTACKS: dict[str, str] = {
    "figures": "the released case itself, figure by figure",
    "differences": "differences of totals, of this copy alone",
    "steps": "differences between this copy and those of earlier steps",
    "pooling": "two receivers who lay their copies side by side",
    "plan": "what is given or spent, taken for the limit of the giver",
    "worth": "prices of limits, which are the limit times what it limits",
    "texts": "notes, names, sources, the brief and its data",
    "interference": "other hidden values, which must make the same release",
}
"""Attack -> what it uses."""


@dataclass(frozen=True)
class Leak:
    """A hidden figure or cell that was worked out: what, from where, how nearly; and how wide it should be."""

    attack: str
    what: str
    where: str
    low: float
    high: float
    need: float

    def finding(self) -> Finding:
        """The leak as an entry of the error catalogue."""
        details = {"what": self.what, "where": self.where, "attack": ATTACKS[self.attack]}
        numbers = {name: f"{getattr(self, name):.6g}" for name in ("low", "high", "need")}
        return Finding("release-betrays", details=details | numbers)


@dataclass(frozen=True)
class Audit:
    """What the attacks found, and how much they tried."""

    leaks: tuple[Leak, ...]
    tried: Mapping[str, int]  # attack -> hidden figures, cells or texts that it went for

    def raise_for_leaks(self) -> None:
        """Raises DayAfterError with every leak, if there is one."""
        if self.leaks:
            raise DayAfterError(*(leak.finding() for leak in self.leaks))

    def records(self) -> list[dict[str, Any]]:
        """One row an attack: what it uses, how much it tried, how much it got."""
        return [
            {
                "attack": name,
                "uses": ATTACKS[name],
                "tried": self.tried.get(name, 0),
                "got": sum(leak.attack == name for leak in self.leaks),
            }
            for name in ATTACKS
            if name in self.tried
        ]


def audit(
    shown: Shown,
    views: Views | None,
    released: Case,
    tables: Tables,
    document: Document | None = None,
    folder: Path | None = None,
) -> Audit:
    """Every attack on one release.

    shown: what it was made from; views: results of the whole run with the ladder (None where there are none);
    released, tables: case and results as they were written, read back; document, folder: the brief, and where all lies.
    """
    leaks: list[Leak] = []
    tried: dict[str, int] = {}
    parts: list[tuple[str, Iterable[Leak], int]] = [
        ("figures", _figures(shown, released), len(shown.hidden)),
        ("interference", _interference(shown), len(shown.hidden)),
        ("worth", _worth(shown, tables), len(tables.get("result_worth", ()))),
    ]
    if views is not None:
        parts += _on_results(shown, views, tables)
    for name, found, size in parts:
        tried[name] = tried.get(name, 0) + size
        leaks += found
    leaks += _texts(shown, released, document, folder)
    tried["texts"] = sum(len(rows) for rows in released.tables.values())
    return Audit(tuple(dict.fromkeys(leaks)), tried)


def need_of(value: float) -> float:
    """How wide an interval for a hidden value must stay."""
    return max(SHARE_OPEN * abs(value), LEAST_OPEN)


# The case itself


def _figures(shown: Shown, released: Case) -> Iterator[Leak]:
    """Figures that should not be there, or are shown better than as a band."""
    for ref, one in shown.hidden.items():
        table, truth = one.quantity.table, one.quantity
        found = released.quantities(table).get(truth.key)
        expected = coarse_range(truth.unit, truth.low, truth.central, truth.high) if one.form == "coarse" else None
        if found is None or (found.low, found.central, found.high) == expected:
            continue
        if any(_same_figure(row, found) for row in shown.whole.tables[table] if row.key == truth.key):
            need = need_of(truth.central)
            yield Leak("figures", ref, f"{table} of the released case", found.low, found.high, need)


def _same_figure(row: Any, found: Quantity) -> bool:
    """Whether the released figure is a hidden row as it stands; rivals that are open may differ from it."""
    return (row.low, row.central, row.high) == (found.low, found.central, found.high)


# Other hidden values


def _interference(shown: Shown) -> Iterator[Leak]:
    """Swaps every hidden value for another that must be shown alike, and compares what is released then."""
    from dayafter.case.folder import case_files

    swapped = _swapped(shown)
    again = show(swapped, shown.party, shown.step)
    before, after = case_files(shown.case), case_files(again.case)
    for name in sorted(before.keys() | after.keys()):
        if before.get(name) != after.get(name):
            yield Leak("interference", f"a hidden value behind {name}", name, 0.0, 0.0, LEAST_OPEN)


def _swapped(shown: Shown) -> Case:
    """The whole case with other values in every hidden row."""
    tables = {}
    for table in FIGURES:
        rows = []
        for row in shown.whole.tables.get(table, ()):
            form = shown.row_forms.get(id(row), "open")
            rows.append(row if form == "open" or not isinstance(row, FigureRow) else _other(row, form))
        if rows:
            tables[table] = rows
    return shown.whole.replace(tables)


def _other(row: FigureRow, form: str) -> FigureRow:
    if form == "coarse":
        low, central, high = moved(row.unit, row.low, row.central, row.high)
    else:
        low, central, high = 0.37 * row.low, 0.37 * row.low + 0.61 * (row.central - row.low), 0.83 * row.high
        low, central = min(low, high), min(max(low, central), high)
    return row.model_copy(
        update={"low": low, "central": central, "high": high, "shape": "auto", "note": "swapped " * 3}
    )


# Results


def _on_results(shown: Shown, views: Views, tables: Tables) -> list[tuple[str, Iterable[Leak], int]]:
    results, attack = views.results, Attack(views.results.system)
    need = needs(results.system.values)
    figures = {ref: one.form for ref, one in shown.hidden.items()}
    alone = views.receiver(shown.party, shown.step, figures)
    copy = _reading(views, shown.party, tables)
    wanted = hidden_from(alone, need).tolist()
    out: list[tuple[str, Iterable[Leak], int]] = [
        ("differences", _exposed(attack, results, copy, wanted, need, "differences", "this copy"), len(wanted))
    ]
    for step in views.ladder.steps:
        if step < shown.step and (views.ladder.first_step(shown.party) or shown.step) <= step:
            both = pooled(copy, _copy(views, shown.party, step))
            where = f"the copies of steps {step} and {shown.step}"
            out.append(("steps", _exposed(attack, results, both, wanted, need, "steps", where), len(wanted)))
    for other in views.ladder.parties:
        if other != shown.party and (views.ladder.first_step(other) or shown.step + 1) <= shown.step:
            theirs = views.receiver(other, shown.step)
            hidden = hidden_from(pooled(alone, theirs), need).tolist()
            both = pooled(copy, _copy(views, other, shown.step))
            where = f"the copies of {shown.party} and {other}"
            out.append(("pooling", _exposed(attack, results, both, hidden, need, "pooling", where), len(hidden)))
    out.append(("plan", _plan(shown, results, copy), len(wanted)))
    return out


def _reading(views: Views, party: str, tables: Tables) -> Receiver:
    """What a party knows from tables of results, with what it does itself."""
    low, high = read_cells(views.results, tables)
    own = np.array([cell.owner == party for cell in views.results.cells])
    truth = views.results.system.values
    return Receiver(party, np.where(own, truth, low), np.where(own, truth, high), own, ~own)


def _copy(views: Views, party: str, step: int) -> Receiver:
    """What a party knows from the copy that it is given at a step."""
    return _reading(views, party, views.tables(party, step))


def _exposed(
    attack: Attack, results: Results, who: Receiver, wanted: Sequence[int], need: Any, name: str, where: str
) -> list[Leak]:
    return [
        Leak(name, results.cells[cell].name, where, low, high, float(need[cell]))
        for cell, low, high in attack.exposed(who.low, who.high, wanted, need)
    ]


def _plan(shown: Shown, results: Results, who: Receiver) -> Iterator[Leak]:
    """Cells of what a party gives or spends that say what it has: whoever gives all it can gives its limit."""
    floors = (
        {one.key: one.central for one in shown.whole.quantities("floors").values()}
        if shown.whole.tables.get("floors")
        else {}
    )
    behind: dict[str, list[int]] = {}
    for place, cell in enumerate(results.cells):
        for ref in cell.refs & shown.hidden.keys() if cell.owner and cell.owner != shown.party else ():
            behind.setdefault(ref, []).append(place)
    budgets = {(row["donor"], str(row["fiscal_year"])): row["budget"] for row in results.plan.records("money")}
    for ref, places in behind.items():
        quantity = shown.hidden[ref].quantity
        for place in places:
            cell = results.cells[place]
            truths = [quantity.central]
            if quantity.table == "stocks":
                truths.append(quantity.central * (1 - _floor(floors, quantity.key)))
            if quantity.table == "budgets":
                truths = [budgets.get((cell.owner, str(cell.key.get("fiscal_year"))), quantity.central)]
            for truth in truths:
                low, high = float(who.low[place]), float(who.high[place])
                if truth > 0 and high - low < need_of(truth) and low <= truth * 1.01 and high >= truth * 0.99:
                    yield Leak("plan", ref, cell.name, low, high, need_of(truth))


def _floor(floors: Mapping[tuple[str, ...], float], key: tuple[str, ...]) -> float:
    """The share that a party keeps of an item, by the narrowest rule that there is."""
    party, item = key[0], key[1]
    for name in ((party, item), (party, "any"), ("any", item), ("any", "any")):
        if name in floors:
            return min(floors[name], 1.0)
    return 0.0


def _worth(shown: Shown, tables: Tables) -> Iterator[Leak]:
    """Hidden limits from released worths: by what one of it is worth, by the price that another limit shows, and for a
    stock by what its floor is worth, which is that price times the stock."""
    tenths = {str(row["ref"]): number(row.get("worth_of_tenth")) or 0.0 for row in tables.get("result_worth", ())}
    ones = {str(row["ref"]): number(row.get("worth_of_one")) for row in tables.get("result_worth", ())}
    known = {q.ref: q for table in FIGURES for q in shown.whole.quantities(table).values()}
    open_ = [ref for ref in tenths if ref in known and ref not in shown.hidden and known[ref].central]
    for ref, one in shown.hidden.items():
        guesses: list[tuple[str, float]] = []
        prices = [("what one more of it is worth", ones.get(ref) or 0.0)]
        prices += [
            (f"the price that {other} shows", tenths[other] / (0.1 * known[other].central))
            for other in open_
            if known[other].table == one.quantity.table
        ]
        if tenths.get(ref):
            guesses += [(where, tenths[ref] / (0.1 * price)) for where, price in prices if price]
        floor = f"floors:{'/'.join(one.quantity.key)}" if one.quantity.table == "stocks" else ""
        if tenths.get(floor) and floor in open_:
            share = known[floor].central
            guesses += [
                (f"what {floor} is worth, and {where}", abs(tenths[floor]) / (0.1 * share) / abs(price) * (1 - share))
                for where, price in prices
                if price
            ]
        truth, need = one.quantity.central, need_of(one.quantity.central)
        for where, guess in guesses:
            if abs(guess - truth) < need / 2:
                yield Leak("worth", ref, where, guess, guess, need)
                break


# Texts


def _texts(shown: Shown, released: Case, document: Document | None, folder: Path | None) -> list[Leak]:
    reader = Reader(shown)
    found = reader.of_case(released)
    explained = frozenset[float]()
    if document is not None:
        found += reader.of_document(document)
        explained = explained_by(document)
    if folder is not None:
        found += reader.of_files(folder, explained)
    return [
        Leak("texts", one.ref, f"{one.place}: {one.text!r}", truth, truth, need_of(truth))
        for one in found
        for truth in [shown.hidden[one.ref].quantity.central]
    ]


# Reading back what was written


def read_tables(folder: Path) -> dict[str, list[dict[str, str]]]:
    """Tables of results out of a release's folder, as text."""
    out = {}
    for path in sorted(folder.glob("*.csv")):
        with io.StringIO(path.read_text(encoding="utf-8")) as file:
            out[path.stem] = list(csv.DictReader(file))
    return out
