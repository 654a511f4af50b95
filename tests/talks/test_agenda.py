"""Orders of voting: how many there are, and what they can do."""

from __future__ import annotations

import numpy as np
import pytest

from dayafter.talks import agenda

WORTH = np.array([[1.0, 0.4, 0.0], [0.0, 1.0, 0.3], [0.2, 0.0, 1.0]])
WEIGHTS = [3.0, 2.0, 2.0]


def test_as_many_trees_as_published() -> None:
    assert [agenda.count(n) for n in range(1, 9)] == [1, 1, 3, 15, 105, 945, 10395, 135135]


@pytest.mark.parametrize("options", range(1, 7))
def test_every_tree_is_listed_once(options: int) -> None:
    def plain(tree: agenda.Tree) -> object:
        return frozenset(map(plain, tree)) if isinstance(tree, tuple) else tree

    made = [plain(tree) for tree in agenda.trees(tuple(range(options)))]
    assert len(made) == len(set(made)) == agenda.count(options)


def test_one_vote_by_hand() -> None:
    """Three for the first by 0.6; against it two by 1.0, for it two by 0.2."""
    for_first, against = 3 * 0.6 + 2 * 0.2, 2 * 1.0
    chance = for_first / (for_first + against)
    assert agenda.chances((0, 1), WORTH, WEIGHTS) == pytest.approx([chance, 1 - chance, 0])
    assert agenda.value((0, 1), WORTH, WEIGHTS)[0] == pytest.approx(chance * 1.0 + (1 - chance) * 0.4)


def test_the_order_of_voting_has_power() -> None:
    low, high = agenda.spread(WORTH, WEIGHTS)
    every = np.array([agenda.chances(tree, WORTH, WEIGHTS) for tree in agenda.trees((0, 1, 2))])
    assert every.sum(axis=1) == pytest.approx(1)
    assert (low.tolist(), high.tolist()) == (every.min(axis=0).tolist(), every.max(axis=0).tolist())
    assert (high - low).max() > 0.05


def test_nobody_cares() -> None:
    assert agenda.chances((0, 1), [[0.5, 0.5]], [1.0]).tolist() == [0.5, 0.5]


def test_too_many_options() -> None:
    with pytest.raises(ValueError, match="135135"):
        agenda.spread(np.ones((2, 8)), [1, 1])
