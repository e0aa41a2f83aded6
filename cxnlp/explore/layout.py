"""Where topics and their clauses stand on a map.

Topics are placed by classical scaling of their centres, pushed apart until they do not cover one
another; a clause stands around its topic's place, by the two directions in which the topic's
clauses differ most. So near means alike, between topics and within one, and the map is the same
every time.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cxnlp.explore.clauses import Floats, Ints
from cxnlp.explore.model import OUTSIDE

ROUNDS = 300
EDGE = 1.25
"""How far outside the outermost topic those stand that are of none."""


def map_points(points: Floats, topics: Ints, ids: Sequence[int]) -> NDArray[np.float64]:
    """Return a place for each clause, (n, 2), within -1.3 and 1.3.

    Parameters
    ----------
    points : float32 array, (n, d)
        The clauses.
    topics : int array, (n,)
        The topic of each; 0 for none.
    ids : sequence of int
        The topics.
    """
    places = np.zeros((len(points), 2))
    members = [np.flatnonzero(topics == topic) for topic in ids]
    members = [rows for rows in members if len(rows)]
    if not members:
        return places
    centres = np.stack([points[rows].mean(0) for rows in members]).astype(np.float64)
    size = np.sqrt(np.array([len(rows) for rows in members], float))
    middles, radius = _apart(_scaled(centres), size)
    for rows, middle, own in zip(members, middles, radius, strict=True):
        places[rows] = middle + own * _spread(points[rows])
    reach = float(np.linalg.norm(places, axis=1).max()) or 1.0
    places /= reach
    lost = np.flatnonzero(topics == OUTSIDE)
    places[lost] = EDGE * _ring(points[lost], centres, middles / reach)
    return places


def _scaled(centres: NDArray[np.float64]) -> NDArray[np.float64]:
    """Place centres by their two main directions, signs fixed, the widest distance 2."""
    found = _two(centres)
    return found / max(float(np.abs(found).max()), 1e-9)


def _two(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    inner = rows - rows.mean(0)
    _, axes = np.linalg.eigh(inner.T @ inner)
    axes = axes[:, ::-1][:, :2]
    # A direction and its opposite are the same; fix which is drawn.
    axes = axes * np.where(axes[np.abs(axes).argmax(0), [0, 1]] < 0, -1, 1)
    return np.asarray(inner @ axes)


def _apart(
    middles: NDArray[np.float64], size: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Push circles apart that cover one another; return their middles and radii."""
    radius = 0.75 * size / float(np.sqrt(np.square(size).sum()))
    # Topics at one place would never part: each is moved a little its own way first.
    angle = 2.4 * np.arange(len(size))
    middles = middles + 1e-3 * np.column_stack([np.cos(angle), np.sin(angle)])
    for _ in range(ROUNDS):
        gap = middles[:, None] - middles[None]
        far = np.maximum(np.linalg.norm(gap, axis=2), 1e-9)
        cover = np.maximum(1.1 * (radius[:, None] + radius[None]) - far, 0)
        np.fill_diagonal(cover, 0)
        if not cover.any():
            break
        middles = middles + 0.25 * (gap / far[..., None] * cover[..., None]).sum(1)
    return middles, radius


def _spread(points: Floats) -> NDArray[np.float64]:
    """Return places within a circle of radius 1: by direction as they differ, by rank outwards."""
    if len(points) < 3:
        return 0.3 * np.array([[-1.0, 0], [1.0, 0]])[: len(points)]
    flat = _two(points.astype(np.float64))
    angle = np.arctan2(flat[:, 1], flat[:, 0])
    rank = np.empty(len(points))
    rank[np.argsort(np.hypot(flat[:, 0], flat[:, 1]), kind="stable")] = np.arange(len(points))
    out = np.sqrt((rank + 0.5) / len(points))
    return np.column_stack([out * np.cos(angle), out * np.sin(angle)])


def _ring(
    points: Floats, centres: NDArray[np.float64], middles: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return places on a ring, each on the side of the topic that it is nearest to."""
    if not len(points):
        return np.zeros((0, 2))
    near = (points @ centres.T.astype(np.float32)).argmax(1)
    angle = np.arctan2(middles[near, 1], middles[near, 0])
    turn = np.random.default_rng(0)
    angle = angle + 0.35 * turn.standard_normal(len(points))
    out = 1 - 0.12 * turn.random(len(points))
    return np.column_stack([out * np.cos(angle), out * np.sin(angle)])
