"""The tables of a risk as plain rows: by month, type, guarantee, weight and belief.

Ranges of quantities are the 10th to the 90th percentile of the draws. Ranges of shares of draws (`attacked_by`,
`hazard`) are the lowest and the highest over half, once and twice the odds in which each type believes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from dayafter.deterrence.attack.inputs import NOBODY
from dayafter.deterrence.attack.model import Decision, attacked, status_quo
from dayafter.deterrence.records import quantiles, ranged

if TYPE_CHECKING:
    from dayafter.deterrence.attack.result import Risk

Record = dict[str, Any]
Floats = NDArray[np.float64]

BELIEFS = (0.5, 1.0, 2.0)
"""Times the odds of success in which each type already believes: how far a wrong belief moves the answer."""


AS_IT_IS = 1.0

MIXED, ALL = "mixed", "All types, by weight"


def _named(risk: Risk, place: int) -> Record:
    return {"type": risk.types[place], "name": risk.names[risk.types[place]]}


def spread(name: str, values: Floats, value: float) -> Record:
    """`name`, `name_low` and `name_high` of values over beliefs."""
    return {name: value, f"{name}_low": float(values.min()), f"{name}_high": float(values.max())}


def over_beliefs(risk: Risk, guarantee: str | None = None) -> Floats:
    """Share attacked by the end of each month, if the truce holds otherwise [belief, type, month]."""
    return np.stack([risk.given_truce(belief, guarantee) for belief in BELIEFS])


def months(risk: Risk) -> list[Record]:
    """One row a type and month, of the draws in which the truce still holds: chance of success of the mission that
    would pay best, share in which an attack pays, in which it pays and waiting pays more, hazard, share attacked."""
    found = over_beliefs(risk)
    hazards = [risk.hazards(belief) for belief in BELIEFS]
    out = []
    for place, one in enumerate(risk.decisions()):
        could = np.take_along_axis(risk.here.p, one.payoffs.best[:, None], axis=1)[:, 0]
        able = np.isfinite(one.payoffs.gain)
        for n, month in enumerate(risk.months.tolist()):
            held = risk.race.holds[:, n]
            row = {**_named(risk, place), "month": month}
            row |= ranged("could", could[held & able[:, n], n]) | ranged("margin", one.payoffs.gain[able[:, n], n])
            row |= {"possible": _share(able[held, n]), "pays": _share(one.pays[held, n])}
            row |= {"waits": _share(one.waits[held, n])}
            row |= spread("hazard", np.array([made[place, n] for made in hazards]), float(risk.hazard[place, n]))
            out.append(row | spread("attacked_by", found[:, place, n], float(found[BELIEFS.index(AS_IT_IS), place, n])))
    return out


def _share(values: Floats | Any) -> float:
    return float(values.mean()) if len(values) else float("nan")


def types(risk: Risk) -> list[Record]:
    """One row a type: its weight, the share attacked by the end, when and by which mission, what the truce and the
    choice to attack are worth to it, with the bracket of the stopping rule. later: it pays in the last month, and
    waiting for it paid before."""
    found = over_beliefs(risk)[:, :, -1]
    out = []
    for place, one in enumerate(risk.decisions()):
        row = {**_named(risk, place), "weight": float(risk.weight[:, place].mean())}
        row |= spread("attacked_by", found[:, place], float(found[BELIEFS.index(AS_IT_IS), place]))
        row |= {"later": float(one.later.mean()), "ever_pays": float(one.pays.any(axis=1).mean())}
        row |= {"mission": usual(risk, one)} | ranged("when", one.when[np.isfinite(one.when)])
        row |= ranged("status_quo", status_quo(risk.values(place)))
        bracket = one.bracket
        row |= {"choice_lower": bracket.lower, "choice_upper": bracket.upper, "choice_foresight": bracket.foresight}
        out.append(row | {"choice_lower_error": bracket.lower_error, "choice_upper_error": bracket.upper_error})
    return out


def usual(risk: Risk, one: Decision) -> str | None:
    """The mission by which most attacks come; None where none comes."""
    attacks = np.flatnonzero(np.isfinite(one.when))
    if not len(attacks):
        return None
    chosen = one.payoffs.best[attacks, one.when[attacks].astype(np.int64)]
    return risk.missions[int(np.bincount(chosen, minlength=len(risk.missions)).argmax())]


def mix(shares: Floats, weight: Floats) -> Floats:
    """Shares of types [type, ...] under weights [draw, type], adding up to 1 -> [draw, ...]."""
    return np.asarray(np.einsum("dt,t...->d...", weight, shares))


def mixed(risk: Risk) -> list[Record]:
    """One row a month: the types mixed by their weights; the range is that of the weights, in `lowest` and `highest`
    it is that of the types."""
    shares = risk.given_truce()
    under = mix(shares, risk.weight)
    out: list[Record] = []
    middle = under.mean(axis=0)
    for n, month in enumerate(risk.months.tolist()):
        low, _, high = quantiles(under[:, n])
        before = float(middle[n - 1]) if n else 0.0
        row: Record = {
            "month": month,
            "attacked_by": float(middle[n]),
            "attacked_by_low": low,
            "attacked_by_high": high,
        }
        row |= {"lowest": float(shares[:, n].min()), "highest": float(shares[:, n].max())}
        out.append(row | {"hazard": (float(middle[n]) - before) / (1.0 - before) if before < 1 else 0.0})
    return out


def weights(risk: Risk) -> list[Record]:
    """One row a type and mark: the mixture with this type's weight at its mean, at the low and the high end of its
    draws, and with this type alone; the other types keep their proportions."""
    shares = risk.given_truce()
    central = risk.weight.mean(axis=0)
    out = []
    for place in range(len(risk.types)):
        low, _, high = quantiles(risk.weight[:, place])
        ends = [_moved(central, place, value if value is not None else central[place]) for value in (low, high)]
        for month in risk.marks:
            at = shares[:, month]
            row = {**_named(risk, place), "month": month}
            row |= {"weight": float(central[place]), "weight_low": low, "weight_high": high}
            row |= {"attacked_by": float(central @ at), "with_low": float(ends[0] @ at)}
            out.append(row | {"with_high": float(ends[1] @ at), "alone": float(at[place])})
    return out


def _moved(central: Floats, place: int, value: float) -> Floats:
    """Weights with one of them moved to a value, the others scaled to what is left."""
    rest = 1.0 - central[place]
    out = central * ((1.0 - value) / rest) if rest > 0 else central.copy()
    out[place] = value if rest > 0 else 1.0
    return out


def guarantees(risk: Risk) -> list[Record]:
    """One row a guarantee (nobody's first), type (`mixed` last) and mark: share attacked in the same draws, the change
    against nobody's, and its standard error. falls_to: what is left if one of its backers leaves."""
    known = {row.guarantee_id: row for row in risk.figures.guarantees}
    base = risk.given_truce(guarantee=NOBODY)
    rows: list[Record] = []
    for one in (NOBODY, *known):
        head: Record = {"guarantee": one, "guarantee_name": risk.names.get(one, "No guarantee")}
        head |= {"falls_to": known[one].falls_to if one else NOBODY}
        head |= {"backers": list(known[one].backers) if one else []} | _terms(risk, one)
        found, errors = over_beliefs(risk, one), _errors(risk, one)
        shares = found[BELIEFS.index(AS_IT_IS)]
        for place, kind in enumerate((*risk.types, MIXED)):
            for month in risk.marks:
                row = {**head, "type": kind, "name": risk.names.get(kind, ALL), "month": month}
                if kind == MIXED:
                    under, was = mix(shares[:, month], risk.weight), mix(base[:, month], risk.weight).mean()
                    low, _, high = quantiles(under)
                    row |= {"attacked_by": float(under.mean()), "attacked_by_low": low, "attacked_by_high": high}
                else:
                    was = base[place, month]
                    row |= spread("attacked_by", found[:, place, month], float(shares[place, month]))
                row |= {"change": float(row["attacked_by"] - was), "change_error": float(errors[place, month])}
                rows.append(row)
    return rows


def _errors(risk: Risk, guarantee: str) -> Floats:
    """Standard errors of the changes of shares against nobody's guarantee, draw by draw [type and mixed, month]."""
    months = len(risk.months)
    sides = [risk.when(guarantee=one) for one in (guarantee, NOBODY)]
    change = np.stack(
        [attacked(one, months).astype(np.float64) - attacked(other, months) for one, other in zip(*sides, strict=True)],
        axis=1,
    )
    every = np.concatenate((change, np.einsum("dtm,dt->dm", change, risk.weight)[:, None]), axis=1)
    return np.asarray(every.std(axis=0) / np.sqrt(len(every)))


def _terms(risk: Risk, guarantee: str) -> Record:
    known = risk.figures
    if guarantee == NOBODY:
        return dict.fromkeys(("fights", "fights_low", "fights_high", "starts", "starts_low", "starts_high"), 0.0)
    place = known.place(guarantee)
    return ranged("fights", known.fights[:, place]) | ranged("starts", known.starts[:, place])


def beliefs(risk: Risk) -> list[Record]:
    """One row a type, factor on the odds of success in which it believes, and mark: share attacked."""
    out = []
    for belief in BELIEFS:
        shares = risk.given_truce(belief)
        for place in range(len(risk.types)):
            for month in risk.marks:
                row: Record = {**_named(risk, place), "belief": belief, "month": month}
                row |= ranged("odds", risk.figures.values["belief"][:, place] * belief)
                out.append(row | {"attacked_by": float(shares[place, month])})
    return out
