"""Monitoring of a ceasefire: a ledger of violations, four detectors, thresholds for a new truce. Informs, never
prevents."""

from dayafter.ceasefire.monitor.events import EventWatch, Tally, watch_events
from dayafter.ceasefire.monitor.inputs import Rules, rules_of
from dayafter.ceasefire.monitor.monitor import CANNOT_TELL
from dayafter.ceasefire.monitor.watch import Watch, watch, watchable

TABLES = tuple(Watch.tables)
"""Tables of a watch over a case; a watch over a user's own counts has those of EventWatch.tables."""

__all__ = [
    "CANNOT_TELL",
    "TABLES",
    "EventWatch",
    "Rules",
    "Tally",
    "Watch",
    "rules_of",
    "watch",
    "watch_events",
    "watchable",
]
