"""Parts of a figure, each with what every response adds to its error, and their sums.

References
----------
.. [1] F. Satterthwaite (1946), An approximate distribution of estimates of variance components,
   Biometrics Bulletin 2, 110-114: the degrees of freedom of a sum of variances.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cxnlp.explain.estimation.families import two_sided
from cxnlp.intervals import FloatArray, normal_quantile, t_quantile


@dataclass(frozen=True)
class Piece:
    """A figure of n responses.

    Parameters
    ----------
    value : float
        The figure.
    influence : array of n floats
        How far each response moves it; the squares add up to its variance.
    extra : float
        What few mentions add to the variance.
    df : float
        Degrees of freedom of Student's t; infinite for the normal distribution.
    """

    value: float
    influence: FloatArray
    extra: float = 0.0
    df: float = math.inf

    @property
    def variance(self) -> float:
        """The variance of the figure."""
        return max(float(self.influence @ self.influence) + self.extra, 0.0)

    def figures(self, level: float) -> dict[str, object]:
        """Return `change` with its interval, `low` and `high`, and the `p` of its being 0."""
        error = math.sqrt(self.variance)
        endless = math.isinf(self.df)
        half = error * (normal_quantile(level) if endless else t_quantile(level, self.df))
        p = float(two_sided([self.value], [error], [self.df])[0])
        ends = {"low": self.value - half, "high": self.value + half}
        return {"change": self.value, **ends, "p": p}


def add_up(pieces: Sequence[Piece]) -> Piece:
    """Return the sum of figures of the same responses.

    Influence values add up, so that the sum's error sees how its parts hang together; what few
    mentions add belongs to each part alone. Degrees of freedom are Satterthwaite's [1]_,
    (sum v)^2 / sum (v^2 / df) with v the variances of the parts, at least the fewest of them.

    Parameters
    ----------
    pieces : sequence of Piece
        At least one.
    """
    v = np.asarray([piece.variance for piece in pieces])
    df = np.asarray([piece.df for piece in pieces])
    doubt = float((np.square(v) / df).sum())
    return Piece(
        float(sum(piece.value for piece in pieces)),
        np.asarray(np.sum([piece.influence for piece in pieces], axis=0)),
        float(sum(piece.extra for piece in pieces)),
        max(float(v.sum()) ** 2 / doubt, float(df.min())) if doubt > 0 else math.inf,
    )
