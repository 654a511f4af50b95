"""The entry: help that loads nothing, names that are suggested, exit codes, interrupts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.metadata import version

import pytest

from dayafter import cli
from tests.cli.calls import call

HEAVY = ("numpy", "pydantic", "polars", "altair", "highspy", "rich", "xlsxwriter", "dayafter.case", "dayafter.study")


def python(code: str, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    """A fresh interpreter."""
    command = [sys.executable, "-c", code, *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, **env})


def test_help_loads_nothing_but_argparse() -> None:
    code = "import sys; from dayafter.cli import main; c = main(['--help']); print(c, *sorted(sys.modules))"
    done = python(code)
    last = done.stdout.splitlines()[-1].split()
    assert last[0] == "0"
    assert [name for name in HEAVY if name in last] == []
    assert [name for name in last if name.startswith("dayafter")] == ["dayafter", "dayafter.cli"]


@pytest.mark.parametrize(
    ("verb", "unused"),
    [("check", ("polars", "altair", "highspy", "rich", "scipy")), ("plan", ("polars", "altair", "rich", "scipy"))],
)
def test_a_verb_loads_only_what_it_uses(verb: str, unused: tuple[str, ...]) -> None:
    code = f"import sys; from dayafter.cli import main; main(['{verb}', 'arcadia']); print(*sys.modules)"
    loaded = python(code).stdout.splitlines()[-1].split()
    assert "numpy" in loaded
    assert [name for name in unused if name in loaded] == []


def test_the_module_runs_as_a_program() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "dayafter", "check", "arcadia", "--json"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["case"] == "arcadia"


def test_help_lists_every_verb(capsys: pytest.CaptureFixture[str]) -> None:
    for words in ([], ["--help"], ["-h"]):
        called = call(capsys, *words)
        assert called.code == 0
        assert [verb for verb in cli.VERBS if f"\n    {verb} " not in called.out] == []


@pytest.mark.parametrize("verb", cli.VERBS)
def test_every_verb_has_help(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    called = call(capsys, verb, "--help")
    assert called.code == 0
    assert called.out.startswith(f"usage: dayafter {verb}")
    assert "--json" in called.out


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(capsys, "--version").out.strip() == f"dayafter {version('dayafter')}"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["chek"], "there is no verb 'chek', did you mean 'check'?"),
        (["check"], "the following arguments are required: CASE"),
        (["plan", "arcadia", "--polcy", "late"], "unrecognized arguments: --polcy late"),
        (["need", "arcadia", "--draws", "0"], "0 is not between 1 and 100000"),
        (["need", "arcadia", "--seed", "x"], "'x' is not a whole number"),
        (["need", "arcadia", "--at", "99"], "not a month from 1 to 12"),
        (["need", "arcadia", "--at", "2029-12"], "not a month from 1 to 12"),
    ],
)
def test_wrong_usage_is_a_finding(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    called = call(capsys, *words)
    assert called.code == 2
    assert called.out == ""
    assert "call-invalid" in called.err
    assert said in called.err
    assert "--help`" in called.err
    document = call(capsys, *words, "--json")
    assert document.code == 2
    assert document.document["findings"][0]["code"] == "call-invalid"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["check", "arcadai"], "case-missing", "did you mean 'arcadia'?"),
        (["plan", "arcadia", "--policy", "no-v"], "policy-unknown", "did you mean 'no-vi'?"),
        (["plan", "arcadia", "--table", "delivries"], "file-unreadable", "did you mean 'deliveries'?"),
        (["compare", "arcadia", "--policy", "lat"], "policy-unknown", "did you mean 'late'?"),
        (["report", "arcadia", "--for", "al"], "party-unknown", "did you mean 'AL'?"),
        (["report", "arcadia", "--formats", "html,dox"], "export-unknown", "did you mean 'docx'?"),
        (["export", "arcadia", "--to", "xslx"], "export-unknown", "did you mean 'xlsx'?"),
        (["tables", "stock"], "key-unknown", "did you mean 'stocks'?"),
        (["check", "arcadia", "--known-on", "soon"], "settings-invalid", "known_on"),
    ],
)
def test_wrong_names_suggest_the_right_one(
    words: list[str], code: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    called = call(capsys, *words, "--json")
    assert called.code == 2
    assert said in called.err
    found = called.document["findings"][0]
    assert found["code"] == code
    assert said in f"{found['what']} {found['column']}"


def test_an_interrupt_ends_with_one_line(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(words: list[str]) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "_main", interrupted)
    called = call(capsys, "plan", "arcadia")
    assert called.code == 130
    assert called.out == ""
    assert called.err.count("\n") == 1
    assert "interrupted" in called.err


def test_a_defect_is_not_told_as_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(words: list[str]) -> int:
        raise ZeroDivisionError

    monkeypatch.setattr(cli, "_main", broken)
    with pytest.raises(ZeroDivisionError):
        cli.main(["plan", "arcadia"])


def test_a_reader_that_has_seen_enough_is_no_error() -> None:
    code = "import sys; from dayafter.cli import main; sys.exit(main(['tables', '--json']))"
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        said = process.stderr.read().decode()
    assert process.returncode == 0
    assert said == ""
