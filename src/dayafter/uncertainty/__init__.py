"""What we do not know: a distribution for each figure, and draws that are the same under every policy."""

from dayafter.uncertainty.dated import cumulative_path, rate_path, series_of
from dayafter.uncertainty.distributions import Quantile, quantile_function
from dayafter.uncertainty.draws import CORRELATION, Drawn, Draws

__all__ = [
    "CORRELATION",
    "Drawn",
    "Draws",
    "Quantile",
    "cumulative_path",
    "quantile_function",
    "rate_path",
    "series_of",
]
