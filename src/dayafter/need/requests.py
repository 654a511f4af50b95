"""What was asked for beside what the arithmetic says, and the difference taken apart without a rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from dayafter.case.tables.events import Transfer
from dayafter.need.inputs import COMPONENTS, COVERS
from dayafter.need.model import DAYS_A_MONTH

if TYPE_CHECKING:
    from dayafter.need.result import Need

Term = tuple[str, float]

BEYOND = "beyond the request: "
EXCESS = "asked for beyond the arithmetic"
SURPLUS = "cover beyond what is needed"
EARLIER = "needed earlier, and covered only later"


@dataclass(frozen=True)
class Request:
    """One request and what the arithmetic says, at central values.

    asked: as it was worded, in the line's unit in all or per month (`per`); total: the same as a number in all, for a
    monthly request what it comes to over the days of high intensity; monthly: what a month of high intensity uses by
    the case's figures, for monthly requests only; gross, net: the requirement by month `at`; terms: from the request
    to the net requirement, their values sum to it.
    """

    event: str
    ref: str
    source: str
    on: str
    line: str
    unit: str
    asked: float
    per: Literal["in all", "a month"]
    total: float
    monthly: float | None
    gross: float
    net: float
    at: int
    terms: tuple[Term, ...]

    @property
    def months_of_request(self) -> float | None:
        """For how many months the net requirement would last at the rate asked for; None for a request in all."""
        return self.net / self.asked if self.per == "a month" and self.asked > 0 else None

    def as_dict(self) -> dict[str, object]:
        """The request as plain data."""
        return {
            "event": self.event,
            "ref": self.ref,
            "source_id": self.source,
            "on": self.on,
            "line_id": self.line,
            "unit": self.unit,
            "asked": self.asked,
            "per": self.per,
            "asked_in_all": self.total,
            "high_intensity_month": self.monthly,
            "months_of_request": self.months_of_request,
            "gross": self.gross,
            "net": self.net,
            "month": self.at,
            "difference": [{"term": name, "value": value} for name, value in self.terms],
        }


def requests(need: Need, at: float | None = None) -> tuple[Request, ...]:
    """Every request known on the date, by line and date, beside the requirement `at` months after the ceasefire.

    Rival requests for one line stay side by side: none is added to another.
    """
    quantities = need.case.quantities("transfers").values()
    events = [
        (quantity.best, quantity)
        for quantity in quantities
        if isinstance(quantity.best, Transfer)
        and quantity.best.kind == "request"
        and quantity.best.to_party == need.case.settings.recipient
    ]
    events.sort(key=lambda pair: (pair[0].line_id, pair[0].on, pair[0].event_id))
    return tuple(_request(need, event, quantity.ref, quantity.central, at) for event, quantity in events)


def _request(need: Need, event: Transfer, ref: str, asked: float, at: float | None) -> Request:
    place, period = need.place(event.line_id), need.period(at)
    components = [(name, float(need.middle.components[name][0, place, period])) for name in COMPONENTS]
    monthly = event.scope == "monthly"
    total = asked * _days(need) / DAYS_A_MONTH if monthly else asked
    net = float(need.central[place, period])
    return Request(
        event=event.event_id,
        ref=ref,
        source=event.source_id,
        on=event.on.isoformat(),
        line=event.line_id,
        unit=need.line_rows[event.line_id].unit,
        asked=asked,
        per="a month" if monthly else "in all",
        total=total,
        monthly=_high_month(need, event.line_id) if monthly else None,
        gross=float(need.middle.gross[0, place, period]),
        net=net,
        at=int(need.timeline.ends[period]),
        terms=waterfall(total, components, net),
    )


def _days(need: Need) -> float:
    """Days of high intensity at the central value; a month's worth where the case names none."""
    figures = need.case.quantities("assumptions")
    return figures[("high_intensity_days",)].central if ("high_intensity_days",) in figures else DAYS_A_MONTH


def _high_month(need: Need, line: str) -> float | None:
    figures = need.case.quantities("consumption")
    return figures[(line, "high")].central if (line, "high") in figures else None


def waterfall(asked: float, components: list[Term], net: float) -> tuple[Term, ...]:
    """From a request to the net requirement in named steps that sum to it.

    The request meets the components in their order; what it does not meet stands as `beyond the request`, what it
    has left over as asked for beyond the arithmetic. Then what covers the requirement comes off, and last the two
    corrections for a requirement that is never negative and never falls.
    """
    terms: list[Term] = [("request", asked)]
    left = asked
    for name, value in components:
        if name not in COVERS:
            met = min(left, value)
            left -= met
            terms.append((f"{BEYOND}{name}", value - met))
    terms.append((EXCESS, -left))
    terms += [(name, value) for name, value in components if name in COVERS]
    open_ = sum(value for _, value in components)
    terms.append((SURPLUS, max(0.0, -open_)))
    terms.append((EARLIER, net - max(0.0, open_)))
    return tuple(term for term in terms if term[0] == "request" or abs(term[1]) > 0.0)
