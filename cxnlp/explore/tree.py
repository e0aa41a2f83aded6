"""Clusters at several granularities: fine ones, and how they join to coarser ones.

Points spread evenly over all of them are joined bottom-up (Ward), which needs no luck and no seed;
the groups found are where k-means begins on all points. The centres of these clusters are joined
bottom-up in turn, so a coarse topic is a union of fine ones at every granularity.

The finest granularity is settled by k-means and the coarser ones are not, so it is the one that
holds best and agrees best with labels: hence about as many clusters are sought as are to be shown,
and not many more to be joined.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxnlp.explore.clauses import Floats, Ints
from cxnlp.model.heads import times

MOST, EACH, EACH_OF_FEW = 40, 25, 8
SAMPLE = 3000
STEP, FEWEST = 2.5, 4
SLACK = 0.25
"""How far a granularity may stray from its number of topics to where the clusters lie apart."""


@dataclass(frozen=True)
class Tree:
    """Fine clusters, and how they join.

    Parameters
    ----------
    centres : float32 array, (m, d)
        The fine clusters' centres, of length 1.
    layers : tuple of int array, (m,)
        For each granularity, the finest first, the group that each fine cluster is in, from 0.
    engine : str
        What found them: "kmeans" or "evoc".
    """

    centres: Floats
    layers: tuple[Ints, ...]
    engine: str = "kmeans"

    def nearest(self, points: Floats) -> tuple[Ints, Floats]:
        """Return the nearest fine cluster of each point, and how near it is (cosine)."""
        return nearest(points, self.centres)


def nearest(points: Floats, centres: Floats) -> tuple[Ints, Floats]:
    """Return the nearest centre of each point, and its cosine; each point by itself, to the bit."""
    cosines = times(points, np.ascontiguousarray(centres.T))
    best = cosines.argmax(axis=1)
    return best, np.take_along_axis(cosines, best[:, None], axis=1)[:, 0]


def by_size(size: Ints) -> Ints:
    """Return a number for each group from 1, the largest first."""
    rank = np.empty(len(size), np.intp)
    rank[np.argsort(-size, kind="stable")] = np.arange(1, len(size) + 1)
    return rank


def grow(points: Floats, weight: NDArray[np.float64], counts: Sequence[int]) -> list[Tree]:
    """Find clusters, at each of several numbers; points are joined but once.

    Parameters
    ----------
    points : float32 array, (n, d)
        Distinct points of length 1, at least one.
    weight : float array, (n,)
        How often each point occurs.
    counts : sequence of int
        How many fine clusters to look for in each tree.
    """
    drawn = points[_spread_evenly(points)]
    groups = groups_of(drawn, [min(count, len(points)) for count in counts])
    return [_grown(points, weight, drawn, group) for group in groups]


def _grown(points: Floats, weight: NDArray[np.float64], drawn: Floats, group: Ints) -> Tree:
    if not group.any():
        return Tree(_mean(points, weight), (np.zeros(1, np.intp),))
    starts = np.stack([drawn[group == g].mean(0) for g in range(group.max() + 1)])
    centres = _settled(points, weight, starts)
    return Tree(centres, layers_of(centres))


def _spread_evenly(points: Floats) -> Ints:
    """Return the points to join: of many, 3,000 at even steps along their first direction."""
    if len(points) <= SAMPLE:
        return np.arange(len(points))
    along = np.argsort(points[:, 0], kind="stable")
    return along[np.linspace(0, len(points) - 1, SAMPLE).round().astype(np.intp)]


def most_topics(n: float) -> int:
    """Return the most clusters to look for in so many clauses: one for 25, but 40 at most.

    Of few clauses it is one for 8, so that a dozen topics can be told apart in a hundred.
    """
    return int(np.clip(round(max(n / EACH, min(n / EACH_OF_FEW, 12))), 1, MOST))


def joined(points: Floats, count: int) -> Ints:
    """Join points bottom-up to at most `count` groups; return each point's group, from 0."""
    return groups_of(points, [count])[0]


def groups_of(points: Floats, counts: Sequence[int]) -> list[Ints]:
    """Join points bottom-up, and return each point's group at each of several numbers of them."""
    from scipy.cluster.hierarchy import fcluster, linkage

    if len(points) <= min(counts):
        return [np.arange(len(points))] * len(counts)
    merges = linkage(points.astype(np.float64), "ward")
    return [np.asarray(fcluster(merges, count, "maxclust") - 1, np.intp) for count in counts]


def layers_of(centres: Floats) -> tuple[Ints, ...]:
    """Join fine clusters to coarser and coarser ones."""
    from scipy.cluster.hierarchy import fcluster, linkage

    layers = [np.arange(len(centres))]
    if len(centres) < 2 * FEWEST:
        return tuple(layers)
    merges = linkage(centres.astype(np.float64), "ward")
    target = len(centres) / STEP
    while target >= FEWEST:
        count = _apart(merges[:, 2], target)
        layers.append(np.asarray(fcluster(merges, count, "maxclust") - 1, np.intp))
        target /= STEP
    return tuple(layers)


def _apart(heights: NDArray[np.float64], target: float) -> int:
    """Return the number of groups near a target that lie furthest apart for their size."""
    low, high = max(2, round(target * (1 - SLACK))), round(target * (1 + SLACK))
    counts = range(low, min(high, len(heights)) + 1)
    # With k groups left, the next merge is the (k-1)th from the end.
    gaps = [heights[-k + 1] / max(float(heights[-k]), 1e-12) for k in counts]
    return counts[int(np.argmax(gaps))]


def _settled(points: Floats, weight: NDArray[np.float64], starts: Floats) -> Floats:
    """Move centres by k-means; one thread, as several add up in an order that changes."""
    from sklearn.cluster import KMeans
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):
        means = KMeans(len(starts), init=starts, n_init=1, max_iter=50, random_state=0)
        means.fit(points, sample_weight=weight)
    return _unit(means.cluster_centers_)


def _mean(points: Floats, weight: NDArray[np.float64]) -> Floats:
    return _unit(np.average(points, axis=0, weights=weight)[None])


def _unit(rows: NDArray[np.floating]) -> Floats:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-12), np.float32)
