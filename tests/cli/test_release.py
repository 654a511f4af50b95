"""`dayafter release`: the document follows its schema, the text says what a releaser needs, refusals are findings."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.calls import call

ASKED = ("release", "arcadia", "--formats", "none")


def test_document(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    made = call(capsys, *ASKED, "--to", "VI", "--step", 2, "--out", tmp_path / "vi", "--json")
    document = made.document
    assert made.code == 0
    assert (document["party"], document["for"], document["step"]) == ("VI", "Vinland", 2)
    assert {row["attack"]: row["got"] for row in document["audit"]}["pooling"] == 0
    assert "case/case.toml" in document["files"] and (tmp_path / "vi" / "case" / "case.toml").is_file()


def test_text(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    made = call(capsys, *ASKED, "--to", "AL", "--step", 1, "--out", tmp_path / "al")
    for words in ("release to Albion, step 1", "Donors' stocks", "The disclosure audit", "What it cannot tell"):
        assert words in made.out
    assert max(map(len, made.out.splitlines())) <= 100


def test_audit_only(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    made = call(capsys, *ASKED, "--to", "AL", "--step", 2, "--audit-only", "--table", "audit")
    assert made.code == 0 and "pooling" in made.out and "steps" in made.out
    assert list(tmp_path.iterdir()) == []
    assert call(capsys, *ASKED, "--to", "AL", "--step", 1, "--audit-only", "--json").document["folder"] is None


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--to", "XX", "--step", 1), "party-unknown"),
        (("--to", "AL", "--step", 9), "step-unknown"),
        (("--to", "GA", "--step", 1), "release-outside"),
        (("--to", "AL", "--step", "one"), "call-invalid"),
        (("--to", "AL", "--step", 1, "--formats", "odt"), "export-unknown"),
    ],
)
def test_refusals(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, words: tuple[object, ...], said: str,
) -> None:  # fmt: skip
    made = call(capsys, *ASKED, *words, "--out", tmp_path / "out")
    assert made.code == 2 and said in made.err
    assert list(tmp_path.iterdir()) == []
