"""The release as a folder: whole or not at all, with a brief that knows no more, and refusals in words."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from dayafter.case import Case, read_case
from dayafter.errors import DayAfterError, Finding, UsageError
from dayafter.release import CANNOT_TELL, Release, release
from dayafter.release.audit import Audit, Leak, read_tables
from dayafter.report.document import Callout, plain, walk
from tests.release.test_ladder import rule, ruled, step

pytest.importorskip("numba")


@pytest.fixture(scope="module")
def case() -> Case:
    return read_case("arcadia")


@pytest.fixture(scope="module")
def made(case: Case, tmp_path_factory: pytest.TempPathFactory) -> Release:
    out = tmp_path_factory.mktemp("released") / "vi"
    return release(case, "VI", 2, out, ("html",), draws=10)


def test_the_folder_is_a_case_results_and_a_brief(made: Release) -> None:
    assert made.folder is not None
    assert {path.name for path in made.folder.iterdir()} == {"README.txt", "brief", "case", "release.json", "results"}
    assert set(made.files) == {
        path.relative_to(made.folder).as_posix() for path in made.folder.rglob("*") if path.is_file()
    }
    again = read_case(made.folder / "case")
    assert again.check().errors == ()
    assert again.settings.released_to == "VI" and made.mark in again.settings.licence
    assert list(made.folder.parent.iterdir()) == [made.folder], "nothing is left beside it"


def test_the_manifest_says_whose_copy_it_is(made: Release) -> None:
    assert made.folder is not None
    said = json.loads((made.folder / "release.json").read_text(encoding="utf-8"))
    assert (said["party"], said["step"], said["mark"], said["rules"]) == ("VI", 2, made.mark, made.rules)


def test_the_brief_says_on_its_first_page_what_it_holds(made: Release) -> None:
    assert made.folder is not None
    page = (made.folder / "brief" / "brief.html").read_text(encoding="utf-8")
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))
    assert "What this copy holds" in words and "For Vinland only" in words and made.mark in words
    assert "onors&#39; stocks" in words
    assert "Step by step: what is shown to whom" not in page, "the ladder is shown to nobody"


def test_results_are_read_back_as_they_were(made: Release) -> None:
    assert made.folder is not None
    tables = read_tables(made.folder / "results")
    assert {name: len(rows) for name, rows in tables.items()} == {name: len(rows) for name, rows in made.tables.items()}
    assert "result_worth" not in tables, "no rule opens it at this step"


def test_two_copies_of_one_step_have_two_marks(case: Case) -> None:
    marks = {release(case, party, 2, None).mark for party in ("VI", "GA")}
    assert len(marks) == 2


def test_the_other_side_gets_a_shorter_brief(case: Case, tmp_path: Path) -> None:
    made = release(case, "BO", 3, tmp_path / "bo", ("html",), draws=10)
    page = (tmp_path / "bo" / "brief" / "brief.html").read_text(encoding="utf-8")
    assert "what is to be settled" in page and "Terms of a ceasefire" in page
    assert "stocks" not in page.lower() and "budget" not in page.lower()
    assert ">Sources<" not in page, "nothing is cited, so there is no empty list"
    assert (made.tables == {} and not (tmp_path / "bo" / "results").exists()) or not list(
        (tmp_path / "bo" / "results").iterdir()
    )


def test_a_short_brief_is_written_in_every_form(case: Case, tmp_path: Path) -> None:
    pytest.importorskip("typst")
    pytest.importorskip("pypandoc")
    release(case, "BO", 3, tmp_path / "bo", ("html", "docx", "pdf"), draws=10)
    assert {path.name for path in (tmp_path / "bo" / "brief").iterdir()} == {"brief.html", "brief.docx", "brief.pdf"}


def test_a_release_replaces_a_release_and_nothing_else(case: Case, tmp_path: Path) -> None:
    out = tmp_path / "al"
    first = release(case, "AL", 1, out)
    assert release(case, "AL", 1, out).mark == first.mark
    (out / "release.json").unlink()
    with pytest.raises(UsageError, match="target-exists"):
        release(case, "AL", 1, out)


def test_a_leak_leaves_nothing(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    leak = Leak("differences", "a cell", "this copy", 1.0, 1.0, 2.0)
    monkeypatch.setattr("dayafter.release.write.audit", lambda *args: Audit((leak,), {"differences": 1}))
    with pytest.raises(DayAfterError, match="release-betrays") as raised:
        release(case, "AL", 1, tmp_path / "al")
    assert raised.value.exit_code == 1
    assert list(tmp_path.iterdir()) == []


def test_the_audit_alone_writes_nothing(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    made = release(case, "AL", 1, None)
    assert made.folder is None and list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("party", "at", "code"),
    [("XX", 1, "party-unknown"), ("AL", 9, "step-unknown"), ("GA", 1, "release-outside"), ("AR", 3, "release-outside")],
)
def test_refusals(case: Case, tmp_path: Path, party: str, at: int, code: str) -> None:
    with pytest.raises(UsageError) as raised:
        release(case, party, at, tmp_path / "out")
    assert [found.code for found in raised.value.findings] == [code]
    assert list(tmp_path.iterdir()) == []


def test_a_party_that_comes_later_is_told_when(case: Case) -> None:
    with pytest.raises(UsageError, match="from step 2 on"):
        release(case, "GA", 1, None)


def test_an_empty_ladder_is_said() -> None:
    with pytest.raises(DayAfterError, match="release-nothing"):
        release(ruled([step(1, "AL")], [rule(1, "withheld", "stocks")]), "AL", 1, None)


def test_parts_that_lack_figures_are_left_out_of_the_brief(tmp_path: Path) -> None:
    """Without priorities nothing can be planned: the shorter brief says what there is."""
    case = ruled([step(1, "AL")], [rule(1, "open", "any"), rule(1, "withheld", "priorities")])
    release(case, "AL", 1, tmp_path / "al", ("html",), draws=10)
    page = (tmp_path / "al" / "brief" / "brief.html").read_text(encoding="utf-8")
    assert "All that is shown stands below" in page


@pytest.fixture(scope="module")
def ally(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """What an ally gets who is shown all but what others have in stock."""
    opened = [
        rule(1, "open", name) for name in ("any", "result_areas", "result_lines", "result_donors", "result_money")
    ]
    case = ruled([step(1, "AL")], [*opened, rule(1, "withheld", "stocks")])
    return release(case, "AL", 1, tmp_path_factory.mktemp("ally") / "al", ("html",), draws=10)


def test_what_others_have_is_withheld_so_that_no_plan_is_made_up(ally: Release) -> None:
    """A plan that knew no stocks would say that allies can give less than they can: results are shown instead."""
    assert ally.folder is not None
    page = (ally.folder / "brief" / "brief.html").read_text(encoding="utf-8")
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))
    assert "What the plan asks of Albion" in words and "What is met by when, by area" in words
    assert "The force: what could stand" in words and "The ceasefire: how long would it last?" in words
    assert "What is needed" not in words and "Order now" not in words
    assert not (ally.folder / "brief" / "plan.json").exists()


def test_a_brief_without_a_plan_prints_the_results_as_released(ally: Release) -> None:
    assert ally.folder is not None
    page = (ally.folder / "brief" / "brief.html").read_text(encoding="utf-8")
    own = [one for one in ally.tables["result_donors"] if one["donor"] == "AL" and one["delivered"]]
    assert own
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", page, re.DOTALL)
    plain_rows = [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", one)).strip() for one in rows]
    for one in own:
        at = next(text for text in plain_rows if text.startswith(one["line_name"]) and text.endswith(one["unit"]))
        shown = float(at.removeprefix(one["line_name"]).removesuffix(one["unit"]).replace(",", ""))
        assert shown == pytest.approx(one["delivered"], abs=0.5)


def test_tables_of_the_release(made: Release) -> None:
    assert {row["table"] for row in made.records("shown")} >= {"stocks", "floors"}
    assert all(row["got"] == 0 for row in made.records("audit"))
    assert made.summary()["cannot_tell"] == list(CANNOT_TELL)
    with pytest.raises(UsageError, match="results"):
        made.records("result")


def test_a_finding_of_a_leak_is_in_words() -> None:
    leak = Leak("plan", "stocks:AL/gun-old", "delivered of result_donors AL/gun/12", 18.0, 18.0, 3.6)
    assert isinstance(leak.finding(), Finding)
    assert "stocks:AL/gun-old" in leak.finding().what and "18" in leak.finding().what


def test_notice_names_bands_and_gaps(case: Case) -> None:
    from dayafter.release.brief import notice
    from dayafter.release.copy import Copy
    from dayafter.release.withhold import show
    from dayafter.report.clerk import Clerk, Outlook

    copy, clerk = Copy("AL", "Albion", 1, "The partner first", "0123456789"), Clerk(Outlook(case=case))
    box = notice(show(case, "AL", 1), copy, clerk, ["the talks"])
    assert isinstance(box, Callout)
    text = " ".join(plain(words) for block in walk(box.blocks) for words in getattr(block, "items", ()))
    assert "donors' stocks" in text and "without a deal" in text and "the talks" in text
