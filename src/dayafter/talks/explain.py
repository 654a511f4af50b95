"""Where a number of the talks comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dayafter.case.labels import figure_traces
from dayafter.errors import UsageError, did_you_mean, require
from dayafter.lineage import FigureTrace, Trace

if TYPE_CHECKING:
    from dayafter.talks.result import Talks

ASKED = ("chance", "accepts", "place", "mean")
"""Numbers that the talks explain by themselves."""

FORMULAS = {
    "chance": "share of draws in which every ally gets at least what no deal is worth to it, and no red line is broken",
    "accepts": "share of draws in which the actor gets at least what no deal is worth to it, and none of its red lines "
    "is broken",
    "both": "share of draws in which all allies and the adversary get at least what no deal is worth to them",
    "place": "position that no other beats when actors vote by influence x salience; middle of the draws",
    "mean": "mean of the positions by influence x salience; middle of the draws",
    "elected": "probabilistic Condorcet election, challengers by their incentive; mean of the draws",
    "stays": "product over steps and actors of the odds exp((worth so far - no deal) / spread), as chances; mean",
    "stable": "share of draws in which no group of allies prefers another package that it can have with the adversary",
    "amount": "least amount with which some package is taken by all allies in the share of draws asked for",
    "position": "as entered; middle of the draws",
    "count": "counted over all packages of options",
}


def known_figures(talks: Talks) -> dict[str, FigureTrace]:
    """Every figure that the talks read, by reference."""
    refs = set(talks.figures.refs)
    known = figure_traces(talks.case, dict.fromkeys(ref.partition(":")[0] for ref in talks.figures.refs))
    return {ref: figure for ref, figure in known.items() if ref in refs}


def explain(talks: Talks, what: str, **key: object) -> Trace:
    """The trace of one number of the talks. key: package (by default the proposal), actor, issue."""
    require(what, ASKED, "talks", "number")
    known = known_figures(talks)
    if what in ("place", "mean"):
        issue = _place(talks, "issue", [row.issue_id for row in talks.figures.issues], key)
        values = (talks.median if what == "place" else talks.mean)[:, issue]
        name = talks.figures.issues[issue].issue_id
        reads = [ref for ref in talks.figures.refs if ref.endswith(f"/{name}") or ref.startswith("influences:")]
        return step(talks, what, float(np.median(values)), known, reads, issue=name)
    number = _package(talks, str(key.get("package", "")))
    package = talks.packages.name(number)
    if what == "chance":
        return step(talks, what, float(talks.packages.chance[number]), known, package=package)
    actor = _place(talks, "actor", list(talks.figures.actors), key)
    name = talks.figures.actors[actor]
    own = [ref for ref in talks.figures.refs if ref.partition(":")[2].split("/")[0] == name]
    places = [ref for ref in talks.figures.refs if ref.startswith("issue_options:")]
    value = float(talks.packages.shares[number, actor])
    return step(talks, what, value, known, [*own, *places], actor=name, package=package)


def step(
    talks: Talks,
    what: str,
    value: float,
    known: dict[str, FigureTrace],
    reads: list[str] | None = None,
    **key: object,
) -> Trace:
    """One number of the talks as a step; the figures of one actor or issue are shown, else all are read."""
    refs = talks.figures.refs if reads is None else tuple(reads)
    shown = () if reads is None else tuple(known[ref] for ref in refs if ref in known)
    return Trace(f"talks: {what}", key, FORMULAS.get(what, ""), value, shown, refs)


def _place(talks: Talks, what: str, names: list[str], key: dict[str, object]) -> int:
    name = str(key.get(what, names[0]))
    if name not in names:
        near = did_you_mean(name, names) or f"; there are {', '.join(names)}"
        raise UsageError.of("file-unreadable", file="talks", reason=f"they have no {what} {name!r}{near}")
    return names.index(name)


def _package(talks: Talks, package: str) -> int:
    if package:
        names = [talks.packages.name(int(number)) for number in talks.field]
        if package in names:
            return int(talks.field[names.index(package)])
        raise UsageError.of("file-unreadable", file="talks", reason=f"no package that is listed is {package!r}")
    if talks.proposal is None:
        raise UsageError.of("file-unreadable", file="talks", reason="every package breaks a red line of an ally")
    return talks.proposal
