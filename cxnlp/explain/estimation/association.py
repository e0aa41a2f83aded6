"""The leave-out difference: an association between mentioning an issue and the index."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from cxnlp.intervals import BoolArray, FloatArray, t_quantile

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
    all gave the same score would else seem to have no spread). The two residual parts give the
    Welch-Satterthwaite degrees of freedom of Student's t.

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
    gap = with_it - without
    residual = value - np.where(mentioned, with_it, without)
    average = float(share @ np.square(residual))
    groups = (
        _Group(share[mentioned], residual[mentioned], 1.0, (1 - p) * gap),
        _Group(share[~mentioned], residual[~mentioned], p / (1 - p), p * gap),
    )
    half = _half_width(groups, average, level)
    return LeaveOut(with_it, without, p * gap, p * gap - half, p * gap + half)


class _Group(NamedTuple):
    """Those who mention an issue or those who do not; influence = share (pull residual + shift)."""

    share: FloatArray
    residual: FloatArray
    pull: float
    shift: float


def _half_width(groups: tuple[_Group, ...], average: float, level: float) -> float:
    variance, uncertain = 0.0, 0.0
    for group in groups:
        within = group.share / group.share.sum()
        residual = group.pull * group.residual / np.maximum(1 - within, 1e-9)
        spread = group.pull**2 * average
        variance += _steadied(group.share, residual + group.shift, spread + group.shift**2)
        uncertain += _steadied(group.share, residual, spread) ** 2 / (len(residual) - 1)
    if variance <= 0:
        return 0.0
    sizes = [len(group.share) - 1 for group in groups]
    df = variance**2 / uncertain if uncertain > 0 else math.inf
    return t_quantile(level, min(max(df, min(sizes)), sum(sizes))) * math.sqrt(variance)


def _steadied(share: FloatArray, influence: FloatArray, average: float) -> float:
    """Return the sum of squared influences, three of average square added to the group."""
    n, squared = len(share), np.square(share)
    own = float(squared @ np.square(influence))
    return (n * own + ADDED * average * float(squared.sum())) / (n + ADDED)
