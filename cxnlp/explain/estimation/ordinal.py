"""Cumulative logit: one latent liking, cut into scores.

References
----------
.. [1] P. McCullagh (1980), Regression models for ordinal data, Journal of the Royal Statistical
   Society B 42, 109-142.
.. [2] L. Stefanski, D. Boos (2002), The calculus of M-estimation, The American Statistician 56,
   29-38: influence values as inverse information times score.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cxnlp.explain.estimation.likelihood import Fitted, maximise, ridge
from cxnlp.intervals import FloatArray

IntArray = NDArray[np.intp]


def fit_ordinal(x: FloatArray, category: IntArray, weight: FloatArray) -> Fitted:
    """Fit P(y <= c) = F(cut_c - x b), F logistic [1]_, with a weak ridge on b.

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
        Parameters: C - 1 cuts, then k coefficients.
    """
    count = int(category.max()) + 1
    below = np.cumsum(np.bincount(category, weights=weight))[:-1] / weight.sum()
    start = np.concatenate([np.log(below / (1 - below)), np.zeros(x.shape[1])])
    penalty = ridge(count - 1, x.shape[1])
    world = _World(x, category, weight, count)
    return maximise(world.value, world.slopes, start, penalty, weight)


class _World:
    """Scores, cuts and their derivatives."""

    def __init__(self, x: FloatArray, category: IntArray, weight: FloatArray, count: int) -> None:
        self.x, self.category, self.weight, self.cuts = x, category, weight, count - 1

    def _ends(self, at: FloatArray) -> tuple[FloatArray, FloatArray]:
        edges = np.concatenate([[-np.inf], at[: self.cuts], [np.inf]])
        liking = self.x @ at[self.cuts :]
        return logistic(edges[self.category + 1] - liking), logistic(edges[self.category] - liking)

    def value(self, at: FloatArray) -> float:
        """Return the log-likelihood; -inf where cuts are out of order."""
        if np.any(np.diff(at[: self.cuts]) <= 0):
            return -np.inf
        upper, lower = self._ends(at)
        with np.errstate(divide="ignore"):
            return float(self.weight @ np.log(upper - lower))

    def slopes(self, at: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return each row's score (n x q) and the information (q x q)."""
        upper, lower = self._ends(at)
        chance = np.maximum(upper - lower, 1e-300)
        up, low = upper * (1 - upper), lower * (1 - lower)
        above = _marks(self.category, self.cuts)
        under = _marks(self.category - 1, self.cuts)
        rows = (
            above * (up / chance)[:, None] - under * (low / chance)[:, None],
            -self.x * (1 - upper - lower)[:, None],
        )
        score = np.column_stack(rows) * self.weight[:, None]
        w, ratio = self.weight, up * low / chance**2
        mixed = -(above * (w * up)[:, None] + under * (w * low)[:, None]).T @ self.x
        inner = (self.x * (w * (up + low))[:, None]).T @ self.x
        own = above.T @ (w * (up**2 / chance**2 - up * (1 - 2 * upper) / chance)) + under.T @ (
            w * (low**2 / chance**2 + low * (1 - 2 * lower) / chance)
        )
        cross = (above * (w * ratio)[:, None]).T @ under
        return score, np.block([[np.diag(own) - cross - cross.T, mixed], [mixed.T, inner]])


def logistic(z: FloatArray) -> FloatArray:
    """Return 1 / (1 + exp -z)."""
    from scipy.special import expit

    return np.asarray(expit(z))


def _marks(place: IntArray, count: int) -> FloatArray:
    """Return n x count: 1 at each row's place, a row of zeros where it has none."""
    marks = np.zeros((len(place), count))
    inside = np.flatnonzero((place >= 0) & (place < count))
    marks[inside, place[inside]] = 1.0
    return marks
