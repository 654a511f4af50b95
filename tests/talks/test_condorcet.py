"""The probabilistic Condorcet election: KTAB's printed numbers, the fixed points by iteration, and its symmetries."""

from __future__ import annotations

import gzip
import os
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from dayafter.talks import condorcet

Floats = NDArray[np.float64]

STRENGTH = np.array([[0, 12.099, 54.921], [10.333, 0, 27.079], [5.007, 55.047, 0]])
PRINTED = {
    "conditional": (0.8659, 0.1241, 0.0100),
    "uniform": (0.6351, 0.2148, 0.1501),
    "incentive": (0.5094, 0.2796, 0.2110),
}
SHARED = Path(os.environ.get("DAYAFTER_SHARED", Path(__file__).parents[3] / "shared"))
LOG = SHARED / "data" / "group-decision-examples" / "ktab_20170530_ref-smpExample.txt.gz"

strengths = st.integers(2, 5).flatmap(
    lambda n: st.lists(st.floats(0.01, 50), min_size=n * n, max_size=n * n).map(lambda v: np.reshape(v, (n, n)))
)


@pytest.mark.parametrize("variant", condorcet.VARIANTS)
def test_three_options_as_printed(variant: condorcet.Variant) -> None:
    assert condorcet.election(STRENGTH, 2.0, variant) == pytest.approx(PRINTED[variant], abs=5.1e-5)
    assert condorcet.beats(STRENGTH, 2.0)[0, 1] == pytest.approx(0.5782, abs=5.1e-5)


@pytest.mark.parametrize("variant", condorcet.VARIANTS)
def test_two_options_as_printed(variant: condorcet.Variant) -> None:
    found = condorcet.election([[0, 51.212], [19.714, 0]], 2.0, variant)
    assert found == pytest.approx((0.8709, 0.1291), abs=5.1e-5)


def test_twice_the_strength() -> None:
    chances = [float(condorcet.beats([[0, 2], [1, 0]], nu)[0, 1]) for nu in (1, 2, 4, 8)]
    assert chances == pytest.approx([2 / 3, 4 / 5, 16 / 17, 256 / 257])


def test_a_tenth_more_decides_where_votes_decide() -> None:
    def chance(more: float) -> float:
        return float(condorcet.beats([[0, more], [1, 0]], None)[0, 1])

    assert [chance(more) for more in (1.1, 2.0, 1.0, 1 / 1.1)] == pytest.approx([1, 1, 0.5, 0], abs=1e-9)
    assert 0.5 < chance(1.05) < 1


@settings(max_examples=40)
@given(strengths, st.sampled_from([1.0, 2.0, 4.0]))
def test_lasting_shares_by_iteration(strength: Floats, nu: float) -> None:
    """The linear solution is the point at which KTAB's damped iteration stands still."""
    chance = condorcet.beats(strength, nu)
    size = len(chance)
    drive = strength * chance
    np.fill_diagonal(drive, 1e-10)
    for variant, meets in (("uniform", np.full((size, size), 1 / size)), ("incentive", drive / drive.sum(axis=0))):
        p = condorcet.election(strength, nu, variant)  # type: ignore[arg-type]
        step = (chance * (p[:, None] * meets.T + p[None, :] * meets)).sum(axis=1)
        assert step == pytest.approx(p, abs=1e-9)
        assert p.sum() == pytest.approx(1)


@settings(max_examples=40)
@given(strengths, st.sampled_from(condorcet.VARIANTS), st.randoms())
def test_names_and_units_do_not_matter(strength: Floats, variant: condorcet.Variant, luck: object) -> None:
    order = np.random.default_rng(luck.randrange(99)).permutation(len(strength))  # type: ignore[attr-defined]
    plain = condorcet.election(strength, 2.0, variant)
    assert condorcet.election(strength[np.ix_(order, order)], 2.0, variant) == pytest.approx(plain[order], abs=1e-9)
    assert condorcet.election(strength * 7, 2.0, variant) == pytest.approx(plain, abs=1e-6)


def test_draws_side_by_side_are_those_one_by_one() -> None:
    rng = np.random.default_rng(5)
    worth, weight = rng.uniform(size=(8, 5, 4)), rng.uniform(0.1, 1, (8, 5))
    whole = condorcet.election(condorcet.support(worth, weight))
    each = [condorcet.election(condorcet.support(worth[n], weight[n])) for n in range(8)]
    assert whole == pytest.approx(np.array(each))


def test_support_by_hand() -> None:
    strength = condorcet.support([[1, 0.5], [0, 0.2]], [2, 10])
    assert strength.tolist() == pytest.approx(np.array([[0, 1], [2, 0]]))
    cubic = condorcet.support([[1, 0.5], [0, 0.2]], [2, 10], "cubic")
    assert cubic == pytest.approx(np.array([[0, 0.25], [0.08, 0]]))
    between = condorcet.support([[1, 0.5], [0, 0.2]], [2, 10], "between")
    assert between == pytest.approx((strength + cubic) / 2)


def test_nobody_wants_either() -> None:
    assert condorcet.election(np.zeros((2, 2)), 1.0, "incentive") == pytest.approx([0.5, 0.5])


# KTAB's own log of a run, where it is at hand


def _numbers(lines: list[str], start: int) -> tuple[Floats, int]:
    rows = []
    while start < len(lines) and re.fullmatch(r"[\s+\-.\d]+", lines[start]) and lines[start].strip():
        rows.append([float(word) for word in lines[start].split()])
        start += 1
    return np.array(rows), start


def _after(lines: list[str], title: str, start: int) -> Floats:
    at = next(n for n in range(start, len(lines)) if lines[n].strip() == title)
    return _numbers(lines, at + 1)[0]


def _elections(lines: list[str]) -> Iterator[tuple[Floats, Floats, Floats, Floats, Floats]]:
    for at, text in enumerate(lines):
        if text.startswith("Doing scalarPCE"):
            exact = at - 1
            while re.fullmatch(r"[\s+\-.\d]+", lines[exact - 1]) and lines[exact - 1].strip():
                exact -= 1
            weight = _after(lines, "Actor strengths:", at)[0]
            yield (
                _numbers(lines, exact)[0], weight, _after(lines, "Coalition strengths of (i:j):", at),
                _after(lines, "Probability Opt_i > Opt_j", at), _after(lines, "Probability Opt_i", at)[:, 0],
            )  # fmt: skip


@pytest.fixture(scope="module")
def log() -> list[str]:
    if not LOG.is_file():
        pytest.skip("KTAB's reference log is not here")
    return gzip.decompress(LOG.read_bytes()).decode().splitlines()


def test_every_election_of_a_ktab_run(log: list[str]) -> None:
    """Five actors, three issues, votes between linear and cubic, challengers by incentive. Utilities are printed with
    five digits, so that small strengths are known to about a hundredth only."""
    seen = 0
    for worth, weight, strength, beat, chance in _elections(log):
        made = condorcet.support(worth, weight, "between")
        assert made == pytest.approx(strength, abs=0.006)
        apart = np.ptp(worth, axis=1).max()
        sure = np.minimum(strength, strength.T)[np.triu_indices(len(strength), 1)].min() > 0.5 and apart > 0.02
        if not sure:
            continue
        assert condorcet.beats(made) == pytest.approx(beat, abs=0.004)
        assert condorcet.election(made) == pytest.approx(chance, abs=0.004)
        seen += 1
    assert seen >= 5


def test_utilities_of_a_ktab_run(log: list[str]) -> None:
    positions = [[52.8, 39.8, 39.6], [15.9, 61.4, 72.0], [61.1, 86.5, 44.5], [26.3, 16.5, 15.9], [73.3, 61.1, 26.3]]
    saliences = [[32.3, 22.4, 13.4], [25.2, 34.5, 26.5], [28.8, 28.6, 18.2], [15.6, 42.0, 14.3], [39.7, 19.9, 15.8]]
    printed = _after(log, "Raw actor-pos value matrix (risk neutral)", 0)
    assert condorcet.spatial(positions, saliences) == pytest.approx(printed, abs=5.1e-4)
