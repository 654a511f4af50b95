"""Small programs that the tests of the optimiser share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dayafter.optimise.program import Axis, Columns, Program, Rows

YIELDS = np.array([[3.0, 3.6, 24.0], [2.5, 3.0, 20.0], [2.0, 2.4, 16.0]])  # tonnes per acre: good, usual, bad year


def farmer(yields: np.ndarray = YIELDS) -> tuple[Program, Columns]:
    """The farmer of Birge and Louveaux as one program: acres now, sales and purchases in each year; least cost."""
    years = len(yields)
    year = Axis("year", tuple(f"y{k + 1}" for k in range(years)))
    crop, fodder = Axis("crop", ("wheat", "corn", "beets")), Axis("fodder", ("wheat", "corn"))
    program = Program("farmer")
    acres = program.columns("acres", [crop], stage=1)
    sold = program.columns("sold", [year, crop], upper=[np.inf, np.inf, 6000.0])
    cheap = program.columns("sold_cheap", [year])
    bought = program.columns("bought", [year, fodder])
    land = program.rows("land", [], upper=500.0, stage=1, sentence="the land", unit="acres")
    program.put(land.index, acres.index, 1.0)
    balance = program.rows("balance", [year, crop], lower=[200.0, 240.0, 0.0], sentence="{crop} needed")
    program.put(balance.index, acres.index, yields)
    program.put(balance.index, sold.index, -1.0)
    program.put(balance.index[:, :2], bought.index, 1.0)
    program.put(balance.index[:, 2], cheap.index, -1.0)
    program.objective("cost", acres.index, [150.0, 230.0, 260.0]).term(
        "purchases", bought.index, np.array([238.0, 210.0]) / years
    ).term("sales", sold.index, -np.array([170.0, 150.0, 36.0]) / years).term("sales", cheap.index, -10.0 / years)
    return program, acres


@dataclass(frozen=True)
class Aid:
    """A program of donors that ship items, with the blocks that tests look at."""

    program: Program
    ship: Columns
    short: Columns
    stock: Rows
    budget: Rows
    need: Rows


def aid(
    donors: Sequence[str],
    items: Sequence[str],
    stock: dict[tuple[str, str], float],
    need: dict[str, float],
    budget: dict[str, float],
    price: dict[str, float],
    goals: Sequence[str] = ("shortfall", "cost"),
) -> Aid:
    """As little shortfall as possible, then as little money; labels in the order given, everything else by label."""
    donor, item = Axis("donor", tuple(donors)), Axis("item", tuple(items))
    have = np.array([[stock.get((d, i), 0.0) for i in items] for d in donors])
    wanted, money = np.array([need[i] for i in items]), np.array([budget[d] for d in donors])
    each = np.array([price[i] for i in items])
    program = Program("aid")
    ship = program.columns("ship", [donor, item], mask=have > 0)
    short = program.columns("short", [item])
    rows = program.rows("stock", [donor, item], upper=have, mask=have > 0, sentence="stock of {item} in {donor}")
    program.put(rows.index, ship.index, 1.0)
    program.rhs_from(rows.index, "upper", [[f"stocks:{d}/{i}" for i in items] for d in donors], have)
    funds = program.rows("budget", [donor], upper=money, sentence="budget of {donor}", unit="GBP m")
    program.put(funds.index[:, None], ship.index, each)
    program.rhs_from(funds.index, "upper", [f"budgets:{d}" for d in donors], money)
    program.coef_from(funds.index[:, None], ship.index, [f"unit_costs:{i}" for i in items], 1.0)
    target = program.rows("need", [item], lower=wanted, sentence="need of {item}")
    program.put(target.index, ship.index, 1.0)
    program.put(target.index, short.index, 1.0)
    program.rhs_from(target.index, "lower", [f"targets:{i}" for i in items], wanted)
    for goal in goals:
        if goal == "shortfall":
            program.objective("shortfall", short.index, 1.0, unit="lots")
        else:
            program.objective("cost", ship.index, each, unit="GBP m").cost_from(
                ship.index, [f"unit_costs:{i}" for i in items], 1.0
            )
    return Aid(program, ship, short, rows, funds, target)


def random_aid(seed: int, donors: int = 5, items: int = 6, order: int = 0) -> Aid:
    """A random case of `aid` with many ties; `order` shuffles the labels and nothing else."""
    rng = np.random.default_rng(seed)
    ds, its = [f"D{k}" for k in range(donors)], [f"I{k}" for k in range(items)]
    stock = {(d, i): float(rng.integers(1, 9)) for d in ds for i in its if rng.random() < 0.7}
    need = {i: float(rng.integers(3, 20)) for i in its}
    budget = {d: float(rng.integers(5, 40)) for d in ds}
    price = {i: float(rng.integers(1, 4)) for i in its}
    shuffled = np.random.default_rng(order)
    if order:
        shuffled.shuffle(ds)
        shuffled.shuffle(its)
    return aid(ds, its, stock, need, budget, price)
