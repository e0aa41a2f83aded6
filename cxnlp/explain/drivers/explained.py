"""How much of the score's variation the issues explain, and where they do not.

References
----------
.. [1] M. Ezekiel (1930), Methods of Correlation Analysis, Wiley: adjusted R^2.
.. [2] D. Allen (1974), The relationship between variable selection and data augmentation and a
   method for prediction, Technometrics 16, 125-127: PRESS.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxnlp.explain.drivers.design import MIN_DF, FittedDesign
from cxnlp.explain.estimation.least_squares import LEVERAGE_LIMIT, least_squares
from cxnlp.explain.sample.responses import Sample
from cxnlp.intervals import FloatArray, normal_quantile
from cxnlp.survey.values.scales import Estimate

UNEXPLAINED = ("comment", "response", "text", "score", "expected", "residual")


@dataclass(frozen=True)
class ExplainedShare:
    """The share of the score's variance that issues explain beyond segments.

    Parameters
    ----------
    within : Estimate
        Adjusted, in these responses, 0 to 1.
    out_of_sample : float
        The same for responses that the regression has not seen (each predicted by all others);
        below 0 where the issues predict worse than the segments alone.
    """

    within: Estimate
    out_of_sample: float


def no_share(n: int, level: float) -> ExplainedShare:
    """Return the share where nothing can be estimated."""
    return ExplainedShare(Estimate(math.nan, math.nan, math.nan, n, level), math.nan)


def explained_share(sample: Sample, model: FittedDesign, level: float) -> ExplainedShare:
    """Return how much of the score's variance the issues explain beyond the segments.

    The difference of the adjusted R^2 [1]_ of the regression with and without its issues. The
    interval is analytic: with e the residuals of the regression, s those of the segments alone and
    d = y - mean, all weighted, R^2 changes by (mean s^2 - mean e^2) / mean d^2, whose influence
    function is (s^2 - e^2 - change d^2) / mean d^2. Out of sample: the same ratio of sums of
    squared leave-one-out residuals e / (1 - leverage), PRESS [2]_. Issues without enough mentions
    for a coefficient of their own are counted as one; rows that
    alone decide a coefficient are left out.

    Parameters
    ----------
    sample : Sample
        The responses.
    model : FittedDesign
        The regression on negative and positive mentions.
    level : float
        Confidence level, between 0 and 1.
    """
    n, design = len(sample), model.design
    if not design.terms or model.fit.df < MIN_DF:
        return no_share(n, level)
    rows = ~model.fit.set_aside
    y, weight = sample.score[rows, None], sample.weight[rows]
    alone = least_squares(design.x[rows, : design.controls], y, weight)
    constant = least_squares(np.ones((len(y), 1)), y, weight)
    share = weight / weight.sum()
    full = np.square(model.fit.residual[rows, 1])
    base, spread = np.square(alone.residual[:, 0]), np.square(constant.residual[:, 0])
    total = float(share @ spread)
    change = float(share @ (base - full)) / total
    adjusted = (
        (float(share @ base) / alone.df - float(share @ full) / model.fit.df) * (len(y) - 1) / total
    )
    influence = (base - full - change * spread) / total
    variance = float(np.square(share) @ np.square(influence))
    half = normal_quantile(level) * math.sqrt(variance)
    value = min(max(adjusted, 0.0), 1.0)
    low, high = max(adjusted - half, 0.0), min(max(adjusted + half, value), 1.0)
    seen = model.fit.residual[rows, 1], model.fit.leverage[rows]
    fits = ((fit.residual[:, 0], fit.leverage) for fit in (alone, constant))
    press = [_press(residual, leverage, share) for residual, leverage in (*fits, seen)]
    return ExplainedShare(
        Estimate(value, min(low, value), high, n, level), (press[0] - press[2]) / press[1]
    )


def unexplained_table(
    sample: Sample, model: FittedDesign | None, comments: pd.DataFrame, count: int = 20
) -> pd.DataFrame:
    """Return the responses whose score the regression misses most, with what they wrote.

    Parameters
    ----------
    sample : Sample
        The responses.
    model : FittedDesign or None
        The regression on negative and positive mentions; without it the table is empty.
    comments : DataFrame
        The comments; the longest with content stands for its response.
    count : int
        How many responses at most.

    Returns
    -------
    DataFrame
        `UNEXPLAINED`, the largest residual in either direction first; in score points.
    """
    if model is None:
        return pd.DataFrame(columns=list(UNEXPLAINED))
    table = pd.DataFrame(
        {
            "response": sample.response,
            "score": sample.score,
            "expected": model.fit.fitted[:, 1],
            "residual": model.fit.residual[:, 1],
        }
    )
    keys = pd.DataFrame(
        {"size": -table["residual"].abs().round(9), "id": table["response"].map(str)}
    )
    shown = table.loc[keys.sort_values(["size", "id"]).index[:count]]
    longest = longest_comments(comments[comments["response"].isin(shown["response"])])
    told = shown.merge(longest, on="response", how="left")
    return told.fillna({"comment": "", "text": ""})[list(UNEXPLAINED)]


def longest_comments(comments: pd.DataFrame) -> pd.DataFrame:
    """Return `response`, `comment`, `text`: of each response the longest comment with content."""
    told = comments[~comments["no_content"].astype(bool)]
    keys = pd.DataFrame({"size": -told["text"].astype(str).str.len(), "id": told["comment"]})
    order = told.loc[keys.sort_values(["size", "id"]).index]
    return order.drop_duplicates("response")[["response", "comment", "text"]]


def _press(residual: FloatArray, leverage: FloatArray, share: FloatArray) -> float:
    left_out = residual / np.maximum(1 - leverage, 1 - LEVERAGE_LIMIT)
    return float(share @ np.square(left_out))
