"""One broken case for each code that reading and checking can find: where it is, why, and how to mend it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dayafter.case import read_case
from dayafter.errors import CaseError, Severity, UsageError
from tests.case.folders import edit, findings

STOCKS = "figures/stocks.csv"
CHANCES = "figures/future_chances.csv"
GHOST = "ghost,0.1,0.2,0.3,judged-range,auto,share,2030-01-31,own,judged,5,,invented for a test\n"
VI_SAM = "VI,sam,3,4,5,source-range,auto,pieces,2030-01-01,gazette,reported,3,,"


def sam(old: str, new: str) -> tuple[str, str, str]:
    """File, text and changed text of the third row of the stocks."""
    assert old in VI_SAM
    return STOCKS, VI_SAM, VI_SAM.replace(old, new)


# code, file, old text, new text, row, column, words of what is wrong, words of how to mend it
BROKEN = [
    ("settings-invalid", "case.toml", "2030-02-01", "2030-02-02", None, "ceasefire", "not the first", "month"),
    ("settings-invalid", "case.toml", "licence", "license", None, "license", "did you mean 'licence'?", "recipient"),
    ("settings-invalid", "case.toml", 'rivals = "widen"', 'rivals = "mean"', None, "rivals", "'widen'", "newest"),
    ("settings-invalid", "case.toml", "price_year = 2030", "", None, "price_year", "required", "prices"),
    ("settings-invalid", "case.toml", 'currency = "EUR"', 'currency = "euro"', None, "currency", "pattern", "currency"),
    ("file-unknown", "figures/stock.csv", "", "a,b\n", None, "", "did you mean 'figures/stocks.csv'?", "rename"),
    ("file-unknown", "stocks.csv", "", "a,b\n", None, "", "did you mean 'figures/stocks.csv'?", "rename"),
    ("file-unknown", "figures/Stocks.CSV", "", "a,b\n", None, "", "did you mean 'figures/stocks.csv'?", "rename"),
    ("file-unreadable", STOCKS, VI_SAM, 'VI,"sam" x,3', None, "", "line 3", "UTF-8"),
    ("column-unknown", STOCKS, ",moves_with,", ",move_with,", 1, "move_with", "did you mean 'moves_with'?", "rename"),
    ("column-missing", STOCKS, "central,", "", 1, "central", "'central' is missing", "best single value"),
    ("column-repeated", STOCKS, ",moves_with,", ",note,", 1, "note", "stands twice", "keep one"),
    ("row-ragged", STOCKS, "VI,sam,3,4,5,", "VI,sam,3,4,5,6,", 3, "", "15 cells, the header 14", "comma"),
    ("cell-missing", *sam(",3,4,5,", ",3,,5,"), 3, "central", "central is empty", "16"),
    ("cell-missing", *sam("VI,", ","), 3, "party_id", "party_id is empty", "Whose stock"),
    ("cell-invalid", *sam(",4,", ",four,"), 3, "central", "not a number", "16"),
    ("cell-invalid", *sam("reported", "reportd"), 3, "basis", "did you mean 'reported'?", "judged"),
    ("cell-invalid", *sam("2030-01-01", "1.1.2030"), 3, "as_of", "year-month-day", "2025-02-28"),
    ("cell-invalid", *sam("2030-01-01", "2030-02-30"), 3, "as_of", "no such day", "2025-02-28"),
    ("cell-invalid", *sam("2030-01-01", "45658"), 3, "as_of", "year-month-day", "2025-02-28"),
    ("cell-invalid", *sam(",3,,", ",7,,"), 3, "credibility", "less than or equal to 6", "How credible"),
    ("cell-invalid", *sam(",3,,", ",1.5,,"), 3, "credibility", "fractional", "1 (confirmed)"),
    ("cell-invalid", "parties.csv", "VI,Vinland,donor", "VI,Vinland,doner", 5, "roles", "mean 'donor'?", "supplier"),
    ("cell-invalid", "funds.csv", "stock; production,VI", "stok; production,VI", 3, "channels", "'stock'?", "purchase"),
    ("cell-invalid", "figures/priorities.csv", "fires,1", "fire,1", 2, "area", "did you mean 'fires'?", "formations"),
    ("cell-invalid", "policies.csv", "party_id=VI", "party_id", 2, "match", "column=value", "party_id=US"),
    ("cell-invalid", "policies.csv", "stocks,party_id=VI,,", "stocks,party_id=VI,2,", 2, "row", "takes none", "page"),
    ("cell-invalid", "policies.csv", "delay,case,,3,", "delay,stocks,,3,", 6, "action", "no date", "policies"),
    ("cell-invalid", "policies.csv", "delay,case,,3,", "scale,case,,3,", 6, "action", "only be delayed", "policies"),
    ("cell-invalid", "policies.csv", "delay,case,,3,", "scale,funds,,3,", 6, "action", "no figures", "policies"),
    ("cell-invalid", "policies.csv", "delay,case,,3,", "scale,stocks,,-3,", 6, "action", "below zero", "policies"),
    ("cell-invalid", "policies.csv", "no-vi,3,Without V", "no-vi,3,With V", 4, "name", "'Without Vinland'", "one name"),
    ("number-ambiguous", *sam(",4,", ',"3,5",'), 3, "central", "'3,5'", "decimal point"),
    ("number-ambiguous", *sam(",4,", ',"0,500",'), 3, "central", "'0,500'", "decimal point"),
    ("number-ambiguous", *sam(",4,", ",1.234.5,"), 3, "central", "two ways", "decimal point"),
    ("number-absurd", *sam(",4,", ",1e30,"), 3, "central", "'1e30'", "1e12"),
    ("number-absurd", *sam(",4,", ",1e999,"), 3, "central", "'1e999'", "1e12"),
    ("number-negative", *sam(",4,", ",-4,"), 3, "central", "below zero", "size"),
    ("key-unknown", *sam("sam", "sham"), 3, "item_id", "did you mean 'sam'?", "add it to items"),
    ("key-unknown", *sam("VI", "vi"), 3, "party_id", "did you mean 'VI'?", "parties"),
    ("key-unknown", *sam("VI", "any"), 3, "party_id", "'any', which is not", "parties"),
    ("key-unknown", "funds.csv", "industry,AL; AR", "industry,AL; AX", 2, "suppliers", "'AX'", "parties"),
    ("key-unknown", "case.toml", '"AR"', '"AA"', None, "recipient", "'AA'", "parties"),
    ("key-unknown", "policies.csv", "remove,stocks", "remove,stock", 2, "target", "did you mean 'stocks'?", "correct"),
    ("column-unknown", "policies.csv", "party_id=VI", "party=VI", 2, "match", "did you mean 'party_id'?", "rename"),
    ("policy-idle", "policies.csv", "party_id=VI", "party_id=BO", 2, "match", "party_id=BO", "policies.csv"),
    ("future-idle", "futures.csv", "stocks,party_id=VI", "stocks,party_id=BO", 2, "match", "party_id=BO", "match"),
    ("key-unknown", "futures.csv", "remove,stocks", "remove,stock", 2, "target", "did you mean 'stocks'?", ""),
    ("column-unknown", "futures.csv", "stocks,party_id", "stocks,party", 2, "match", "mean 'party_id'?", "rename"),
    ("cell-invalid", "futures.csv", "remove,stocks,party_id=VI", "remove,weights,", 2, "target", "reaches", "stocks"),
    ("cell-invalid", "futures.csv", "item_id=gun-new,3", "from_date=2030-01-01,3", 5, "match", "whole series", "page"),
    ("cell-invalid", "futures.csv", "2,Vinland w", "2,Vinland d", 3, "name", "'Vinland withdraws'", "one name"),
    ("future-chance", CHANCES, "west-closed,0.05,0.1,0.3", "west-closed,0.05,0.1,3", 3, "high", "0.05 to 3", "0 and 1"),
    ("key-unknown", CHANCES, "", GHOST, 6, "future_id", "ghost", "futures"),
    ("key-repeated", "items.csv", "vest,body", "truck,x,truck,,,\nvest,body", 8, "item_id", "row 4", "delete one"),
    ("figure-repeated", STOCKS, VI_SAM, f"{VI_SAM}\n{VI_SAM}", 4, "party_id", "row 3", "delete one"),
    ("figure-order", *sam(",3,4,5,", ",3,6,5,"), 3, "central", "low 3.0, central 6.0", "<="),
    ("figure-shape", *sam("auto", "fixed"), 3, "shape", "low = high", "another shape"),
    ("figure-shape", *sam("3,4,5,source-range,auto", "0,4,5,source-range,lognormal"), 3, "shape", "above zero", ""),
    ("figure-shape", *sam("auto", "beta"), 3, "shape", "between 0 and 1", "range"),
    ("judged-bare", "figures/priorities.csv", "invented for the tutorial", "judged; ours", 2, "note", "no reason", ""),
    ("judged-bare", "figures/priorities.csv", ",invented for the tutorial", ",", 2, "note", "no reason", "note"),
    ("judged-narrow", "figures/priorities.csv", "fires,1,2,3", "fires,2,2,2", 2, "low", "low equals high", "critic"),
    ("date-future", *sam("2030-01-01", "2030-01-13"), 3, "as_of", "2030-01-12", "correct the date"),
    ("role-missing", "parties.csv", "BO,Boreas,adversary", "BO,Boreas,donor", 3, "roles", "adversary", "parties"),
    ("nothing-known", *sam("gazette", "later"), 3, "party_id", "2030-02-01", "later date"),
    ("source-unused", "sources.csv", "", "lost,A,B,,2030-01-01,2030-01-01,press,F,\n", 8, "source_id", "lost", "cite"),
]  # fmt: skip


@pytest.mark.parametrize(
    "broken", BROKEN, ids=[f"{entry[0]}-{entry[5]}-{number}" for number, entry in enumerate(BROKEN)]
)
def test_finding_says_where_why_and_how(folder: Path, broken: tuple[Any, ...]) -> None:
    code, file, old, new, row, column, what, fix = broken
    edit(folder, file, old, new)
    found = findings(folder)
    assert [finding.code for finding in found] == [code], [str(finding) for finding in found]
    assert (found[0].file, found[0].row, found[0].column) == (file, row, column)
    assert what in found[0].what
    assert fix in found[0].fix
    assert str(found[0]).startswith(found[0].place) and "Fix: " in str(found[0])


def test_units_of_rivals_must_agree(folder: Path) -> None:
    edit(folder, STOCKS, "14,18,20,source-range,auto,pieces", "14,18,20,source-range,auto,batteries")
    (found,) = findings(folder)
    assert (found.code, found.place) == ("figure-unit", "figures/stocks.csv:7:unit")
    assert found.what == "the unit is 'batteries', other rows of this key have 'pieces'"
    assert found.fix == "convert to one unit"


def test_request_that_nothing_matches_is_a_warning(folder: Path) -> None:
    edit(folder, "lines.csv", "", "tent,tents,soldier,pieces,kit\n")
    edit(folder, "transfers.csv", "ask-guns,request,2030-01-02,,AR,gun", "ask-guns,request,2030-01-02,,AR,tent")
    (found,) = findings(folder)
    assert (found.code, found.place) == ("request-unmatched", "transfers.csv:2:line_id")
    assert found.kind.severity is Severity.WARNING
    assert "nothing in the case asks for tent" in str(found)


def test_a_future_without_chance_or_month_is_named_once_for_each(folder: Path) -> None:
    edit(folder, "futures.csv", "", "flood,1,Flood,scale,stocks,,0.5,\nflood,2,Flood,remove,production,,,\n")
    found = findings(folder)
    assert {(finding.code, finding.place) for finding in found} == {("future-incomplete", "futures.csv:8:future_id")}
    assert len(found) == 2
    assert ["future_chances" in found[0].what, "future_months" in found[1].what] == [True, True]
    assert "how likely" in found[0].fix


def test_tables_that_wait_for_a_later_version_are_named(folder: Path) -> None:
    found = {finding.file: finding for finding in read_case(folder).check().findings}
    assert all(finding.code == "figure-unread" for finding in found.values())
    assert "rows of loss_counts" in found["figures/loss_counts.csv"].what
    assert read_case(folder).check().errors == ()


def test_no_case_no_settings_no_table(folder: Path) -> None:
    with pytest.raises(UsageError) as missing:
        read_case("arcadja")
    assert missing.value.findings[0].code == "case-missing" and missing.value.exit_code == 2
    assert "did you mean 'arcadia'?" in str(missing.value) and "ukraine-2025" in str(missing.value)
    (folder / "items.csv").unlink()
    (found,) = findings(folder)
    assert (found.code, found.file) == ("table-missing", "items.csv")
    assert "the table items is required" in found.what and "add items.csv" in found.fix
    (folder / "case.toml").unlink()
    (found,) = findings(folder)
    assert found.code == "settings-missing" and "dayafter new NAME" in found.fix


def test_settings_that_are_no_toml(folder: Path) -> None:
    edit(folder, "case.toml", 'title = "Arcadia', "title = Arcadia")
    (found,) = findings(folder)
    assert (found.code, found.file) == ("settings-invalid", "case.toml")
    assert "line 1" in found.what and "shipped case" in found.fix


def test_bytes_that_are_no_text(folder: Path) -> None:
    (folder / STOCKS).write_bytes("party_id,item_id\nNO,Haubitzen f\u00fcr".encode("latin-1"))
    (found,) = findings(folder)
    assert (found.code, found.file) == ("file-unreadable", STOCKS)
    assert "utf-8" in found.what and "save it as UTF-8 CSV" in found.fix


def test_empty_file(folder: Path) -> None:
    (folder / STOCKS).write_text("")
    (found,) = findings(folder)
    assert (found.code, found.file) == ("file-unreadable", STOCKS) and "it is empty" in found.what


def test_everything_is_found_in_one_pass(folder: Path) -> None:
    edit(folder, STOCKS, VI_SAM, VI_SAM.replace(",3,4,5,", ",three,,-5,").replace("reported", "said"))
    edit(folder, STOCKS, "VI,truck,100", "VI,truck,1e30")
    edit(folder, "items.csv", ",note", ",notes")
    edit(folder, "case.toml", "horizon_months = 12", 'horizon_months = 1\ncolour = "red"')
    edit(folder, "figures/tanks.csv", "", "x\n")
    places = {(finding.code, finding.place) for finding in findings(folder)}
    assert places == {
        ("cell-invalid", "figures/stocks.csv:3:low"),
        ("cell-missing", "figures/stocks.csv:3:central"),
        ("number-negative", "figures/stocks.csv:3:high"),
        ("cell-invalid", "figures/stocks.csv:3:basis"),
        ("number-absurd", "figures/stocks.csv:6:low"),
        ("column-unknown", "items.csv:1:notes"),
        ("settings-invalid", "case.toml:horizon_months"),
        ("settings-invalid", "case.toml:colour"),
        ("file-unknown", "figures/tanks.csv"),
    }


def test_check_finds_everything_in_one_pass_errors_first(folder: Path) -> None:
    edit(folder, STOCKS, VI_SAM, VI_SAM.replace(",3,4,5,", ",3,6,5,").replace("gazette", "gazete"))
    edit(folder, "items.csv", "sam,Shield system,sam,VI", "sam,Shield system,sum,VX")
    edit(folder, "sources.csv", "", "lost,A,B,,2030-01-01,2030-01-01,press,F,\n")
    found = findings(folder)
    assert [(finding.code, finding.place) for finding in found] == [
        ("key-unknown", "items.csv:5:line_id"),
        ("key-unknown", "items.csv:5:origin"),
        ("figure-order", "figures/stocks.csv:3:central"),
        ("nothing-known", "figures/stocks.csv:3:party_id"),
        ("key-unknown", "figures/stocks.csv:3:source_id"),
        ("source-unused", "sources.csv:8:source_id"),
    ]
    with pytest.raises(CaseError) as raised:
        read_case(folder).check().raise_for_errors()
    assert len(raised.value.findings) == 5 and raised.value.exit_code == 1
