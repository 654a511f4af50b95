"""Spells of peace as arrays, and the choice of rows and columns out of a file."""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from dayafter.errors import CaseError, Finding, UsageError, did_you_mean
from dayafter.evidence.durations import Durations

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

SHORTEST = 0.5 / 365.25
"""Years that a spell of less than half a day is taken to last: a Weibull has no logarithm of zero."""

_COMPARE: dict[str, Callable[[float, float], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    "=": operator.eq,
}


@dataclass(frozen=True, eq=False)
class Spells:
    """Rows of spells, times in years. A spell may have several rows, one for each stretch of constant covariates.

    start, stop [row]; failed: whether the spell ended at stop [row]; subject: which spell, cluster: which spells belong
    together [row]; x: covariates [row, name].
    """

    start: Floats
    stop: Floats
    failed: Bools
    subject: NDArray[np.str_]
    cluster: NDArray[np.str_]
    names: tuple[str, ...]
    x: Floats

    @property
    def rows(self) -> int:
        """How many rows."""
        return len(self.stop)

    @property
    def spells(self) -> int:
        """How many spells."""
        return len(np.unique(self.subject))

    @property
    def failures(self) -> int:
        """How many of them failed."""
        return int(self.failed.sum())

    def watched(self, time: float) -> int:
        """How many spells are still watched, and have not failed, just before this time."""
        return int(((self.start < time) & (self.stop >= time)).sum())

    def whole(self) -> Spells:
        """One row a spell, counted from 0 to its end, without covariates: as if watched from its start."""
        _, first, where = np.unique(self.subject, return_index=True, return_inverse=True)
        stop, failed = np.zeros(len(first)), np.zeros(len(first), dtype=bool)
        np.maximum.at(stop, where, self.stop)
        np.logical_or.at(failed, where, self.failed)
        nothing = np.zeros((len(first), 0))
        return Spells(np.zeros(len(first)), stop, failed, self.subject[first], self.cluster[first], (), nothing)

    def lasting(self, shortest: float = SHORTEST) -> Spells:
        """The same with at least this long a stretch in each row."""
        return replace(self, stop=np.maximum(self.stop, self.start + shortest))


def spells_of(
    found: Durations, outcome: str, where: Sequence[str] = (), by: Sequence[str] | None = None
) -> tuple[Spells, tuple[Finding, ...]]:
    """The spells of a file for one outcome, with the rows and covariates asked for; and warnings.

    where: conditions such as `pcw=1` or `war_end>=1946`; by: covariates, those of the file's form by default. Rows
    without a covariate are left out, and told. Raises CaseError for cells that are no number or spells that end before
    they begin, UsageError for columns or outcomes that the file has not.
    """
    form = found.form
    if outcome not in form.outcomes:
        raise _unknown(found.file, "outcome", outcome, list(form.outcomes))
    names = tuple(form.covariates if by is None else by)
    for name in names:
        if name not in found.columns:
            raise _unknown(found.file, "column", name, list(found.columns))
    tests = [_test(found, text) for text in where]
    chosen = [n for n in range(found.size) if all(test(n) for test in tests)]
    kept = [n for n in chosen if all(found.columns[name][n] for name in names)]
    wrong: list[Finding] = []

    def numbers(name: str, rows: Sequence[int]) -> Floats:
        return np.array([_number(found, name, n, wrong) for n in rows])

    columns = form.outcomes[outcome]
    start = numbers(form.start, kept) if form.start else np.zeros(len(kept))
    stop, failed = numbers(columns.stop, kept), numbers(columns.column, kept) > 0
    x = np.stack([numbers(name, kept) for name in names], axis=1) if names else np.zeros((len(kept), 0))
    for n, begins, ends in zip(kept, start, stop, strict=True):
        if ends < begins or begins < 0:
            details = {"start": f"{begins:g}", "stop": f"{ends:g}"}
            wrong.append(Finding("spell-reversed", found.file, found.lines[n], columns.stop, details))
    if wrong:
        raise CaseError(*wrong)
    if not kept:
        reason = "no row is left" + (f" with {' and '.join(where)}" if where else "")
        raise CaseError(Finding("spells-empty", found.file, details={"reason": reason}))
    left_out = [found.lines[n] for n in chosen if n not in set(kept)]
    made = Spells(
        start=start / form.per_year,
        stop=stop / form.per_year,
        failed=failed != columns.inverted,
        subject=_labels(found, form.subject, kept),
        cluster=_labels(found, form.cluster or form.subject, kept),
        names=names,
        x=x,
    )
    told = {"rows": len(left_out), "columns": ", ".join(names)}
    return made, (Finding("spells-left-out", found.file, left_out[0], "", told),) if left_out else ()


def _unknown(file: str, what: str, name: str, known: Sequence[str]) -> UsageError:
    near = did_you_mean(name, list(known)) or f"; there are {', '.join(known[:12])}"
    return _misused(f"{file} has no {what} {name!r}{near}")


def _misused(reason: str) -> UsageError:
    return UsageError(Finding("call-invalid", details={"reason": reason, "command": "dayafter ceasefire"}))


def _labels(found: Durations, column: str, rows: Sequence[int]) -> NDArray[np.str_]:
    return np.array([found.columns[column][n] if column else str(n) for n in rows], dtype=np.str_)


def _number(found: Durations, name: str, n: int, wrong: list[Finding]) -> float:
    text = found.columns[name][n]
    try:
        value = float(text)
        if math.isfinite(value):
            return value
    except ValueError:
        pass
    details = {"value": text, "reason": "it is not a number", "hint": "write the number, or leave the row out"}
    wrong.append(Finding("cell-invalid" if text else "cell-missing", found.file, found.lines[n], name, details))
    return 0.0


def _test(found: Durations, text: str) -> Callable[[int], bool]:
    """A condition on the cells of a row; a cell that is no number can only be equal."""
    parts = re.fullmatch(r"(.+?)(>=|<=|=)(.*)", text)
    if parts is None:
        reason = f"{text!r} is no condition; write COLUMN=VALUE, COLUMN>=VALUE or COLUMN<=VALUE"
        raise _misused(reason)
    name, sign, wanted = (part.strip() for part in parts.groups())
    if name not in found.columns:
        raise _unknown(found.file, "column", name, list(found.columns))
    cells = found.columns[name]

    def test(n: int) -> bool:
        try:
            return _COMPARE[sign](float(cells[n]), float(wanted))
        except ValueError:
            return sign == "=" and cells[n] == wanted

    return test
