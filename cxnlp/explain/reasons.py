"""Reasons ticked on a list beside reasons found in the text.

References
----------
.. [1] J. Cohen (1960), A coefficient of agreement for nominal scales, Educational and
   Psychological Measurement 20, 37-46.
.. [2] J. Fleiss, J. Cohen, B. Everitt (1969), Large sample standard errors of kappa and weighted
   kappa, Psychological Bulletin 72, 323-327.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cxnlp.explain.reason_match import find_issue
from cxnlp.explain.sample import BoolArray, Sample
from cxnlp.explain.standing import HIDE_UNDER
from cxnlp.join import Joined
from cxnlp.survey.intervals import FloatArray, normal_quantile

if TYPE_CHECKING:
    from cxnlp.issues import Taxonomy

REASONS = (
    "reason", "issue", "ticked", "written", "both", "ticked_only", "written_only", "agreement",
    "agreement_low", "agreement_high", "share_ticked", "share_written", "index_ticked",
    "index_written", "matched",
)  # fmt: skip


def reason_table(
    sample: Sample, joined: Joined, taxonomy: Taxonomy, level: float = 0.95
) -> pd.DataFrame:
    """Return `REASONS`: what people tick against what they write, among those who say something.

    Parameters
    ----------
    sample : Sample
        The responses that say something, with the leaves they mention.
    joined : Joined
        Its `ticked` reasons.
    taxonomy : Taxonomy
        The issues to match reasons with, of either level.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    DataFrame
        A row for each reason, the one ticked most first; `agreement` is Cohen's kappa [1]_ with
        its interval [2]_ (NaN where it is not defined), the shares lie between 0 and 1, the index
        is that of those who ticked it and of those who wrote of it (NaN under 10); these three
        with the survey's weights, the others as numbers of responses. `matched` says how the issue
        was told: by "name", by "words" or by "words and use"; see `find_issue`. Of a reason that
        stands for no issue (`issue` is "") only what was ticked is known. Then a row for each leaf
        that is written about and matches no reason (`reason` is ""): what the list of reasons
        lacks. Empty where nothing was ticked.
    """
    if joined.ticked.empty:
        return pd.DataFrame(columns=list(REASONS))
    marks = joined.ticked.drop_duplicates()
    counts = marks["reason"].value_counts()
    rows, matched = [], set()
    for reason in sorted(counts.index, key=lambda name: (-counts[name], name)):
        who = marks["response"][marks["reason"] == reason]
        ticked = np.asarray(pd.Index(sample.response).isin(who))
        issue, how = find_issue(reason, ticked, sample, taxonomy)
        leaves = {issue, *(leaf.id for leaf in taxonomy.leaves() if leaf.parent == issue)}
        matched |= leaves
        written = _written(sample, joined, issue, leaves)
        rows.append((reason, issue, *_beside(ticked, written, sample, level), how))
    for at, issue in enumerate(sample.issues):
        if issue not in matched:
            written = sample.mentioned["any"][:, at]
            nobody = np.zeros(len(sample), dtype=bool)
            rows.append(("", issue, *_beside(nobody, written, sample, level), ""))
    return pd.DataFrame(rows, columns=list(REASONS))


def kappa(first: BoolArray, second: BoolArray) -> float:
    """Return Cohen's kappa of two yes/no judgements [1]_; NaN where chance alone agrees fully."""
    return kappa_interval(first, second, np.ones(len(first)))[0]


def kappa_interval(
    first: BoolArray, second: BoolArray, weight: FloatArray, level: float = 0.95
) -> tuple[float, float, float]:
    """Return Cohen's kappa [1]_ with its interval [2]_; NaN where chance alone agrees fully.

    With o the observed and c the chance agreement, k = 1 - (1 - o) / (1 - c). A response adds
    w [(a - o) / (1 - c) - (1 - o) / (1 - c)^2 ((2q - 1)(x - p) + (2p - 1)(y - q))] to its error, a
    telling whether its judgements x and y agree, p and q being their shares.

    Parameters
    ----------
    first, second : array of n bools
        The judgements.
    weight : array of n floats
        Survey weights, positive.
    level : float
        Confidence level, between 0 and 1.
    """
    if not len(first):
        return (math.nan,) * 3
    share = weight / weight.sum()
    x, y, agree = first.astype(float), second.astype(float), (first == second).astype(float)
    p, q, o = (float(share @ each) for each in (x, y, agree))
    rest = 1 - (p * q + (1 - p) * (1 - q))
    if rest <= 1e-12:
        return (math.nan,) * 3
    chance = (2 * q - 1) * (x - p) + (2 * p - 1) * (y - q)
    influence = share * ((agree - o) / rest - (1 - o) / rest**2 * chance)
    half = normal_quantile(level) * math.sqrt(float(influence @ influence))
    value = 1 - (1 - o) / rest
    return value, max(value - half, -1.0), min(value + half, 1.0)


def _written(sample: Sample, joined: Joined, issue: str, leaves: set[str]) -> BoolArray | None:
    """Tell who writes about an issue or one below it; None where there is no issue."""
    if not issue:
        return None
    said = joined.mentions["response"][joined.mentions["issue"].isin(leaves)]
    return np.asarray(pd.Index(sample.response).isin(said))


def _beside(
    ticked: BoolArray, written: BoolArray | None, sample: Sample, level: float
) -> tuple[float, ...]:
    counts: tuple[float, ...] = (math.nan,) * 7
    if written is not None:
        both = int((ticked & written).sum())
        only = (int(ticked.sum()) - both, int(written.sum()) - both)
        agreed = kappa_interval(ticked, written, sample.weight, level)
        counts = (int(written.sum()), both, *only, *agreed)
    (often, index), (told, told_index) = (_standing(who, sample) for who in (ticked, written))
    return int(ticked.sum()), *counts, often, told, index, told_index


def _standing(who: BoolArray | None, sample: Sample) -> tuple[float, float]:
    """Return the weighted share of some of the responses, and their index."""
    if who is None or not len(sample):
        return math.nan, math.nan
    share = float(sample.weight[who].sum() / sample.weight.sum())
    if who.sum() < HIDE_UNDER:
        return share, math.nan
    return share, float(np.average(sample.value[who], weights=sample.weight[who]))

