"""A fast network of random weights, small enough to check by hand."""

from __future__ import annotations

import numpy as np

from cxnlp.model.issue_head import IssueQueries
from cxnlp.model.static import StaticNet
from cxnlp.model.vectors import PackedVectors

PIECES, SIZE, WIDTH, POOLS, INNER = 30, 32, 6, 2, 7
PHRASES = 64
HEADS, TOPIC, HIDDEN, SOUGHT, ISSUES = 3, 4, 8, 3, 4


def small_words(pieces: int = PIECES) -> PackedVectors:
    """Return a vector for every piece."""
    codes = np.random.default_rng(3).integers(0, 256, (pieces, 1, SIZE // 2)).astype(np.uint8)
    return PackedVectors(codes, np.full((pieces, 1), 1 / 8, np.float16))


def small_weights(hidden: int = HIDDEN, sought: int = SOUGHT) -> dict[str, np.ndarray]:
    """Return the arrays of `cxnlp.model.static`."""
    written = HEADS * (WIDTH + 1) + 1 + TOPIC
    shapes = {
        **dict.fromkeys(("before", "own", "after"), (SIZE, WIDTH)),
        **{
            "phrase": (2 * SIZE, WIDTH),
            "state.b": (WIDTH,),
            "pool": (WIDTH, POOLS),
            "trust": (HEADS,),
        },
        **{"summary.w": ((POOLS + 2) * WIDTH, INNER), "summary.b": (INNER,)},
        **{"question.w": (hidden, INNER), "question.centre": (hidden,)},
        **{"sentiment.w": (INNER, 3), "sentiment.b": (3,)},
        **{"signals.w": (INNER, 12), "signals.b": (12,)},
        **{"issue.in.w": (sought + hidden, 9), "issue.in.b": (9,)},
        **{"issue.out.w": (9, written), "issue.out.b": (written,)},
        **{"topic.w": (INNER, TOPIC), "topic.b": (TOPIC,)},
        **{"feeling.w": (WIDTH, 4), "mood.w": (INNER, 4), "mood.b": (4,)},
    }
    rng = np.random.default_rng(0)
    return {
        name: (rng.normal(size=shape) / np.sqrt(shape[0])).astype(np.float32)
        for name, shape in shapes.items()
    }


def small_net(slope: float = 0.0, centre: float = 1.0) -> StaticNet:
    """Return the network."""
    return StaticNet(small_weights(), small_words(), small_words(PHRASES), slope, centre)


def small_queries() -> IssueQueries:
    """Return a list of issues as a model with as small a head would look for them."""
    rng = np.random.default_rng(2)
    return IssueQueries(
        rng.normal(size=(ISSUES, SOUGHT)).astype(np.float32),
        rng.normal(size=(ISSUES, HIDDEN)).astype(np.float32),
        np.zeros((0, HIDDEN), np.float32),
        np.zeros(ISSUES, np.int64),
        np.zeros((ISSUES, 1), np.float32),
    )
