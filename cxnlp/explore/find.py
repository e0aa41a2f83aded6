"""From clauses to topics."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from cxnlp.errors import ExplainError
from cxnlp.explore.apart import most_apart
from cxnlp.explore.clauses import Clauses, Floats, Ints
from cxnlp.explore.engine import Engine, engine_of, told
from cxnlp.explore.model import OUTSIDE, TopicModel
from cxnlp.explore.space import Space
from cxnlp.explore.stability import Stability, halves_of, stability_of
from cxnlp.explore.tree import Tree, by_size, most_topics, nearest

FEWEST_CLAUSES = 20
LEAST = 3
"""A fine cluster of fewer clauses is given up; its clauses go to their next nearest."""
HALVES = 0
"""The seed of the halves: always the same, as the number of topics may depend on them."""
FEWER = (30, 20, 12, 8, 6, 4)
"""Where no number was asked for, these are tried beside the most that there may be."""
EACH_AT_LEAST = 100
"""But no fewer than one for so many clauses, up to 8: in a long survey four lie far apart, and say
nothing that its reader did not know."""
USUAL = 20
"""How many to look for where none was asked for and nothing is tried."""


@dataclass(frozen=True)
class Found:
    """Topics as found, before they are named.

    Parameters
    ----------
    model : TopicModel
        Tells the topic of a clause.
    points : float32 array, (n, d)
        The clauses as points.
    layers : tuple of Stability
        Of each granularity, the finest first.
    layer : int
        The granularity that is shown.
    stability : mapping of int to float
        How stable each topic is, 0 to 1.
    tried : mapping of int to float
        By number of topics, how far apart they lie: `cxnlp.explore.apart`.
    """

    model: TopicModel
    points: Floats
    layers: tuple[Stability, ...]
    layer: int
    stability: Mapping[int, float]
    tried: Mapping[int, float]


@dataclass(frozen=True)
class Search:
    """How to look for topics.

    Parameters
    ----------
    outside : float
        The share of clauses that may fit nothing, 0 to less than 1: those furthest from any topic.
    n_topics : int, optional
        How many to look for, with those kept from before (fewer are found where too few clauses are
        alike); by default from 8 (4 in few clauses) to 40 (one for 25 clauses at most): the fewest
        that lie nearly as far apart as any number of them does.
    seed : int
        Of the clauses that are drawn to name topics where a language has more than 30,000. The
        topics do not depend on it: nothing in them is drawn by lot.
    repeats : int
        How many halves of the clauses are clustered anew to see how many lie apart, and what holds;
        0 skips it, and 20 are then sought by default.
    engine : {"kmeans", "evoc"}
        What clusters; `TopicModel.engine` says what did. EVoC comes with the extra `explore`.
    """

    outside: float = 0.1
    n_topics: int | None = None
    seed: int = 0
    repeats: int = 6
    engine: Engine = "kmeans"

    def __post_init__(self) -> None:
        if not 0 <= self.outside < 1:
            raise ExplainError(f"a share of {self.outside} outside", "0 or more, and less than 1")
        if self.n_topics is not None and self.n_topics < 1:
            raise ExplainError(f"{self.n_topics} topics", "1 or more")
        engine_of(self.engine)


def find(clauses: Clauses, search: Search, earlier: TopicModel | None = None) -> Found:
    """Find topics in clauses.

    Parameters
    ----------
    clauses : Clauses
        At least 20, to tell a topic from a chance likeness.
    search : Search
        How.
    earlier : TopicModel, optional
        Topics of an earlier survey: those that a person touched are kept as they are, and new
        ones sought in what does not fit them.

    Raises
    ------
    ExplainError
        If there are too few clauses, or vectors of another model.
    """
    if len(clauses) < FEWEST_CLAUSES:
        raise ExplainError(
            f"{len(clauses)} clauses with content",
            f"{FEWEST_CLAUSES} or more to find topics in",
            "read so few yourself, or tag them with a list of issues",
        )
    languages = clauses.table["language"].tolist()
    space = earlier.space if earlier else Space.fit(clauses.vectors, languages)
    points = space.points(clauses.vectors, languages)
    kept = _kept(earlier, points)
    rest = points[~kept]
    distinct, weight = distinct_points(rest)
    tree, layers, tried = _steady(distinct, weight, search, earlier)
    model = replace(_numbered(space, tree, 0, rest), engine=told(search.engine, tree))
    stability = topic_stability(model.topics, tree.layers[0], layers[0])
    if earlier is not None and earlier.touched:
        model, after = _beside(earlier, model)
        stability = {topic + after: value for topic, value in stability.items()}
    _, near = nearest(points, model.centres)
    floor = float(np.quantile(near, search.outside)) if search.outside else -2.0
    return Found(replace(model, floor=floor), points, layers, 0, stability, tried)


def _steady(
    points: Floats, weight: NDArray[np.float64], search: Search, earlier: TopicModel | None
) -> tuple[Tree, tuple[Stability, ...], dict[int, float]]:
    """Cluster at the number asked for, else at that which lies apart.

    Each number is clustered by itself, which holds better than joining more clusters to fewer.
    """
    grown = engine_of(search.engine)
    counts = _counts(float(weight.sum()), search, earlier)
    halves = halves_of(points, weight, counts, search.repeats, HALVES, grown)
    tried = (
        {count: float(np.mean([half.apart[count] for half in halves])) for count in counts}
        if halves
        else {}
    )
    count = most_apart(tried) if tried else min(counts[0], search.n_topics or USUAL)
    tree = _without_tiny(grown(points, weight, [count])[0], points, weight)
    return tree, stability_of(points, weight, tree, count, halves), tried


def _counts(clauses: float, search: Search, earlier: TopicModel | None) -> list[int]:
    """Return the numbers of topics to try, beside those that are kept from before."""
    if search.n_topics is not None:
        kept = len(earlier.touched) if earlier is not None else 0
        return [max(search.n_topics - kept, 1)]
    most = most_topics(clauses)
    fewest = int(np.clip(clauses // EACH_AT_LEAST, 4, 8))
    return [most, *(count for count in FEWER if fewest <= count < most)]


def topic_stability(topics: Ints, group: Ints, stability: Stability) -> dict[int, float]:
    """Return how stable each topic is.

    Parameters
    ----------
    topics, group : int array, (m,)
        Of each centre, its topic and its group at the granularity of `stability`.
    stability : Stability
        Of the groups.
    """
    pairs = zip(topics.tolist(), group.tolist(), strict=True)
    return {topic: float(stability.topics[g]) for topic, g in pairs if topic > OUTSIDE}


def distinct_points(points: Floats) -> tuple[Floats, NDArray[np.float64]]:
    """Return the distinct points, along their first direction, and how often each occurs."""
    place: dict[bytes, int] = {}
    at = [place.setdefault(point.tobytes(), len(place)) for point in points]
    counts = np.bincount(at, minlength=len(place)).astype(np.float64)
    first = np.unique(at, return_index=True)[1] if at else np.zeros(0, np.intp)
    # Not in the order met, so that nothing found depends on how the rows are sorted.
    along = np.argsort(points[first, 0], kind="stable")
    return points[first[along]], counts[along]


def _kept(
    earlier: TopicModel | None, points: Floats, fewest_left: int = FEWEST_CLAUSES
) -> NDArray[np.bool_]:
    """Return which points are of a topic that a person touched."""
    if earlier is None or not earlier.touched:
        return np.zeros(len(points), bool)
    best, near = nearest(points, earlier.centres)
    mine = np.isin(np.abs(earlier.topics[best]), list(earlier.touched)) & (near >= earlier.floor)
    # Where little is left over there is nothing to cluster: all of it then counts as rest.
    return mine if int((~mine).sum()) >= fewest_left else np.zeros(len(points), bool)


def _without_tiny(tree: Tree, points: Floats, weight: NDArray[np.float64]) -> Tree:
    best, _ = tree.nearest(points)
    size = np.bincount(best, weights=weight, minlength=len(tree.centres))
    big = size >= LEAST
    if big.all() or not big.any():
        return tree
    layers = tuple(_renumbered(layer[big]) for layer in tree.layers)
    return Tree(tree.centres[big], layers, tree.engine)


def _renumbered(group: Ints) -> Ints:
    return np.asarray(np.unique(group, return_inverse=True)[1], np.intp)


def _numbered(space: Space, tree: Tree, layer: int, points: Floats) -> TopicModel:
    """Give topics numbers from 1, the largest first."""
    group = tree.layers[layer]
    size = np.bincount(group[tree.nearest(points)[0]], minlength=int(group.max()) + 1)
    return TopicModel(space, tree.centres, by_size(size)[group], -2.0, tree.layers)


def _beside(earlier: TopicModel, model: TopicModel) -> tuple[TopicModel, int]:
    """Put the touched topics of before beside new ones; return by how much those moved up.

    A new centre that is itself of a touched topic is one more of that topic.
    """
    own = np.isin(np.abs(earlier.topics), list(earlier.touched))
    after = int(np.abs(earlier.topics).max())
    theirs = _kept(earlier, model.centres, 0)
    best, _ = nearest(model.centres, earlier.centres)
    topics = np.where(theirs, earlier.topics[best], model.topics + after)
    both = TopicModel(
        model.space,
        np.concatenate([earlier.centres[own], model.centres]),
        np.concatenate([earlier.topics[own], topics]),
        model.floor,
        (),
        {topic: name for topic, name in earlier.names.items() if topic in earlier.touched},
        earlier.touched,
        model.engine,
    )
    return both, after


def share_outside(topics: Ints) -> float:
    """Return the share of clauses that are of no topic, 0 to 1."""
    return float((topics == OUTSIDE).mean()) if len(topics) else 0.0
