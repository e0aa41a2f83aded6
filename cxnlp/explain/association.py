"""The leave-out difference: an association between mentioning an issue and the index."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from cxnlp.explain.sample import BoolArray
from cxnlp.survey.intervals import FloatArray, t_quantile

ADDED = 3.0


@dataclass(frozen=True)
class LeaveOut:
    """The index with and without an issue, and the leave-out difference with its interval.

    Parameters
    ----------
    index_with, index_without : float
        The index of the responses that mention it, and of those that do not.
    raw, low, high : float
        The index of all minus `index_without`, and the ends of its interval.
    """

    index_with: float
    index_without: float
    raw: float
    low: float
    high: float


def leave_out(
    value: FloatArray, weight: FloatArray, mentioned: BoolArray, level: float = 0.95
) -> LeaveOut:
    """Return the leave-out difference of one issue with its interval.

    With p the (weighted) share of those who mention it, raw = m - m0 = p (m1 - m0), the weighted
    means of all, of those who mention it and of those who do not. Its influence function is
    a (y - m1) + a (1 - p) (m1 - m0) for the former and -a p / (1 - p) (y - m0) - a p (m1 - m0) for
    the latter, a = w / sum w. The variance is the sum of its squares, with the residuals y - m1
    and y - m0 divided by one minus their leverage in their group (as HC3 does), and with three
    answers of average spread added to each group (as Rocks's interval adds three answers: ten who
    all gave the same score would else seem to have no spread). Its three parts (the two means and
    the share) give the Welch-Satterthwaite degrees of freedom of Student's t.

    Parameters
    ----------
    value : array of n floats
        What each response adds to the index.
    weight : array of n floats
        Survey weights, positive.
    mentioned : array of n bools
        Who mentions the issue: at least two do, and at least two do not.
    level : float
        Confidence level, between 0 and 1.
    """
    share = weight / weight.sum()
    p = float(share[mentioned].sum())
    with_it, without = (
        float(np.average(value[who], weights=share[who])) for who in (mentioned, ~mentioned)
    )
    residual = value - np.where(mentioned, with_it, without)
    average = float(share @ np.square(residual))
    spread = [_spread(residual[who], share[who], average) for who in (mentioned, ~mentioned)]
    gap = with_it - without
    spread_share = gap**2 * (
        (1 - p) ** 2 * float(np.sum(share[mentioned] ** 2))
        + p**2 * float(np.sum(share[~mentioned] ** 2))
    )
    parts = (p**2 * spread[0], p**2 * spread[1], spread_share)
    sizes = (int(mentioned.sum()), int((~mentioned).sum()), len(value))
    half = _half_width(parts, sizes, level)
    return LeaveOut(with_it, without, p * gap, p * gap - half, p * gap + half)


def _spread(residual: FloatArray, share: FloatArray, average: float) -> float:
    """Return the variance of a group's mean, with three answers of average variance added."""
    n, within = len(residual), share / share.sum()
    left_out = residual / np.maximum(1 - within, 1e-9)
    own = float(np.sum(np.square(within * left_out)))
    return (n * own + ADDED * average * float(np.sum(np.square(within)))) / (n + ADDED)


def _half_width(parts: tuple[float, ...], sizes: tuple[int, ...], level: float) -> float:
    variance = sum(parts)
    if variance <= 0:
        return 0.0
    df = variance**2 / sum(part**2 / (size - 1) for part, size in zip(parts, sizes, strict=True))
    return t_quantile(level, df) * math.sqrt(variance)
