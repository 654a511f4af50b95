"""Packages against their definition, one by one; lines, linkages and the limit."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dayafter.case import read_case
from dayafter.errors import UsageError
from dayafter.talks.inputs import read_figures
from dayafter.talks.packages import Offers, Packages, named
from dayafter.uncertainty import Draws
from tests.talks.tiny import broken_by_hand, case_with, figure, figures, line, offered, option, worth_by_hand

LINES = (
    line("AL", 1, "force", "rear; line", "army", "open"),
    line("VI", 1, "force", "line"),
    line("BO", 1, "army", "open"),
)
LINK = figure("linkages", "AR/force/rear/army/open", 0.1)
TAKES = figure("linkages", "BO/army/open/force/line", 0.2, effect="takes")


def test_utilities_by_hand() -> None:
    """AR wants 100 on both: rear and cap give it half of one, a quarter; the linkage adds a tenth to rear and open."""
    offers = offered(case_with(LINK))
    known = offers.figures
    assert known.actors == ("AL", "AR", "VI", "BO"), "allies first, the adversary last"
    rear, cap, open_ = (next(n for n in range(5) if known.option(n)[1] == name) for name in ("rear", "cap", "open"))
    assert offers.utilities([[cap, rear], [open_, rear]])[:, 1, 0] == pytest.approx([0.25, 0.85])


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.data())
def test_every_package_by_definition(data: st.DataObject) -> None:
    at = st.integers(0, 20).map(lambda n: 5.0 * n)
    places = {party: (data.draw(at), data.draw(at)) for party in ("AR", "AL", "VI", "BO")}
    no_deal = {party: data.draw(st.sampled_from([0.2, 0.41, 0.63])) for party in places}
    extra = [one for one in (*LINES, LINK, TAKES) if data.draw(st.booleans())]
    offers = offered(case_with(*extra, rows=figures(places, no_deal=no_deal, spread=20)), draws=6)
    known, found = offers.figures, Packages.of(offers)
    rows = {tuple(row): n for n, row in enumerate(found.rows.tolist())}
    parts = [range(known.starts[n], known.starts[n + 1]) for n in range(len(known.issues))]
    for package in product(*parts):
        refused = [broken_by_hand(known, package, actor) for actor in range(4)]
        assert (package in rows) == (not any(refused[actor] for actor in known.allies))
        if package not in rows:
            continue
        worth = np.array([[worth_by_hand(known, package, actor, draw) for draw in range(6)] for actor in range(4)])
        takes = (worth >= known.reservation.T - 1e-6) & ~np.array(refused)[:, None]
        number = rows[package]
        assert found.takes[number].tolist() == takes.sum(axis=1).tolist()
        allies = takes[list(known.allies)].all(axis=0)
        assert found.every[number] == allies.sum()
        assert found.both[number] == (allies & takes[3]).sum()


def test_some_allies_alone() -> None:
    """Whoever is asked, counts are those of a case in which nobody else sits there."""
    offers = offered(case_with(*LINES), draws=5)
    only = Packages.of(offers, [2])
    assert (only.every == only.takes[:, 2]).all()
    assert set(map(tuple, only.rows.tolist())) >= set(map(tuple, Packages.of(offers).rows.tolist()))


def test_margins_are_those_of_the_middle() -> None:
    offers = offered(case_with(LINK, TAKES, rows=figures(spread=30)), draws=20)
    rows = Packages.of(offers).rows
    assert offers.middle(rows) == pytest.approx(offers.margins(rows).mean(axis=2), abs=1e-6)


def test_the_agenda_shrinks_with_the_confidence() -> None:
    case = read_case("arcadia")
    found = Packages.of(Offers.of(read_figures(Draws(case, 200, 7))))
    sizes = [len(found.agenda(confidence)) for confidence in (0.2, 0.5, 0.8, 0.95, 1.0)]
    assert sizes == sorted(sizes, reverse=True)
    assert 0 < sizes[2] < len(found.rows), "neither nothing nor everything"
    assert "=" in found.name(0) and named(found.offers.figures, found.rows[0]) == found.name(0)


def test_more_packages_than_can_be_looked_at() -> None:
    many = [option(f"army/o{n}", n % 100) for n in range(1100)] + [option(f"force/o{n}", n % 100) for n in range(1100)]
    with pytest.raises(UsageError, match="packages-many"):
        offered(case_with(*many), draws=1)
