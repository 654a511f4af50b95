"""What donors and makers can give: offers, the makers and stocks behind them, money, routes and training."""

from dayafter.supply.inputs import Supply, read_supply
from dayafter.supply.offers import Offer
from dayafter.supply.warnings import warnings

__all__ = ["Offer", "Supply", "read_supply", "warnings"]
