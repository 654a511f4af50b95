"""Changing an exported workbook as a person would, cell by cell."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any


def change(path: Path, *changes: Callable[[Any], None]) -> Path:
    """Opens the workbook in another program's reader and writer, applies the changes, saves it."""
    import openpyxl  # type: ignore[import-untyped]

    book = openpyxl.load_workbook(path)
    for apply in changes:
        apply(book)
    book.save(path)
    return path


def put(sheet: str, row: int, column: str, value: object, form: str = "General") -> Callable[[Any], None]:
    """Sets the cell in the column of this name."""

    def apply(book: Any) -> None:
        names = [cell.value for cell in book[sheet][1]]
        cell = book[sheet].cell(row=row, column=names.index(column) + 1)
        cell.value, cell.number_format = value, form

    return apply


def drop_column(sheet: str, column: str) -> Callable[[Any], None]:
    """Deletes the column of this name."""
    return lambda book: book[sheet].delete_cols([cell.value for cell in book[sheet][1]].index(column) + 1)


def drop_sheet(sheet: str) -> Callable[[Any], None]:
    """Deletes the sheet."""
    return lambda book: book.remove(book[sheet])


def add_sheet(sheet: str) -> Callable[[Any], None]:
    """Adds a sheet with a note in it."""
    return lambda book: book.create_sheet(sheet).append(["remember", "to ask"])
