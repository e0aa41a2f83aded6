"""The words that comments share where the issues do not explain the score.

References
----------
.. [1] B. Welch (1947), The generalization of Student's problem when several different population
   variances are involved, Biometrika 34, 28-35.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from hashlib import blake2b

import numpy as np
import pandas as pd

from cxnlp.explain.drivers.design import FittedDesign
from cxnlp.explain.estimation.families import CLEAR, false_discovery, two_sided
from cxnlp.explain.sample.responses import Sample
from cxnlp.intervals import FloatArray, normal_quantile

RESIDUAL_WORDS = (
    "direction",
    "word",
    "comments",
    "share",
    "residual",
    "low",
    "high",
    "q",
    "clear",
)
WORSE, BETTER = "worse than expected", "better than expected"
MOST_RESPONSES = 20_000
MIN_COMMENTS = 10
SHOWN = 15
_EVERYWHERE = frozenset(
    """
    about after again all also always am an and any are as at be because been before being but by
    can could did do does for from get got had has have he her his how if in into is it its just me
    more most my no not now of on once only or our out over she so some such than that the their
    them then there these they this those to too until up us very was we were what when where which
    while who why will with would you your don't didn't doesn't i'm i've it's
    از است این بود برای به با تا که در را رو هم و ولی اما خیلی شد شده من ما شما آن اون یک یه ها می
    và là có của cho rất thì mà nhưng này với được để các những một khi tôi mình bạn ở ra vào đã
    และ ที่ ได้ มาก ครับ ค่ะ คะ เป็น มี ให้ ของ แต่ ก็ จะ ใน ไป มา แล้ว นะ
    """.split()
)
SHORTEST, LONGEST = 2, 30


def residual_words(
    sample: Sample, model: FittedDesign | None, comments: pd.DataFrame, level: float = 0.95
) -> pd.DataFrame:
    """Return the words whose comments score furthest from what their issues suggest.

    For each word in at least 10 responses, and missing from at least 10: the mean residual of the
    responses that use it less that of the others, by Welch's test [1]_. Words that any comment is
    made of ("to", "very", "خیلی") are not tried: they are no reasons. What it finds is a reason
    that is not on the list of issues, or one the tagger misses; or nothing but a way of talking.

    Parameters
    ----------
    sample : Sample
        The responses.
    model : FittedDesign or None
        The regression on negative and positive mentions; without it the table is empty.
    comments : DataFrame
        The comments. Of more than 20,000 responses 20,000 are drawn, always the same.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    DataFrame
        `RESIDUAL_WORDS`, at most 15 in each direction, the clearest first; `residual` and its
        interval in score points, `share` of the responses read (0-1, weighted), `q` over all words
        tested.
    """
    told = comments[~comments["no_content"].astype(bool)]
    at = pd.Index(sample.response).get_indexer(pd.Index(told["response"]))
    kept = _drawn(sample.response)[at] & (at >= 0) if len(sample) else np.zeros(len(told), bool)
    if model is None or not kept.any():
        return pd.DataFrame(columns=list(RESIDUAL_WORDS))
    rows, place = np.unique(at[kept], return_inverse=True)
    used = _places(told["text"].astype(str)[kept], place)
    residual, weight = model.fit.residual[rows, 1], sample.weight[rows]
    found = [
        _figures(word, np.asarray(sorted(places)), residual, weight)
        for word, places in used.items()
        if word not in _EVERYWHERE and MIN_COMMENTS <= len(places) <= len(rows) - MIN_COMMENTS
    ]
    if not found:
        return pd.DataFrame(columns=list(RESIDUAL_WORDS))
    table = pd.DataFrame(found, columns=["word", "comments", "share", "residual", "error"])
    half = normal_quantile(level) * table["error"]
    table = table.assign(
        low=table["residual"] - half,
        high=table["residual"] + half,
        q=false_discovery(two_sided(table["residual"], table["error"], table["comments"] - 1)),
        direction=np.where(table["residual"] < 0, WORSE, BETTER),
    )
    table["clear"] = table["q"] < CLEAR
    return _ordered(table)[list(RESIDUAL_WORDS)]


def words(text: str) -> set[str]:
    """Return the distinct words of a text in lower case, also of scripts without spaces.

    Words of 2 to 30 characters that begin with a letter; numbers and marks are none.
    """
    from icu4py.breakers import WordBreaker

    return {
        piece
        for piece in WordBreaker(text.casefold(), "en")
        if SHORTEST <= len(piece) <= LONGEST and piece[0].isalpha()
    }


def _places(texts: Iterable[str], place: Iterable[int]) -> dict[str, set[int]]:
    used: dict[str, set[int]] = defaultdict(set)
    for text, at in zip(texts, place, strict=True):
        for word in words(text):
            used[word].add(at)
    return used


def _drawn(ids: Iterable[object]) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Mark the responses to read: all, or 20,000 by a hash, so that their order is irrelevant."""
    keys = [blake2b(str(each).encode(), digest_size=8).digest() for each in ids]
    if len(keys) <= MOST_RESPONSES:
        return np.ones(len(keys), dtype=bool)
    limit = sorted(keys)[MOST_RESPONSES]
    return np.asarray([key < limit for key in keys])


def _figures(
    word: str,
    places: np.ndarray[tuple[int], np.dtype[np.intp]],
    residual: FloatArray,
    weight: FloatArray,
) -> tuple[str, int, float, float, float]:
    uses = np.zeros(len(residual), dtype=bool)
    uses[places] = True
    gap, variance = 0.0, 0.0
    for group, sign in ((uses, 1.0), (~uses, -1.0)):
        share = weight[group] / weight[group].sum()
        mean, n = float(share @ residual[group]), int(group.sum())
        gap += sign * mean
        variance += n / (n - 1) * float(np.square(share) @ np.square(residual[group] - mean))
    often = float(weight[uses].sum() / weight.sum())
    return word, int(uses.sum()), often, gap, math.sqrt(variance)


def _ordered(table: pd.DataFrame) -> pd.DataFrame:
    keys = pd.DataFrame(
        {
            "worse": table["direction"] != WORSE,
            "q": table["q"].round(12),
            "size": -(table["residual"] / table["error"]).abs().round(9),
            "word": table["word"],
        }
    )
    ordered = table.loc[keys.sort_values(list(keys.columns)).index]
    return ordered.groupby("direction", sort=False).head(SHOWN).reset_index(drop=True)
