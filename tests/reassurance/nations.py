"""A force small enough for hand arithmetic: three nations, one battle group, one enabler, one option."""

from __future__ import annotations

from typing import Any

from dayafter.case import Case
from dayafter.case.columns import Row
from dayafter.case.tables import TABLES
from dayafter.case.tables.reference import Source
from tests.uncertainty.rows import DAY, case_of, figure


def row(table: str, **columns: Any) -> Row:
    """A row of a table that holds no figures."""
    return TABLES[table].model_validate(columns)


def source(source_id: str, published: str, kind: str = "press") -> Source:
    """A source of that day."""
    given = dict(source_id=source_id, publisher="p", title="t", published=published, accessed=DAY, kind=kind)
    return Source.model_validate({**given, "reliability": "B"})


def mandate(party: str, stands: str, with_party: str = "", source_id: str = "s", option: str = "any") -> Row:
    """What a party said."""
    given = dict(party_id=party, option_id=option, stands=stands, with_party=with_party, source_id=source_id)
    return row("mandates", **given)


NATIONS = ("AA", "BB", "CC")

BASE: tuple[Row, ...] = (
    row("parties", party_id="AR", name="Arcadia", roles="recipient"),
    row("parties", party_id="BO", name="Boreas", roles="adversary"),
    *(row("parties", party_id=name, name=name, roles="donor; contributor") for name in NATIONS),
    row("capabilities", capability_id="manoeuvre", name="manoeuvre", kind="task", unit="battle groups"),
    row("capabilities", capability_id="lift", name="lift", kind="enabler", unit="sorties"),
    row("force_elements", element_id="group", name="battle group", service="land"),
    row("force_options", option_id="rear", name="Rear", kind="land", source_id="s"),
    figure("element_people", "group/own", 800),
    figure("element_people", "group/support", 400),
    figure("element_capabilities", "group/manoeuvre", 1),
    figure("element_needs", "group/lift", 5),
    figure("option_demands", "rear/manoeuvre", 4),
    figure("option_terms", "rear/starts", 2),
    figure("option_terms", "rear/ramp", 4),
    figure("option_terms", "rear/surge", 6),
    figure("option_terms", "rear/strength", 0.2),
    figure("contributions", "AA/group", 5),
    figure("contributions", "BB/group", 4),
    figure("contributions", "CC/group", 4),
    figure("rotation_ratios", "any/any", 3),
    figure("start_lags", "any/any", 1),
    figure("start_lags", "CC/group", 3.5),
    figure("element_costs", "any/any", 100, unit="EUR m"),
    figure("enablers", "AA/lift", 20),
)


def nations(*extra: Row, drop: tuple[tuple[str, str], ...] = (), **settings: Any) -> Case:
    """The small case with more rows, and without the keys of some tables: ('start_lags', 'any/any')."""
    rows = [r for r in BASE if (r.table, "/".join(r.key)) not in drop]
    return case_of([*rows, *extra], **{"horizon_months": 12, **settings})
