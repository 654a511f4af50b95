"""A case for other tools and other people: Excel, Parquet, Data Package, plain CSV."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, get_args

from dayafter.case.excel import write_workbook
from dayafter.case.folder import write_case
from dayafter.case.model import Case
from dayafter.case.parquet import write_parquet
from dayafter.errors import Finding, UsageError, did_you_mean

Format = Literal["xlsx", "parquet", "datapackage", "csv"]
FORMATS: tuple[str, ...] = get_args(Format)


def export(case: Case, to: str, path: Path | str, *, over: bool = False) -> Path:
    """Writes the case at `path`, whole or not at all; what stands there already is replaced only when `over`.

    xlsx: one workbook; parquet: a folder with typed columns; datapackage: the case folder with its datapackage.json;
    csv: the case folder without it. All of them can be imported again.
    """
    path = Path(path)
    if to not in FORMATS:
        details = {"format": to, "formats": ", ".join(FORMATS), "suggestion": did_you_mean(to, FORMATS)}
        raise UsageError(Finding("export-unknown", details=details))
    if path.exists() and (not over or path.is_dir() == (to == "xlsx")):
        raise UsageError(Finding("target-exists", details={"path": path}))
    if to == "xlsx":
        return write_workbook(case, path)
    if to == "parquet":
        return write_parquet(case, path, over=over)
    return write_case(case, path, over=over, described=to == "datapackage")
