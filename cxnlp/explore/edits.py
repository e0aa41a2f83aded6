"""Edits of topics that need the points: another granularity, and splitting."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cxnlp.errors import ExplainError
from cxnlp.explore.clauses import Floats, Ints
from cxnlp.explore.find import distinct_points
from cxnlp.explore.model import TopicModel
from cxnlp.explore.tree import by_size, grow, joined, nearest


def at_layer(model: TopicModel, points: Floats, layer: int) -> TopicModel:
    """Return the topics of a granularity, numbered from 1, the largest first.

    Raises
    ------
    ExplainError
        If there is no such granularity.
    """
    if not 0 <= layer < len(model.layers):
        count = len(model.layers)
        raise ExplainError(
            f"no granularity {layer}",
            f"0 to {count - 1}" if count else "topics that were not split or kept from before",
        )
    group = model.layers[layer]
    size = np.bincount(group[nearest(points, model.centres)[0]], minlength=int(group.max()) + 1)
    return replace(model, topics=by_size(size)[group], names={}, touched=frozenset())


def divided(
    model: TopicModel, points: Floats, topics: Ints, topic: int, into: int
) -> tuple[TopicModel, list[int]]:
    """Split a topic.

    Parameters
    ----------
    model : TopicModel
        The topics.
    points : float32 array, (n, d)
        The clauses.
    topics : int array, (n,)
        The topic of each.
    topic : int
        Which to split.
    into : int
        How many topics to make of it.

    Returns
    -------
    TopicModel
    list of int
        The numbers of the parts.

    Raises
    ------
    ExplainError
        If it is not there, or has too few different clauses.
    """
    model.check([topic])
    centres = model.centres[model.topics == topic]
    if into < 2:
        raise ExplainError(f"a topic split into {into}", "2 or more")
    if len(centres) >= into:
        return model.divide(topic, centres, joined(centres, into))
    distinct, weight = distinct_points(points[topics == topic])
    if len(distinct) < into:
        raise ExplainError(
            f"topic {topic} has {len(distinct)} different clauses", f"{into} or more to split it"
        )
    (finer,) = grow(distinct, weight, [into])
    return model.divide(topic, finer.centres, np.arange(len(finer.centres)))
