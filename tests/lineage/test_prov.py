"""The PROV export is valid PROV-JSON that the reference package reads, and it leads from numbers to sources."""

from __future__ import annotations

import json

import prov.model
import pytest

from dayafter.case import read_case
from dayafter.lineage import prov_document
from dayafter.study import Study


@pytest.fixture(scope="module")
def document() -> dict[str, object]:
    study = Study(read_case("arcadia"), draws=20)
    brief = study.report()
    sources = [json.loads(row.model_dump_json(by_alias=True)) for row in study.case.sources.values()]
    return prov_document(study.manifest.code, brief.numbers, sources, "dayafter")


def test_the_prov_package_reads_it(document: dict[str, object]) -> None:
    read = prov.model.ProvDocument.deserialize(content=json.dumps(document), format="json")
    assert len(list(read.get_records(prov.model.ProvEntity))) == len(document["entity"])  # type: ignore[arg-type]
    assert len(list(read.get_records(prov.model.ProvActivity))) == len(document["activity"])  # type: ignore[arg-type]


def test_every_figure_that_is_used_comes_from_a_source(document: dict[str, dict[str, dict[str, str]]]) -> None:
    used = {record["prov:entity"] for record in document["used"].values()}
    derived = {record["prov:generatedEntity"] for record in document["wasDerivedFrom"].values()}
    sources = {record["prov:usedEntity"] for record in document["wasDerivedFrom"].values()}
    assert used and used <= derived
    assert sources <= set(document["entity"])


def test_every_number_was_generated_by_a_step_of_the_run(document: dict[str, dict[str, dict[str, str]]]) -> None:
    numbers = {name for name in document["entity"] if name.startswith("da:number/")}
    made = {record["prov:entity"]: record["prov:activity"] for record in document["wasGeneratedBy"].values()}
    informed = {record["prov:informed"] for record in document["wasInformedBy"].values()}
    assert numbers == set(made)
    assert set(made.values()) <= informed
