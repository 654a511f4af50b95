"""Who takes part in an option: what each nation last said, and what it hangs on."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from dayafter.case import Case
from dayafter.case.columns import ANY
from dayafter.case.tables.reassurance import Enabler, Mandate


@dataclass(frozen=True)
class Stand:
    """Where a nation stands on an option.

    stands: yes, no, only-with, undecided, or nothing where it has not spoken; holds: whether it takes part; why: the
    reason in a few words.
    """

    party: str
    stands: str
    with_party: str = ""
    source_id: str = ""
    note: str = ""
    holds: bool = False
    why: str = ""


def last_word(case: Case, party: str, option: str) -> Mandate | None:
    """What the party said last of this option, as known on the date; else of any option; else nothing.

    A judgement of the case's authors counts only where nobody else reports a position: a word on the option before one
    on any option, then the latest.
    """
    rows = [row for row in case.rows(Mandate) if row.party_id == party and row.option_id in (option, ANY)]
    return max(rows, key=lambda row: _weight(case, row), default=None)


def _weight(case: Case, row: Mandate) -> tuple[object, ...]:
    source = case.sources[row.source_id]
    return (source.kind != "own", row.option_id != ANY, source.published, row.source_id)


def stands_of(
    case: Case, parties: Sequence[str], option: str, without: Collection[str] = (), *, undecided: bool = True
) -> tuple[Stand, ...]:
    """Where each party stands, in the order given.

    undecided: whether those who have not made up their minds, or said nothing, are counted as taking part. Two who wait
    for each other both take part: nobody else can stop them.
    """
    stands = {party: _stand(case, party, option) for party in parties}
    open_ = {"yes", "only-with"} | ({"undecided", ""} if undecided else set())
    taking = {party for party, stand in stands.items() if stand.stands in open_ and party not in without}
    helping = enabling(case) & set(parties) - set(without)
    while True:
        left = {party for party in taking if not _alone(stands[party], taking | helping)}
        if left == taking:
            break
        taking = left
    return tuple(_told(stands[party], taking, helping, set(without), undecided=undecided) for party in parties)


def enabling(case: Case) -> set[str]:
    """Parties that could give the force some enabler."""
    return {key[0] for key, quantity in case.quantities(Enabler.table).items() if quantity.central > 0}


def _stand(case: Case, party: str, option: str) -> Stand:
    row = last_word(case, party, option)
    if row is None:
        return Stand(party, "")
    return Stand(party, row.stands, row.with_party, row.source_id, row.note)


def _alone(stand: Stand, there: Collection[str]) -> bool:
    """Whether the party waits for another that is not there."""
    return stand.stands == "only-with" and stand.with_party not in there


def _told(
    stand: Stand, taking: Collection[str], helping: Collection[str], without: Collection[str], *, undecided: bool
) -> Stand:
    holds = stand.party in taking
    counted = "counted in" if undecided else "not counted"
    said: Mapping[str, str] = {
        "yes": "has said yes",
        "no": "has said no to troops",
        "undecided": f"undecided, {counted}",
        "": f"has said nothing, {counted}",
        "only-with": f"only with {stand.with_party}"
        + ("" if holds else ", who is not there")
        + (", who gives enablers" if holds and stand.with_party in helping and stand.with_party not in taking else ""),
    }
    why = "left out" if stand.party in without else said[stand.stands]
    return replace(stand, holds=holds, why=why)
