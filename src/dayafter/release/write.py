"""A release as a folder: the case, the results, the brief, and whose copy it is; audited before it stands there."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dayafter.case import Case, read_case
from dayafter.case.columns import cell, columns_of
from dayafter.case.disclosure import Ladder
from dayafter.case.folder import write_case, write_tree
from dayafter.case.tables.reference import Party
from dayafter.case.tables.talks import RESULTS, DisclosureRule
from dayafter.errors import DayAfterError, Finding, UsageError, did_you_mean
from dayafter.release.audit import audit, read_tables
from dayafter.release.copy import Copy
from dayafter.release.result import Release
from dayafter.release.results import Record, Results
from dayafter.release.view import Views
from dayafter.release.withhold import Shown, show

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dayafter.report.document import Document

MANIFEST = "release.json"
"""The file that says whose copy a folder is."""

MARK = 10
"""Letters of the mark of a copy."""


def _silent(what: str) -> None:
    """Progress that nobody watches."""


def release(
    case: Case,
    party: str,
    step: int,
    out: Path | None,
    formats: Sequence[str] = (),
    draws: int = 500,
    seed: int = 7,
    told: Callable[[str], None] = _silent,
) -> Release:
    """The release to a party at a step, written at `out` whole or not at all; only audited where `out` is None.

    Raises UsageError for a party or step that is not there, or a party outside the audience, DayAfterError with every
    leak (release-betrays) where the audit finds one; then nothing is written.
    """
    ladder = Ladder(case)
    _admit(case, ladder, party, step)
    if out is not None:
        _refuse_foreign(out)
    shown = show(case, party, step, ladder)
    told("what may be shown")
    views, tables = _results(case, ladder, shown)
    told("the results of the whole run")
    copy = _copy(ladder, shown)
    released = shown.case.replace(licence=f"for {copy.party_name} only; copy {copy.mark}")
    with _beside(out) as folder:
        write_case(released, folder / "case")
        if tables:
            write_tree({f"{name}.csv": _csv(rows) for name, rows in tables.items()}, folder / "results")
        document = _brief(shown, released, tables, copy, folder, formats, draws, seed, told)
        write_tree(_papers(case, copy, shown, ladder, released), folder, keep=lambda name: True)
        found = audit(shown, views, read_case(folder / "case"), read_tables(folder / "results"), document, folder)
        told("the disclosure audit")
        found.raise_for_leaks()
        files = tuple(sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()))
        if out is not None:
            _put(folder, out)
    return Release(shown, tables, found, copy.mark, _digest_of_rules(ladder, party, step), out, files)


def _admit(case: Case, ladder: Ladder, party: str, step: int) -> None:
    """Raises UsageError where there is no such party or step, or the party is not to be shown anything yet."""
    parties = case.names(Party.table)
    if party not in parties:
        near = did_you_mean(party, list(parties)) or f"; there are {', '.join(parties)}"
        raise UsageError(Finding("party-unknown", details={"party": party, "suggestion": near}))
    if step not in ladder.steps:
        known = ", ".join(map(str, ladder.steps)) or "none"
        raise UsageError(Finding("step-unknown", details={"step": step, "steps": known}))
    first = ladder.first_step(party)
    if first is None or first > step:
        later = f"; it is from step {first} on" if first else ""
        raise UsageError(Finding("release-outside", details={"party": party, "step": step, "later": later}))


def _refuse_foreign(out: Path) -> None:
    """Only a release is replaced by a release; anything else that stands there is somebody's work."""
    if out.exists() and not (out / MANIFEST).is_file() and not (out.is_dir() and not any(out.iterdir())):
        raise UsageError(Finding("target-exists", details={"path": out}))


def _results(case: Case, ladder: Ladder, shown: Shown) -> tuple[Views | None, dict[str, list[Record]]]:
    """The results of the whole run for the party, where any rule opens some of them."""
    if not any(rule.target in RESULTS for rule in ladder.heard(shown.party, shown.step)):
        return None, {}
    from dayafter.study import Study

    views = Views(Results.of(Study(case).deliver()), ladder)
    figures = {ref: one.form for ref, one in shown.hidden.items()}
    return views, views.tables(shown.party, shown.step, figures)


def _copy(ladder: Ladder, shown: Shown) -> Copy:
    name = shown.whole.names(Party.table)[shown.party]
    text = f"{shown.party}\x1f{shown.step}\x1f{shown.case.digest()}"
    mark = hashlib.sha256(text.encode()).hexdigest()[:MARK]
    return Copy(shown.party, name, shown.step, ladder.steps[shown.step].name, mark)


def _digest_of_rules(ladder: Ladder, party: str, step: int) -> str:
    """A digest of the rules that made the copy: not of what they hide."""
    columns = columns_of(DisclosureRule)
    lines = ["\x1f".join(cell(rule, name) for name in columns) for rule in ladder.heard(party, step)]
    return hashlib.sha256("\x1e".join(sorted(lines)).encode()).hexdigest()[:MARK]


def _brief(
    shown: Shown, released: Case, tables: Mapping[str, Sequence[Record]], copy: Copy, folder: Path,
    formats: Sequence[str], draws: int, seed: int, told: Callable[[str], None],
) -> Document | None:  # fmt: skip
    if not formats:
        return None
    from dataclasses import replace

    from dayafter.release.brief import write_brief

    named = replace(released, name=f"{released.name}-{copy.party}-{copy.step}".lower())
    return write_brief(shown, named, tables, copy, folder / "brief", formats, draws, seed, told)


def _papers(case: Case, copy: Copy, shown: Shown, ladder: Ladder, released: Case) -> dict[str, str]:
    """What says whose copy it is, for programs and for people."""
    from dayafter import __version__

    manifest: dict[str, Any] = {
        "schema": "dayafter/copy/1",
        "dayafter": __version__,
        "title": released.settings.title,
        "known_on": case.settings.known_on.isoformat(),
        "party": copy.party,
        "step": copy.step,
        "step_name": copy.step_name,
        "mark": copy.mark,
        "rules": _digest_of_rules(ladder, shown.party, shown.step),
        "case": released.digest(),
    }
    words = (
        f"{released.settings.title}\nFor {copy.party_name} only. Copy {copy.mark}.\n\n"
        "case     what is shown, as a case that dayafter reads: dayafter check case\n"
        "results  results of the whole run, as far as they betray nobody\n"
        "brief    the brief, computed from this case alone\n"
    )
    return {MANIFEST: json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", "README.txt": words}


@contextmanager
def _beside(out: Path | None) -> Iterator[Path]:
    """A folder beside the target in which all is made; it is gone afterwards, whatever happens."""
    parent = out.resolve().parent if out is not None else None
    if parent is not None:
        parent.mkdir(parents=True, exist_ok=True)
    holder = Path(tempfile.mkdtemp(prefix=f".{out.name}-" if out is not None else "release-", dir=parent))
    try:
        folder = holder / "new"
        folder.mkdir()
        yield folder
    finally:
        shutil.rmtree(holder, ignore_errors=True)


def _put(folder: Path, out: Path) -> None:
    """Puts the finished folder in its place, with the old one out of the way first."""
    target, old = out.resolve(), folder.parent / "old"
    if target.exists():
        target.rename(old)
    try:
        folder.rename(target)
    except OSError as error:
        if old.exists():
            old.rename(target)
        raise DayAfterError.of("store-unwritable", path=out, reason=str(error)) from error


def _csv(rows: Sequence[Mapping[str, Any]]) -> str:
    out = io.StringIO()
    names = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(out, names, lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
