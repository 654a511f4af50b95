"""`dayafter calibrate` and the import of public counts, without sampling."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from dayafter.adversary import calibrate as package
from dayafter.adversary.calibrate import fit
from dayafter.adversary.calibrate.observations import design_of
from dayafter.adversary.calibrate.result import SOURCE, Calibration
from dayafter.case import Case, find_case, read_case
from tests.adversary.calibrate.canned import canned
from tests.cli.calls import call
from tests.evidence.files import by_type, daily


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A copy of a shipped case."""
    return Path(shutil.copytree(find_case("ukraine-2025"), tmp_path / "own"))


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "calibrate", _canned(1.0))


def _canned(rhat: float) -> Any:
    def calibrate(case: Case, seed: int, draws: int) -> Calibration:
        return Calibration(case, canned(design_of(case), seed, rhat))

    return calibrate


def test_nothing_is_written_unasked(own: Path, settled: None, capsys: pytest.CaptureFixture[str]) -> None:
    before = read_case(own).digests()
    done = call(capsys, "calibrate", own, "--json")
    assert done.code == 0 and done.document["accepted"] is False and done.document["estimates"]
    assert read_case(own).digests() == before
    text = call(capsys, "calibrate", own).out
    assert "prior 5 %" in text and "claims / losses" in text and "nothing is written" in text


def test_accepted_estimates_are_in_the_case(own: Path, settled: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(capsys, "calibrate", own, "--accept", "--seed", 11, "--json").document["accepted"] is True
    case = read_case(own)
    assert SOURCE in case.sources
    assert any("seed 11" in row.note for row in case.tables["adversary_estimates"])  # type: ignore[attr-defined]


def test_unsettled_chains_write_nothing(
    own: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(package, "calibrate", _canned(1.3))
    before = read_case(own).digests()
    done = call(capsys, "calibrate", own, "--accept", "--json")
    assert done.code == 1 and done.document["accepted"] is False
    assert "chains-unsettled" in {finding["code"] for finding in done.document["findings"]}
    assert read_case(own).digests() == before


def test_a_shipped_case_is_not_changed(settled: None, capsys: pytest.CaptureFixture[str]) -> None:
    done = call(capsys, "calibrate", "ukraine-2025", "--accept")
    assert done.code == 2 and "case-shipped" in done.err


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def missing(what: str) -> None:
        raise fit.DayAfterError.of("extra-missing", what=what, extra="calibrate")

    monkeypatch.setattr(fit, "needs_numpyro", missing)
    done = call(capsys, "calibrate", "ukraine-2025")
    assert done.code == 1 and "dayafter[calibrate]" in done.err


def test_backtest_of_a_download(own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    claims = daily(tmp_path / "c.csv", "2023-01-01", [100 + 3 * i for i in range(760)])
    done = call(capsys, "calibrate", own, "--backtest", "--claimed", claims, "--json")
    rows = {(row["category"], row["counter"], row["horizon"]): row for row in done.document["backtest"]}
    assert rows["tank", "claimed", 3]["origins"] > 5
    assert "adversary_estimates" not in done.out


def test_downloads_that_are_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    done = call(capsys, "calibrate", "ukraine-2025", "--backtest", "--claimed", "nowhere.csv")
    assert done.code == 2 and "import-missing" in done.err


def test_counts_are_imported_on_request(own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    totals = {"2024-11-30": 3400, "2024-12-31": 3500, "2025-01-31": 3650}
    file = by_type(tmp_path / "c.csv.gz", [("Russia", "Tanks", day, total) for day, total in totals.items()])
    shown = call(capsys, "import", own, file, "--since", "2025-01-01", "--json")
    changes = {tuple(change["key"]): change for change in shown.document["changes"]}
    low = changes["tank", "photographed", "2025-01-01"]["cells"][0]
    assert low == {"column": "low", "old": "50", "new": "150"}
    assert ("tank", "photographed", "2024-12-01") not in changes
    assert shown.document["accepted"] is False
    done = call(capsys, "import", own, file, "--since", "2025-01-01", "--accept", "--json")
    assert done.document["accepted"] is True
    row = next(r for r in read_case(own).tables["adversary_losses"] if r.key == ("tank", "photographed", "2025-01-01"))
    assert row.central == 150  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("options", "code"),
    [(["--since", "yesterday"], "call-invalid"), (["--corrections", "nowhere.csv"], "import-missing")],
)
def test_wrong_options_of_an_import(
    options: list[str], code: str, own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = by_type(tmp_path / "c.csv", [("Russia", "Tanks", "2025-01-01", 5)])
    done = call(capsys, "import", own, file, *options)
    assert done.code == 2 and code in done.err
