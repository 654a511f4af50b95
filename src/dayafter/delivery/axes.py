"""The axes of the delivery program, and where lanes and offers stand on them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dayafter.case import Case, Timeline
from dayafter.need.components import Parts
from dayafter.optimise.program import Axis
from dayafter.supply import Offer, Supply
from dayafter.supply.inputs import DOMESTIC
from dayafter.supply.promises import Commitment
from dayafter.uncertainty import Draws

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

LEAST = 1e-9
"""Pieces; a requirement that is less than this is none."""


@dataclass(frozen=True, order=True)
class Lane:
    """A holder's stock, or a maker's output, by a route that really exists.

    A stock has a fund that pays for making ready; a maker's output belongs to those who ordered it.
    """

    supplier: str
    item_id: str
    source: str  # stock | made
    fund_id: str  # empty for what is made
    route: str

    @property
    def key(self) -> tuple[str, str]:
        """Holder or maker, and item."""
        return self.supplier, self.item_id

    @property
    def label(self) -> str:
        """`GB/as90/stock/gb-baseline/poland`, or `DE/caesar/made/poland`."""
        return "/".join(part for part in (self.supplier, self.item_id, self.source, self.fund_id, self.route) if part)


@dataclass(frozen=True, eq=False)
class Axes:
    """What is given, and the labels of everything that is decided."""

    case: Case
    timeline: Timeline
    supply: Supply
    parts: Parts  # the requirement
    draws: Draws
    draw: int
    lanes: tuple[Lane, ...]  # sorted by label
    lines: tuple[str, ...]  # lines with a requirement, or in a table of equipment
    commitments: tuple[Commitment, ...]
    cited: bool = True  # whether bounds say which figures of the requirement they come from

    # Axes

    @cached_property
    def period(self) -> Axis:
        return Axis("period", self.timeline.labels)

    @cached_property
    def lane(self) -> Axis:
        return Axis("lane", tuple(lane.label for lane in self.lanes))

    @cached_property
    def line(self) -> Axis:
        return Axis("line", self.lines)

    @cached_property
    def made(self) -> tuple[Offer, ...]:
        """Offers of makers that have a lane, sorted: what can be ordered."""
        keys = {lane.key for lane in self.lanes if lane.source == "made"}
        return tuple(o for o in self.supply.offers if o.channel != "stock" and (o.supplier, o.item_id) in keys)

    @cached_property
    def offer(self) -> Axis:
        return Axis("offer", tuple(offer.label for offer in self.made))

    @cached_property
    def makers(self) -> tuple[tuple[str, str], ...]:
        return tuple(sorted({lane.key for lane in self.lanes if lane.source == "made"}))

    @cached_property
    def maker(self) -> Axis:
        return Axis("maker", tuple("/".join(key) for key in self.makers))

    @cached_property
    def stocks(self) -> tuple[tuple[str, str], ...]:
        return tuple(sorted({lane.key for lane in self.lanes if lane.source == "stock"}))

    @cached_property
    def stock(self) -> Axis:
        return Axis("stock", tuple("/".join(key) for key in self.stocks))

    @cached_property
    def expansions(self) -> tuple[tuple[str, str, str], ...]:
        return tuple(key for key in self.supply.expansions if key[1:] in self.makers)

    @cached_property
    def expansion(self) -> Axis:
        return Axis("expansion", tuple("/".join(key) for key in self.expansions))

    @cached_property
    def budget(self) -> Axis:
        return Axis("budget", tuple(f"{fund}/{year}" for fund, year in self.supply.budgets))

    @cached_property
    def units(self) -> tuple[str, ...]:
        """Formation types that have a target and a table."""
        return tuple(u for u in self.parts.unit_types if self.tables[:, self.parts.unit_types.index(u)].any())

    @cached_property
    def unit(self) -> Axis:
        return Axis("unit", self.units)

    @cached_property
    def tables(self) -> Floats:
        """Pieces for one formation [line, formation type of the need]."""
        drawn = self.draws.of("unit_equipment")
        out = np.zeros((len(self.lines), len(self.parts.unit_types)))
        for (unit, line), place in drawn.index.items():
            if line in self.lines and unit in self.parts.unit_types:
                row = self.lines.index(line), self.parts.unit_types.index(unit)
                out[row] = drawn.values[self.draw, place]
        return out

    # Where lanes belong

    @cached_property
    def supply_offer(self) -> Ints:
        """Position in the supply of the offer that a lane takes its weight and crew from [lane]; a stock's own."""
        first: dict[tuple[str, ...], int] = {}
        for number, offer in enumerate(self.supply.offers):
            fund = offer.fund_id if offer.channel == "stock" else ""
            first.setdefault((offer.supplier, offer.item_id, fund), number)
        return np.array([first[(*lane.key, lane.fund_id)] for lane in self.lanes], dtype=np.int64)

    @cached_property
    def maker_of_lane(self) -> Ints:
        """Position of each lane's maker [lane]; -1 for stock."""
        place = {key: number for number, key in enumerate(self.makers)}
        return np.array([place[x.key] if x.source == "made" else -1 for x in self.lanes], dtype=np.int64)

    @cached_property
    def maker_of_offer(self) -> Ints:
        """Position of the maker of each offer that can be ordered [offer]."""
        place = {key: number for number, key in enumerate(self.makers)}
        return np.array([place[(o.supplier, o.item_id)] for o in self.made], dtype=np.int64)

    @cached_property
    def maker_of_expansion(self) -> Ints:
        """Position of the maker that each purchase of capacity enlarges [expansion]."""
        place = {key: number for number, key in enumerate(self.makers)}
        return np.array([place[key[1:]] for key in self.expansions], dtype=np.int64)

    @cached_property
    def made_offer(self) -> Ints:
        """Position in the supply of each offer that can be ordered [offer]."""
        place = {offer: number for number, offer in enumerate(self.supply.offers)}
        return np.array([place[offer] for offer in self.made], dtype=np.int64)

    @cached_property
    def line_of_lane(self) -> Ints:
        place = {line: number for number, line in enumerate(self.lines)}
        return np.array([place[self.supply.items[lane.item_id].line_id] for lane in self.lanes], dtype=np.int64)

    @cached_property
    def route_of_lane(self) -> Ints:
        """Position of each lane's route [lane]; -1 for the recipient's own makers."""
        place = {route: number for number, route in enumerate(self.supply.routes)}
        return np.array([place.get(lane.route, -1) for lane in self.lanes], dtype=np.int64)

    def of_offer(self, values: Floats) -> Floats:
        """A figure of each offer as one of each lane [lane]."""
        return np.asarray(values[self.draw][self.supply_offer])

    @cached_property
    def lanes_of_stock(self) -> dict[tuple[str, str], list[int]]:
        """Holder and item -> positions of the lanes out of this stock; none for a stock without a lane."""
        out: dict[tuple[str, str], list[int]] = defaultdict(list)
        for place, lane in enumerate(self.lanes):
            if lane.source == "stock":
                out[lane.key].append(place)
        return out

    @cached_property
    def is_stock(self) -> Bools:
        return np.array([lane.source == "stock" for lane in self.lanes], dtype=bool)


def find_lanes(supply: Supply, lines: tuple[str, ...], promised: set[tuple[str, str]]) -> Iterator[Lane]:
    """Every lane of the lines wanted; what has no consent only where it was promised, so that the conflict is told."""
    for number, offer in enumerate(supply.offers):
        if supply.line_of(offer) not in lines:
            continue
        key = (offer.supplier, offer.item_id)
        if not np.isfinite(supply.free_from[number]) and key not in promised:
            continue
        stock = offer.channel == "stock"
        routes = (DOMESTIC,) if offer.channel == "industry" else supply.access.get(offer.supplier, ())
        for route in routes:
            yield Lane(*key, "stock" if stock else "made", offer.fund_id if stock else "", route)


def wanted_lines(parts: Parts, draws: Draws, draw: int, promised: set[str]) -> tuple[str, ...]:
    """Lines that still need deliveries at the end, stand in the table of a formation, or were promised; sorted."""
    in_tables = {key[1] for key in draws.of("unit_equipment").keys if key[0] in parts.unit_types}
    required = {line for place, line in enumerate(parts.lines) if parts.net[draw, place, -1] > LEAST}
    return tuple(sorted(required | ((in_tables | promised) & set(parts.lines))))
