"""Sample rows for the chart tests: invented, with the longest names and the awkward values that real cases bring."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from html import unescape

from dayafter.report.charts.areas import AreaNeed, AreaShare, deliverable, need
from dayafter.report.charts.chart import Chart
from dayafter.report.charts.deliveries import Delivery, deliveries
from dayafter.report.charts.fans import Band, Level, fan, fans
from dayafter.report.charts.formations import Equipped, formations
from dayafter.report.charts.ladder import Rung, ladder
from dayafter.report.charts.lasting import Lasting, lasting
from dayafter.report.charts.map import Donor, Flow, Route, route_map
from dayafter.report.charts.money import Spending, money
from dayafter.report.charts.options import Effect, options
from dayafter.report.charts.positions import Position, Scale, Taken, positions, taken
from dayafter.report.charts.race import Month, race
from dayafter.report.charts.risk import Attacked, Edge, Stand, attacked, boundary
from dayafter.report.charts.shares import DonorShare, shares
from dayafter.report.charts.tornado import Swing, Worth, binding, tornado
from dayafter.report.charts.waterfall import Step, waterfall

DONORS = (
    ("US", "United States", 18_250.0, 0.0008),
    ("DE", "Germany", 9_120.0, 0.0021),
    ("GB", "United Kingdom", 6_480.0, 0.0022),
    ("EU", "European Union institutions", 5_000.0, None),
    ("DK", "Denmark", 3_310.0, 0.0091),
    ("NL", "Netherlands", 3_050.0, 0.0031),
    ("SE", "Sweden", 2_870.0, 0.0052),
    ("NO", "Norway", 2_110.0, 0.0047),
    ("FR", "France", 1_960.0, 0.0007),
    ("CA", "Canada", 1_830.0, 0.0009),
    ("PL", "Poland", 1_240.0, 0.0017),
    ("IT", "Italy", 980.0, 0.0005),
    ("FI", "Finland", 840.0, 0.0031),
    ("BE", "Belgium", 610.0, 0.0011),
    ("ES", "Spain", 540.0, 0.0004),
    ("CZ", "Czechia", 420.0, 0.0014),
    ("LT", "Lithuania", 310.0, 0.0046),
    ("AU", "Australia", 290.0, 0.0002),
    ("RO", "Romania", 180.0, 0.0006),
    ("SK", "Slovakia", 150.0, 0.0013),
    ("EE", "Estonia", 140.0, 0.0038),
    ("LV", "Latvia", 130.0, 0.0033),
)
AREAS = (
    "armour",
    "fires",
    "ammunition",
    "air defence",
    "drones and electronic warfare",
    "the dismounted soldier",
    "command and sensing",
    "engineers and mobility",
    "medical and upkeep",
)
LINES = (
    "main battle tanks",
    "infantry fighting vehicles",
    "155 mm howitzers",
    "155 mm shells",
    "long-range air-defence systems",
    "reconnaissance aircraft without crew",
    "night-vision goggles",
    "anti-tank guided missiles",
    "field hospitals",
    "individual first-aid kits",
)
QUARTERS = tuple(f"{2025 + n // 4}-Q{n % 4 + 1}" for n in range(1, 13))

DONOR_ROWS = tuple(Donor(code, name, value) for code, name, value, _ in DONORS)
ROUTES = (
    Route("poland", "road and rail through Poland", "PL"),
    Route("romania", "road and rail through Romania", "RO"),
    Route("sea", "sea to Romania, then the Danube", "RO"),
    Route("slovakia", "rail through Slovakia", "SK"),
    Route("idle", "a route that carries nothing", "HU"),
)
FLOWS = (
    *(Flow(code, "poland", value * 4) for code, _, value, _ in DONORS if code not in ("EU", "RO", "SK", "IT")),
    Flow("IT", "romania", 2_400.0),
    Flow("RO", "romania", 1_300.0),
    Flow("FR", "romania", 3_900.0),
    Flow("US", "sea", 21_000.0),
    Flow("AU", "sea", 800.0),
    Flow("SK", "slovakia", 900.0),
    Flow("CZ", "slovakia", 2_100.0),
)
REQUIRED = (480.0, 1_250.0, 900.0, 2_400_000.0, 24.0, 1_100.0, 120_000.0, 9_000.0, 0.0, 400_000.0)
DELIVERIES = tuple(
    Delivery(line, quarter, REQUIRED[i] * min(0.012 * (i + 1), 1 / 12), REQUIRED[i])
    for i, line in enumerate(LINES)
    for quarter in QUARTERS
)
EQUIPPED = tuple(
    Equipped(
        float(month), 0.8 * (month // 4), float(month // 3), 1.25 * (month // 3) + 0.4, 14.0 if month < 24 else 18.0
    )
    for month in [*range(25), 27, 30, 33, 36]
)
STEPS = (
    Step("asked for", 1_000.0, total=True),
    Step("needed beyond the request", 420.0),
    Step("reserve for losses", 180.0),
    Step("stock for high intensity", 640.0),
    Step("use in a truce", 95.0),
    Step("holdings that stay fit for use", -810.0),
    Step("own production", -260.0),
    Step("already contracted", -145.0),
    Step("requirement", 1_120.0, total=True),
)
SHARES = tuple(DonorShare(name, value, share) for _, name, value, share in DONORS)
SWINGS = (
    Swing("date of the ceasefire", 3.1, -6.4, "3 months earlier", "6 months later"),
    Swing("budget of the United States", -5.2, 2.2, "$0", "$24 billion"),
    Swing("output of long-range interceptors", -2.7, 1.9, "400 a year", "900 a year"),
    Swing("tonnage of the Polish corridor", -1.1, 0.0, "18,000 t", "30,000 t"),
    Swing("losses before the ceasefire", -0.2, -1.6, "low count", "high count"),
    Swing("readiness of stored howitzers", 0.4, 0.9),
)
WORTHS = (
    Worth("production of long-range air-defence systems", 0.42, "per system"),
    Worth("budget of the United Kingdom, 2025-26", 0.031, "per £ million"),
    Worth("training places for gun crews", 0.012, "per place"),
    Worth("minimum stock of Leopard 2 in Germany", -0.008, "per tank"),
)
SHARE_ROWS = tuple(
    AreaShare(area, month, max(c - 0.07 - 0.01 * i, 0.0), c, min(c + 0.09, 1.0))
    for i, area in enumerate(AREAS)
    for month in (6, 12, 24, 36)
    for c in [min(0.04 * i + month / 40, 1.0)]
)
NEEDS = tuple(
    AreaNeed(area, None if i == 6 else 900.0 * (i % 4 + 1), 700.0 * (i + 1), 900.0 * (i + 1), 1_150.0 * (i + 1))
    for i, area in enumerate(AREAS)
)
SPENDING = tuple(
    Spending(name, year, value * part)
    for _, name, value, _ in DONORS[:14]
    for year, part in zip(("2025", "2026", "2027", "2028"), (0.3, 0.4, 0.2, 0.0 if value < 2_000 else 0.1), strict=True)
)
LASTING = tuple(
    Lasting(name, outcome, float(month), low=0.8 * chance, chance=chance, high=min(1.0, 1.15 * chance))
    for n, name in enumerate(("Bare truce", "Robust truce with a force and a guarantee of several states"))
    for outcome, rate in (("force", 0.03), ("war", 0.012))
    for month in range(0, 61, 3)
    for chance in [(1 - rate / (1 + n)) ** month]
)

MONTHS = tuple(
    Month(name, float(month), size * 0.6, size * 0.8, size, size + month, size + 2.0 * month, size + 4.0 * month, share)
    for name, size, high in (
        ("Local attack", 8.0, 0.4), ("Regional offensive", 30.0, 1.0), ("Offensive on the whole front", 120.0, 0.0)
    )
    for month in range(37)
    for share in (max(0.0, high - month / 72),)
)  # fmt: skip
MEASURES = ("need delivered by month 12, percentage points", "formations equipped by month 24", "cost, £ million")
POLICIES = (
    "without the United States",
    "£1 billion more from the United Kingdom",
    "ceasefire six months later",
    "all consents granted",
    "Ukrainian industry paid by donors",
)
EFFECTS = tuple(
    Effect(policy, measure, c - 0.2 * size, c, c + 0.25 * size)
    for policy, factor in zip(POLICIES, (-1.0, 0.4, -0.3, 0.1, 0.6), strict=True)
    for measure, size in zip(MEASURES, (11.0, 4.0, 5_200.0), strict=True)
    for c in [factor * size]
)

FAN = tuple(Band("Formations ready, middle", float(m), 5.0 + m / 4, 9.0 + m, 14.0 + 2.5 * m) for m in range(37))
LEVELS = (Level("A raid on one stretch", 7.9), Level("An offensive", 44.0), Level("A larger offensive", 46.0))
SIZES = {"Tanks": 1e3, "Armoured vehicles": 9e3, "Guns": 2.0, "Rounds": 4e6, "People": 6e5, "Boats": 0.3}
SMALL = tuple(
    Band(name, float(m), size, size * (1.2 + m / 40), size * (1.5 + m / 20))
    for name, size in SIZES.items()
    for m in (0, 6, 12, 24, 36)
)
UNITS = {row.name: "people" if row.name == "People" else "pieces" for row in SMALL}
KINDS = ("Weighs costs", "Fears for its rule", "Wants territory")
ATTACKED = tuple(
    Attacked(name, float(m), 0.1 * n * m / 36, 0.2 * n * m / 36, min(0.3 * n * m / 36 + 0.05, 1.0), 0.1 * n * m / 36)
    for n, name in enumerate(KINDS)
    for m in range(37)
)
EDGES = tuple(
    Edge(name, "Regional offensive", ratio, 0.0, min(0.1 * n * ratio, 1.0), min(0.2 * (n + 1) * ratio, 1.0))
    for n, name in enumerate(KINDS)
    for ratio in (0.25, 0.5, 1.0, 2.0, 4.0, 6.0)
)
STANDS = tuple(Stand("Regional offensive", month, 0.5, 0.9 + month / 90, 2.0) for month in (0.0, 36.0))
SCALES = (
    Scale("International force", "no foreign troops", "a large allied force at the line", 60.0),
    Scale("Who sits at the table", "two of them alone", "all from the first day", 91.5),
)
PLACES = tuple(
    Position(scale.issue, code, name, side, max(place - 20.0, 0.0), place, min(place + 15.0, 100.0))
    for scale in SCALES
    for n, (code, name, _, _) in enumerate(DONORS[:16])
    for side in ("adversary" if n == 0 else "between" if n == 1 else "allies",)
    for place in (3.0 if n == 0 else 90.0 + n / 4 if scale is SCALES[1] else 20.0 + 5.0 * n,)
)
TAKEN = tuple(
    Taken(f"Package {letter}", name, actor, share * part)
    for letter, part in (("A", 1.0), ("B", 0.7), ("C", 0.5))
    for name, actor, share in (("AL", "Albion", 1.0), ("VI", "Vinland", 0.66), ("BO", "Boreas", 0.1))
)
TOGETHER = (("Package A", 0.62), ("Package B", 0.4), ("Package C", 0.0))
RUNGS = tuple(
    Rung(part, step, shown, word)
    for step, marks in (("The partner first", (1.0, 0.8)), ("All allies", (0.5, 0.3)), ("The other side", (0.0, 0.1)))
    for part, shown, word in zip(("Requirement", "Talks"), marks, ("all", "most"), strict=True)
)
SAMPLES: dict[str, Callable[[], Chart]] = {
    "ladder": lambda: ladder(RUNGS, title="Who sees what"),
    "positions": lambda: positions(PLACES, SCALES, title="Positions"),
    "taken": lambda: taken(TAKEN, TOGETHER, title="Who takes which package"),
    "map": lambda: route_map(DONOR_ROWS, ROUTES, FLOWS, recipient=("UA", "Ukraine"), unit="£ million", highlight="GB"),
    "deliveries": lambda: deliveries(DELIVERIES),
    "formations": lambda: formations(EQUIPPED),
    "fan": lambda: fan(FAN, LEVELS, unit="formations", title="Formations ready"),
    "fans": lambda: fans(SMALL, units=UNITS, title="In service"),
    "race": lambda: race(MONTHS, title="The race"),
    "lasting": lambda: lasting(LASTING, title="The ceasefire"),
    "attacked": lambda: attacked(
        ATTACKED, title="Share of draws attacked", guarantee="European force with US backstop"
    ),
    "boundary": lambda: boundary(EDGES, STANDS, title="The boundary"),
    "waterfall": lambda: waterfall(STEPS, unit="pieces"),
    "shares": lambda: shares(SHARES, unit="£ million", highlight="United Kingdom"),
    "tornado": lambda: tornado(SWINGS, unit="percentage points of the need delivered by month 12"),
    "binding": lambda: binding(WORTHS, unit="percentage points of the need delivered by month 12"),
    "deliverable": lambda: deliverable(SHARE_ROWS),
    "need": lambda: need(NEEDS, unit="£ million"),
    "money": lambda: money(SPENDING, unit="£ million", highlight="United Kingdom"),
    "options": lambda: options(EFFECTS),
}


@cache
def drawn(name: str) -> Chart:
    return SAMPLES[name]()


def words(svg: str) -> str:
    """Gives all text of a picture in reading order."""
    return " ".join(unescape(text) for text in re.findall(r"<(?:text|tspan)[^>]*>([^<]+)<", svg))
