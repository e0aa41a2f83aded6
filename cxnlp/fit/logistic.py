"""Logistic corrections of what the model says, shrunk towards leaving it as it is.

What is learned has a normal prior around "no change", so few labels change little and many labels
much; nothing has to be chosen for a number of labels. With the state that an issue looked at as
its features, a correction is a sum over the labelled comments of how like them a comment is:
each labelled comment is an example of its issues, and each other one a counterexample.

References
----------
.. [1] C. Bishop (2006), Pattern recognition and machine learning, section 4.3: logistic regression;
   section 6.1: the sum over examples that a linear model with such a prior is.
.. [2] H. Daumé III (2007), Frustratingly easy domain adaptation, ACL: what all have in common
   beside what each has of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Objective = Callable[[Floats], tuple[float, Floats]]

# Standard deviations of the priors, in logits; measured by models/train/learning_curve.py.
SHIFT, OWN_SHIFT = 1.0, 0.7
SLOPE, OWN_SLOPE = 0.15, 0.1
WEIGHTS = 1.5
FEELING_SHIFT, FEELING_SLOPE, FEELING_WEIGHTS = 0.7, 0.3, 1.5


def probability(logit: Floats) -> Floats:
    """Return 1 / (1 + exp(-logit)), of logits that may be large."""
    return np.asarray(1 / (1 + np.exp(-np.clip(logit, -500, 500))))


@dataclass(frozen=True)
class MentionFit:
    """A correction of k issues' mentions; the last of the k + 1 rows is what they have in common.

    Parameters
    ----------
    slope, shift : float array, (k + 1,)
        What a logit is multiplied by, and what is added.
    weights : float array, (k + 1, hidden)
        What each number of the state adds.
    """

    slope: Floats
    shift: Floats
    weights: Floats

    def logits(self, logit: Floats, seen: NDArray[np.floating]) -> Floats:
        """Return the corrected logits, (n, k), of logits (n, k) and states (n, k, hidden)."""
        moved = np.einsum("nkh,kh->nk", seen, self.weights[:-1])
        return np.asarray(logit * self.slope[:-1] + self.shift[:-1] + moved)


def fit_mentions(logit: Floats, seen: NDArray[np.floating], truth: NDArray[np.bool_]) -> MentionFit:
    """Learn to correct mentions.

    Parameters
    ----------
    logit : float array, (n, k)
        The model's logits of n comments and k issues.
    seen : float array, (n, k, hidden)
        The states that the issues looked at.
    truth : bool array, (n, k)
        Who mentions what.
    """
    k = logit.shape[1]
    basis = [_Basis.of(seen[:, i]) for i in range(k)]
    places = np.stack([b.coordinates(seen[:, i]) for i, b in enumerate(basis)])
    size = places.shape[2]

    def parts(p: Floats) -> tuple[Floats, Floats, Floats]:
        slope = 1 + SLOPE * p[0] + OWN_SLOPE * p[2 : 2 + k]
        shift = SHIFT * p[1] + OWN_SHIFT * p[2 + k : 2 + 2 * k]
        return slope, shift, WEIGHTS * p[2 + 2 * k :].reshape(k, size)

    def objective(p: Floats) -> tuple[float, Floats]:
        slope, shift, weights = parts(p)
        eta = logit * slope + shift + (places @ weights[:, :, None])[:, :, 0].T
        gap = probability(eta) - truth
        by_slope, by_shift = (gap * logit).sum(0), gap.sum(0)
        by_weights = gap.T[:, None] @ places
        return float((np.logaddexp(0, eta) - truth * eta).sum() + p @ p / 2), p + np.concatenate(
            [
                [SLOPE * by_slope.sum(), SHIFT * by_shift.sum()],
                OWN_SLOPE * by_slope,
                OWN_SHIFT * by_shift,
                WEIGHTS * by_weights.ravel(),
            ]
        )

    best = _least(objective, 2 + 2 * k + k * size)
    slope, shift, inner = parts(best)
    weights = np.stack([b.weights(w) for b, w in zip(basis, inner, strict=True)])
    shift = shift - np.array([w @ b.centre for b, w in zip(basis, weights, strict=True)])
    return MentionFit(
        np.append(slope, 1 + SLOPE * best[0]),
        np.append(shift, SHIFT * best[1]),
        np.vstack([weights, np.zeros_like(weights[:1])]),
    )


@dataclass(frozen=True)
class FeelingFit:
    """A correction of the four feelings, the same for all issues.

    Parameters
    ----------
    slope : float
        What the logarithm of each probability is multiplied by.
    shift : float array, (4,)
        What is added.
    weights : float array, (hidden, 4)
        What each number of the state adds.
    """

    slope: float
    shift: Floats
    weights: Floats

    def logits(self, told: Floats, seen: NDArray[np.floating]) -> Floats:
        """Return the corrected logits, (..., 4), of log-probabilities and states (..., hidden)."""
        return np.asarray(told * self.slope + self.shift + seen @ self.weights)


def fit_feelings(told: Floats, seen: NDArray[np.floating], truth: NDArray[np.int64]) -> FeelingFit:
    """Learn to correct feelings; of no labels, nothing is learned.

    Parameters
    ----------
    told : float array, (m, 4)
        The logarithms of the model's probabilities at m mentions whose feeling is known.
    seen : float array, (m, hidden)
        The states that the issues looked at.
    truth : int array, (m,)
        The feeling's number.
    """
    if not len(truth):
        return FeelingFit(1.0, np.zeros(4), np.zeros((seen.shape[1], 4)))
    basis = _Basis.of(seen)
    places, right = basis.coordinates(seen), np.eye(4)[truth]

    def parts(p: Floats) -> tuple[float, Floats, Floats]:
        slope, shift = float(1 + FEELING_SLOPE * p[0]), FEELING_SHIFT * p[1:5]
        return slope, shift, FEELING_WEIGHTS * p[5:].reshape(-1, 4)

    def objective(p: Floats) -> tuple[float, Floats]:
        slope, shift, weights = parts(p)
        eta = told * slope + shift + places @ weights
        eta -= eta.max(axis=1, keepdims=True)
        total = np.log(np.exp(eta).sum(axis=1, keepdims=True))
        gap = np.exp(eta - total) - right
        loss = float(-((eta - total) * right).sum() + p @ p / 2)
        return loss, p + np.concatenate(
            [
                [FEELING_SLOPE * (gap * told).sum()],
                FEELING_SHIFT * gap.sum(0),
                FEELING_WEIGHTS * (places.T @ gap).ravel(),
            ]
        )

    slope, shift, inner = parts(_least(objective, 5 + 4 * places.shape[1]))
    weights = np.stack([basis.weights(column) for column in inner.T], axis=1)
    return FeelingFit(slope, shift - basis.centre @ weights, weights)


@dataclass(frozen=True)
class _Basis:
    """The directions in which states of n comments differ: nothing is learned in any other."""

    centre: Floats
    scale: float
    axes: Floats

    @classmethod
    def of(cls, states: NDArray[np.floating]) -> _Basis:
        centre = states.mean(axis=0, dtype=np.float64)
        apart = states - centre
        scale = float(np.sqrt((apart**2).sum(axis=1).mean())) or 1.0
        return cls(centre, scale, np.linalg.svd(apart, full_matrices=False)[2])

    def coordinates(self, states: NDArray[np.floating]) -> Floats:
        return np.asarray((states - self.centre) / self.scale @ self.axes.T)

    def weights(self, inner: Floats) -> Floats:
        """Return weights of coordinates as weights of states."""
        return np.asarray(inner @ self.axes / self.scale)


def _least(objective: Objective, size: int) -> Floats:
    from scipy.optimize import minimize

    found = minimize(objective, np.zeros(size), jac=True, method="L-BFGS-B")
    return np.asarray(found.x, float)
