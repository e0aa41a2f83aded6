"""The clauses in the middle of a topic, to read what it is about."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cxnlp.explain.evidence.quotes import shingles, similarity
from cxnlp.explore.clauses import Clauses, Floats, Ints

QUOTES = ("topic", "rank", "language", "comment", "row", "start", "end", "quote", "nearness")
SHOWN = 3
CANDIDATES = 60
SIMILAR = 0.5
READABLE = (25, 200)
ODD = 0.25
"""What a clause too short or too long to read loses of its nearness."""
PRESENT = 0.15
"""A language with this share of a topic's clauses has a quote of its own."""


def quote_table(clauses: Clauses, points: Floats, topics: Ints, ids: Sequence[int]) -> pd.DataFrame:
    """Return `QUOTES`: up to three clauses for each topic, none nearly the same as another.

    Where more than three languages each have a good share of a topic, it has a clause of each.

    Parameters
    ----------
    clauses : Clauses
        n clauses.
    points : float32 array, (n, d)
        The same as points.
    topics : int array, (n,)
        The topic of each; 0 for none.
    ids : sequence of int
        The topics to show.
    """
    rows: list[tuple[object, ...]] = []
    for topic in ids:
        where = np.flatnonzero(topics == topic)
        if len(where):
            rows += [
                (topic, rank, *_cells(clauses, at), near)
                for rank, (at, near) in enumerate(_chosen(clauses, points, where), 1)
            ]
    return pd.DataFrame(rows, columns=list(QUOTES))


def _cells(clauses: Clauses, at: int) -> tuple[object, ...]:
    names = ["language", "comment", "row", "start", "end", "text"]
    return tuple(clauses.table.iloc[at][names])


def _chosen(clauses: Clauses, points: Floats, where: Ints) -> list[tuple[int, float]]:
    """Take the most central clauses: first one of each language that is present, then the next."""
    table = clauses.table.iloc[where]
    centre = points[where].mean(0)
    near = (points[where] * centre).sum(1) / max(float(np.linalg.norm(centre)), 1e-12)
    size = table["text"].str.len()
    near = near - ODD * ~size.between(*READABLE).to_numpy()
    order = np.lexsort((table["comment"].to_numpy(str), -near.round(6)))
    shares = table["language"].value_counts(normalize=True)
    present = [str(name) for name, share in shares.items() if share >= PRESENT]
    tongues = table["language"].to_numpy(object)
    firsts = [order[tongues[order] == language][:1] for language in present]
    sequence = dict.fromkeys(int(at) for at in np.concatenate([*firsts, order[:CANDIDATES]]))
    kept: list[int] = []
    seen: list[frozenset[str]] = []
    for at in sequence:
        these = shingles(str(table["text"].iloc[at]))
        if all(similarity(these, other) < SIMILAR for other in seen):
            kept.append(at)
            seen.append(these)
        if len(kept) == max(SHOWN, len(present)):
            break
    return [(int(where[at]), float(near[at])) for at in kept]
