"""The interval formulas behind the indices, on plain numbers.

References
----------
.. [1] B. Rocks (2016), Interval Estimation for the "Net Promoter Score", The American Statistician
   70(4), 365-372: adjusted Wald (3 added to n, 3/4 to promoters and to detractors) and score test.
.. [2] T. Tango (1998), Equivalence test and confidence interval for the difference in proportions
   for the paired-sample design, Statistics in Medicine 17, 891-908: the score test of p+ - p- in a
   trinomial, in closed form.
.. [3] A. Agresti, B. Coull (1998), Approximate is better than "exact" for interval estimation of
   binomial proportions, The American Statistician 52(2), 119-126.
.. [4] E. Korn, B. Graubard (1998), Confidence intervals for proportions with small expected number
   of positive counts estimated from survey data, Survey Methodology 24, 193-201: the interval of an
   unweighted proportion, read with the effective sample size.
.. [5] L. Kish (1965), Survey Sampling, Wiley, section 11.7: (sum w)^2 / sum w^2.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxnlp.errors import SurveyError

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
Interval = tuple[float, float]


def effective_size(values: ArrayLike, weights: ArrayLike) -> float:
    """Return how many equally weighted answers would be as sure as these.

    The smaller of Kish's (sum w)^2 / sum w^2 [5]_ and, where answers vary, the variance of the
    answers over the linearised variance of their weighted mean [4]_, which also sees whether the
    heavy answers are the unusual ones. Equal weights give n.

    Parameters
    ----------
    values, weights : array of n floats
        What each answer adds to the index, and its weight (positive).
    """
    x, w = np.asarray(values, dtype=float), np.asarray(weights, dtype=float)
    share = w / w.sum()
    kish = 1.0 / float(np.sum(share**2))
    deviation2 = (x - np.sum(share * x)) ** 2
    spread, linearised = float(np.sum(share * deviation2)), float(np.sum(share**2 * deviation2))
    return min(kish, spread / linearised) if linearised > 0 else kish


def normal_quantile(level: float) -> float:
    """Return the two-sided normal quantile of a confidence level, 1.96 for 0.95."""
    if not 0 < level < 1:
        raise SurveyError(f"confidence level {level}", "a number between 0 and 1", "0.95 is usual")
    return NormalDist().inv_cdf(0.5 + level / 2)


def t_quantile(level: float, df: float) -> float:
    """Return the two-sided quantile of Student's t with `df` degrees of freedom."""
    from scipy.special import stdtrit

    normal_quantile(level)  # refuses an impossible level
    return float(stdtrit(df, 0.5 + level / 2))


def wald_interval(promoters: float, detractors: float, n: float, z: float) -> Interval:
    """Return the Wald interval of p - d, shares -1 to 1: se = sqrt((p + d - (p - d)^2) / n) [1]_.

    Counts may be fractions (effective sizes). Ends are not kept within -1 and 1.
    """
    p, d = promoters / n, detractors / n
    half = z * math.sqrt(max(p + d - (p - d) ** 2, 0.0) / n)
    return p - d - half, p - d + half


def adjusted_wald_interval(promoters: float, detractors: float, n: float, z: float) -> Interval:
    """Return Rocks's adjusted Wald interval of p - d: 3 added to n, 3/4 to each side [1]_."""
    return wald_interval(promoters + 0.75, detractors + 0.75, n + 3, z)


def score_interval(promoters: float, detractors: float, n: float, z: float) -> Interval:
    """Return the interval of p - d that the score test does not reject [1]_, [2]_.

    At a tested difference t the share of detractors q solves 2n q^2 + b q + c = 0 with
    b = (2n - promoters + detractors) t - promoters - detractors and c = -detractors t (1 - t); the
    test's variance is (2 q + t - t^2) / n.
    """
    difference = (promoters - detractors) / n

    def margin(tested: float) -> float:
        b = (2 * n - promoters + detractors) * tested - promoters - detractors
        c = -detractors * tested * (1 - tested)
        q = (math.sqrt(max(b * b - 8 * n * c, 0.0)) - b) / (4 * n)
        half = z * math.sqrt(max(2 * q + tested - tested**2, 0.0) / n)
        return half - abs(difference - tested)

    return _edge(margin, difference, -1.0), _edge(margin, difference, 1.0)


def wilson_interval(successes: float, n: float, z: float) -> Interval:
    """Return Wilson's score interval of a share, 0 to 1 (as given in [3]_)."""
    p = successes / n
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return centre - half, centre + half


def agresti_coull_interval(successes: float, n: float, z: float) -> Interval:
    """Return the Agresti-Coull interval of a share: z^2 answers added, half successes [3]_."""
    n_added = n + z * z
    p = (successes + z * z / 2) / n_added
    half = z * math.sqrt(p * (1 - p) / n_added)
    return p - half, p + half


def _edge(margin: Callable[[float], float], inside: float, outside: float) -> float:
    """Bisect for the last tested value that is not rejected, walking from inside to outside."""
    if margin(outside) >= 0:
        return outside
    for _ in range(60):
        middle = (inside + outside) / 2
        inside, outside = (middle, outside) if margin(middle) >= 0 else (inside, middle)
    return inside


def mean_interval(values: FloatArray, weights: FloatArray, level: float) -> Interval:
    """Student's t about the weighted mean: n/(n-1) sum w^2 (x - m)^2 / (sum w)^2, n - 1 df.

    With equal weights this is the textbook interval m +- t s / sqrt(n).
    """
    n = len(values)
    if n < 2:
        return math.nan, math.nan
    share = weights / weights.sum()
    centre = float(np.sum(share * values))
    variance = n / (n - 1) * float(np.sum(share**2 * (values - centre) ** 2))
    half = t_quantile(level, n - 1) * math.sqrt(variance)
    return centre - half, centre + half
