"""What can be wrong with an import, a public data set, a calculation, a run or a call."""

from __future__ import annotations

from dayafter.errors.kinds import ErrorKind, Severity

_WARN = Severity.WARNING

OF_RUNS: tuple[ErrorKind, ...] = (
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
    # Spells of peace and events of violence
    ErrorKind("spells-empty", "{file} holds no spell: {reason}", "give the whole file, or ask for other rows"),
    ErrorKind(
        "spell-reversed",
        "the spell runs from {start} to {stop}",
        "correct the times: a spell ends after it begins, and begins at 0 or later",
    ),
    ErrorKind(
        "spells-left-out",
        "{rows} rows have no value of {columns}, this one the first, and are left out",
        "compare them with the rows that stay: what is missing is seldom missing by chance",
        _WARN,
    ),
    ErrorKind(
        "spells-too-few", "the spells do not carry {what}: {reason}", "ask for fewer columns, or give more spells"
    ),
    ErrorKind(
        "optima-opposed",
        "the split-population model has other optima within {within} units of log likelihood, in which these have the "
        "opposite sign: {columns}",
        "do not use its signs; look at the plain Weibull model and the profile",
        _WARN,
    ),
    ErrorKind(
        "deaths-disordered",
        "{rows} rows have low, best and high counts of deaths out of order, this one the first",
        "the least and the largest of the three are taken for the range; ask the publisher, or take a later version",
        _WARN,
    ),
    ErrorKind(
        "months-silent",
        "{file} has no event in {count} months: {months}",
        "find out whether they were quiet, not covered, or closed to observers; they look alike",
        _WARN,
    ),
    ErrorKind(
        "months-thin",
        "{file} ends in {month} with {events} events, where {usual} are usual",
        "the last months of a file are often not whole; leave them out",
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
    ErrorKind("force-option-unknown", "no option {option!r}{suggestion}", "options are rows of force_options.csv"),
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
    # Releases
    ErrorKind(
        "step-unknown", "no step {step} of disclosure; there are {steps}", "steps are rows of disclosure_steps.csv"
    ),
    ErrorKind(
        "release-outside",
        "{party} is not in the audience of any step up to {step}{later}",
        "add it to the audience of a step in disclosure_steps.csv, or choose another party",
    ),
    ErrorKind(
        "release-nothing",
        "the rules up to step {step} show {party} nothing",
        "add a rule to disclosure_rules.csv that opens something",
    ),
    ErrorKind(
        "release-broken",
        "what may be shown to {party} is no case of its own: {reason}",
        "open the rows that it needs, or withhold those that need them",
    ),
    ErrorKind(
        "release-betrays",
        "{what} can be worked out from {where}: between {low} and {high}, where at least {need} must stay open ({attack})",
        "withhold or coarsen what is named, or open the figure; nothing was written",
    ),
    # Talks
    ErrorKind(
        "packages-many",
        "the options of all issues make {count} packages, more than the {most} that can be looked at one by one",
        "merge options that nobody tells apart, or settle one issue beforehand by leaving one option of it",
    ),
    # Counts of violations from a user's own file
    ErrorKind("events-unsound", "{column} is {value}: {reason}", "correct the row, or leave it out"),
    ErrorKind(
        "events-gap",
        "nobody counted in {sector} from {starts} to {ends}",
        "add the days if somebody did; a gap is not read as quiet",
        _WARN,
    ),
    ErrorKind(
        "events-overlap",
        "the count of {sector} from {starts} to {ends} shares days with that of row {other}, and is left out",
        "give each day once for each sector, kind and counter",
        _WARN,
    ),
    ErrorKind(
        "observers-blocked",
        "from {starts} to {ends} the observers in {sector} could watch {access} only",
        "read its count as what little was seen, not as quiet",
        _WARN,
    ),
)
