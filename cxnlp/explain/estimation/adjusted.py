"""What each column of a design goes with, all others held: per mention, and in all.

Arrays in, arrays out: the same figures can be had of a corrected design, an audit, or any sample.

References
----------
.. [1] F. Hampel (1974), The influence curve and its role in robust estimation, Journal of the
   American Statistical Association 69, 383-393.
.. [2] J. Robins (1986), A new approach to causal inference in mortality studies, Mathematical
   Modelling 7, 1393-1512: standardisation over the sample (no cause is claimed here).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxnlp.explain.estimation.association import ADDED
from cxnlp.explain.estimation.least_squares import LEVERAGE_LIMIT, LeastSquares, least_squares
from cxnlp.intervals import FloatArray


@dataclass(frozen=True)
class Adjusted:
    """Adjusted figures of t terms, estimated on n rows.

    Parameters
    ----------
    share : array of t floats
        The weighted mean of each term's column: the share of responses that mention it so.
    effect, effect_error : array of t floats
        What goes with one mention, in units of the outcome, and its standard error.
    net, net_error : array of t floats
        The mean outcome now minus what the model predicts were the term never mentioned and the
        others unchanged, standardised over the sample [2]_, and its standard error.
    effect_df, net_df : array of t floats
        Degrees of freedom of Student's t for their intervals.
    effect_influence, net_influence : n x t floats
        How far each row moves the estimate [1]_: the columns' sums of squares are the variances,
        their cross-products the covariances (of rows drawn independently; before the errors are
        steadied for few mentions).
    widening : array of n floats
        By how much leaving a row out widens its residual: 1 / (1 - leverage), as in HC3.
    """

    share: FloatArray
    effect: FloatArray
    effect_error: FloatArray
    net: FloatArray
    net_error: FloatArray
    effect_df: FloatArray
    net_df: FloatArray
    effect_influence: FloatArray
    net_influence: FloatArray
    widening: FloatArray

    @property
    def steadying(self) -> FloatArray:
        """How much wider each effect's error is than its influence values alone make it (t)."""
        plain = np.sqrt(np.einsum("ij,ij->j", self.effect_influence, self.effect_influence))
        return np.asarray(np.where(plain > 0, self.effect_error / np.where(plain > 0, plain, 1), 1))


def linear_figures(
    x: FloatArray,
    y: FloatArray,
    weight: FloatArray,
    first_term: int,
    fit: LeastSquares | None = None,
) -> Adjusted:
    """Return the adjusted figures of a linear model, a coefficient each.

    With b the weighted least-squares coefficients, p the weighted mean of a term's column and
    a = w / sum w, effect = b and net = p b (the mean of the fitted values is the mean of y, as the
    constant is among the columns). The influence of row i on b is
    psi_i = w_i ((X'WX)^-1 x_i) e_i / (1 - h_i), whose squares add up to the HC3 variance; on the
    net it is p psi_i + a_i (x_i - p) b: the share is estimated too.

    Parameters
    ----------
    x : n x k floats
        The constant and other controls first, then the terms; a term's column holds 0 and 1, or
        probabilities.
    y : array of n floats
        The outcome.
    weight : array of n floats
        Survey weights, positive (times audit weights, where rows are audited).
    first_term : int
        The place of the first term's column; t = k - first_term.
    fit : LeastSquares, optional
        The regression, where it is known; y must then be its first outcome.
    """
    fit = least_squares(x, y[:, None], weight) if fit is None else fit
    used = np.where(fit.set_aside, 0.0, weight / weight.mean())
    widening = 1 / np.maximum(1 - fit.leverage, 1 - LEVERAGE_LIMIT)
    left_out = fit.residual[:, 0] * widening
    psi = (used * left_out)[:, None] * (x @ fit.inverse[:, first_term:])
    columns, a = x[:, first_term:], weight / weight.sum()
    share, effect = a @ columns, fit.coefficient[first_term:, 0]
    phi = psi * share + a[:, None] * (columns - share) * effect
    error = _steadied(fit, columns, first_term)
    plain = np.square(fit.error[first_term:, 0])
    own = np.square(share * error)
    variance = np.einsum("ij,ij->j", phi, phi) + np.maximum(own - share**2 * plain, 0)
    df = fit.error_df[first_term:]
    return Adjusted(
        share,
        effect,
        error,
        share * effect,
        np.sqrt(variance),
        df,
        _net_df(variance, own, df, len(x)),
        psi,
        phi,
        widening,
    )


def _steadied(fit: LeastSquares, columns: FloatArray, first_term: int) -> FloatArray:
    """Return the standard errors of coefficients, steadied for few mentions.

    HC3 knows the spread of the residuals of those who mention the issue from these few alone: if
    all twelve are promoters there seems to be none. So as Rocks's interval adds three answers to a
    share's, three of average spread are added to theirs; with many mentions that is nothing.
    """
    n, mentions = len(columns), columns.sum(axis=0)
    fewer = np.minimum(mentions, n - mentions)
    robust = np.square(fit.error[first_term:, 0])
    even = np.square(fit.even_error[first_term:, 0])
    return np.asarray(np.sqrt((fewer * robust + ADDED * even) / (fewer + ADDED)))


def _net_df(variance: FloatArray, own: FloatArray, df: FloatArray, n: int) -> FloatArray:
    """Return Welch-Satterthwaite degrees of freedom: few for the effect's part, n for the rest."""
    rest = np.maximum(variance - own, 0)
    doubt = own**2 / df + rest**2 / n
    return np.clip(variance**2 / np.where(doubt > 0, doubt, 1.0), df, n)
