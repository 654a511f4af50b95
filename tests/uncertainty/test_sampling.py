"""Streams: any slice of one has the bits of the whole, designs are what they say, and both paths have the same bits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dayafter.errors import UsageError
from dayafter.uncertainty import CORRELATION, Draws, Futures
from dayafter.uncertainty import normal as normals
from dayafter.uncertainty.normal import normal_cdf, normal_quantile
from dayafter.uncertainty.sampling import BLOCK, blocked, latin, sample, uniforms
from tests.uncertainty.rows import case_of, figure

ROWS = [
    figure("holdings", "gun", 4, 5, 7),
    figure("holdings", "tank", 1, 3, 10),
    figure("holdings", "truck", 2, 3, 4, shape="pert"),
    figure("headcount", "combat", 90, 100, 110, moves_with="people"),
    figure("headcount", "rear", 80, 100, 120, moves_with="people"),
]


@given(st.integers(0, 300), st.integers(1, 200))
@settings(max_examples=60, deadline=None)
def test_a_slice_of_a_stream_has_the_bits_of_the_whole(first: int, size: int) -> None:
    np.testing.assert_array_equal(uniforms("any", 5, size, first), uniforms("any", 5, 600)[first : first + size])


@given(st.integers(0, 90), st.integers(1, 60))
@settings(max_examples=25, deadline=None)  # the first one fills the tables of the pert
def test_a_slice_of_the_draws_has_the_bits_of_all(first: int, size: int) -> None:
    case = case_of(ROWS)
    for table in ("holdings", "headcount"):
        part, whole = Draws(case, size, 7, first=first).of(table), Draws(case, 150, 7).of(table)
        np.testing.assert_array_equal(part.values, whole.values[first : first + size])


def test_a_slice_far_out_and_longer_than_a_block() -> None:
    first = 123_457
    whole = uniforms("far", 1, first + 2 * BLOCK)
    np.testing.assert_array_equal(uniforms("far", 1, BLOCK + 3, first), whole[first : first + BLOCK + 3])
    case, size = case_of(ROWS), 2 * BLOCK + 11
    long, short = (Draws(case, n, 7).of("headcount").values for n in (size, 100))
    np.testing.assert_array_equal(long[:100], short)


def test_block_by_block_is_the_whole_at_once() -> None:
    values = uniforms("any", 2, 3 * BLOCK + 5)
    np.testing.assert_array_equal(blocked(np.log, values), np.log(values))


def test_the_compiled_path_has_the_same_bits(monkeypatch: pytest.MonkeyPatch) -> None:
    ends = np.array([0.0, 1.0, 5e-324, 1e-300, 1e-12, 1e-11, 1.4e-11, 0.075, 0.925, 0.5, np.nextafter(1.0, 0.0)])
    near = np.nextafter(np.repeat([0.075, 0.925, 1.38e-11], 2), [0.0, 1.0] * 3)
    u = np.concatenate((ends, near, uniforms("any", 3, 200_000), uniforms("low", 3, 5_000) * 1e-10))
    compiled = normals._compiled_quantile(u)
    monkeypatch.setattr(normals, "_is_worth_compiling", lambda values: False)
    np.testing.assert_array_equal(compiled, normal_quantile(u))
    plain = normal_cdf(compiled)
    monkeypatch.setattr(normals, "_is_worth_compiling", lambda values: True)
    np.testing.assert_array_equal(normal_cdf(compiled), plain)


def test_many_numbers_are_compiled_and_few_are_not() -> None:
    assert normals._is_worth_compiling(np.zeros(normals.COMPILED_SIZE))
    assert not normals._is_worth_compiling(np.zeros(100))
    assert not normals._is_worth_compiling(np.zeros((normals.COMPILED_SIZE, 2)))


@given(st.integers(1, 400), st.integers(0, 99))
@settings(max_examples=40, deadline=None)
def test_a_latin_design_has_one_number_in_each_stratum(size: int, seed: int) -> None:
    values = latin("any", seed, size)
    assert sorted(np.floor(values * size).astype(int).tolist()) == list(range(size))
    assert values.min() > 0 and values.max() < 1


def test_a_latin_design_brings_the_mean_closer() -> None:
    case = case_of(ROWS)
    for table, key in (("holdings", "tank"), ("headcount", "rear")):
        means = {
            design: np.array(
                [Draws(case, 64, seed, design=design).of(table).column((key,)).mean() for seed in range(60)]
            )
            for design in ("random", "latin")
        }
        exact = Draws(case, 200_000, 1).of(table).column((key,)).mean()
        assert means["latin"].mean() == pytest.approx(exact, rel=0.02)
        assert means["latin"].var() < 0.5 * means["random"].var()
    alone = [np.var([sample("x", s, 64, design=d).mean() for s in range(60)]) for d in ("latin", "random")]
    assert alone[0] < 0.01 * alone[1]


def test_a_latin_design_keeps_dependence_groups_and_independence() -> None:
    draws = Draws(case_of(ROWS), 5000, 3, design="latin")
    one, two = (draws.of("headcount").column((key,)) for key in ("combat", "rear"))
    gun, tank = (draws.of("holdings").column((key,)) for key in ("gun", "tank"))
    assert np.corrcoef(one, two)[0, 1] == pytest.approx(CORRELATION, abs=0.02)
    assert abs(np.corrcoef(gun, tank)[0, 1]) < 0.05
    np.testing.assert_allclose(np.quantile(one, [0.05, 0.5, 0.95]), [90, 100, 110], rtol=0.01)


@pytest.mark.parametrize(
    ("wrong", "name"),
    [({"first": -1}, "first"), ({"first": 2, "design": "latin"}, "first"), ({"design": "sobol"}, "design")],
)
def test_draws_that_cannot_be_made_are_refused(wrong: dict[str, object], name: str) -> None:
    with pytest.raises(UsageError, match=name):
        Draws(case_of(ROWS), 5, 1, **wrong)  # type: ignore[arg-type]


def test_futures_of_other_draws_are_refused() -> None:
    case = case_of(ROWS)
    for other in (Futures(case, 6, 1), Futures(case, 5, 2), Futures(case, 5, 1, 3)):
        with pytest.raises(UsageError, match="futures"):
            Draws(case, 5, 1, futures=other)
