"""Packages one after the other, compiled: what two neighbours have in common is not computed twice.

Actors and options are numbers; a set of actors is the bits of one whole number. Equation numbers are those of card.md.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

TOLERANCE = 1e-6
"""Single precision: an actor takes what is worth this much less than no deal."""


@njit(cache=True)
def listed(starts: Any, broken: Any, blockers: int, room: int) -> Any:
    """Packages that break no line of the blockers, in the order of their options, and the actors whose lines each
    breaks: ([package, issue], [package]); at most `room` of them.

    starts: first option of each issue [issue + 1]; broken: actors whose lines a pair of options breaks [option,
    option], on the diagonal an option alone.
    """
    issues = len(starts) - 1
    packages = np.empty((room, issues), dtype=np.int16)
    lines = np.empty(room, dtype=np.int64)
    chosen, mask = starts[:issues].copy(), np.zeros(issues + 1, dtype=np.int64)
    level, found = 0, 0
    while level >= 0:
        if chosen[level] == starts[level + 1]:
            chosen[level] = starts[level]
            level -= 1
            if level >= 0:
                chosen[level] += 1
            continue
        option = chosen[level]
        bits = mask[level] | broken[option, option]
        for earlier in range(level):
            bits |= broken[option, chosen[earlier]]
        if bits & blockers:
            chosen[level] += 1
            continue
        mask[level + 1] = bits
        if level + 1 < issues:
            level += 1
            continue
        if found == room:
            break
        for issue in range(issues):
            packages[found, issue] = chosen[issue]
        lines[found] = bits
        found += 1
        chosen[level] += 1
    return packages[:found], lines[:found]


@njit(cache=True)
def _advance(at: int, packages: Any, actor: int, gains: Any, links: Any, worth: Any, sums: Any) -> None:
    """Utilities of the package's first issues, one after the other, from the first that differs from the last package
    on: sums [issue + 1, draw] of one actor. Equation 1."""
    issues = packages.shape[1]
    first = 0
    if at:
        while first < issues - 1 and packages[at, first] == packages[at - 1, first]:
            first += 1
    for issue in range(first, issues):
        option = packages[at, issue]
        before, after, gain = sums[issue], sums[issue + 1], gains[actor, option]
        for draw in range(len(gain)):
            after[draw] = before[draw] + gain[draw]
        for n in range(len(links)):
            if links[n, 0] == actor and links[n, 1] == option:
                for earlier in range(issue):
                    if packages[at, earlier] == links[n, 2]:
                        for draw in range(len(gain)):
                            after[draw] += worth[n, draw]


@njit(cache=True)
def accepted(
    packages: Any, lines: Any, gains: Any, links: Any, worth: Any, reservation: Any, allies: int, adversary: int
) -> Any:
    """In how many draws each actor takes each package, all allies take it, and the adversary with them: ([package,
    actor], [package], [package]). Equations 1 and 2.

    gains: [actor, option, draw]; links: actor, later and earlier option [link, 3]; worth: [link, draw]; reservation:
    [actor, draw]; the first `allies` actors are allies; adversary: its number, or -1. An actor whose line is broken
    takes it in no draw.
    """
    count, draws, actors = len(packages), gains.shape[2], gains.shape[0]
    takes = np.zeros((count, actors), dtype=np.int32)
    every, both = np.zeros(count, dtype=np.int32), np.zeros(count, dtype=np.int32)
    together = np.ones((count, draws), dtype=np.bool_)
    sums = np.zeros((packages.shape[1] + 1, draws), dtype=np.float32)
    for actor in range(actors):
        for at in range(count):
            _advance(at, packages, actor, gains, links, worth, sums)
            least, done, last = reservation[actor], 0, sums[-1]
            refuses = (lines[at] >> actor) & 1
            for draw in range(draws):
                yes = refuses == 0 and last[draw] >= least[draw] - TOLERANCE
                done += yes
                if actor < allies:
                    together[at, draw] &= yes
                elif actor == adversary:
                    both[at] += together[at, draw] and yes
            takes[at, actor] = done
    for at in range(count):
        for draw in range(draws):
            every[at] += together[at, draw]
    return takes, every, both


@njit(cache=True)
def tempted(
    packages: Any,
    lines: Any,
    needed: Any,
    group: Any,
    groups: int,
    gains: Any,
    links: Any,
    worth: Any,
    reservation: Any,
    standing: Any,
    allies: int,
    adversary: int,
) -> Any:
    """Draws in which a group of allies would rather have some package with the adversary than the standing one, and
    how often each package is the reason: ([group, draw], [package, draws]). Equation 8.

    needed: allies without whom the package cannot be had [package]; group: the number of that set [package], or -1
    where nobody is needed: then each ally alone is a group, its number after those sets; standing: utilities of the
    standing package [actor, draw]; the rest as in `accepted`.
    """
    count, draws, actors = len(packages), gains.shape[2], gains.shape[0]
    wants = np.zeros((count, draws), dtype=np.int64)
    sums = np.zeros((packages.shape[1] + 1, draws), dtype=np.float32)
    for actor in range(actors):
        if actor >= allies and actor != adversary:
            continue
        for at in range(count):
            _advance(at, packages, actor, gains, links, worth, sums)
            if (lines[at] >> actor) & 1:
                continue
            last = sums[-1]
            for draw in range(draws):
                takes = last[draw] >= reservation[actor, draw] - TOLERANCE
                if takes and last[draw] > standing[actor, draw] + TOLERANCE:
                    wants[at, draw] |= 1 << actor
    leaves = np.zeros((groups + allies, draws), dtype=np.bool_)
    reasons = np.zeros((count, groups + allies), dtype=np.int32)
    for at in range(count):
        for draw in range(draws):
            bits = wants[at, draw]
            if not (bits >> adversary) & 1:
                continue
            if group[at] >= 0:
                if bits & needed[at] == needed[at]:
                    leaves[group[at], draw] = True
                    reasons[at, group[at]] += 1
            else:
                for ally in range(allies):
                    if (bits >> ally) & 1:
                        leaves[groups + ally, draw] = True
                        reasons[at, groups + ally] += 1
    return leaves, reasons
