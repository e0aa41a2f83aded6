"""Multinomial logit: each band against the lowest.

References
----------
.. [1] D. McFadden (1974), Conditional logit analysis of qualitative choice behavior, in: Frontiers
   in Econometrics, Academic Press, 105-142.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cxnlp.explain.estimation.likelihood import Fitted, maximise, ridge
from cxnlp.intervals import FloatArray

IntArray = NDArray[np.intp]


def fit_multinomial(x: FloatArray, category: IntArray, weight: FloatArray) -> Fitted:
    """Fit log P(y = c) / P(y = 0) = a_c + x b_c [1]_, with a weak ridge on b.

    Parameters
    ----------
    x : n x k floats
        The columns, without a constant.
    category : array of n ints
        0 to C - 1, each met.
    weight : array of n floats
        Survey weights with mean 1.

    Returns
    -------
    Fitted
        Parameters: for each class but the first a constant and k coefficients.
    """
    both = np.column_stack([np.ones(len(x)), x])
    count, k = int(category.max()) + 1, both.shape[1]
    marks = np.eye(count)[category][:, 1:]

    def value(at: FloatArray) -> float:
        scores = liking(both, at)
        top = scores.max(axis=1)
        total = top + np.log(np.exp(scores - top[:, None]).sum(axis=1))
        return float(weight @ (scores[np.arange(len(x)), category] - total))

    def slopes(at: FloatArray) -> tuple[FloatArray, FloatArray]:
        p = chances(liking(both, at))[:, 1:]
        left = (marks - p) * weight[:, None]
        score = (left[:, :, None] * both[:, None, :]).reshape(len(x), -1)
        information = np.empty((p.shape[1], k, p.shape[1], k))
        for a in range(p.shape[1]):
            for b in range(p.shape[1]):
                part = weight * p[:, a] * ((a == b) - p[:, b])
                information[a, :, b, :] = (both * part[:, None]).T @ both
        return score, information.reshape(score.shape[1], -1)

    start = np.zeros(((count - 1), k))
    often = np.bincount(category, weights=weight)
    start[:, 0] = np.log(often[1:] / often[0])
    penalty = np.tile(ridge(1, k - 1), count - 1)
    return maximise(value, slopes, start.ravel(), penalty, weight)


def liking(both: FloatArray, at: FloatArray) -> FloatArray:
    """Return n x C log-odds against the first class, whose own are 0."""
    scores = both @ at.reshape(-1, both.shape[1]).T
    return np.column_stack([np.zeros(len(both)), scores])


def chances(scores: FloatArray) -> FloatArray:
    """Return the chance of each class, n x C."""
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))
