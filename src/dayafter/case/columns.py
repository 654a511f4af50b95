"""What a table of a case is: one pydantic model per table, the only declaration of it.

Validation, the Excel workbook, the Data Package descriptor and the documentation page are all made
from these models. `column()` gives a field its title, its question, an example and how to count it.
"""

from __future__ import annotations

import datetime as dt
import types
import typing
from functools import lru_cache
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.fields import FieldInfo

Basis = Literal["observed", "reported", "claimed", "derived", "judged"]
Interval = Literal["p5-p95", "p10-p90", "min-max", "source-range", "judged-range"]
Shape = Literal["auto", "fixed", "triangular", "pert", "lognormal", "uniform", "beta"]
Channel = Literal["stock", "production", "purchase", "industry"]
Intensity = Literal["truce", "high"]

ANY = "any"
"""Wildcard that a key column may hold where its description allows it: the row serves every key
without a row of its own."""


def column(
    title: str,
    question: str,
    *,
    example: str,
    count: str = "",
    refers: str | tuple[str, ...] = (),
    wildcard: bool = False,
    words: tuple[str, ...] = (),
    default: Any = ...,
    **limits: Any,
) -> Any:
    """A field of a table.

    title, question: what a person sees above the column and asks of it; example: one cell as text;
    count: how to count, where two honest people could count differently; refers: table (or tables, any
    of which) whose key the cell must name; wildcard: the cell may be `any`; words: the only names that a free cell,
    or each name in a cell with several, may hold; limits: pydantic's own (ge, le ...).
    """
    tables = (refers,) if isinstance(refers, str) else refers
    extra: dict[str, Any] = {
        "question": question,
        "example": example,
        "count": count,
        "refers": list(tables),
        "wildcard": wildcard,
        "words": list(words),
    }
    return Field(default, title=title, description=question, json_schema_extra=extra, **limits)


def _split(value: Any) -> Any:
    """'a; b' -> ('a', 'b'), so that a list fits in one cell."""
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(";") if part.strip())
    return value


Listed = Annotated[tuple[str, ...], BeforeValidator(_split)]
"""Several names in one cell, separated by semicolons."""


class Row(BaseModel):
    """One row of any table."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, allow_inf_nan=False)

    table: ClassVar[str]
    title: ClassVar[str]
    question: ClassVar[str]
    keys: ClassVar[tuple[str, ...]]
    folder: ClassVar[str] = ""
    required: ClassVar[bool] = False

    @property
    def key(self) -> tuple[str, ...]:
        """The row's key as text, in the order of `keys`."""
        return tuple(_text(getattr(self, name)) for name in self.keys)


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, dt.date) else str(value)


class FigureRow(Row):
    """One row of `figures/`: an uncertain number with its source. Several rows may share a key (rivals, vintages)."""

    folder: ClassVar[str] = "figures"

    low: float = column("Low", "What is the lowest value that is still credible?", example="12", ge=0)
    central: float = column("Central", "What is the best single value?", example="16", ge=0)
    high: float = column("High", "What is the highest value that is still credible?", example="20", ge=0)
    interval: Interval = column(
        "Interval",
        "What do low and high mean?",
        example="source-range",
        count="source-range: given by the source; judged-range: the source gives one number, the range is ours",
    )
    shape: Shape = column("Shape", "Which distribution lies between them?", example="auto", default="auto")
    unit: str = column("Unit", "In which unit is the number?", example="pieces", min_length=1)
    as_of: dt.date = column("As of", "For which day does the number hold?", example="2025-02-01")
    source_id: str = column("Source", "Who says so?", example="kiel-r19", refers="sources", min_length=1)
    basis: Basis = column(
        "Basis",
        "How is it known?",
        example="reported",
        count="observed: counted by the source; reported: stated by an official or an outlet; "
        "claimed: by a party to the war; derived: arithmetic on cited numbers, shown in the note; "
        "judged: ours, with a reason in the note",
    )
    credibility: int = column(
        "Credibility", "How credible, 1 (confirmed) to 6 (cannot be judged)?", example="2", ge=1, le=6
    )
    moves_with: str = column("Moves with", "Which dependence group does it belong to?", example="prices", default="")
    note: str = column("Note", "What must the reader know?", example="ten of sixteen delivered", default="")


@lru_cache
def columns_of(model: type[Row]) -> tuple[str, ...]:
    """Column names as they stand in the file: the table's own first, then those that all figures share."""
    shared = tuple(FigureRow.model_fields) if issubclass(model, FigureRow) else ()
    names = [name for name in model.model_fields if name not in shared] + list(shared)
    return tuple(model.model_fields[name].alias or name for name in names)


@lru_cache
def _attributes(model: type[Row]) -> dict[str, str]:
    return {field.alias or attribute: attribute for attribute, field in model.model_fields.items()}


def field_of(model: type[Row], name: str) -> str:
    """The attribute behind a column name (they differ only where a column has an alias)."""
    return _attributes(model)[name]


def info_of(model: type[Row], name: str) -> FieldInfo:
    """The declaration of a column."""
    return model.model_fields[field_of(model, name)]


def notes_of(model: type[Row], name: str) -> dict[str, Any]:
    """What `column()` noted of a column: question, example, count, refers, wildcard, words."""
    return typing.cast(dict[str, Any], info_of(model, name).json_schema_extra or {})


def choices_of(field: FieldInfo) -> tuple[Any, ...]:
    """The allowed values of a column that is a choice, else nothing."""
    return typing.get_args(field.annotation) if typing.get_origin(field.annotation) is Literal else ()


def kind_of(field: FieldInfo) -> str:
    """The column's type: string, number, integer, date, or list (several names in one cell)."""
    kinds = {field.annotation}
    if typing.get_origin(field.annotation) in (typing.Union, types.UnionType):
        kinds = set(typing.get_args(field.annotation))
    for python, name in ((float, "number"), (int, "integer"), (dt.date, "date")):
        if python in kinds:
            return name
    return "list" if typing.get_origin(field.annotation) is tuple else "string"


def shape_reason(shape: str, low: float, high: float) -> str:
    """Why a distribution of this shape cannot hold the range, or nothing."""
    if shape == "fixed" and low != high:
        return "a fixed figure has low = high"
    if shape == "lognormal" and low <= 0:
        return "a lognormal lies above zero"
    if shape == "beta" and high > 1:
        return "a beta lies between 0 and 1"
    return ""


def cell(row: Row, name: str) -> str:
    """One cell as canonical text: ISO dates, numbers without separators, lists joined by '; '."""
    return text_of(getattr(row, field_of(type(row), name)))


def text_of(value: object) -> str:
    """A value as canonical text."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return "; ".join(value)
    if isinstance(value, float):
        return repr(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return _text(value)
