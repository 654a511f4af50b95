"""What can be wrong with the tables of the force: one broken case for each finding."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from dayafter.case import read_case
from dayafter.case.folder import SHIPPED
from dayafter.errors import Severity
from tests.case.folders import edit, findings

DEMANDS = "figures/option_demands.csv"
SENT = "figures/contributions.csv"
GROUP = "AL,battle-group,7,10,12"
JUDGED = "judged-range,auto,elements,2030-01-31,own,judged,5,,invented for a test"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A writable copy of arcadia."""
    return Path(shutil.copytree(SHIPPED / "arcadia", tmp_path / "arcadia"))


# code, file, old text, new text, row, column, words of what is wrong
BROKEN = [
    ("contribution-beyond", SENT, GROUP, "AL,battle-group,7,17,19", 2, "central", "17 of battle"),
    ("share-beyond", "figures/double_hatted.csv", "any,any,0.1,0.2,0.4", "any,any,0.1,0.2,1.4", 2, "high", "1.4"),
    ("share-beyond", "figures/withdrawal_chances.csv", "0.02,0.1,0.25", "0.02,0.1,2.5", 2, "high", "2.5"),
    ("rotation-below", "figures/rotation_ratios.csv", "any,any,3,4,5", "any,any,0.5,4,5", 2, "low", "0.5"),
    ("mandate-open", "mandates.csv", "only-with,AL", "only-with,", 3, "with_party", "who is not named"),
    ("mandate-open", "mandates.csv", "only-with,AL", "only-with,VI", 3, "with_party", "waits for itself"),
    ("mandate-open", "mandates.csv", "only-with,AL", "only-with,BO", 3, "with_party", "BO, which is no contributor"),
    ("mandate-open", "mandates.csv", "AL,any,yes,", "AL,any,yes,VI", 2, "with_party", "waits for nobody, but VI"),
    (
        "option-empty",
        "figures/option_demands.csv",
        "tripwire,manoeuvre",
        "rear-force,training",
        3,
        "option_id",
        "tripwire demands no",
    ),
    ("capability-misplaced", DEMANDS, "tripwire,manoeuvre", "tripwire,lift", 4, "capability_id", "enabler"),
    ("capability-misplaced", "figures/enablers.csv", "VI,lift", "VI,manoeuvre", 4, "capability_id", "kind task"),
    ("contributor-missing", "parties.csv", "supplier; contributor,4", "supplier,4", None, "party_id", "AL would send"),
    ("element-unsent", "force_elements.csv", "", "ship,ship,sea,\n", 5, "element_id", "any ship"),
    (
        "task-undone",
        "figures/element_capabilities.csv",
        "training-team,training,",
        "training-team,manoeuvre,",
        None,
        "capability_id",
        "training demands training",
    ),
    (
        "enabler-missing",
        "capabilities.csv",
        "",
        "medical,hospitals,enabler,beds,\n",
        None,
        "capability_id",
        "needs medical, which nobody",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("code", "file", "old", "new", "line", "column", "what"), BROKEN)
def test_each_finding_is_told(
    folder: Path, code: str, file: str, old: str, new: str, line: int | None, column: str, what: str
) -> None:
    edit(folder, file, old, new)
    if code == "enabler-missing":
        edit(
            folder,
            "figures/element_needs.csv",
            "",
            "battery,medical,4,6,8," + JUDGED.replace("elements", "beds") + "\n",
        )
    found = [finding for finding in findings(folder) if finding.code == code]
    assert found, sorted({finding.code for finding in findings(folder)})
    assert found[0].column == column and what in found[0].what
    if line:
        assert found[0].row == line


def test_gaps_are_warnings_and_the_rest_errors(folder: Path) -> None:
    edit(folder, "force_elements.csv", "", "ship,ship,sea,\n")
    edit(folder, "figures/contributions.csv", GROUP, "AL,battle-group,7,17,19")
    report = read_case(folder).check()
    kinds = {finding.code: finding.kind.severity for finding in report.findings}
    assert kinds["element-unsent"] is Severity.WARNING and kinds["contribution-beyond"] is Severity.ERROR


def test_both_values_of_a_contribution_that_is_too_large(folder: Path) -> None:
    edit(folder, "figures/contributions.csv", GROUP, "AL,battle-group,7,17,19")
    (found,) = (finding for finding in findings(folder) if finding.code == "contribution-beyond")
    assert "AL would set aside 17 of battle-group, and has 16 in all" in found.what


@pytest.mark.parametrize("name", ["arcadia", "ukraine-2025"])
def test_shipped_cases_are_clean(name: str) -> None:
    ours = {"contribution-beyond", "share-beyond", "rotation-below", "mandate-open", "option-empty"}
    ours |= {"capability-misplaced", "contributor-missing", "element-unsent", "task-undone", "enabler-missing"}
    assert not ours & {finding.code for finding in read_case(name).check().findings}


def test_a_case_without_these_tables_has_no_findings(folder: Path) -> None:
    from dayafter.case.rules.reassurance import findings as of_reassurance

    case = read_case(folder)
    ours = [name for name in case.tables if name.startswith(("force_", "option_", "element_", "mandates", "enabler"))]
    bare = dict.fromkeys([*ours, "contributions", "rotation_ratios", "capabilities", "caveats"], ())
    assert list(of_reassurance(case.replace(tables={**bare, "double_hatted": (), "withdrawal_chances": ()}))) == []
