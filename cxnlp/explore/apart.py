"""How many topics to show: as many as lie apart, measured on clauses they were not found in.

The more clusters, the nearer a clause lies to its next nearest one, even where there is nothing to
be found. So the gap between the two is set beside the one that as many independent directions would
leave by chance: where clusters are real it holds as they become more, and where a cluster is merely
cut in two it does not.

References
----------
.. [1] E. Hruschka, R. Campello, L. de Castro (2004), Evolutionary algorithms for clustering gene
   expression data, ICDM: the silhouette with distances from centres.
.. [2] R. Tibshirani, G. Walther, T. Hastie (2001), Estimating the number of clusters in a data set
   via the gap statistic, Journal of the Royal Statistical Society B 63, 411-423: a measure beside
   what it is without clusters.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np

from cxnlp.explore.clauses import Floats
from cxnlp.model.heads import times

NEARLY = 0.95
"""Fewer topics are shown where they lie this nearly as far apart as any number of them."""
WIDEST = 8.0
"""Standard deviations within which the gap left by chance is added up."""


def most_apart(apart: Mapping[int, float]) -> int:
    """Return the fewest topics that lie nearly as far apart as any number of them.

    Parameters
    ----------
    apart : mapping of int to float
        By number of topics, the mean of `apart_in`; at least one.
    """
    best = max(apart.values())
    return min(count for count, value in apart.items() if value >= NEARLY * best)


def apart_in(points: Floats, centres: Floats) -> float:
    """Return how far apart clusters lie: the mean gap [1]_ in units of chance [2]_.

    A point's gap is how much nearer it is to its own centre than to the next one, as a share of its
    distance (1 - cosine) from that, 0 to 1.

    Parameters
    ----------
    points : float32 array, (n, d)
        Distinct points of length 1 that the clusters were not found in. Each counts once: what is
        said in the same words a hundred times is always a cluster, and tells nothing of the rest.
    centres : float32 array, (m, d)
        The clusters' centres; of fewer than two nothing lies apart, so it is 0.
    """
    if len(centres) < 2 or not len(points):
        return 0.0
    cosines = np.sort(times(points, np.ascontiguousarray(centres.T)), axis=1)[:, -2:]
    gap = (cosines[:, 1] - cosines[:, 0]) / np.maximum(1 - cosines[:, 0], 1e-6)
    return float(gap.mean()) / by_chance(len(centres))


@cache
def by_chance(count: int) -> float:
    """Return the expected gap between the two largest of so many standard normal draws."""
    from scipy.special import ndtr

    x = np.linspace(-WIDEST, WIDEST, 4001)
    below = ndtr(x)
    return float(np.trapezoid(count * below ** (count - 1) * (1 - below), x))
