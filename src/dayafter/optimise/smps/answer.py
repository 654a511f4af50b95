"""What `python -m dayafter.optimise` answers: status, measures, bounds and first stage, in the sense of the file."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from dataclasses import dataclass
from math import isfinite
from typing import Any

import numpy as np

from ...errors import DayAfterError, Finding, InfeasibleError, UsageError
from ..block import in_parts
from ..extensive import solve_extensive
from ..measures import Measures, measures
from ..optimum import Optimum, Step
from .instance import Instance, read_smps

SCHEMA = "dayafter/optimise/1"
LARGE = 400_000  # coefficients of the extensive form; above it the L-shaped method is the one that ends
SHARED = 50_000  # the same where futures share matrix and costs and answer together


@dataclass(frozen=True, eq=False)
class Answer:
    """A solved program. The document has numbers in the sense of the file; infinite or unknown ones are null there."""

    instance: Instance
    optimum: Optimum
    measured: Measures

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """What the reader took note of."""
        return self.instance.warnings

    def document(self) -> dict[str, Any]:
        """The answer as plain data."""
        one, best, found = self.instance, self.optimum, self.measured
        sense = one.sense
        bounds = sorted((sense * best.lower, sense * best.upper))
        names = one.problem.first.names
        return {
            "schema": SCHEMA,
            "name": one.name,
            "status": best.status,
            "method": best.method,
            "sense": "max" if sense < 0 else "min",
            "objective": one.objective,
            "periods": list(one.periods),
            "futures": one.futures,
            "probability": one.probability,
            "rp": sense * found.rp,
            "ev": sense * found.ev,
            "eev": sense * found.eev,
            "eev_infeasible": found.eev == np.inf,
            "ws": sense * found.ws,
            "evpi": found.evpi,
            "vss": found.vss,
            "unknown": list(found.unknown),
            "lower": bounds[0],
            "upper": bounds[1],
            "gap": best.gap,
            "first_stage": dict(zip(names, (best.x + 0.0).tolist(), strict=True)),
            "mean_first_stage": dict(zip(names, (found.mean_x + 0.0).tolist(), strict=False)),
            "iterations": best.iterations,
            "seconds": best.seconds,
            "warnings": [finding.as_dict() for finding in self.warnings],
        }

    def to_json(self) -> str:
        """The document as JSON text."""
        return _dumped(self.document())

    def text(self) -> str:
        """The answer for people."""
        document = self.document()
        lines = [
            f"{document['name']}: {document['status']} ({document['method']}, {document['sense']} "
            f"{document['objective']}, {document['futures']:,} futures over {len(document['periods'])} periods)"
        ]
        for name, what in (
            ("rp", "RP    decided here and now"),
            ("ev", "EV    if the mean future were certain"),
            ("eev", "EEV   its first stage in the futures as they are"),
            ("ws", "WS    with each future known beforehand"),
            ("evpi", "EVPI  worth of knowing the future"),
            ("vss", "VSS   worth of planning for all futures"),
            ("lower", "lower bound"),
            ("upper", "upper bound"),
        ):
            lines.append(f"  {what:<50}{_told(name, document):>22}")
        lines.append(f"  {'gap':<50}{document['gap']:>22.3g}")
        lines.append("first stage")
        lines.extend(f"  {name:<50}{value:>22.10g}" for name, value in document["first_stage"].items())
        return "\n".join(lines)


def _told(name: str, document: dict[str, Any]) -> str:
    if name in document["unknown"]:
        return "there is none"
    if document["eev_infeasible"] and name in ("eev", "vss"):
        return "infinite: no recourse"
    return f"{document[name]:.10g}"


def answer(args: Namespace) -> Answer:
    """Reads, solves and measures what the command line names."""
    one = read_smps(args.core, args.time, args.stoch, normalise=args.normalise, sample=args.sample, seed=args.seed)
    recourse_whole = one.mean.scenarios[0].stage.whole is not None
    method = args.method or ("extensive" if one.whole or _size(one) <= _most(one) else "lshaped")
    if method == "lshaped" and recourse_whole:
        reason = "the L-shaped method needs a recourse without whole columns; --method extensive takes them"
        raise UsageError(Finding("call-invalid", details={"reason": reason, "command": "python -m dayafter.optimise"}))
    if method == "extensive":
        optimum = solve_extensive(one.problem, gap=args.gap)
    else:
        from ..lshaped import solve_lshaped

        optimum = solve_lshaped(one.problem, gap=args.gap, workers=args.workers, told=_teller())
    found = measures(one.problem, optimum, paths=one.paths, mean=one.mean, workers=args.workers)
    return Answer(one, optimum, found)


def _most(one: Instance) -> int:
    """Coefficients up to which the extensive form is the quicker one."""
    scenarios = one.problem.scenarios
    return SHARED if len(in_parts(scenarios)) < len(scenarios) else LARGE


def _size(one: Instance) -> int:
    """Coefficients of the extensive form, about."""
    scenario = one.paths.scenarios[0]
    return len(one.paths.scenarios) * (len(scenario.stage.matrix.value) + len(scenario.technology.value))


def _teller() -> Any:
    """Prints both bounds after each round, where somebody looks on."""
    if not sys.stderr.isatty():
        return None

    def told(step: Step) -> None:
        line = f"\rround {step.iteration}: {step.lower:.10g} to {step.upper:.10g}, gap {step.gap:.2e}"
        sys.stderr.write(f"{line:<79}")
        sys.stderr.flush()

    return told


def refusal(error: DayAfterError) -> str:
    """The document of a program that has no answer."""
    codes = [finding.code for finding in error.findings]
    status = "error"
    if isinstance(error, InfeasibleError):
        status = "unbounded" if "stages-unbounded" in codes else "infeasible"
    return _dumped({"schema": SCHEMA, "status": status, "findings": [finding.as_dict() for finding in error.findings]})


def _dumped(document: dict[str, Any]) -> str:
    return json.dumps(_plain(document), ensure_ascii=False, allow_nan=False, indent=1)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    return None if isinstance(value, float) and not isfinite(value) else value
