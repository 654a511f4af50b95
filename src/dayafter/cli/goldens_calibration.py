"""Computations behind the published numbers of the calibration."""

from __future__ import annotations

from collections.abc import Callable

NILE = (
    1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110, 994, 1020, 960, 1180, 799, 958, 1140,
    1100, 1210, 1150, 1250, 1260, 1220, 1030, 1100, 774, 840, 874, 694, 940, 833, 701, 916, 692, 1020, 1050, 969,
    831, 726, 456, 824, 702, 1120, 1100, 832, 764, 821, 768, 845, 864, 862, 698, 845, 744, 796, 1040, 759,
    781, 865, 845, 944, 984, 897, 822, 1010, 771, 676, 649, 846, 812, 742, 801, 1040, 860, 874, 848, 890,
    744, 749, 838, 1050, 918, 986, 797, 923, 975, 815, 1020, 906, 901, 1170, 912, 746, 919, 718, 714, 740,
)  # fmt: skip
"""Annual flow of the Nile at Aswan, 1871 to 1970, 10^8 cubic metres: Cobb, Biometrika 65 (1978); public domain."""


def _nile(noise: float, step: float, start: float) -> float:
    """The log likelihood of the local level at these variances."""
    import numpy as np

    from dayafter.adversary.calibrate.state_space import kalman

    return kalman(np.array(NILE, dtype=np.float64), noise, step, start).loglik


def _crps(value: float) -> float:
    from dayafter.adversary.calibrate.scores import crps_normal

    return crps_normal(value, 0.0, 1.0)


def _gamma_poisson(shape: float, rate: float, events: int, periods: float, least: int) -> float:
    from dayafter.adversary.calibrate.scores import gamma_poisson_tail

    return gamma_poisson_tail(shape, rate, events, periods, least)


COMPUTATIONS: dict[str, Callable[..., float]] = {"nile": _nile, "crps": _crps, "gamma poisson": _gamma_poisson}
