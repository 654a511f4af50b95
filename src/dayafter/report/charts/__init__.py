"""Charts of the brief: pure functions from plain rows to a `Chart` with picture, alt text and data table.

Each function raises ValueError when it gets no rows: a report then says so in words.
"""

from dayafter.report.charts.areas import AreaNeed, AreaShare, deliverable, need
from dayafter.report.charts.chart import Chart
from dayafter.report.charts.deliveries import Delivery, deliveries
from dayafter.report.charts.fans import Band, Level, fan, fans
from dayafter.report.charts.formations import Equipped, formations
from dayafter.report.charts.map import Donor, Flow, Route, on_map, route_map
from dayafter.report.charts.money import Spending, money
from dayafter.report.charts.options import Effect, options
from dayafter.report.charts.race import Month, race
from dayafter.report.charts.shares import DonorShare, shares
from dayafter.report.charts.tornado import Swing, Worth, binding, tornado
from dayafter.report.charts.waterfall import Step, waterfall

__all__ = [
    "AreaNeed",
    "AreaShare",
    "Band",
    "Chart",
    "Delivery",
    "Donor",
    "DonorShare",
    "Effect",
    "Equipped",
    "Flow",
    "Level",
    "Month",
    "Route",
    "Spending",
    "Step",
    "Swing",
    "Worth",
    "binding",
    "deliverable",
    "deliveries",
    "fan",
    "fans",
    "formations",
    "money",
    "need",
    "on_map",
    "options",
    "race",
    "route_map",
    "shares",
    "tornado",
    "waterfall",
]
