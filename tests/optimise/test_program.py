"""Blocks, strict joins, the matrix, the text, and what never reaches a solver."""

from __future__ import annotations

import subprocess
import sys
from math import inf, nan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_array

from dayafter.errors import CaseError
from dayafter.optimise.matrix import by_columns
from dayafter.optimise.program import Axis, Program
from tests.optimise.samples import aid, farmer

ITEM = Axis("item", ("as90", "shell"))
MONTH = Axis("month", ("2025-04", "2025-05", "2025-06"))


def test_axes_of_one_name_must_have_the_same_labels() -> None:
    program = Program()
    program.columns("ship", [ITEM, MONTH])
    with pytest.raises(CaseError, match=r"axis-mismatch.*2025-06"):
        program.rows("stock", [Axis("month", ("2025-04", "2025-05"))])
    with pytest.raises(CaseError, match="another order"):
        program.rows("stock", [Axis("item", ("shell", "as90"))])
    with pytest.raises(ValueError, match="stand twice: a"):
        Axis("item", ("a", "b", "a"))
    with pytest.raises(ValueError, match="exists already"):
        program.columns("ship", [ITEM])


def test_masked_cells_do_not_exist_and_labels_skip_them() -> None:
    program = Program()
    first = program.columns("first", [ITEM])
    ship = program.columns(
        "ship", [ITEM, MONTH], mask=[[True, False, True], [False, False, True]], upper=[[1, 2, 3], [4, 5, 6]]
    )
    assert first.index.tolist() == [0, 1]
    assert ship.index.tolist() == [[2, -1, 3], [-1, -1, 4]]
    rows = program.rows("stock", [ITEM], upper=1.0)
    program.put(rows.index[:, None], ship.index, 1.0)
    compiled = program.compile()
    assert [compiled.col_name(k) for k in range(5)] == [
        "first[as90]", "first[shell]", "ship[as90,2025-04]", "ship[as90,2025-06]", "ship[shell,2025-06]",
    ]  # fmt: skip
    assert compiled.col_upper.tolist() == [inf, inf, 1, 3, 6]
    assert compiled.start.tolist() == [0, 0, 0, 1, 2, 3]
    assert compiled.index.dtype == np.int32 and compiled.index.tolist() == [0, 0, 1]


def test_putting_more_after_compiling_adds_to_the_matrix() -> None:
    program = Program()
    x = program.columns("x", [ITEM])
    row = program.rows("r", [ITEM], upper=1.0)
    program.put(row.index, x.index, [1.0, 2.0])
    before = program.compile()
    y = program.columns("y", [])
    assert program.compile().num_col == 3
    program.put(row.index, x.index, 10.0)
    program.put(row.index[0], y.index, 5.0)
    after = program.compile()
    assert before.value.tolist() == [1.0, 2.0]
    assert after.value.tolist() == [11.0, 12.0, 5.0] and after.start.tolist() == [0, 1, 2, 3]


@settings(deadline=None, max_examples=200)
@given(st.integers(1, 6), st.integers(1, 6), st.integers(0, 40), st.integers(0, 10**6))
def test_the_matrix_is_the_sum_of_its_triplets(rows: int, cols: int, count: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    r, c = rng.integers(0, rows, count).astype(np.int32), rng.integers(0, cols, count).astype(np.int32)
    v = rng.choice([-2.0, -1.0, 1.0, 2.0], count)
    cut = count // 2
    made = by_columns(([r[:cut], r[cut:]], [c[:cut], c[cut:]], [v[:cut], v[cut:]]), cols)
    dense = np.zeros((rows, cols))
    dense[made.index, made.columns()] = made.value
    assert np.array_equal(dense, coo_array((v, (r, c)), shape=(rows, cols)).toarray())
    for j in range(cols):
        index = made.index[made.start[j] : made.start[j + 1]]
        assert (np.diff(index) > 0).all(), "rows rise and stand once"
    lone = np.bincount(r.astype(int) * cols + c, minlength=rows * cols).max(initial=0) < 2
    assert lone or (made.value != 0).all(), "what cancels out is not stored"
    x, y = rng.random(cols), rng.random(rows)
    assert np.allclose(made.times(x, rows), dense @ x) and np.allclose(made.transposed_times(y), dense.T @ y)
    assert np.allclose(made.sum_by_row(made.value, rows), dense.sum(1))


def test_one_axis_has_the_same_labels_everywhere() -> None:
    program, acres = farmer()
    sold = program.cols.blocks[1]
    assert acres.index.shape == (3,) and sold.index.shape == (3, 3)
    assert (acres.stage, sold.stage) == (1, 2)
    compiled = program.compile()
    assert compiled.col_name(int(sold.index[2, 1])) == "sold[y3,corn]"
    assert compiled.num_row == 1 + 9 and compiled.num_col == 3 + 3 * (3 + 1 + 2)
    with pytest.raises(CaseError, match="axis-mismatch"):
        program.columns("odd", [Axis("year", ("y1", "y2"))])


GOLDEN = """\
\\ aid
min
  cost: 2 ship[GB,as90] + 3 ship[GB,shell] + 3 ship[NO,shell]
subject to
\\ budget: budget of {donor} [GBP m]
  budget[GB]: 2 ship[GB,as90] + 3 ship[GB,shell] <= 9
  budget[NO]: 3 ship[NO,shell] <= 6
\\ need: need of {item}
  need[as90]: 5 <= 1 ship[GB,as90] + 1 short[as90]
  need[shell]: 7 <= 1 ship[GB,shell] + 1 ship[NO,shell] + 1 short[shell]
\\ stock: stock of {item} in {donor}
  stock[GB,as90]: 1 ship[GB,as90] <= 4
  stock[GB,shell]: 1 ship[GB,shell] <= 3
  stock[NO,shell]: 1 ship[NO,shell] <= 8
bounds
  0 <= ship[GB,as90]
  0 <= ship[GB,shell]
  0 <= ship[NO,shell]
  0 <= short[as90]
  0 <= short[shell]
end
"""


@pytest.mark.parametrize("turned", [False, True])
def test_the_text_of_a_program_does_not_depend_on_the_order_of_labels(turned: bool) -> None:
    step = -1 if turned else 1
    stock = {("GB", "as90"): 4.0, ("GB", "shell"): 3.0, ("NO", "shell"): 8.0}
    made = aid(
        ["GB", "NO"][::step], ["as90", "shell"][::step], stock, {"as90": 5.0, "shell": 7.0},
        {"GB": 9.0, "NO": 6.0}, {"as90": 2.0, "shell": 3.0},
    )  # fmt: skip
    assert made.program.to_lp(1) == GOLDEN


def test_text_of_other_kinds_of_rows() -> None:
    program = Program()
    x = program.columns("x", [], lower=-inf)
    y = program.columns("y", [], lower=1.0, upper=1.0)
    row = program.rows("band", [], lower=-1.0, upper=2.5)
    program.put(row.index, x.index, -1.5)
    program.rows("empty", [], lower=0.0, upper=0.0)
    program.objective("most", y.index, -1.0, sense="max")
    assert program.to_lp().splitlines() == [
        "max", "  most: - 1 y", "subject to", "  band: -1 <= - 1.5 x <= 2.5", "  empty: 0 = 0",
        "bounds", "  x free", "  y = 1", "end",
    ]  # fmt: skip


@pytest.mark.parametrize("value", [nan, 1e30, -1e13, inf])
def test_unsound_numbers_are_named_before_the_solver_sees_them(value: float) -> None:
    def program(**at: float) -> Program:
        made = Program()
        x = made.columns("x", [ITEM], lower=[0.0, at.get("lower", 0.0)])
        rows = made.rows("r", [ITEM], upper=[1.0, at.get("upper", 1.0)])
        made.put(rows.index, x.index, [1.0, at.get("coef", 1.0)])
        made.objective("cost", x.index, [1.0, at.get("cost", 1.0)])
        return made

    program().check()
    for place, words in {
        "coef": r"the coefficient of x\[shell\] in r\[shell\]",
        "cost": r"the cost of x\[shell\] in cost",
        "lower": r"the lower bound of x\[shell\]",
        "upper": r"the upper bound of r\[shell\]",
    }.items():
        if place == "upper" and value == inf:
            continue  # no limit
        with pytest.raises(CaseError, match="input-unsound.*" + words):
            program(**{place: value}).check()
        with pytest.raises(CaseError, match="input-unsound"):
            program(**{place: value}).compile()


def test_a_coefficient_that_the_solver_would_drop_is_unsound() -> None:
    program = Program()
    x = program.columns("x", [])
    row = program.rows("r", [], upper=1.0)
    program.put(row.index, x.index, 1e-10)
    with pytest.raises(CaseError, match="1e-10"):
        program.check()


def test_figures_behind_a_bound_add_up_to_it() -> None:
    program = Program()
    x = program.columns("x", [ITEM], upper=[7.0, 5.0])
    rows = program.rows("stock", [ITEM], upper=[3.0, 4.0])
    program.put(rows.index, x.index, 1.0)
    program.rhs_from(rows.index, "upper", ["stocks:as90", "stocks:shell"], [5.0, 4.0])
    program.rhs_from(rows.index[0], "upper", "floors:as90", -2.0)
    program.bound_from(x.index, "upper", "rates:all", [7.0, 5.0])
    program.check()
    program.rhs_from(rows.index[1], "upper", "floors:shell", -1e-6)
    with pytest.raises(CaseError, match=r"figures behind the upper bound of stock\[shell\]"):
        program.check()


def test_building_needs_no_heavy_library() -> None:
    code = (
        "import sys; from tests.optimise.samples import random_aid; import dayafter.optimise.lexicographic as l,"
        "dayafter.optimise.split; l.solve_lexicographic(random_aid(1).program);"
        "print([m for m in ('scipy', 'linopy', 'polars', 'pandas') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
