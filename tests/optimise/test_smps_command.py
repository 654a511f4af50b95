"""`python -m dayafter.optimise`: documents, words, exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from dayafter.optimise.__main__ import main
from tests.optimise.published_files import shipped, written
from tests.optimise.test_smps import CORE, STOCH, TIME


def called(*words: object, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    """Exit code, output and error stream."""
    code = main([str(word) for word in words])
    out, err = capsys.readouterr()
    return code, out, err


@pytest.mark.parametrize("method", [[], ["--method", "extensive"], ["--method", "lshaped", "--gap", "1e-9"]])
def test_the_document_of_the_farmer(method: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = called(*shipped("farmer"), "--json", *method, capsys=capsys)
    found = json.loads(out)
    assert (code, err, found["status"], found["sense"], found["futures"]) == (0, "", "optimal", "min", 3)
    assert found["first_stage"] == pytest.approx({"AWHEAT": 170.0, "ACORN": 80.0, "ABEETS": 250.0})
    assert found["mean_first_stage"] == pytest.approx({"AWHEAT": 120.0, "ACORN": 80.0, "ABEETS": 300.0})
    expected = dict(rp=-108390, ev=-118600, eev=-107240, ws=-115405.5555556, evpi=7015.5555556, vss=1150)
    assert {name: found[name] for name in expected} == pytest.approx(expected)
    assert found["lower"] <= found["rp"] + 1e-6 and found["rp"] <= found["upper"] + 1e-6 and found["gap"] < 1e-6
    assert found["eev_infeasible"] is False and found["unknown"] == [] and found["warnings"] == []


def test_the_words_of_the_farmer(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = called(*shipped("farmer"), capsys=capsys)
    assert code == 0 and "FARMER: optimal (extensive, min COST, 3 futures over 2 periods)" in out
    assert "-115405.5556" in out and out.splitlines()[-1].split() == ["ABEETS", "250"]


def test_a_plan_that_breaks_down_is_null_and_said(capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(called(*shipped("lands3"), "--json", capsys=capsys)[1])
    assert found["eev"] is None and found["eev_infeasible"] is True and found["vss"] is None
    assert "infinite: no recourse" in called(*shipped("lands3"), capsys=capsys)[1]


def test_a_maximum_is_told_in_its_own_sense(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    core, time, stoch = (path.read_text() for path in shipped("farmer"))
    head, _, tail = core.partition("ROWS")
    turned = "".join(
        line.replace("COST      -", "COST      +")
        if "COST      -" in line
        else line.replace("COST      ", "COST      -")
        for line in tail.splitlines(keepends=True)
    )
    paths = written(tmp_path, f"{head}OBJSENSE MAX\nROWS{turned}", time, stoch)
    found = json.loads(called(*paths, "--json", capsys=capsys)[1])
    assert (
        found["sense"] == "max" and found["rp"] == pytest.approx(108390) and found["ws"] == pytest.approx(115405.5556)
    )
    assert (found["evpi"], found["vss"]) == pytest.approx((7015.555556, 1150.0))
    assert found["lower"] <= found["upper"] and found["first_stage"]["ABEETS"] == pytest.approx(250.0)


@pytest.mark.parametrize(
    ("change", "status"), [((" B R1 10", " B R1 -1"), "infeasible"), (("X COST 1.0", "X COST -9"), "")]
)
def test_no_plan_ends_with_three(
    tmp_path: Path, change: tuple[str, str], status: str, capsys: pytest.CaptureFixture[str]
) -> None:
    core = CORE.replace(*change)
    if not status:  # the row that held X is gone
        core, status = core.replace(" B R1 10", " B R1 1e30"), "unbounded"
        core = core.replace(" X R2 1.0 OTHER 7\n", "")
    paths = written(tmp_path, core, TIME, STOCH)
    for method in ("extensive", "lshaped"):
        code, out, err = called(*paths, "--json", "--method", method, capsys=capsys)
        assert code == 3 and json.loads(out)["status"] == status and f"status: {status}" in err


def test_warnings_are_printed_and_in_the_document(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paths = written(tmp_path, CORE, TIME, STOCH.replace("0.5", "0.4"))
    code, out, err = called(*paths, "--json", capsys=capsys)
    assert code == 0 and "warning smps-probabilities" in err
    assert [finding["code"] for finding in json.loads(out)["warnings"]] == ["smps-probabilities"]
    code, out, err = called(*paths, "--json", "--normalise", capsys=capsys)
    assert (code, err, json.loads(out)["probability"]) == (0, "", pytest.approx(1.0))


def test_whole_columns_of_the_recourse_need_the_extensive_form(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paths = written(tmp_path, CORE.replace("UP BND Y 8", "UI BND Y 8"), TIME, STOCH)
    code, _, err = called(*paths, "--method", "lshaped", capsys=capsys)
    assert code == 2 and "without whole columns" in err
    assert called(*paths, capsys=capsys)[0] == 0


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["a", "b"], 2, "the following arguments are required: STOCH"),
        (["a", "b", "c"], 2, "smps-unreadable"),
        (["a", "b", "c", "--method", "guess"], 2, "invalid choice"),
        (["a", "b", "c", "--sample", "0"], 2, "at least 1"),
        (["a", "b", "c", "--gap", "2"], 2, "from 0 to below 1"),
    ],
)
def test_wrong_calls(words: list[str], code: int, told: str, capsys: pytest.CaptureFixture[str]) -> None:
    found, out, err = called(*words, capsys=capsys)
    assert (found, out) == (code, "") and told in err


def test_it_runs_as_a_module() -> None:
    call = [sys.executable, "-m", "dayafter.optimise", *map(str, shipped("making"))]
    done = subprocess.run(call, capture_output=True, text=True, check=True)
    assert "-23.96" in done.stdout and done.stderr == ""
    help_ = subprocess.run([*call[:3], "--help"], capture_output=True, text=True, check=True)
    assert "CORE TIME STOCH" in help_.stdout and "exit codes" in help_.stdout
