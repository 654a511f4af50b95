"""How every chart looks: one font, one sober palette that colour-blind readers can tell apart, British numbers."""

from __future__ import annotations

import math
from typing import Any

FONT = "Noto Sans"
WIDTH = 605  # pixels of 1/96 inch: 160 mm, the text width of the brief

INK = "#1d2733"
SOFT = "#5b6673"
RULE = "#d5dae0"
LAND = "#e6e8eb"
SEA = "#f6f8fa"
# Okabe and Ito's set, by the part each colour plays
BLUE = "#0072B2"
SKY = "#56B4E9"
ORANGE = "#E69F00"
VERMILLION = "#D55E00"
GREEN = "#009E73"
RECEIVES = "#f8dc96"  # a light tint of ORANGE, on which dark lines still show
# One blue in five steps, light to dark, even in lightness so that it survives grey printing
STEPS = ("#e3edf6", "#b5d3e9", "#77b0d8", "#2f86bd", "#0b4f7d")

TEXT = 11  # pixels; 8.25 points in print
SMALL = 10

MINUS = "\u2212"
DASH = "\u2013"


def config() -> dict[str, Any]:
    """Gives the Vega-Lite configuration that all charts share."""
    axis = {
        "labelFont": FONT,
        "titleFont": FONT,
        "labelFontSize": TEXT,
        "titleFontSize": TEXT,
        "titleFontWeight": 400,
        "labelColor": INK,
        "titleColor": SOFT,
        "labelLimit": 0,
        "titleLimit": 0,
        "gridColor": RULE,
        "domainColor": RULE,
        "tickColor": RULE,
        "labelPadding": 5,
    }
    return {
        # The picture has one description and a table beside it; descriptions of single marks would only be noise
        "aria": False,
        "background": "white",
        "font": FONT,
        "padding": 4,
        "view": {"stroke": None},
        "axis": axis,
        "axisY": {"domain": False, "ticks": False, "grid": False},
        "text": {"font": FONT, "fontSize": TEXT, "fill": INK},
        "numberFormat": ",.6~r",
        "legend": {"disable": True},
    }


def figure(value: float, digits: int = 3) -> str:
    """Gives a number as the reader sees it: thousands separators, about `digits` significant, a true minus sign."""
    size = abs(value)
    decimals = 0 if size == 0 else max(digits - 1 - math.floor(math.log10(size)), 0)
    text = f"{size:,.{min(decimals, 6)}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return (MINUS if value < 0 and text != "0" else "") + text


def amount(value: float, unit: str) -> str:
    """Gives a number with its unit: £18,250 million for the unit "£ million", 24 pieces for "pieces"."""
    mark, _, rest = unit.partition(" ")
    if mark in ("£", "$", "€"):
        return f"{MINUS if value < 0 else ''}{mark}{figure(abs(value))} {rest}".rstrip()
    return f"{figure(value)} {unit}"


def signed(value: float, digits: int = 3) -> str:
    """Gives a change as the reader sees it, always with its sign; no change is a bare 0."""
    text = figure(value, digits)
    return f"+{text}" if value > 0 and text != "0" else text


def percent(share: float, decimals: int = 0) -> str:
    """Gives a share of one in per cent; what is nearly nothing or nearly all is never rounded to 0% or 100%."""
    if decimals == 0 and 0 < share < 0.005:
        return "<1%"
    if decimals == 0 and 0.995 <= share < 1 - 1e-9:
        return ">99%"
    text = f"{abs(share) * 100:.{decimals}f}"
    return f"{MINUS if share < 0 and float(text) else ''}{text}%"


def span(low: float, high: float, digits: int = 3) -> str:
    """Gives a range in words, "7 to 11": a dash would read as a minus beside signed numbers."""
    return f"{figure(low, digits)} to {figure(high, digits)}"


def listed(names: list[str]) -> str:
    """Gives names as an English enumeration."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
