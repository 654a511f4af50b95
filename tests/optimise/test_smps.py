"""SMPS files: published optima, every way of saying the same, multistage trees."""

from __future__ import annotations

import gzip
import pickle
from pathlib import Path

import numpy as np
import pytest

from dayafter.optimise.extensive import solve_extensive
from dayafter.optimise.lshaped import solve_lshaped
from dayafter.optimise.measures import measures
from dayafter.optimise.smps import Instance, read_smps
from tests.optimise.published_files import instance, shared, shipped, written


def cost(one: Instance) -> float:
    """Least cost by the extensive form, in the sense of the file."""
    best = solve_extensive(one.problem)
    assert best.gap < 1e-8
    return one.sense * best.upper


PUBLISHED = [
    ("lands", "lands", "lands", 381.853333),
    ("lands", "lands", "lands-blocks", 381.853333),
    ("chem", "chem", "chem", -13009.166667),
    ("airl", "airl", "airl-first", 249101.672072),
    ("pltexpa-2", "pltexpa-2", "pltexpa-2-6", -9.479354),
    ("fxm", "fxm-2", "fxm-2-6", 18417.065572),
]


@pytest.mark.parametrize(("core", "time", "stoch", "expected"), PUBLISHED, ids=[row[2] for row in PUBLISHED])
def test_published_optima_of_the_shared_set(core: str, time: str, stoch: str, expected: float) -> None:
    one = read_smps(*shared(core, time, stoch))
    assert cost(one) == pytest.approx(expected, abs=1e-6)
    other = solve_lshaped(one.problem, gap=1e-8)
    assert other.upper == pytest.approx(expected, rel=1e-7, abs=1e-6) and other.gap <= 1e-8


def test_raw_probabilities_are_told_and_kept() -> None:
    raw = read_smps(*shared("fxm", "fxm-2", "fxm-2-6"))
    (warning,) = raw.warnings
    assert warning.code == "smps-probabilities" and "1.00002" in warning.what
    assert raw.probability == pytest.approx(1.00002)
    tidy = read_smps(*shared("fxm", "fxm-2", "fxm-2-6"), normalise=True)
    assert tidy.warnings == () and tidy.probability == pytest.approx(1.0)
    assert cost(tidy) < cost(raw) - 0.1
    found = measures(raw.problem, solve_extensive(raw.problem), paths=raw.paths, mean=raw.mean)
    assert found.ws <= found.rp + 1e-6 and found.rp <= found.eev + 1e-6


@pytest.mark.parametrize(
    ("name", "expected", "futures", "first"),
    [
        ("farmer", -108390.0, 3, {"AWHEAT": 170.0, "ACORN": 80.0, "ABEETS": 250.0}),
        ("simple", -855.8333333, 2, {"X1": 46.6666667, "X2": 36.25}),
        ("savings", 1.514084643, 8, {"STOCKS1": 41.479273, "BONDS1": 13.520727}),
        ("making", -23.96, 4, {}),
        ("lands", 381.8533333, 3, {}),
        ("lands3", 719.2066666667, 9, {"X1": 3.4666667, "X2": 5.0, "X3": 1.5333333, "X4": 4.3}),
    ],
)
def test_shipped_programs(name: str, expected: float, futures: int, first: dict[str, float]) -> None:
    one = instance(name)
    best = solve_extensive(one.problem)
    assert best.upper == pytest.approx(expected, rel=1e-8) and one.futures == futures and one.warnings == ()
    named = dict(zip(one.problem.first.names, best.x, strict=True))
    assert {column: named[column] for column in first} == pytest.approx(first, rel=1e-6)
    assert solve_lshaped(one.problem, gap=1e-9).upper == pytest.approx(expected, rel=1e-8)
    assert one.paths.probabilities.sum() == pytest.approx(1.0) and len(one.paths.scenarios) == futures


def test_a_tree_and_its_combinations_are_one(tmp_path: Path) -> None:
    """The same program as INDEP and as SCENARIOS that branch off one another."""
    tree = """STOCH
SCENARIOS
 SC A  'ROOT'  0.09  PERIOD1
    RIGHT DEMAND1 3.0
    RIGHT DEMND21 3.2
 SC B  A  0.12  PERIOD3
    RIGHT DEMND21 5.3
 SC C  A  0.09  PERIOD3
    RIGHT DEMND21 7.8
 SC D  ROOT  0.12  PERIOD2
    RIGHT DEMAND1 5.0 DEMND21 3.2
 SC E  D  0.16  PERIOD3
    RIGHT DEMND21 5.3
 SC F  D  0.12  PERIOD3
    RIGHT DEMND21 7.8
 SC G  A  0.09  PERIOD2
    RIGHT DEMAND1 7.0
 SC H  G  0.12  PERIOD3
    RIGHT DEMND21 5.3
 SC I  G  0.09  PERIOD3
    RIGHT DEMND21 7.8
ENDATA
"""
    (tmp_path / "tree.sto").write_text(tree)
    core, time, _ = shipped("lands3")
    one, other = read_smps(core, time, tmp_path / "tree.sto"), instance("lands3")
    left, right = (measures(i.problem, solve_extensive(i.problem), paths=i.paths, mean=i.mean) for i in (one, other))
    assert (left.rp, left.ws, left.ev) == pytest.approx((right.rp, right.ws, right.ev), rel=1e-9)
    assert one.futures == 9 and len(one.problem.scenarios) == 3


def test_scenarios_of_the_core_itself_share_its_nodes(tmp_path: Path) -> None:
    late = "STOCH\nSCENARIOS DISCRETE\n" + "".join(
        f" SC {name} ROOT 0.5 PERIOD3\n    RIGHT DEMND21 {demand}\n" for name, demand in (("A", 3.2), ("B", 5.3))
    )
    (tmp_path / "late.sto").write_text(late + "ENDATA\n")
    core, time, _ = shipped("lands3")
    one = read_smps(core, time, tmp_path / "late.sto")
    assert len(one.problem.scenarios) == 1 and one.futures == 2
    assert cost(one) > 0


CORE = """NAME P
ROWS
 N COST
 N OTHER
 L R1
 E R2
 G R3
COLUMNS
 X COST 1.0 R1 1.0
 X R2 1.0 OTHER 7
 Y COST 2.0 R2 1.0
 Y R3 1.0
 Z COST 3.0 R3 1.0
 Z R2 -1.0
RHS
 B R1 10 R2 4
 B R3 2 COST -5
BOUNDS
 UP BND Y 8
ENDATA
"""
TIME = "TIME P\nPERIODS LP\n X R1 P.1\n Y R2 P.2\nENDATA\n"
STOCH = "STOCH P\nINDEP DISCRETE\n B R2 4 P.2 0.5\n B R2 6 P.2 0.5\nENDATA\n"


def test_every_layout_says_the_same(tmp_path: Path) -> None:
    plain = cost(read_smps(*written(tmp_path, CORE, TIME, STOCH)))
    assert plain == pytest.approx(5 + min(x + 0.5 * (later(4 - x) + later(6 - x)) for x in np.linspace(0, 10, 2001)))
    layouts = {
        "tabs, comments and blank lines": (CORE.replace(" X COST", "\tX\tCOST").replace("RHS\n", "* c\n\nRHS RIGHT\n"),
                                           TIME, STOCH),
        "no name of the vector": (CORE.replace(" B R", " R"), TIME, STOCH.replace(" B R2", " R2")),
        "another name of the vector": (CORE, TIME, STOCH.replace(" B R2", " RIGHT R2")),
        "no period": (CORE, TIME, STOCH.replace("P.2 ", "")),
        "objective as first row": (CORE, TIME.replace("X R1", "X COST"), STOCH),
        "explicit": (CORE, "TIME P\nPERIODS EXPLICIT\n P.1\n P.2\nROWS\n R1 P.1\n R2 P.2\n R3 P.2\nCOLUMNS\n X P.1\n"
                           " Y P.2\n Z P.2\nENDATA\n", STOCH),
        "added": (CORE, TIME, STOCH.replace("DISCRETE", "DISCRETE ADD").replace("R2 4", "R2 0")
                  .replace("R2 6", "R2 2")),
        "multiplied": (CORE, TIME, STOCH.replace("DISCRETE", "DISCRETE MULTIPLY").replace("R2 4", "R2 1")
                       .replace("R2 6", "R2 1.5")),
        "a block": (CORE, TIME, "STOCHASTIC P\nBLOCKS DISCRETE REPLACE\n BL K P.2 0.5\n B R2 4 R3 2\n BL K P.2 0.5\n"
                                " B R2 6\nENDATA\n"),
        "scenarios": (CORE, TIME, "STOCH\nSCENARIOS\n SC A 'ROOT' 0.5 P.1\n SC B A 0.5 P.2\n B R2 6\nENDATA\n"),
        "Fortran": (CORE.replace("R1 10", "R1 1.D+1"), TIME, STOCH.replace("R2 6", "R2 .6D1")),
    }  # fmt: skip
    for name, texts in layouts.items():
        one = read_smps(*written(tmp_path, *texts))
        assert cost(one) == pytest.approx(plain), name
        assert one.warnings == () or name == "another name", name
    paths = written(tmp_path, CORE, TIME, STOCH)
    for path in paths:
        path.write_bytes(gzip.compress(path.read_bytes()))
    assert cost(read_smps(*paths)) == pytest.approx(plain)


def later(short: float) -> float:
    """Least 2 y + 3 z with y - z = short, y + z >= 2, 0 <= y <= 8, z >= 0."""
    z = max(0.0, -short, (2 - short) / 2)
    return 2 * (short + z) + 3 * z if short + z <= 8 else np.inf


def test_names_with_blanks_stand_in_fixed_columns(tmp_path: Path) -> None:
    core = """NAME          BLANKS
ROWS
 N  COST
 L  ROW 1
 G  ROW 2
COLUMNS
    COL A     COST               1.0   ROW 1              1.0
    COL A     ROW 2              1.0
    COL B     COST               3.0   ROW 2              1.0
RHS
    RIGHT     ROW 1              4.0   ROW 2              5.0
BOUNDS
 UP BND       COL A              3.0
ENDATA
"""
    time = """TIME          BLANKS
PERIODS
    COL A     ROW 1                    ONE
    COL B     ROW 2                    TWO
ENDATA
"""
    stoch = """STOCH         BLANKS
INDEP         DISCRETE
    RIGHT     ROW 2              5.0   TWO                0.5
    RIGHT     ROW 2              1.0   TWO                0.5
ENDATA
"""
    assert cost(read_smps(*written(tmp_path, core, time, stoch))) == pytest.approx(3.0 + 0.5 * 3.0 * 2.0)


def test_ranges_bounds_and_the_sense(tmp_path: Path) -> None:
    core = """NAME P
OBJSENSE
    MAX
ROWS
 N PROFIT
 E UP
 E DOWN
 L LESS
 G MORE
COLUMNS
 A PROFIT 1 UP 1
 B PROFIT -1 DOWN 1
 C PROFIT 1 LESS 1
 D PROFIT -1 MORE 1
 E PROFIT 1
 F PROFIT -1
 G PROFIT -1
 M1 'MARKER' 'INTORG'
 W PROFIT 1 LESS 1
 M2 'MARKER' 'INTEND'
 L1 PROFIT 1
RHS
 R UP 2 DOWN 2
 R LESS 2 MORE 2
RANGES
 R UP 3 DOWN -1.5
 R LESS 1 MORE 4
BOUNDS
 BV BND E
 MI BND F
 LO BND F -3
 UP BND G -2
 LO BND G -4
 UP BND W 1.5
 UI BND L1 2.5
ENDATA
"""
    time = "TIME P\nPERIODS\n A UP ONE\n D MORE TWO\nENDATA\n"
    stoch = "STOCH P\nINDEP DISCRETE\n R MORE 2 0.5\n R MORE 1 0.5\nENDATA\n"
    one = read_smps(*written(tmp_path, core, time, stoch))
    assert one.sense == -1 and one.whole and one.problem.first.names[0] == "A"
    first, second = one.problem.first, one.problem.scenarios[0].stage
    assert first.row_lower.tolist() == [2.0, 0.5] and first.row_upper.tolist() == [5.0, 2.0]
    assert (second.row_lower.tolist(), second.row_upper.tolist()) == ([1.0, 2.0], [2.0, 6.0])
    assert "column 'G' has a negative upper bound" in one.warnings[0].what
    assert "'LESS' of ONE uses columns of TWO" in one.warnings[1].what and len(one.warnings) == 2
    names = dict(zip(second.names, zip(second.col_lower, second.col_upper, strict=True), strict=True))
    assert names == {"D": (0, np.inf), "E": (0, 1), "F": (-3, np.inf), "G": (-4, -2), "W": (0, 1.5), "L1": (0, 2.5)}
    assert second.whole is not None and second.whole.tolist() == [False, True, False, False, True, True]
    # A 5, B -0.5, C and W share 2, D -2 or -1, E 1, F 3, G 4, L1 2
    assert cost(one) == pytest.approx(5 - 0.5 + 2 - 1.5 + 1 + 3 + 4 + 2)


def test_costs_coefficients_bounds_and_ranges_can_be_random(tmp_path: Path) -> None:
    core = CORE.replace("BOUNDS", "RANGES\n RNG R3 9\nBOUNDS")
    stoch = """STOCH P
BLOCKS DISCRETE
 BL ONE P.2 0.25
 Y COST 2 R3 1
 X R3 0.5
 UP BND Y 8
 RNG R3 9
 B R2 4
 BL ONE P.2 0.75
 Y COST 4
 X R3 0
 UP BND Y 5
 RNG R3 1
ENDATA
"""
    one = read_smps(*written(tmp_path, core, TIME, stoch))
    good, bad = one.problem.scenarios
    assert (good.stage.cost.tolist(), bad.stage.cost.tolist()) == ([2.0, 3.0], [4.0, 3.0])
    assert (good.stage.col_upper[0], bad.stage.col_upper[0]) == (8.0, 5.0)
    assert (good.stage.row_upper.tolist(), bad.stage.row_upper.tolist()) == ([4.0, 11.0], [4.0, 3.0])
    assert (good.technology.value.tolist(), bad.technology.value.tolist()) == ([1.0, 0.5], [1.0])
    assert good.stage.matrix.value.tolist() == bad.stage.matrix.value.tolist()
    mean = one.mean.scenarios[0]
    assert mean.stage.cost.tolist() == [3.5, 3.0] and mean.technology.value.tolist() == [1.0, 0.125]
    again = pickle.loads(pickle.dumps(one.problem))
    assert solve_extensive(again).upper == solve_extensive(one.problem).upper


def test_futures_share_what_does_not_change() -> None:
    one, two = instance("lands").problem.scenarios[0], instance("lands").problem.scenarios[1]
    problem = instance("lands").problem
    one, two = problem.scenarios[0], problem.scenarios[-1]
    assert one.stage.matrix is two.stage.matrix and one.technology is two.technology
    assert one.stage.cost is two.stage.cost and one.stage.row_lower is not two.stage.row_lower
    assert problem.probabilities.tolist() == pytest.approx([0.3, 0.4, 0.3])
    with pytest.raises(IndexError):
        problem.scenarios[3]


def test_combinations_multiply_and_are_made_when_asked_for(tmp_path: Path) -> None:
    lines = "".join(f" B {row} {value} 0.01\n" for row in ("R2", "R3") for value in range(100))
    one = read_smps(*written(tmp_path, CORE, TIME, f"STOCH\nINDEP DISCRETE\n{lines}ENDATA\n"))
    assert one.futures == 10_000 and one.probability == pytest.approx(1.0)
    middle = one.problem.scenarios[4217]
    assert middle.stage.row_lower.tolist() == [42.0, 17.0] and middle.probability == pytest.approx(1e-4)
    assert one.mean.scenarios[0].stage.row_lower.tolist() == pytest.approx([49.5, 49.5])


def test_a_sample_has_the_moments_of_its_distributions(tmp_path: Path) -> None:
    kinds = {"UNIFORM": (2, 6, 4.0), "NORMAL": (4, 0.25, 4.0), "GAMMA": (2, 3, 6.0), "BETA": (2, 6, 0.25),
             "LOGNORM": (0, 0.25, np.exp(0.125))}  # fmt: skip
    for kind, (a, b, mean) in kinds.items():
        paths = written(tmp_path, CORE, TIME, f"STOCH\nINDEP {kind}\n B R2 {a} P.2 {b}\nENDATA\n")
        one = read_smps(*paths, sample=4000, seed=3)
        sides = np.array([scenario.stage.row_lower[0] for scenario in one.problem.scenarios])
        assert sides.mean() == pytest.approx(mean, rel=0.05) and len(sides) == one.futures == 4000
        same = read_smps(*paths, sample=10, seed=3).problem.scenarios[5]
        assert same.stage.row_lower[0] == read_smps(*paths, sample=10, seed=3).problem.scenarios[5].stage.row_lower[0]
    drawn = read_smps(*shipped("lands3"), sample=5, seed=2)
    assert drawn.futures == 25 and drawn.probability == pytest.approx(1.0)
    assert {s.stage.row_lower[4] for s in drawn.problem.scenarios} <= {3.0, 5.0, 7.0}
