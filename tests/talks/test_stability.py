"""Who would leave, against every coalition by brute force."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from dayafter.talks import Talks
from dayafter.talks.stability import stability
from tests.talks.tiny import broken_by_hand, case_with, figures, line, talked

LINES = (line("AR", 1, "army", "cap", "force", "line"), line("BO", 1, "force", "line"), line("VI", 1, "force", "line"))


def blocked_by_hand(talks: Talks, package: np.ndarray) -> np.ndarray:
    """Draws in which some coalition with the adversary prefers another package that it can have [draw]."""
    known, foe = talks.figures, talks.figures.adversary
    assert foe is not None
    every = talks.offers.listed([])[0]
    worth, least = talks.offers.utilities(every), talks.offers.reservation
    standing = talks.offers.utilities(package)[0]
    out = np.zeros(talks.draws.size, dtype=bool)
    for n, row in enumerate(every):
        needed = set().union(*(known.needs[int(one)] for one in row)) & set(known.allies)
        for size in range(1, len(known.allies) + 1):
            for some in combinations(known.allies, size):
                members = [*some, foe]
                if not needed <= set(some) or any(broken_by_hand(known, row, one) for one in members):
                    continue
                better = worth[n, members] > standing[members] + 1e-6
                takes = worth[n, members] >= least[members] - 1e-6
                out |= (better & takes).all(axis=0)
    return out


@pytest.mark.parametrize("seed", range(5))
def test_as_by_every_coalition(seed: int) -> None:
    rng = np.random.default_rng(seed)
    places = {party: tuple(rng.integers(0, 101, 2).astype(float)) for party in ("AR", "AL", "VI", "BO")}
    no_deal = dict(zip(places, rng.uniform(0.2, 0.7, 4), strict=True))
    talks = talked(case_with(*LINES[: seed % 4], rows=figures(places, no_deal=no_deal, spread=25)), draws=30)  # type: ignore[arg-type]
    for package in talks.offers.listed([])[0]:
        found = stability(talks.offers, package)
        assert found.share == pytest.approx(1 - blocked_by_hand(talks, package).mean())
        assert all(0 < group.for_it <= group.share for group in found.groups)


def test_a_separate_deal_is_named() -> None:
    """VI and the adversary both want no force; that needs nobody else."""
    rows = figures({"AR": (100, 100), "AL": (100, 100), "VI": (0, 100), "BO": (0, 100)}, no_deal={"BO": 0.2})
    talks = talked(case_with(rows=rows))
    names = [talks.packages.name(n) for n in range(len(talks.packages.rows))]
    found = stability(talks.offers, talks.packages.rows[names.index("army=open; force=line")])
    assert found.share == 0
    assert [talks.figures.actors[one] for one in found.groups[0].allies] == ["VI"]
    assert "force=none" in found.groups[0].package


def test_without_an_adversary_everything_holds() -> None:
    case = case_with()
    actors = [row for row in case.tables["actors"] if row.key != ("BO",)]
    talks = talked(case.replace({"actors": actors}))
    assert stability(talks.offers, talks.packages.rows[0]).share == 1
    assert talks.nearest is None and talks.records("adversary") == []
    assert talks.summary()["orders"][0]["phase"] == "allies"
