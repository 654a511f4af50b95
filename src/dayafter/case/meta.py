"""What an exported copy of a case remembers of it, so that a stale copy never overwrites newer work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dayafter.case.columns import columns_of
from dayafter.case.model import Case
from dayafter.case.tables import TABLES
from dayafter.errors import Finding

SCHEMA = 1
"""Raised whenever tables or columns change so that an older copy could be misread."""


@dataclass(frozen=True)
class Meta:
    """The case from which a copy was made: its name, the schema, a digest and the columns of each table."""

    case: str
    schema: int
    digests: Mapping[str, str]
    columns: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, case: Case) -> Meta:
        """What a copy of this case has to remember."""
        return cls(case.name, SCHEMA, case.digests(), {table: columns_of(model) for table, model in TABLES.items()})

    def changed(self, case: Case) -> tuple[str, ...]:
        """Tables of the case (and `case.toml`) that are no longer what they were when the copy was made."""
        now = case.digests()
        return tuple(name for name in ("case.toml", *TABLES) if now.get(name, "") != self.digests.get(name, ""))


@dataclass(frozen=True)
class Reading:
    """A case as read from a copy: the case, what the copy remembers, and what had to be left out."""

    case: Case
    meta: Meta | None
    warnings: tuple[Finding, ...] = ()
    files: Mapping[str, str] | None = None  # what findings call each table, where it is not its path in the folder

    def placed(self, finding: Finding) -> Finding:
        """The finding with the place in the copy instead of the one in the case folder."""
        name = (self.files or {}).get(finding.file, finding.file)
        return Finding(finding.code, name, finding.row, finding.column, finding.details)
