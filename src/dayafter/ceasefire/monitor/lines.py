"""One series of counts, draw by draw, and what the four detectors say of it. Equation numbers are those of card.md."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dayafter.ceasefire.monitor import changepoint, cusum, detection, escalation
from dayafter.ceasefire.monitor.gamma_poisson import Gamma, adjusted, least_alarm, tail
from dayafter.ceasefire.monitor.inputs import Figures
from dayafter.ceasefire.monitor.ledger import SeriesKey
from dayafter.ceasefire.monitor.special import gamma_draw

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

PRIOR_SHAPE = 0.5
"""Shape of what is known before any count: as wide as Jeffreys' prior, with the usual rate as its mean."""

LEARN = 3
"""Counts from whose pooled rate the cumulative sum starts: what the truce began with."""

LEAST_COUNTS = 4
"""Counts from which on a change is looked for."""

WEEK = 7.0

LONGEST = 1e6
"""Weeks up to which a run length is told; a longer one is told as this."""


@dataclass(frozen=True, eq=False)
class Line:
    """Counts of one series by date, no day twice. counts: violations [draw, t]; access: what observers could watch
    [draw, t], 1 where nobody says (then not access_known [t]); figures: the rules."""

    key: SeriesKey
    starts: tuple[dt.date, ...]
    ends: tuple[dt.date, ...]
    counts: Floats
    access: Floats
    access_known: Bools
    figures: Figures

    @cached_property
    def days(self) -> Floats:
        """Days of each count [t]."""
        return np.array([(end - start).days + 1.0 for start, end in zip(self.starts, self.ends, strict=True)])

    @cached_property
    def seen(self) -> Floats:
        """Share of the violations that were counted [draw, t], eq. 9."""
        return detection.seen(self.access, self.figures.blindness[:, None])

    @cached_property
    def blocked(self) -> Bools:
        """Whether the observers count as blocked [draw, t]."""
        return detection.blocked(self.access, self.figures.blocked[:, None])

    @cached_property
    def bursts(self) -> Floats:
        """Counts in bursts [draw, t]: violations that come together are one."""
        return self.counts / self.figures.burst[:, None]

    @cached_property
    def exposure(self) -> Floats:
        """Days x share seen [draw, t]."""
        return self.days * self.seen

    @cached_property
    def prior(self) -> Gamma:
        """Bursts a day before any count [draw]."""
        return Gamma.of(PRIOR_SHAPE, PRIOR_SHAPE * self.figures.burst / self.figures.usual_rate)

    @property
    def rate(self) -> Floats:
        """Violations a day as they were counted [draw, t]."""
        return self.counts / self.days

    def true_rate(self, u: Floats) -> Floats:
        """All violations a day, seen or not [draw, t]: the gamma of each count at u [draw, t], eq. 10."""
        prior = Gamma.of(self.prior.shape[:, None], self.prior.weight[:, None])
        known = detection.true_rate(prior, self.bursts, self.days, self.seen)
        return np.asarray(gamma_draw(known.shape, u) / known.weight * self.figures.burst[:, None])

    @cached_property
    def known_before(self) -> Gamma:
        """What the counts before it said of each [draw, t], eq. 1."""
        zero = np.zeros((len(self.counts), 1))
        counts = np.concatenate((zero, np.cumsum(self.bursts, axis=1)[:, :-1]), axis=1)
        exposure = np.concatenate((zero, np.cumsum(self.exposure, axis=1)[:, :-1]), axis=1)
        return Gamma.of(self.prior.shape[:, None], self.prior.weight[:, None]).after(counts, exposure)

    @cached_property
    def tails(self) -> Floats:
        """Chance of so many or more, by the counts before [draw, t], eq. 3. The first stands against the usual rate."""
        return tail(self.known_before, self.bursts, self.exposure)

    @property
    def expected(self) -> Floats:
        """Violations that the counts before led one to expect [draw, t]."""
        return self.known_before.mean * self.exposure * self.figures.burst[:, None]

    @cached_property
    def start(self) -> Gamma:
        """What the first counts say of the rate: bursts a day [draw]."""
        some = min(LEARN, len(self.starts))
        return self.prior.after(self.bursts[:, :some].sum(axis=1), self.exposure[:, :some].sum(axis=1))

    @cached_property
    def log_odds(self) -> Floats:
        """Each count for a raised rate against the one that the truce began with [draw, t], eq. 11."""
        before = self.start.mean[:, None]
        return escalation.log_odds(self.bursts, self.exposure, before, self.figures.escalation[:, None] * before)

    @property
    def hazard(self) -> Floats:
        """Chance that the rate changes from the middle of one count to the middle of the next [draw, t], by the days
        between them."""
        middle = np.array([s.toordinal() + d / 2 for s, d in zip(self.starts, self.days, strict=True)])
        apart = np.append(np.diff(middle), self.days[-1])
        return np.asarray(-np.expm1(-np.maximum(apart, 0.5) / self.figures.stretch[:, None]))

    @cached_property
    def change(self) -> changepoint.Change:
        """One change at most, eq. 8 [draw]."""
        return changepoint.offline(self.bursts, self.exposure, self.prior)

    @cached_property
    def runs(self) -> changepoint.Runs:
        """Run lengths after the last count, eq. 6 and 7 [draw]."""
        return changepoint.online(self.bursts, self.exposure, self.hazard, self.prior, last_only=True)


def weighed(line: Line, parts: dict[str, Line]) -> dict[int, Floats]:
    """Log odds with the grave kinds weighing more, where every kind was counted on the very days: t -> [draw], eq. 12.

    What is left of all violations without these kinds is a series of its own, with its own start.
    """
    spans = list(zip(line.starts, line.ends, strict=True))
    held = {kind: {span: n for n, span in enumerate(zip(p.starts, p.ends, strict=True))} for kind, p in parts.items()}
    places = [t for t, span in enumerate(spans) if parts and all(span in places for places in held.values())]
    if not places:
        return {}
    chosen = {kind: _some(part, [held[kind][spans[t]] for t in places]) for kind, part in parts.items()}
    whole = _some(line, places)
    rest = np.maximum(whole.counts - sum(part.counts for part in chosen.values()), 0.0)
    series = {"all": replace(whole, counts=rest), **chosen}
    scores = escalation.score({kind: one.log_odds for kind, one in series.items()}, _weights(line.figures))
    return {t: scores[:, n] for n, t in enumerate(places)}


def _weights(figures: Figures) -> dict[str, Floats]:
    return {kind: weight[:, None] for kind, weight in figures.severity.items()}


def _some(line: Line, places: list[int]) -> Line:
    """A series of some of the counts."""
    return replace(
        line,
        starts=tuple(line.starts[t] for t in places),
        ends=tuple(line.ends[t] for t in places),
        counts=line.counts[:, places],
        access=line.access[:, places],
        access_known=line.access_known[places],
    )


def rung(lines: Sequence[Line]) -> dict[tuple[int, int], Floats]:
    """Tails made fit for many sectors at once: (line, t) -> [draw]. Looked at together: counts of one truce, kind and
    counter that begin on the same day."""
    together: dict[tuple[str, str, str, dt.date], list[tuple[int, int]]] = {}
    for place, line in enumerate(lines):
        truce, _, kind, counter = line.key
        for t in range(1, len(line.starts)):
            together.setdefault((truce, kind, counter, line.starts[t]), []).append((place, t))
    out: dict[tuple[int, int], Floats] = {}
    for group in together.values():
        fit = adjusted(np.stack([lines[place].tails[:, t] for place, t in group], axis=1))
        out |= {at: fit[:, n] for n, at in enumerate(group)}
    return out


@dataclass(frozen=True)
class Thresholds:
    """A watch over a new truce that begins at one rate. mean: bursts a week; k, h: of the weekly sum, in bursts;
    quiet: weeks between false alarms; delay: weeks to the signal after the rate has risen; alarm: bursts in a week."""

    mean: float
    k: float
    h: float
    quiet: float
    delay: float
    alarm: float


def thresholds(known: Gamma, factor: float, weeks: float, share: float) -> Thresholds:
    """Designed for what is known of the rate, in bursts a day; known: one number. The mean is taken to two digits."""
    mean = float(f"{max(float(known.mean) * WEEK, 0.01):.2g}")
    k, h, quiet, delay = cusum.design(mean, factor, weeks)
    return Thresholds(mean, k, h, min(quiet, LONGEST), min(delay, LONGEST), float(least_alarm(known, WEEK, share)))
