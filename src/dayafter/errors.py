"""The error catalogue: every way in which a case, a run or a call can be wrong.

Each entry has a code, what happened, and how to fix it, in the words of the analyst who has to act.
A `Finding` places an entry in a file, row and column; `CaseError` carries all findings of one pass.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum


class Severity(Enum):
    """Errors stop a run; warnings are printed and go on."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class ErrorKind:
    """One entry of the catalogue: `what` and `fix` are format strings over the finding's details."""

    code: str
    what: str
    fix: str
    severity: Severity = Severity.ERROR


def _catalogue(*kinds: ErrorKind) -> dict[str, ErrorKind]:
    return {kind.code: kind for kind in kinds}


_WARN = Severity.WARNING

CATALOGUE: dict[str, ErrorKind] = _catalogue(
    # The folder and its files
    ErrorKind(
        "case-missing",
        "there is no case at {path}",
        "give a folder with a case.toml, or one of the shipped cases: {shipped}",
    ),
    ErrorKind(
        "settings-missing",
        "the case has no case.toml",
        "write one; `dayafter new NAME --from arcadia` makes a complete example",
    ),
    ErrorKind("settings-invalid", "{column}: {reason}", "{hint}"),
    ErrorKind("file-unknown", "{file} is not a table of a case{suggestion}", "rename it or move it out of the folder"),
    ErrorKind("file-unreadable", "{file} cannot be read: {reason}", "save it as UTF-8 CSV with one header row"),
    ErrorKind(
        "table-missing",
        "the table {table} is required and absent",
        "add {file}; its columns are on the documentation page of the table",
    ),
    # Columns, cells and rows
    ErrorKind("column-unknown", "unknown column {column!r}{suggestion}", "rename or delete the column"),
    ErrorKind("column-missing", "column {column!r} is missing", "add the column; {hint}"),
    ErrorKind("column-repeated", "column {column!r} stands twice", "keep one of them"),
    ErrorKind(
        "row-ragged",
        "the row has {found} cells, the header {expected}",
        "check for a stray delimiter or an unquoted comma",
    ),
    ErrorKind("cell-missing", "{column} is empty", "{hint}"),
    ErrorKind("cell-invalid", "{column} is {value!r}: {reason}", "{hint}"),
    ErrorKind(
        "number-ambiguous",
        "{column} is {value!r}, which can be read in two ways",
        "write a decimal point, and no separators: 1234.5",
    ),
    ErrorKind(
        "number-absurd",
        "{column} is {value!r}, beyond any quantity a case can hold",
        "check the unit; the limit is 1e12",
    ),
    ErrorKind(
        "number-negative",
        "{column} is {value!r}, below zero",
        "write the size of the quantity; the table says its direction",
    ),
    ErrorKind(
        "key-unknown",
        "{column} names {value!r}, which is not in {table}{suggestion}",
        "correct the name, or add it to {table}",
    ),
    ErrorKind(
        "key-repeated",
        "the row repeats the key of row {other}",
        "delete one of them; only figures may have rivals, and those differ in source or date",
    ),
    ErrorKind("figure-repeated", "same key, source and date as row {other}", "delete one of them"),
    ErrorKind(
        "figure-order",
        "low {low}, central {central}, high {high} are not in rising order",
        "put them in order; low <= central <= high",
    ),
    ErrorKind(
        "figure-shape", "shape {shape!r} cannot hold this range: {reason}", "choose another shape, or correct the range"
    ),
    ErrorKind("figure-unit", "the unit is {value!r}, other rows of this key have {other!r}", "convert to one unit"),
    ErrorKind(
        "judged-bare",
        "a judged figure gives no reason",
        "write in note why this value and this range are reasonable; 'ours' is no reason",
    ),
    ErrorKind(
        "judged-narrow",
        "a judged figure has no range: low equals high",
        "give the range that you would defend in front of a critic",
    ),
    ErrorKind(
        "date-future",
        "{column} is {value}, after the source was published on {published}",
        "correct the date or the source",
    ),
    # What the model needs of a case
    ErrorKind("role-missing", "no party has the role {role!r}", "give the role to one party in parties.csv"),
    ErrorKind("figure-needed", "{table} has no row for {key}", "{hint}"),
    ErrorKind(
        "rate-missing", "there is no exchange rate from {currency} to {into}", "add a row to figures/exchange_rates.csv"
    ),
    ErrorKind(
        "nothing-known",
        "{table} has rows for {key}, but none was known on {known_on}",
        "choose a later date, or add an earlier source",
    ),
    ErrorKind(
        "floor-above-stock",
        "{party} must keep {floor} of {item} but has {stock}",
        "correct one of the two; nothing can be released meanwhile",
        _WARN,
    ),
    ErrorKind(
        "policy-idle",
        "policy {policy!r} changes nothing: {table} has no row with {match}",
        "correct the match, or delete the row of policies.csv",
    ),
    ErrorKind(
        "future-idle",
        "future {policy!r} changes nothing: {table} has no row with {match}",
        "correct the match, or delete the row of futures.csv",
    ),
    ErrorKind(
        "future-incomplete",
        "future {future!r} has no row in {table}",
        "say how likely it is in future_chances and when in future_months, or delete it",
    ),
    ErrorKind(
        "future-chance",
        "the chance of future {future!r} reaches from {low} to {high}",
        "a chance is a share between 0 and 1",
    ),
    ErrorKind(
        "request-unmatched",
        "nothing in the case asks for {item}",
        "add the requirement it belongs to, or delete the request",
        _WARN,
    ),
    ErrorKind("source-unused", "no figure cites {value!r}", "delete the source, or cite it", _WARN),
    ErrorKind(
        "figure-unread",
        "{rows} rows of {table} are read by no step of this version",
        "keep them for later, they change no result",
        _WARN,
    ),
    # What no plan can use, or would use twice
    ErrorKind(
        "stock-unpayable",
        "{party} holds {item}, but no fund of it pays for making stock ready",
        "add the channel `stock` to a fund of {party} that may be spent on it, or expect nothing of this stock",
        _WARN,
    ),
    ErrorKind(
        "supply-unrouted",
        "{party} can give, but has access to no route",
        "add a row to access.csv, or expect nothing of {party}",
        _WARN,
    ),
    ErrorKind(
        "consent-lacking",
        "{party} may not pass on {item}: its country of origin has not agreed",
        "add a row to consents.csv when it agrees",
        _WARN,
    ),
    ErrorKind(
        "course-untaught",
        "no pipeline gives the course {course}, so that nobody passes it",
        "add a pipeline and its training_capacity, or take the course off the items and formations that name it",
        _WARN,
    ),
    ErrorKind(
        "output-twice",
        "the recipient makes {all} of {line} a month, but its own money takes {own} and donors could have {donors}",
        "lower production_shares to what the recipient does not already pay for",
        _WARN,
    ),
    ErrorKind(
        "promise-past",
        "the promise {event} was due before the ceasefire and is taken as kept",
        "count what has come of it in holdings, and take it off the donor's stock",
        _WARN,
    ),
    # Imports
    ErrorKind(
        "sheet-unknown",
        "{file} is not a table of a case and is left out{suggestion}",
        "rename it if it was meant to be a table",
        _WARN,
    ),
    ErrorKind(
        "sheet-missing",
        "the sheet {table} was in the workbook when it was exported and is gone",
        "put it back; to empty a table, delete its rows and leave the header",
    ),
    ErrorKind(
        "workbook-foreign",
        "{file} is not a workbook that dayafter wrote: {reason}",
        "start from `dayafter export CASE --to xlsx`",
    ),
    ErrorKind(
        "workbook-stale",
        "the case has changed since the workbook was exported: {tables}",
        "export again, or import with --over to let the workbook win",
    ),
    ErrorKind(
        "format-unknown",
        "{file}: no reader for this kind of file",
        "give a workbook (.xlsx), a folder of Parquet files, a case folder, or a table of counts (.csv, .csv.gz)",
    ),
    ErrorKind("import-missing", "there is no file or folder at {path}", "check the path"),
    ErrorKind("export-unknown", "{format!r} is not a format to export to{suggestion}", "choose one of {formats}"),
    # Public counts
    ErrorKind(
        "evidence-unknown",
        "the columns of {file} are of no data set that can be read",
        "give a file of one of these, as its publisher writes it: {forms}",
    ),
    ErrorKind(
        "evidence-empty",
        "{file} has no count of any category of {title!r}",
        "check that the whole file was downloaded; the categories stand in dayafter/evidence/datasets.toml",
    ),
    ErrorKind(
        "publication-unknown",
        "{file} does not say when it was published, which decides who could have known it",
        "give the day of the download, or of the version: --published 2025-11-08",
    ),
    ErrorKind(
        "types-uncounted",
        "no category counts these types: {types}",
        "leave them, or add them to a category in dayafter/evidence/datasets.toml",
        _WARN,
    ),
    ErrorKind(
        "count-falls",
        "the total of {series} falls {times} times, by {sum} in all and by {largest} on {day}",
        "publishers take out duplicates; the totals are used as published, so that such a month is too low",
        _WARN,
    ),
    ErrorKind(
        "month-uncounted",
        "{month} is left out for {series}: {reason}",
        "give a file with more counts, or do without the month",
        _WARN,
    ),
    ErrorKind(
        "month-shifted",
        "{month} is counted from {since} to {until} for {series}",
        "compare it with its neighbours only together with them",
        _WARN,
    ),
    ErrorKind(
        "side-unmatched",
        "{file} counts {country!r}, which is no party of the case",
        "name the party in parties.csv as the file does, or do without it",
        _WARN,
    ),
    # Calibration
    ErrorKind(
        "history-short",
        "{series} has {found} months, of which {needed} are needed",
        "give a longer file, or score other counts",
    ),
    ErrorKind(
        "observation-outside",
        "{figure} holds for {as_of}, outside the months {first} to {last}, and is not used",
        "nothing, unless it should count: then give losses of that time as well",
        _WARN,
    ),
    ErrorKind(
        "chains-unsettled",
        "the chains have not settled: {reason}",
        "give more draws, or look for figures that contradict each other; do not use these estimates",
    ),
    # Runs
    ErrorKind("no-plan", "the data contradict themselves", "change one of the rows named above"),
    ErrorKind(
        "solver-failed",
        "the solver ended as {status} in pass {stage!r}",
        "report this with the case; a contradiction of the data would be named",
    ),
    # Stochastic programs and their files
    ErrorKind(
        "stages-infeasible",
        "{what}: no decision satisfies all rows",
        "loosen a row, or give the later stage a priced way out",
    ),
    ErrorKind("stages-unbounded", "{what}: there is no least cost", "bound the columns whose cost pulls without end"),
    ErrorKind(
        "smps-unreadable", "{path} cannot be read: {reason}", "give a core, a time and a stoch file of one program"
    ),
    ErrorKind("smps-line", "{reason}", "{hint}"),
    ErrorKind("smps-unknown", "{kind} {name!r} is not in {where}{suggestion}", "correct the name, or declare it there"),
    ErrorKind("smps-beyond", "{what} cannot be read here", "{hint}"),
    ErrorKind(
        "smps-continuous",
        "{name} is continuous ({spread}) and cannot be enumerated",
        "draw some of its values: `--sample N --seed S`",
    ),
    ErrorKind(
        "smps-many",
        "the random data make {count} futures, more than {limit}",
        "draw some of them: `--sample N --seed S`",
    ),
    ErrorKind(
        "smps-probabilities",
        "the probabilities of {what} add up to {total}",
        "the numbers are used as they are; `--normalise` divides them by their sum",
        _WARN,
    ),
    ErrorKind("smps-choice", "{what}", "{hint}", _WARN),
    ErrorKind("input-unsound", "{name} is {value} and cannot enter the program", "correct {name} in the case"),
    ErrorKind(
        "axis-mismatch",
        "{left} and {right} do not have the same labels: {missing}",
        "add the missing rows, or remove the extra ones",
    ),
    ErrorKind("run-missing", "there is no run at {path}", "run `dayafter report CASE` first, and name its folder"),
    ErrorKind(
        "number-missing",
        "the run has no number {number!r}{suggestion}",
        "numbers are listed in the annex of the brief and in numbers.json",
    ),
    ErrorKind("policy-unknown", "no policy {policy!r}{suggestion}", "policies are rows of policies.csv"),
    ErrorKind("party-unknown", "no party {party!r}{suggestion}", "parties are rows of parties.csv"),
    ErrorKind("call-invalid", "{reason}", "`{command} --help` says what can be given"),
    ErrorKind(
        "case-shipped",
        "{case} is a shipped case and belongs to the program",
        "`dayafter new NAME --from {case}` makes a copy that is yours; import into that",
    ),
    ErrorKind("run-unreadable", "{path} cannot be read as part of a run: {reason}", "run `dayafter report CASE` again"),
    ErrorKind("extra-missing", "{what} needs the extra {extra!r}", "pip install 'dayafter[{extra}]'"),
    ErrorKind("target-exists", "{path} exists already", "choose another name, or delete it first"),
    # Many draws
    ErrorKind(
        "chunk-damaged",
        "the stored chunk {file} is not what was written",
        "nothing, unless it happens again: it is removed and its draws are computed anew in the next run",
        _WARN,
    ),
    ErrorKind(
        "chunk-failed",
        "draws {first} to {last} could not be computed, tried {times} times: {reason}",
        "finished chunks are kept; try fewer --workers or a smaller --chunk, or --executor here to see the reason",
    ),
    ErrorKind(
        "store-unwritable",
        "{path} cannot be written: {reason}",
        "make room, or choose another folder with --store; finished chunks are kept",
    ),
    ErrorKind(
        "store-foreign", "{path} holds the results of another task", "delete the folder, or choose another --store"
    ),
    ErrorKind(
        "scheduler-unreachable",
        "no Dask scheduler with workers answers at {address}: {reason}",
        "start `dask scheduler` and `dask worker`, or leave --scheduler out to use this machine",
    ),
    ErrorKind(
        "worker-differs",
        "a worker of the cluster has another version than this process of: {names}",
        "install the same versions everywhere; otherwise results could differ from worker to worker",
    ),
)


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, where it is wrong, and how to mend it."""

    code: str
    file: str = ""
    row: int | None = None  # the line in the file, header = 1
    column: str = ""
    details: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.code not in CATALOGUE:
            raise KeyError(f"{self.code} is not in the error catalogue")

    @property
    def kind(self) -> ErrorKind:
        return CATALOGUE[self.code]

    def _fill(self, text: str) -> str:
        return text.format(**{"file": self.file, "column": self.column, "suggestion": "", **self.details})

    @property
    def what(self) -> str:
        return self._fill(self.kind.what)

    @property
    def fix(self) -> str:
        return self._fill(self.kind.fix)

    @property
    def place(self) -> str:
        """`stocks.csv:12:low`, as far as it is known."""
        return ":".join(str(part) for part in (self.file, self.row, self.column) if part not in ("", None))

    def __str__(self) -> str:
        head = f"{self.place}: " if self.place else ""
        return f"{head}{self.kind.severity.value} {self.code}: {_stopped(self.what)} Fix: {_stopped(self.fix)}"

    def as_dict(self) -> dict[str, object]:
        """The finding as plain data, as `--json` prints it."""
        return {
            "code": self.code,
            "severity": self.kind.severity.value,
            "file": self.file,
            "row": self.row,
            "column": self.column,
            "what": self.what,
            "fix": self.fix,
        }


class DayAfterError(Exception):
    """Base of all errors that a user can act on. `exit_code` is what the command line returns."""

    exit_code = 1

    def __init__(self, *findings: Finding) -> None:
        self.findings = findings
        super().__init__("\n".join(str(finding) for finding in findings))

    @classmethod
    def of(cls, code: str, **details: object) -> DayAfterError:
        """The error for a single catalogue entry without a place in a file."""
        return cls(Finding(code, details=details))


class CaseError(DayAfterError):
    """The case has findings that stop a run."""


class UsageError(DayAfterError):
    """The call names something that does not exist."""

    exit_code = 2


class InfeasibleError(DayAfterError):
    """No plan can honour all rows at once; `findings` and `rows` name those that contradict each other."""

    exit_code = 3

    def __init__(self, *findings: Finding, rows: tuple[str, ...] = ()) -> None:
        super().__init__(*findings)
        self.rows = rows

    def __str__(self) -> str:
        lines = [*self.rows, *(str(finding) for finding in self.findings)]
        return "\n".join(lines)


def did_you_mean(word: str, known: list[str] | tuple[str, ...]) -> str:
    """', did you mean ...?' for the closest known word, capitals or not, or nothing."""
    import difflib

    spelled = {name.casefold(): name for name in reversed(known)}
    close = difflib.get_close_matches(word.casefold(), spelled, n=1, cutoff=0.6)
    return f", did you mean {spelled[close[0]]!r}?" if close else ""


def _stopped(text: str) -> str:
    """The sentence with a full stop, unless it ends in a sign of its own."""
    return text if text.endswith((".", "?", "!")) else f"{text}."
