"""A ceasefire small enough for hand arithmetic: two kinds of truces, one term that halves the hazard, no luck."""

from __future__ import annotations

from typing import Any

from dayafter.case import Case
from dayafter.case.columns import Row
from dayafter.ceasefire import Durability, durability
from dayafter.uncertainty import Draws
from tests.delivery.small import PARTIES, row
from tests.uncertainty.rows import case_of, figure

SHARE = {"unit": "share"}

TERMS: tuple[Row, ...] = (
    row("terms", term_id="watch", name="Observers", source_id="s"),
    row("agreements", agreement_id="bare", name="Bare"),
    row("agreements", agreement_id="full", name="Full"),
    figure("agreement_terms", "full/watch", 1, **SHARE),
    figure("agreement_terms", "bare/watch", 0, **SHARE),
    figure("term_effects", "watch/war", 0.5, unit="ratio"),
    figure("term_effects", "watch/force", 1, unit="ratio"),
)

BASE: tuple[Row, ...] = (
    row("analogues", analogue_id="calm", name="Calm", spells=40),
    row("analogues", analogue_id="hard", name="Hard", spells=20),
    figure("analogue_weights", "calm", 0.6, **SHARE),
    figure("analogue_weights", "hard", 0.2, **SHARE),
    figure("baseline_survival", "calm/war/12", 0.9, **SHARE),
    figure("baseline_survival", "calm/war/60", 0.8, **SHARE),
    figure("baseline_survival", "calm/force/12", 0.6, **SHARE),
    figure("baseline_survival", "hard/war/12", 0.5, **SHARE),
    figure("baseline_survival", "hard/war/36", 0.3, **SHARE),
    figure("assumptions", "truce_spread", 0.5, unit="ratio"),
)
"""Three to one for the calm: 0.9 of them last a year, 0.8 five; of the hard 0.5 a year and 0.3 three. k = 4."""


def truce(name: str, starts: str, ends: str | None, ended_by: str = "collapse") -> Row:
    """An earlier truce of the war."""
    return row("truces", truce_id=name, name=name, starts=starts, ends=ends, ended_by=ended_by, source_id="s")


def case_with(*extra: Row, without: tuple[str, ...] = (), **settings: Any) -> Case:
    """The small case; without: keys of rows, as in `watch/war`, that are left out."""
    rows = [one for one in (*TERMS, *BASE) if "/".join(one.key) not in without]
    return case_of((*PARTIES, *rows, *extra), **settings)


def found(*extra: Row, draws: int = 2, **settings: Any) -> Durability:
    """Its durability."""
    case = case_with(*extra, **settings)
    return durability(case, Draws(case, draws, 7))
