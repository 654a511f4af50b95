"""The synthetic delivery program of the shared bench, built with our own `Program`, for build.py and whatif.py.

The generator (`plan_instance.py`) lies outside this repository; its folder is given by argument or DAYAFTER_BENCH.
"""

from __future__ import annotations

import sys
from typing import Any

import numpy as np

from dayafter.optimise.program import Axis, Columns, IntArray, Program, Rows

SIZES = {"fifty": {"I": 35, "D": 10, "dens": 0.12, "R": 4, "T": 30, "upi": 1.4, "rpd": 2.2}}  # 50,000 nonzeros


def instance(folder: str, size: str) -> Any:
    """The data of one synthetic case."""
    sys.path.insert(0, folder)
    import plan_instance

    plan_instance.SIZES.update(SIZES)
    return plan_instance.generate(size, 0)


def _axis(name: str, count: int) -> Axis:
    return Axis(name, tuple(f"{name}{k}" for k in range(count)))


def _first(level: Any, months: int) -> Any:
    out = np.zeros((len(level), months))
    out[:, 0] = level
    return out


def _lagged(program: Program, rows: IntArray, cols: IntArray, lag: Any, coef: float) -> None:
    """Puts the column of month t - lag into the row of month t, the lag being that of the column."""
    months = rows.shape[1]
    for step in np.unique(lag):
        if step < months:
            mine = lag == step
            program.put(rows[mine][:, step:], cols[mine][:, : months - step], coef)


def _chain(program: Program, rows: IntArray, level: IntArray, keep: Any = 1.0) -> None:
    """A stock that is carried from month to month."""
    program.put(rows, level, 1.0)
    program.put(rows[:, 1:], level[:, :-1], -keep)


def build(n: Any) -> tuple[Program, dict[str, Columns], dict[str, Rows]]:
    """The program of one case with all its blocks; the objectives are those of the shared bench, in four parts."""
    program = Program("synthetic delivery plan")
    arc, pair, item, user = _axis("arc", n.NA), _axis("pair", n.P), _axis("item", n.I), _axis("user", n.Q)
    month, mile = _axis("month", n.T), _axis("mile", len(n.mile))
    kinds = {"X": arc, "O": pair, "E": pair, "K": pair, "H": pair, "A": item, "N": item, "Z": item}
    upper = {"E": n.rampmax[:, None], "K": n.capmax[:, None]}
    v = {
        name: program.columns(
            name, [axis, month], lower=n.floor[:, None] if name == "H" else 0.0, upper=upper.get(name, np.inf)
        )
        for name, axis in {**kinds, "V": user, "F": user, "S": user}.items()
    }
    v["W"] = program.columns("W", [item, mile])
    x, o, e, k, h, a, s0, z, issue, f, s, w = (v[name].index for name in "XOEKHANZVFSW")
    rows: dict[str, Rows] = {}

    def row(name: str, axis: Axis, over: Axis, lower: Any, up: Any) -> IntArray:
        rows[name] = program.rows(name, [axis, over], lower=lower, upper=up)
        return rows[name].index

    put, tons = program.put, n.weight[n.pi[n.ap]]
    level = _first(n.h0, n.T)
    r = row("stock", pair, month, level, level)
    _chain(program, r, h)
    _lagged(program, r, o, n.lead, -1.0)
    put(r[n.ap], x, 1.0)
    level = _first(n.cap0, n.T)
    r = row("capacity", pair, month, level, level)
    _chain(program, r, k)
    put(r, e, -1.0)
    r = row("orders", pair, month, -np.inf, 0.0)
    put(r, o, 1.0)
    put(r, k, -1.0)
    r = row("arrivals", item, month, 0.0, 0.0)
    put(r, a, 1.0)
    _lagged(program, r[n.pi[n.ap]], x, n.transit[n.ar], -1.0)
    level = _first(n.n0, n.T)
    r = row("depot", item, month, level, level)
    _chain(program, r, s0)
    put(r, a, -1.0)
    put(r[n.qi], issue, 1.0)
    r = row("sum", item, month, 0.0, 0.0)
    _chain(program, r, z)
    put(r, a, -1.0)
    level = _first(n.f0, n.T)
    r = row("fielded", user, month, level, level)
    _chain(program, r, f, (1 - n.att)[:, None])
    put(r, issue, -1.0)
    r = row("short", user, month, n.target, np.inf)
    put(r, s, 1.0)
    put(r, f, 1.0)
    r = row("route", _axis("route", n.R), month, -np.inf, n.ton)
    put(r[n.ar], x, tons[:, None])
    year = np.arange(n.T) // 12
    r = row("budget", _axis("donor", n.D), _axis("year", n.Y), -np.inf, n.budget)
    put(r[n.pd][:, year], o, n.price[:, None])
    put(r[n.pd][:, year], e, n.ecost[:, None])
    put(r[n.pd[n.ap]][:, year], x, (n.fcost[n.ar] * tons)[:, None])
    r = row("training", _axis("course", n.G), month, -np.inf, n.traincap)
    put(r[n.tgrp[n.qi]], issue, n.thours[n.qi][:, None])
    r = row("late", item, mile, n.commit, np.inf)
    put(r, w, 1.0)
    put(r, z[:, n.mile], 1.0)
    each = 0.01 * n.disc
    program.objective("short", s, n.pri[:, None] * n.disc)
    program.objective("late", w, n.latepen[:, None] * n.disc[n.mile])
    money = program.objective("money", o, n.price[:, None] * each).term("expansion", e, n.ecost[:, None] * each)
    freight = (n.fcost[n.ar] * tons)[:, None] * each
    money.term("freight", x, freight)
    program.objective("freight", x, freight)
    return program, v, rows


def single_cost(program: Program, columns: int) -> Any:
    """The one objective of the shared bench: shortfall, lateness and money added up."""
    return sum(program.objectives[k].vector(columns) for k in range(3))
