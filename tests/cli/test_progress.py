"""The progress bar: on the error stream of a terminal, and nowhere else."""

from __future__ import annotations

import sys

import pytest

from dayafter.cli.progress import progress


@pytest.mark.parametrize("terminal", [True, False])
def test_progress_is_shown_to_whoever_watches(
    terminal: bool, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal)
    monkeypatch.setenv("FORCE_COLOR" if terminal else "NO_COLOR", "1")
    with progress(2, "the brief") as told:
        told("the requirement")
        told("the plan")
    printed = capsys.readouterr()
    assert printed.out == ""
    assert ("the plan" in printed.err) is terminal
    assert ("2/2" in printed.err) is terminal
