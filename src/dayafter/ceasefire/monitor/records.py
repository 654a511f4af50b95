"""The tables of a watch as plain rows. Ranges are the 10th to the 90th percentile of the draws."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from dayafter.ceasefire.monitor import cusum, escalation
from dayafter.ceasefire.monitor.gamma_poisson import Gamma
from dayafter.ceasefire.monitor.ledger import ALL, OBSERVERS
from dayafter.ceasefire.monitor.lines import LEAST_COUNTS, WEEK, Line, Thresholds, thresholds, weighed

if TYPE_CHECKING:
    from dayafter.ceasefire.monitor.monitor import Monitor

Record = dict[str, Any]
Floats = NDArray[np.float64]

LOW, MIDDLE, HIGH = 0.1, 0.5, 0.9

LATELY = 2
"""Counts within which a change is recent."""


def ranged(name: str, values: Floats) -> Record:
    """`name`, `name_low` and `name_high` of the draws."""
    low, middle, high = (float(value) for value in np.quantile(values, (LOW, MIDDLE, HIGH), method="inverted_cdf"))
    return {name: middle, f"{name}_low": low, f"{name}_high": high}


def _head(line: Line, t: int) -> Record:
    truce, sector, kind, counter = line.key
    at = {"starts": line.starts[t].isoformat(), "ends": line.ends[t].isoformat(), "days": int(line.days[t])}
    return {"truce": truce, "sector": sector, "kind": kind, "counter": counter} | at


def rates(monitor: Monitor) -> list[Record]:
    """One row a count: violations a day as counted, and as they may be with those that nobody saw."""
    out = []
    for line in monitor.lines:
        watched = line.key[3] == OBSERVERS or line.access_known.any()
        whole = monitor.true_rates(line) if watched else None
        for t in range(len(line.starts)):
            row = _head(line, t) | ranged("rate", line.rate[:, t])
            access = ranged("access", line.access[:, t]) if line.access_known[t] else dict.fromkeys(_ACCESS)
            true = ranged("true_rate", whole[:, t]) if whole is not None else dict.fromkeys(_TRUE)
            out.append(row | access | true)
    return out


_ACCESS = ("access", "access_low", "access_high")
_TRUE = ("true_rate", "true_rate_low", "true_rate_high")


def alarms(monitor: Monitor) -> list[Record]:
    """One row a count after the first of its series: how far it stands out from those before, and whether it rings.

    `chance`: of so many or more; `adjusted`: made fit for sectors looked at together; `share_rings`: of the draws.
    """
    out = []
    limit = monitor.figures.false_alarms
    for place, line in enumerate(monitor.lines):
        for t in range(1, len(line.starts)):
            fit = monitor.adjusted[place, t]
            share = float((fit <= limit).mean())
            row = _head(line, t) | ranged("count", line.counts[:, t]) | ranged("expected", line.expected[:, t])
            row |= ranged("chance", line.tails[:, t]) | ranged("adjusted", fit)
            out.append(row | {"share_rings": share, "alarm": share > MIDDLE})
    return out


def changes(monitor: Monitor) -> list[Record]:
    """One row a series with enough counts: where one change lies most likely, what the rate was before and after, how
    far the counts speak for a change at all; how many counts the last stretch has, and whether it is a new one."""
    out = []
    for line in monitor.lines:
        if len(line.starts) < LEAST_COUNTS:
            continue
        found, burst = line.change, line.figures.burst
        mean = found.chances.mean(axis=0)
        n = int(mean.argmax())
        truce, sector, kind, counter = line.key
        row: Record = {"truce": truce, "sector": sector, "kind": kind, "counter": counter, "counts": len(line.starts)}
        row |= {"last_before": line.ends[n].isoformat(), "first_after": line.starts[n + 1].isoformat()}
        row |= {"chance": float(mean[n])}
        row |= ranged("rate_before", found.before * burst) | ranged("rate_after", found.after * burst)
        row |= ranged("log10_odds", found.log10_odds)
        row |= ranged("run_length", line.runs.stretch[:, -1].astype(np.float64))
        out.append(row | ranged("changed_lately", line.runs.changed_within(LATELY)[:, -1]))
    return out


def rising(monitor: Monitor) -> list[Record]:
    """One row a count: how far it, and those before it, speak for a raised rate against the one that the truce began
    with (natural logarithm of the odds); and the same with the grave kinds weighing more, where kinds were counted."""
    out = []
    for line in monitor.lines:
        if line.key[2] != ALL:
            continue
        scores = weighed(line, monitor.parts(line))
        summed = escalation.running(line.log_odds)
        for t in range(len(line.starts)):
            row = _head(line, t) | ranged("log_odds", line.log_odds[:, t]) | ranged("running", summed[:, t])
            out.append(row | (ranged("score", scores[t]) if t in scores else dict.fromkeys(_SCORE)))
    return out


_SCORE = ("score", "score_low", "score_high")


def detection(monitor: Monitor) -> list[Record]:
    """One row a count of observers whose access is known: how much they could watch, whether they were blocked, and
    whether it was quieter than in the count before, or only less was seen."""
    out = []
    for line in monitor.lines:
        if not line.access_known.any():
            continue
        whole = monitor.true_rates(line)
        for t in range(len(line.starts)):
            blocked = float(line.blocked[:, t].mean())
            row = _head(line, t) | ranged("access", line.access[:, t]) | ranged("seen", line.seen[:, t])
            row |= {"share_blocked": blocked, "blocked": blocked > MIDDLE}
            row |= {"rate": float(np.median(line.rate[:, t]))} | ranged("true_rate", whole[:, t])
            before = float(np.median(line.rate[:, t - 1])) if t else None
            quieter = float((whole[:, t] < whole[:, t - 1]).mean()) if t else None
            out.append(row | {"rate_before": before, "share_quieter": quieter, "reads_as": _reading(quieter, blocked)})
    return out


def _reading(quieter: float | None, blocked: float) -> str:
    if blocked > MIDDLE:
        return "blocked observers"
    if quieter is None:
        return "first count"
    return "quieter" if quieter >= HIGH else "louder" if quieter <= LOW else "cannot tell"


def design(monitor: Monitor) -> list[Record]:
    """One row for each rate at which a new truce may begin: the weekly sum with its k and h, how often it rings for
    nothing, how soon it rings when the rate rises, and the count of one week that rings at once.

    For observers who see all of it; where they see a share of it, k, h and the alarm are that share, nearly.

    Ranges: the design for the 10th and the 90th percentile of the rate, in bursts; in violations by the middle burst.
    """
    figures = monitor.figures
    factor, share = float(np.median(figures.escalation)), float(np.median(figures.false_alarms))
    weeks = float(np.median(figures.run_length)) / WEEK
    out = []
    for name, sector, known in monitor.starting_rates():
        order = np.argsort(known.mean, kind="stable")
        at = [int(order[round(share_ * (len(order) - 1))]) for share_ in (LOW, MIDDLE, HIGH)]
        made = [thresholds(Gamma.of(known.shape[n], known.weight[n]), factor, weeks, share) for n in at]
        burst = float(np.median(figures.burst))
        row: Record = {"begins_like": name, "sector": sector}
        row |= ranged("rate", known.mean * figures.burst) | {"burst": burst, "escalation": factor}
        fields: dict[str, Callable[[Thresholds], float]] = {
            "k": lambda one: one.k,
            "h": lambda one: one.h,
            "weeks_quiet": lambda one: one.quiet,
            "weeks_to_signal": lambda one: one.delay,
            "alarm": lambda one: one.alarm,
        }
        for field, take in fields.items():
            row |= _three(field, [take(one) for one in made])
        row |= {"h_violations": made[1].h * burst, "k_violations": made[1].k * burst}
        out.append(row | {"alarm_violations": made[1].alarm * burst})
    return out


def _three(name: str, values: list[float]) -> Record:
    low, _, high = sorted(values)
    return {name: values[1], f"{name}_low": low, f"{name}_high": high}


def signals(monitor: Monitor) -> list[Record]:
    """One row a series: the first count at which the cumulative sum rings, and the threshold that it was given.

    Counts of uneven length: the sum is that of eq. 5 with k by exposure, the threshold that of a weekly sum.
    """
    figures = monitor.figures
    factor, weeks = float(np.median(figures.escalation)), float(np.median(figures.run_length)) / WEEK
    out = []
    for line in monitor.lines:
        if len(line.starts) < LEAST_COUNTS or line.key[2] != ALL:
            continue
        before = float(np.median(line.start.mean))
        mean = float(f"{max(before * WEEK, 0.01):.2g}")
        h = cusum.design(mean, factor, weeks)[1]
        drift = np.asarray(cusum.reference(before, factor * before)) * line.exposure
        summed = cusum.path(line.bursts, drift)
        rings = summed >= h
        share = rings.mean(axis=0)
        first = next((n for n in range(len(share)) if share[n] > MIDDLE), None)
        truce, sector, kind, counter = line.key
        row: Record = {"truce": truce, "sector": sector, "kind": kind, "counter": counter, "h": h}
        row |= {"first_signal": None if first is None else line.ends[first].isoformat()}
        out.append(row | ranged("last_sum", summed[:, -1]) | {"share_rings_last": float(share[-1])})
    return out


TABLES: dict[str, Callable[[Any], list[Record]]] = {
    "rates": rates,
    "alarms": alarms,
    "signals": signals,
    "changes": changes,
    "escalation": rising,
    "detection": detection,
    "design": design,
}
"""Tables of every monitor, of a case or of a user's own counts."""
