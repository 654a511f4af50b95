"""From counts of a public file to rows of a case: losses a month, totals, and the source behind them.

What was counted by the day of the case and what came later are told apart as two vintages of the source, since each
count was public on its own day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from dayafter.case import Case
from dayafter.case.columns import Row
from dayafter.case.tables.adversary import AdversaryLoss
from dayafter.case.tables.events import LossCount
from dayafter.case.tables.reference import Source
from dayafter.errors import CaseError, Finding
from dayafter.evidence import Dataset, Evidence, Month, Series, monthly, read_corrections, read_evidence

COUNTED = "difference of the counts of"
"""How the note of a month begins that was not counted from its first day to its last; two days follow."""

_AT_STARTS = "difference of cumulative claims at the starts of two months"


@dataclass(frozen=True)
class Offered:
    """Rows that a file offers to a case, by table, and what is doubtful about them."""

    rows: dict[str, tuple[Row, ...]]
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class _Vintage:
    """One state of a data set: the source that stands for it, up to a day."""

    source: Source
    until: dt.date


def offered(
    case: Case,
    file: Path | str,
    *,
    corrections: Path | str | None = None,
    since: dt.date = dt.date.min,
    published: dt.date | None = None,
    accessed: dt.date | None = None,
) -> Offered:
    """The rows of adversary_losses, loss_counts and sources that a download offers to the case.

    corrections: the publisher's file of corrections, taken off the months in which they entered the totals; since:
    leave out earlier months; published: the day of the file's version, for data sets whose counts carry none;
    accessed: the day of the download, today if not given. Raises CaseError when the file cannot be read.
    """
    evidence = read_evidence(file)
    dataset = evidence.dataset
    if dataset.form == "monthly" and published is None:
        raise CaseError(Finding("publication-unknown", evidence.file))
    entries = read_corrections(corrections, dataset) if corrections else None
    months, notes = monthly(evidence, entries, since)
    vintages = _vintages(case, evidence, months, published, accessed or dt.date.today())
    parties = _parties(case, evidence)
    ours = [month for month in months if parties.get(month.country) == case.settings.adversary]
    losses = [_loss(month, dataset, _of(vintages, month)) for month in ours]
    totals = [] if dataset.form == "monthly" else list(_totals(evidence.series, dataset, parties, vintages))
    used = {row.source_id for row in (*losses, *totals)}
    sources = [vintage.source for vintage in vintages if vintage.source.source_id in used]
    rows = {"sources": tuple(sources), "adversary_losses": tuple(losses), "loss_counts": tuple(totals)}
    strangers = sorted({series.country for series in evidence.series} - parties.keys())
    unmatched = [Finding("side-unmatched", evidence.file, details={"country": country}) for country in strangers]
    return Offered(rows, (*evidence.findings, *notes, *unmatched))


def _parties(case: Case, evidence: Evidence) -> dict[str, str]:
    """The side as the file names it -> the party of the case; a file that names none counts the adversary."""
    known = {name.casefold(): party for party, name in case.names("parties").items()}
    known |= {party.casefold(): party for party in case.names("parties")}
    found = {series.country: known.get(series.country.casefold(), "") for series in evidence.series}
    return {country: party for country, party in (found | {"": case.settings.adversary}).items() if party}


def _vintages(
    case: Case, evidence: Evidence, months: Sequence[Month], published: dt.date | None, accessed: dt.date
) -> tuple[_Vintage, ...]:
    """What was public by the day of the case, then the whole file; one of them where the other has nothing."""
    known_on = case.settings.known_on
    if published is not None:
        return (_Vintage(_source(case, evidence.dataset, published, accessed), evidence.last),)
    days = {day for series in evidence.series for day in series.days}
    early = max((day for day in days if day <= known_on), default=None)
    out = [] if early is None else [_Vintage(_source(case, evidence.dataset, early, accessed), early)]
    if evidence.last > known_on:
        out.append(_Vintage(_source(case, evidence.dataset, evidence.last, accessed), evidence.last))
    return tuple(out)


def _source(case: Case, dataset: Dataset, day: dt.date, accessed: dt.date) -> Source:
    """The source of a vintage: the case's own of that data set where it is late enough, else a new row.

    A source that came after the day of the case never stands for what was known on it.
    """
    known_on = case.settings.known_on
    ours = (source for name, source in case.sources.items() if name.rpartition("-")[0].rpartition("-")[0] == dataset.id)
    late = [one for one in ours if one.published >= day and (one.published <= known_on) == (day <= known_on)]
    if late:
        return min(late, key=lambda source: (source.published, source.source_id))
    name = f"{dataset.id}-{day:%Y-%m}"
    have = case.sources.get(name)
    fields = {
        "source_id": name,
        "publisher": dataset.publisher,
        "title": dataset.title,
        "url": dataset.url,
        "published": day,
        "accessed": max(accessed, day),
        "kind": "dataset",
        "reliability": dataset.reliability,
        "note": f"own download, counts up to {day}",
    }
    return Source.model_validate(fields if have is None else {**have.model_dump(by_alias=True), "published": day})


def _of(vintages: Sequence[_Vintage], month: Month) -> Source:
    """The earliest vintage that has the month whole."""
    return next((vintage.source for vintage in vintages if month.until <= vintage.until), vintages[-1].source)


def _loss(month: Month, dataset: Dataset, source: Source) -> AdversaryLoss:
    note = _counted(month, dataset)
    if month.corrected:
        note = f"{note}, less corrections of {month.corrected:g}"
    if dataset.month_note:
        note = f"{dataset.month_note}, {note}" if dataset.counter == "claimed" else f"{note}; {dataset.month_note}"
    return AdversaryLoss(
        category=month.category,
        counter=dataset.counter,
        month=month.month,
        unit=f"{dataset.unit} a month",
        as_of=min(month.last_day, source.published),
        basis="observed" if dataset.form == "monthly" else "derived",
        note=note,
        **_fixed(month.value, dataset, source),
    )


def _counted(month: Month, dataset: Dataset) -> str:
    if dataset.form == "monthly":
        return "count of the month"
    if dataset.boundary == "start" and month.since == month.month and month.until.day == 1:
        return _AT_STARTS if not dataset.month_note else "difference of cumulative claims"
    return f"{COUNTED} {month.since} and {month.until}"


def _totals(
    series: Iterable[Series], dataset: Dataset, parties: dict[str, str], vintages: Sequence[_Vintage]
) -> Iterable[LossCount]:
    for one in series:
        for vintage in vintages:
            i = max((i for i, day in enumerate(one.days) if day <= vintage.until), default=None)
            if i is None or one.country not in parties:
                continue
            summed = f"sum of {', '.join(one.types)}; " if dataset.form == "by-type" else ""
            yield LossCount(
                party_id=parties[one.country],
                category=one.category,
                counter="claimed" if dataset.counter == "claimed" else "photographed",
                unit=dataset.unit,
                as_of=one.days[i],
                basis="claimed" if dataset.counter == "claimed" else "observed",
                note=f"{summed}{dataset.total_note}",
                **_fixed(one.totals[i], dataset, vintage.source),
            )


def _fixed(value: float, dataset: Dataset, source: Source) -> dict[str, object]:
    """The columns of a figure without a range: a count is what it is, what it stands for is another matter."""
    return {
        "low": value,
        "central": value,
        "high": value,
        "interval": "source-range",
        "shape": "fixed",
        "source_id": source.source_id,
        "credibility": dataset.credibility,
    }
