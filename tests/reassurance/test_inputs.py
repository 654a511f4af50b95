"""The pool of an option: who takes part, with what, from when; and what is missing."""

from __future__ import annotations

import numpy as np
import pytest

from dayafter.case import Case, read_case
from dayafter.case.columns import Row
from dayafter.case.labels import label_of, names_of
from dayafter.errors import CaseError, UsageError
from dayafter.reassurance.inputs import Pool, built_up, pools
from dayafter.reassurance.mandates import last_word
from dayafter.reassurance.problem import problem_of
from dayafter.uncertainty import Draws
from tests.reassurance.nations import NATIONS, mandate, nations, row, source
from tests.uncertainty.rows import figure


def part(case: Case, option: str = "rear", without: tuple[str, ...] = (), *, undecided: bool = True) -> list[str]:
    """Who takes part."""
    pool = pools(case, None, option, without, undecided=undecided)
    return [party for party, there in zip(pool.parties, pool.takes_part, strict=True) if there]


def whys(pool: Pool) -> dict[str, str]:
    return {stand.party: stand.why for stand in pool.stands}


def test_arrays_by_hand() -> None:
    pool = pools(nations(figure("double_hatted", "BB/any", 0.25)), None, "rear")
    a = pool.central
    assert (pool.parties, pool.elements, pool.services) == (NATIONS, ("group",), ("land",))
    assert (pool.tasks, pool.enablers) == (("manoeuvre",), ("lift",))
    assert a.pieces[:, 0].tolist() == [5, 4, 4] and a.usable[:, 0].tolist() == [5, 3, 4]
    assert a.ratio[:, 0].tolist() == [3, 3, 3] and a.lag[:, 0].tolist() == [1, 1, 3.5]
    assert a.cost[:, 0].tolist() == [100, 100, 100]
    assert (a.own.tolist(), a.support.tolist()) == ([800], [400])
    assert (a.capability.tolist(), a.needs.tolist(), a.supply[:, 0].tolist()) == ([[1]], [[5]], [20, 0, 0])
    assert (a.full.tolist(), float(a.surge), float(a.strength), float(a.trained)) == ([4], 6, 0.2, 0)
    assert a.demand[0].tolist() == [0, 0, 0, 1, 2, 3, 4, 4, 4, 4, 4, 4, 4]
    assert np.isnan(a.economy).all() and np.isnan(a.remedy_months).all()
    assert pool.gives.all() and pool.drawn is None
    assert "contributions:AA/group" in pool.refs and "rotation_ratios:any/any" in pool.refs


def test_first_month_is_that_of_the_option_or_of_the_nation() -> None:
    ready = problem_of([pools(nations(), None, "rear")]).fronts[0].ready
    assert ready[:, 0].tolist() == [2, 2, 4]  # wanted in month 2; CC comes after 3.5 months
    none = problem_of([pools(nations(mandate("AA", "no")), None, "rear")]).fronts[0].ready
    assert np.isinf(none[0]).all() and np.isfinite(none[1:]).all()


@pytest.mark.parametrize(
    ("starts", "ramp", "expected"),
    [(1, 2, [0, 0, 0.5, 1, 1]), (0, 0, [1, 1, 1, 1, 1]), (2, 0, [0, 0, 1, 1, 1]), (0.5, 1, [0, 0.5, 1, 1, 1])],
)
def test_demand_is_built_up_along_a_straight_line(starts: float, ramp: float, expected: list[float]) -> None:
    assert built_up(np.arange(5), np.array([float(starts)]), np.array([float(ramp)]))[0].tolist() == expected


def test_money_is_in_the_currency_of_the_case_and_product_in_billions() -> None:
    extra = (
        figure("exchange_rates", "EUR", 1, unit="EUR per EUR"),
        figure("exchange_rates", "USD", 2, unit="USD per EUR"),
        figure("element_costs", "AA/group", 300, unit="USD m"),
        figure("economies", "AA", 500, unit="EUR bn"),
        figure("enabler_remedies", "lift/months", 6, unit="months"),
        figure("enabler_remedies", "lift/price", 10, unit="USD m"),
        figure("enabler_remedies", "lift/upkeep", 3, unit="EUR m a year"),
        figure("withdrawal_chances", "any", 0.1, unit="share"),
    )
    a = pools(nations(*extra), None, "rear").central
    assert a.cost[:, 0].tolist() == [150, 100, 100]
    assert a.economy[0] == 500 and np.isnan(a.economy[1])
    assert (a.remedy_months[0], a.remedy_price[0], a.remedy_upkeep[0]) == (6, 5, 3)
    assert a.withdraws.tolist() == [0.1, 0.1, 0.1]


def test_caveats_bar_a_task() -> None:
    barred = pools(nations(row("caveats", party_id="BB", capability_id="manoeuvre", source_id="s")), None, "rear")
    assert barred.caveated[:, 0].tolist() == [False, True, False]


MANDATES: tuple[tuple[tuple[Row, ...], tuple[str, ...], bool, list[str]], ...] = (
    ((), (), True, ["AA", "BB", "CC"]),
    ((), (), False, []),
    ((mandate("AA", "yes"), mandate("BB", "undecided")), (), False, ["AA"]),
    ((mandate("AA", "no"),), (), True, ["BB", "CC"]),
    ((mandate("BB", "only-with", "CC"), mandate("CC", "yes")), (), False, ["BB", "CC"]),
    ((mandate("BB", "only-with", "CC"), mandate("CC", "yes")), ("CC",), True, ["AA"]),
    ((mandate("BB", "only-with", "CC"), mandate("CC", "no")), (), True, ["AA"]),
    ((mandate("BB", "only-with", "CC"), mandate("CC", "undecided")), (), False, []),
    # AA refuses troops but gives lift: that is enough for BB
    ((mandate("BB", "only-with", "AA"), mandate("AA", "no")), (), True, ["BB", "CC"]),
    ((mandate("BB", "only-with", "AA"), mandate("AA", "no")), ("AA",), True, ["CC"]),
    # a chain falls as one, a pair that waits for each other stands
    ((mandate("AA", "only-with", "BB"), mandate("BB", "only-with", "CC"), mandate("CC", "no")), (), True, []),
    ((mandate("BB", "only-with", "CC"), mandate("CC", "only-with", "BB")), (), False, ["BB", "CC"]),
    ((mandate("AA", "no"), mandate("AA", "yes", option="rear")), (), False, ["AA"]),
)


@pytest.mark.parametrize(("said", "without", "undecided", "expected"), MANDATES)
def test_who_takes_part(said: tuple[Row, ...], without: tuple[str, ...], undecided: bool, expected: list[str]) -> None:
    case = nations(*said)
    assert part(case, without=without, undecided=undecided) == expected
    pool = pools(case, None, "rear", without, undecided=undecided)
    assert pool.gives.tolist() == [party not in without for party in NATIONS]
    assert pool.without == without


def test_the_last_word_counts_and_a_judgement_only_where_nobody_spoke() -> None:
    sources = (source("old", "2029-01-01"), source("new", "2029-06-01"), source("own", "2029-11-01", "own"))
    late = source("late", "2030-06-01")
    said = (
        mandate("AA", "yes", source_id="old"),
        mandate("AA", "no", source_id="new"),
        mandate("AA", "yes", source_id="own"),
        mandate("AA", "yes", source_id="late"),
        mandate("BB", "no", source_id="own"),
    )
    case = nations(*sources, late, *said)
    assert part(case) == ["CC"]
    assert part(case.replace(known_on="2030-07-01")) == ["AA", "CC"]
    early = last_word(case.replace(known_on="2029-03-01"), "AA", "rear")
    assert early is not None and early.source_id == "old"


def test_reasons_are_told() -> None:
    case = nations(mandate("AA", "no"), mandate("BB", "only-with", "AA"), mandate("CC", "only-with", "BB"))
    assert whys(pools(case, None, "rear")) == {
        "AA": "has said no to troops",
        "BB": "only with AA, who gives enablers",
        "CC": "only with BB",
    }
    assert whys(pools(case, None, "rear", ("AA",))) == {
        "AA": "left out",
        "BB": "only with AA, who is not there",
        "CC": "only with BB, who is not there",
    }
    assert whys(pools(nations(), None, "rear", undecided=False))["AA"] == "has said nothing, not counted"


def test_everything_that_is_missing_is_told_at_once() -> None:
    gone = (
        ("rotation_ratios", "any/any"),
        ("element_costs", "any/any"),
        ("element_people", "group/support"),
        ("option_terms", "rear/strength"),
        ("option_demands", "rear/manoeuvre"),
    )
    with pytest.raises(CaseError) as error:
        pools(nations(drop=gone), None, "rear")
    told = {(f.code, f.details["table"], f.details["key"]) for f in error.value.findings}
    assert ("figure-needed", "rotation_ratios", "BB/group") in told
    assert ("figure-needed", "option_demands", "rear/any") in told
    assert {table for _, table, _ in told} == {table for table, _ in gone}


def test_a_case_without_contributions_says_so() -> None:
    gone = tuple(("contributions", f"{party}/group") for party in NATIONS)
    with pytest.raises(CaseError) as error:
        pools(nations(drop=gone), None, "rear")
    assert [f.details["table"] for f in error.value.findings] == ["contributions"]


def test_terms_that_an_option_need_not_state() -> None:
    gone = (("option_terms", "rear/strength"), ("force_options", "rear"))
    training = row("force_options", option_id="rear", name="Rear", kind="training", source_id="s")
    with pytest.raises(CaseError) as error:
        pools(nations(training, drop=gone), None, "rear")
    assert [f.details["key"] for f in error.value.findings] == ["rear/trained"]
    sea = row("force_options", option_id="rear", name="Rear", kind="sea-air", source_id="s")
    assert float(pools(nations(sea, drop=gone), None, "rear").central.strength) == 0.0


def test_unknown_options_and_parties_are_refused_with_a_hint() -> None:
    with pytest.raises(UsageError) as error:
        pools(nations(), None, "raer")
    assert error.value.findings[0].code == "force-option-unknown" and "rear" in str(error.value)
    with pytest.raises(UsageError) as error:
        pools(nations(), None, "rear", ("ZZ",))
    assert error.value.findings[0].code == "party-unknown"


def test_drawn_amounts_have_a_draw_axis_and_common_random_numbers() -> None:
    case = read_case("arcadia")
    draws = Draws(case, 40, 7)
    rear, tripwire = (pools(case, draws, option).drawn for option in ("rear-force", "tripwire"))
    assert rear is not None and tripwire is not None
    central = pools(case, None, "rear-force").central
    assert rear.pieces.shape == (40, *central.pieces.shape) and rear.demand.shape == (40, *central.demand.shape)
    assert rear.starts.shape == (40,) and rear.at(3).pieces.shape == central.pieces.shape
    assert np.array_equal(rear.pieces, tripwire.pieces)
    assert len(np.unique(rear.pieces[:, 0, 1])) > 20
    pinned = pools(case, Draws.central(case), "rear-force").drawn
    assert pinned is not None and np.array_equal(pinned.at(0).usable, central.usable)


def test_the_order_of_rows_never_matters() -> None:
    case = read_case("arcadia")
    turned = case.replace(tables={name: tuple(reversed(rows)) for name, rows in case.tables.items()})
    one, other = (pools(c, Draws(c, 20, 7), "rear-force").drawn for c in (case, turned))
    assert one is not None and other is not None
    assert one.usable.tobytes() == other.usable.tobytes() and one.cost.tobytes() == other.cost.tobytes()


def test_axes_are_the_same_for_every_option_and_absence() -> None:
    case = read_case("ukraine-2025")
    options = [r.key[0] for r in case.tables["force_options"]]
    seen = {(pools(case, None, o, w).parties, pools(case, None, o, w).elements) for o in options for w in ((), ("US",))}
    assert len(seen) == 1


def test_the_shipped_case_is_plausible() -> None:
    """Sustained on station by those who have not refused: tens of thousands, not the 200,000 asked for."""
    case = read_case("ukraine-2025")
    pool = pools(case, None, "rear-force")
    a = pool.central
    groups = pool.elements.index("battle-group")
    station = float((a.usable[:, groups] / a.ratio[:, groups])[pool.takes_part].sum())
    assert 10 <= station <= 25
    assert 15_000 <= station * float(a.own[groups] + a.support[groups]) <= 35_000
    said = pools(case, None, "rear-force", undecided=False)
    assert {p for p, there in zip(said.parties, said.takes_part, strict=True) if there} == {"FR", "GB"}


def test_a_backstop_that_is_gone_takes_its_followers_along() -> None:
    """From 17 February 2025 the British word is 'only with the United States'."""
    later = read_case("ukraine-2025").replace(known_on="2025-02-20")
    with_help, alone = (pools(later, None, "rear-force", w) for w in ((), ("US",)))
    gb = with_help.parties.index("GB")
    assert with_help.takes_part[gb] and not alone.takes_part[gb]
    assert with_help.stands[gb].why == "only with US, who gives enablers"
    assert alone.stands[gb].why == "only with US, who is not there"


def test_figures_of_the_force_have_names_of_their_own() -> None:
    """A capability may be called like an area: the column decides."""
    case = read_case("arcadia")
    names = names_of(case)
    needs = label_of(case.quantities("option_demands")[("rear-force", "air-defence")], names)
    assert needs == "Force away from the line wants: ground-based air defence"
    assert label_of(case.quantities("rotation_ratios")[("any", "training-team")], names) == (
        "Any other party, rotation ratio: training team"
    )
