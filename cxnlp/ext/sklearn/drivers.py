"""What goes with a better or a worse score, as a regressor."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, validate_data

from cxnlp.explain.estimation.adjusted import linear_figures
from cxnlp.explain.estimation.least_squares import LeastSquares, least_squares
from cxnlp.intervals import t_quantile
from cxnlp.survey.values.scales import SCALES

Floats = NDArray[np.float64]


class DriverModel(RegressorMixin, BaseEstimator):  # type: ignore[misc]
    """Regresses scores on mentions: what goes with each, all others held, and how sure that is.

    The least squares of `cxnlp.analyze`, with HC3 errors; on columns of mentions (0 to 1) the
    errors are steadied for few mentions as there. Associations, not causes.

    Parameters
    ----------
    scale : str, optional
        "nps", "csat", "ces", "stars" or "binary": scores are read on it, and effects are in index
        points. Without it, `y` is taken as it is.
    level : float
        Confidence level of the intervals, between 0 and 1.

    Attributes
    ----------
    coef_ : array of k floats
        What goes with a mention (a step of 1) of each column, in index points, or in units of `y`.
    low_, high_ : array of k floats
        Their intervals; NaN where the data do not determine a coefficient.
    intercept_ : float
        What is predicted where nothing is mentioned.
    n_features_in_ : int
        The number of columns.
    feature_names_in_ : array of str
        Their names, where `X` had any.

    Examples
    --------
    >>> mentions, scores = [[0], [0], [1], [1]], [9, 10, 3, 4]
    >>> DriverModel().fit(mentions, scores).coef_.round(1).tolist()
    [-6.0]
    """

    def __init__(self, scale: str | None = None, *, level: float = 0.95) -> None:
        self.scale = scale
        self.level = level

    def fit(
        self,
        X: Any,  # noqa: ANN401 - any table of numbers
        y: ArrayLike,
        sample_weight: ArrayLike | None = None,
    ) -> Self:
        """Estimate the effects.

        Parameters
        ----------
        X : n x k numbers
            A row a response: mentions as 0 and 1 (as `IssueTagger` predicts), or any numbers.
        y : array of n numbers
            The scores.
        sample_weight : array of n floats, optional
            Survey weights, not negative; only their ratios matter.

        Raises
        ------
        ValueError
            If the shapes do not fit, the scale is unknown, or a score lies outside it.
        """
        table, scores = validate_data(self, X, y, dtype=np.float64, y_numeric=True)
        weight = _check_sample_weight(sample_weight, table, ensure_non_negative=True)
        counts = weight > 0
        if not counts.any():
            raise ValueError("every sample_weight is 0; expected at least one above it")
        x = np.column_stack([np.ones(counts.sum()), table[counts]])
        values, weight = self._values(scores)[counts], weight[counts]
        fitted = least_squares(x, values[:, None], weight)
        self.coef_ = fitted.coefficient[1:, 0]
        self.intercept_ = float(fitted.coefficient[0, 0])
        half = self._half_widths(x, values, weight, fitted)
        self.low_, self.high_ = self.coef_ - half, self.coef_ + half
        return self

    def predict(self, X: Any) -> Floats:  # noqa: ANN401 - any table of numbers
        """Return the expected index value of each row of `X` (n x k), n floats."""
        check_is_fitted(self)
        table = validate_data(self, X, dtype=np.float64, reset=False)
        return np.asarray(table @ self.coef_ + self.intercept_)

    def effects(self) -> pd.DataFrame:
        """Return `column`, `effect`, `low`, `high`: a row a column, the lowest effect first."""
        check_is_fitted(self)
        names = getattr(self, "feature_names_in_", [f"x{i}" for i in range(self.n_features_in_)])
        found = pd.DataFrame(
            {"column": names, "effect": self.coef_, "low": self.low_, "high": self.high_}
        )
        return found.sort_values("effect", ignore_index=True, kind="stable")

    def _values(self, scores: Floats) -> Floats:
        """Return what scores add to the index."""
        if self.scale is None:
            return np.asarray(scores, dtype=float)
        if self.scale not in SCALES:
            raise ValueError(f"found scale={self.scale!r}; expected one of {', '.join(SCALES)}")
        scale = SCALES[self.scale]
        outside = scores[~scale.contains(scores)]
        if len(outside):
            raise ValueError(
                f"found the score {outside[0]:g}; expected {scale.low:g} to {scale.high:g} on "
                f"scale={self.scale!r}; leave such rows out"
            )
        return scale.value(scores)

    def _half_widths(
        self, x: Floats, values: Floats, weight: Floats, fitted: LeastSquares
    ) -> Floats:
        error, df = fitted.error[1:, 0], fitted.error_df[1:]
        if x.min() >= 0 and x.max() <= 1:
            figures = linear_figures(x, values, weight, 1, fitted)
            error, df = figures.effect_error, figures.effect_df
        quantiles = np.array([t_quantile(self.level, float(each)) for each in df])
        known = fitted.identified[1:] & (fitted.df > 0)
        return np.where(known, quantiles * error, np.nan)
