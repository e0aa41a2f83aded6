"""How much of the score's variation goes with each issue, where issues come together: LMG.

References
----------
.. [1] R. Lindeman, P. Merenda, R. Gold (1980), Introduction to Bivariate and Multivariate
   Analysis, Scott Foresman: the mean gain in R^2 over all orders of entry.
.. [2] U. Grömping (2006), Relative importance for linear regression in R: the package relaimpo,
   Journal of Statistical Software 17(1): groups, forced regressors, intervals.
.. [3] J. Castro, D. Gómez, J. Tejada (2009), Polynomial calculation of the Shapley value based on
   sampling, Computers & Operations Research 36, 1726-1730: drawn orders and their error.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, permutations

import numpy as np
from numpy.typing import NDArray

from cxnlp.intervals import FloatArray

IntArray = NDArray[np.intp]

MOST_ORDERS = 5040
DRAWN_ORDERS = 2000
_CHUNK, _ROWS = 200, 20_000
_JITTER = 1e-10
_DEPENDENT = 1e-4


@dataclass(frozen=True)
class Importance:
    """The shares of variance of g groups of columns.

    Parameters
    ----------
    value : array of g floats
        Each group's share of the outcome's variance, 0 to 1 (adjusted ones may fall a little below
        0); they add up to `total`.
    error : array of g floats
        Standard errors over samples of rows, the error of drawing orders included.
    drawn_error : array of g floats
        The standard error of drawing orders alone; 0 where all orders were taken.
    orders : int
        How many orders of entry were taken.
    total : float
        The share of all groups together, beyond the forced columns.
    """

    value: FloatArray
    error: FloatArray
    drawn_error: FloatArray
    orders: int
    total: float


def lmg(
    x: FloatArray,
    y: FloatArray,
    weight: FloatArray,
    forced: int,
    groups: Sequence[Sequence[int]],
    *,
    adjusted: bool = True,
    seed: int = 0,
) -> Importance:
    """Split the explained share among groups of columns: LMG [1]_ with forced columns [2]_.

    A group's importance is its gain in R^2 when it enters after some others, averaged over the
    orders in which groups can enter; the forced columns are always in. All orders are taken where
    there are at most 5040 (seven groups), else 2000 are drawn, each with its reverse [3]_, and the
    error of drawing is told. In each order the gains add up to the whole share, so their means do.

    The influence of row i is a_i (mean over orders of (e^2 before - e^2 after) - importance d^2) /
    V, with a = w / sum w, e the residuals before and after the group enters, d = y - mean and V
    their weighted mean square. To its variance 2 k ((1 - R^2) / n)^2 is added, what the gain of k
    columns of pure noise varies by, which the first-order term misses near zero.

    Parameters
    ----------
    x : n x k floats
        The columns; the first `forced` ones are always in, the constant among them.
    y : array of n floats
        The outcome.
    weight : array of n floats
        Survey weights, positive.
    forced : int
        How many columns are forced.
    groups : sequence of g sequences of int
        The places of each group's columns.
    adjusted : bool
        Adjust R^2 for the number of columns, so that pure noise explains nothing on average;
        without, the figures are those of R's relaimpo.
    seed : int
        Of the drawn orders.
    """
    world = _World.of(x, y, weight, forced, groups, adjusted)
    orders = _orders(len(groups), seed)
    parts = [_walk(world, orders[at : at + _CHUNK]) for at in range(0, len(orders), _CHUNK)]
    gains = np.concatenate([part[0] for part in parts])
    moved, bent = (np.sum([part[at] for part in parts], axis=0) / len(orders) for at in (1, 2))
    value = gains.mean(axis=0)
    drawn = np.zeros(len(groups))
    if len(orders) == DRAWN_ORDERS and math.factorial(len(groups)) > MOST_ORDERS:
        pairs = (gains[0::2] + gains[1::2]) / 2
        drawn = pairs.std(axis=0, ddof=1) / math.sqrt(len(pairs))
    total = float(gains[0].sum())
    noise = 2 * world.sizes * ((1 - min(max(total, 0), 1)) / len(y)) ** 2
    variance = world.variance(moved, bent) + noise + np.square(drawn)
    return Importance(value, np.sqrt(variance), drawn, len(orders), total)


@dataclass(frozen=True)
class _World:
    """Columns and outcome, the forced columns taken out of both, and their cross-products."""

    x: FloatArray
    y: FloatArray
    share: FloatArray
    spread: FloatArray
    gram: FloatArray
    moment: FloatArray
    places: tuple[IntArray, ...]
    sizes: FloatArray
    free: int
    adjusted: bool

    @staticmethod
    def of(
        x: FloatArray,
        y: FloatArray,
        weight: FloatArray,
        forced: int,
        groups: Sequence[Sequence[int]],
        adjusted: bool,
    ) -> _World:
        share, control = weight / weight.sum(), x[:, :forced]
        both = np.column_stack([x[:, [at for group in groups for at in group]], y])
        weighed = control.T * share
        inverse = np.linalg.pinv(weighed @ control, hermitian=True)
        left = both - control @ (inverse @ (weighed @ both))
        inner = left[:, :-1]
        length = np.sqrt(share @ np.square(inner))
        inner = inner / np.where(length > _DEPENDENT**2, length, np.inf)
        ends = np.cumsum([0, *(len(group) for group in groups)])
        return _World(
            inner,
            left[:, -1],
            share,
            np.square(y - share @ y),
            (inner.T * share) @ inner,
            (inner.T * share) @ left[:, -1],
            tuple(np.arange(a, b) for a, b in pairwise(ends)),
            np.diff(ends).astype(float),
            len(x) - int(np.linalg.matrix_rank(weighed @ control, hermitian=True)),
            adjusted,
        )

    def variance(self, moved: FloatArray, bent: FloatArray) -> FloatArray:
        """Sum the squared influences: 2 y x'moved_g + x'bent_g x is the mean drop of e^2."""
        whole = float(self.share @ self.spread)
        total = np.zeros(len(moved))
        for start in range(0, len(self.y), _ROWS):
            rows = slice(start, start + _ROWS)
            x, share, spread = self.x[rows], self.share[rows], self.spread[rows]
            for at in range(len(moved)):
                drop = 2 * self.y[rows] * (x @ moved[at]) + ((x @ bent[at]) * x).sum(axis=1)
                mean = self._drop(moved[at], bent[at])
                total[at] += np.square(share * (drop - mean / whole * spread)).sum()
        return total / whole**2

    def _drop(self, moved: FloatArray, bent: FloatArray) -> float:
        return float(2 * self.moment @ moved + (bent * self.gram).sum())


def _orders(groups: int, seed: int) -> IntArray:
    if math.factorial(groups) <= MOST_ORDERS:
        return np.asarray(list(permutations(range(groups))), dtype=np.intp)
    random = np.random.default_rng(seed)
    half = random.permuted(np.tile(np.arange(groups), (DRAWN_ORDERS // 2, 1)), axis=1)
    return np.stack([half, half[:, ::-1]], axis=1).reshape(-1, groups)


def _walk(world: _World, orders: IntArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Let the groups enter in each order.

    Returns
    -------
    gains : N x g floats
        Each group's gain in R^2.
    moved : g x p floats
        The sum over orders of the coefficients' change when the group enters.
    bent : g x p x p floats
        The sum over orders of b b' before less b b' after.
    """
    columns = np.asarray([np.concatenate([world.places[g] for g in order]) for order in orders])
    gram = world.gram[columns[:, :, None], columns[:, None, :]]
    lower = np.linalg.cholesky(gram + _JITTER * np.eye(gram.shape[1]))
    inverse = np.linalg.inv(lower)
    z = np.einsum("nij,nj->ni", inverse, world.moment[columns])
    ends = np.cumsum(world.sizes[orders].astype(np.intp), axis=1)
    new = np.diagonal(lower, axis1=1, axis2=2) > _DEPENDENT
    share = _explained(world, _up_to(np.square(z), ends), _up_to(new.astype(float), ends))
    entered = _up_to(inverse * z[:, :, None], ends)
    back = np.broadcast_to(np.argsort(columns, axis=1)[:, None, :], entered.shape)
    coefficient = np.take_along_axis(entered, back, axis=2)
    place, n = np.argsort(orders, axis=1), np.arange(len(orders))
    gains = np.take_along_axis(np.diff(share, axis=1), place, axis=1)
    moved, bent = [], []
    for group in range(orders.shape[1]):
        before, after = (coefficient[n, place[:, group] + step] for step in (0, 1))
        moved.append((after - before).sum(axis=0))
        bent.append(before.T @ before - after.T @ after)
    return gains, np.asarray(moved), np.asarray(bent)


def _up_to(values: FloatArray, ends: IntArray) -> FloatArray:
    """Return the sums of the first values along axis 1: none, then up to each end."""
    sums = np.cumsum(values, axis=1)
    at = (ends - 1).reshape(*ends.shape, *(1,) * (values.ndim - 2))
    chosen = np.take_along_axis(sums, np.broadcast_to(at, (*ends.shape, *values.shape[2:])), 1)
    return np.concatenate([np.zeros_like(chosen[:, :1]), chosen], axis=1)


def _explained(world: _World, drop: FloatArray, columns: FloatArray) -> FloatArray:
    """Return R^2, adjusted where wanted, after each group's entry; N x (g + 1)."""
    whole = float(world.share @ world.spread)
    rest = float(world.share @ np.square(world.y)) - drop
    if not world.adjusted:
        return 1 - rest / whole
    free = np.maximum(world.free - columns, 1)
    return 1 - rest / free * (len(world.y) - 1) / whole
