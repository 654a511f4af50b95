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
    # The decision to attack
    ErrorKind(
        "type-incomplete",
        "the type {type!r} has no {what} in {table}",
        "add a row to figures/{table}.csv with a wide range, or delete the type",
    ),
    ErrorKind(
        "weights-none",
        "the types of adversary all weigh nothing",
        "give at least one of them a weight above 0",
    ),
    ErrorKind(
        "guarantee-incomplete",
        "the guarantee {guarantee!r} has no {what}",
        "add a row to figures/guarantee_terms.csv",
    ),
    ErrorKind(
        "guarantee-circular",
        "the guarantee {guarantee!r} falls to itself: {way}",
        "let falls_to name a weaker guarantee, or leave it empty",
    ),
    ErrorKind(
        "value-nothing",
        "{what} goes down to 0 and must lie above it",
        "give the low end a small positive value",
    ),
    ErrorKind(
        "patience-endless",
        "the type {type!r} may value a year from now as much as today",
        "give discount a high end below 1: what lasts for ever would be worth more than anything",
    ),
    # Talks
    ErrorKind(
        "actors-few",
        "talks need at least two actors and one of them an ally, there are {actors} with {allies} allies",
        "add those who take part to actors.csv",
    ),
    ErrorKind(
        "adversary-side",
        "{party} is on the side {side!r}, but {adversary} is the adversary of the case",
        "only the adversary named in case.toml is on the side `adversary`, and it is on no other",
    ),
    ErrorKind(
        "issue-bare",
        "the issue {issue} has no {what}",
        "add rows to figures/{table}.csv, or delete the issue",
    ),
    ErrorKind(
        "actor-silent",
        "{party} has no {what} on {issue}",
        "add a row to figures/{table}.csv with a wide range where little is known",
    ),
    ErrorKind(
        "actor-unweighed",
        "{party} has no row in {table}",
        "say how much its word weighs, and what no deal is worth to it",
    ),
    ErrorKind(
        "scale-outside",
        "{column} is {value}, outside the scale from 0 to {top}",
        "positions, places and saliences go from 0 to 100; what no deal is worth from 0 to 1",
    ),
    ErrorKind(
        "salience-none",
        "nothing matters to {party}: all its saliences are 0",
        "give at least one issue a salience, or take the actor out",
    ),
    ErrorKind(
        "option-unknown",
        "{column} names {value!r}, which is no option of {issue}{suggestion}",
        "correct the name, or add the option to figures/issue_options.csv",
    ),
    ErrorKind(
        "line-open",
        "the line is lifted by {issue}, but {what}",
        "fill unless_issue and unless_options both, or neither",
    ),
    ErrorKind(
        "line-total",
        "{party} refuses every option of {issue}, whatever else is settled",
        "leave it one option, or delete a line; no package could ever be agreed",
        _WARN,
    ),
    ErrorKind(
        "option-differs",
        "the option {option} is called {value!r} or needs others than in row {other}",
        "give all rows of one option the same name and the same parties in needs",
    ),
    ErrorKind(
        "link-within",
        "both options of the linkage belong to {issue}, so that they never stand together",
        "link options of two issues",
    ),
    # The ceasefire
    ErrorKind(
        "survival-rises",
        "{share} of the truces last {months} months, but only {before} of them {earlier}",
        "correct one of the two: a share of truces that last never grows with time",
    ),
    ErrorKind(
        "war-before-force",
        "{force} of the truces see no force in {months} months, but only {war} no war, which is force too",
        "correct one of the two: no war in at least as many as no force",
    ),
    ErrorKind(
        "agreement-bare",
        "{agreement} has no term: it lasts as long as its analogues do",
        "add rows to figures/agreement_terms.csv, or leave it as a base to compare with",
        _WARN,
    ),
    ErrorKind(
        "term-unused",
        "no agreement has the term {term}",
        "add it to an agreement in figures/agreement_terms.csv, or delete it",
        _WARN,
    ),
    ErrorKind("weights-zero", "no analogue has any weight", "give at least one of them a share above 0"),
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
    # Who is shown what
    ErrorKind(
        "disclosure-idle",
        "rule {rule!r} fits no row of {table}: {match}",
        "correct the match, or delete the rule; what no rule opens is withheld",
        _WARN,
    ),
    ErrorKind(
        "disclosure-tie",
        "rules {rule!r} and {other!r} show the same rows at the same step in two forms; the one that shows less wins",
        "delete one of them",
        _WARN,
    ),
    ErrorKind(
        "disclosure-uncoarse",
        "rule {rule!r} shows {table} in coarse form, but it holds no figures that could be rounded; its notes are left out",
        "show it open, or withhold it",
        _WARN,
    ),
    # International force
    ErrorKind(
        "contribution-beyond",
        "{party} would set aside {value} of {element}, and has {held} in all",
        "correct one of them: contributions.csv counts what is free for the force, contributor_forces.csv all there are",
    ),
    ErrorKind(
        "share-beyond",
        "{column} is {value}, more than a whole",
        "write a share between 0 and 1",
    ),
    ErrorKind(
        "rotation-below",
        "the rotation ratio goes down to {value}: fewer than one for one on station",
        "count those on station, at rest and in preparation for each one on station; it is at least 1",
    ),
    ErrorKind(
        "mandate-open",
        "{party} {what}",
        "name in with_party another contributor, for `only-with` alone",
    ),
    ErrorKind(
        "option-empty",
        "the option {option} demands no capability",
        "add a row to figures/option_demands.csv, or delete the option",
    ),
    ErrorKind(
        "capability-misplaced",
        "{capability} is of kind {kind}, where one of kind {wanted} belongs",
        "tasks are demanded and done, enablers are needed and given; correct the name, or its kind in capabilities.csv",
    ),
    ErrorKind(
        "contributor-missing",
        "{party} would send or give something, but is no contributor",
        "add the role `contributor` in parties.csv, or delete the row",
    ),
    ErrorKind(
        "element-unsent",
        "nobody would send any {element}",
        "add a row to figures/contributions.csv, or expect nothing that only it can do",
        _WARN,
    ),
    ErrorKind(
        "task-undone",
        "the option {option} demands {capability}, which no element does",
        "add a row to figures/element_capabilities.csv; until then the option is never whole",
        _WARN,
    ),
    ErrorKind(
        "enabler-missing",
        "{element} needs {capability}, which nobody could give",
        "add a row to figures/enablers.csv; until then none of these elements can be there",
        _WARN,
    ),
)
