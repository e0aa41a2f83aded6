"""Least squares with survey weights and HC3 standard errors.

References
----------
.. [1] J. MacKinnon, H. White (1985), Some heteroskedasticity-consistent covariance matrix
   estimators with improved finite sample properties, Journal of Econometrics 29, 305-325: HC3.
.. [2] D. Belsley, E. Kuh, R. Welsch (1980), Regression Diagnostics, Wiley: leverage, and
   collinearity read from the eigenvalues of the scaled cross-product matrix.
.. [3] G. Imbens, M. Kolesár (2016), Robust standard errors in small samples: some practical
   advice, Review of Economics and Statistics 98, 701-712: degrees of freedom of a robust error.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxnlp.intervals import BoolArray, FloatArray

RANK_TOLERANCE = 1e-9
LEVERAGE_LIMIT = 1 - 1e-8


@dataclass(frozen=True)
class LeastSquares:
    """A fitted regression of c outcomes on the same k columns, n rows.

    Parameters
    ----------
    coefficient, error : k x c floats
        Coefficients and their HC3 standard errors; meaningless where not `identified`.
    even_error : k x c floats
        Their standard errors if every row's residual had the same (average) spread.
    identified : array of k bools
        Which coefficients the data determine: not those of columns that are combinations of
        others.
    inflation : array of k floats
        Variance inflation factor, 1 / (1 - R^2 of the column on all others); inf where not
        identified, NaN for a constant column.
    fitted, residual : n x c floats
        Of every row, also of rows set aside.
    leverage : array of n floats
        How far a row decides its own fitted value, 0 to 1.
    set_aside : array of n bools
        Rows whose fitted value nothing but themselves decides (leverage 1): they say nothing about
        the other coefficients, their residual is 0 whatever they scored, and HC3 divides by 0.
    df : int
        Rows used minus rank.
    error_df : array of k floats
        Degrees of freedom of each error, at most `df`: about the number of mentions of a rare
        issue, however many rows there are.
    inverse : k x k floats
        (X'WX)^-1, the weights divided by their mean; a pseudo-inverse where it is singular.
    """

    coefficient: FloatArray
    error: FloatArray
    even_error: FloatArray
    identified: BoolArray
    inflation: FloatArray
    fitted: FloatArray
    residual: FloatArray
    leverage: FloatArray
    set_aside: BoolArray
    df: int
    error_df: FloatArray
    inverse: FloatArray


def least_squares(x: FloatArray, y: FloatArray, weight: FloatArray) -> LeastSquares:
    """Regress each column of y on x by weighted least squares, with HC3 errors.

    b = (X'WX)^-1 X'Wy; leverage h = w x'(X'WX)^-1 x; the covariance is
    (X'WX)^-1 [sum w^2 (e / (1 - h))^2 x x'] (X'WX)^-1 [1]_. Scaling the weights changes nothing.
    The error of coefficient j adds up c e^2, c = w^2 (x'(X'WX)^-1)_j^2, so its degrees of freedom
    are Satterthwaite's (sum c)^2 / sum c^2, less one [3]_ (the residuals' own correlation is left
    out, which matters little once each column has ten ones). Directions in which the scaled
    cross-product matrix is singular [2]_ are left out (pseudo-inverse); the coefficients that they
    touch are not identified.

    Parameters
    ----------
    x : n x k floats
        The columns, the constant among them.
    y : n x c floats
        The outcomes.
    weight : array of n floats
        Survey weights, positive.
    """
    aside = np.zeros(len(x), dtype=bool)
    while True:
        used = np.where(aside, 0.0, weight / weight.mean())
        inverse, identified = _inverse(x, used)
        projected = x @ inverse
        leverage = used * np.einsum("ij,ij->i", projected, x)
        alone = ~aside & (leverage > LEVERAGE_LIMIT)
        if not alone.any() or (aside | alone).all():
            break
        aside |= alone
    coefficient = inverse @ (x.T @ (used[:, None] * y))
    fitted = x @ coefficient
    residual = y - fitted
    left_out = residual / np.maximum(1 - leverage, 1 - LEVERAGE_LIMIT)[:, None]
    pull = np.square(used[:, None] * projected)
    df = int((~aside).sum()) - round(float(leverage.sum()))
    average = used @ np.square(residual) / max(df, 1) * (~aside).sum() / used.sum()
    return LeastSquares(
        coefficient,
        np.sqrt(pull.T @ np.square(left_out)),
        np.sqrt(np.outer(pull.sum(axis=0), average)),
        identified,
        _inflation(x, used, inverse, identified),
        fitted,
        residual,
        leverage,
        aside,
        df,
        _error_df(pull, df),
        inverse,
    )


def _inverse(x: FloatArray, weight: FloatArray) -> tuple[FloatArray, BoolArray]:
    """Return the pseudo-inverse of X'WX, and which coefficients no singular direction touches."""
    gram = x.T @ (weight[:, None] * x)
    length = np.sqrt(np.diag(gram))
    scale = 1 / np.where(length > 0, length, 1.0)
    values, vectors = np.linalg.eigh(gram * np.outer(scale, scale))
    singular = values < RANK_TOLERANCE * max(float(values[-1]), 1.0)
    kept = vectors[:, ~singular]
    inverse = (kept / values[~singular]) @ kept.T * np.outer(scale, scale)
    touched = np.abs(vectors[:, singular]).max(axis=1, initial=0.0)
    return inverse, np.asarray(touched < 1e-6)


def _error_df(pull: FloatArray, df: int) -> FloatArray:
    """Return Satterthwaite degrees of freedom of the sums pull_ij e_i^2, at least 1."""
    squares = np.einsum("ij,ij->j", pull, pull)
    found = np.square(pull.sum(axis=0)) / np.where(squares > 0, squares, np.inf) - 1
    return np.asarray(np.clip(found, 1, max(df, 1)))


def _inflation(
    x: FloatArray, weight: FloatArray, inverse: FloatArray, identified: BoolArray
) -> FloatArray:
    """Return the VIF: the coefficient's variance times the column's own weighted sum of squares."""
    mean = weight @ x / weight.sum()
    squares = weight @ np.square(x) - weight.sum() * mean**2
    constant = squares <= RANK_TOLERANCE * weight.sum()
    inflation = np.diag(inverse) * np.where(constant, np.nan, squares)
    return np.where(identified | constant, inflation, np.inf)
