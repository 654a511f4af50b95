"""Every chart: valid, complete, the same each time, closed to the network, and readable without eyes."""

from __future__ import annotations

import re
import struct
import xml.etree.ElementTree as ET
from dataclasses import asdict
from typing import Any

import pytest

from dayafter.report.charts import axes, theme
from tests.report.charts import samples
from tests.report.charts.samples import drawn, words

NAMES = sorted(samples.SAMPLES)
ROWS: dict[str, tuple[Any, ...]] = {
    "ladder": samples.RUNGS,
    "positions": samples.PLACES,
    "taken": samples.TAKEN,
    "deliveries": samples.DELIVERIES,
    "formations": samples.EQUIPPED,
    "waterfall": samples.STEPS,
    "shares": samples.SHARES,
    "tornado": samples.SWINGS,
    "binding": samples.WORTHS,
    "deliverable": samples.SHARE_ROWS,
    "need": samples.NEEDS,
    "money": samples.SPENDING,
    "options": samples.EFFECTS,
    "race": samples.MONTHS,
    "lasting": samples.LASTING,
    "attacked": samples.ATTACKED,
    "boundary": samples.EDGES,
    "fan": samples.FAN,
    "fans": samples.SMALL,
}


@pytest.mark.parametrize("name", NAMES)
def test_specification_follows_the_schema(name: str) -> None:
    import altair as alt

    alt.Chart.from_dict(drawn(name).spec, validate=True)


@pytest.mark.parametrize("name", NAMES)
def test_picture_is_the_same_each_time_and_never_shares_an_id(name: str) -> None:
    again = samples.SAMPLES[name]()
    drawn("waterfall" if name != "waterfall" else "need").svg()
    assert again.svg() == drawn(name).svg()
    own = set(re.findall(r'\bid="([^"]+)"', drawn(name).svg()))
    others = {found for other in NAMES if other != name for found in re.findall(r'\bid="([^"]+)"', drawn(other).svg())}
    assert not own & others
    used = set(re.findall(r"url\(#([^)]+)\)", drawn(name).svg()))
    assert used <= own


@pytest.mark.parametrize("name", NAMES)
def test_picture_fills_its_size_and_loads_nothing(name: str) -> None:
    chart = drawn(name)
    root = ET.fromstring(chart.svg())
    assert (root.get("width"), root.get("height")) == (str(chart.width), str(chart.height))
    assert chart.width == theme.WIDTH
    without_namespaces = re.sub(r'xmlns(:\w+)?="[^"]+"', "", chart.svg())
    assert "http" not in without_namespaces
    assert not re.search(r"<(image|script|foreignObject|use)\b", without_namespaces)
    assert set(re.findall(r'font-family="([^"]+)"', chart.svg())) == {"Noto Sans, sans-serif"}


@pytest.mark.parametrize("name", NAMES)
def test_picture_has_one_description_made_from_the_data(name: str) -> None:
    chart = drawn(name)
    root = ET.fromstring(chart.svg())
    assert root.get("role") == "img"
    assert root.get("aria-label") == chart.alt
    assert len(chart.alt) > 60 and chart.alt.endswith(".") and chart.title
    assert not [node for node in root.iter() if node is not root and (node.get("aria-label") or node.get("role"))]
    assert set(chart.data[0]) == set(chart.headings)


@pytest.mark.parametrize("name", sorted(ROWS))
def test_data_table_holds_the_rows_given(name: str) -> None:
    assert drawn(name).data == tuple(asdict(row) for row in ROWS[name])


@pytest.mark.parametrize("name", sorted(set(NAMES) - {"formations"}))
def test_every_row_is_named_in_the_picture(name: str) -> None:
    shown = words(drawn(name).svg())
    lines = axes.two_lines([str(row["name"]) for row in drawn(name).data])  # a long name stands in two lines
    missing = {row for row, parts in lines.items() if row not in shown and not all(part in shown for part in parts)}
    assert not missing


@pytest.mark.parametrize("name", NAMES)
def test_no_label_reaches_the_edge_of_the_picture(name: str) -> None:
    """Draws only the outermost two pixels of each side: words that are cut off would leave ink there."""
    import vl_convert

    chart = drawn(name)
    body = chart.svg().partition(">")[2]
    wide, high = chart.width, chart.height
    for x, y, width, height in ((0, 0, 2, high), (wide - 2, 0, 2, high), (0, 0, wide, 2), (0, high - 2, wide, 2)):
        box = f'width="{width}" height="{height}" viewBox="{x} {y} {width} {height}"'
        frame = f'<svg xmlns="http://www.w3.org/2000/svg" {box}>'
        blank = f'<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="white"/></svg>'
        assert vl_convert.svg_to_png(frame + body) == vl_convert.svg_to_png(frame + blank), (x, y)


def test_png_has_the_size_asked_for() -> None:
    chart = drawn("waterfall")
    image = chart.png(scale=2)
    assert image[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", image[16:24]) == (2 * chart.width, 2 * chart.height)


def test_unsound_numbers_never_reach_the_renderer() -> None:
    from dayafter.report.charts import Worth, binding

    with pytest.raises(ValueError, match="worth is nan in the chart row"):
        binding([Worth("a limit", float("nan"), "per unit")], unit="points").svg()
