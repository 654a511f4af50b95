"""What may happen: in each draw some futures do, each in a month of its own, and change figures from then on.

Chance and month of a future are figures with streams of their own, and so is whether it happens: a future has the
same luck under every policy and beside any other. What each action does to a path stands in card.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dayafter.case import Case, Timeline, futures
from dayafter.case.change import IN_MONTHS, Change, dates_of, matching
from dayafter.case.tables import TABLES
from dayafter.uncertainty.draws import Draws, Key
from dayafter.uncertainty.sampling import sample

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


class Futures:
    """Which futures of the case happen in each draw, and when."""

    def __init__(self, case: Case, draws: int, seed: int, first: int = 0, *, design: str = "random") -> None:
        """Raises CaseError (figure-needed) for a future without chance or month; UsageError for unsound sizes."""
        self.case, self.size, self.seed, self.first, self.design = case, draws, seed, first, design
        self._futures = tuple(futures(case).values())
        self._drawn = Draws(case, draws, seed, first=first, design=design)
        self._places: dict[tuple[str, int, int], frozenset[Key]] = {}

    def under(self, case: Case) -> Futures:
        """The same futures for a changed case: what a policy leaves alone has the same luck."""
        return Futures(case, self.size, self.seed, self.first, design=self.design)

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Short names, sorted: the order of the futures in every array."""
        return tuple(future.future_id for future in self._futures)

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(future.name for future in self._futures)

    @cached_property
    def happens(self) -> Bools:
        """Whether each future happens at all [draw, future]."""
        chances = self._drawn.of("future_chances")
        out = np.zeros((len(self.ids), self.size), dtype=bool).T
        for place, name in enumerate(self.ids):
            luck = sample(f"future:{name}", self.seed, self.size, self.first, self.design)
            out[:, place] = luck < chances.column((name,))
        return out

    @cached_property
    def month(self) -> Floats:
        """Months after the ceasefire at which each future happens [draw, future]; inf where it does not."""
        happens, months = self.happens, self._drawn.of("future_months")
        columns = [months.column((name,)) for name in self.ids]
        drawn = np.stack(columns, axis=1) if columns else np.zeros((self.size, 0))
        return np.where(happens, drawn, np.inf)

    def touches(self, table: str) -> bool:
        """Whether a future changes any row of the table."""
        return any(self._rows(*step) for step in self._steps(table))

    def path(self, table: str, keys: Sequence[Key], values: Floats, timeline: Timeline) -> Floats:
        """Figures over the periods of a case as they turn out [draw, key, period].

        keys: of the table's rows, with or without their dates; values: [draw, key], or [draw, key, period] averages.
        A period in which something happens counts in part. The result is an array of its own.
        """
        edges = np.concatenate((timeline.months, timeline.ends[-1:])).astype(np.float64)
        return self._over(table, keys, values, edges)

    def months_path(self, table: str, keys: Sequence[Key], values: Floats, months: int) -> Floats:
        """The same on plain months after the ceasefire, 0 to `months` - 1 [draw, key, month]."""
        return self._over(table, keys, values, np.arange(months + 1, dtype=np.float64))

    def steps_on(self, table: str, key: Key) -> tuple[tuple[int, int, Change], ...]:
        """(future, step, change) of all that may change the figure, in the order in which it is done."""
        return tuple(step for step in self._steps(table) if tuple(key) in self._rows(*step))

    def any_by(self, places: Iterable[int], months: int) -> bool:
        """Whether any of these futures happens within so many months in any of these draws."""
        return any(bool((self.month[:, place] < months).any()) for place in set(places))

    def rows(self, table: str, key: Key, values: Floats | float, out: Floats) -> None:
        """`months_path` of one figure with the draws last, the same bits, into `out` [month, draw]. values: [draw].

        Takes the compiler's library.
        """
        from dayafter.uncertainty.compiled import ACTIONS, moved_into

        steps = [step for step in self.steps_on(table, key) if self.any_by(step[:1], len(out))]
        if any(change.action == "delay" and table not in IN_MONTHS for _, _, change in steps):
            column = np.broadcast_to(values, self.size)[:, None]
            out[:] = self.months_path(table, [key], column, len(out))[:, 0, :].T
            return
        out[:] = values
        for place, _, change in steps:
            month = np.ascontiguousarray(self.month[:, place])
            moved_into(out, month, ACTIONS.index(change.action), float(change.value or 0.0))

    def total(self, table: str, keys: Sequence[Key], values: Floats) -> Floats:
        """Undated figures such as lead times, changed in every draw in which the future happens within the horizon.

        keys: of the table's rows; values and result: [draw, key].
        """
        horizon = self.case.settings.horizon_months
        out = np.array(values, dtype=np.float64)
        for place, number, change in self._steps(table):
            chosen = self._matched(table, keys, place, number, change)
            if chosen.size:
                share = (self.month[:, place] < horizon).astype(np.float64)
                out[:, chosen] = _moved(change, out[:, chosen], share[:, None])
        return out

    def _over(self, table: str, keys: Sequence[Key], values: Floats, edges: Floats) -> Floats:
        shape = (self.size, len(keys), len(edges) - 1)
        out = np.array(np.broadcast_to(values if values.ndim == 3 else values[:, :, None], shape), dtype=np.float64)
        for place, number, change in self._steps(table):
            chosen = self._matched(table, keys, place, number, change)
            hit = np.flatnonzero(self.month[:, place] < edges[-1])
            if not chosen.size or not hit.size:
                continue
            cells = np.ix_(hit, chosen)
            month = self.month[hit, place]
            if change.action == "delay" and table not in IN_MONTHS:
                out[cells] = _slipped(out[cells], edges, month, float(change.value or 0.0))
            else:
                out[cells] = _moved(change, out[cells], _share_after(edges, month)[:, None, :])
        return out

    def _steps(self, table: str) -> list[tuple[int, int, Change]]:
        """(future, step, change) of the table, in the order in which they are made."""
        return [
            (place, number, change)
            for place, future in enumerate(self._futures)
            for number, change in enumerate(future.changes)
            if change.target == table
        ]

    def _rows(self, place: int, number: int, change: Change) -> frozenset[Key]:
        """Keys of the rows that a step concerns, with and without their dates."""
        at = (change.target, place, number)
        if at not in self._places:
            rows = matching(self.case, change)
            self._places[at] = frozenset(key for row in rows for key in (row.key, _undated(change.target, row.key)))
        return self._places[at]

    def _matched(self, table: str, keys: Sequence[Key], place: int, number: int, change: Change) -> NDArray[np.int64]:
        rows = self._rows(place, number, change)
        return np.array([at for at, key in enumerate(keys) if tuple(key) in rows], dtype=np.int64)


def futures_of(case: Case, draws: Draws) -> Futures | None:
    """The futures of the case in these draws; None where the case has none."""
    if not futures(case):
        return None
    return Futures(case, draws.size, draws.seed, draws.first, design=draws.design)


def _undated(table: str, key: Key) -> Key:
    dates = dates_of(TABLES[table])
    return tuple(word for word, name in zip(key, TABLES[table].keys, strict=True) if name not in dates)


def _share_after(edges: Floats, month: Floats) -> Floats:
    """Share of each period that lies after the month [draw, period]."""
    lengths = np.diff(edges)
    return np.asarray(np.clip(edges[None, 1:] - month[:, None], 0.0, lengths) / lengths)


def _moved(change: Change, values: Floats, share: Floats) -> Floats:
    """Values after a change that holds in this share of each of them."""
    value = float(change.value or 0.0)
    if change.action == "scale":
        return values * (1.0 + (value - 1.0) * share)
    if change.action == "set":
        return values + (value - values) * share
    if change.action == "remove":
        return values * (1.0 - share)
    return np.asarray(np.maximum(values + value * share, 0.0))  # add, and delays counted in months


def _slipped(values: Floats, edges: Floats, month: Floats, delay: float) -> Floats:
    """Averages over periods of a path that stands still for `delay` months from `month` on, then goes on as it was.

    values: [draw, key, period], taken as level within each period; month: [draw].
    """
    lengths = np.diff(edges)
    total = np.concatenate((np.zeros((*values.shape[:2], 1)), np.cumsum(values * lengths, axis=2)), axis=2)
    start = np.maximum(month, 0.0)

    def at(when: Floats) -> tuple[NDArray[np.int64], Floats]:
        period = np.clip(np.searchsorted(edges, when, side="right") - 1, 0, len(lengths) - 1)
        return period, when - edges[period]

    def summed(when: Floats) -> Floats:
        """Integral up to these months [draw, time] -> [draw, key, time]."""
        period, rest = at(when)
        index = period[:, None, :]
        whole = np.take_along_axis(total, np.broadcast_to(index, (*values.shape[:2], when.shape[1])), axis=2)
        level = np.take_along_axis(values, np.broadcast_to(index, whole.shape), axis=2)
        return np.asarray(whole + level * rest[:, None, :])

    ends = np.broadcast_to(edges, (len(month), len(edges)))
    first = start[:, None]
    standing = np.clip(ends - first, 0.0, delay)
    before, after = summed(np.minimum(ends, first)), summed(np.maximum(ends - delay, first))
    level = np.take_along_axis(values, at(first)[0][:, None, :], axis=2) if values.shape[1] else values[:, :, :1]
    path = before + level * standing[:, None, :] + (after - summed(first))
    return np.asarray(np.diff(path, axis=2) / lengths)
