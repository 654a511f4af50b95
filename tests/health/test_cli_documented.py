"""Every verb is documented, and every documented command exists and runs."""

from __future__ import annotations

import re
import shlex

import pytest

from tests.health.files import ROOT

PAGES = ("README.md", "docs/commands.md", "docs/tutorial.md", "docs/the-case.md", "docs/python.md")
WHOLE_LISTS = ("README.md", "docs/commands.md")
IN_A_BLOCK = re.compile(r"^dayafter .*$", flags=re.MULTILINE)
IN_A_LINE = re.compile(r"`(dayafter [^`\n]*)`")
GAP = re.compile(r"\b[A-Z]{3,}\b")  # CASE, RUN, NUMBER: for the reader to fill
BLOCK = re.compile(r"^```python\n(.*?)^```", flags=re.MULTILINE | re.DOTALL)


def verbs() -> set[str]:
    from dayafter import cli

    return set(cli.VERBS)


def run(argv: list[str]) -> int:
    """The exit code of `dayafter ARGV`."""
    from dayafter import cli

    try:
        return int(cli.main(argv) or 0)
    except SystemExit as ended:
        return int(ended.code or 0)


def commands(page: str) -> list[list[str]]:
    text = (ROOT / page).read_text(encoding="utf-8")
    parts = text.split("```")  # prose and blocks by turns
    lines = [
        line for number, part in enumerate(parts) for line in (IN_A_BLOCK if number % 2 else IN_A_LINE).findall(part)
    ]
    return [shlex.split(line)[1:] for line in lines]


def documented() -> list[list[str]]:
    unique = {tuple(argv) for page in PAGES for argv in commands(page) if argv and argv[0].islower()}
    return [list(argv) for argv in sorted(unique)]


@pytest.mark.parametrize("page", WHOLE_LISTS)
def test_every_verb_is_listed(page: str) -> None:
    listed = {argv[0] for argv in commands(page) if argv and argv[0].islower()}
    assert verbs() - listed == set(), f"not in {page}"


@pytest.mark.parametrize("argv", documented(), ids=" ".join)
def test_documented_command_exists(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert argv[0].startswith("-") or argv[0] in verbs()
    if not argv[0].startswith("-"):
        assert run([argv[0], "--help"]) == 0
        help_text = capsys.readouterr().out
        assert [word for word in argv if word.startswith("--") and word not in help_text] == []


def test_commands_of_the_tutorial_run(tmp_path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.chdir(tmp_path)
    runnable = [argv for argv in commands("docs/tutorial.md") if argv and not GAP.search(" ".join(argv))]
    assert len(runnable) >= 5
    codes = {" ".join(argv): run(argv) for argv in runnable}
    assert codes == dict.fromkeys(codes, 0)


@pytest.mark.parametrize("page", ["README.md", "docs/python.md", "docs/tutorial.md"])
def test_python_of_the_page_runs(page: str, tmp_path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.chdir(tmp_path)
    blocks = BLOCK.findall((ROOT / page).read_text(encoding="utf-8"))
    assert blocks
    for block in blocks:
        exec(compile(block, page, "exec"), {})
