"""Rows and columns chosen out of a file of spells."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dayafter.ceasefire.survival.spells import SHORTEST, Spells, spells_of
from dayafter.errors import CaseError, Finding, UsageError
from dayafter.evidence.durations import read_durations

TEXT = """spell_id,start_months,stop_months,failed,observers,when,place
a,0,6,0,0,1990,x
a,6,12,1,1,1990,x
b,0,30,0,1,1995,y
c,0,24,1,,2001,y
d,0,0,1,1,2003,z
"""


def given(
    tmp_path: Path, text: str = TEXT, *where: str, by: tuple[str, ...] = ()
) -> tuple[Spells, tuple[Finding, ...]]:
    path = tmp_path / "own.csv"
    path.write_text(text)
    return spells_of(read_durations(path), "war", where, by)


def test_years_rows_and_spells(tmp_path: Path) -> None:
    made, notes = given(tmp_path)
    assert (made.rows, made.spells, made.failures, notes) == (5, 4, 3, ())
    assert made.stop.tolist() == [0.5, 1.0, 2.5, 2.0, 0.0]
    assert made.lasting().stop[-1] == SHORTEST
    whole = made.whole()
    assert (whole.stop.tolist(), whole.failed.tolist()) == ([1.0, 2.5, 2.0, 0.0], [True, False, True, True])
    assert made.watched(1.0) == 3


def test_conditions_on_rows(tmp_path: Path) -> None:
    assert given(tmp_path, TEXT, "when>=1995", "when<=2001")[0].spells == 2
    assert given(tmp_path, TEXT, "place=y")[0].spells == 2
    assert given(tmp_path, TEXT, "when=1990")[0].rows == 2
    with pytest.raises(CaseError) as error:
        given(tmp_path, TEXT, "place>=y")
    assert error.value.findings[0].code == "spells-empty"


def test_rows_without_a_covariate_are_told(tmp_path: Path) -> None:
    made, (note,) = given(tmp_path, TEXT, by=("observers",))
    assert made.rows == 4 and (note.code, note.row) == ("spells-left-out", 5)
    assert made.x[:, 0].tolist() == [0, 1, 1, 1]


def test_what_cannot_be_read(tmp_path: Path) -> None:
    text = TEXT + "e,5,3,1,0,2004,z\nf,0,many,1,0,2004,z\ng,0,1,,0,2004,z\n"
    with pytest.raises(CaseError) as error:
        given(tmp_path, text)
    assert {(f.code, f.row) for f in error.value.findings} >= {
        ("spell-reversed", 7),
        ("cell-invalid", 8),
        ("cell-missing", 9),
    }


@pytest.mark.parametrize("where", ["nothing=1", "when", "when~3"])
def test_conditions_that_are_none(tmp_path: Path, where: str) -> None:
    with pytest.raises(UsageError):
        given(tmp_path, TEXT, where)


def test_names_that_the_file_has_not(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="observer"):
        given(tmp_path, TEXT, by=("observer",))
    path = tmp_path / "own.csv"
    with pytest.raises(UsageError, match="force"):
        spells_of(read_durations(path), "force")
    assert np.isfinite(given(tmp_path)[0].start).all()
