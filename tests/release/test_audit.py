"""The audit is a real attack: each leak that is planted is caught, and what ships betrays nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from dayafter.case import Case, read_case
from dayafter.case.disclosure import Ladder
from dayafter.case.tables.supply import LeadTime, Production, Stock
from dayafter.errors import DayAfterError
from dayafter.release.audit import ATTACKS, Audit, audit
from dayafter.release.results import Results
from dayafter.release.suppress import Kept
from dayafter.release.texts import Reader, calculated, numbers_in, texts_of
from dayafter.release.view import Views
from dayafter.release.withhold import Shown, show
from dayafter.study import Study
from tests.release.test_ladder import rule, ruled, step

OPEN = [rule(1, "open", name) for name in ("result_lines", "result_areas", "result_donors", "result_money")]


@cache
def results() -> Results:
    return Results.of(Study(read_case("arcadia"), draws=2).deliver())


@cache
def views() -> Views:
    return Views(results(), Ladder(read_case("arcadia")))


def given(party: str, at: int, of: Views | None = None) -> tuple[Shown, Views, dict[str, Any]]:
    """A release before its audit: what is shown, the results with the ladder, the tables."""
    of = of or views()
    shown = show(of.ladder.case, party, at, of.ladder)
    tables = of.tables(party, at, {ref: one.form for ref, one in shown.hidden.items()})
    return shown, of, {name: [dict(row) for row in rows] for name, rows in tables.items()}


def found(made: Audit) -> dict[str, set[str]]:
    """Attack -> what it got."""
    out: dict[str, set[str]] = {}
    for leak in made.leaks:
        out.setdefault(leak.attack, set()).add(leak.what)
    return out


def of_a_ladder(*rules: Any, audience: tuple[str, ...] = ("AL", "VI", "GA")) -> Views:
    """Views of the run of arcadia under another ladder."""
    case = ruled([step(1, *audience)], rules)
    return Views(Results.of(Study(case, draws=2).deliver()), Ladder(case))


@pytest.mark.parametrize(("party", "at"), [("AL", 1), ("AL", 2), ("VI", 2), ("GA", 2), ("BO", 3)])
def test_the_ladder_of_the_shipped_case_betrays_nothing(party: str, at: int) -> None:
    shown, of, tables = given(party, at)
    made = audit(shown, of, shown.case, tables)
    assert made.leaks == ()
    assert {row["attack"] for row in made.records()} <= set(ATTACKS)
    assert all(row["got"] == 0 for row in made.records())
    assert made.tried["figures"] > 0 and made.tried["differences"] > 0
    assert ("steps" in made.tried) == ((party, at) == ("AL", 2))


def test_results_hang_together() -> None:
    assert results().system.worst_error() < 1e-9
    totals = [row for row in results().rows if row.table == "result_donors" and row.key["donor"] == "all"]
    assert totals and all(row.cells["delivered"] < len(results().cells) for row in totals)


def test_a_total_left_open_is_caught() -> None:
    shown, of, tables = given("GA", 2)  # two give vests: the total less its own part is Albion's
    row = next(row for row in tables["result_lines"] if row["line"] == "vest" and row["month"] == 12)
    truth = next(
        cell.value for cell in results().cells if cell.key == {"line": "vest", "area": "soldier", "month": 12}
        and cell.what == "delivered"
    )  # fmt: skip
    row.update(delivered=truth, delivered_low=truth, delivered_high=truth, delivered_form="open")
    made = audit(shown, of, shown.case, tables)
    assert "delivered of result_donors AL/vest/12" in found(made)["differences"]
    (leak, *_) = [one for one in made.leaks if one.attack == "differences"]
    assert leak.high - leak.low < leak.need
    with pytest.raises(DayAfterError, match="release-betrays"):
        made.raise_for_leaks()


def test_a_table_without_complementary_suppression_is_caught() -> None:
    shown, of, _ = given("VI", 2)
    tables = of.tables("VI", 2, {ref: one.form for ref, one in shown.hidden.items()}, Kept())
    got = found(audit(shown, of, shown.case, tables))
    assert any(what.startswith("delivered of result_donors AL/") for what in got["differences"])
    assert of.kept.all, "the shipped ladder needs it"


def test_a_step_that_shows_the_difference_is_caught() -> None:
    """The copy of step 1 had the total; a total less by what the party learns at step 2 is the other's part."""
    case = ruled(
        [step(1, "AL"), step(2, "AL")],
        [
            rule(1, "open", "any"), rule(1, "coarse", "stocks"), rule(1, "coarse", "budgets"), *OPEN[:1],
            rule(2, "open", "stocks", "party_id=self"), rule(2, "open", "result_donors"),
        ],
    )  # fmt: skip
    of = Views(Results.of(Study(case, draws=2).deliver()), Ladder(case))
    shown, of, tables = given("AL", 2, of)
    assert found(audit(shown, of, shown.case, tables)) == {}, "the ladder knows of both steps"
    object.__setattr__(of, "kept", Kept())  # as if step 1 had been released without a thought for step 2
    of.__dict__["kept"] = Kept()
    tables["result_lines"] = []
    got = found(audit(shown, of, shown.case, tables))
    assert "steps" in got and "differences" not in got


def test_two_copies_that_betray_a_third_are_caught() -> None:
    of = of_a_ladder(
        rule(1, "open", "any"), rule(1, "withheld", "stocks"), rule(1, "open", "stocks", "party_id=self"),
        rule(1, "withheld", "budgets"), rule(1, "open", "budgets", "party_id=self"), *OPEN,
    )  # fmt: skip
    shown, of, tables = given("AL", 1, of)
    assert "pooling" not in found(audit(shown, of, shown.case, tables))
    of.__dict__["kept"] = Kept()
    alone = audit(shown, of, shown.case, of.tables("AL", 1, {ref: one.form for ref, one in shown.hidden.items()}))
    assert "pooling" in found(alone)


def test_a_plan_that_gives_all_that_can_be_spared_is_caught() -> None:
    shown, of, tables = given("VI", 2)
    key = {"donor": "AL", "line": "gun", "month": 12}
    truth = next(cell.value for cell in results().cells if cell.key == key)
    usable = 24 * 0.75
    row = {"donor": "AL", "line": "gun", "delivered": usable, "delivered_low": usable, "delivered_high": usable}
    tables["result_donors"] = [one for one in tables["result_donors"] if (one["donor"], one["line"]) != ("AL", "gun")]
    made = audit(shown, of, shown.case, {**tables, "result_donors": [*tables["result_donors"], row]})
    assert "stocks:AL/gun-old" in found(made)["plan"]
    assert truth > usable, "in the plan itself new guns hide the old ones"


def test_nothing_made_arrives_before_its_time_and_everybody_can_know_that() -> None:
    """Output that takes nine months is nothing by month 6, whoever's it is: no secret, and part of every attack."""
    case = read_case("arcadia")
    rows = list(case.all_rows(LeadTime))
    made = [row.model_copy(update={"low": 9.0, "central": 9.0, "high": 9.0}) for row in rows if row.channel != "stock"]
    kept = [row for row in rows if row.channel == "stock"]
    of = Results.of(Study(case.replace({"lead_times": [*kept, *made]}), draws=2).deliver())
    never = {one.terms[0][0] for one in of.system.equations if len(one.terms) == 1}
    told = {tuple(of.cells[cell].key.values()) for cell in never}
    assert ("AL", "shell", 6) in told and ("VI", "truck", 6) not in told, "trucks come out of stock"
    assert all(of.cells[cell].value == 0 and not of.cells[cell].refs for cell in never)
    assert of.system.worst_error() < 1e-9


def test_that_a_line_is_met_is_not_told_by_what_is_not_worth_anything() -> None:
    """The worth of a figure of the requirement goes with the limits of all who could give its lines."""
    of = results()
    worths = [cell for cell in of.cells if cell.table == "result_worth" and cell.key["table"] == "unit_equipment"]
    assert worths
    for cell in worths:
        assert any(ref.startswith("stocks:") for ref in cell.refs)


def test_a_donor_without_stocks_is_not_told_from_one_with_hidden_ones() -> None:
    of = of_a_ladder(
        *OPEN, rule(1, "open", "any"), rule(1, "withheld", "stocks"), rule(1, "open", "stocks", "party_id=self")
    )
    tables = of.tables("AL", 1)
    assert {row["donor"] for row in tables["result_donors"]} <= {"AL", "all"}


def test_what_is_delivered_is_shown_no_better_than_the_requirement() -> None:
    """A line that is met gets exactly what it requires: the total would give the recipient's own holdings."""
    of = of_a_ladder(*OPEN, rule(1, "open", "any"), rule(1, "coarse", "holdings"))
    rows = [row for row in of.tables("AL", 1)["result_lines"] if row["required"] is None]
    assert rows and all(row["delivered_form"] != "open" for row in rows)


def test_a_worth_left_open_is_caught() -> None:
    shown, of, _ = given("VI", 2)
    stock = {"table": "stocks", "ref": "stocks:AL/gun-old"}
    with_one = [{**stock, "worth_of_tenth": 0.6, "worth_of_one": 0.25}]
    assert found(audit(shown, of, shown.case, {"result_worth": with_one}))["worth"] == {"stocks:AL/gun-old"}
    price = [{**stock, "worth_of_tenth": 0.6}, {"table": "stocks", "ref": "stocks:VI/truck", "worth_of_tenth": 3.0}]
    assert found(audit(shown, of, shown.case, {"result_worth": price}))["worth"] == {"stocks:AL/gun-old"}
    blind = [{**stock, "worth_of_tenth": 0.6}]
    assert "worth" not in found(audit(shown, of, shown.case, {"result_worth": blind}))


def test_the_worth_of_a_floor_is_a_price_times_a_stock() -> None:
    """0.1 x floor 0.25 x 24 pieces x 0.25 points a piece; the price is told by a stock of the party's own."""
    case = read_case("arcadia")
    floor = case.tables["floors"][0].model_copy(update={"party_id": "AL", "item_id": "gun-old"})
    case = case.replace({"floors": [*case.tables["floors"], floor]})
    rules = [rule(1, "open", "any"), rule(1, "withheld", "stocks", "party_id=AL")]
    case = case.replace({"disclosure_steps": (step(1, "VI"),), "disclosure_rules": tuple(rules)})
    shown = show(case, "VI", 1)
    worths = [
        {"table": "floors", "ref": "floors:AL/gun-old", "worth_of_tenth": -0.1 * 0.25 * 24 * 0.25},
        {"table": "stocks", "ref": "stocks:VI/sam", "worth_of_tenth": 0.1 * 4 * 0.25 * 0.75},
    ]
    got = found(audit(shown, None, shown.case, {"result_worth": worths}))
    assert got == {"worth": {"stocks:AL/gun-old"}}


# The case itself


def altered(case: Case, table: str, key: tuple[str, ...], **update: object) -> Case:
    rows = [row.model_copy(update=update) if row.key == key else row for row in case.tables[table]]
    return case.replace({table: rows})


def test_a_figure_that_is_there_is_caught() -> None:
    shown, of, tables = given("VI", 2)
    (true, *_) = [row for row in shown.whole.tables["stocks"] if row.key == ("AL", "gun-old")]
    leaky = shown.case.replace({"stocks": [*shown.case.tables["stocks"], true]})
    assert found(audit(shown, of, leaky, tables))["figures"] == {"stocks:AL/gun-old"}
    (budget,) = [row for row in shown.whole.tables["budgets"] if row.key == ("al-main", "2029")]
    leaky = altered(
        shown.case, "budgets", ("al-main", "2029"), **{n: getattr(budget, n) for n in ("low", "central", "high")}
    )
    assert found(audit(shown, of, leaky, tables))["figures"] == {"budgets:al-main/2029"}


@pytest.mark.parametrize(
    "note",
    ["Albion has 24 of the old guns", "40 of Albion's Thunder gun less 16 given", "Albion: 96 / 4 Thunder gun left"],
)
def test_a_note_that_states_it_is_caught(note: str) -> None:
    shown, of, tables = given("VI", 2)
    leaky = altered(shown.case, "items", ("gun-old",), note=note)
    assert "stocks:AL/gun-old" in found(audit(shown, of, leaky, tables))["texts"]
    silent = altered(shown.case, "items", ("gun-old",), note="25 are in museums of Albion")
    assert "texts" not in found(audit(shown, of, silent, tables))


def test_a_source_that_states_it_is_caught() -> None:
    shown, of, tables = given("VI", 2)
    cited = next(row.source_id for row in shown.case.all_rows(Production) if row.key[0] == "AL")
    leaky = altered(shown.case, "sources", (cited,), title_="Albion will spend ALP 100 m on Arcadia")
    assert "budgets:al-main/2030" in found(audit(shown, of, leaky, tables))["texts"]


def test_what_depends_on_hidden_values_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    import dayafter.release.withhold as module

    shown, of, tables = given("VI", 2)
    real = module._settled

    def telling(case: Case, *rest: Any) -> Case:
        most = max(row.central for row in case.all_rows(Stock))
        return real(case, *rest).replace(horizon_months=13 if most > 100 else 12)

    monkeypatch.setattr(module, "_settled", telling)
    made = audit(shown, of, shown.case, tables)
    assert "interference" in found(made)


# Reading texts


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("30,000/4,000 = 7.5", 7.5), ("89 less 60 less 4", 25), ("3 x 22.5 bn", 3 * 22.5e9), ("85 % of them", 0.85),
        ("GBP 3 bn a year", 3e9), ("a tenth of 2 + 3 x 4", 14), ("DKK 1,007.5 m", 1007.5e6), ("8 - 3 - 2", 3),
    ],
)  # fmt: skip
def test_numbers_and_what_they_come_to(text: str, value: float) -> None:
    assert any(one == pytest.approx(value) for one in numbers_in(text))


@pytest.mark.parametrize("text", ["on 2024-12-09", "9 December 2024", "112.ua", "Leopard 2A4", "rows1"])
def test_dates_and_names_are_no_numbers(text: str) -> None:
    assert not {9.0, 12.0, 112.0, 2.0, 4.0, 1.0} & set(numbers_in(text))


def test_products_come_before_sums() -> None:
    assert calculated([2, 3, 4], ["+", "x"]) == 14
    assert calculated([1, 0], ["/"]) == float("inf")


def planted(folder: Path) -> Iterator[Path]:
    words = "Albion holds 24 pieces of the Thunder gun"
    import zipfile

    for name, text in (("a.html", f"<p>{words}</p>"), ("a.txt", words), ("a.json", json.dumps({"x": [{"y": words}]}))):
        (folder / name).write_text(text)
        yield folder / name
    with zipfile.ZipFile(folder / "a.docx", "w") as packed:
        packed.writestr("word/document.xml", f"<w:p><w:t>{words}</w:t></w:p>")
        packed.writestr("docProps/core.xml", "<title>Arcadia</title>")
    yield folder / "a.docx"
    (folder / "a.pdf").write_bytes(b"%PDF-1.7 /Title (" + words.encode() + b") endobj")
    yield folder / "a.pdf"


def test_files_are_read(tmp_path: Path) -> None:
    reader = Reader(given("VI", 2)[0])
    files = list(planted(tmp_path))
    got = {one.place for one in reader.of_files(tmp_path, frozenset()) if one.ref == "stocks:AL/gun-old"}
    assert got == {path.name for path in files}
    assert reader.of_files(tmp_path, frozenset({24.0})) == [], "what the brief computes is no leak"
    assert list(texts_of(tmp_path / "nothing.png")) == []
