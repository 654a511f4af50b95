"""The arithmetic of the rebuilding: by hand, by its twin, by its accounts, and by what must never fall."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dayafter.adversary import Rebuilding, frame, rebuild, twin
from dayafter.adversary.arrays import arrays
from dayafter.adversary.inputs import lucks
from dayafter.adversary.kernel import LANES
from dayafter.adversary.model import run
from dayafter.case import read_case
from dayafter.uncertainty import Draws, futures_of
from tests.adversary.worlds import figure, world


def central(**changes: Mapping[Any, float | None]) -> Rebuilding:
    case = world(changes)
    return rebuild(case, Draws.central(case))


def test_two_months_by_hand() -> None:
    """No war before the ceasefire; residual 0.1. Damaged at the start 40 x 0.5 / 0.5 = 40; each month 10 new, 2
    imported, 4 lost (2 of them damaged), half of the damaged repaired; the store gives 16, then 4 and 6 of the 20."""
    made = central()
    assert made.stocks["gun"][0, :3] == pytest.approx([200, 244, 244 + 12 + 4 + 6 + 11 - 4])
    flows = {name: values[0, :3].tolist() for name, values in made.flows["gun"].items()}
    assert flows["refurbished"] == pytest.approx([0, 16, 26])
    assert flows["repaired"] == pytest.approx([0, 20, 31]) and flows["lost"] == pytest.approx([0, 2, 4])
    # people: a third of 900 in each part of the course; 500 x 0.5 x 2 wounded on their way, half of them back a month
    first = 20000 + 900 + 250 - 50 - 0.01 * (20000 - 50)
    assert made.stocks["people"][0, :2] == pytest.approx([20000, first])
    second = first + 900 + 0.5 * (500 + 25 - 250) - 50 - 0.01 * (first - 50)
    assert made.stocks["people"][0, 2] == pytest.approx(second)
    assert made.ready[0, :2] == pytest.approx([10, 244 / 20])
    assert made.components[made.scarcest[0, 1]] == "gun"
    assert made.stocks["gun"][0, 3:5] == pytest.approx([273 + 12 + 8 + 6.5 - 4, 295.5 + 12 + 6 + 4.25 - 4])
    assert made.first_month("local").tolist() == [1] and made.first_month("large").tolist() == [5]


def test_war_lasts_until_the_ceasefire_and_share_bound_falls() -> None:
    case = world({"adversary_rates": {("pinned_war", "gun"): 0.5, ("regroup", "gun"): 4.0}}, ceasefire="2030-04-01")
    made = rebuild(case, Draws.central(case))
    assert frame(case).before == 2
    # 40 are lost in each of the two months, and as many are repaired as are damaged
    assert made.stocks["gun"][0, 0] == pytest.approx(200 + 2 * (10 + 2 + 20 - 40) + 26)
    assert made.inputs["gun"][0, :5] / made.stocks["gun"][0, :5] * 20 == pytest.approx([0.5, 0.625, 0.75, 0.875, 1])


def test_estimates_stand_in_front_of_raw_figures() -> None:
    estimates = {("active", "gun"): 300.0, ("output", "gun"): 52.0, ("war_loss", "gun"): 0.0}
    made = central(adversary_estimates=estimates, adversary_stocks={("gun",): 1.0})
    assert made.stocks["gun"][0, 0] == 300
    assert made.flows["gun"]["new"][0, 1] == pytest.approx(20) and made.flows["gun"]["lost"][0, -1] == 0
    assert made.flows["gun"]["refurbished"][0, 1] == pytest.approx(20 + 6)
    assert "adversary_stocks:gun" not in made.reads["gun"] and "adversary_estimates:active/gun" in made.reads["gun"]


def test_losses_lie_between_photographs_and_claims() -> None:
    rows = {("gun", "photographed", "2029-11-01"): 10.0, ("gun", "claimed", "2029-11-01"): 50.0}
    rates = {("war_loss", "gun"): None, ("claim_weight", "gun"): 0.25}
    made = central(adversary_losses=rows, adversary_rates=rates)
    assert made.flows["gun"]["lost"][0, 1] == pytest.approx((10 + 0.25 * 40) * 0.1 * 0.5)


@pytest.mark.parametrize("name", ["arcadia", "ukraine-2025"])
def test_kernel_and_its_twin_agree(name: str) -> None:
    case = read_case(name)
    shape = frame(case)
    futures = futures_of(case, Draws(case, 300, 5))
    made, _ = arrays(case, Draws(case, 300, 5, futures=futures), shape)
    fast = run(made, shape, flows=True)
    slow = run(made, shape, flows=True)
    for values in (slow.ready, slow.first, slow.stocks, slow.flows):
        values[:] = np.nan
    twin.simulate(
        made.constants, made.people, made.tracks, made.rows, made.people_rows, shape.lengths, shape.before,
        shape.keys, made.luck, 1.0, made.sizes, slow.ready, slow.scarcest, slow.first, slow.stocks, slow.flows,
    )  # fmt: skip
    for one, other in ((fast.ready, slow.ready), (fast.stocks, slow.stocks), (fast.flows, slow.flows)):
        np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-9)
    assert np.array_equal(fast.first, slow.first) and np.array_equal(fast.scarcest, slow.scarcest)


@settings(max_examples=25, deadline=None)
@given(
    rates=st.fixed_dictionaries(
        {
            ("residual", "any"): st.floats(0, 1),
            ("damaged", "gun"): st.floats(0, 1),
            ("repair", "gun"): st.floats(0.01, 1),
            ("decay", "gun"): st.floats(0, 0.5),
            ("cannibalised", "gun"): st.floats(0, 30),
            ("war_loss", "gun"): st.floats(0, 400),
            ("target_output", "gun"): st.floats(0, 50),
            ("ramp", "gun"): st.floats(0.5, 30),
        }
    ),
    ceasefire=st.sampled_from(["2030-02-01", "2030-07-01"]),
)
def test_nothing_is_made_of_nothing(rates: dict[tuple[str, ...], float | None], ceasefire: str) -> None:
    """Stocks and cumulative losses are what was there plus what came, in every draw and month."""
    case = world({"adversary_rates": rates}, spread=0.3, ceasefire=ceasefire)
    shape = frame(case)
    made, _ = arrays(case, Draws(case, 40, 3), shape)
    out = run(made, shape, flows=True)
    new, imported, refurbished, repaired, lost, scrapped = out.flows[0]
    c = made.constants[0]
    damaged = np.divide(c[8] * c[9], c[10], out=np.zeros_like(c[8]), where=c[10] > 0)
    active = out.stocks[0]
    assert active.min() >= -1e-9
    stored = c[1] + c[2] - refurbished - scrapped
    assert stored.min() >= -1e-9
    total_lost = np.where(c[9] < 1, lost / np.maximum(1 - c[9], 1e-300), 0.0)
    went = np.where(c[9] < 1, total_lost, np.nan)
    balance = c[0] + new + imported + refurbished + repaired - went - active
    np.testing.assert_allclose(balance[np.isfinite(balance)], 0, atol=1e-6)
    waiting = damaged + went * c[9] - repaired
    assert waiting[np.isfinite(waiting)].min() >= -1e-6


def test_noise_has_its_mean_and_variance_and_no_memory() -> None:
    luck = lucks(3, 0, 200_000)
    z = np.stack([part for key in (1, 2, 0x9E3779B9) for part in twin.noises(luck, key)])
    assert np.abs(z.mean(axis=1)).max() < 0.012 and np.abs(z.var(axis=1) - 1).max() < 0.012
    assert np.abs(np.corrcoef(z) - np.eye(6)).max() < 0.012
    assert abs(np.corrcoef(z[0, 1:], z[0, :-1])[0, 1]) < 0.012
    mean, phi = np.full(luck.size, 30.0), np.full(luck.size, 0.05)
    found = mean * (1 + twin.scatter(mean, phi) * z[0])
    assert found.mean() == pytest.approx(30, rel=0.005) and found.var() == pytest.approx(30 + 900 * 0.05, rel=0.02)
    small = 1 + twin.scatter(np.full(luck.size, 1.0), phi) * z[0]
    assert small.min() > 0 and small.mean() == pytest.approx(1, rel=0.005)


def test_bits_do_not_depend_on_slices_threads_or_other_categories() -> None:
    case = read_case("arcadia")
    whole = rebuild(case, Draws(case, 5 * LANES + 7, 9))
    for first, size in ((0, 1), (3, LANES), (LANES + 1, 2 * LANES + 5)):
        part = rebuild(case, Draws(case, size, 9, first=first), threads=2)
        assert part.ready.tobytes() == whole.ready[first : first + size].tobytes()
        assert part.first.tobytes() == whole.first[first : first + size].tobytes()
    rows = [*case.tables["adversary_stocks"], figure("adversary_stocks", ("boat",), 5, 6, 7)]
    rates = [*case.tables["adversary_rates"], figure("adversary_rates", ("war_loss", "boat"), 1, 2, 3)]
    more = case.replace({"adversary_stocks": rows, "adversary_rates": rates})
    beside = rebuild(more, Draws(more, 5 * LANES + 7, 9))
    assert "boat" in beside.stocks and beside.ready.tobytes() == whole.ready.tobytes()


MORE = (
    ("adversary_production", ("gun", "new")),
    ("adversary_production", ("gun", "imported")),
    ("adversary_production", ("gun", "refurbished")),
    ("adversary_stocks", ("gun",)),
    ("adversary_storage", ("gun", "usable")),
    ("adversary_personnel", ("recruits-a-month",)),
)
LESS = (
    ("adversary_rates", ("residual", "any")),
    ("adversary_rates", ("release", "people")),
    ("adversary_formations", ("gun",)),
    ("adversary_personnel", ("casualties-a-month",)),
)


@pytest.mark.parametrize(("table", "key"), [*MORE, *LESS])
@settings(max_examples=8, deadline=None)
@given(factor=st.floats(1.0, 1.6))
def test_more_never_hurts_and_losses_never_help(table: str, key: tuple[str, ...], factor: float) -> None:
    from tests.adversary.worlds import FIGURES

    usual: dict[str, dict[Any, float | None]] = {
        "adversary_rates": {("damaged", "gun"): 0.2},
        "adversary_personnel": {("returning-share",): 0.1},
    }
    base = world(usual)
    changed: dict[str, dict[Any, float | None]] = {name: dict(figures) for name, figures in usual.items()}
    changed.setdefault(table, {})[key] = FIGURES[table][key] * factor
    other = world(changed)
    few, many = rebuild(base, Draws.central(base)).ready, rebuild(other, Draws.central(other)).ready
    gain = (many - few) * (1 if (table, key) in MORE else -1)
    assert gain.min() >= -1e-9
