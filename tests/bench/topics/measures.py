"""How good a clustering is: against labels, against itself, and in words.

References
----------
.. [1] G. Bouma (2009), Normalized (pointwise) mutual information in collocation extraction, GSCL:
   of two words of a topic over the comments, -1 (never together) to 1 (never apart).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

FROM_WORDS = frozenset(("th", "zh", "ja"))


def against(labels: np.ndarray | None, found: np.ndarray) -> dict[str, float]:
    """Return `nmi` and `ari` with the labels; what is outside counts as one more cluster."""
    if labels is None:
        return {"nmi": float("nan"), "ari": float("nan")}
    placed = np.maximum(found, 0)
    return {
        "nmi": float(normalized_mutual_info_score(labels, placed)),
        "ari": float(adjusted_rand_score(labels, placed)),
    }


def agreement(runs: Sequence[np.ndarray]) -> float:
    """Return the mean adjusted Rand index of all pairs of runs."""
    pairs = [adjusted_rand_score(a, b) for a, b in combinations(runs, 2)]
    return float(np.mean(pairs)) if pairs else float("nan")


def coherence(words: Mapping[int, Sequence[str]], texts: Sequence[str]) -> float:
    """Return the mean NPMI [1]_ of pairs of a topic's words, over topics."""
    folded = [text.casefold() for text in texts]
    has = {word: _in(word, folded) for some in words.values() for word in some}
    topics = []
    for some in words.values():
        pairs = [_npmi(has[a], has[b]) for a, b in combinations(some, 2)]
        if pairs:
            topics.append(np.mean(pairs))
    return float(np.mean(topics)) if topics else float("nan")


def _in(word: str, texts: Sequence[str]) -> np.ndarray:
    spaced = re.compile(r"(?<!\w)" + re.escape(word.casefold()) + r"(?!\w)")
    joined = any("\u0e00" <= letter <= "\u0e7f" for letter in word)
    told = (word in text if joined else spaced.search(text) is not None for text in texts)
    return np.fromiter(told, bool, len(texts))


def _npmi(a: np.ndarray, b: np.ndarray) -> float:
    both = float((a & b).mean())
    if both == 0:
        return -1.0
    if both == 1:
        return 1.0
    return float(np.log(both / (a.mean() * b.mean())) / -np.log(both))
