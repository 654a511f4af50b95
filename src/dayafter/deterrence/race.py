"""The race: the attacker's ready formations against the defender's equipped ones, month by month, draw by draw."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dayafter.case import Case
from dayafter.delivery.execute import Execution
from dayafter.deterrence import model
from dayafter.deterrence.defender import Defender
from dayafter.deterrence.result import Race
from dayafter.errors import CaseError, Finding
from dayafter.uncertainty import Draws

if TYPE_CHECKING:
    from dayafter.adversary import Rebuilding


def race(rebuilding: Rebuilding, execution: Execution, case: Case, draws: Draws) -> Race:
    """Both sides brought together in the same draws.

    Raises CaseError with every figure that is missing (figure-needed), or where the two sides have not the same draws
    and missions (axis-mismatch).
    """
    months = np.asarray(rebuilding.months, dtype=np.int64)
    defender = Defender(execution, months)
    known = defender.figures
    names = tuple(row.mission_id for row in known.missions)
    _same("missions", set(rebuilding.missions), set(names))
    sizes = [len(rebuilding.ready), len(execution.delivered), draws.size]
    _same("draws", {str(size) for size in sizes}, {str(draws.size)})
    order = [tuple(rebuilding.missions).index(name) for name in names]
    size = rebuilding.mission_size[:, order]
    met = model.contest(rebuilding.ready, size, defender.strong, known.facing, known.threshold, rebuilding.holds)
    return Race(case=case, draws=draws, rebuilding=rebuilding, defender=defender, size=size, contest=met)


def _same(what: str, left: set[str], right: set[str]) -> None:
    if left != right:
        details = {
            "left": f"the {what} of the adversary",
            "right": f"the {what} of the race",
            "missing": ", ".join(sorted(left ^ right)),
        }
        raise CaseError(Finding("axis-mismatch", details=details))
