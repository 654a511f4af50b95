"""Where the decomposition asks next when the lines are still far from the truth: near the best first stage so far.

A box around it, in shares of each column's range, grows where the lines foresee what happens and shrinks after several
passes that bring nothing (trust region in the maximum norm, Linderoth and Wright 2003). Lower bounds come from the
first stage without the box. Where many columns are zero, duals say little about them: every second pass is moved a
little to the inside of the first stage, which gives lines that also hold there (Papadakos 2008).
"""

from __future__ import annotations

from math import inf

import numpy as np

from .blocks import FloatArray, dot
from .highs import Engine
from .master import Master
from .recourse import compiled_stage

START, LEAST = 1e-2, 1e-4  # half width of the box at first and at least, in shares of a column's range
KEPT, LESS = 3, 0.7  # passes without a better first stage before the box shrinks, and by what
GOOD = 0.5  # share of what the lines foresee that has to come true for a larger box
INSIDE = 1e-2  # most that a pass is moved towards the inside


class Region:
    """The box; of use where all columns have finite bounds and none takes whole numbers only."""

    def __init__(self, master: Master) -> None:
        """At its first width."""
        self.master, first = master, master.first
        self.lower, self.span = first.col_lower, first.col_upper - first.col_lower
        self.usable = not master.whole and bool(np.isfinite(self.span).all())
        self.half, self.idle, self.passes = START, 0, 0
        self.inner = self._inner() if self.usable else None

    def _inner(self) -> FloatArray | None:
        """A first stage away from its bounds: where the interior point ends if nothing costs."""
        first = self.master.first
        engine = Engine(
            compiled_stage(first), np.zeros(first.num_col), solver="ipx", run_crossover="off", presolve="off"
        )
        engine.run()
        found = np.array(engine.highs.getSolution().col_value) * engine.col_scale
        if len(found) != first.num_col or not np.isfinite(found).all():
            return None
        used = first.matrix.times(found, first.num_row)
        room = 1e-9 * (1.0 + np.abs(used))
        held = (used >= first.row_lower - room) & (used <= first.row_upper + room)
        return np.clip(found, self.lower, first.col_upper) if held.all() else None

    def propose(self, best: FloatArray, gap: float, seconds: float = inf) -> tuple[FloatArray, float] | None:
        """(first stage to ask, what the lines say of the one they propose); None where time ran out."""
        master = self.master
        reach = self.half * self.span
        master.limit(np.maximum(self.lower, best - reach), np.minimum(self.lower + self.span, best + reach))
        try:
            if not master.solve(seconds):
                return None
        finally:
            master.limit(self.lower, self.lower + self.span)
        foreseen = dot(master.cost, np.concatenate((master.x, master.theta)))
        self.passes += 1
        if self.inner is None or self.passes % 2 == 0:
            return master.x, foreseen
        share = min(INSIDE, gap)
        return (1 - share) * master.x + share * self.inner, foreseen

    def judge(self, before: float, after: float, foreseen: float) -> None:
        """A box for the next pass, by the best cost before and after and by what was foreseen."""
        gained = before - after
        self.idle = self.idle + 1 if gained <= 0 else 0
        if gained > 0 and gained >= GOOD * (before - foreseen):
            self.half = min(1.0, 2 * self.half)
        elif self.idle == KEPT:
            self.half, self.idle = max(LEAST, LESS * self.half), 0
