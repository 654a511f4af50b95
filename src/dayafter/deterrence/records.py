"""The tables of a race as plain rows. Ranges are the 10th to the 90th percentile of the draws."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from dayafter.case.tables import FIGURES

if TYPE_CHECKING:
    from dayafter.deterrence.model import Windows
    from dayafter.deterrence.result import Race
    from dayafter.uncertainty import Draws

Record = dict[str, Any]
Floats = NDArray[np.float64]

LOW, MIDDLE, HIGH = 0.1, 0.5, 0.9

READ = ("assumptions", "formation_strength", "strength_weights", "mission_scale")
"""Tables of figures that the race reads itself."""

ADVERSARY = tuple(table for table in FIGURES if table.startswith("adversary_"))
"""Tables of figures of the adversary."""


def quantiles(values: Floats) -> tuple[float | None, float | None, float | None]:
    """The range and the middle of the draws; None where a value is infinite, or where there is none.

    Values are those of draws, never a mean of two: months that never come cannot be averaged.
    """
    known = values[~np.isnan(values)]
    if not len(known):
        return None, None, None
    found = np.quantile(known, (LOW, MIDDLE, HIGH), method="inverted_cdf")
    low, middle, high = (float(value) if np.isfinite(value) else None for value in found)
    return low, middle, high


def ranged(name: str, values: Floats) -> Record:
    """`name`, `name_low` and `name_high` of the draws."""
    low, middle, high = quantiles(values)
    return {name: middle, f"{name}_low": low, f"{name}_high": high}


def months(race: Race) -> list[Record]:
    """One row a mission and month, over the draws in which the truce holds: share with the window open, the ratio, both
    sides; and in how many draws it holds."""
    share = race.share_open()
    out = []
    for place, mission in enumerate(race.missions):
        possible = race.rebuilding.ready >= race.size[:, place, None]
        for n, month in enumerate(race.months.tolist()):
            held = race.holds[:, n]
            able = float(possible[held, n].mean()) if held.any() else float("nan")
            out.append(
                {"mission": mission, "name": race.names[mission], "month": month}
                | {"share_open": float(share[place, n]), "share_possible": able, "share_held": float(held.mean())}
                | ranged("ratio", race.ratio[held, place, n])
                | ranged("attackers", race.contest.attackers[held, place, n])
                | ranged("defenders", race.contest.defenders[held, place, n])
            )
    return out


def windows(race: Race) -> list[Record]:
    """One row a mission: how often its window opens, when, for how long, when it shuts for good."""
    found = race.windows
    out = []
    for place, mission in enumerate(race.missions):
        out.append(
            {"mission": mission, "name": race.names[mission]}
            | {"share_ever": float(np.isfinite(found.first[:, place]).mean())}
            | {"share_at_end": float(found.at_end[:, place].mean())}
            | {"mean_months": float(found.months[:, place].mean())}
            | ranged("first_month", found.first[:, place])
            | ranged("months", found.months[:, place])
            | ranged("longest", found.longest[:, place])
            | ranged("closes", found.closes[:, place])
        )
    return out


def closing(race: Race) -> list[Record]:
    """One row a mission: the month after which the share of draws with an open window falls most in one month."""
    share = np.nan_to_num(race.share_open())
    out = []
    for place, mission in enumerate(race.missions):
        fall = share[place, :-1] - share[place, 1:]
        n = int(fall.argmax())
        falls = bool(fall[n] > 0)
        peak = int(share[place].argmax())
        out.append(
            {
                "mission": mission,
                "name": race.names[mission],
                "peak_month": int(race.months[peak]),
                "share_peak": float(share[place, peak]),
                "share_end": float(share[place, -1]),
                "month": int(race.months[n + 1]) if falls else None,
                "fall": float(fall[n]) if falls else 0.0,
            }
        )
    return out


def without(race: Race) -> list[Record]:
    """One row a mission and group of deliveries: by how much longer the window is open without them, in common draws.

    Groups of a kind with the largest effect on any mission first.
    """
    from dayafter.case.labels import names_of

    names = names_of(race.case)
    rows: list[Record] = []
    for one, found in race.withouts:
        name = names.get(one.group, one.group) if one.kind == "donor" else one.group
        for place, mission in enumerate(race.missions):
            rows.append(
                {"kind": one.kind, "group": one.group, "group_name": name}
                | {"mission": mission, "name": race.names[mission]}
                | difference(race.windows, found, place)
            )
    largest: dict[tuple[str, str], float] = {}
    for row in rows:
        key = row["kind"], row["group"]
        largest[key] = max(largest.get(key, 0.0), abs(row["mean_change"]))
    rows.sort(key=lambda row: (row["kind"] != "donor", -largest[row["kind"], row["group"]], row["group"]))
    return rows


def difference(base: Windows, other: Windows, place: int) -> Record:
    """What changes for one mission, draw by draw: months open, and the share of draws open at the end."""
    change = other.months[:, place] - base.months[:, place]
    low, _, high = quantiles(change)
    return {
        "mean_months": float(other.months[:, place].mean()),
        "mean_change": float(change.mean()),
        "low": low,
        "high": high,
        "share_longer": float((change > 0).mean()),
        "share_shorter": float((change < 0).mean()),
        "share_at_end": float(other.at_end[:, place].mean()),
        "change_at_end": float(other.at_end[:, place].mean() - base.at_end[:, place].mean()),
    }


def drivers(race: Race) -> list[Record]:
    """One row a mission and figure, or future: rank correlation of its draws with the months that the window is open.

    Only those above what chance gives, the strongest first; of figures that move together the strongest stands for
    all, and `others` counts the rest.
    """
    heads = [{"mission": mission, "name": race.names[mission]} for mission in race.missions]
    return moved_with(race.windows.months.T, race.draws, (*READ, *ADVERSARY), heads)


def moved_with(outcomes: Floats, draws: Draws, tables: Sequence[str], heads: Sequence[Record]) -> list[Record]:
    """Under the head of each outcome [outcome, draw] one row a figure, of these tables or of the plan, or future that
    moves with it; of figures that move together the strongest stands for all, and `others` counts the rest."""
    from dayafter.case.labels import label_of, names_of
    from dayafter.delivery.explain import TABLES_READ
    from dayafter.uncertainty.ranks import drivers as found

    read = tuple(dict.fromkeys((*tables, *TABLES_READ)))
    known = {q.ref: q for table in read for q in draws.case.quantities(table).values()}
    names, futures = names_of(draws.case), {f"future:{name}": title for name, title in named_futures(draws)}
    out: list[Record] = []
    for head, strong in zip(heads, found(outcomes, draws, read), strict=True):
        groups: dict[str, Record] = {}
        for one in strong:
            group = known[one.ref].moves_with if one.ref in known else ""
            if group in groups:
                groups[group]["others"] += 1
                continue
            label = futures.get(one.ref) or label_of(known[one.ref], names)
            row = head | {"ref": one.ref, "label": label, "correlation": one.correlation, "others": 0}
            out.append(row)
            if group:
                groups[group] = row
    return out


def named_futures(draws: Draws) -> list[tuple[str, str]]:
    """Short name and name of every future that the draws know."""
    futures = draws.futures
    return [] if futures is None else list(zip(futures.ids, futures.names, strict=True))


def futures(race: Race) -> list[Record]:
    """One row a future: the range of its chance, in how many of these draws it happens, and when."""
    known = race.draws.futures
    if known is None:
        return []
    chances = race.case.quantities("future_chances")
    out = []
    for place, (future, name) in enumerate(named_futures(race.draws)):
        chance = chances[(future,)]
        when = known.month[:, place][known.happens[:, place]]
        low, middle, high = quantiles(when)
        row: Record = {"future": future, "name": name}
        row |= {"chance_low": chance.low, "chance": chance.central, "chance_high": chance.high}
        row |= {"share_of_draws": float(known.happens[:, place].mean())}
        out.append(row | {"month_low": low, "month": middle, "month_high": high})
    return out


def by_future(race: Race) -> list[Record]:
    """One row a future and mission: the window where the future happens, beside where it does not."""
    known = race.draws.futures
    out: list[Record] = []
    for place, (future, name) in enumerate(named_futures(race.draws)):
        happens = known.happens[:, place] if known is not None else np.zeros(race.draws.size, dtype=bool)
        if not happens.any() or happens.all():
            continue
        for n, mission in enumerate(race.missions):
            months, at_end = race.windows.months[:, n], race.windows.at_end[:, n]
            row: Record = {"future": future, "name": name, "mission": mission, "mission_name": race.names[mission]}
            row |= {"months_with": float(months[happens].mean()), "months_without": float(months[~happens].mean())}
            out.append(row | {"end_with": float(at_end[happens].mean()), "end_without": float(at_end[~happens].mean())})
    return out


def strength(race: Race) -> list[Record]:
    """One row a month: the defender in brigade-equivalents, and the attacker's ready formations."""
    return [
        {"month": month}
        | ranged("defender", race.strong[race.holds[:, n], n])
        | ranged("ready", np.asarray(race.rebuilding.ready[race.holds[:, n], n], dtype=np.float64))
        for n, month in enumerate(race.months.tolist())
    ]
