"""The result: passages, drivers, traces, futures, streams, findings."""

from __future__ import annotations

import numpy as np
import pytest

from dayafter.adversary import AdversaryTask, frame, rebuild
from dayafter.adversary.arrays import arrays
from dayafter.adversary.drivers import first_order
from dayafter.adversary.explain import figures_of
from dayafter.adversary.passage import brownian, first_reached, quantile, shares
from dayafter.adversary.pool import Memory
from dayafter.adversary.tables import TABLES as RESULT_TABLES
from dayafter.case import Case, Policy, read_case
from dayafter.case.columns import FigureRow
from dayafter.case.tables import FIGURES
from dayafter.case.tables.events import Future
from dayafter.errors import CaseError, UsageError
from dayafter.uncertainty import Draws, futures_of
from dayafter.uncertainty.ranks import rank_correlation
from tests.adversary.worlds import world

CASE = read_case("arcadia")


def test_first_passage_of_a_brownian_motion_meets_its_closed_form() -> None:
    """On a fine grid, with the level moved by 0.5826 sigma sqrt(dt) for what happens between its points."""
    drift, sigma, level, years, steps = 0.4, 0.8, 1.0, 2.0, 500
    step = years / steps
    moves = np.random.default_rng(11).normal(drift * step, sigma * np.sqrt(step), (40_000, steps))
    paths = np.cumsum(moves, axis=1)
    barrier = np.full(len(paths), level - 0.5826 * sigma * np.sqrt(step))
    first = (first_reached(paths, barrier) + 1) * step
    for t in (0.5, 1.0, 2.0):
        assert (first <= t + 1e-9).mean() == pytest.approx(brownian(t, drift, sigma, level), abs=0.008)


def test_passages_and_their_quantiles() -> None:
    first = np.array([0.0, 2.0, 2.0, np.inf])
    assert shares(first, (0, 1, 2)) == {0: 0.25, 1: 0.25, 2: 0.75}
    assert quantile(first, 0.5) == 2 and quantile(first, 0.9) is None and quantile(first, 0.1) == 0
    paths = np.array([[0.0, 1.0, 3.0, 2.0], [0.0, 0.0, 0.0, 0.0]])
    assert first_reached(paths, np.array([2.0, 1.0])).tolist() == [2.0, np.inf]


def test_first_months_are_those_of_the_fan() -> None:
    made = rebuild(CASE, Draws(CASE, 200, 4))
    for place, mission in enumerate(made.missions):
        assert made.first_month(mission).tolist() == first_reached(made.ready, made.mission_size[:, place]).tolist()
    least = np.minimum.reduce([made.inputs[name] for name in made.components])
    np.testing.assert_allclose(made.ready, least, rtol=1e-12)
    assert (made.smooth >= made.ready - 1e-9).all()
    with pytest.raises(UsageError, match="invasion"):
        made.first_month("invasion")
    with pytest.raises(UsageError):
        made.trace(99)


def test_drivers_find_what_drives() -> None:
    rng = np.random.default_rng(2)
    x, other = rng.random(4000), rng.random(4000)
    y = 3 * x + other
    assert first_order(x, y) == pytest.approx(0.9, abs=0.02) and first_order(other, y) == pytest.approx(0.1, abs=0.03)
    assert first_order(rng.random(4000), y) < 0.01 and first_order(x, np.ones(4000)) == 0
    assert rank_correlation(x, np.exp(x)) == pytest.approx(1) and rank_correlation(x, np.zeros(4000)) == 0
    assert rank_correlation(np.array([1.0, 1, 2, 3]), np.array([1.0, 2, 3, 3])) == pytest.approx(8 / 9)
    found = rebuild(CASE, Draws(CASE, 1500, 4)).drivers(12)
    assert sum(driver.share for driver in found) < 1.1
    assert all(0 <= driver.share <= 1 and -1 <= driver.correlation <= 1 for driver in found)
    assert any(driver.ref.startswith("adversary_") and driver.share > 0.05 for driver in found)


def changed(case: Case, refs: set[str]) -> Case:
    """The case with these figures 1.37 times as large."""
    tables = {}
    for table in FIGURES:
        rows = []
        for row in case.tables.get(table, ()):
            assert isinstance(row, FigureRow)
            if f"{table}:{'/'.join(row.key)}" in refs:
                row = row.model_copy(update={part: getattr(row, part) * 1.37 for part in ("low", "central", "high")})
            rows.append(row)
        tables[table] = rows
    return case.replace(tables)


def test_figures_outside_the_trace_move_nothing_and_each_inside_can() -> None:
    made = rebuild(CASE, Draws.central(CASE))
    refs = set(figures_of(made))
    assert made.trace(6).all_reads() == refs
    outside = {q.ref for table in FIGURES for q in CASE.quantities(table).values()} - refs
    other = changed(CASE, outside)
    assert rebuild(other, Draws.central(other)).ready.tobytes() == made.ready.tobytes()
    noise_only = {ref for ref in refs if "_phi/" in ref}
    for ref in sorted(refs - noise_only):
        case = changed(CASE, {ref})
        moved = rebuild(case, Draws.central(case))
        arrays = [*made.inputs.items(), *made.stocks.items()]
        assert any(values.tobytes() != {**moved.stocks, **moved.inputs}[name].tobytes() for name, values in arrays), ref


def test_trace_tells_the_number_by_component() -> None:
    made = rebuild(CASE, Draws.central(CASE))
    trace = made.trace(6)
    assert trace.value == made.ready[0, 6] == min(child.value or 0.0 for child in trace.children)
    told = made.explain(6)
    assert told["central"] == trace.value and told["scarcest"] in made.components
    gun = next(child for child in trace.children if child.key["component"] == "gun").children[0]
    flows = {part.step: part.value for part in gun.children}
    assert set(flows) == {"new", "imported", "refurbished", "repaired", "lost", "scrapped"}


def test_every_table_has_rows() -> None:
    made = rebuild(CASE, Draws(CASE, 100, 4))
    for name in RESULT_TABLES:
        assert made.records(name) and made.table(name).height == len(made.records(name))
    assert {row["month"] for row in made.records("ready", 3)} == {3}
    with pytest.raises(UsageError, match="redy"):
        made.records("redy")  # type: ignore[arg-type]
    assert set(made.summary()) >= {"ready", "stocks", "missions", "scarcest", "drivers"}


def test_labelled_arrays() -> None:
    pytest.importorskip("xarray")
    made = rebuild(CASE, Draws(CASE, 10, 4, first=5))
    data = made.to_xarray()
    assert float(data["ready"].sel(draw=7, month=3)) == made.ready[2, 3]
    assert float(data["stock"].sel(category="gun", draw=7, month=3)) == made.stocks["gun"][2, 3]


def test_labelled_arrays_need_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "xarray", None)
    with pytest.raises(UsageError, match="arrays"):
        rebuild(CASE, Draws(CASE, 2, 4)).to_xarray()


def with_future(action: str, target: str, match: str, value: float | None, month: float = 4.0) -> Case:
    row = Future.model_validate(
        {"future_id": "x", "step": 1, "name": "X", "action": action, "target": target, "match": match, "value": value}
    )
    common = {"future_id": "x", "interval": "min-max", "as_of": "2030-01-31", "source_id": "own", "basis": "judged",
              "credibility": 5, "note": "invented for a test"}  # fmt: skip
    chance = FIGURES["future_chances"].model_validate({**common, "low": 1, "central": 1, "high": 1, "unit": "share"})
    when = FIGURES["future_months"].model_validate(
        {**common, "low": month, "central": month, "high": month, "unit": "months"}
    )
    return world().replace({"futures": [row], "future_chances": [chance], "future_months": [when]})


@pytest.mark.parametrize(
    ("action", "target", "match", "value", "sign", "what"),
    [
        ("set", "adversary_rates", "rate=residual", 1.0, -1, "gun"),
        ("scale", "adversary_production", "origin=new", 2.0, 1, "gun"),
        ("scale", "adversary_production", "origin=imported", 3.0, 1, "gun"),
        ("scale", "adversary_personnel", "group=recruits-a-month", 2.0, 1, "people"),
        ("set", "adversary_rates", "rate=release", 0.0, 1, "people"),
    ],
)
def test_futures_work_from_their_month_on(
    action: str, target: str, match: str, value: float, sign: int, what: str
) -> None:
    case = with_future(action, target, match, value)
    draws = Draws(case, 40, 3)
    usual = rebuild(case, draws)
    futures = futures_of(case, draws)
    assert futures is not None and futures.happens.all()
    made = rebuild(case, Draws(case, 40, 3, futures=futures))
    np.testing.assert_allclose(made.stocks[what][:, :5], usual.stocks[what][:, :5], rtol=1e-12)
    assert (sign * (made.stocks[what][:, 8] - usual.stocks[what][:, 8]) > 0).all()
    assert {"future_chances:x", "future_months:x"} <= set(made.reads[what])


def test_draws_in_which_nothing_happens_are_those_without_futures() -> None:
    case = read_case("arcadia")
    draws = Draws(case, 400, 3)
    futures = futures_of(case, draws)
    assert futures is not None
    usual, made = rebuild(case, draws).ready, rebuild(case, Draws(case, 400, 3, futures=futures)).ready
    quiet = ~futures.happens.any(axis=1)
    assert quiet.any() and made[quiet].tobytes() == usual[quiet].tobytes() and (made != usual).any()


def test_memory_used_again_changes_nothing() -> None:
    case, memory = read_case("arcadia"), Memory()
    shape = frame(case)
    for size, seed in ((90, 1), (300, 2), (40, 3)):
        draws = Draws(case, size, seed, futures=futures_of(case, Draws(case, size, seed)))
        used, fresh = arrays(case, draws, shape, memory)[0], arrays(case, draws, shape)[0]
        assert used.tracks.tobytes() == fresh.tracks.tobytes() and np.array_equal(used.rows, fresh.rows)


def test_many_draws_are_those_of_a_rebuilding_as_long_as_the_truce_holds() -> None:
    breaks = with_future("set", "adversary_rates", "rate=residual", 1.0)
    case = Policy("in some draws").set("future_chances", 0.4).apply(breaks)
    task = AdversaryTask(case, 5)
    columns = task.run(0, 90)
    made = rebuild(case, Draws(case, 90, 5, futures=futures_of(case, Draws(case, 90, 5))))
    assert made.holds.any(axis=0).all() and not made.holds.all()
    assert ((columns["ready"] > 0) == made.holds).all()
    assert np.abs((columns["ready"] - 1) / 10 - made.ready)[made.holds].max() <= 0.05 + 1e-9
    never = task.frame.months + 1
    for place, mission in enumerate(task.frame.missions):
        wanted = np.where(np.isinf(made.first_month(mission)), never, made.first_month(mission))
        assert columns["first_month"][:, place].tolist() == wanted.tolist()
    told = task.summarise([{name: values[:7] for name, values in columns.items()},
                           {name: values[7:] for name, values in columns.items()}])  # fmt: skip
    last = told["months"][-1]
    assert last["share_held"] == made.holds[:, -1].mean()
    assert last["ready_low"] <= last["ready"] <= last["ready_high"]
    assert told == task.summarise([columns])


def test_every_missing_figure_is_named_at_once() -> None:
    missing = {"adversary_rates": {("residual", "any"): None, ("training", "people"): None}}
    case = world({**missing, "mission_scale": {("local", "formations"): None}, "adversary_stocks": {("gun",): None}})
    with pytest.raises(CaseError) as raised:
        rebuild(case, Draws.central(case))
    keys = {str(finding.details["key"]) for finding in raised.value.findings}
    assert keys >= {"residual/gun", "residual/people", "training/people", "local/formations", "gun"}
    empty = case.replace({"missions": [], "adversary_formations": []})
    with pytest.raises(CaseError) as raised:
        rebuild(empty, Draws.central(empty))
    assert {str(finding.details["table"]) for finding in raised.value.findings} == {"missions", "adversary_formations"}
