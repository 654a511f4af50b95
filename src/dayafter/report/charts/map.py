"""Map of who gives and by which routes it travels: country shapes and totals only, never a place inside a country."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dayafter.report.charts import axes, theme
from dayafter.report.charts.chart import Chart, draw, rows_of
from dayafter.report.charts.shapes import NOTE, Picture, Point, countries

_WIDTH, _PAD = theme.WIDTH, 4
_MAP_HEIGHT, _LINE = 400.0, 16.0
_BOX = (25.0, 15.0)  # of a donor that lies beyond the map


@dataclass(frozen=True)
class Donor:
    """One giver: its ISO 3166 code or that of an institution, its name, and the value of what the plan takes of it."""

    code: str
    name: str
    value: float


@dataclass(frozen=True)
class Route:
    """One route, with the code of the country through which it runs."""

    route: str
    name: str
    through: str


@dataclass(frozen=True)
class Flow:
    """The tonnes that one donor sends by one route over the whole horizon."""

    code: str
    route: str
    tonnes: float


def on_map(code: str) -> bool:
    """Says whether a country has a shape in the boundaries; without one for the recipient a map makes no sense."""
    return code in countries()


def route_map(
    donors: Sequence[Donor],
    routes: Sequence[Route],
    flows: Sequence[Flow],
    *,
    recipient: tuple[str, str],
    unit: str,
    highlight: str | None = None,
    title: str = "Who gives, and by which route it travels",
) -> Chart:
    """Gives the map: donors shaded by value in `unit`, a ranking beside it, routes as lines with their tonnes.

    `recipient` and `highlight` are codes as in `Donor.code`, the recipient with its name. Lines run between the
    middles of country shapes. Donors beyond the map, and institutions, stand in boxes in its north-western corner.

    Raises:
        ValueError: no donors, a number that is not finite, or a flow names a donor or a route that is not given.
    """
    _check(donors, routes, flows)
    ranked = sorted((donor for donor in donors if donor.value > 0), key=lambda donor: (-donor.value, donor.name))
    carried = {route.route: math.fsum(flow.tonnes for flow in flows if flow.route == route.route) for route in routes}
    used = sorted((route for route in routes if carried[route.route] > 0), key=lambda r: (-carried[r.route], r.name))
    listed = _list_width(ranked)
    view = Picture(listed, 0.0, _WIDTH - 2 * _PAD - listed, max(_MAP_HEIGHT, 46 + _LINE * (len(ranked) + 1)))
    places = _places([donor.code for donor in ranked], used, recipient[0], view)
    tints = _tints(ranked)
    badges = _badges(used, places, recipient[0])
    height = view.height + 14 + 17 * (len(used) + 1)
    datasets = {
        "land": _land(view, tints, recipient[0], highlight),
        "frame": [{"x": view.left, "x2": view.left + view.width, "y": 0, "y2": view.height}],
        "list": _ranking(ranked, tints, recipient, highlight),
        "heads": [{"x": 0, "y": 7, "text": unit, "bold": 700}],
        "boxes": _boxes(ranked, places, tints, highlight, view),
        "codes": _codes(ranked, places, tints),
        "recipient": [
            {"x": places[recipient[0]][0] + 9, "y": places[recipient[0]][1], "text": recipient[1], "bold": 700}
        ],
        "legs": _legs(flows, used, places, recipient[0]),
        "keys": _keys(used, carried, view.height + 16),
        "badges": [*badges, *_key_badges(used, view.height + 16)],
        "note": [{"x": 0, "y": view.height + 20 + 17 * len(used), "text": NOTE}],
    }
    data = _table(ranked, used, flows)
    by_route = {route.route: f"{route.name}, tonnes" for route in used}
    return draw(
        _layers(listed),
        datasets,
        title=title,
        alt_text=_words(ranked, used, carried, recipient[1], unit),
        data=data,
        headings={"name": "Donor", "value": unit, **by_route},
        height=round(height) + 2 * _PAD,
        note=NOTE,
    )


def _check(donors: Sequence[Donor], routes: Sequence[Route], flows: Sequence[Flow]) -> None:
    rows_of(donors)
    if flows:
        rows_of(flows)
    codes, names = {donor.code for donor in donors}, {route.route for route in routes}
    unknown = sorted({flow.code for flow in flows} - codes | {flow.route for flow in flows} - names)
    if unknown:
        raise ValueError(f"flows of the map name donors or routes that are not given: {', '.join(unknown)}")


def _list_width(ranked: list[Donor]) -> float:
    names = max((axes.text_width(donor.name, theme.SMALL) for donor in ranked), default=60.0)
    values = max((axes.text_width(theme.figure(donor.value), theme.SMALL) for donor in ranked), default=20.0)
    return min(max(31.0 + 0.96 * names + values + 16.0, 150.0), 260.0)


def _places(codes: list[str], routes: list[Route], recipient: str, view: Picture) -> dict[str, Point]:
    """Gives the pixel of each party: the middle of its shape, or a box in the empty north-west."""
    places: dict[str, Point] = {}
    beyond = []
    for code in dict.fromkeys([*codes, recipient, *(route.through for route in routes)]):
        middle = view.middle(code)
        if middle is None:
            beyond.append(code)
        else:
            places[code] = middle
    for n, code in enumerate(beyond):
        column, line = divmod(n, 3)
        places[code] = (view.left + 20 + column * (_BOX[0] + 12), 16 + line * (_BOX[1] + 8))
    return places


def _tints(ranked: list[Donor]) -> dict[str, tuple[str, str]]:
    """Gives fill and text colour of each donor, by its value against the largest on a square-root scale."""
    largest = max((donor.value for donor in ranked), default=1.0)
    return {donor.code: axes.shade(math.sqrt(donor.value / largest)) for donor in ranked}


def _land(
    view: Picture, tints: Mapping[str, tuple[str, str]], recipient: str, highlight: str | None
) -> list[dict[str, Any]]:
    features = view.features()
    for feature in features:
        code = feature["id"]
        fill = theme.RECEIVES if code == recipient else tints[code][0] if code in tints else theme.LAND
        own = code in (highlight, recipient)
        feature["properties"] = {"fill": fill, "line": theme.INK if own else "white", "size": 1.4 if own else 0.5}
    # Thick outlines last, so that no neighbour covers half of them
    return sorted(features, key=lambda feature: (feature["properties"]["size"], feature["id"]))


def _ranking(
    ranked: list[Donor], tints: Mapping[str, tuple[str, str]], recipient: tuple[str, str], highlight: str | None
) -> list[dict[str, Any]]:
    rows = [
        {
            "code": donor.code,
            "text": donor.name,
            "value": theme.figure(donor.value),
            "fill": tints[donor.code][0],
            "ink": tints[donor.code][1],
            "bold": 700 if donor.code == highlight else 400,
        }
        for donor in ranked
    ]
    last = {"code": recipient[0], "text": f"{recipient[1]} (receives)", "value": "", "fill": theme.RECEIVES}
    rows.append({**last, "ink": theme.INK, "bold": 400})
    return [
        {**row, "y": 26 + _LINE * n, "top": 19.5 + _LINE * n, "under": 32.5 + _LINE * n} for n, row in enumerate(rows)
    ]


def _boxes(
    ranked: list[Donor],
    places: Mapping[str, Point],
    tints: Mapping[str, tuple[str, str]],
    highlight: str | None,
    view: Picture,
) -> list[dict[str, Any]]:
    boxes = []
    for donor in ranked:
        x, y = places[donor.code]
        if view.middle(donor.code) is None:
            box = {"x": x - _BOX[0] / 2, "x2": x + _BOX[0] / 2, "y": y - _BOX[1] / 2, "y2": y + _BOX[1] / 2}
            boxes.append({**box, "fill": tints[donor.code][0], "size": 1.6 if donor.code == highlight else 0.6})
    return boxes


def _codes(
    ranked: list[Donor], places: Mapping[str, Point], tints: Mapping[str, tuple[str, str]]
) -> list[dict[str, Any]]:
    return [
        {"x": x, "y": y, "text": donor.code, "halo": fill, "ink": ink, "size": 9.5}
        for donor in ranked
        for (x, y), (fill, ink) in [(places[donor.code], tints[donor.code])]
    ]


def _legs(
    flows: Sequence[Flow], used: list[Route], places: Mapping[str, Point], recipient: str
) -> list[dict[str, Any]]:
    """Gives the lines, thicker for more tonnes: thin ones from donors to the country of the route, then its trunk."""
    tonnes: dict[tuple[str, str], float] = {}
    for route in used:
        for flow in flows:
            if flow.route != route.route or flow.tonnes <= 0:
                continue
            for start, end in ((flow.code, route.through), (route.through, recipient)):
                if start != end:
                    tonnes[start, end] = tonnes.get((start, end), 0.0) + flow.tonnes
    largest = max(tonnes.values(), default=1.0)
    legs = []
    for (start, end), amount in sorted(tonnes.items()):
        (x, y), (x2, y2) = places[start], places[end]
        wide = 0.8 + 6.2 * math.sqrt(amount / largest)
        legs.append({"x": x, "y": y, "x2": x2, "y2": y2, "size": wide, "trunk": end == recipient})
    return legs


def _keys(used: list[Route], carried: Mapping[str, float], top: float) -> list[dict[str, Any]]:
    return [
        {"x": 20, "y": top + 17 * n, "text": f"{route.name}: {theme.figure(carried[route.route])} tonnes"}
        for n, route in enumerate(used)
    ]


def _badges(used: list[Route], places: Mapping[str, Point], recipient: str) -> list[dict[str, Any]]:
    """Gives the numbered disc of each route, on its trunk and clear of the discs before it."""
    discs: list[Point] = []
    x2, y2 = places[recipient]
    for route in used:
        x, y = places[route.through]
        spots = [(x + (x2 - x) * part, y + (y2 - y) * part) for part in (0.4, 0.55, 0.25, 0.7)]
        spots += [(x2 - 10 + 18 * n, y2 + 22) for n in range(len(used) + 1)]
        discs.append(next((spot for spot in spots if all(math.dist(spot, disc) > 16 for disc in discs)), spots[0]))
    return [{"x": x, "y": y, "text": str(n)} for n, (x, y) in enumerate(discs, start=1)]


def _key_badges(used: list[Route], top: float) -> list[dict[str, Any]]:
    return [{"x": 8, "y": top + 17 * n, "text": str(n + 1)} for n in range(len(used))]


def _layers(listed_width: float) -> list[Any]:
    import altair as alt

    def at(channel: str, kind: Any) -> Any:
        return kind(f"{channel}:Q", scale=None, axis=None)

    def as_is(kind: Any, field: str) -> Any:
        return kind(field, scale=None)

    x, y = at("x", alt.X), at("y", alt.Y)
    fill, ink = as_is(alt.Fill, "fill:N"), as_is(alt.Fill, "ink:N")
    land = alt.Chart(alt.NamedData("land")).mark_geoshape(aria=False, clip=True)
    frame = alt.Chart(alt.NamedData("frame")).mark_rect(fill=theme.SEA, aria=False)
    box = alt.Chart(alt.NamedData("boxes")).mark_rect(stroke=theme.INK)
    listed = alt.Chart(alt.NamedData("list"))
    width = as_is(alt.StrokeWidth, "size:Q")
    legs = alt.Chart(alt.NamedData("legs"))
    line: dict[str, Any] = {"x": x, "y": y, "x2": alt.X2("x2"), "y2": alt.Y2("y2"), "strokeWidth": width}
    badge, heads = alt.Chart(alt.NamedData("badges")), alt.Chart(alt.NamedData("heads"))
    code = alt.Chart(alt.NamedData("codes"))
    code_words = {
        "x": x, "y": y, "text": alt.Text("text:N"), "size": as_is(alt.Size, "size:Q"),
    }  # fmt: skip
    return [
        frame.encode(x=x, x2=alt.X2("x2"), y=y, y2=alt.Y2("y2")),
        land.encode(
            fill=as_is(alt.Fill, "properties.fill:N"),
            stroke=as_is(alt.Stroke, "properties.line:N"),
            strokeWidth=as_is(alt.StrokeWidth, "properties.size:Q"),
        ).project(type="identity", scale=1, translate=[0, 0]),
        legs.transform_filter("!datum.trunk").mark_rule(color=theme.VERMILLION, opacity=0.55).encode(**line),
        legs.transform_filter("datum.trunk").mark_rule(color=theme.VERMILLION, opacity=0.9).encode(**line),
        box.encode(x=x, x2=alt.X2("x2"), y=y, y2=alt.Y2("y2"), fill=fill, strokeWidth=width),
        code.mark_text(strokeWidth=3, strokeJoin="round").encode(**code_words, stroke=as_is(alt.Stroke, "halo:N")),
        code.mark_text().encode(**code_words, fill=ink),
        *_weighted(alt.Chart(alt.NamedData("recipient")), y, "text", {"align": "left", "fontSize": 12}, x),
        listed.mark_rect(stroke=theme.RULE).encode(
            x=alt.value(0), x2=alt.value(_BOX[0]), y=at("top", alt.Y), y2=alt.Y2("under"), fill=fill
        ),
        listed.mark_text(fontSize=9.5).encode(x=alt.value(_BOX[0] / 2), y=y, text=alt.Text("code:N"), fill=ink),
        *_weighted(listed, y, "text", {"align": "left", "fontSize": theme.SMALL}, alt.value(31.0)),
        *_weighted(listed, y, "value", {"align": "right", "fontSize": theme.SMALL}, alt.value(listed_width - 12)),
        heads.mark_text(align="left", fill=theme.SOFT).encode(x=x, y=y, text=alt.Text("text:N")),
        badge.mark_point(shape="circle", filled=True, size=190, opacity=1, color=theme.INK).encode(x=x, y=y),
        badge.mark_text(fill="white", fontWeight=700, fontSize=10).encode(x=x, y=y, text=alt.Text("text:N")),
        alt.Chart(alt.NamedData("keys")).mark_text(align="left").encode(x=x, y=y, text=alt.Text("text:N")),
        alt.Chart(alt.NamedData("note")).mark_text(align="left", fill=theme.SOFT, fontSize=theme.SMALL).encode(
            x=x, y=y, text=alt.Text("text:N")
        ),
    ]  # fmt: skip


def _weighted(listed: Any, y: Any, field: str, mark: dict[str, Any], x: Any) -> list[Any]:
    """Gives the words of the ranking in two layers, since a mark's weight cannot follow its row."""
    return [
        listed.transform_filter(f"datum.bold === {bold}").mark_text(**mark, fontWeight=bold).encode(
            x=x, y=y, text=f"{field}:N"
        )
        for bold in (400, 700)
    ]  # fmt: skip


def _table(ranked: list[Donor], used: list[Route], flows: Sequence[Flow]) -> tuple[dict[str, Any], ...]:
    """Gives a row for each donor: name, value, and its tonnes by each route."""
    rows = []
    for donor in ranked:
        own = {
            route.route: math.fsum(f.tonnes for f in flows if (f.code, f.route) == (donor.code, route.route))
            for route in used
        }
        rows.append({"name": donor.name, "value": donor.value, **own})
    return tuple(rows)


def _words(ranked: list[Donor], used: list[Route], carried: Mapping[str, float], recipient: str, unit: str) -> str:
    text = f"Map of Europe with {recipient} as recipient."
    if ranked:
        most = [f"{donor.name} ({theme.amount(donor.value, unit)})" for donor in ranked[:3]]
        text = f"Map of {len(ranked)} donors and their routes to {recipient}. Most is given by {theme.listed(most)}."
    if used:
        first = used[0]
        all_tonnes = math.fsum(carried[route.route] for route in used)
        text += (
            f" The busiest of {len(used)} routes is {first.name} with {theme.figure(carried[first.route])} of "
            f"{theme.figure(all_tonnes)} tonnes."
        )
    return text
