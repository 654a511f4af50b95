"""The standard normal distribution on arrays, without scipy, which is too heavy to start for this alone."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# Rational approximations of the quantile: Wichura (1988), algorithm AS 241, PPND16. Numerator and denominator, from
# the highest power down: the middle of the distribution, the near tails, the far tails.
_MIDDLE = (
    (
        2.5090809287301226727e3,
        3.3430575583588128105e4,
        6.7265770927008700853e4,
        4.5921953931549871457e4,
        1.3731693765509461125e4,
        1.9715909503065514427e3,
        1.3314166789178437745e2,
        3.3871328727963666080,
    ),
    (
        5.2264952788528545610e3,
        2.8729085735721942674e4,
        3.9307895800092710610e4,
        2.1213794301586595867e4,
        5.3941960214247511077e3,
        6.8718700749205790830e2,
        4.2313330701600911252e1,
        1.0,
    ),
)
_NEAR = (
    (
        7.74545014278341407640e-4,
        2.27238449892691845833e-2,
        2.41780725177450611770e-1,
        1.27045825245236838258,
        3.64784832476320460504,
        5.76949722146069140550,
        4.63033784615654529590,
        1.42343711074968357734,
    ),
    (
        1.05075007164441684324e-9,
        5.47593808499534494600e-4,
        1.51986665636164571966e-2,
        1.48103976427480074590e-1,
        6.89767334985100004550e-1,
        1.67638483018380384940,
        2.05319162663775882187,
        1.0,
    ),
)
_FAR = (
    (
        2.01033439929228813265e-7,
        2.71155556874348757815e-5,
        1.24266094738807843860e-3,
        2.65321895265761230930e-2,
        2.96560571828504891230e-1,
        1.78482653991729133580,
        5.46378491116411436990,
        6.65790464350110377720,
    ),
    (
        2.04426310338993978564e-15,
        1.42151175831644588870e-7,
        1.84631831751005468180e-5,
        7.86869131145613259100e-4,
        1.48753612908506148525e-2,
        1.36929880922735805310e-1,
        5.99832206555887937690e-1,
        1.0,
    ),
)


def _polynomial(powers: tuple[float, ...], x: Floats) -> Floats:
    out = np.full_like(x, powers[0])
    for power in powers[1:]:
        out *= x
        out += power
    return out


def _ratio(pair: tuple[tuple[float, ...], tuple[float, ...]], x: Floats) -> Floats:
    return _polynomial(pair[0], x) / _polynomial(pair[1], x)


def normal_quantile(u: Floats) -> Floats:
    """The value that a standard normal stays below with probability `u`, to about 1e-15; infinite at 0 and 1."""
    u = np.asarray(u, dtype=np.float64)
    centred = u - 0.5
    out = centred * _ratio(_MIDDLE, 0.180625 - centred * centred)
    tail = np.abs(centred) > 0.425
    if tail.any():
        with np.errstate(divide="ignore", invalid="ignore"):
            depth = np.sqrt(-np.log(np.minimum(u[tail], 1.0 - u[tail])))
            size = _ratio(_NEAR, depth - 1.6)
            if (far := depth > 5.0).any():
                size[far] = _ratio(_FAR, depth[far] - 5.0)
        size[np.isinf(depth)] = np.inf
        out[tail] = np.copysign(size, centred[tail])
    return out


def normal_cdf(z: Floats) -> Floats:
    """The probability that a standard normal stays below `z`."""
    flat = (-np.asarray(z, dtype=np.float64) / math.sqrt(2.0)).ravel()
    return 0.5 * np.fromiter(map(math.erfc, flat), dtype=np.float64, count=flat.size).reshape(np.shape(z))
