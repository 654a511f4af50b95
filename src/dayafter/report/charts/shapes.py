"""Country shapes for the map: read from the shipped boundaries, projected, and cut to the picture."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

NOTE = "Boundaries: Natural Earth, modified (UN view); not an endorsement."

Point = tuple[float, float]
Ring = tuple[Point, ...]
Polygon = tuple[Ring, ...]

BOUNDARIES = Path(__file__).parent / "boundaries" / "europe.json"
# Parallels and middle meridian of the projection, chosen so that Europe keeps its areas in proportion
_NORTH, _SOUTH, _MIDDLE = math.radians(62), math.radians(42), 18.0
_MARGIN = 3.0  # pixels by which shapes outreach the picture, so that the cut edge is never seen


@cache
def countries(path: Path = BOUNDARIES) -> dict[str, tuple[Polygon, ...]]:
    """Gives the polygons of each country in degrees, by ISO 3166 code; the first ring of a polygon is its outline."""
    world = json.loads(path.read_text(encoding="utf-8"))
    scale, shift = world["transform"]["scale"], world["transform"]["translate"]
    arcs = [_degrees(arc, scale, shift) for arc in world["arcs"]]

    def ring(numbers: list[int]) -> Ring:
        points: list[Point] = []
        for number in numbers:
            arc = arcs[number] if number >= 0 else arcs[~number][::-1]
            points.extend(arc[1:] if points else arc)
        return tuple(points)

    return {
        shape["id"]: tuple(tuple(ring(numbers) for numbers in polygon) for polygon in shape["arcs"])
        for shape in world["objects"]["countries"]["geometries"]
    }


def _degrees(arc: list[list[int]], scale: list[float], shift: list[float]) -> list[Point]:
    x = y = 0
    points = []
    for dx, dy in arc:
        x, y = x + dx, y + dy
        points.append((x * scale[0] + shift[0], y * scale[1] + shift[1]))
    return points


def project(point: Point) -> Point:
    """Gives the place of (longitude, latitude) on Albers' equal-area cone, in earth radii, y growing southwards."""
    n = (math.sin(_SOUTH) + math.sin(_NORTH)) / 2
    c = math.cos(_SOUTH) ** 2 + 2 * n * math.sin(_SOUTH)
    turn = math.radians((point[0] - _MIDDLE + 180) % 360 - 180) * n
    distance = math.sqrt(max(c - 2 * n * math.sin(math.radians(point[1])), 0)) / n
    return distance * math.sin(turn), distance * math.cos(turn)


@dataclass(frozen=True)
class Picture:
    """The frame of a map: `width` x `height` pixels with its top left corner at (`left`, `top`)."""

    left: float
    top: float
    width: float
    height: float
    centre: Point = (16.2, 51.0)
    north_to_south: float = 3700 / 6371  # earth radii from the upper to the lower edge

    def place(self, point: Point) -> Point:
        """Gives the pixel of (longitude, latitude)."""
        x, y = project(point)
        x0, y0 = self._origin
        scale = self.height / self.north_to_south
        return self.left + self.width / 2 + (x - x0) * scale, self.top + self.height / 2 + (y - y0) * scale

    @cached_property
    def _origin(self) -> Point:
        return project(self.centre)

    def holds(self, pixel: Point) -> bool:
        """Says whether a pixel lies in the picture."""
        return self.left <= pixel[0] <= self.left + self.width and self.top <= pixel[1] <= self.top + self.height

    def features(self, path: Path = BOUNDARIES) -> list[dict[str, Any]]:
        """Gives a GeoJSON feature in pixels for each country seen, with its code as `id`."""
        found = []
        for code in sorted(countries(path)):
            if seen := self._seen(code, path):
                geometry = {"type": "MultiPolygon", "coordinates": seen}
                found.append({"type": "Feature", "id": code, "properties": {"id": code}, "geometry": geometry})
        return found

    def middle(self, code: str, path: Path = BOUNDARIES) -> Point | None:
        """Gives the middle of the country's largest seen polygon in pixels, or None where it is not in the picture.

        A schematic place, the centre of area of a shape: nothing that is stored about a country enters it.
        """
        rings = [rings[0] for rings in self._seen(code, path)]
        return max((_centre(ring) for ring in rings), default=(0.0, None), key=lambda found: found[0])[1]

    def _seen(self, code: str, path: Path) -> list[list[list[list[float]]]]:
        """The polygons of a country that are in the picture, cut to it."""
        if (code, path) not in self._known:
            cut = (self._cut(polygon) for polygon in countries(path).get(code, ()))
            self._known[code, path] = [rings for rings in cut if rings]
        return self._known[code, path]

    @cached_property
    def _known(self) -> dict[tuple[str, Path], list[list[list[list[float]]]]]:
        return {}

    def _cut(self, polygon: Polygon) -> list[list[list[float]]]:
        rings = []
        for ring in polygon:
            pixels = _clipped([self.place(point) for point in ring], self._edges())
            corners = _spaced(pixels)
            if len(corners) > 3:
                rings.append([[round(x, 1), round(y, 1)] for x, y in corners])
        return rings

    def _edges(self) -> list[tuple[int, float, int]]:
        right, bottom = self.left + self.width + _MARGIN, self.top + self.height + _MARGIN
        return [(0, self.left - _MARGIN, 1), (0, right, -1), (1, self.top - _MARGIN, 1), (1, bottom, -1)]


def _clipped(ring: list[Point], edges: list[tuple[int, float, int]]) -> list[Point]:
    """Gives the ring cut to a box, edge by edge (Sutherland and Hodgman 1974)."""
    for axis, limit, side in edges:
        inside = _side(axis, limit, side)
        cut: list[Point] = []
        for n, point in enumerate(ring):
            before = ring[n - 1]
            if inside(point) != inside(before):
                cut.append(_crossing(before, point, axis, limit))
            if inside(point):
                cut.append(point)
        ring = cut
    return ring


def _side(axis: int, limit: float, side: int) -> Callable[[Point], bool]:
    return lambda point: (point[axis] - limit) * side >= 0


def _crossing(a: Point, b: Point, axis: int, limit: float) -> Point:
    part = (limit - a[axis]) / (b[axis] - a[axis])
    return a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1])


def _spaced(ring: list[Point], least: float = 0.7) -> list[Point]:
    """Gives the closed ring without points nearer than `least` pixels to the one before."""
    if not ring:
        return []
    kept = [ring[0]]
    for point in ring[1:]:
        if math.dist(point, kept[-1]) >= least:
            kept.append(point)
    return [*kept, ring[0]]


def _centre(ring: list[list[float]]) -> tuple[float, Point]:
    """Gives the area of a closed ring and its centre of area."""
    area = x = y = 0.0
    for a, b in pairwise(ring):
        cross = a[0] * b[1] - b[0] * a[1]
        area, x, y = area + cross / 2, x + (a[0] + b[0]) * cross, y + (a[1] + b[1]) * cross
    if area == 0:
        return 0.0, (ring[0][0], ring[0][1])
    return abs(area), (x / (6 * area), y / (6 * area))
