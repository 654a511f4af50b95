"""report, explain, compare of runs, export to PROV: what a run's folder holds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dayafter.cli.changes import changes
from dayafter.cli.runs import Run
from tests.cli.calls import call

HEAD = {"case": "mine", "title": "Mine", "known_on": "2030-02-01"}
VERSIONS = {"dayafter": "0.1.0", "numpy": "2.2"}
FIGURE = {
    "ref": "stocks:AL/gun-old",
    "label": "Donors' stocks: Albion, Thunder gun",
    "low": 14.0,
    "central": 24.0,
    "high": 26.0,
    "unit": "pieces",
    "basis": "reported",
    "sources": ["ministry", "watch"],
    "as_of": "2030-01-01",
    "note": "counted twice",
}
SOURCES = {
    "ministry": {"publisher": "The ministry", "title": "Stocks", "published": "2030-01-05", "url": "https://a.example"},
    "watch": {"publisher": "Watch", "title": "Pictures", "published": "2030-01-09", "url": ""},
}


def number(value: float, step: str, **key: object) -> dict[str, object]:
    child = {"step": "stock", "key": {}, "formula": "counted", "value": 24.0, "figures": [FIGURE], "reads": 1}
    trace = {"step": step, "key": key, "formula": "a sum", "value": value, "figures": [], "reads": 2}
    trace["children"] = [child | {"children": []}]
    low, high = value - 1, value + 1
    return {"text": f"{value:g} pieces", "value": value, "low": low, "high": high, "unit": "pieces"} | {
        "style": "quantity",
        "trace": trace,
    }


def write(folder: Path, code: str, numbers: dict[str, object], **parts: dict[str, object]) -> Path:
    folder.mkdir(parents=True)
    manifest = {"code": code, **HEAD, "inputs": {"stocks": "a" * 64}, "versions": VERSIONS, "settings": {"seed": 7}}
    (folder / "manifest.json").write_text(json.dumps(manifest | parts))
    (folder / "numbers.json").write_text(json.dumps({"run": code, "numbers": numbers, "sources": SOURCES}))
    return folder


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """Two runs: a stock has changed, a program is newer, one number moved and another came in before it."""
    monkeypatch.chdir(tmp_path)
    one = {"n-0001": number(5, "plan: delivered", line="gun"), "n-0002": number(8, "requirement", line="gun")}
    two = {
        "n-0001": number(3, "plan: short", line="gun"),
        "n-0002": number(6, "plan: delivered", line="gun"),
        "n-0003": number(8, "requirement", line="gun"),
    }
    first = write(tmp_path / "runs" / "mine", "a" * 10, one)
    inputs, versions = {"stocks": "b" * 64, "floors": "c" * 64}, VERSIONS | {"numpy": "2.3"}
    second = write(tmp_path / "later", "b" * 10, two, inputs=inputs, versions=versions, settings={"seed": 8})
    return first, second


def test_explain_goes_down_to_the_sources(runs: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    text = call(capsys, "explain", runs[0], "n-0001").out
    assert "n-0001: 5 pieces" in text
    assert "\nplan: delivered (line gun) = 5" in text
    assert "\n    stock = 24" in text
    assert "formula: a sum" in text
    assert "Albion, Thunder gun: 24 (14 to 26) pieces" in text
    assert "The ministry: Stocks, 2030-01-05. https://a.example" in text
    assert max(map(len, text.splitlines())) <= 100
    document = call(capsys, "explain", runs[0], "n-0001", "--json").document
    assert document["trace"]["children"][0]["figures"] == [FIGURE]
    assert list(document["sources"]) == ["ministry", "watch"]


def test_a_run_may_be_named_by_its_case_and_a_number_in_short(
    runs: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    by_folder = call(capsys, "explain", runs[0], "n-0002", "--json").out
    assert call(capsys, "explain", "mine", "2", "--json").out == by_folder


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("mine", "n-0020"), "number-missing", "did you mean 'n-0002'?"),
        (("mien", "n-0001"), "run-missing", "did you mean 'mine'?"),
    ],
)
def test_what_is_not_there(
    words: tuple[str, str], code: str, said: str, runs: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    called = call(capsys, "explain", *words, "--json")
    assert called.code == 2
    assert called.document["findings"][0]["code"] == code
    assert said in called.err


@pytest.mark.parametrize("content", ["{", "[]", "{}"])
def test_a_damaged_run(content: str, runs: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    (runs[0] / "numbers.json").write_text(content)
    called = call(capsys, "explain", "mine", "n-0001")
    assert called.code == 2
    assert "run-unreadable" in called.err


def test_runs_are_compared_inputs_first(runs: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    document = call(capsys, "compare", *runs, "--json").document
    assert document["of"] == "runs"
    assert [row["what"] for row in document["inputs"]] == ["stocks", "floors"]
    assert document["inputs"][1] == {"what": "floors", "old": None, "new": "c" * 10}
    assert document["settings"] == [{"what": "seed", "old": 7, "new": 8}]
    assert document["versions"] == [{"what": "numpy", "old": "2.2", "new": "2.3"}]
    text = call(capsys, "compare", *runs).out
    places = [text.index(f"\n{title}\n") for title in ("Inputs", "Settings", "Code", "Results")]
    assert places == sorted(places)
    assert "1 numbers the same, 2 not" in text


def test_numbers_are_paired_by_meaning_not_by_place(runs: tuple[Path, Path]) -> None:
    found = changes(Run(runs[0]), Run(runs[1]))
    assert found.same == 1
    new, moved = found.numbers
    assert (new["number"], new["what"], new["old"], new["new"]) == (
        "n-0001",
        "plan: short (line gun)",
        None,
        "3 pieces",
    )
    assert (moved["number"], moved["what"], moved["change"]) == ("n-0002", "plan: delivered (line gun)", 1)


def test_a_run_is_the_same_as_itself(runs: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    document = call(capsys, "compare", runs[0], runs[0], "--json").document
    assert [document[part] for part in ("inputs", "settings", "versions", "numbers")] == [[], [], [], []]
    assert document["numbers_same"] == 2


def test_one_run_alone_cannot_be_compared(runs: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    called = call(capsys, "compare", runs[0])
    assert called.code == 2
    assert "name a second one" in called.err


# A real run


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run of arcadia, its page only."""
    from dayafter.cli import main

    folder = tmp_path_factory.mktemp("runs") / "arcadia"
    words = ["report", "arcadia", "--out", str(folder), "--formats", "html", "--draws", "20"]
    assert main(words) == 0
    return folder


def test_report_writes_the_run(written: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "<html" in (written / "brief.html").read_text(encoding="utf-8")
    first, second = (json.loads((written / name).read_text()) for name in ("manifest.json", "numbers.json"))
    words = ("report", "arcadia", "--out", written, "--formats", "html", "--draws", "20", "--json")
    document = call(capsys, *words).document
    assert document["run"] == first["code"]
    assert document["files"] == {"html": str(written / "brief.html")}
    assert json.loads((written / "numbers.json").read_text()) == second, "the same run gives the same numbers"


def test_the_first_number_of_a_brief_is_explained(written: Path, capsys: pytest.CaptureFixture[str]) -> None:
    numbers = Run(written).numbers
    for name in list(numbers)[:40]:
        assert call(capsys, "explain", written, name, "--json").document["number"] == name
        assert call(capsys, "explain", written, name).code == 0


def test_report_for_one_ally(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = (
        "report",
        "arcadia",
        "--for",
        "GA",
        "--out",
        tmp_path / "run",
        "--formats",
        "html",
        "--draws",
        "5",
        "--json",
    )
    assert call(capsys, *words).document["for"] == "GA"


def test_report_replaces_runs_only(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "thesis.txt").write_text("three years")
    refused = call(capsys, "report", "arcadia", "--out", tmp_path / "work", "--formats", "html")
    assert refused.code == 2
    assert "target-exists" in refused.err
    assert [path.name for path in (tmp_path / "work").iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize("place", ["dayafter.delivery.deliver", "dayafter.report.html.html", "pathlib.Path.rename"])
def test_an_interrupted_report_leaves_nothing(
    place: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(place if place != "dayafter.delivery.deliver" else "dayafter.study.deliver", interrupted)
    called = call(capsys, "report", "arcadia", "--out", tmp_path / "run", "--formats", "html", "--draws", "5")
    assert called.code == 130
    assert list(tmp_path.iterdir()) == []


def test_prov_of_a_run_is_valid(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from prov.model import ProvDocument

    path = tmp_path / "run.json"
    assert call(capsys, "export", "arcadia", "--to", "prov", "--out", path, "--draws", "5").code == 0
    read = ProvDocument.deserialize(str(path), format="json")
    labels = {str(record.label) for record in read.get_records()}
    assert any("Albion" in label for label in labels)
