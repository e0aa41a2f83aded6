"""Reasons ticked on a list beside reasons found in the text.

References
----------
.. [1] J. Cohen (1960), A coefficient of agreement for nominal scales, Educational and
   Psychological Measurement 20, 37-46.
"""

from __future__ import annotations

import math
import unicodedata
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cxnlp.explain.sample import BoolArray, Sample
from cxnlp.join import Joined

if TYPE_CHECKING:
    from cxnlp.issues import Issue, Taxonomy

REASONS = (
    "reason", "issue", "ticked", "written", "both", "ticked_only", "written_only", "agreement",
)  # fmt: skip


def match_reason(reason: str, taxonomy: Taxonomy) -> str:
    """Return the id of the issue that a ticked reason names, "" where none or several do.

    Ids, names and names in other languages are compared without regard to case, spaces and
    punctuation.
    """
    key = _key(reason)
    found = {issue.id for issue in taxonomy.issues if key and key in _keys(issue)}
    return found.pop() if len(found) == 1 else ""


def reason_table(sample: Sample, joined: Joined, taxonomy: Taxonomy) -> pd.DataFrame:
    """Return `REASONS`: what people tick against what they write, among those who say something.

    Parameters
    ----------
    sample : Sample
        The responses that say something, with the leaves they mention.
    joined : Joined
        Its `ticked` reasons.
    taxonomy : Taxonomy
        The issues to match reasons with, of either level.

    Returns
    -------
    DataFrame
        A row for each reason, the one ticked most first; `agreement` is Cohen's kappa [1]_ (NaN
        where it is not defined). Of a reason that names no issue (`issue` is "") only `ticked` is
        known. Then a row for each leaf that is written about and matches no reason (`reason` is
        ""): what the list of reasons lacks. Empty where nothing was ticked.
    """
    if joined.ticked.empty:
        return pd.DataFrame(columns=list(REASONS))
    marks = joined.ticked.drop_duplicates()
    counts = marks["reason"].value_counts()
    rows, matched = [], set()
    for reason in sorted(counts.index, key=lambda name: (-counts[name], name)):
        who = marks["response"][marks["reason"] == reason]
        ticked = np.asarray(pd.Index(sample.response).isin(who))
        issue = match_reason(reason, taxonomy)
        leaves = {issue, *(leaf.id for leaf in taxonomy.leaves() if leaf.parent == issue)}
        matched |= leaves
        written = _written(sample, joined, issue, leaves)
        rows.append((reason, issue, *_agreement(ticked, written)))
    for at, issue in enumerate(sample.issues):
        if issue not in matched:
            written = sample.mentioned["any"][:, at]
            rows.append(("", issue, *_agreement(np.zeros(len(sample), bool), written)))
    return pd.DataFrame(rows, columns=list(REASONS))


def kappa(first: BoolArray, second: BoolArray) -> float:
    """Return Cohen's kappa of two yes/no judgements [1]_; NaN where chance alone agrees fully."""
    if not len(first):
        return math.nan
    p, q = float(first.mean()), float(second.mean())
    chance = p * q + (1 - p) * (1 - q)
    agreed = float((first == second).mean())
    return (agreed - chance) / (1 - chance) if chance < 1 else math.nan


def _written(sample: Sample, joined: Joined, issue: str, leaves: set[str]) -> BoolArray | None:
    """Tell who writes about an issue or one below it; None where there is no issue."""
    if not issue:
        return None
    said = joined.mentions["response"][joined.mentions["issue"].isin(leaves)]
    return np.asarray(pd.Index(sample.response).isin(said))


def _agreement(ticked: BoolArray, written: BoolArray | None) -> tuple[float, ...]:
    if written is None:
        return (int(ticked.sum()), *(math.nan,) * 5)
    both = int((ticked & written).sum())
    only = (int(ticked.sum()) - both, int(written.sum()) - both)
    return (int(ticked.sum()), int(written.sum()), both, *only, kappa(ticked, written))


def _keys(issue: Issue) -> set[str]:
    return {_key(name) for name in (issue.id, issue.name, *issue.names.values())}


def _key(name: str) -> str:
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(letter for letter in folded if unicodedata.category(letter)[0] in "LMN")
