"""Many figures looked at together: how many of those called clear are so by chance.

References
----------
.. [1] Y. Benjamini, Y. Hochberg (1995), Controlling the false discovery rate: a practical and
   powerful approach to multiple testing, Journal of the Royal Statistical Society B 57, 289-300.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from cxnlp.intervals import FloatArray

CLEAR = 0.05
"""A figure is called clear where its q is below this."""


def false_discovery(p: ArrayLike) -> FloatArray:
    """Return q of each p: the share of false discoveries among figures at least as clear [1]_.

    Parameters
    ----------
    p : array of n floats
        P values of one family, 0 to 1; NaN is no member of it and stays NaN.

    Returns
    -------
    array of n floats
        The smallest m p_(k) / k over the ranks k from that of p up, m being the family's size.
    """
    given = np.asarray(p, dtype=float)
    made = np.full(given.shape, np.nan)
    members = np.flatnonzero(~np.isnan(given))
    if len(members) == 0:
        return made
    order = members[np.argsort(given[members], kind="stable")]
    stepped = given[order] * len(order) / np.arange(1, len(order) + 1)
    made[order] = np.minimum(np.minimum.accumulate(stepped[::-1])[::-1], 1.0)
    return made


def two_sided(value: ArrayLike, error: ArrayLike, df: ArrayLike = np.inf) -> FloatArray:
    """Return the two-sided p of value / error by Student's t; NaN where the error is not known.

    Parameters
    ----------
    value, error : array of n floats
        Figures and their standard errors.
    df : array of n floats
        Degrees of freedom; infinite ones give the normal distribution.
    """
    from scipy.special import ndtr, stdtr

    ratio = np.abs(np.asarray(value, dtype=float)) / np.where(
        np.asarray(error, dtype=float) > 0, error, np.nan
    )
    freedom = np.broadcast_to(np.asarray(df, dtype=float), ratio.shape)
    finite = np.isfinite(freedom)
    tail = np.where(finite, stdtr(np.where(finite, freedom, 1.0), -ratio), ndtr(-ratio))
    return np.asarray(2 * tail)
