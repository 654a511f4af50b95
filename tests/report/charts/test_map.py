"""The map: whose land is whose, what is drawn, and that no place inside a country can enter."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

from dayafter.report.charts import Donor, Flow, Route, map, on_map, route_map, shapes
from tests.report.charts import samples
from tests.report.charts.samples import drawn, words

KNOWN = {
    "Simferopol": ((34.10, 44.95), "UA"),
    "Donetsk": ((37.80, 48.00), "UA"),
    "Kherson": ((32.62, 46.64), "UA"),
    "Kyiv": ((30.52, 50.45), "UA"),
    "Moscow": ((37.62, 55.75), "RU"),
    "Kaliningrad": ((20.51, 54.71), "RU"),
    "Warsaw": ((21.01, 52.23), "PL"),
    "Ankara": ((32.86, 39.93), "TR"),
    "Oslo": ((10.75, 59.91), "NO"),
    "Paris": ((2.35, 48.86), "FR"),
}


def within(point: shapes.Point, ring: shapes.Ring) -> bool:
    """Counts the edges that a ray to the east crosses; an odd number means inside."""
    x, y = point
    inside = False
    for (x1, y1), (x2, y2) in zip(ring, (*ring[1:], ring[0]), strict=True):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
            inside = not inside
    return inside


@pytest.mark.parametrize("city", sorted(KNOWN))
def test_cities_fall_in_their_country(city: str) -> None:
    point, country = KNOWN[city]
    owners = {
        code
        for code, polygons in shapes.countries().items()
        for outline, *holes in polygons
        if within(point, outline) and not any(within(point, hole) for hole in holes)
    }
    assert owners == {country}


def test_all_of_ukraine_is_in_the_picture() -> None:
    view = shapes.Picture(206.0, 0.0, 391.0, 400.0)
    pixels = [view.place(point) for polygon in shapes.countries()["UA"] for point in polygon[0]]
    assert all(view.holds(pixel) for pixel in pixels)


def test_boundaries_are_small_and_carry_their_licence() -> None:
    assert shapes.BOUNDARIES.stat().st_size < 160_000
    licence = shapes.BOUNDARIES.with_name("LICENSE.txt").read_text(encoding="utf-8")
    assert "Natural Earth" in licence and "Michael Bostock" in licence and "BSD-3-Clause" in licence


def test_shapes_stay_in_the_picture() -> None:
    view = shapes.Picture(200.0, 0.0, 400.0, 400.0)
    wide = shapes.Picture(196.0, -4.0, 408.0, 408.0)
    for feature in view.features():
        for polygon in feature["geometry"]["coordinates"]:
            assert all(wide.holds((x, y)) for ring in polygon for x, y in ring)
    middle = view.middle("PL")
    assert middle is not None and view.holds(middle) and view.middle("US") is None


def test_equal_areas_stay_equal() -> None:
    """A degree cell in the north and one in the south take pixels in the ratio of their true areas."""
    import math

    def area(west: float, south: float) -> float:
        a, b, c = (shapes.project(p) for p in ((west, south), (west + 0.1, south), (west, south + 0.1)))
        return abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1]))

    true = math.cos(math.radians(62.05)) / math.cos(math.radians(42.05))
    assert area(25.0, 62.0) / area(0.0, 42.0) == pytest.approx(true, rel=5e-3)


def test_map_prints_the_note_the_ranking_and_the_tonnes() -> None:
    chart = drawn("map")
    shown = words(chart.svg())
    assert shapes.NOTE in shown and chart.note == shapes.NOTE
    assert "Ukraine" in shown and "18,250" in shown and "£ million" in shown
    assert "road and rail through Poland: 214,000 tonnes" in shown
    assert "sea to Romania, then the Danube: 21,800 tonnes" in shown
    assert "a route that carries nothing" not in shown
    assert "Most is given by United States (£18,250 million)" in chart.alt
    assert "road and rail through Poland with 214,000 of 246,400 tonnes" in chart.alt


def test_no_country_is_dropped_for_giving_nothing() -> None:
    land = {feature["id"]: feature["properties"]["fill"] for feature in drawn("map").spec["datasets"]["land"]}
    assert {"UA", "RU", "BY", "MD", "HU", "CH", "TR", "PL", "GB"} <= set(land)
    assert land["HU"] == land["RU"] != land["DE"]
    assert drawn("map").svg().count("<path") > len(land)


def test_table_of_the_map_has_each_donor_with_its_tonnes_by_route() -> None:
    rows = {row["name"]: row for row in drawn("map").data}
    assert set(rows) == {name for _, name, _, _ in samples.DONORS}
    assert rows["France"]["poland"] == 1_960.0 * 4 and rows["France"]["romania"] == 3_900.0
    total = sum(float(row[route]) for row in rows.values() for route in ("poland", "romania", "sea", "slovakia"))
    assert total == pytest.approx(sum(flow.tonnes for flow in samples.FLOWS))


def test_lines_carry_all_tonnes_to_the_recipient() -> None:
    legs = drawn("map").spec["datasets"]["legs"]
    trunks = [leg for leg in legs if leg["trunk"]]
    assert len(trunks) == 3  # two routes run through Romania
    assert len({(leg["x2"], leg["y2"]) for leg in trunks}) == 1
    widest = max(legs, key=lambda leg: float(leg["size"]))
    assert widest["trunk"] and widest["size"] == pytest.approx(7.0)


def test_discs_of_routes_do_not_cover_each_other() -> None:
    import math

    badges = [(badge["x"], badge["y"]) for badge in drawn("map").spec["datasets"]["badges"]]
    pairs = [(a, b) for n, a in enumerate(badges) for b in badges[:n]]
    assert len(badges) == 8 and all(math.dist(a, b) > 16 for a, b in pairs)


def test_flows_must_name_what_is_given() -> None:
    donors, routes = [Donor("GB", "United Kingdom", 1.0)], [Route("poland", "through Poland", "PL")]
    with pytest.raises(ValueError, match="FR, sea"):
        route_map(
            donors, routes, [Flow("GB", "sea", 1.0), Flow("FR", "poland", 1.0)], recipient=("UA", "Ukraine"), unit="£ m"
        )
    with pytest.raises(ValueError, match="at least one row"):
        route_map([], routes, [], recipient=("UA", "Ukraine"), unit="£ million")


def test_an_invented_country_is_not_on_the_map() -> None:
    assert on_map("UA") and not on_map("ARC")


def test_map_takes_no_coordinates() -> None:
    fields = {name for row in (Donor, Route, Flow) for name in inspect.signature(row).parameters}
    assert fields == {"code", "name", "value", "route", "through", "tonnes"}
    assert "lon" not in inspect.signature(map.route_map).parameters


def test_cut_keeps_the_shapes_it_is_given() -> None:
    from dayafter.report.charts.boundaries import cut

    world = {
        "transform": {"scale": [1.0, 1.0], "translate": [0.0, 0.0]},
        "arcs": [[[10, 50], [1, 0], [0, 1], [-1, -1]], [[100, 0], [1, 0], [0, 1], [-1, -1]]],
        "objects": {
            "countries": {
                "geometries": [
                    {"type": "Polygon", "properties": {"a3": "DEU"}, "arcs": [[0]]},
                    {"type": "MultiPolygon", "properties": {"a3": "FRA"}, "arcs": [[[1]], [[~0]]]},
                    {"type": "Polygon", "properties": {"a3": "BRA"}, "arcs": [[1]]},
                ]
            }
        },
    }
    europe = cut.cut(world)
    found = {shape["id"]: shape["arcs"] for shape in europe["objects"]["countries"]["geometries"]}
    assert found == {"DE": [[[0]]], "FR": [[[~0]]]}
    assert europe["arcs"] == [[[10, 50], [1, 0], [0, 1], [-1, -1]]]
    assert Path(cut.__file__).parent == shapes.BOUNDARIES.parent
