"""What sets topics apart in words: distinctive phrases of each language.

References
----------
.. [1] B. Monroe, M. Colaresi, K. Quinn (2008), Fightin' Words: lexical feature selection and
   evaluation for identifying the content of political conflict, Political Analysis 16, 372-403:
   the log-odds ratio with an informative Dirichlet prior, over its standard error.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cxnlp.explore.clauses import Clauses, Ints
from cxnlp.explore.words import APART, JOINED, MOST_WORDS, NEVER_ALONE, PRAISE_OR_BLAME, phrases

PRIOR, PRIOR_SHARE = 500.0, 0.1
"""The clauses that the prior counts as: a tenth of a language's, 500 at most."""
MOST_CLAUSES = 30_000
FEWEST_IN_LANGUAGE = 3
SHOWN = 5
CANDIDATES = 40
CLEAR_Z = 1.64
SAME = 0.4
"""A longer phrase stands for a shorter one where it is this much of the shorter one's clauses."""
SAYS_MORE, SAYS_LITTLE = 1.5, 0.5
"""How the order of phrases favours several words over one, and one over bare praise or blame."""

PHRASES = ("topic", "language", "rank", "phrase", "clauses", "share", "z")


@dataclass(frozen=True)
class _Counts:
    """How many clauses of each topic have each phrase, in one language."""

    vocabulary: NDArray[np.object_]
    counts: NDArray[np.float64]
    clauses: NDArray[np.float64]


def phrase_table(
    clauses: Clauses, topics: Ints, ids: Sequence[int], seed: int = 0, longest: int = MOST_WORDS
) -> pd.DataFrame:
    """Return `PHRASES`: up to five phrases for each topic and language, the clearest first.

    A phrase's `z` says how much more often it is in the topic's clauses than in all others of the
    same language [1]_. Of a language with more than 30,000 clauses so many are drawn.

    Parameters
    ----------
    clauses : Clauses
        n clauses.
    topics : int array, (n,)
        The topic of each; 0 for none.
    ids : sequence of int
        The topics to describe.
    seed : int
        Of the draw.
    longest : int
        The most words in a phrase.

    Returns
    -------
    DataFrame
        `clauses` counts those of the topic, in that language, that have the phrase; `share` is
        of all the topic's clauses in that language, 0 to 1.
    """
    rows: list[tuple[object, ...]] = []
    tongues = clauses.table["language"].to_numpy(object)
    texts = clauses.table["text"].to_numpy(object)
    for language in sorted(set(tongues)):
        where = np.flatnonzero(tongues == language)
        if len(where) > MOST_CLAUSES:
            drawn = np.random.default_rng(seed).choice(len(where), MOST_CLAUSES, replace=False)
            where = where[np.sort(drawn)]
        counted = _count(texts[where], topics[where], ids, language, longest)
        if counted is not None:
            rows += _ranked(counted, ids, language)
    table = pd.DataFrame(rows, columns=list(PHRASES))
    return table.sort_values(["topic", "language", "rank"], kind="stable").reset_index(drop=True)


def _count(
    texts: NDArray[np.object_], topics: Ints, ids: Sequence[int], language: str, longest: int
) -> _Counts | None:
    from scipy.sparse import csr_matrix
    from sklearn.feature_extraction.text import CountVectorizer

    found: dict[str, set[str]] = {}
    for text in texts:
        found.setdefault(text, set())
    found = {text: phrases(text, language, longest) for text in found}
    if not any(found.values()):
        return None
    vectorizer = CountVectorizer(analyzer=lambda text: found[text], binary=True)
    has = vectorizer.fit_transform(texts)
    place = {topic: i for i, topic in enumerate(ids)}
    row = np.array([place.get(int(topic), len(ids)) for topic in topics])
    member = csr_matrix(
        (np.ones(len(row)), (row, np.arange(len(row)))), shape=(len(ids) + 1, len(row))
    )
    counts = np.asarray((member @ has).todense(), np.float64)
    often = counts.sum(0) >= min(2, len(texts))
    names = vectorizer.get_feature_names_out()
    size = np.bincount(row, minlength=len(ids) + 1).astype(np.float64)
    return _Counts(names[often], counts[:, often], size)


def _ranked(found: _Counts, ids: Sequence[int], language: str) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    total = found.counts.sum(0)
    for i, topic in enumerate(ids):
        if found.clauses[i] < FEWEST_IN_LANGUAGE or not len(total):
            continue
        own = found.counts[i]
        z = _z(own, total, found.clauses[i], found.clauses.sum())
        says = np.array([_says(phrase) for phrase in found.vocabulary])
        order = np.lexsort((found.vocabulary.astype(str), -(says * z).round(9)))
        likely = [at for at in order[:CANDIDATES] if own[at] >= 2 and z[at] >= CLEAR_Z]
        for rank, at in enumerate(_apart(likely, found.vocabulary, own, language), 1):
            share = own[at] / found.clauses[i]
            phrase = str(found.vocabulary[at])
            rows.append((topic, language, rank, phrase, int(own[at]), share, float(z[at])))
    return rows


def _says(phrase: str) -> float:
    """Return how much a phrase tells by itself, as against one plain word."""
    said = phrase.split(APART)
    bare = [word for word in said if word in PRAISE_OR_BLAME or word in NEVER_ALONE]
    if len(bare) == len(said):
        return SAYS_LITTLE
    return SAYS_MORE if len(said) > 1 else 1.0


def _z(
    own: NDArray[np.float64], total: NDArray[np.float64], clauses: float, all_clauses: float
) -> NDArray[np.float64]:
    counts_as = min(PRIOR, PRIOR_SHARE * all_clauses)
    prior = counts_as * total / max(all_clauses, 1)
    rest, elsewhere = total - own, all_clauses - clauses
    inside = np.log(own + prior) - _log(clauses + counts_as - own - prior)
    outside = np.log(rest + prior) - _log(elsewhere + counts_as - rest - prior)
    return np.asarray((inside - outside) / np.sqrt(1 / (own + prior) + 1 / (rest + prior)))


def _log(x: NDArray[np.float64]) -> NDArray[np.float64]:
    # A phrase in every clause leaves none without it.
    return np.asarray(np.log(np.maximum(x, 0.5)))


def _apart(
    likely: Sequence[int], vocabulary: NDArray[np.object_], own: NDArray[np.float64], language: str
) -> list[int]:
    """Take the clearest phrases, a longer one in place of those in it that hardly stand alone."""
    chosen: list[int] = []
    for at in likely:
        inside = [o for o in chosen if _within(vocabulary[o], vocabulary[at], language)]
        around = [o for o in chosen if _within(vocabulary[at], vocabulary[o], language)]
        if around:
            continue
        if inside:
            if own[at] >= SAME * own[inside[0]]:
                chosen = [at if o == inside[0] else o for o in chosen if o not in inside[1:]]
            continue
        if len(chosen) < SHOWN:
            chosen.append(at)
    return chosen


def _within(short: str, long: str, language: str) -> bool:
    return short in long if language in JOINED else f" {short} " in f" {long} "
