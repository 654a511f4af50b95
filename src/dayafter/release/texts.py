"""The attack on texts: hidden numbers, or sums and quotients that come to them, in notes, names, briefs, data."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dayafter.case.columns import ANY, FigureRow, columns_of, field_of, notes_of
from dayafter.case.model import Case
from dayafter.case.tables import TABLES
from dayafter.release.coarsen import coarse_range
from dayafter.release.relate import Relations
from dayafter.release.withhold import Hidden, Shown

if TYPE_CHECKING:
    from dayafter.report.document import Document

_NUMBER = re.compile(
    r"(?<![\w.,-])(\d{1,3}(?:[,\u00a0\u202f ]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?:[\s\u00a0]*(%|per cent|bn|billion|trillion|m|million|k|thousand)(?![\w]))?(?![\w]|\.[a-z])"
)
_SCALES = {
    "%": 0.01, "per cent": 0.01, "k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "bn": 1e9, "billion": 1e9,
    "trillion": 1e12,
}  # fmt: skip
_SIGNS = {
    "+": "+", "plus": "+", "and": "+", "-": "-", "–": "-", "−": "-", "less": "-", "minus": "-",
    "x": "x", "×": "x", "*": "x", "times": "x", "/": "/", "÷": "/", "over": "/", "divided by": "/", "of": "x",
}  # fmt: skip
_SIGN = re.compile(
    r"\s*(" + "|".join(re.escape(sign) for sign in sorted(_SIGNS, key=len, reverse=True)) + r")\s*"
    # or words, of one sentence, before a sign that is a word: 40 of the old ones less 16
    r"|[^.;:\d]{0,80}\b(less|minus|plus|times|divided by)\s+"
)
_TAG = re.compile(r"<[^>]+>")
_BLOCK = re.compile(r"</(?:p|li|td|th|tr|h\d|figcaption|div|dd|dt|summary|text|w:p|title)>|\n", re.IGNORECASE)

_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
_DATE = re.compile(
    rf"\b(?:19|20)\d\d(?:[-/]\d\d){{1,2}}\b|\b\d{{1,2}} (?:{_MONTH})(?: \d{{4}})?\b|\b(?:{_MONTH}) \d{{4}}\b"
)
_MONEY = re.compile(r"\b[A-Z]{3}\s?\d|[€$£]|\d\s?(?:bn|m|billion|million|trillion)\b", re.IGNORECASE)
_IN_ADDRESS = re.compile(r"(?<![\w])(\d+(?:[.,]\d+)?)[-_]?(bn|billion|m|million|k)(?![a-z])", re.IGNORECASE)

DISTINCT = 4
"""A number with so many digits that are not noughts at its end is found without the names around it."""

TOPIC = 5
"""Letters of a word that says what is counted; shorter words say too little."""

LONGEST = 4
"""Numbers in a row that are taken for one calculation."""


@dataclass(frozen=True)
class Found:
    """A hidden figure in a text."""

    ref: str
    place: str
    text: str


def numbers_in(text: str) -> list[float]:
    """Every number that a text states, dates left out, and what runs of numbers with signs between them come to."""
    text = _DATE.sub(" ", text)
    found = [(match.start(), match.end(), _value(match)) for match in _NUMBER.finditer(text)]
    out = [value for _, _, value in found]
    out += [
        value / _SCALES["%"]
        for (_, _, value), match in zip(found, _NUMBER.finditer(text), strict=True)
        if match[2] in ("%", "per cent")
    ]
    for first in range(len(found)):
        values, signs = [found[first][2]], list[str]()
        for one, other in zip(found[first:], found[first + 1 : first + LONGEST], strict=False):
            sign = _SIGN.fullmatch(text[one[1] : other[0]])
            if not sign:
                break
            signs.append(_SIGNS[sign[1] or sign[2]])
            values.append(other[2])
            out.append(calculated(values, signs))
    return out


def _value(match: re.Match[str]) -> float:
    plain = re.sub(r"[,\u00a0\u202f ]", "", match[1])
    return float(plain) * _SCALES.get(match[2] or "", 1.0)


def calculated(values: list[float], signs: list[str]) -> float:
    """What the values come to with these signs between them, products and quotients first."""
    terms, pending = [values[0]], list[str]()
    for sign, value in zip(signs, values[1:], strict=True):
        if sign == "x":
            terms[-1] *= value
        elif sign == "/":
            terms[-1] = terms[-1] / value if value else float("inf")
        else:
            pending.append(sign)
            terms.append(value)
    return terms[0] + sum(term if sign == "+" else -term for sign, term in zip(pending, terms[1:], strict=True))


class Reader:
    """Looks for the hidden figures of one release in texts."""

    def __init__(self, shown: Shown) -> None:
        """shown: the release, with the whole case behind it."""
        self.whole: Case = shown.whole
        self.hidden = tuple(shown.hidden.values())
        self.relations = Relations(shown.whole, [])
        self.funds = {row.key[0]: str(getattr(row, "party_id", "")) for row in shown.whole.tables.get("funds", ())}
        self._shown = shown

    @cached_property
    def _known(self) -> frozenset[float]:
        """Numbers that the released case shows anyway: they betray nothing by standing somewhere else."""
        out: set[float] = set()
        for rows in self._shown.case.tables.values():
            for row in rows:
                if isinstance(row, FigureRow):
                    out |= {_rounded(row.low), _rounded(row.central), _rounded(row.high)}
        return frozenset(out)

    @cached_property
    def _values(self) -> dict[float, list[tuple[Hidden, frozenset[str], bool]]]:
        """Number -> hidden figures that it states, the names that must stand beside it, and whether it needs none."""
        out: dict[float, list[tuple[Hidden, frozenset[str], bool]]] = {}
        for one in self.hidden:
            names = self._names(one)
            for value in self._forms(one):
                distinct = _digits(value) >= DISTINCT and _rounded(value) not in self._known and not _is_year(value)
                out.setdefault(_rounded(value), []).append((one, names, distinct))
        return out

    def _forms(self, one: Hidden) -> Iterator[float]:
        """The true numbers of a figure that is hidden, as a text could state them; not what is shown of it."""
        quantity = one.quantity
        band = (
            coarse_range(quantity.unit, quantity.low, quantity.central, quantity.high) if one.form == "coarse" else ()
        )
        for value in {quantity.central, quantity.low, quantity.high} - set(band) - {0.0, 1.0}:
            yield value
            if quantity.unit.endswith(" m"):
                yield value * 1e6

    def _names(self, one: Hidden) -> frozenset[str]:
        """Short names that tell the figure from others: those of other tables in its key, else all words of it."""
        row = one.quantity.best
        named = {
            part
            for column, part in zip(row.keys, row.key, strict=True)
            if notes_of(type(row), column).get("refers") and part != ANY
        }
        return frozenset(named or {part for part in row.key if part != ANY})

    def read(
        self,
        place: str,
        text: str,
        context: Iterable[str] = (),
        explained: frozenset[float] = frozenset(),
        table: str = "",
    ) -> list[Found]:
        """Hidden figures that a text states.

        context: short names that stand beside it (of the row that holds it), table: in which table that row stands;
        explained: numbers that are there for another reason, such as those that the brief computes from what is
        released.
        """
        out = []
        hits = {_rounded(value) for value in numbers_in(text)} & self._values.keys() - explained
        if not hits:
            return []
        beside = set(context) | self.relations.mentioned(text)
        beside |= {self.funds[name] for name in beside if name in self.funds}
        for value in sorted(hits):
            for one, names, distinct in self._values[value]:
                parties = frozenset(self.funds.get(name, name) for name in names)
                near = bool(names) and (names <= beside or parties <= beside)
                if distinct or (near and self._is_about(one, names, text, table)):
                    out.append(Found(one.ref, place, _short(text)))
        return out

    def _is_about(self, one: Hidden, names: frozenset[str], text: str, table: str) -> bool:
        """Whether a text beside which the figure's names stand can mean it: money must be said to be money, and where
        one name alone tells the figure, the text or its table must say what is counted."""
        row = one.quantity.best
        if one.quantity.unit.endswith(" m"):
            return table == row.table or bool(_MONEY.search(text))
        if len(names) > 1 or table == row.table:
            return True
        words = {
            word[:TOPIC] for word in re.findall(r"[a-z]+", f"{row.title} {row.unit}".lower()) if len(word) >= TOPIC
        }
        return any(word in text.lower() for word in words)

    def of_case(self, case: Case) -> list[Found]:
        """Hidden figures in the free texts of a released case, and in the short names of its rows."""
        out: list[Found] = []
        titles = {row.key[0]: row for row in case.tables.get("sources", ())}
        for table, rows in case.tables.items():
            free = [column for column in columns_of(TABLES[table]) if _is_free(TABLES[table], column)]
            for row in rows:
                context = [part for part in row.key if part != ANY]
                source = titles.get(str(getattr(row, "source_id", "")))
                for column in free:
                    text = str(getattr(row, field_of(type(row), column)))
                    out += self.read(f"{table} {'/'.join(row.key)}, {column}", text, context, table=table)
                if source is not None and table != "sources":
                    words = " ".join(_said_by(source))
                    out += self.read(f"source {source.key[0]}", words, context)
        return list(dict.fromkeys(out))

    def of_document(self, document: Document) -> list[Found]:
        """Hidden figures in the words of a brief that were not computed, and in the data behind its charts."""
        from dayafter.report.document import Figure, plain, walk
        from dayafter.report.document import _words_of as words_of
        from dayafter.report.inline import inlines
        from dayafter.report.numbers import Number

        out: list[Found] = []
        known = explained_by(document)
        for block in walk(document.blocks):
            for words in words_of(block):
                parts = tuple(part for part in inlines(words) if not isinstance(part, Number))
                out += self.read("the brief", plain(parts), (), known)
            if isinstance(block, Figure):
                out += self.read(f"figure {block.id}", block.alt, (), known)
        heads = " ".join((document.title, document.subtitle, *document.properties.values()))
        return list(dict.fromkeys([*out, *self.read("the brief's properties", heads, (), known)]))

    def of_files(self, folder: Path, explained: frozenset[float]) -> list[Found]:
        """Hidden figures in every file of a folder: pages, Word files, data; PDF files are read by their properties,
        because their text is glyphs (what they print is in the document, which is read itself)."""
        out: list[Found] = []
        for path in sorted(file for file in folder.rglob("*") if file.is_file()):
            for text in texts_of(path):
                out += self.read(path.relative_to(folder).as_posix(), text, (), explained)
        return list(dict.fromkeys(out))


def _said_by(source: Any) -> Iterator[str]:
    """Title and note of a source, and the amounts in its address and short name (`3bn-for-ukraine`)."""
    yield from (source.title_, source.note)
    for address in (source.url, source.source_id):
        yield from (f"{found[1]} {found[2].lower()}," for found in _IN_ADDRESS.finditer(address))


def explained_by(document: Document) -> frozenset[float]:
    """Every number that a brief computes, as it prints it and as it is, with the figures of its traces."""
    out: set[float] = set()
    for number in document.numbers.as_dict().values():
        out |= {_rounded(value) for value in numbers_in(str(number["text"]))}
        out |= set(_numbers_of(number))
    from dayafter.report.document import Figure, walk

    for block in walk(document.blocks):
        if isinstance(block, Figure):
            out |= {_rounded(value) for value in numbers_in(block.alt)}
            for row in block.data_table.rows if block.data_table else ():
                out |= {_rounded(value) for cell in row for value in numbers_in(cell)}
    return frozenset(out)


def _numbers_of(value: Any) -> Iterator[float]:
    if isinstance(value, bool) or value is None:
        return
    if isinstance(value, int | float):
        yield _rounded(float(value))
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _numbers_of(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _numbers_of(part)


def texts_of(path: Path) -> Iterator[str]:
    """The texts in a file, in pieces that belong together: paragraphs, cells, lines, string by string in JSON."""
    if path.suffix == ".docx":
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as packed:
            for name in sorted(packed.namelist()):
                if name.endswith((".xml", ".rels")):
                    yield from _pieces(packed.read(name).decode("utf-8", "replace"))
    elif path.suffix == ".html":
        page = re.sub(r"<style.*?</style>|<path[^>]*>", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        yield from _pieces(page)
    elif path.suffix == ".json":
        yield from _strings(json.loads(path.read_text(encoding="utf-8")))
    elif path.suffix == ".pdf":
        for found in re.findall(rb"/(?:Title|Subject|Keywords|Author)\s*\(([^)]*)\)", path.read_bytes()):
            yield found.decode("latin-1")
    elif path.suffix in (".txt", ".md", ".toml"):
        yield from path.read_text(encoding="utf-8").splitlines()


def _pieces(page: str) -> Iterator[str]:
    for piece in _BLOCK.split(page):
        text = unescape(_TAG.sub(" ", piece)).strip()
        if any(sign.isdigit() for sign in text):
            yield text


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part)


def _is_free(model: Any, column: str) -> bool:
    """Whether a column holds words of the author's own: notes, names, ends of a scale, short names; no figures."""
    if column in ("unit", "interval", "shape", "basis", "moves_with", "source_id") or notes_of(model, column).get(
        "refers"
    ):
        return False
    kind = model.model_fields[field_of(model, column)].annotation
    return kind is str


def _rounded(value: float) -> float:
    return float(f"{value:.7g}")


def _digits(value: float) -> int:
    """Digits of a number without the noughts at its end."""
    return len(f"{value:.7g}".replace(".", "").split("e")[0].strip("0"))


def _is_year(value: float) -> bool:
    return value.is_integer() and 1900 <= value <= 2100


def _short(text: str) -> str:
    return text if len(text) <= 80 else text[:77] + "..."
