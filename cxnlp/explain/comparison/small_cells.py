"""What is shown of small groups: hidden, greyed, and drawn towards the others.

References
----------
.. [1] R. Paule, J. Mandel (1982), Consensus values and weighting factors, Journal of Research of
   the National Bureau of Standards 87, 377-385: the spread of true values between groups.
.. [2] C. Morris (1983), Parametric empirical Bayes inference: theory and applications, Journal of
   the American Statistical Association 78, 47-55: the interval of a shrunken mean.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from cxnlp.intervals import FloatArray, normal_quantile

MIN_GROUPS = 5


@dataclass(frozen=True)
class SmallCells:
    """From how many responses on a group's index is shown, and shown without a warning.

    Parameters
    ----------
    hide : int
        A group of fewer responses has no figures at all.
    grey : int
        One of fewer is marked "small", for a report to grey.
    shrink : bool
        Whether groups also have a figure drawn towards the mean of their segment.
    """

    hide: int = 10
    grey: int = 30
    shrink: bool = True

    def note(self, n: int) -> str:
        """Return what to say of a group of n responses, "" where it is large enough."""
        if n < self.hide:
            return f"hidden: fewer than {self.hide} responses"
        return f"small: fewer than {self.grey} responses" if n < self.grey else ""


class Shrunk(NamedTuple):
    """Shrunken means with their intervals, g floats each; NaN where there are too few groups."""

    value: FloatArray
    low: FloatArray
    high: FloatArray


def shrink(value: FloatArray, error: FloatArray, level: float = 0.95) -> Shrunk:
    """Draw the means of groups towards their common mean, the less sure ones further.

    With t^2 the variance of true means between groups (Paule and Mandel's [1]_: the weighted
    squares about the mean add up to their number less one), m the mean weighted by
    1 / (error^2 + t^2) and B = (g - 3) / (g - 1) error^2 / (error^2 + t^2), the shrunken mean is
    (1 - B) value + B m. Its variance is error^2 (1 - B (g - 1) / g) + 2 B^2 (value - m)^2 /
    (g - 3), which counts that B is estimated [2]_.

    Parameters
    ----------
    value, error : array of g floats
        The groups' means and standard errors (positive).
    level : float
        Confidence level, between 0 and 1.
    """
    g = len(value)
    if g < MIN_GROUPS:
        return Shrunk(*np.full((3, g), np.nan))
    spread = _between(value, error)
    weight = 1 / (error**2 + spread)
    mean = float(weight @ value / weight.sum())
    pull = (g - 3) / (g - 1) * error**2 * weight
    drawn = (1 - pull) * value + pull * mean
    variance = error**2 * (1 - pull * (g - 1) / g) + 2 * np.square(pull * (value - mean)) / (g - 3)
    half = normal_quantile(level) * np.sqrt(variance)
    return Shrunk(drawn, drawn - half, drawn + half)


def _between(value: FloatArray, error: FloatArray) -> float:
    """Return the variance between groups at which the weighted squares are as many as expected."""

    def excess(spread: float) -> float:
        weight = 1 / (error**2 + spread)
        mean = weight @ value / weight.sum()
        return float(weight @ np.square(value - mean)) - (len(value) - 1)

    if excess(0.0) <= 0:
        return 0.0
    low, high = 0.0, float(np.ptp(value)) ** 2 + 1e-12
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if excess(middle) > 0 else (low, middle)
    return (low + high) / 2
