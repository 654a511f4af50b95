"""`dayafter plan` before the future is known, and made anew: documents, texts, refusals."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from dayafter import cli
from tests.cli.calls import schema_of

FEW = ["plan", "arcadia", "--futures", "10", "--keep", "4"]


def test_hedge_as_document(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([*FEW, "--cvar", "0.9", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    jsonschema.validate(document, schema_of("plan"))
    assert document["hedge"]["risk"]["level"] == 0.9
    assert document["hedge"]["measures"]["ws"] <= document["hedge"]["measures"]["rp"] + 1e-9
    assert document["replan"] == {}


def test_hedge_as_text(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(FEW) == 0
    assert "before the future is known" in capsys.readouterr().out


def test_made_anew_from_the_exported_form(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    came = tmp_path / "came.csv"
    came.write_text("supplier,item,month,quantity\nAL,gun-old,2030-03,0\n", encoding="utf-8")
    assert cli.main(["plan", "arcadia", "--after", "2030-03", "--receipts", str(came), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    jsonschema.validate(document, schema_of("plan"))
    assert document["replan"]["changes"]
    assert document["replan"]["shortfall_after"] >= document["replan"]["shortfall_before"]


def test_options_that_mean_nothing_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["plan", "arcadia", "--keep", "3", "--receipts", "x.csv"]) == 2
    told = capsys.readouterr().err
    assert "--keep" in told
    assert "--after" in told
