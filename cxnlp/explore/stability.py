"""Which topics are there again when half of the clauses are clustered anew.

References
----------
.. [1] C. Hennig (2007), Cluster-wise assessment of cluster stability, Computational Statistics &
   Data Analysis 52, 258-271: the Jaccard similarity of a cluster with the most similar one of a
   resample; from about .75 a cluster is stable, from .6 a pattern, below it is not to be trusted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxnlp.explore.apart import apart_in
from cxnlp.explore.clauses import Floats, Ints
from cxnlp.explore.tree import Tree, grow, joined

Grow = Callable[[Floats, NDArray[np.float64], Sequence[int]], list[Tree]]

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


@dataclass(frozen=True)
class Half:
    """Half of the points, clustered anew.

    Parameters
    ----------
    rows : int array
        Which points.
    trees : mapping of int to Tree
        What was found in them, by the number of clusters sought.
    apart : mapping of int to float
        How far apart those clusters lie in the other half: `cxnlp.explore.apart`.
    """

    rows: Ints
    trees: Mapping[int, Tree]
    apart: Mapping[int, float]


def halves_of(
    points: Floats,
    weight: NDArray[np.float64],
    counts: Sequence[int],
    repeats: int,
    seed: int,
    grown: Grow = grow,
) -> tuple[Half, ...]:
    """Cluster random halves anew, each at several numbers.

    Parameters
    ----------
    points : float32 array, (n, d)
        Distinct points, in an order that does not depend on that of the rows.
    weight : float array, (n,)
        How often each occurs.
    counts : sequence of int
        The numbers of clusters.
    repeats : int
        How many halves.
    seed : int
        Of the draws.
    grown : callable
        What clusters, as `cxnlp.explore.tree.grow` does.
    """
    random = np.random.default_rng(seed + 1)
    made = []
    size = max(min(len(points) // 2, MOST), 1)
    for _ in range(repeats):
        order = random.permutation(len(points))
        rows, others = np.sort(order[:size]), np.sort(order[size : 2 * size])
        trees = dict(zip(counts, grown(points[rows], weight[rows], counts), strict=True))
        apart = {count: apart_in(points[others], tree.centres) for count, tree in trees.items()}
        made.append(Half(rows, trees, apart))
    return tuple(made)


def stability_of(
    points: Floats, weight: NDArray[np.float64], tree: Tree, count: int, halves: Sequence[Half]
) -> tuple[Stability, ...]:
    """Compare a tree's layers with what was found in halves.

    Parameters
    ----------
    points, weight
        As in `halves_of`.
    tree : Tree
        What was found in all points.
    count : int
        How many clusters were sought.
    halves : sequence of Half
        Clustered at that number.
    """
    own = [layer[tree.nearest(points)[0]] for layer in tree.layers]
    rounds = [_again(points, weight, tree, own, half, half.trees[count]) for half in halves]
    return tuple(
        _summed(layer, group, weight, [each[i] for each in rounds])
        for i, (layer, group) in enumerate(zip(tree.layers, own, strict=True))
    )


def _again(
    points: Floats,
    weight: NDArray[np.float64],
    tree: Tree,
    own: list[Ints],
    half: Half,
    again: Tree,
) -> list[tuple[NDArray[np.float64], float]]:
    """Return, for each layer, each topic's likeness to one of a half, and the agreement."""
    rows = half.rows
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
    layer: Ints,
    group: Ints,
    weight: NDArray[np.float64],
    rounds: list[tuple[NDArray[np.float64], float]],
) -> Stability:
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
