"""What donors and makers can give: offers, the makers and stocks behind them, money, routes and training."""

from dayafter.supply.inputs import Offer, Supply, read_supply

__all__ = ["Offer", "Supply", "read_supply"]
