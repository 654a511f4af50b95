"""What could be sent to an option's force, and what it takes. Whatever is missing is told at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from dayafter.case import Case
from dayafter.case.tables.reassurance import Capability, Caveat, ForceElement, ForceOption
from dayafter.errors import Finding, UsageError, did_you_mean
from dayafter.reassurance.mandates import Stand, stands_of
from dayafter.reassurance.reading import Reader
from dayafter.uncertainty import Draws

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

HINTS = {
    "rotation_ratios": "how many does it take to keep one on station? `any` serves all",
    "start_lags": "after how many months can the first be there? `any` serves all",
    "element_costs": "what does one on station cost a year? `any` serves all",
    "element_people": "how many people go with one?",
    "option_demands": "what does the option want on station?",
    "contributions": "who could send any element that the option wants?",
}
TERM_HINTS = {
    "starts": "when is it wanted?",
    "ramp": "how long does it take to build up?",
    "surge": "for how long may more be there than can be kept up?",
    "strength": "what do a thousand people of its land elements add to the defender?",
    "trained": "how many people a month does it train?",
}
TERMS = {
    "land": ("starts", "ramp", "surge", "strength"),
    "tripwire": ("starts", "ramp", "surge", "strength"),
    "sea-air": ("starts", "ramp", "surge"),
    "training": ("starts", "ramp", "surge", "trained"),
}
"""Terms that an option of each kind must state; the others are 0 where the case has none."""


@dataclass(frozen=True, eq=False)
class Amounts:
    """The numbers of a pool; '...' is nothing (central values) or [draw].

    Of party and element [..., party, element]: pieces set aside, from which turns are drawn; usable: those not
    promised elsewhere as well; ratio of rotation; lag: months after the ceasefire until the first can be there; cost:
    millions of the case's currency a year for one on station. Of elements [..., element]: own people of one, support
    behind it in theatre; capability: what one on station gives [..., element, task]; needs: what it takes
    [..., element, enabler]. supply: what a party could give at any time [..., party, enabler]. full: the whole demand
    [..., task]; demand: that wanted by month [..., task, month]. Of the option [...]: starts, ramp, surge in months;
    strength: brigade-equivalents that a thousand people of land elements add; trained: people a month. Of parties
    [..., party]: economy: yearly product in billions of the case's currency, nan where none is known; withdraws: chance
    of leaving before the horizon. Of enablers [..., enabler], to buy or build one unit: remedy_months, remedy_price in
    millions, remedy_upkeep in millions a year; nan where the case has none.
    """

    pieces: Floats
    usable: Floats
    ratio: Floats
    lag: Floats
    cost: Floats
    own: Floats
    support: Floats
    capability: Floats
    needs: Floats
    supply: Floats
    full: Floats
    demand: Floats
    starts: Floats
    ramp: Floats
    surge: Floats
    strength: Floats
    trained: Floats
    economy: Floats
    withdraws: Floats
    remedy_months: Floats
    remedy_price: Floats
    remedy_upkeep: Floats

    def at(self, draw: int) -> Amounts:
        """One draw of amounts that have a draw axis."""
        return Amounts(**{field.name: np.asarray(getattr(self, field.name)[draw]) for field in fields(self)})


@dataclass(frozen=True, eq=False)
class Pool:
    """Who could send what to one option. The axes party, element and enabler are those of the case, the same for every
    option; tasks are those that this option wants.

    takes_part: sends elements [party]; gives: gives enablers, which a nation may do that sends no troops [party];
    caveated: its elements may not be used for it [party, task].
    """

    option: ForceOption
    parties: tuple[str, ...]
    elements: tuple[str, ...]
    services: tuple[str, ...]
    tasks: tuple[str, ...]
    enablers: tuple[str, ...]
    months: Ints
    takes_part: Bools
    gives: Bools
    stands: tuple[Stand, ...]
    caveated: Bools
    central: Amounts
    drawn: Amounts | None
    refs: tuple[str, ...]
    without: tuple[str, ...]


def option_of(case: Case, option: str) -> ForceOption:
    """The option of this name. Raises UsageError where there is none."""
    rows = {row.option_id: row for row in case.rows(ForceOption)}
    if option not in rows:
        details = {"option": option, "suggestion": did_you_mean(option, sorted(rows))}
        raise UsageError(Finding("force-option-unknown", details=details))
    return rows[option]


def contributors(case: Case) -> tuple[str, ...]:
    """Parties that could send people, sorted."""
    return tuple(party.party_id for party in case.parties("contributor"))


def pools(case: Case, draws: Draws | None, option: str, without: Sequence[str] = (), *, undecided: bool = True) -> Pool:
    """The pool of one option, at central values and, where draws are given, in each of them.

    without: parties that neither send nor give anything; undecided: whether nations that have not made up their minds
    count as taking part. Raises CaseError with every figure that is missing, UsageError for an option or a party that
    the case does not have.
    """
    row = option_of(case, option)
    parties = contributors(case)
    for party in without:
        if party not in parties:
            details = {"party": party, "suggestion": did_you_mean(party, parties)}
            raise UsageError(Finding("party-unknown", details=details))
    elements = case.rows(ForceElement)
    kinds = {capability.capability_id: capability.kind for capability in case.rows(Capability)}
    wanted = {key[1] for key in case.quantities("option_demands") if key[0] == option}
    tasks = tuple(sorted(name for name in wanted if kinds.get(name) == "task"))
    stands = stands_of(case, parties, option, without, undecided=undecided)
    axes = _Axes(row, parties, tuple(e.element_id for e in elements), tasks, _of_kind(kinds, "enabler"))
    months = np.arange(case.settings.horizon_months + 1)
    reader = Reader(Draws.central(case))
    central = _amounts(reader, axes, months)
    reader.raise_for_missing()
    return Pool(
        option=row,
        parties=parties,
        elements=axes.elements,
        services=tuple(e.service for e in elements),
        tasks=tasks,
        enablers=axes.enablers,
        months=months,
        takes_part=np.array([stand.holds for stand in stands], dtype=bool),
        gives=np.array([party not in without for party in parties], dtype=bool),
        stands=stands,
        caveated=_caveats(case, parties, tasks),
        central=central.at(0),
        drawn=None if draws is None else _amounts(Reader(draws), axes, months),
        refs=tuple(sorted(reader.refs)),
        without=tuple(without),
    )


@dataclass(frozen=True)
class _Axes:
    option: ForceOption
    parties: tuple[str, ...]
    elements: tuple[str, ...]
    tasks: tuple[str, ...]
    enablers: tuple[str, ...]


def _of_kind(kinds: Mapping[str, str], kind: str) -> tuple[str, ...]:
    return tuple(sorted(name for name, its in kinds.items() if its == kind))


def _caveats(case: Case, parties: Sequence[str], tasks: Sequence[str]) -> Bools:
    barred = {(row.party_id, row.capability_id) for row in case.rows(Caveat)}
    return np.array([[(party, task) in barred for task in tasks] for party in parties], dtype=bool).reshape(
        len(parties), len(tasks)
    )


def _amounts(reader: Reader, axes: _Axes, months: Ints) -> Amounts:
    """Everything in the draws of the reader, with a draw axis; what is missing stays with the reader."""
    sent = set(reader.draws.case.quantities("contributions"))
    if not axes.tasks:
        reader.miss("option_demands", (axes.option.option_id, "any"), HINTS["option_demands"])
    if not sent:
        reader.miss("contributions", ("any", "any"), HINTS["contributions"])

    def over(table: str, default: float, *, money: bool = False) -> Floats:
        """A figure of party and element: needed where the party sends the element, `default` elsewhere."""

        def cell(party: str, element: str) -> Floats:
            if (party, element) not in sent:
                return np.full(reader.draws.size, default)
            read = reader.money if money else reader.take
            return read(table, (party, element), HINTS[table], 2)

        return reader.grid(axes.parties, axes.elements, cell)

    pieces = reader.grid(axes.parties, axes.elements, lambda p, e: reader.get("contributions", (p, e), 0.0))
    bound = reader.grid(axes.parties, axes.elements, lambda p, e: reader.get("double_hatted", (p, e), 0.0, 2))
    terms = _terms(reader, axes.option)
    full = reader.line(axes.tasks, lambda task: reader.get("option_demands", (axes.option.option_id, task), 0.0))
    return Amounts(
        pieces=pieces,
        usable=pieces * (1.0 - np.minimum(1.0, bound)),
        ratio=over("rotation_ratios", 1.0),
        lag=over("start_lags", 0.0),
        cost=over("element_costs", 0.0, money=True),
        own=_people(reader, axes.elements, "own"),
        support=_people(reader, axes.elements, "support"),
        capability=reader.grid(axes.elements, axes.tasks, lambda e, c: reader.get("element_capabilities", (e, c), 0.0)),
        needs=reader.grid(axes.elements, axes.enablers, lambda e, c: reader.get("element_needs", (e, c), 0.0)),
        supply=reader.grid(axes.parties, axes.enablers, lambda p, c: reader.get("enablers", (p, c), 0.0)),
        full=full,
        demand=full[:, :, None] * built_up(months, terms["starts"], terms["ramp"])[:, None, :],
        **terms,
        economy=reader.line(axes.parties, lambda p: reader.money("economies", (p,)) / 1000.0),
        withdraws=reader.line(axes.parties, lambda p: reader.get("withdrawal_chances", (p,), 0.0, 1)),
        remedy_months=_remedies(reader, axes.enablers, "months"),
        remedy_price=_remedies(reader, axes.enablers, "price"),
        remedy_upkeep=_remedies(reader, axes.enablers, "upkeep"),
    )


def built_up(months: Ints, starts: Floats, ramp: Floats) -> Floats:
    """Share of the demand that is wanted at the end of each month [draw, month]: nothing before `starts`, then a
    straight line over `ramp` months, then all. With a ramp of 0 all of it is wanted from the start on."""
    since = months[None, :] - starts[:, None]
    slope = np.divide(since, ramp[:, None], out=np.ones_like(since), where=ramp[:, None] > 0)
    return np.where(since >= 0, np.clip(slope, 0.0, 1.0), 0.0)


def _terms(reader: Reader, option: ForceOption) -> dict[str, Floats]:
    out = {}
    for name, hint in TERM_HINTS.items():
        key = (option.option_id, name)
        needed = name in TERMS[option.kind]
        out[name] = reader.take("option_terms", key, hint) if needed else reader.get("option_terms", key, 0.0)
    return out


def _people(reader: Reader, elements: Sequence[str], name: str) -> Floats:
    return reader.line(elements, lambda e: reader.take("element_people", (e, name), HINTS["element_people"]))


def _remedies(reader: Reader, enablers: Sequence[str], name: str) -> Floats:
    def one(enabler: str) -> Floats:
        if name == "months":
            return reader.get("enabler_remedies", (enabler, name), np.nan)
        return reader.money("enabler_remedies", (enabler, name))

    return reader.line(enablers, one)
