"""The decision to attack: by hand, against a search over all months, in what can never raise it, in what it refuses."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dayafter.deterrence.attack import Risk, decide
from dayafter.deterrence.attack.inputs import has_types, remaining
from dayafter.deterrence.attack.lessons import waiting
from dayafter.deterrence.attack.model import monthly, status_quo
from dayafter.errors import CaseError, UsageError
from tests.deterrence.attack.deciders import guarantee, kind, race_with
from tests.uncertainty.rows import figure

WIDE = (
    figure("assumptions", "brigades_in_being", 10, low=5, high=15),
    figure("assumptions", "contest_decisiveness", 2, low=1, high=3, unit="exponent"),
)
KEEN: dict[str, Any] = dict(
    material_cost=(0.02, 0.06, 0.15), political_cost=(0.01, 0.03, 0.08), sanction_cost=(0.01, 0.02, 0.05)
)
NOISE = 3.0
"""Standard errors that chance may make."""


def by_hand(risk: Risk, mission: int, month: int, fights: float = 0.0) -> float:
    """The margin of one mission in one month by eq. 1, 3 and 19 to 21, one number after the other."""
    race = risk.race
    size, response = ((4, 0.5), (12, 1.0))[mission]
    defenders = (0.25, 1.0)[mission] * float(race.strong[0, month])
    ratio = min(float(race.rebuilding.ready[0, month]), size) / defenders
    p = ratio**2 / (ratio**2 + (2.0, 1.5)[mission] ** 2)
    costs = (0.2 + 0.1) * size / 12 + 0.05 * response
    truce = (0.02 - 0.01) / 12 / (1 - 0.9 ** (1 / 12))
    return float(p * (0.2, 0.8)[mission] - costs - fights * response * 0.4 - response * truce)


def test_margins_by_hand() -> None:
    risk = decide(race_with(*kind("one"), *guarantee("pact", 0.5)), "pact")
    made = risk.decisions()[0].payoffs
    for mission in (0, 1):
        for month in range(1, 7):
            assert made.margin[0, mission, month] == pytest.approx(by_hand(risk, mission, month, 0.5), rel=1e-9)
    possible = risk.here.possible[0]
    assert possible[0].tolist() == [False] + [True] * 6
    assert possible[1].tolist() == [False] * 3 + [True] * 4
    assert made.gain[0, 0] == -np.inf


@settings(max_examples=30, deadline=None)
@given(
    ready=st.lists(st.integers(0, 20), min_size=7, max_size=7),
    costs=st.floats(0.0, 0.1),
    peace=st.floats(0.0, 0.05),
    discount=st.floats(0.3, 0.98),
)
def test_without_doubt_it_attacks_in_the_month_that_a_search_finds(
    ready: list[int], costs: float, peace: float, discount: float
) -> None:
    """Draws that are all alike know their future: the best month is that of the largest discounted margin."""
    cheap = kind("one", material_cost=costs, political_cost=costs, peace=peace, discount=discount)
    one = decide(race_with(*cheap, ready=ready)).decisions()[0]
    gain = np.where(np.isfinite(one.payoffs.gain[0]), one.payoffs.gain[0], -1.0)
    worth = gain * discount ** (np.arange(7) / 12)
    if worth.max() <= 1e-9:
        assert np.isinf(one.when).all() and not one.later.any()
        return
    found = int(one.when[0]) if np.isfinite(one.when[0]) else 6
    assert worth[found] == pytest.approx(worth.max(), rel=1e-9)
    assert bool(one.later[0]) == np.isinf(one.when[0])


def test_status_quo_is_the_flow_for_good() -> None:
    risk = decide(race_with(*kind("one")))
    values = risk.values(0)
    flow, d = 0.01 / 12, float(monthly(values.discount)[0])
    summed = sum(flow * d**n for n in range(20000))
    assert status_quo(values)[0] == pytest.approx(summed, rel=1e-9)
    endless = replace(values, discount=np.ones_like(values.discount))
    assert np.isfinite(status_quo(endless)).all()


def test_nothing_that_makes_an_attack_worse_brings_more_of_them() -> None:
    some = {**KEEN, "material_cost": (0.1, 0.2, 0.4)}
    race = race_with(*WIDE, *kind("one", **some), *guarantee("weak", 0.3), *guarantee("strong", 0.9), draws=300)
    base, weak, strong = (decide(race, name) for name in ("", "weak", "strong"))
    more = decide(race, strength=np.full((300, 7), 5.0))
    cost = {**KEEN, "material_cost": (0.4, 0.5, 0.7)}
    dear = decide(race_with(*WIDE, *kind("one", **cost), draws=300))

    def share(risk: Risk) -> float:
        return float(risk.given_truce()[0, -1])

    assert 0.1 < share(base) < 0.95, "the test is idle where nobody or everybody attacks"
    error = NOISE * np.sqrt(0.25 / 300)
    assert share(weak) <= share(base) + error
    assert share(strong) <= share(weak) + error
    assert share(more) <= share(base) + error
    assert share(dear) <= share(base) + error
    assert share(strong) < share(base) - error, "a guarantee that nearly always fights must tell"
    assert share(more) < share(base) - error
    for risk in (weak, strong, more):
        assert (risk.decisions()[0].payoffs.gain <= base.decisions()[0].payoffs.gain + 1e-12).all()


def test_a_guarantee_that_starts_later_is_preceded_by_attacks() -> None:
    race = race_with(*WIDE, *kind("one", **KEEN), *guarantee("pact", 1, starts=4), ready=[16] * 7, draws=300)
    shares = {name: decide(race, name).given_truce()[0] for name in ("", "pact")}
    hazard = decide(race, "pact").hazard[0]
    assert hazard[4:].max() <= 0.05 < hazard[:4].max()
    assert shares["pact"][3] >= shares[""][3] - 0.05


def test_promises_hold_from_their_month_and_before_it_what_they_fall_to() -> None:
    rows = (*guarantee("small", 0.2, 1, backers="AL"), *guarantee("great", 0.7, 4, falls_to="small", backers="AL; AR"))
    race = race_with(*kind("one"), *rows)
    figures, months = decide(race).figures, race.months
    assert figures.promise("great", months)[0].tolist() == [0, 0.2, 0.2, 0.2, 0.7, 0.7, 0.7]
    assert figures.promise("small", months)[0].tolist() == [0, *[0.2] * 6]
    assert figures.promise("", months).max() == 0
    assert figures.ids == ("small", "great"), "the weakest first"
    assert remaining(race.case, "great", ["AR"]) == "small"
    assert remaining(race.case, "great", ["AL"]) == ""
    assert remaining(race.case, "great", ["BO"]) == "great"
    with pytest.raises(UsageError, match="great"):
        decide(race, "grate")


def test_a_guarantee_that_falls_to_itself_ends() -> None:
    rows = (*guarantee("a", 0.2, 3, falls_to="b", backers="AL"), *guarantee("b", 0.4, 1, falls_to="a", backers="AL"))
    race = race_with(*kind("one"), *rows)
    assert remaining(race.case, "a", ["AL"]) == ""
    assert decide(race).figures.promise("a", race.months)[0].tolist() == [0, 0.4, 0.4, *[0.2] * 4]


def test_draws_whose_truce_breaks_leave_and_are_no_attacks() -> None:
    race = race_with(*WIDE, *kind("one", **KEEN), draws=200)
    holds = np.array(race.holds)
    holds[::2, 3:] = False
    contest = replace(race.contest, holds=holds)
    broken = replace(race, contest=contest)
    one = decide(broken).decisions()[0]
    assert not (np.isfinite(one.when[::2]) & (one.when[::2] >= 3)).any()
    assert not one.pays[::2, 3:].any() and not one.later[::2].any()
    shares = decide(broken).given_truce()[0]
    assert (np.diff(shares) >= -1e-12).all() and shares[0] >= 0 and shares[-1] <= 1


def test_a_wrong_belief_moves_the_answer_its_way() -> None:
    race = race_with(*WIDE, *kind("one", **KEEN), draws=200)
    risk = decide(race)
    gains = [risk.decisions(belief)[0].payoffs.gain for belief in (0.5, 1.0, 2.0)]
    assert (gains[0] <= gains[1]).all() and (gains[1] <= gains[2]).all()
    rows = {row["belief"]: row["attacked_by"] for row in risk.records("beliefs") if row["month"] == 6}
    assert rows[0.5] < rows[1.0] + 0.05 and rows[1.0] < rows[2.0] + 0.05 and rows[0.5] < rows[2.0]


def test_the_boundary_is_where_the_margin_changes_its_sign() -> None:
    race = race_with(*WIDE, *kind("one", **KEEN, belief=1.5, belief_fights=0.7), draws=50, ready=[16] * 7)
    from dayafter.deterrence.attack.logic import ceasing

    risk = decide(race)
    for mission in (0, 1):
        ratio = race.ratio[:, mission, 2]
        for draw in (0, 7, 31):
            edge = float(ceasing(risk, 0, mission, float(ratio[draw]))[draw])
            for fights in (0.0, 0.3, 0.6, 1.0):
                margin = decide(race, fights=np.full((50, 7), fights)).decisions()[0].payoffs.margin[draw, mission, 2]
                assert (margin > 0) == (fights < edge), (mission, draw, fights, edge)


def test_credibility_tells_the_same_as_the_margin() -> None:
    race = race_with(*WIDE, *kind("one", **KEEN), *guarantee("pact", 0.4), draws=100, ready=[16] * 7)
    risk = decide(race, "pact")
    margin = risk.decisions()[0].payoffs.margin
    for row in risk.records("credibility"):
        place = race.place(row["mission"])
        rows = risk.here.possible[:, place, row["month"]]
        assert row["deterred"] == pytest.approx(float((margin[rows, place, row["month"]] <= 1e-12).mean()), abs=0.011)


def test_types_are_mixed_by_weights_that_the_user_may_set() -> None:
    rows = (*kind("keen", **KEEN, weight=0.75), *kind("shy", material_cost=0.9, weight=0.25))
    race = race_with(*WIDE, *rows, draws=100)
    risk = decide(race)
    shares = risk.given_truce()
    assert shares[risk.types.index("keen"), -1] > shares[risk.types.index("shy"), -1]
    mixed = risk.records("mixed")[-1]
    keen, shy = (shares[risk.types.index(name), -1] for name in ("keen", "shy"))
    assert mixed["attacked_by"] == pytest.approx(0.75 * keen + 0.25 * shy)
    only = decide(race, weights={"shy": 3.0})
    assert only.records("mixed")[-1]["attacked_by"] == pytest.approx(shy)
    moved = {row["type"]: row for row in risk.records("weights") if row["month"] == 6}
    assert moved["keen"]["alone"] == pytest.approx(keen)
    for wrong in ({"bold": 1.0}, {"keen": -1.0}, {"keen": 0.0}, {"keen": float("nan")}):
        with pytest.raises(UsageError):
            decide(race, weights=wrong)


def test_a_force_adds_strength_and_its_own_chance_to_fight() -> None:
    race = race_with(*kind("one"), *guarantee("pact", 0.5))
    same = decide(race, fights=np.full((4, 7), 0.5))
    np.testing.assert_array_equal(
        same.decisions()[0].payoffs.margin, decide(race, "pact").decisions()[0].payoffs.margin
    )
    for wrong in (np.zeros((4, 6)), np.full((4, 7), -1.0), np.full((4, 7), np.nan)):
        with pytest.raises(UsageError, match="strength"):
            decide(race, strength=wrong)
    with pytest.raises(UsageError, match="fights"):
        decide(race, fights=np.full((4, 7), 1.5))


def test_one_draw_teaches_itself() -> None:
    risk = decide(race_with(*kind("one", material_cost=0.0, political_cost=0.0), draws=1, ready=[16] * 7))
    assert risk.given_truce().shape == (1, 7)
    assert np.isfinite(waiting(risk.decisions()[0].problem)).all()
    assert risk.records("types")[0]["choice_lower"] >= 0


def test_lessons_use_no_draw_to_teach_itself() -> None:
    """A draw whose future is changed after its decision month leaves its own worth of waiting as it was."""
    race = race_with(*WIDE, *kind("one", **KEEN), draws=64)
    one = decide(race).decisions()[0]
    before = waiting(one.problem)
    payoff = np.array(one.problem.payoff)
    payoff[5, 4:] += 0.5
    after = waiting(replace(one.problem, payoff=payoff))
    np.testing.assert_allclose(after[5, :4], before[5, :4], atol=1e-12)
    assert not np.allclose(np.delete(after, 5, axis=0), np.delete(before, 5, axis=0))


def test_every_missing_figure_is_a_finding_of_its_own() -> None:
    race = race_with(*kind("one"), *guarantee("pact", 0.5))
    missing = (
        "type_values:one/discount",
        "type_aims:one/large",
        "guarantee_terms:pact/starts",
        "mission_scale:local/response",
        "assumptions:contest_decisiveness",
    )
    tables: dict[str, Any] = {}
    for ref in missing:
        table, key = ref.split(":")
        rows = tables.get(table, race.case.tables[table])
        tables[table] = [row for row in rows if "/".join(row.key) != key]
    from dayafter.uncertainty import Draws

    case = race.case.replace(tables)
    with pytest.raises(CaseError) as caught:
        decide(replace(race, case=case, draws=Draws(case, 4, 7)))
    assert {f.details["key"] for f in caught.value.findings} == {ref.split(":")[1] for ref in missing}
    assert {f.code for f in caught.value.findings} == {"figure-needed"}
    bare = case.replace({"adversary_types": ()})
    assert has_types(case) and not has_types(bare)
    with pytest.raises(CaseError, match="adversary_types"):
        decide(replace(race, case=bare, draws=Draws(bare, 4, 7)))
