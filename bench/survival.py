"""Product-limit curves, Cox and Weibull models on made-up spells, ours and lifelines in turn in one process.

    python bench/survival.py [--rows 500 20000] [--runs 3] [--write]

Times are to the day, so that many tie. `apart` is the largest difference of a survival or a coefficient; lifelines
stops its iterations earlier than we do.
"""

from __future__ import annotations

import argparse
import statistics
import time
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from build import machine, write

from dayafter.ceasefire.survival.cox import cox
from dayafter.ceasefire.survival.curves import kaplan_meier
from dayafter.ceasefire.survival.spells import Spells
from dayafter.ceasefire.survival.weibull import weibull


def made_up(rows: int) -> Spells:
    """Spells whose hazard falls with time and depends on three covariates; a third is cut short."""
    rng = np.random.default_rng(7)
    x = rng.normal(size=(rows, 3))
    lasts = rng.weibull(0.7, rows) * 4 * np.exp(-(x @ [0.5, -0.3, 0.0]) / 0.7)
    ends = rng.exponential(8.0, rows)
    stop = np.maximum(np.ceil(np.minimum(lasts, ends) * 365.25), 1) / 365.25
    ids = np.arange(rows)
    return Spells(np.zeros(rows), stop, lasts <= ends, ids.astype(str), ids.astype(str), ("a", "b", "c"), x)


def pairs(spells: Spells) -> dict[str, tuple[Callable[[], Any], Callable[[], Any]]]:
    """Model -> ours and theirs, each giving numbers that must agree."""
    import pandas
    from lifelines import CoxPHFitter, KaplanMeierFitter, WeibullAFTFitter

    columns = {name: spells.x[:, n] for n, name in enumerate(spells.names)}
    frame = pandas.DataFrame({"stop": spells.stop, "failed": spells.failed} | columns)
    times = np.array([0.5, 1.0, 2.0, 5.0])
    return {
        "Kaplan-Meier": (
            lambda: [kaplan_meier(spells).at(one)[0] for one in times],
            lambda: KaplanMeierFitter().fit(spells.stop, spells.failed).predict(times).to_numpy(),
        ),
        "Cox, Efron's ties": (
            lambda: cox(spells).coefficients,
            lambda: CoxPHFitter().fit(frame, "stop", "failed").params_.to_numpy(),
        ),
        "Weibull": (
            lambda: weibull(spells).coefficients[1:],
            lambda: WeibullAFTFitter().fit(frame, "stop", "failed").params_["lambda_"][["a", "b", "c"]].to_numpy(),
        ),
    }


def row(name: str, rows: int, ours: Callable[[], Any], theirs: Callable[[], Any], runs: int) -> str:
    """One line of the table."""
    ours(), theirs()  # what is loaded once
    took: dict[str, list[float]] = {"ours": [], "theirs": []}
    found = {}
    for _ in range(runs):
        for who, compute in (("ours", ours), ("theirs", theirs)):
            began = time.perf_counter()
            found[who] = np.asarray(compute())
            took[who].append(1e3 * (time.perf_counter() - began))
    mine, peer = statistics.median(took["ours"]), statistics.median(took["theirs"])
    apart = float(np.abs(found["ours"] - found["theirs"]).max())
    return f"| {name} | {rows:,} | {mine:.1f} | {peer:.1f} | {mine / peer:.2f} | {apart:.1e} |"


def main() -> None:
    """Prints the table, and writes it where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="+", default=[500, 20_000])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--write", action="store_true")
    chosen = parser.parse_args()
    warnings.simplefilter("ignore")
    head = [
        "## Survival: `python bench/survival.py`",
        "",
        "| model | spells | ours ms | lifelines ms | ratio | apart |",
    ]
    lines = [*head, "|---|--:|--:|--:|--:|--:|"]
    for rows in chosen.rows:
        for name, (ours, theirs) in pairs(made_up(rows)).items():
            lines.append(row(name, rows, ours, theirs, chosen.runs))
    lines += ["", machine()]
    print("\n".join(lines))
    if chosen.write:
        write(lines, "<!-- survival: begin -->", "<!-- survival: end -->")


if __name__ == "__main__":
    main()
