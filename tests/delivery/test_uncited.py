"""A plan made without citing the requirement's figures is the same plan, and still splits when somebody asks."""

from __future__ import annotations

import pytest

from dayafter.case import read_case
from dayafter.delivery import deliver


def test_same_plan_and_same_split() -> None:
    case = read_case("arcadia")
    cited, plain = deliver(case), deliver(case, cited=False)
    assert plain.digest == cited.digest
    ours = {share.ref: share.contribution for share in plain.split.shares}
    assert ours == pytest.approx({share.ref: share.contribution for share in cited.split.shares}, abs=1e-9)
    assert any(ref.startswith("unit_equipment:") for ref in ours)
