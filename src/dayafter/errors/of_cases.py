"""What can be wrong with a case."""

from __future__ import annotations

from dayafter.errors.kinds import ErrorKind, Severity

_WARN = Severity.WARNING

OF_CASES: tuple[ErrorKind, ...] = (
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
)
