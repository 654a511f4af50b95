"""Every draw is covered exactly once, by stored chunks or by chunks to be run, whatever lies in the store."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dayafter.ensemble import Chunk, cover
from dayafter.ensemble.chunks import FIRST_GUESS, LEAST_SECONDS, MOST, Cutter

CHUNKS = st.lists(st.builds(Chunk, st.integers(0, 60), st.integers(1, 25)), max_size=12)


@given(CHUNKS, st.integers(1, 80))
def test_pieces_and_gaps_are_the_draws(stored: list[Chunk], draws: int) -> None:
    made = cover(stored, draws)
    parts = sorted([piece for _, piece in made.pieces] + list(made.missing))
    assert [n for part in parts for n in range(part.first, part.stop)] == list(range(draws))
    held = {n for chunk in stored for n in range(chunk.first, chunk.stop)}
    assert {n for gap in made.missing for n in range(gap.first, gap.stop)} == set(range(draws)) - held
    for chunk, piece in made.pieces:
        assert chunk in stored and chunk.first <= piece.first and piece.stop <= chunk.stop


@given(CHUNKS)
def test_no_chunk_is_read_that_adds_nothing(stored: list[Chunk]) -> None:
    used = [chunk for chunk, _ in cover(stored, 80).pieces]
    assert len(used) == len(set(used))


@given(CHUNKS, st.one_of(st.none(), st.integers(1, 30)), st.integers(1, 4), st.floats(1e-4, 10))
def test_cut_chunks_are_the_missing_draws(gaps: list[Chunk], size: int | None, workers: int, pace: float) -> None:
    missing = cover(gaps, 90).missing
    cutter = Cutter(missing, size, workers)
    cut = []
    for chunk in cutter:
        cut.append(chunk)
        cutter.learn(chunk, pace * chunk.size)
    wanted = [n for gap in missing for n in range(gap.first, gap.stop)]
    assert [n for chunk in cut for n in range(chunk.first, chunk.stop)] == wanted
    assert size is None or all(chunk.size <= size for chunk in cut)
    assert cutter.left == 0


def test_size_is_found_from_the_pace() -> None:
    rate, cutter = 50_000.0, Cutter([Chunk(0, 2_000_000)], workers=2)
    seconds = []
    for chunk in cutter:
        seconds.append(chunk.size / rate)
        cutter.learn(chunk, seconds[-1])
    assert seconds[0] == FIRST_GUESS / rate
    assert min(seconds[1:]) >= LEAST_SECONDS * 0.99
    assert max(seconds) <= 0.7


def test_size_is_bounded_however_fast_a_task_is() -> None:
    cutter = Cutter([Chunk(0, 10_000_000)])
    sizes = []
    for chunk in cutter:
        sizes.append(chunk.size)
        cutter.learn(chunk, 1e-9)
    assert max(sizes) < 2 * MOST


def test_slow_draws_make_small_chunks() -> None:
    cutter = Cutter([Chunk(0, 10_000)])
    cutter.learn(next(cutter), 2048.0)
    assert next(cutter).size <= 32
