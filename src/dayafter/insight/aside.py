"""Policies compared in a second interpreter, while the first one works on: half of a brief's time is in its options.

The other interpreter takes one policy after the other; when the first has nothing else left to do, it takes policies
from the end of the list. Who solved a policy cannot be seen in its result. Whatever goes wrong over there, the first
interpreter does it itself, and meets the same error where there is one.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache
from threading import Thread
from typing import Any

from dayafter.case import Case, Policy
from dayafter.delivery import Plan
from dayafter.insight.compare import Comparison, Differences, Option, base_option, option
from dayafter.uncertainty import Draws

WORTH_IT = 500
"""Figures of a case from which a second interpreter saves more time than its start takes."""


Told = tuple[list[dict[str, Any]], list[dict[str, Any]]]
"""Rows of a comparison: of the plan, and of the race."""


def _told(base: Option, made: Option) -> Told:
    comparison = Comparison(base, (made,))
    return comparison.records(), comparison.race_records()


class Aside:
    """A comparison on its way."""

    def __init__(self, case: Case, policies: Sequence[Policy], draws: int, seed: int) -> None:
        """Starts the other interpreter where that is worth it; it loads what it needs until it is given work."""
        self._case, self._policies, self._draws, self._seed = case, tuple(policies), draws, seed
        self._open = deque(range(len(self._policies)))
        self._rows: dict[int, Told] = {}
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = Thread(target=self._feed, daemon=True)
        figures = sum(len(case.tables.get(name, ())) for name in case.tables)
        if figures >= WORTH_IT and len(self._policies) > 1 and (os.cpu_count() or 1) > 1:
            command = [sys.executable, "-m", "dayafter.insight.aside"]
            pipe = subprocess.PIPE
            with suppress(OSError):  # then all is done here
                self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL)

    def begin(self, plan: Plan) -> None:
        """Gives the other interpreter its work. plan: the best one for the case as it stands."""
        if self._process is not None:
            # Pickled here and now: a case goes on filling its caches while it is worked with.
            head = pickle.dumps((self._case, plan, self._draws, self._seed))
            self._sent = head, [pickle.dumps(policy) for policy in self._policies]
            self._thread.start()

    def _feed(self) -> None:
        """Hands out policies until none is left; what the other side does not answer goes back on the list."""
        place = -1
        try:
            assert self._process is not None
            to, back = self._process.stdin, self._process.stdout
            assert to is not None and back is not None
            head, tasks = self._sent
            to.write(head)
            while self._open:
                place = self._open.popleft()
                to.write(tasks[place])
                to.flush()
                self._rows[place] = pickle.load(back)
            to.close()
        except Exception:  # whatever it was, the policy is solved again where errors can be told
            if place >= 0 and place not in self._rows:
                self._open.append(place)

    def finish(self, base: Callable[[], Option], draws: Draws, told: Callable[[str], None]) -> Differences:
        """All differences, in the order of the policies; `base`: the case as it stands, in these draws, asked for only
        if a policy is left to do here."""
        here = cache(base)
        heard = list(range(len(self._policies)))
        while len(self._rows) < len(self._policies):
            try:
                place = self._open.pop()
            except IndexError:  # the last ones are being solved on the other side
                self._thread.join()
                if not self._open:
                    break
                continue
            made = option(self._case, self._policies[place], draws, here().plan)
            self._rows[place] = _told(here(), made)
            told(self._policies[place].name)
            heard.remove(place)
        for place in heard:
            told(self._policies[place].name)
        done = [self._rows[place] for place in range(len(self._policies))]
        rows, race_rows = (tuple(row for part in done for row in part[which]) for which in (0, 1))
        return Differences(tuple(policy.name for policy in self._policies), draws.size, rows, race_rows)

    def stop(self) -> None:
        """Ends the other interpreter, done or not."""
        self._open.clear()
        if self._process is None:
            return
        self._process.kill()
        if self._thread.is_alive():
            self._thread.join()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None and not pipe.closed:
                with suppress(BrokenPipeError):  # what was not yet sent need not be
                    pipe.close()


def _serve() -> None:
    """The other side: a case, then policies, one after the other; for each its rows."""
    back = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not mix with the answers
    case, plan, size, seed = pickle.load(sys.stdin.buffer)
    draws = Draws(case, size, seed)
    base = base_option(case, draws, plan)
    while True:
        try:
            policy = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        made = option(case, policy, draws, base.plan)
        pickle.dump(_told(base, made), back)
        back.flush()


if __name__ == "__main__":
    _serve()
