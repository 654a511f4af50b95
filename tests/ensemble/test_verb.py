"""`dayafter ensemble`: the same answer however it is computed, told in words and as a document."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from dayafter.adversary.task import AdversaryTask
from dayafter.case import read_case
from dayafter.cli.progress import share_done
from tests.cli.calls import Called, call


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def ask(capsys: pytest.CaptureFixture[str], draws: int, *words: object) -> Called:
    """Three hundred draws and more of the small case, in this process unless told otherwise."""
    where = () if "--executor" in words else ("--executor", "here")
    return call(capsys, "ensemble", "arcadia", "--draws", draws, *where, *words)


@pytest.mark.parametrize("question", ["adversary", "race"])
def test_document_follows_its_schema_and_is_the_same_again(question: str, capsys: pytest.CaptureFixture[str]) -> None:
    first = ask(capsys, 200, "--question", question, "--json").document
    again = ask(capsys, 200, "--question", question, "--json", "--chunk", 70, "--fresh").document
    assert first == again
    assert first["question"] == question and first["draws"] == 200
    assert (Path(first["store"]) / "manifest.json").is_file()


def test_processes_answer_as_this_process_does(capsys: pytest.CaptureFixture[str]) -> None:
    here = ask(capsys, 300, "--json").document
    words = ("--executor", "processes", "--workers", 2, "--chunk", 64, "--store", "other")
    beside = ask(capsys, 300, *words, "--json").document
    assert {**beside, "store": here["store"]} == here
    assert Path(beside["store"]).parent.name == "other"


def test_missions_get_rarer_with_their_size_and_shares_are_shares(capsys: pytest.CaptureFixture[str]) -> None:
    rows = ask(capsys, 300, "--json").document["missions"]
    shares = [row["share_ever"] for row in rows]
    assert len(shares) > 1 and all(0 <= share <= 1 for share in shares)
    assert shares == sorted(shares, reverse=True)


def test_quantiles_are_in_order(capsys: pytest.CaptureFixture[str]) -> None:
    months = ask(capsys, 300, "--json").document["months"]
    assert [row["month"] for row in months] == list(range(len(months)))
    assert all(row["ready_low"] <= row["ready"] <= row["ready_high"] for row in months)
    assert months[-1]["ready"] > 0


def test_words_say_what_was_computed_and_what_was_stored(capsys: pytest.CaptureFixture[str]) -> None:
    assert "200 computed" in ask(capsys, 200).out
    more = ask(capsys, 300).out
    assert "100 computed" in more and "200 from the store" in more
    assert "Ready formations" in more


def test_policy_is_another_question_with_the_same_draws(capsys: pytest.CaptureFixture[str]) -> None:
    base = ask(capsys, 100, "--json").document
    other = ask(capsys, 100, "--policy", "no-vi", "--json").document
    assert other["policy"] == "no-vi" and other["key"] != base["key"]
    assert other["months"] == base["months"], "an ally's gifts do not change the adversary"


def test_damaged_chunk_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    store = Path(ask(capsys, 100, "--json").document["store"])
    path = next(store.glob("*.parquet"))
    path.write_bytes(path.read_bytes()[:50])
    again = ask(capsys, 100, "--json").document
    assert [finding["code"] for finding in again["findings"]] == ["chunk-damaged"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--executor", "proceses"), "call-invalid"),
        (("--scheduler", "127.0.0.1:1"), "call-invalid"),
        (("--draws", 2_000_000_000), "call-invalid"),
        (("--workers", 0), "call-invalid"),
        (("--policy", "no-such"), "policy-unknown"),
    ],
)
def test_call_that_cannot_be_is_refused(words: tuple[str, ...], code: str, capsys: pytest.CaptureFixture[str]) -> None:
    got = ask(capsys, 10, *words, "--json")
    assert got.code == 2
    assert [finding["code"] for finding in got.document["findings"]] == [code]
    assert not Path("runs").exists()


def test_any_slice_has_the_bits_of_the_whole() -> None:
    task = AdversaryTask(read_case("arcadia"), 7)
    whole = task.run(0, 300)
    for first, size in ((0, 1), (37, 100), (299, 1)):
        part = task.run(first, size)
        assert {n: v.tobytes() for n, v in part.items()} == {
            n: v[first : first + size].tobytes() for n, v in whole.items()
        }


@pytest.mark.parametrize("terminal", [True, False])
def test_share_and_rate_are_shown_to_whoever_watches(
    terminal: bool, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal)
    monkeypatch.setenv("FORCE_COLOR" if terminal else "NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "100")
    with share_done(1000, "many draws") as told:
        told(200)
        told(1000)
    printed = capsys.readouterr()
    assert printed.out == ""
    assert ("100%" in printed.err and "/s" in printed.err) is terminal
