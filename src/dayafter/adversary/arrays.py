"""The figures of a case as the arrays of the kernel, draws last. Equation numbers are those of card.md."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from dayafter.adversary.inputs import (
    COUNTED_MONTHS,
    FASTEST,
    MISSIONS_SCOPE,
    PEOPLE_SCOPE,
    Arrays,
    Frame,
    Key,
    Reader,
    lucks,
)
from dayafter.adversary.kernel import CONSTANTS, LANES, PEOPLE, PEOPLE_TRACKS, TRACKS
from dayafter.adversary.pool import Memory, Pool, Tracks
from dayafter.case import Case
from dayafter.errors import CaseError
from dayafter.uncertainty import Draws

Floats = NDArray[np.float64]

_C = {name: place for place, name in enumerate(CONSTANTS)}
_P = {name: place for place, name in enumerate(PEOPLE)}
_WORTH = ("worth", "held", "regroup")


def arrays(
    case: Case, draws: Draws, frame: Frame, memory: Memory | None = None
) -> tuple[Arrays, Mapping[str, tuple[str, ...]]]:
    """The arrays of these draws, and which figures were taken for what: category, `people` or `missions` -> references.

    memory: for the paths, used again by the next call. Raises CaseError with every figure that is missing.
    """
    padded = -(-draws.size // LANES) * LANES
    pool = Pool(frame, draws.size, padded, memory)
    reader = Reader(case, draws, frame.months, pool=pool)
    constants = np.zeros((len(frame.categories), len(CONSTANTS), padded))
    people = np.zeros((len(PEOPLE), padded))
    rows = np.zeros((len(frame.categories), len(TRACKS), len(frame.lengths)), dtype=np.int64)
    people_rows = np.zeros((len(PEOPLE_TRACKS), len(frame.lengths)), dtype=np.int64)
    sizes = np.full((len(frame.missions), padded), np.inf)
    for place, category in enumerate(frame.categories):
        with reader.for_(category):
            _category(reader, frame, category, constants[place], Tracks(pool, rows[place], TRACKS))
    if PEOPLE_SCOPE in frame.components:
        with reader.for_(PEOPLE_SCOPE):
            _people(reader, people, Tracks(pool, people_rows, PEOPLE_TRACKS))
    with reader.for_(MISSIONS_SCOPE):
        for place, mission in enumerate(frame.missions):
            sizes[place, : draws.size] = reader.must("mission_scale", (mission, "formations"))
    if reader.missing:
        raise CaseError(*reader.missing.values())
    for array in (constants, people, sizes):
        array[..., draws.size :] = array[..., draws.size - 1 : draws.size]
    luck = lucks(draws.seed, draws.first, padded)
    made = Arrays(draws.size, constants, people, pool.values(), rows, people_rows, luck, sizes)
    return made, {scope: tuple(sorted(refs)) for scope, refs in reader.reads.items()}


def _category(reader: Reader, frame: Frame, category: str, c: Floats, tracks: Tracks) -> None:
    n = reader.draws.size
    c[_C["active"], :n] = _estimate(reader, "active", category, "adversary_stocks", (category,))
    _store(reader, category, c)
    _output(reader, category, c, tracks)
    c[_C["loss"], :n] = _losses(reader, category)
    c[_C["cannibalised"], :n] = reader.rate("cannibalised", category, 0.0) if c[_C["rest"]].any() else 0.0
    c[_C["damaged"], :n] = reader.rate("damaged", category, 0.0)
    if c[_C["damaged"]].any():
        c[_C["repair"], :n] = np.minimum(reader.rate("repair", category), 1.0)
    c[_C["output_phi"], :n] = _inverse(reader.rate("output_phi", category), 0.0)
    c[_C["loss_phi"], :n] = _inverse(reader.rate("loss_phi", category), 0.0)
    if category in frame.components:
        for name, value in zip(_WORTH, _worth(reader, category), strict=True):
            c[_C[name], :n] = value
    tracks.put("intensity", reader.one, _truce(reader, "residual", category))
    _imports(reader, category, tracks)


def _inverse(values: Floats, least: float) -> Floats:
    """1 / values, for values of at least `least`; zero stays zero."""
    return np.divide(1.0, np.maximum(values, least), out=np.zeros_like(values), where=values > 0)


def _estimate(reader: Reader, quantity: str, category: str, table: str, key: Key) -> Floats:
    """The estimate of the calibration where there is one, else the raw figure [draw]."""
    if reader.has("adversary_estimates", (quantity, category)):
        return reader.take("adversary_estimates", (quantity, category))
    return reader.must(table, key)


def _worth(reader: Reader, component: str) -> tuple[Floats, Floats, Floats]:
    """Formations' worth of one piece or head when all is regrouped, how much less on the day of the ceasefire, and
    the share of the regrouping done in a month, eq. 9 [draw]."""
    each = _inverse(reader.take("adversary_formations", (component,)), 1e-9)
    free = np.maximum(1.0 - reader.rate("pinned", component), 0.0)
    if reader.rate_key("pinned_war", component) is None:
        return free * each, np.zeros_like(each), np.zeros_like(each)
    then = np.maximum(1.0 - reader.rate("pinned_war", component), 0.0)
    return free * each, np.maximum(free - then, 0.0) * each, _inverse(reader.rate("regroup", component), FASTEST)


def _truce(reader: Reader, rate: str, category: str, default: float | None = None) -> Floats:
    """A rate under the truce, as the futures have it [draw], or [month, draw]."""
    value = reader.rate(rate, category, default)
    path = reader.moved("adversary_rates", reader.rate_key(rate, category))
    return value if path is None else path


def _store(reader: Reader, category: str, c: Floats) -> None:
    """What lies in store: usable, and of the rest what can be restored, eq. 2."""
    n = reader.draws.size
    known = [(name, reader.has("adversary_estimates", (name, category))) for name in ("store_usable", "store_rest")]
    stored = any(reader.has("adversary_storage", (category, state)) for state in ("all", "usable"))
    if not stored and not any(has for _, has in known):
        return
    usable = _held(reader, category, "usable", known[0][1])
    if known[1][1]:
        rest = reader.take("adversary_estimates", ("store_rest", category))
    else:
        everything = _held(reader, category, "all", False) if stored else usable
        rest = np.maximum(everything - usable, 0.0) * reader.rate("restorable", category)
    c[_C["usable"], :n], c[_C["rest"], :n] = usable, rest
    c[_C["decay"], :n] = np.clip(reader.rate("decay", category), 0.0, 1.0)
    c[_C["rest_speed"], :n] = reader.rate("rest_speed", category)


def _held(reader: Reader, category: str, condition: str, estimated: bool) -> Floats:
    if estimated:
        return reader.take("adversary_estimates", ("store_usable", category))
    key = (category, condition)
    return reader.take("adversary_storage", key) if reader.has("adversary_storage", key) else reader.zero()


def _output(reader: Reader, category: str, c: Floats, tracks: Tracks) -> None:
    """New output with its target, and slots of refurbishment, eq. 3 and 4."""
    n = reader.draws.size
    new, new_key = _part(reader, category, "new")
    slots, slots_key = _part(reader, category, "refurbished") if c[_C["usable"]].any() else (reader.zero(), None)
    if reader.has("adversary_estimates", ("output", category)):
        total = reader.take("adversary_estimates", ("output", category))
        share = np.divide(new, new + slots, out=np.ones(n), where=new + slots > 0)
        new, slots = total * share, total * (1.0 - share)
    c[_C["output"], :n], c[_C["slots"], :n] = new, slots
    for name, key in (("output_scale", new_key), ("slot_scale", slots_key)):
        factor = reader.factor("adversary_production", key)
        tracks.put(name, reader.one, reader.one if factor is None else factor)
    target = reader.rate_key("target_output", category)
    if target is None:
        tracks.put("target", new, new)
    else:
        war = reader.take("adversary_rates", target)
        tracks.put("target", war, _truce(reader, "target_output", category))
        c[_C["ramp"], :n] = _inverse(reader.rate("ramp", category), FASTEST)


def _part(reader: Reader, category: str, origin: str) -> tuple[Floats, Key | None]:
    """New or refurbished output in a month, and the figure that it comes from: its own, or its share of both."""
    if reader.has("adversary_production", (category, origin)):
        return reader.take("adversary_production", (category, origin)), (category, origin)
    if not reader.has("adversary_production", (category, "both")):
        return reader.zero(), None
    share = np.clip(reader.rate("new_share", category, 1.0), 0.0, 1.0)
    both = reader.take("adversary_production", (category, "both"))
    return both * (share if origin == "new" else 1.0 - share), (category, "both")


def _product(reader: Reader, one: Floats, other: Floats) -> Floats:
    """The product of two paths, each [draw] or [month, draw]."""
    monthly = one.ndim + other.ndim > 2
    return np.multiply(one, other, out=reader.room() if monthly else None)


def _imports(reader: Reader, category: str, tracks: Tracks) -> None:
    """Pieces that come from partners in a month."""
    key = (category, "imported")
    if not reader.has("adversary_production", key):
        return tracks.put("imports", reader.nothing, reader.nothing)
    now = reader.take("adversary_production", key)
    path = reader.moved("adversary_production", key)
    kept = _truce(reader, "imports_truce", category, 1.0)
    return tracks.put("imports", now, _product(reader, now if path is None else path, kept))


def _losses(reader: Reader, category: str) -> Floats:
    """Pieces lost, or rounds fired, in a month of war, eq. 5 [draw]."""
    if reader.has("adversary_estimates", ("war_loss", category)):
        return reader.take("adversary_estimates", ("war_loss", category))
    own = ("war_loss", category)
    if reader.has("adversary_rates", own):
        return reader.take("adversary_rates", own)
    seen, claimed = (_counted(reader, category, counter) for counter in ("photographed", "claimed"))
    if seen is None or claimed is None:
        only = claimed if seen is None else seen
        return reader.must("adversary_rates", own, "or give its losses by month") if only is None else only
    weight = reader.rate("claim_weight", category)
    return seen + np.clip(weight, 0.0, 1.0) * np.maximum(claimed - seen, 0.0)


def _counted(reader: Reader, category: str, counter: str) -> Floats | None:
    """The mean of the latest months of one counter [draw]; None where it counts nothing."""
    keys = [key for key in reader.case.quantities("adversary_losses") if key[:2] == (category, counter)]
    latest = sorted(keys, key=lambda key: dt.date.fromisoformat(key[2]))[-COUNTED_MONTHS:]
    columns = [reader.take("adversary_losses", key) for key in latest]
    return np.mean(columns, axis=0) if columns else None


def _people(reader: Reader, p: Floats, tracks: Tracks) -> None:
    """Force, recruits on their way, wounded on their way back, eq. 7 and 8."""
    n, who = reader.draws.size, PEOPLE_SCOPE
    table, recruits_key = "adversary_personnel", ("recruits-a-month",)
    p[_P["force"], :n] = _estimate(reader, "active", who, table, ("force-in-theatre",))
    p[_P["training"], :n] = 3.0 * _inverse(reader.rate("training", who), FASTEST)
    p[_P["casualties"], :n] = _estimate(reader, "casualties", who, table, ("casualties-a-month",))
    p[_P["returning"], :n] = np.clip(reader.must(table, ("returning-share",)), 0.0, 1.0)
    p[_P["return_delay"], :n] = _inverse(reader.rate("return_delay", who), FASTEST)
    p[_P["output_phi"], :n] = _inverse(reader.rate("output_phi", who), 0.0)
    p[_P["loss_phi"], :n] = _inverse(reader.rate("loss_phi", who), 0.0)
    for name, value in zip(_WORTH, _worth(reader, who), strict=True):
        p[_P[name], :n] = value
    recruits = _estimate(reader, "recruits", who, table, recruits_key)
    moved = reader.factor(table, recruits_key) if reader.has(table, recruits_key) else None
    p[_P["recruits"], :n] = recruits
    truce = recruits if moved is None else _product(reader, recruits, moved)
    tracks.put("recruits", recruits, _product(reader, truce, _truce(reader, "recruits_truce", who)))
    tracks.put("intensity", reader.one, _truce(reader, "residual", who))
    tracks.put("release", reader.nothing, np.clip(_truce(reader, "release", who), 0.0, 1.0))
