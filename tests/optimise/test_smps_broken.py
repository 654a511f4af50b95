"""Broken SMPS files: each finding with file and line, all at once; warnings for what a reader has to choose."""

from __future__ import annotations

from pathlib import Path

import pytest

from dayafter.errors import DayAfterError, UsageError
from dayafter.optimise.smps import SmpsError, read_smps
from tests.optimise.published_files import written
from tests.optimise.test_smps import CORE, STOCH, TIME

INDEP = "STOCH\nINDEP DISCRETE\n{}\nENDATA\n"
TREE = "STOCH\nSCENARIOS\n{}\nENDATA\n"

BROKEN = [
    # what is changed in the core, time or stoch file, the place, and words of the message
    ("core", (" L R1", " Q R1"), "p.cor:5: error smps-line", "not a row: Q R1"),
    ("core", (" E R2", " E R1"), "p.cor:6: error smps-line", "'R1' stands twice"),
    ("core", (" Y R3 1.0", " Y R4 1.0"), "p.cor:12: error smps-unknown", "row 'R4' is not in ROWS"),
    ("core", (" Y R3 1.0", " Y R3 one"), "p.cor:12: error smps-line", "'one' is not a number"),
    ("core", (" Y R3 1.0", " Y R3"), "p.cor:12: error smps-line", "odd number of fields"),
    ("core", (" Y R3 1.0", " Y R2 1.0"), "p.cor:12: error smps-line", "coefficient of 'Y' in 'R2' stands twice"),
    ("core", (" Y R3 1.0", " Y COST 1.0"), "p.cor:12: error smps-line", "cost of 'Y' stands twice"),
    ("core", (" Y R3 1.0", " M 'MARKER' 'WHAT'"), "p.cor:12: error smps-line", "marker"),
    ("core", (" B R3 2", " B R9 2"), "p.cor:17: error smps-unknown", "row 'R9'"),
    ("core", (" UP BND Y 8", " UP BND Q 8"), "p.cor:19: error smps-unknown", "column 'Q'"),
    ("core", (" UP BND Y 8", " UX BND Y 8"), "p.cor:19: error smps-line", "not a kind of bound"),
    ("core", (" UP BND Y 8", " UP Y"), "p.cor:19: error smps-line", "not a bound"),
    ("core", (" UP BND Y 8", " UP BND Y x"), "p.cor:19: error smps-line", "not a number"),
    ("core", (" UP BND Y 8", " SC BND Y 8"), "p.cor:19: error smps-beyond", "semi-continuous"),
    ("core", ("BOUNDS", "RANGES\n R R9 1\nBOUNDS"), "p.cor:19: error smps-unknown", "row 'R9'"),
    ("core", ("BOUNDS", "QUADOBJ"), "p.cor:18: error smps-beyond", "QUADOBJ"),
    ("core", ("NAME P", "OBJSENSE\n UPWARDS"), "p.cor:2: error smps-line", "sense is 'UPWARDS'"),
    ("core", ("NAME P", " X COST 1"), "p.cor:1: error smps-line", "belongs to no section"),
    ("core", (CORE, "NAME P\nENDATA\n"), "p.cor:1: error smps-line", "no section ROWS"),
    ("core", (" N COST\n N OTHER\n", ""), "p.cor:1: error smps-line", "no N row"),
    ("time", (" Y R2", " Q R2"), "p.tim:4: error smps-unknown", "column 'Q'"),
    ("time", (" Y R2", " Y R7"), "p.tim:4: error smps-unknown", "row 'R7'"),
    ("time", (" Y R2 P.2", " Y R2"), "p.tim:4: error smps-line", "not a period"),
    ("time", (" Y R2 P.2", " Y R2 P.1"), "p.tim:4: error smps-line", "two periods have one name"),
    ("time", (" Y R2 P.2\n", ""), "p.tim:3: error smps-line", "one period only"),
    ("time", (" X R1 P.1", " Z R3 P.1"), "p.tim:4: error smps-line", "begins before the one above"),
    ("time", (TIME, "TIME\nENDATA\n"), "p.tim:1: error smps-line", "no periods"),
    ("time", ("PERIODS LP", "STAGES"), "p.tim:2: error smps-beyond", "STAGES"),
    ("time", (TIME, "TIME\nPERIODS\n A\n B\nROWS\n R1 A\n R8 B\n R2 C\nCOLUMNS\n X A\n Y B\n Z B\nENDATA\n"),
     "p.tim:7: error smps-unknown", "row 'R8'"),
    ("stoch", ("B R2 4 P.2", "B R8 4 P.2"), "p.sto:3: error smps-unknown", "row 'R8'"),
    ("stoch", ("B R2 4 P.2", "B R2 4 P.9"), "p.sto:3: error smps-unknown", "period 'P.9'"),
    ("stoch", ("B R2 4 P.2", "B R2 four P.2"), "p.sto:3: error smps-line", "'four' is not a number"),
    ("stoch", ("B R2 4 P.2 0.5", "B R2 4 P.2 -0.5"), "p.sto:3: error smps-line", "the probability is -0.5"),
    ("stoch", ("B R2 4 P.2 0.5", "B R2"), "p.sto:3: error smps-line", "not a random number"),
    ("stoch", ("B R2 4 P.2 0.5", "B COST 4 P.2 0.5"), "p.sto:3: error smps-beyond", "constant of the objective"),
    ("stoch", ("B R2 4 P.2 0.5", "Y R1 4 P.2 0.5"), "p.sto:3: error smps-line", "later period than row 'R1'"),
    ("stoch", ("INDEP DISCRETE", "INDEP SUB"), "p.sto:2: error smps-beyond", "INDEP SUB"),
    ("stoch", ("INDEP DISCRETE", "ICC"), "p.sto:2: error smps-beyond", "section ICC"),
    ("stoch", ("INDEP DISCRETE", "INDEP NORMAL"), "p.sto: error smps-continuous", "B R2 is continuous (NORMAL)"),
    ("stoch", (STOCH, "STOCH\nENDATA\n"), "p.sto:1: error smps-line", "nothing is random"),
    ("stoch", (STOCH, " B R2 4 0.5\nENDATA\n"), "p.sto:1: error smps-line", "belongs to no section"),
    ("stoch", (STOCH, INDEP.format(" B R1 4 .5\n B R1 5 .5")), "p.sto: error smps-line", "random in the first period"),
    ("stoch", (STOCH, INDEP.format(" B R2 4 0\n B R2 5 0")), "p.sto: error smps-line", "has no probability"),
    ("stoch", (STOCH, INDEP.format(" UP BND Q 4 0.5")), "p.sto:3: error smps-unknown", "column 'Q'"),
    ("stoch", ("INDEP DISCRETE\n", "INDEP DISCRETE\n B R3 1 1\nBLOCKS\n BL K P.2 1\n B R3 2\nINDEP DISCRETE\n"),
     "p.sto:6: error smps-line", "random twice"),
    ("stoch", ("INDEP DISCRETE\n", "BLOCKS\n B R3 2\nINDEP\n"), "p.sto:3: error smps-line", "before the first BL"),
    ("stoch", ("INDEP DISCRETE\n", "BLOCKS\n BL K\nINDEP\n"), "p.sto:3: error smps-line", "not a block"),
    ("stoch", (STOCH, "STOCH\nBLOCKS\n BL K P.2 1\nENDATA\n"), "p.sto: error smps-line", "changes nothing"),
    ("stoch", (STOCH, "STOCH\nBLOCKS\n BL K P.2 1\n B R2 1 R3\nENDATA\n"), "p.sto:4: error smps-line", "not a change"),
    ("stoch", (STOCH, "STOCH\nBLOCKS\n BL K P.2 1\n B R2 1 R2 2\nENDATA\n"), "p.sto:4: error smps-line", "twice"),
    ("stoch", (STOCH, TREE.format(" SC A ROOT 1")), "p.sto:3: error smps-line", "not a scenario"),
    ("stoch", (STOCH, TREE.format(" SC A B 1 P.2")), "p.sto:3: error smps-unknown", "scenario 'B'"),
    ("stoch", (STOCH, TREE.format(" SC A ROOT .5 P.2\n SC A ROOT .5 P.2")), "p.sto:4: error smps-line", "twice"),
    ("stoch", (STOCH, TREE.format(" SC A ROOT .5 P.1\n SC B A .5 P.2\n B R1 9")), "p.sto:4: error smps-line",
     "changes numbers of the first period"),
    ("stoch", (STOCH, STOCH.replace("ENDATA", "SCENARIOS\n SC A ROOT 1 P.2\n B R3 1\nENDATA")),
     "p.sto: error smps-beyond", "SCENARIOS beside INDEP"),
]  # fmt: skip


@pytest.mark.parametrize(("which", "change", "place", "words"), BROKEN)
def test_a_broken_file_is_told_with_its_line(
    tmp_path: Path, which: str, change: tuple[str, str], place: str, words: str
) -> None:
    texts = {"core": CORE, "time": TIME, "stoch": STOCH}
    assert change[0] in texts[which]
    texts[which] = texts[which].replace(change[0], change[1], 1)
    with pytest.raises(SmpsError) as error:
        read_smps(*written(tmp_path, *texts.values()))
    told = str(error.value)
    assert any(line.startswith(place) and words in line for line in told.splitlines()), told
    assert "Fix:" in told and error.value.exit_code == 1


def test_all_findings_come_at_once(tmp_path: Path) -> None:
    core = CORE.replace(" L R1", " Q R1").replace(" Y R3 1.0", " Y R3 one").replace(" UP BND Y 8", " UP BND Q 8")
    with pytest.raises(SmpsError) as error:
        read_smps(*written(tmp_path, core, TIME, STOCH))
    assert {5, 12, 19} <= {finding.row for finding in error.value.findings}


def test_too_many_futures_are_not_counted_out(tmp_path: Path) -> None:
    lines = "\n".join(f" B {row} {value} 0.0005" for row in ("R2", "R3") for value in range(2000))
    paths = written(tmp_path, CORE, TIME, INDEP.format(lines))
    with pytest.raises(SmpsError, match=r"smps-many.*4e\+06 futures.*--sample"):
        read_smps(*paths)
    assert read_smps(*paths, sample=7).futures == 7


def test_a_list_of_scenarios_is_not_drawn_from(tmp_path: Path) -> None:
    paths = written(tmp_path, CORE, TIME, TREE.format(" SC A ROOT 1 P.2\n B R2 9"))
    with pytest.raises(SmpsError, match=r"smps-beyond.*sample of listed scenarios"):
        read_smps(*paths, sample=3)


def test_a_file_that_is_not_there_is_a_wrong_call(tmp_path: Path) -> None:
    paths = written(tmp_path, CORE, TIME, STOCH)
    with pytest.raises(UsageError, match=r"smps-unreadable.*no\.cor cannot be read"):
        read_smps(tmp_path / "no.cor", *paths[1:])
    paths[0].write_bytes(b"\x1f\x8b damaged")
    with pytest.raises(DayAfterError, match="smps-unreadable"):
        read_smps(*paths)


CHOSEN = [
    (CORE.replace("UP BND Y 8", "UP BND Y -8"), TIME, STOCH, "negative upper bound"),
    (CORE.replace("ENDATA\n", ""), TIME, STOCH, "ends without ENDATA"),
    (CORE.replace(" B R3 2", " C R3 2"), TIME, STOCH, "second vector 'C', which is left out"),
    (CORE, TIME, STOCH.replace("B R2", "RHZ R2"), "'RHZ' is no column of p.cor"),
    (CORE, TIME.replace("Y R2", "Y R3"), INDEP.format(" B R3 2 .5\n B R3 3 .5"), "row 'R2' of P.1 uses columns of P.2"),
    (CORE, TIME, STOCH.replace("0.5", "0.4"), "add up to 0.8"),
]  # fmt: skip


@pytest.mark.parametrize(("core", "time", "stoch", "words"), CHOSEN)
def test_what_the_reader_chooses_is_told(tmp_path: Path, core: str, time: str, stoch: str, words: str) -> None:
    found = read_smps(*written(tmp_path, core, time, stoch)).warnings
    assert any(words in finding.what for finding in found), found
    assert {finding.code for finding in found} <= {"smps-choice", "smps-probabilities"}


def test_a_number_seen_late_or_in_another_period_is_told(tmp_path: Path) -> None:
    core = CORE.replace(" Z R2 -1.0", "")
    time = "TIME\nPERIODS\n X R1 A\n Y R2 B\n Z R3 C\nENDATA\n"
    late = INDEP.format(" B R2 4 C .5\n B R2 6 C .5")
    (warning,) = read_smps(*written(tmp_path, core, time, late)).warnings
    assert "said to be seen in C, but belongs to B" in warning.what
    early = read_smps(*written(tmp_path, core, time, INDEP.format(" B R3 4 B .5\n B R3 6 B .5")))
    assert early.warnings == () and len(early.problem.scenarios) == 2
    soon = TREE.format(" SC A ROOT .5 A\n SC B A .5 C\n B R2 6")
    (warning,) = read_smps(*written(tmp_path, core, time, soon)).warnings
    assert "before it branches off" in warning.what
