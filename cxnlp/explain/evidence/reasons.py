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

from cxnlp.explain.comparison.standing import HIDE_UNDER
from cxnlp.explain.evidence.reason_match import find_issue
from cxnlp.explain.sample.responses import Sample
from cxnlp.intervals import BoolArray, FloatArray, normal_quantile, wilson_interval
from cxnlp.join import FEELINGS, Joined

if TYPE_CHECKING:
    from cxnlp.issues import Taxonomy

REASONS = (
    "reason",
    "issue",
    "ticked",
    "written",
    "both",
    "ticked_only",
    "written_only",
    "agreement",
    "agreement_low",
    "agreement_high",
    "share_ticked",
    "share_written",
    "index_ticked",
    "index_written",
    "complained",
    "ticked_complained",
    "agreement_complained",
    "agreement_complained_low",
    "agreement_complained_high",
    "n",
    "matched",
)
TOLD, BAD = FEELINGS, ("negative", "mixed")


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
        with the survey's weights, the others as numbers of responses, of `n` that say something.
        People tick what went wrong and write of what went well too, so `complained` counts those
        alone who mention the issue negatively, `ticked_complained` those who also ticked it, and
        `agreement_complained` is their kappa. `matched` says how the issue
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
        written, bad = (_written(sample, joined, issue, leaves, told) for told in (TOLD, BAD))
        rows.append((reason, issue, *_beside(ticked, written, bad, sample, level), how))
    for at, issue in enumerate(sample.issues):
        if issue not in matched:
            written, bad = (sample.mentioned[feeling][:, at] for feeling in ("any", "negative"))
            nobody = np.zeros(len(sample), dtype=bool)
            rows.append(("", issue, *_beside(nobody, written, bad, sample, level), ""))
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
    return 1 - (1 - o) / rest, *kappa_ends(o, rest, half, 1 / float(share @ share), level)


def kappa_ends(
    agreement: float, rest: float, half: float, n: float, level: float
) -> tuple[float, float]:
    """Return the ends of kappa's interval, within -1 and 1.

    Parameters
    ----------
    agreement : float
        The observed share o of agreement, 0 to 1.
    rest : float
        1 - c, what chance agreement leaves.
    half : float
        The normal interval's half width. It is 0 where all agree, which is not that certain: there
        the lower end is that of Wilson's interval of o, chance agreement as it is.
    n : float
        Answers, effective ones where they have weights.
    level : float
        Confidence level, between 0 and 1.
    """
    value = 1 - (1 - agreement) / rest
    if agreement > 1 - 1e-12:
        low, _ = wilson_interval(n, n, normal_quantile(level))
        return max(1 - (1 - low) / rest, -1.0), 1.0
    return max(value - half, -1.0), min(value + half, 1.0)


def _written(
    sample: Sample, joined: Joined, issue: str, leaves: set[str], feelings: tuple[str, ...]
) -> BoolArray | None:
    """Tell who writes so about an issue or one below it; None where there is no issue."""
    if not issue:
        return None
    mentions = joined.mentions
    about = mentions["issue"].isin(leaves) & mentions["feeling"].isin(feelings)
    return np.asarray(pd.Index(sample.response).isin(mentions["response"][about]))


def _beside(
    ticked: BoolArray,
    written: BoolArray | None,
    bad: BoolArray | None,
    sample: Sample,
    level: float,
) -> tuple[float, ...]:
    counts: tuple[float, ...] = (math.nan,) * 7
    complained: tuple[float, ...] = (math.nan,) * 5
    if written is not None and bad is not None:
        both = int((ticked & written).sum())
        only = (int(ticked.sum()) - both, int(written.sum()) - both)
        counts = (int(written.sum()), both, *only, *_agreed(ticked, written, sample, level))
        of_bad = (int(bad.sum()), int((ticked & bad).sum()))
        complained = (*of_bad, *_agreed(ticked, bad, sample, level))
    (often, index), (told, told_index) = (_standing(who, sample) for who in (ticked, written))
    shares = (often, told, index, told_index)
    return int(ticked.sum()), *counts, *shares, *complained, len(sample)


def _agreed(
    ticked: BoolArray, written: BoolArray, sample: Sample, level: float
) -> tuple[float, float, float]:
    """Return kappa with its interval; NaN where nobody ticked, or there was nothing to tick."""
    if not ticked.any():
        return (math.nan,) * 3
    return kappa_interval(ticked, written, sample.weight, level)


def _standing(who: BoolArray | None, sample: Sample) -> tuple[float, float]:
    """Return the weighted share of some of the responses, and their index."""
    if who is None or not len(sample):
        return math.nan, math.nan
    share = float(sample.weight[who].sum() / sample.weight.sum())
    if who.sum() < HIDE_UNDER:
        return share, math.nan
    return share, float(np.average(sample.value[who], weights=sample.weight[who]))
