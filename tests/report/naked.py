"""Finds digits that stand naked in a rendered page: outside any element that says what they are."""

from __future__ import annotations

import re
from html.parser import HTMLParser

MARKS = {"data-number", "data-name", "data-date", "data-cite"}
_VOID = {"meta", "link", "br", "img", "hr", "input", "col"}
_SILENT = {"style", "script", "title", "desc"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, bool]] = []
        self.found: list[str] = []
        self.in_body = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.in_body = self.in_body or tag == "body"
        if tag not in _VOID:
            marked = any(name in MARKS for name, _ in attrs) or tag in _SILENT
            self.open.append((tag, marked or (bool(self.open) and self.open[-1][1])))

    def handle_endtag(self, tag: str) -> None:
        while self.open:
            opened, _ = self.open.pop()
            if opened == tag:
                return

    def handle_data(self, data: str) -> None:
        if self.in_body and re.search(r"\d", data) and not (self.open and self.open[-1][1]):
            self.found.append(data.strip())


def naked_digits(page: str) -> list[str]:
    """The pieces of text of a page that hold a digit which no element accounts for."""
    reader = _Reader()
    reader.feed(page)
    return reader.found
