"""What files say, every method beside the others; the posterior against a conjugate one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dayafter.ceasefire.survival.bayes import EDGES, Prior, cells_of, lasting, posterior, prior_from
from dayafter.ceasefire.survival.estimate import TABLES, Asked, estimate
from dayafter.errors import CaseError
from tests.ceasefire.survival.data import made_up, spells
from tests.ceasefire.tiny import found
from tests.evidence.test_spells_and_events import BORDERS, DISPUTES, WARS, written


def own(path: Path, seed: int = 3) -> Path:
    """A file in the form of one's own, with made-up spells."""
    made = made_up(60, seed)
    columns = zip(made.stop, made.failed, made.x[:, 0], strict=True)
    rows = [f"{n},0,{12 * stop:.2f},{int(failed)},{x:.0f}" for n, (stop, failed, x) in enumerate(columns)]
    return written(path, "spell_id,start_months,stop_months,failed,observers\n" + "\n".join(rows) + "\n")


def test_every_method_beside_the_others(tmp_path: Path) -> None:
    made = estimate([own(tmp_path / "own.csv")], Asked(by=("observers",)), found())
    tables = made.records()
    assert tuple(tables) == TABLES and tables["posterior"] == []
    (ratio,) = tables["hazard_ratios"]
    assert ratio["reading"] == f"association, n = 60 spells, {ratio['failures']} failures"
    assert ratio["low"] < ratio["hazard_ratio"] < ratio["high"]
    (plain,) = tables["weibull"]
    assert tables["optima"][0]["log_likelihood"] >= plain["log_likelihood"] - 1e-3
    row = next(one for one in tables["baseline_rows"] if one["months"] == 24)
    value = next(one for one in tables["lasting"] if one["years"] == 2.0)
    assert row["central"] == value["lasting"] and value["low"] < row["low"] < row["high"] < value["high"]


def test_states_are_read_together_and_events_apart(tmp_path: Path) -> None:
    files = [
        written(tmp_path / name, text) for name, text in (("w.csv", WARS), ("d.csv", DISPUTES), ("b.csv", BORDERS))
    ]
    events = written(
        tmp_path / "m.csv",
        "month,events,best,high,low\n" + "".join(f"2020-{n:02d},{9 if n < 9 else 90},1,1,1\n" for n in range(1, 13)),
    )
    made = estimate([events, *files], Asked(outcome="force", where=("war_end<=1960",)))
    assert made.parts["w.csv"].failures == 2
    assert "spells-too-few" in {finding.code for finding in made.findings}
    assert len(made.records()["violence"]) == 12
    assert made.records()["violence_alarms"][0]["month"] == "2020-09"
    with pytest.raises(CaseError) as error:
        estimate(files[1:], Asked())
    assert error.value.findings[0].code == "spells-empty"


def test_cells_hold_all_exposure_and_failures() -> None:
    made = made_up(50)
    cells = cells_of([made, made])
    assert cells.exposure.sum() == pytest.approx(2 * made.stop.sum(), rel=1e-6)
    assert cells.failures.sum() == 2 * made.failures
    assert cells.x.shape[1] == 2


def test_lasting_follows_the_rates() -> None:
    rates = np.log(np.array([[0.4, 0.2, 0.1, 0.05, 0.02, 0.01]]))
    assert lasting(rates, 3.0)[0] == pytest.approx(np.exp(-(0.5 * 0.4 + 0.5 * 0.2 + 0.1 + 0.05)))
    assert lasting(rates, 20.0)[0] == pytest.approx(np.exp(-(0.2 + 0.1 + 0.1 + 0.15 + 0.1 + 0.1)))


def test_the_prior_gives_back_its_curve() -> None:
    curve = np.tile(np.array([0.9, 0.8, 0.7, 0.5, 0.4]), (10, 1))
    prior = prior_from(curve)
    for edge, share in zip(EDGES, curve[0], strict=True):
        assert lasting(prior.mean[None], edge)[0] == pytest.approx(share)
    assert (prior.spread >= 0.3).all()


def test_posterior_lies_between_prior_and_data() -> None:
    pytest.importorskip("numpyro")
    rng = np.random.default_rng(4)
    time = rng.exponential(2.0, 400)
    data = spells(np.minimum(time, 6.0), time < 6.0)
    prior = Prior(np.full(6, np.log(0.1)), np.full(6, 0.5))
    made = posterior({"own.csv": data}, prior, warmup=100, draws=200, chains=1)
    before, after = np.median(made.before(2.0)), np.median(made.survival(2.0, "own.csv"))
    truth = np.exp(-1.0)
    assert truth - 0.05 < after < before
    assert abs(after - truth) < 0.06, "much data, so near to them"
    wide = np.quantile(made.survival(2.0), (0.1, 0.9))
    narrow = np.quantile(made.survival(2.0, "own.csv"), (0.1, 0.9))
    assert wide[1] - wide[0] > narrow[1] - narrow[0], "of a new kind less is known"
    assert np.quantile(made.before(2.0), 0.5) == pytest.approx(np.exp(-0.2), abs=0.08)
    unsettled = type(made)(**vars(made) | {"rhat": 1.2, "ess": 3.0, "divergent": 100})
    assert len(unsettled.findings) == 3


def test_without_the_library_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib.util

    from dayafter.errors import DayAfterError

    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(DayAfterError) as error:
        posterior({"a": made_up(20)}, Prior(np.zeros(6), np.ones(6)))
    assert error.value.findings[0].code == "extra-missing"
