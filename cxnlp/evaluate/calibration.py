"""Whether a probability of 0.8 is right in eight cases of ten.

References
----------
.. [1] C. Guo, G. Pleiss, Y. Sun, K. Weinberger (2017), On calibration of modern neural networks,
   ICML: the expected calibration error over bins of equal width.
.. [2] K. Nguyen, B. O'Connor (2015), Posterior calibration and exploratory analysis for natural
   language processing models, EMNLP: bins that hold equally many cases.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from cxnlp.evaluate.counts import FloatArray, share

BINS = 10
WIDTH, MASS = "equal width", "equal mass"
RELIABILITY_COLUMNS = ("bins", "from", "to", "n", "predicted", "observed", "low", "high")


def reliability(predicted: ArrayLike, right: ArrayLike, bins: int = BINS) -> pd.DataFrame:
    """Return predicted against observed, in bins of equal width [1]_ and of equal mass [2]_.

    Parameters
    ----------
    predicted : array of n floats
        Probabilities, 0 to 1.
    right : array of n bool
        Whether what was predicted was so.
    bins : int
        How many at most; empty ones are left out.

    Returns
    -------
    DataFrame
        Columns as `RELIABILITY_COLUMNS`: the mean prediction of each bin, the observed share and
        the ends of its Wilson interval.
    """
    p, y = np.asarray(predicted, dtype=float), np.asarray(right, dtype=bool)
    rows = []
    for name, place in ((WIDTH, _by_width(p, bins)), (MASS, _by_mass(p, bins))):
        for number in np.unique(place):
            inside = place == number
            seen = p[inside]
            ends = (float(seen.min()), float(seen.max()))
            if name == WIDTH:
                ends = (number / bins, (number + 1) / bins)
            observed = share(int(y[inside].sum()), int(inside.sum()))
            rows.append((name, *ends, int(inside.sum()), float(seen.mean()), *observed))
    return pd.DataFrame(rows, columns=list(RELIABILITY_COLUMNS))


def calibration_error(table: pd.DataFrame) -> dict[str, float]:
    """Return the mean distance of predicted and observed, weighted by the cases in each bin.

    Parameters
    ----------
    table : DataFrame
        What `reliability` returned.

    Returns
    -------
    dict of str to float
        By the kind of bins, 0 (calibrated) to 1.
    """
    gap = (table["predicted"] - table["observed"]).abs() * table["n"]
    sums = gap.groupby(table["bins"]).sum() / table["n"].groupby(table["bins"]).sum()
    return {str(name): float(value) for name, value in sums.items()}


def _by_width(p: FloatArray, bins: int) -> NDArray[np.int64]:
    return np.clip((p * bins).astype(np.int64), 0, bins - 1)


def _by_mass(p: FloatArray, bins: int) -> NDArray[np.int64]:
    """Cut at quantiles; equal probabilities stay together, so that order does not matter."""
    if not len(p):
        return np.zeros(0, np.int64)
    cuts = np.unique(np.quantile(p, np.linspace(0, 1, bins + 1)[1:-1]))
    return np.asarray(np.searchsorted(cuts, p, side="right"), np.int64)
