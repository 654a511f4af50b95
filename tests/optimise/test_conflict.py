"""Contradictions: minimal, proven by re-solving, and told in words."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dayafter.errors import InfeasibleError
from dayafter.optimise import conflict as module
from dayafter.optimise.conflict import Member, conflict, in_words
from dayafter.optimise.highs import solve
from dayafter.optimise.program import Axis, Compiled, Program
from tests.optimise.test_highs import by_scipy, random_program

DONOR = Axis("donor", ("GB", "NO"))


def contradictory() -> Program:
    """NO may give 3 and must give 5; GB has nothing to do with it, nor has the total."""
    program = Program()
    ship = program.columns("ship", [DONOR], upper=[9.0, 7.0], sentence="shipments of {donor}", unit="lots")
    stock = program.rows("stock", [DONOR], upper=[8.0, 3.0], sentence="stock of {donor}", unit="lots")
    pledge = program.rows("pledge", [DONOR], lower=[1.0, 5.0], sentence="what {donor} has pledged", unit="lots")
    total = program.rows("total", [], lower=2.0, sentence="in all", unit="lots")
    for rows in (stock, pledge, total):
        program.put(rows.index, ship.index, 1.0)
    program.objective("cost", ship.index, 1.0)
    return program


def test_a_contradiction_is_told_in_words_and_no_more_than_it() -> None:
    with pytest.raises(InfeasibleError) as caught:
        solve(contradictory().compile())
    assert sorted(caught.value.rows) == [
        "stock of NO: at most 3 lots [stock[NO]]",
        "what NO has pledged: at least 5 lots [pledge[NO]]",
    ]
    assert caught.value.exit_code == 3 and "no-plan" in str(caught.value)


def test_bounds_of_columns_take_part_but_zeros_go_without_saying() -> None:
    program = Program()
    x = program.columns("x", [DONOR], upper=[2.0, 50.0], sentence="shipments of {donor}")
    row = program.rows("pledge", [], lower=6.0, upper=6.0, unit="lots")
    program.put(row.index, x.index, [1.0, -1.0])
    assert {in_words(program.compile(), m) for m in conflict(program.compile())} == {
        "pledge: exactly 6 lots",
        "shipments of GB: at most 2 [x[GB]]",
    }


def test_a_lower_bound_above_its_upper_one_is_named() -> None:
    program = Program()
    x = program.columns("x", [DONOR])
    row = program.rows("band", [DONOR], lower=[0.0, 4.0], upper=[9.0, 1.0], sentence="what {donor} gives", unit="lots")
    program.put(row.index, x.index, 1.0)
    program.objective("cost", x.index, 1.0)
    with pytest.raises(InfeasibleError, match=r"what NO gives: at least 4 and at most 1 lots \[band\[NO\]\]"):
        solve(program.compile())


def without(compiled: Compiled, members: tuple[Member, ...], *, only: bool = False) -> Compiled:
    """The program without these bounds, or with nothing but them and the zeros of columns."""
    bounds = {
        "row_lower": compiled.row_lower.copy(), "row_upper": compiled.row_upper.copy(),
        "col_lower": compiled.col_lower.copy(), "col_upper": compiled.col_upper.copy(),
    }  # fmt: skip
    for name, values in bounds.items():
        free = np.inf if name.endswith("upper") else -np.inf
        mine = [m.number for m in members if m.kind[:3] == name[:3] and m.upper == name.endswith("upper")]
        chosen = np.isin(np.arange(len(values)), mine)
        zero = (values == 0) & (name[:3] == "col")
        bounds[name] = np.where((~chosen & ~zero) if only else chosen, free, values)
    return compiled.bounded(**bounds)


@settings(deadline=None, max_examples=150)
@given(st.integers(0, 10**6))
def test_a_contradiction_is_one_and_none_of_its_members_can_be_spared(seed: int) -> None:
    compiled = random_program(seed).compile()
    members = conflict(compiled)
    if by_scipy(compiled) is not None:
        assert members == ()
        return
    assert members
    compiled.program.objectives[0].terms.clear()  # freed bounds have no best value; whether points exist counts
    core = without(compiled, members, only=True)
    assert by_scipy(core) is None
    for member in members:
        assert by_scipy(without(core, (member,))) is not None


def test_a_large_contradiction_is_told_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MANY", 1)
    assert {m.kind for m in conflict(contradictory().compile())} == {"row"}


def test_a_contradiction_that_a_second_look_does_not_confirm_is_kept_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    members = conflict(contradictory().compile())
    monkeypatch.setattr(module.Engine, "run", lambda engine, start=None: "Optimal")
    assert set(module._minimal(contradictory().compile(), members)) == set(members)
