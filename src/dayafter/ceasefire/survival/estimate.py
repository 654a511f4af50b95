"""What a user's own files say of how long truces last: every method beside the others, with the size of the data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from dayafter.ceasefire.monitor import EventWatch, Tally, watch_events
from dayafter.ceasefire.survival.bayes import EDGES, Posterior, posterior, prior_from
from dayafter.ceasefire.survival.cox import Cox, cox
from dayafter.ceasefire.survival.curves import Z90, Z95, Curve, kaplan_meier
from dayafter.ceasefire.survival.spells import Spells, spells_of
from dayafter.ceasefire.survival.weibull import Split, split
from dayafter.errors import CaseError, Finding
from dayafter.evidence.durations import Durations, read_durations
from dayafter.evidence.months import following
from dayafter.evidence.reader import table_of
from dayafter.evidence.violence import Violence, is_violence, read_violence
from dayafter.evidence.wars import kind_of, peace_spells

if TYPE_CHECKING:
    from dayafter.ceasefire.result import Durability

Record = dict[str, Any]
T = TypeVar("T")

MARKS = (0.5, 1.0, 2.0, 5.0, 10.0)
"""Years at which the curves are read."""

TABLES = (
    "lasting",
    "hazard_ratios",
    "weibull",
    "optima",
    "profile",
    "posterior",
    "baseline_rows",
    "violence",
    "violence_alarms",
)
"""Tables of an estimate."""

ASSOCIATION = "association, n = {spells} spells, {failures} failures"


@dataclass(frozen=True)
class Asked:
    """What is asked of the files. outcome: force or war; where: conditions on rows; by: covariates (None: those of the
    file's form); sampled: whether the posterior is wanted."""

    outcome: str = "war"
    where: tuple[str, ...] = ()
    by: tuple[str, ...] | None = None
    sampled: bool = False
    seed: int = 7


@dataclass(frozen=True, eq=False)
class Estimate:
    """What the files say. parts: file -> its spells; events: files of events of violence by month."""

    asked: Asked
    parts: dict[str, Spells]
    events: tuple[Violence, ...]
    notes: tuple[Finding, ...]
    durability: Durability | None = field(default=None)

    @cached_property
    def curves(self) -> dict[str, Curve]:
        """File -> its product-limit curve."""
        return {file: kaplan_meier(spells) for file, spells in self.parts.items()}

    @cached_property
    def coxes(self) -> dict[str, Cox]:
        """File -> its Cox model, for files with covariates."""
        return self._carried(lambda spells: cox(spells) if spells.names else None)

    @cached_property
    def splits(self) -> dict[str, Split]:
        """File -> its split-population model, with the plain Weibull model within."""
        return self._carried(lambda spells: split(spells, spells.names, seed=self.asked.seed))

    def _carried(self, model: Callable[[Spells], T | None]) -> dict[str, T]:
        """File -> its model, for the files whose spells carry it; the others are told."""
        out: dict[str, T] = {}
        for file, spells in self.parts.items():
            try:
                made = model(spells)
            except CaseError as error:
                self._too_few[file] = error.findings
            else:
                if made is not None:
                    out[file] = made
        return out

    @cached_property
    def _too_few(self) -> dict[str, tuple[Finding, ...]]:
        return {}

    @cached_property
    def watched(self) -> dict[str, EventWatch]:
        """File -> the detectors' watch over its events by month, where there are two months or more."""
        day = dt.timedelta(days=1)
        return {
            one.file: watch_events(
                [Tally(row.month, following(row.month) - day, count=row.events, file=one.file) for row in one.months]
            )
            for one in self.events
            if len(one.months) > 1
        }

    @cached_property
    def posterior(self) -> Posterior | None:
        """The posterior of all files, where it was asked for."""
        if not self.asked.sampled or not self.parts:
            return None
        return posterior(self.parts, prior_from(self._base()), self.asked.seed)

    def _base(self) -> Any:
        """Chance, by the case's analogues, that a truce without terms lasts to each edge [draw, edge]."""
        found = self.durability
        if found is None:
            weak = np.linspace(0.15, 0.95, 40)[:, None]
            return weak ** np.sqrt(np.array(EDGES))[None]
        times = found.hazards.times(np.zeros((found.draws.size, found.figures.strength.shape[2])))
        months = np.array(EDGES) * 12.0
        return found.hazards.survival(times, months, updated=False)[found.outcomes.index(self.asked.outcome)]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything that is doubtful about files and estimates."""
        split_notes = [note for file, one in self.splits.items() for note in one.findings(file)]
        len(self.coxes)  # both models are tried before it is told which files are too small
        split_notes = [*split_notes, *(note for notes in self._too_few.values() for note in notes)]
        sampled = self.posterior.findings if self.posterior else ()
        return (*self.notes, *split_notes, *sampled)

    # Tables

    def records(self) -> dict[str, list[Record]]:
        """Every table of the estimate, by name."""
        return {name: getattr(self, f"_{name}")() for name in TABLES}

    def _size(self, file: str) -> Record:
        spells = self.parts[file]
        return {"file": file, "outcome": self.asked.outcome, "spells": spells.spells, "failures": spells.failures}

    def _lasting(self) -> list[Record]:
        """One row a file and mark: the product-limit estimate with its 95 % interval."""
        out = []
        for file, curve in self.curves.items():
            for years in MARKS:
                value, low, high = curve.at(years)
                at_risk = int(self.parts[file].watched(years))
                row = {"years": years, "lasting": value, "low": low, "high": high, "still_watched": at_risk}
                out.append(self._size(file) | row)
        return out

    def _hazard_ratios(self) -> list[Record]:
        """One row a file and covariate: the hazard ratio by Cox, its interval by errors robust to clusters."""
        out = []
        for file, one in self.coxes.items():
            for n, name in enumerate(one.names):
                b, robust = float(one.coefficients[n]), float(one.robust[n])
                out.append(
                    self._size(file)
                    | {"covariate": name, "coefficient": b, "error": float(one.errors[n]), "robust_error": robust}
                    | {"hazard_ratio": float(np.exp(b)), "low": float(np.exp(b - Z95 * robust))}
                    | {"high": float(np.exp(b + Z95 * robust)), "log_likelihood": one.log_likelihood}
                    | {"clusters": one.clusters, "reading": self._reading(file)}
                )
        return out

    def _reading(self, file: str) -> str:
        spells = self.parts[file]
        return ASSOCIATION.format(spells=spells.spells, failures=spells.failures)

    def _weibull(self) -> list[Record]:
        """One row a file: the plain Weibull model."""
        out = []
        for file, one in self.splits.items():
            plain = one.plain
            width = Z95 * float(plain.errors[-1])
            row = {"scale_years": plain.scale, "shape": plain.shape, "log_likelihood": plain.log_likelihood}
            row |= {"shape_low": plain.shape * float(np.exp(-width)), "shape_high": plain.shape * float(np.exp(width))}
            out.append(self._size(file) | row)
        return out

    def _optima(self) -> list[Record]:
        """One row a file and optimum of the split-population likelihood, beside the plain Weibull model."""
        out = []
        for file, one in self.splits.items():
            for n, optimum in enumerate(one.optima):
                never = 1.0 / (1.0 + float(np.exp(np.clip(optimum.risk[0], -700, 700))))
                row = {"rank": n + 1, "log_likelihood": optimum.log_likelihood, "reached": optimum.reached}
                row |= {"starts": one.starts, "plain_log_likelihood": one.plain.log_likelihood}
                row |= {"shape": float(np.exp(optimum.log_shape)), "never_fails": never}
                row |= {"duration": optimum.duration.tolist(), "at_risk": optimum.risk.tolist()}
                out.append(self._size(file) | row)
        return out

    def _profile(self) -> list[Record]:
        """One row a file and share that never fails: the greatest log likelihood with it."""
        return [
            {"file": file, "never_fails": share, "log_likelihood": height}
            for file, one in self.splits.items()
            for share, height in one.profile
        ]

    def _posterior(self) -> list[Record]:
        """One row a kind of truce and mark: chance of lasting by the prior and by the posterior."""
        found = self.posterior
        if found is None:
            return []
        out = []
        for kind in ("", *found.files):
            for years in MARKS:
                before = np.quantile(found.before(years), (0.1, 0.5, 0.9))
                after = np.quantile(found.survival(years, kind), (0.1, 0.5, 0.9))
                row: Record = {"of": kind or "a war of a new kind", "years": years}
                for name, values in (("prior", before), ("posterior", after)):
                    row |= {f"{name}_low": float(values[0]), name: float(values[1]), f"{name}_high": float(values[2])}
                out.append(row)
        return out

    def _baseline_rows(self) -> list[Record]:
        """Rows for the case's table baseline_survival: what to enter to use these files as an analogue."""
        out = []
        for file, curve in self.curves.items():
            for years in MARKS:
                value, low, high = curve.at(years, Z90)
                months = {"outcome": self.asked.outcome, "months": round(12 * years)}
                row = {"low": low, "central": value, "high": high, "interval": "p5-p95", "unit": "share"}
                note = f"90 % interval of {self.parts[file].spells} spells, {self.parts[file].failures} failures"
                out.append({"file": file} | months | row | {"basis": "derived", "note": note})
        return out

    def _violence(self) -> list[Record]:
        """One row a file and month of events."""
        return [
            {"file": one.file, "month": f"{month.month:%Y-%m}", "events": month.events, "deaths_low": month.low}
            | {"deaths": month.best, "deaths_high": month.high}
            for one in self.events
            for month in one.months
        ]

    def _violence_alarms(self) -> list[Record]:
        """One row a file and month in which an alarm would have rung."""
        return [
            {"file": file, "month": row["starts"][:7], "events": row["count"], "expected": row["expected"]}
            | {"chance": row["chance"]}
            for file, one in self.watched.items()
            for row in one.records("alarms")
            if row["alarm"]
        ]


def estimate(files: Sequence[Path | str], asked: Asked, durability: Durability | None = None) -> Estimate:
    """What the files say. Wars, disputes and borders of states are read together; every other file by itself.

    Raises CaseError with all that is wrong in any of the files.
    """
    found: list[Durations] = []
    events: list[Violence] = []
    states: dict[str, Path] = {}
    for file in map(Path, files):
        header, _ = table_of(file)
        kind = kind_of(header)
        if is_violence(header):
            events.append(read_violence(file))
        elif kind:
            states[kind] = file
        else:
            found.append(read_durations(file))
    if states:
        if "wars" not in states:
            reason = f"{', '.join(path.name for path in states.values())} needs a table of wars beside it"
            raise CaseError(Finding("spells-empty", "", details={"reason": reason}))
        found.append(peace_spells(states["wars"], states.get("disputes"), states.get("borders")))
    parts, notes = {}, [note for one in events for note in one.findings]
    for one in found:
        spells, left_out = spells_of(one, asked.outcome, asked.where, asked.by)
        parts[one.file] = spells.lasting()
        notes += left_out
    return Estimate(asked, parts, tuple(events), tuple(notes), durability)
