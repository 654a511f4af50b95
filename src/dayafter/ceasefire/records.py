"""The tables of durability as plain rows. Chances are means over the draws; ranges hold eight of ten draws."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from dayafter.case.tables.ceasefire import Truce
from dayafter.ceasefire.inputs import DAYS_PER_MONTH
from dayafter.ceasefire.model import Floats

if TYPE_CHECKING:
    from dayafter.ceasefire.result import Durability

Record = dict[str, Any]

LOW, HIGH = 0.1, 0.9

READ = (
    "baseline_survival",
    "analogue_weights",
    "term_effects",
    "agreement_terms",
)
"""Tables of figures that durability reads."""


def ranged(name: str, values: Floats) -> Record:
    """`name`: mean of the draws; `name_low`, `name_high`: ends of the range that holds eight of ten draws."""
    low, high = (float(value) for value in np.quantile(values, (LOW, HIGH)))
    mean = float(values.mean())
    return {name: mean, f"{name}_low": min(low, mean), f"{name}_high": max(high, mean)}


def _at(found: Durability) -> Floats:
    return np.array(found.marks, dtype=np.float64)


def curves(found: Durability) -> list[Record]:
    """One row an agreement, outcome and month: the chance that the truce has lasted so long."""
    return [
        {"agreement": agreement, "name": found.names[agreement], "outcome": outcome, "month": int(month)}
        | ranged("survival", found.survival[a, o, :, n])
        for a, agreement in enumerate(found.agreements)
        for o, outcome in enumerate(found.outcomes)
        for n, month in enumerate(found.months)
    ]


def marks(found: Durability) -> list[Record]:
    """One row an agreement, outcome and mark: the chance with and without what this war's own truces say."""
    return [
        {"agreement": agreement, "name": found.names[agreement], "outcome": outcome, "month": month}
        | ranged("survival", found.survival[a, o, :, month])
        | ranged("before", found.before[a, o, :, month])
        for a, agreement in enumerate(found.agreements)
        for o, outcome in enumerate(found.outcomes)
        for month in found.marks
    ]


def bundles(found: Durability) -> list[Record]:
    """One row an agreement, outcome and mark: by how much its terms change the chance, beside a truce without any."""
    nothing = np.zeros((found.draws.size, found.figures.strength.shape[2]))
    base = found.with_terms(nothing, _at(found))
    out = []
    for a, agreement in enumerate(found.agreements):
        times = found.hazards.times(found.figures.strength[:, a])
        for o, outcome in enumerate(found.outcomes):
            for n, month in enumerate(found.marks):
                change = found.survival[a, o, :, month] - base[o, :, n]
                out.append(
                    {"agreement": agreement, "name": found.names[agreement], "outcome": outcome, "month": month}
                    | {"without": float(base[o, :, n].mean()), "with": float(found.survival[a, o, :, month].mean())}
                    | ranged("change", change)
                    | ranged("hazard_ratio", times[outcome])
                )
    return out


def terms(found: Durability) -> list[Record]:
    """One row an agreement (empty: a truce without any term), term, outcome and mark: the chance with the whole term
    and without it, all else being equal, in the same draws."""
    out = []
    alone = np.zeros((found.draws.size, found.figures.strength.shape[2]))
    bundles = [("", "no other term", alone)]
    bundles += [(one, found.names[one], found.figures.strength[:, a]) for a, one in enumerate(found.agreements)]
    for agreement, name, strength in bundles:
        for place, term in enumerate(found.figures.terms):
            without, whole = strength.copy(), strength.copy()
            without[:, place], whole[:, place] = 0.0, 1.0
            low, high = (found.with_terms(one, _at(found)) for one in (without, whole))
            for o, outcome in enumerate(found.outcomes):
                for n, month in enumerate(found.marks):
                    change = high[o, :, n] - low[o, :, n]
                    out.append(
                        {"agreement": agreement, "name": name, "term": term.term_id, "term_name": term.name}
                        | {"outcome": outcome, "month": month}
                        | {"without": float(low[o, :, n].mean()), "with": float(high[o, :, n].mean())}
                        | ranged("change", change)
                        | {"share_better": float((change > 0).mean())}
                    )
    return out


def effects(found: Durability) -> list[Record]:
    """One row a term and outcome: by what it multiplies the hazard, as drawn; and on what that rests."""
    out = []
    known = found.case.quantities("term_effects")
    for o in found.outcomes:
        for place, term in enumerate(found.figures.terms):
            figure = known[term.term_id, o]
            drawn = found.figures.ratios[o][:, place]
            low, middle, high = (float(value) for value in np.quantile(drawn, (LOW, 0.5, HIGH)))
            out.append(
                {"term": term.term_id, "name": term.name, "outcome": o, "ratio_low": low, "ratio": middle}
                | {"ratio_high": high, "share_above_one": float((drawn > 1).mean())}
                | {"basis": figure.best.basis, "source_id": figure.best.source_id, "note": figure.best.note}
                | {"direction_source_id": term.source_id}
            )
    return sorted(out, key=lambda row: (row["term"], row["outcome"]))


def analogues(found: Durability) -> list[Record]:
    """One row an analogue, outcome and mark: how many of its truces last so long, and its weight before and after this
    war's own truces are looked at."""
    none = np.ones(found.draws.size)
    out = []
    for place, one in enumerate(found.figures.analogues):
        for outcome in found.outcomes:
            hazard = found.hazards.at(one.analogue_id, outcome, _at(found))
            precision = found.hazards.precision[:, None]
            lasts = (precision / (precision + none[:, None] * hazard)) ** precision
            for n, month in enumerate(found.marks):
                out.append(
                    {"analogue": one.analogue_id, "name": one.name, "spells": one.spells, "outcome": outcome}
                    | {"counted": (one.analogue_id, outcome) in found.figures.baseline, "month": month}
                    | ranged("survival", lasts[:, n])
                    | ranged("weight_before", found.hazards.prior[:, place])
                    | ranged("weight", found.hazards.weights[:, place])
                )
    return out


def own(found: Durability) -> list[Record]:
    """One row a spell of this war's own truces: how long it lasted, and whether the war was resumed at its end."""
    spells = found.figures.own
    return [
        {"name": name, "months": float(months), "failed": bool(failed)}
        for name, months, failed in zip(spells.names, spells.months, spells.failed, strict=True)
    ]


def truces(found: Durability) -> list[Record]:
    """One row an earlier truce of this war: how long it lasted and how it ended. What was counted in it is told by the
    watch."""
    known = found.case.settings.known_on
    out = []
    for row in sorted(found.case.rows(Truce), key=lambda one: (one.starts, one.truce_id)):
        if row.starts >= known:
            continue
        over = row.ends is not None and row.ends <= known
        days = ((row.ends if row.ends and over else known) - row.starts).days
        out.append(
            {"truce": row.truce_id, "name": row.name, "starts": row.starts.isoformat()}
            | {"ends": row.ends.isoformat() if row.ends and over else None, "months": days / DAYS_PER_MONTH}
            | {"ended_by": row.ended_by if over else "holds", "source_id": row.source_id, "note": row.note}
        )
    return out


def drivers(found: Durability) -> list[Record]:
    """One row an agreement and figure: rank correlation of its draws with the chance that the war has not been resumed
    at the end of the horizon; only those above what chance gives, the strongest first."""
    from dayafter.case.labels import label_of
    from dayafter.uncertainty.ranks import drivers as strong

    outcomes = found.survival[:, 1, :, found.marks[-1]]
    known = {q.ref: q for table in (*READ, "assumptions") for q in found.case.quantities(table).values()}
    names = found.labels
    read = set(found.figures.refs)
    out = []
    for agreement, rows in zip(found.agreements, strong(outcomes, found.draws, (*READ, "assumptions")), strict=True):
        for one in rows:
            if one.ref in read:
                out.append(
                    {"agreement": agreement, "name": found.names[agreement], "ref": one.ref}
                    | {"label": label_of(known[one.ref], names), "correlation": one.correlation}
                )
    return out
