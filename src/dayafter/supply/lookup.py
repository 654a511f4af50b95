"""The figure that serves a key, where a row may speak of `any` party or item."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import product

from dayafter.case import Quantity
from dayafter.case.columns import ANY
from dayafter.errors import Finding

Key = tuple[str, ...]


def candidates(key: Key, wild: int) -> Iterator[Key]:
    """The key itself, then with `any` in its first `wild` places: the party gives way before the item, then both."""
    yield key
    for places in _patterns(wild)[1:]:
        yield tuple(ANY if place in places else word for place, word in enumerate(key))


@cache
def _patterns(wild: int) -> tuple[frozenset[int], ...]:
    """Which places give way, in the order in which they do."""
    choices = sorted(product((False, True), repeat=wild), key=lambda c: (sum(c), tuple(not x for x in c)))
    return tuple(frozenset(place for place, gives in enumerate(choice) if gives) for choice in choices)


def resolve(quantities: Mapping[Key, Quantity], key: Key, wild: int) -> Quantity | None:
    """The most specific figure for the key, or None."""
    for candidate in candidates(key, wild):
        if candidate in quantities:
            return quantities[candidate]
    return None


class Finder:
    """Looks figures up for one purpose and collects what is missing, so that all of it is told at once."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def find(self, table: str, quantities: Mapping[Key, Quantity], key: Key, wild: int, hint: str) -> Quantity | None:
        """The figure for the key; None and one more finding where the case has none."""
        quantity = resolve(quantities, key, wild)
        if quantity is None:
            details = {"table": table, "key": " / ".join(key), "hint": hint}
            self.findings.append(Finding("figure-needed", f"figures/{table}.csv", details=details))
        return quantity
