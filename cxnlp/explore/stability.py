"""Which topics are there again when half of the clauses are clustered anew.

References
----------
.. [1] C. Hennig (2007), Cluster-wise assessment of cluster stability, Computational Statistics &
   Data Analysis 52, 258-271: the Jaccard similarity of a cluster with the most similar one of a
   resample; from about .75 a cluster is stable, from .6 a pattern, below it is not to be trusted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxnlp.explore.clauses import Floats, Ints
from cxnlp.explore.tree import Tree, grow, joined

Grow = Callable[[Floats, NDArray[np.float64], int], Tree]

MOST = 4000
"""Of more distinct clauses, this many are drawn for each resample."""


@dataclass(frozen=True)
class Stability:
    """How well the topics of one granularity hold.

    Parameters
    ----------
    topics : float array, (groups,)
        Mean Jaccard similarity of each group with the most similar one of a resample, 0 to 1; NaN
        where it was not looked at.
    agreement : float
        Mean adjusted Rand index between these topics and those of resamples.
    mean : float
        Of `topics`, each weighing as many clauses as it has.
    """

    topics: NDArray[np.float64]
    agreement: float
    mean: float


def stability_of(
    points: Floats, weight: NDArray[np.float64], tree: Tree, repeats: int, seed: int,
    grown: Grow = grow,
) -> tuple[Stability, ...]:  # fmt: skip
    """Cluster random halves anew and compare with a tree's layers.

    Parameters
    ----------
    points : float32 array, (n, d)
        Distinct points.
    weight : float array, (n,)
        How often each occurs.
    tree : Tree
        What was found in all of them.
    repeats : int
        How many halves.
    seed : int
        Of the draws.
    grown : callable
        What clusters, as `cxnlp.explore.tree.grow` does.
    """
    # In an order of their own, so that the halves are the same however the rows are sorted.
    along = np.argsort(points[:, 0], kind="stable")
    points, weight = points[along], weight[along]
    own = [layer[tree.nearest(points)[0]] for layer in tree.layers]
    random = np.random.default_rng(seed + 1)
    rounds = [_again(points, weight, tree, own, random, grown) for _ in range(repeats)]
    return tuple(
        _summed(layer, group, weight, [each[i] for each in rounds])
        for i, (layer, group) in enumerate(zip(tree.layers, own, strict=True))
    )


def _again(
    points: Floats, weight: NDArray[np.float64], tree: Tree, own: list[Ints],
    random: np.random.Generator, grown: Grow,
) -> list[tuple[NDArray[np.float64], float]]:  # fmt: skip
    """Return, for each layer, each topic's likeness to one of a half, and the agreement."""
    size = max(min(len(points) // 2, MOST), 1)
    rows = np.sort(random.choice(len(points), size, replace=False))
    again = grown(points[rows], weight[rows], len(tree.centres))
    found = again.nearest(points[rows])[0]
    made = []
    for layer, mine in zip(tree.layers, own, strict=True):
        groups = int(layer.max()) + 1
        other = joined(again.centres, groups)[found]
        made.append(_likeness(mine[rows], other, weight[rows], groups))
    return made


def _likeness(
    mine: Ints, other: Ints, weight: NDArray[np.float64], groups: int
) -> tuple[NDArray[np.float64], float]:
    from sklearn.metrics import adjusted_rand_score

    both = np.zeros((groups, int(other.max()) + 1))
    np.add.at(both, (mine, other), weight)
    either = both.sum(1, keepdims=True) + both.sum(0, keepdims=True) - both
    jaccard = np.where(both.sum(1) > 0, (both / np.maximum(either, 1e-12)).max(1), np.nan)
    return jaccard, float(adjusted_rand_score(mine, other))


def _summed(
    layer: Ints, group: Ints, weight: NDArray[np.float64],
    rounds: list[tuple[NDArray[np.float64], float]],
) -> Stability:  # fmt: skip
    groups = int(layer.max()) + 1
    size = np.bincount(group, weights=weight, minlength=groups)
    if not rounds:
        return Stability(np.full(groups, np.nan), float("nan"), float("nan"))
    seen = np.stack([jaccard for jaccard, _ in rounds])
    known = np.isfinite(seen)
    topics = np.where(known, seen, 0).sum(0) / np.maximum(known.sum(0), 1)
    topics = np.where(known.any(0), topics, np.nan)
    some = np.isfinite(topics) & (size > 0)
    mean = float(np.average(topics[some], weights=size[some])) if some.any() else float("nan")
    return Stability(topics, float(np.mean([ari for _, ari in rounds])), mean)
