"""Which texts could speak of what is hidden: told by what a row names and cites, never by the hidden values.

A text that was left out because it states a hidden number would betray it by its absence; so texts with numbers are
left out wherever they could.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

from dayafter.case.columns import ANY, Row, columns_of, field_of, notes_of
from dayafter.case.labels import names_of
from dayafter.case.model import Case
from dayafter.case.tables.money import Fund
from dayafter.case.tables.reference import Source

NUMBER_WORDS = frozenset((
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty", "thirty", "forty", "fifty",
    "sixty", "seventy", "eighty", "ninety", "hundred", "hundreds", "thousand", "thousands", "million", "millions",
    "billion", "billions", "bn", "dozen", "dozens", "score", "half", "halves", "third", "thirds", "quarter",
    "quarters", "fifth", "fifths", "tenth", "tenths", "double", "doubled", "twice", "triple", "tripled", "threefold",
    "pair", "single", "none", "all",
))  # fmt: skip
"""Words that say how many."""

_DIGIT = re.compile(r"\d")
_TOKEN = re.compile(r"\w+")
_WORD = re.compile(r"[a-z]+")
_AMOUNT = re.compile(r"\d[\d.,]*\s*(?:%|per cent|bn\b|m\b|million|billion)|\b[A-Z]{3}\s*\d", re.IGNORECASE)
_DATED = re.compile(r"(?:19|20)\d\d(?:-\d\d){0,2}")


def says_how_many(text: str) -> bool:
    """Whether a text holds a number, in digits or in words."""
    return bool(_DIGIT.search(text)) or any(word in NUMBER_WORDS for word in _WORD.findall(text.lower()))


def says_an_amount(name: str) -> bool:
    """Whether a name holds an amount of money or a share, not only a designation such as 155 mm."""
    return bool(_AMOUNT.search(name))


def bears_a_number(source_id: str) -> bool:
    """Whether a short name holds digits other than those of a date."""
    return bool(_DIGIT.search(_DATED.sub("", source_id)))


LONGEST_CODE = 3
"""Short names up to so many letters count in their own letters only: IT is a country, `it` is not."""


class Relations:
    """What each row of a case names, and which rows may speak of hidden ones."""

    def __init__(self, case: Case, hidden: Iterable[Row]) -> None:
        """hidden: rows that are withheld or coarse."""
        self.case = case
        self.hidden = tuple(hidden)

    @cached_property
    def _names(self) -> dict[str, list[tuple[str, re.Pattern[str]]]]:
        """First word of a name, in small letters -> (short name, pattern of the whole name)."""
        out: dict[str, list[tuple[str, re.Pattern[str]]]] = defaultdict(list)
        for word, name in sorted(names_of(self.case).items()):
            for text in {word, str(name)} if word != ANY else ():
                flags = re.IGNORECASE if len(text) > LONGEST_CODE else 0
                pattern = re.compile(rf"(?<!\w){re.escape(text)}(?!\w)", flags)
                first = _TOKEN.search(text.lower())
                if first:
                    out[first[0]].append((word, pattern))
        return dict(out)

    def mentioned(self, text: str) -> set[str]:
        """Short names of all that a text mentions, by short name or by name."""
        tokens = set(_TOKEN.findall(text.lower()))
        return {word for token in tokens for word, pattern in self._names.get(token, ()) if pattern.search(text)}

    @cached_property
    def _funds(self) -> dict[str, str]:
        return {fund.fund_id: fund.party_id for fund in self.case.all_rows(Fund)}

    @cached_property
    def _hidden_parts(self) -> frozenset[frozenset[str]]:
        """For each hidden row the names that tell it from others, in every way of naming it."""
        out = set()
        for row in self.hidden:
            parts = self._named(row)
            out.add(parts)
            out.add(frozenset(self._funds.get(part, part) for part in parts))
        return frozenset(parts for parts in out if parts)

    @cached_property
    def _hidden_sources(self) -> frozenset[str]:
        own = {source.source_id for source in self.case.all_rows(Source) if source.kind == "own"}
        return frozenset(str(getattr(row, "source_id", "")) for row in self.hidden) - own - {""}

    @cached_property
    def _hidden_keys(self) -> frozenset[tuple[str, tuple[str, ...]]]:
        return frozenset((row.table, row.key) for row in self.hidden)

    def _named(self, row: Row) -> frozenset[str]:
        """Short names of other tables' rows that the row's key holds, else those that the whole row holds, else all
        words of the key; dates, wildcards and the recipient, who is everywhere, tell nothing."""
        for columns in (row.keys, columns_of(type(row))):
            found = {self._word(row, column) for column in columns if _is_name(row, column)}
            found -= {"", ANY, self.case.settings.recipient}
            if found:
                return frozenset(found)
        return frozenset({self._word(row, column) for column in row.keys} - {"", ANY})

    def _word(self, row: Row, column: str) -> str:
        value = getattr(row, field_of(type(row), column))
        return value if isinstance(value, str) else ""

    def cites_hidden(self, source_id: str) -> bool:
        """Whether a hidden row cites this source, too."""
        return source_id in self._hidden_sources

    def may_speak(self, row: Row, text: str) -> bool:
        """Whether a text of the row could speak of a hidden row: they share a source or a key, or the row and its text
        name all that the hidden row is known by."""
        if (row.table, row.key) in self._hidden_keys or self.cites_hidden(str(getattr(row, "source_id", ""))):
            return True
        context = self._context(row, text)
        return any(parts <= context for parts in self._hidden_parts)

    def _context(self, row: Row, text: str) -> frozenset[str]:
        """All short names that the row holds or that its text mentions."""
        names: set[str] = set()
        for column in columns_of(type(row)):
            value = getattr(row, field_of(type(row), column))
            names.update(value if isinstance(value, tuple) else (value,) if isinstance(value, str) else ())
        names |= {self._funds[name] for name in tuple(names) if name in self._funds}
        return frozenset(names | self.mentioned(text))


def _is_name(row: Row, column: str) -> bool:
    refers = notes_of(type(row), column).get("refers") or ["sources"]
    return "sources" not in refers
