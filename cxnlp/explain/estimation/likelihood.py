"""Newton's method for a penalised likelihood, and each row's influence on its parameters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cxnlp.errors import ExplainError
from cxnlp.intervals import FloatArray

PRIOR = 5.0
"""Standard deviation of a coefficient's prior, in log-odds: wide, so that it only keeps the figures
of those who all gave one score from running away."""
STEPS = 50


@dataclass(frozen=True)
class Fitted:
    """Parameters that make the data likeliest.

    Parameters
    ----------
    parameter : array of q floats
        The estimates.
    influence : n x q floats
        How far each row moves them: the inverse information times the row's score, widened by
        sqrt(n / (n - q)) for the parameters that were fitted.
    """

    parameter: FloatArray
    influence: FloatArray


def ridge(free: int, held: int) -> FloatArray:
    """Return the precisions of priors: none for `free` parameters, 1 / PRIOR^2 for `held`."""
    return np.concatenate([np.full(free, 1e-8), np.full(held, PRIOR**-2)])


def maximise(
    value: Callable[[FloatArray], float],
    slopes: Callable[[FloatArray], tuple[FloatArray, FloatArray]],
    start: FloatArray,
    penalty: FloatArray,
    weight: FloatArray,
) -> Fitted:
    """Maximise value - sum penalty parameter^2 / 2 by Newton's method with halved steps.

    Parameters
    ----------
    value : callable
        The log-likelihood.
    slopes : callable
        Each row's score (n x q), and the information (q x q).
    start, penalty : array of q floats
        Where to begin; precision of each parameter's prior.
    weight : array of n floats
        Survey weights, for n.

    Raises
    ------
    ExplainError
        If it does not settle.
    """

    def penalised(at: FloatArray) -> float:
        return value(at) - float(penalty @ at**2) / 2

    here, best = start, penalised(start)
    for _ in range(STEPS):
        score, information = slopes(here)
        inner = information + np.diag(penalty)
        step = np.linalg.solve(inner, score.sum(axis=0) - penalty * here)
        size = 1.0
        while size > 1e-6 and not penalised(here + size * step) >= best - 1e-9 * abs(best):
            size /= 2
        here = here + size * step
        best = penalised(here)
        if np.abs(size * step).max() < 1e-8 * (1 + np.abs(here).max()) or size <= 1e-6:
            n = int((weight > 0).sum())
            score, information = slopes(here)
            influence = np.linalg.solve(information + np.diag(penalty), score.T).T
            return Fitted(here, influence * np.sqrt(n / max(n - len(here), 1)))
    raise ExplainError("the likelihood did not settle", "the linear model", "use model='linear'")
