"""Each constraint in the smallest case that shows it, as canonical text compared exactly, and checked by hand."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from dayafter.case.columns import Row
from dayafter.delivery import constraints as every
from dayafter.delivery.constraints import CONSTRAINTS
from dayafter.delivery.model import build
from tests.delivery.small import BRIGADE, CREWED, EXPANSION, MAKER, data_of, promise, small, text_of
from tests.uncertainty.rows import figure

GOLDEN = Path(__file__).parent / "golden"

WEARING = (*BRIGADE, figure("service_life", "sam", 12, unit="months"))
LATE = figure("lead_times", "any/any/stock", 3, unit="months")

CASES: dict[str, tuple[ModuleType, tuple[Row, ...]]] = {
    "stock": (every.stock, ()),
    "capacity": (every.capacity, MAKER),
    "capacity-expanded": (every.capacity, EXPANSION),
    "expansion": (every.expansion, EXPANSION),
    "orders": (every.orders, MAKER),
    "orders-at-once": (every.orders, (*MAKER, figure("lead_times", "any/any/production", 0, unit="months"))),
    "budget": (every.budget, EXPANSION),
    "route": (every.route, MAKER),
    "training-crews": (every.training, CREWED),
    "training-formations": (every.training, BRIGADE),
    "absorption": (every.absorption, (figure("absorption", "sam", 1),)),
    "balance": (every.balance, (figure("transit_times", "west", 3, unit="months"),)),
    "shortfall": (every.shortfall, ()),
    "wear": (every.wear, WEARING),
    "formations": (every.formations, WEARING),
    "readiness": (every.readiness, BRIGADE),
    "keeping": (every.keeping, BRIGADE),
    "commitment": (every.commitment, (promise("given", 4, "2030-04-01"),)),
    "commitment-early": (every.commitment, (promise("given", 4, "2030-04-01", on="2029-10-01"), LATE)),
    "burden": (every.burden, ()),
}


@pytest.mark.parametrize("name", CASES)
def test_constraint_is_as_checked_by_hand(name: str) -> None:
    """Two periods of three months each; the numbers by hand:

    stock: 8 held, a quarter kept, 6 to give. capacity: half of 2 a month for 3 months = 3; what is added counts
    months too. expansion: paid in the first quarter, there three months later; a payment in the second would be too
    late and has no column. orders: nothing can be ready before the second quarter, and nothing waits in the last;
    without a lead an order of the first may wait for the second. budget: half a year of 40 = 20; 2 + 0.01 x 10 t = 2.1
    for a stock, 4.1 for an order, 1 for a piece a month. route: 10 t each, 300 t a quarter. training: 60 crew members
    a quarter, 30 for each system; 500 people for a brigade, those of an earlier one count no more. absorption: one a
    month. balance: three months under way, so that the first dispatch arrives in the second quarter and the second
    too late. shortfall: half of ten, then ten. wear: a life of 12 months, 3 of them, a quarter of 4 systems = 1.
    formations: 4 systems and what has worn out, 1 held. readiness: one brigade from the start. commitment: due on
    1 April, the first quarter; a lead of 3 months from 1 October is over on 1 January, while a decision taken at the
    ceasefire would let nothing leave before April. burden: 10,000 / 1,000 millions of the economy.
    """
    module, rows = CASES[name]
    text = text_of(small(*rows), module)
    assert text == (GOLDEN / f"{name}.lp").read_text(encoding="utf-8")


def test_every_constraint_has_a_golden_and_tells_what_it_says() -> None:
    shown = {module for module, _ in CASES.values()}
    for module in CONSTRAINTS:
        assert module in shown, f"{module.__name__} has no golden program"
        assert module.SENTENCE and module.UNIT


@pytest.mark.parametrize(("name", "objective"), [("objective-shortfall", 0), ("objective-cost", 1)])
def test_objective_is_as_checked_by_hand(name: str, objective: int) -> None:
    """Air defence and formations weigh the same: 50 points each, half of them in each of two quarters.

    Required in the end: 10 systems for areas and 4 for the brigade, less 1 held = 13, so that one of them short is
    25 / 13 points a quarter, and the brigade 25. Cost: 2 for a stock and 0.1 freight, 4 for an order and 0.1.
    """
    program, _ = build(data_of(small(*MAKER, *BRIGADE)))
    text = "\n".join(program.to_lp(objective).splitlines()[:3]) + "\n"
    assert text == (GOLDEN / f"{name}.lp").read_text(encoding="utf-8")
