"""A topic in a customer's own short words, such as "No one called back when promised".

Keywords leave the reader to guess what is said of them. A short clause says it, in any language and
without a model that writes: the one nearest the topic's middle that has what sets the topic apart,
in words that others use too, so that no customer's own story becomes the name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from unicodedata import category

import numpy as np
import pandas as pd

from cxnlp.explore.clauses import Clauses, Floats, Ints
from cxnlp.explore.words import NEVER_ALONE, function_words, phrases, words

LETTERS, WORDS = (6, 42), (2, 7)
"""How long such a clause may be."""
LOOKED_AT = 300
"""Of more short clauses in a topic and language, those nearest its middle."""
TELLS = 1.5
"""What the share of the topic that has a clause's phrases counts beside its nearness."""
A_TENTH = 0.1
"""A clause says it where its phrases are those of this share of the topic, added up."""
GOES_ON = frozenset(
    """
    and but because so then which that although though however also or as if when while where who
    แต่ และ เพราะ ที่ ซึ่ง ก็ ถ้า แล้ว เลย ส่วน หรือ nhưng mà và vì nên thì còn tuy nếu do hay
    ولی و اما چون که اگر یا ولیکن und aber weil dass oder y pero porque que o et mais car ou ma e
    """.split()
)
"""A clause that begins with one of these goes on from another."""

Sayings = dict[tuple[int, str], str]


def sayings(
    clauses: Clauses, points: Floats, topics: Ints, ids: Sequence[int], found: pd.DataFrame
) -> Sayings:
    """Return a short clause for each topic and language; none where no clause says it.

    Parameters
    ----------
    clauses : Clauses
        n clauses.
    points : float32 array, (n, d)
        The same as points.
    topics : int array, (n,)
        The topic of each.
    ids : sequence of int
        The topics.
    found : DataFrame
        Their phrases: `cxnlp.explore.naming.phrase_table`.
    """
    texts = clauses.table["text"]
    tongues = clauses.table["language"].to_numpy(object)
    # Numbers and questions are one customer's own.
    short = (texts.str.len().between(*LETTERS) & ~texts.str.contains(r"[\d?؟]")).to_numpy()
    told: dict[tuple[int, str], dict[str, float]] = {}
    columns = [found[name].tolist() for name in ("topic", "language", "phrase", "share")]
    for topic, language, phrase, share in zip(*columns, strict=True):
        told.setdefault((topic, language), {})[phrase] = share
    made: Sayings = {}
    for (topic, language), shares in told.items():
        if topic not in ids:
            continue
        own = topics == topic
        near = _nearness(points, own)
        where = np.flatnonzero(own & short & (tongues == language))
        where = where[np.argsort(-near[where].round(6), kind="stable")][:LOOKED_AT]
        said = _clearest(texts.iloc[where].tolist(), near[where], shares, language)
        if said:
            made[topic, language] = said
    return made


def _nearness(points: Floats, own: np.ndarray) -> Floats:
    middle = points[own].mean(0)
    return np.asarray((points * middle).sum(1) / max(float(np.linalg.norm(middle)), 1e-12))


def _clearest(
    texts: Sequence[str], near: Floats, shares: Mapping[str, float], language: str
) -> str:
    """Return the clause that is near and has the most of the topic's phrases, or ""."""
    idle = function_words(language) | NEVER_ALONE
    read = {text: [word for run in words(text, language) for word in run] for text in texts}
    common = Counter(word for some in read.values() for word in set(some))
    best, chosen = -np.inf, ""
    for text, nearness in zip(texts, near, strict=True):
        said = read[text]
        told = sum(shares.get(phrase, 0.0) for phrase in phrases(text, language))
        stands = WORDS[0] <= len(said) <= WORDS[1] and said[0] not in GOES_ON
        others_too = all(common[word] > 1 for word in said if word not in idle)
        value = round(float(nearness) + TELLS * told, 6)
        if told >= A_TENTH and stands and others_too and (value, chosen) > (best, text):
            best, chosen = value, text
    return _bare(chosen)


def _bare(text: str) -> str:
    """Take punctuation, spaces and emoji off the ends; vowel signs are none of these."""
    while text and text[-1] not in ")%" and category(text[-1])[0] in "PSZC":
        text = text[:-1]
    while text and category(text[0])[0] in "PSZC":
        text = text[1:]
    return text
