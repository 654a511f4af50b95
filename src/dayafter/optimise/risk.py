"""Caring for the worst futures: a mix of the mean cost and of the mean over the costliest share of futures."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .blocks import FloatArray


@dataclass(frozen=True)
class CVaR:
    """Objective (1 - weight) mean + weight CVaR: CVaR is the mean cost of the worst 1 - level of all futures.

    Rockafellar and Uryasev (2000): CVaR = min over t of t + E[max(cost - t, 0)] / (1 - level). Where a future straddles
    the edge of the worst share, it counts in part. Probabilities are taken as they are: whatever they add up to is the
    mass of which the worst share is taken, so that level 0 is the mean. Raises ValueError outside 0 <= level < 1 and
    0 <= weight <= 1.
    """

    level: float
    weight: float = 0.5

    def __post_init__(self) -> None:
        if not 0.0 <= self.level < 1.0:
            raise ValueError(f"level is {self.level}, not from 0 to below 1")
        if not 0.0 <= self.weight <= 1.0:
            raise ValueError(f"weight is {self.weight}, not from 0 to 1")

    def tail(self, costs: FloatArray, probabilities: FloatArray) -> FloatArray:
        """Weights under which the mean of `costs` is their CVaR [scenario]; they add up to all probabilities.

        They are the optimal dual solution: at most probability / (1 - level) each, given out from the worst future on.
        """
        order = np.argsort(-costs, kind="stable")
        most = probabilities[order] / (1.0 - self.level)
        before = np.concatenate(([0.0], np.cumsum(most)[:-1]))
        out = np.empty(len(costs))
        out[order] = np.clip(probabilities.sum() - before, 0.0, most)
        return out

    def weights(self, costs: FloatArray, probabilities: FloatArray) -> FloatArray:
        """Weights under which the mean of `costs` is the objective [scenario]; for other costs it is a lower bound."""
        return (1.0 - self.weight) * probabilities + self.weight * self.tail(costs, probabilities)

    def value(self, costs: FloatArray, probabilities: FloatArray) -> float:
        """The objective of costs by scenario."""
        return float(self.weights(costs, probabilities) @ costs)


def risk_weights(risk: CVaR | None, costs: FloatArray, probabilities: FloatArray) -> FloatArray:
    """Weights of the futures at these costs: the probabilities, or with risk those of the worst futures raised."""
    return probabilities if risk is None else risk.weights(costs, probabilities)
