"""The quotes that show an issue best."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

import numpy as np
import pandas as pd

from cxnlp.join import Joined

EVIDENCE = (
    "issue",
    "feeling",
    "comment",
    "response",
    "quote",
    "start",
    "end",
    "text",
    "language",
    "score",
    "band",
    "rank",
)
QUOTES_SHOWN = 5
CANDIDATES = 60
SIMILAR = 0.5
SHORT, LONG = 20, 240


def evidence_table(
    joined: Joined, issues: Iterable[str], count: int = QUOTES_SHOWN
) -> pd.DataFrame:
    """Return `EVIDENCE`: up to `count` quotes for each issue and feeling, the best (rank 1) first.

    A quote is better where the tagger is surer of it, where its comment is neither too short to
    tell anything nor too long to read, and where its score is near the median of those who
    mention the issue so. One quote a response, and none that nearly repeats a better one. The
    choice depends on nothing else, so the order of rows does not change it.

    Parameters
    ----------
    joined : Joined
        Scores, comments and quotes.
    issues : iterable of str
        The issues to show, in the order of the table.
    count : int
        How many quotes for each issue and feeling at most.
    """
    told = joined.quotes.merge(
        joined.comments[["comment", "text", "language"]], on="comment"
    ).merge(joined.responses[["response", "score", "band"]], on="response")
    place = {issue: at for at, issue in enumerate(issues)}
    told = told[told["issue"].isin(place)]
    if told.empty:
        return pd.DataFrame(columns=list(EVIDENCE))
    ranked = told.assign(quality=_quality(told), place=told["issue"].map(place)).sort_values(
        ["place", "feeling", "quality", "comment"],
        ascending=[True, True, False, True],
        kind="stable",
    )
    groups = ranked.groupby(["place", "feeling"], sort=True)
    return pd.concat([_choose(group, count) for _, group in groups], ignore_index=True)


def shingles(text: str, size: int = 4) -> frozenset[str]:
    """Return the runs of `size` letters of a text, without case, spaces and punctuation."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    letters = "".join(letter for letter in folded if unicodedata.category(letter)[0] in "LMN")
    return frozenset(letters[at : at + size] for at in range(max(len(letters) - size, 0) + 1))


def similarity(first: frozenset[str], second: frozenset[str]) -> float:
    """Return the Jaccard similarity of two sets, 0 to 1."""
    union = len(first | second)
    return len(first & second) / union if union else 1.0


def _quality(told: pd.DataFrame) -> pd.Series:
    """Probability (0-1), plus up to a half for readable length, plus up to a half for typical."""
    median = told.groupby(["issue", "feeling"])["score"].transform("median")
    width = max(float(np.ptp(told["score"].to_numpy(float))), 1.0)
    typical = 1 - (told["score"] - median).abs() / width
    size = told["text"].astype(str).str.len().clip(lower=1)
    readable = (size / SHORT).clip(upper=1) * (LONG / size).clip(upper=1)
    return (told["probability"].astype(float) + 0.5 * typical + 0.5 * readable).round(9)


def _choose(ranked: pd.DataFrame, count: int) -> pd.DataFrame:
    """Take the best rows that do not repeat a better one."""
    kept: list[int] = []
    seen: list[frozenset[str]] = []
    candidates = ranked.drop_duplicates("response").head(CANDIDATES).reset_index(drop=True)
    for at, text in enumerate(candidates["text"].astype(str)):
        these = shingles(text)
        if all(similarity(these, other) < SIMILAR for other in seen):
            kept.append(at)
            seen.append(these)
        if len(kept) == count:
            break
    return candidates.iloc[kept].assign(rank=range(1, len(kept) + 1))[list(EVIDENCE)]
