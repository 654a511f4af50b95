"""Writes europe.json from the world file, in topojson: run `python -m dayafter.report.charts.boundaries.cut 50m.json`.

Kept so that the cut can be made again from a newer release of the world file. Shapes are never altered inside the
window; outside it, where nothing is drawn, arcs are thinned to save space.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

WINDOW = (-26.0, 30.0, 62.0, 73.0)  # west, south, east, north; in degrees
ABROAD_STEP = 25  # of the points beyond the window every 25th is kept
CODES = {
    "ALB": "AL", "AND": "AD", "ARM": "AM", "AUT": "AT", "AZE": "AZ", "BEL": "BE", "BGR": "BG", "BIH": "BA",
    "BLR": "BY", "CHE": "CH", "CYP": "CY", "CZE": "CZ", "DEU": "DE", "DNK": "DK", "DZA": "DZ", "EGY": "EG",
    "ESP": "ES", "EST": "EE", "FIN": "FI", "FRA": "FR", "FRO": "FO", "GBR": "GB", "GEO": "GE", "GRC": "GR",
    "HRV": "HR", "HUN": "HU", "IRL": "IE", "IRN": "IR", "IRQ": "IQ", "ISL": "IS", "ISR": "IL", "ITA": "IT",
    "JOR": "JO", "KAZ": "KZ", "LBN": "LB", "LBY": "LY", "LTU": "LT", "LUX": "LU", "LVA": "LV", "MAR": "MA",
    "MDA": "MD", "MKD": "MK", "MLT": "MT", "MNE": "ME", "NLD": "NL", "NOR": "NO", "POL": "PL", "PRT": "PT",
    "ROU": "RO", "RUS": "RU", "SRB": "RS", "SVK": "SK", "SVN": "SI", "SWE": "SE", "SYR": "SY", "TUN": "TN",
    "TUR": "TR", "UKR": "UA", "XKX": "XK",
}  # fmt: skip

Point = tuple[float, float]


def _inside(point: Point) -> bool:
    west, south, east, north = WINDOW
    return west <= point[0] <= east and south <= point[1] <= north


def _degrees(arc: Iterable[list[int]], scale: list[float], shift: list[float]) -> list[Point]:
    x = y = 0
    points = []
    for dx, dy in arc:
        x, y = x + dx, y + dy
        points.append((x * scale[0] + shift[0], y * scale[1] + shift[1]))
    return points


def _thinned(arc: list[list[int]], points: list[Point]) -> list[list[int]]:
    last = len(points) - 1
    keep = [
        n
        for n in range(last + 1)
        if n in (0, last) or n % ABROAD_STEP == 0 or any(_inside(p) for p in points[max(0, n - 1) : n + 2])
    ]
    whole = [(0, 0)]
    for dx, dy in arc:
        whole.append((whole[-1][0] + dx, whole[-1][1] + dy))
    kept = [whole[n + 1] for n in keep]
    return [list(kept[0]), *([b[0] - a[0], b[1] - a[1]] for a, b in pairwise(kept))]


def _seen(ring: list[int], arcs: list[list[Point]]) -> bool:
    return any(_inside(point) for number in ring for point in arcs[number if number >= 0 else ~number])


def _polygons(shape: dict[str, Any]) -> Iterator[list[list[int]]]:
    yield from [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]


def cut(world: dict[str, Any]) -> dict[str, Any]:
    """Gives the topojson of the countries of CODES, with the polygons that touch WINDOW and their arcs only."""
    scale, shift = world["transform"]["scale"], world["transform"]["translate"]
    points = [_degrees(arc, scale, shift) for arc in world["arcs"]]
    numbers: dict[int, int] = {}

    def renumber(number: int) -> int:
        own = number if number >= 0 else ~number
        new = numbers.setdefault(own, len(numbers))
        return new if number >= 0 else ~new

    shapes = []
    for shape in sorted(world["objects"]["countries"]["geometries"], key=lambda s: str(s["properties"]["a3"])):
        code = CODES.get(shape["properties"]["a3"])
        if code is None:
            continue
        kept = [polygon for polygon in _polygons(shape) if _seen(polygon[0], points)]
        arcs = [[[renumber(number) for number in ring] for ring in polygon] for polygon in kept]
        shapes.append({"type": "MultiPolygon", "id": code, "arcs": arcs})
    return {
        "type": "Topology",
        "transform": world["transform"],
        "objects": {"countries": {"type": "GeometryCollection", "geometries": shapes}},
        "arcs": [_thinned(world["arcs"][old], points[old]) for old in numbers],
    }


if __name__ == "__main__":
    europe = cut(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
    text = json.dumps(europe, separators=(",", ":"), sort_keys=True)
    Path(__file__).with_name("europe.json").write_text(text + "\n", encoding="utf-8")
