"""The standard normal distribution on arrays, without scipy, which is too heavy to start for this alone."""

from __future__ import annotations

import math
import sys

import numpy as np
from numpy.typing import NDArray

from dayafter.uncertainty.sampling import BLOCK, blocked

Floats = NDArray[np.float64]

COMPILED_SIZE = 200_000
"""Numbers in one call from which on the compiled path is loaded: dozens of figures of as many draws then save more
than the third of a second that loading takes."""

LOADED_SIZE = 2_000
"""Numbers from which on it is used where its library is loaded anyway."""

_FAR_LOG = -24.9
"""Logarithm of the tail beyond which the far tails may begin (they do at -25); worked out one by one."""

# Rational approximations of the quantile: Wichura (1988), algorithm AS 241, PPND16. Numerator and denominator, from
# the highest power down: the middle of the distribution, the near tails, the far tails.
MIDDLE = (
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
NEAR = (
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
    return _compiled_quantile(u) if _is_worth_compiling(u) else blocked(_quantile, u)


def _quantile(u: Floats) -> Floats:
    centred = u - 0.5
    out = centred * _ratio(MIDDLE, 0.180625 - centred * centred)
    tail = np.abs(centred) > 0.425
    if tail.any():
        with np.errstate(divide="ignore", invalid="ignore"):
            depth = np.sqrt(-np.log(np.minimum(u[tail], 1.0 - u[tail])))
            size = _ratio(NEAR, depth - 1.6)
            if (far := depth > 5.0).any():
                size[far] = _ratio(_FAR, depth[far] - 5.0)
        size[np.isinf(depth)] = np.inf
        out[tail] = np.copysign(size, centred[tail])
    return out


def _compiled_quantile(u: Floats) -> Floats:
    from dayafter.uncertainty.compiled import quantile_into

    out = np.empty_like(u)
    for start in range(0, u.size, BLOCK):
        part, into = u[start : start + BLOCK], out[start : start + BLOCK]
        with np.errstate(divide="ignore", invalid="ignore"):
            log_tail = np.log(np.minimum(part, 1.0 - part))
        quantile_into(part, log_tail, into)
        far = np.flatnonzero(~(log_tail > _FAR_LOG))  # hardly ever any; also what is no probability
        if far.size:
            into[far] = _quantile(part[far])
    return out


def normal_cdf(z: Floats) -> Floats:
    """The probability that a standard normal stays below `z`."""
    z = np.asarray(z, dtype=np.float64)
    if _is_worth_compiling(z):
        from dayafter.uncertainty.compiled import cdf_into

        out = np.empty_like(z)
        cdf_into(z, out)
        return out
    flat = (-z / math.sqrt(2.0)).ravel()
    return 0.5 * np.fromiter(map(math.erfc, flat), dtype=np.float64, count=flat.size).reshape(np.shape(z))


def _is_worth_compiling(values: Floats) -> bool:
    """Whether the compiled path, which has the same bits, saves more than it takes to start."""
    enough = LOADED_SIZE if "numba" in sys.modules else COMPILED_SIZE
    return values.ndim == 1 and values.size >= enough and values.flags.c_contiguous
