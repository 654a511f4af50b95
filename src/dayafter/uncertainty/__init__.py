"""What we do not know: a distribution for each figure, and draws that are the same under every policy."""

from dayafter.uncertainty.dated import cumulative_path, rate_path, series_of
from dayafter.uncertainty.distributions import Quantile, quantile_function
from dayafter.uncertainty.draws import CORRELATION, Drawn, Draws
from dayafter.uncertainty.futures import Futures, futures_of
from dayafter.uncertainty.reduce import Reduction, reduce_scenarios

__all__ = [
    "CORRELATION",
    "Drawn",
    "Draws",
    "Futures",
    "Quantile",
    "Reduction",
    "cumulative_path",
    "futures_of",
    "quantile_function",
    "rate_path",
    "reduce_scenarios",
    "series_of",
]
