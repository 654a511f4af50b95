"""The tables of the talks as plain rows. Ranges are the 10th to the 90th percentile of the draws."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dayafter.talks import agenda as trees
from dayafter.talks import bargaining, condorcet
from dayafter.talks.inputs import SPREAD, TABLES
from dayafter.talks.packages import EFFICIENT, Offers, efficient

if TYPE_CHECKING:
    from dayafter.talks.relax import Relaxation
    from dayafter.talks.result import Talks

Record = dict[str, Any]
Floats = NDArray[np.float64]

LOW, MIDDLE, HIGH = 0.1, 0.5, 0.9
GROUPS = 8
"""Groups that might leave, listed for each package."""


def ranged(name: str, values: ArrayLike) -> Record:
    """`name`, `name_low` and `name_high`: middle and range of the draws."""
    low, middle, high = np.quantile(np.asarray(values, dtype=float), (LOW, MIDDLE, HIGH))
    return {name: float(middle), f"{name}_low": float(low), f"{name}_high": float(high)}


def meant(name: str, values: ArrayLike) -> Record:
    """The same with the mean of the draws, for chances that must add up."""
    return ranged(name, values) | {name: float(np.asarray(values, dtype=float).mean())}


def _issue(talks: Talks, issue: int) -> Record:
    row = talks.figures.issues[issue]
    return {"issue": row.issue_id, "issue_name": row.name}


def _actor(talks: Talks, actor: int) -> Record:
    party = talks.figures.actors[actor]
    return {"actor": party, "name": talks.names.get(party, party), "side": talks.figures.sides[actor]}


def positions(talks: Talks) -> list[Record]:
    """One row an issue and actor that has a position on it."""
    known = talks.figures
    return [
        _issue(talks, issue)
        | _actor(talks, actor)
        | ranged("position", known.position[:, actor, issue])
        | ranged("salience", known.salience[:, actor, issue])
        for issue in range(len(known.issues))
        for actor in range(len(known.actors))
        if known.salience[:, actor, issue].any()
    ]


def issues(talks: Talks) -> list[Record]:
    """One row an issue: weighted middle and mean of the positions, and the option that is likeliest to win."""
    rows = outcomes(talks)
    out = []
    for n, issue in enumerate(talks.figures.issues):
        own = [row for row in rows if row["issue"] == issue.issue_id]
        first = max(own, key=lambda row: row["incentive"])
        out.append(
            _issue(talks, n)
            | {"low_end": issue.low_end, "high_end": issue.high_end, "between": issue.between}
            | ranged("median", talks.median[:, n])
            | ranged("mean", talks.mean[:, n])
            | {"option": first["option"], "option_name": first["option_name"], "chance": first["incentive"]}
            | {"same": first["likeliest"]}
        )
    return out


def outcomes(talks: Talks) -> list[Record]:
    """One row an issue and option: its chance in the probabilistic Condorcet election, all actors voting by influence
    and salience, in three variants; in which share of draws it is the likeliest; what the order of voting can do."""
    known = talks.figures
    out: list[Record] = []
    for issue in range(len(known.issues)):
        part = slice(int(known.starts[issue]), int(known.starts[issue + 1]))
        worth = 1 - np.abs(known.position[:, :, issue, None] - known.place[:, None, part]) / 100
        weight = talks.weights[:, issue]
        strength = condorcet.support(worth, weight)
        chances = {variant: condorcet.election(strength, variant=variant) for variant in condorcet.VARIANTS}
        first = chances["incentive"].argmax(axis=1)
        able = worth.shape[2] <= trees.MOST_OPTIONS
        low, high = trees.spread(worth.mean(axis=0), weight.mean(axis=0)) if able else (None, None)
        for n, option in enumerate(known.options[issue]):
            row = _issue(talks, issue) | {
                "option": option,
                "option_name": known.names[known.issues[issue].issue_id, option],
            }
            row |= ranged("place", known.place[:, part.start + n])
            for variant, chance in chances.items():
                row |= meant(variant, chance[:, n])
            row["likeliest"] = float((first == n).mean())
            row |= {"by_order_low": float(low[n]) if low is not None else None}
            row |= {"by_order_high": float(high[n]) if high is not None else None}
            out.append(row)
    return out


def agenda(talks: Talks) -> list[Record]:
    """The packages of the common agenda that all allies take most often; where there is none, those nearest to one."""
    from dayafter.talks.result import SHOWN

    if not len(talks.field):
        return []
    found = talks.packages
    numbers = talks.field[:SHOWN]
    chosen = {rule: talks.solution(rule)[0] for rule in bargaining.RULES}
    worth = found.offers.middle(found.rows[_pool(talks)])[:, list(talks.figures.allies)]
    good = dict(zip(_pool(talks).tolist(), efficient(worth).tolist(), strict=True))
    foe = talks.figures.adversary
    out = []
    for rank, number in enumerate(numbers.tolist(), 1):
        allies = found.shares[number, list(talks.figures.allies)]
        weakest = int(allies.argmin())
        out.append(
            {"rank": rank, "package": found.name(number), "words": talks.words(found.name(number))}
            | {"common": bool(found.chance[number] >= talks.confidence - 1e-12)}
            | {"chance": float(found.chance[number])}
            | {"weakest": talks.figures.actors[talks.figures.allies[weakest]], "weakest_share": float(allies[weakest])}
            | {"adversary": None if foe is None else float(found.shares[number, foe])}
            | {"adversary_refuses": talks.refuses(number)}
            | {"both": None if foe is None else float(found.whole[number])}
            | {"efficient": good.get(number)}
            | {"chosen_by": [rule for rule, one in chosen.items() if one == number]}
        )
    return out


def _pool(talks: Talks) -> NDArray[np.int64]:
    """Packages among which efficiency is judged: all that break no ally's line, as far as they can be compared."""
    if len(talks.packages.rows) <= EFFICIENT:
        return np.arange(len(talks.packages.rows))
    return talks.field


def efficient_count(talks: Talks) -> int:
    """How many packages of the field no other one betters for one ally without harming another, at the means."""
    if not len(talks.field):
        return 0
    worth = talks.offers.middle(talks.packages.rows[_pool(talks)])[:, list(talks.figures.allies)]
    good = _pool(talks)[efficient(worth)]
    return int(np.isin(talks.field, good).sum())


def options(talks: Talks) -> list[Record]:
    """One row an option: how often all allies take the best package with it, how often the adversary with them, its
    share of the common agenda, and the allies whose lines rule it out."""
    known, found = talks.figures, talks.packages
    barred = _barred(talks)
    out = []
    for number in range(len(known.needs)):
        issue, option = known.option(number)
        place = int(known.issue_of[number])
        holds = found.rows[:, place] == number
        common = found.rows[talks.common, place] == number
        out.append(
            _issue(talks, place)
            | {"option": option, "option_name": known.names[issue, option]}
            | {"best": float(found.chance[holds].max()) if holds.any() else 0.0}
            | {"best_both": float(found.whole[holds].max()) if holds.any() else 0.0}
            | {"share_of_agenda": float(common.mean()) if len(common) else None}
            | {"refused_by": barred[number]}
        )
    return out


def _barred(talks: Talks) -> list[list[str]]:
    """Allies whose lines leave no package with an option, by option."""
    out: list[list[str]] = [[] for _ in talks.figures.needs]
    if not len(talks.packages.rows) or len(np.unique(talks.packages.rows)) < len(out):
        for actor in talks.figures.allies:
            left = set(np.unique(talks.offers.listed([actor])[0]).tolist())
            for number in range(len(out)):
                if number not in left:
                    out[number].append(talks.figures.actors[actor])
    return out


def acceptance(talks: Talks) -> list[Record]:
    """One row an actor for the allies' proposal: in which share of draws it takes it, and what it gains."""
    number = talks.proposal
    if number is None:
        return []
    worth = talks.offers.utilities(talks.packages.rows[number])[0]
    least = talks.offers.reservation
    return [
        {"package": talks.packages.name(number)}
        | _actor(talks, actor)
        | {
            "share": float(talks.packages.shares[number, actor]),
            "refuses": bool(talks.packages.lines[number] >> actor & 1),
        }
        | ranged("worth", worth[actor])
        | ranged("no_deal", least[actor])
        | ranged("margin", worth[actor] - least[actor])
        for actor in range(len(worth))
        if talks.figures.sides[actor] != "between"
    ]


def relaxations(talks: Talks) -> list[Record]:
    """The least that has to give where the common agenda is empty; within a kind the smallest amount first."""
    rows = [_relaxation(talks, one) for one in talks.relaxations]
    kinds = ("line", "lines", "reservation", "position", "actors")
    return sorted(rows, key=lambda row: (kinds.index(row["kind"]), row["amount"] or -row["chance"], row["actors"]))


def _relaxation(talks: Talks, one: Relaxation) -> Record:
    actors = [talks.figures.actors[actor] for actor in one.actors]
    issue = _issue(talks, one.issue) if one.issue is not None else {"issue": None, "issue_name": None}
    return (
        {"kind": one.kind, "actors": actors, "names": [talks.names.get(actor, actor) for actor in actors]}
        | issue
        | {"line": one.line.line if one.line else None, "amount": one.amount}
        | {"package": one.package, "chance": one.chance, "packages": one.packages}
    )


def bargains(talks: Talks) -> list[Record]:
    """One row a rule of bargaining, among the allies and with the adversary: what it chooses, and how steadily."""
    out: list[Record] = []
    if not len(talks.field):
        return out
    found, foe = talks.packages, talks.figures.adversary
    for among in ("allies", "all") if foe is not None else ("allies",):
        chosen = {rule: talks.solution(rule, among) for rule in bargaining.RULES}
        for rule, (number, same) in chosen.items():
            agree = [other for other, (one, _) in chosen.items() if other != rule and one == number is not None]
            out.append(
                {"among": among, "rule": rule, "package": None if number is None else found.name(number)}
                | {"chance": None if number is None else float(found.chance[number])}
                | {"both": None if number is None or foe is None else float(found.whole[number])}
                | {"same": same, "agrees_with": agree}
            )
    return out


def stabilities(talks: Talks) -> list[Record]:
    """One row a package and group of allies that would leave it for another package with the adversary."""
    out: list[Record] = []
    for number, found in talks.holding.items():
        head = {"package": talks.packages.name(number), "stable": found.share}
        for group in found.groups[:GROUPS]:
            actors = [talks.figures.actors[one] for one in group.allies]
            out.append(head | {"actors": actors, "share": group.share, "for": group.package, "for_share": group.for_it})
        if not found.groups:
            out.append(head | {"actors": [], "share": 0.0, "for": None, "for_share": 0.0})
    return out


def steps(talks: Talks) -> list[Record]:
    """One row a step of the best order: the issue to settle, and the chance that nobody has left by then."""
    out = []
    for phase, (number, path, found) in talks.ordering.items():
        option = {
            talks.figures.option(int(one))[0]: talks.figures.option(int(one))[1] for one in talks.packages.rows[number]
        }
        tabled = sorted(path)
        for step, issue in enumerate(path):
            row = {"phase": phase, "step": step + 1} | _issue(talks, issue)
            name = talks.figures.issues[issue].issue_id
            row |= {"option": option[name], "option_name": talks.figures.names[name, option[name]]}
            row |= meant("chance", found.chance[:, step])
            out.append(row | {"first_in": float((np.array(tabled)[found.firsts] == issue).mean())})
    return out


def orders(talks: Talks) -> list[Record]:
    """One row a phase: the package, the chance that all accept in the best and worst order and all at once, and in
    which share of draws this order is as good as the best of that draw."""
    return [
        {
            "phase": phase,
            "package": talks.packages.name(number),
            "adversary_refuses": talks.refuses(number),
            "order": [talks.figures.issues[n].issue_id for n in path],
        }
        | meant("chance", found.chance[:, -1])
        | meant("at_once", found.single)
        | meant("worst", found.worst)
        | {"same": float(found.same.mean())}
        for phase, (number, path, found) in talks.ordering.items()
    ]


def adversary(talks: Talks) -> list[Record]:
    """What the adversary makes of the field: as it stands, and with each of its red lines given up."""
    foe = talks.figures.adversary
    if foe is None or not len(talks.field):
        return []
    found = talks.packages
    numbers = talks.common if len(talks.common) else talks.field
    taken = np.minimum(found.shares[numbers, foe], 1.0)
    refused = float((found.lines[numbers] >> foe & 1).mean())
    rows = [_answer(talks, "as it stands", None, numbers, refused, taken, found.whole[numbers])]
    worth = talks.margins[:, foe] >= -1e-6
    together = (talks.margins[:, list(talks.figures.allies)] >= -1e-6).all(axis=1)
    for line in (line for line in talks.figures.lines if line.actor == foe):
        freed = Offers.of(talks.figures, [line]).broken
        able = ~np.array([_breaks(freed, row, foe) for row in found.rows[talks.field]])
        own = (worth & able[:, None]).mean(axis=1)
        both = (worth & together & able[:, None]).mean(axis=1)
        rows.append(_answer(talks, "line", line.line, talks.field, float(1 - able.mean()), own, both))
    return rows


def _breaks(broken: NDArray[np.int64], package: NDArray[np.int16], actor: int) -> bool:
    return bool((broken[np.ix_(package, package)] >> actor & 1).any())


def _answer(
    talks: Talks, case: str, line: int | None, numbers: NDArray[np.int64], refused: float, share: Floats, both: Floats
) -> Record:
    best = int(both.argmax())
    return {
        "when": case,
        "line": line,
        "packages": len(numbers),
        "refused": refused,
        "mean_share": float(share.mean()),
        "best_share": float(share.max()),
        "best_both": float(both[best]),
        "package": talks.packages.name(int(numbers[best])),
    }


def drivers(talks: Talks) -> list[Record]:
    """Figures with which the margin of the least content ally in the proposal moves, and that of the adversary in the
    package nearest to it, by more than chance; rank correlations over the draws, the strongest first."""
    from dayafter.case.labels import label_of, names_of
    from dayafter.uncertainty.ranks import drivers as found

    margins: dict[str, Floats] = {}
    if talks.proposal is not None:
        own = talks.offers.margins(talks.packages.rows[talks.proposal])[0].astype(float)
        margins["allies"] = own[list(talks.figures.allies)].min(axis=0)
    if talks.nearest is not None and talks.figures.adversary is not None:
        margins["adversary"] = talks.offers.margins(talks.packages.rows[talks.nearest])[
            0, talks.figures.adversary
        ].astype(float)
    if not margins:
        return []
    known = {q.ref: q for table in (*TABLES, "assumptions") for q in talks.case.quantities(table).values()}
    names = names_of(talks.case)
    moved = found(np.array(list(margins.values())), talks.draws, TABLES)
    return [
        {"of": of, "ref": one.ref, "label": label_of(known[one.ref], names), "correlation": one.correlation}
        for of, strong in zip(margins, moved, strict=True)
        for one in strong
        if one.ref in talks.figures.refs and one.ref != f"assumptions:{SPREAD[0]}"
    ]
