"""Logistic regression with survey weights, predictions held out, and how good they are.

The fit is a dozen lines of Newton's method: it takes a prior of a given width whatever the survey
weights, and importing scikit-learn would take a second of every run. Its figures are those of
scipy's general minimiser (tests).

References
----------
.. [1] A. Gelman, A. Jakulin, M. Pittau, Y.-S. Su (2008), A weakly informative default prior
   distribution for logistic and other regression models, Annals of Applied Statistics 2, 1360-1383.
.. [2] J. Platt (1999), Probabilistic outputs for support vector machines, Advances in Large Margin
   Classifiers, 61-74: a line through held-out log-odds.
.. [3] E. DeLong, D. DeLong, D. Clarke-Pearson (1988), Comparing the areas under two or more
   correlated receiver operating characteristic curves, Biometrics 44, 837-845.
.. [4] D. Cox (1958), Two further applications of a model for binary regression, Biometrika 45,
   562-565: slope and intercept of outcomes on predicted log-odds.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cxnlp.intervals import BoolArray, FloatArray

PRIOR = 1.5
"""Standard deviation of the prior of a coefficient, in log-odds; the constant has none."""
FOLDS = 5
STEPS = 60
IntArray = NDArray[np.intp]


def fit_logistic(
    x: FloatArray, y: BoolArray, weight: FloatArray, prior: float = PRIOR
) -> FloatArray:
    """Return the constant and k coefficients of the penalised likelihood's maximum.

    Maximises sum w (y eta - log(1 + exp eta)) - sum b^2 / (2 prior^2), eta = a + x b, with weights
    scaled to a mean of one, by Newton's method with halved steps: a normal prior [1]_ keeps the
    coefficient of an issue that only one side mentions finite.

    Parameters
    ----------
    x : n x k floats
        Columns of order one.
    y : array of n bools
        The outcome.
    weight : array of n floats
        Survey weights, positive.
    prior : float
        Standard deviation of the prior of each coefficient.
    """
    design = np.column_stack([np.ones(len(x)), x])
    w = weight / weight.mean()
    penalty = np.r_[0.0, np.full(x.shape[1], 1 / prior**2)]
    b = np.zeros(design.shape[1])
    b[0] = log_odds(np.clip(np.average(y, weights=w), 1e-6, 1 - 1e-6))
    value = _penalised(design, y, w, penalty, b)
    for _ in range(STEPS):
        p = probability(design @ b)
        gradient = design.T @ (w * (y - p)) - penalty * b
        curve = design.T @ ((w * p * (1 - p))[:, None] * design) + np.diag(penalty + 1e-9)
        step = np.linalg.solve(curve, gradient)
        while (new := _penalised(design, y, w, penalty, b + step)) < value:
            step = step / 2
            if np.abs(step).max() < 1e-12:
                break
        b, value = b + step, new
        if np.abs(step).max() < 1e-8:
            break
    return np.asarray(b)


def scores_of(x: FloatArray, coefficient: FloatArray) -> FloatArray:
    """Return the log-odds of each of n rows."""
    return np.asarray(coefficient[0] + x @ coefficient[1:])


def held_out(x: FloatArray, y: BoolArray, weight: FloatArray, fold: IntArray) -> FloatArray:
    """Return the log-odds of each row from a fit on the other folds."""
    found = np.empty(len(y))
    for out in np.unique(fold):
        rest = fold != out
        found[~rest] = scores_of(x[~rest], fit_logistic(x[rest], y[rest], weight[rest]))
    return found


def calibrated_held_out(
    x: FloatArray, y: BoolArray, weight: FloatArray, fold: IntArray
) -> FloatArray:
    """Return each row's probability from the other folds alone, its calibration included.

    In each training part a line is fitted through held-out log-odds [2]_, never through those of
    the rows that the coefficients were fitted on.
    """
    found = np.empty(len(y))
    for out in np.unique(fold):
        rest = fold != out
        found[~rest] = Calibrated.fit(x[rest], y[rest], weight[rest], fold[rest]).predict(x[~rest])
    return found


class Calibrated:
    """A logistic regression and the line that calibrates its log-odds."""

    def __init__(self, coefficient: FloatArray, line: FloatArray) -> None:
        self.coefficient = coefficient
        self.line = line

    @classmethod
    def fit(cls, x: FloatArray, y: BoolArray, weight: FloatArray, fold: IntArray) -> Calibrated:
        """Fit on all rows, the line through predictions held out by `fold` [2]_."""
        out = held_out(x, y, weight, fold)
        return cls(fit_logistic(x, y, weight), calibration_line(out, y, weight))

    def predict(self, x: FloatArray) -> FloatArray:
        """Return probabilities, 0 to 1."""
        return probability(self.line[0] + self.line[1] * scores_of(x, self.coefficient))


def calibration_line(odds: FloatArray, y: BoolArray, weight: FloatArray) -> FloatArray:
    """Return intercept and slope of the outcome on log-odds: 0 and 1 where calibrated [4]_."""
    spread = float(np.std(odds)) or 1.0
    line = fit_logistic(odds[:, None] / spread, y, weight, prior=20.0)
    return np.asarray([line[0], line[1] / spread])


def folds(ids: IntArray, y: BoolArray, count: int = FOLDS) -> IntArray:
    """Deal rows into folds, both outcomes evenly, by the order of `ids` whatever their place."""
    fold = np.empty(len(y), dtype=np.intp)
    for outcome in (False, True):
        rows = np.flatnonzero(y == outcome)
        fold[rows[np.argsort(ids[rows], kind="stable")]] = np.arange(len(rows)) % count
    return fold


def auc_parts(score: FloatArray, y: BoolArray, weight: FloatArray) -> tuple[float, FloatArray]:
    """Return the area under the ROC curve and each row's influence on it.

    The (weighted) chance that a row with the outcome has the higher score than one without, ties
    counting half; the influences are DeLong's placements [3]_, less the area, over the group's
    size. Their sum of squares is the variance, that of two areas' difference the difference's.
    """
    total = {side: float(weight[y == side].sum()) for side in (False, True)}
    placed = np.empty(len(y))
    for side in (False, True):
        other = y != side
        order = np.argsort(score[other], kind="stable")
        ranked, heap = score[other][order], np.r_[0.0, np.cumsum(weight[other][order])]
        below = heap[np.searchsorted(ranked, score[~other], side="left")]
        up_to = heap[np.searchsorted(ranked, score[~other], side="right")]
        share = (below + up_to) / (2 * total[not side])
        placed[~other] = share if side else 1 - share
    area = float(np.average(placed[y], weights=weight[y]))
    size = np.where(y, total[True], total[False])
    return area, np.asarray(weight * (placed - area) / size)


def probability(odds: FloatArray) -> FloatArray:
    """Return 1 / (1 + exp(-odds))."""
    from scipy.special import expit

    return np.asarray(expit(odds))


def log_odds(p: FloatArray | float) -> FloatArray:
    """Return log(p / (1 - p))."""
    from scipy.special import logit

    return np.asarray(logit(p))


def _penalised(
    design: FloatArray, y: BoolArray, weight: FloatArray, penalty: FloatArray, b: FloatArray
) -> float:
    eta = design @ b
    fit = weight @ (y * eta - np.logaddexp(0.0, eta))
    return float(fit - penalty @ np.square(b) / 2)
