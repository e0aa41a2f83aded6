"""The responses that drivers are estimated on, as arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cxnlp.intervals import BoolArray, FloatArray
from cxnlp.join import Joined

if TYPE_CHECKING:
    from cxnlp.issues import Taxonomy


SIGNS = ("negative", "positive")
FEELINGS_SHOWN = ("negative", "positive", "any")


@dataclass(frozen=True)
class Sample:
    """n responses with a comment that says something, and which of m issues each mentions.

    Parameters
    ----------
    response : array of n
        The ids.
    value, score, weight : array of n floats
        What a response adds to the index, its score, its survey weight (positive).
    issues : tuple of m str
        The ids of the issues, all of one level.
    mentioned : mapping of feeling to n x m bools
        `negative` and `positive` (a mixed mention is in both) and `any` (in any way at all).
    segments : DataFrame
        n rows of text levels, a column a segment; may have none.
    """

    response: NDArray[np.object_]
    value: FloatArray
    score: FloatArray
    weight: FloatArray
    issues: tuple[str, ...]
    mentioned: dict[str, BoolArray]
    segments: pd.DataFrame

    def __len__(self) -> int:
        return len(self.value)

    def part(self, member: BoolArray | NDArray[np.int_]) -> Sample:
        """Return some of the responses, all issues kept: those of a mask of n, or at places."""
        return Sample(
            self.response[member],
            self.value[member],
            self.score[member],
            self.weight[member],
            self.issues,
            {feeling: who[member] for feeling, who in self.mentioned.items()},
            self.segments.iloc[member].reset_index(drop=True),
        )


def take_sample(joined: Joined, taxonomy: Taxonomy) -> Sample:
    """Take the responses that say something and weigh anything, with the leaves they mention.

    Parameters
    ----------
    joined : Joined
        Scores and tags.
    taxonomy : Taxonomy
        The list of issues; its leaves are the level of the regression.
    """
    table = joined.responses
    held = table["says_something"].to_numpy(bool) & (table["weight"].to_numpy(float) > 0)
    rows = table[held].reset_index(drop=True)
    issues = tuple(issue.id for issue in taxonomy.leaves())
    return Sample(
        rows["response"].to_numpy(dtype=object),
        rows["value"].to_numpy(dtype=float),
        rows["score"].to_numpy(dtype=float),
        rows["weight"].to_numpy(dtype=float),
        issues,
        incidence(rows["response"], joined.mentions, issues),
        rows[list(joined.segments)],
    )


def incidence(
    responses: pd.Series, mentions: pd.DataFrame, issues: tuple[str, ...]
) -> dict[str, BoolArray]:
    """Return who mentions what, by feeling: `negative`, `positive` and `any`, n x m bools each.

    Parameters
    ----------
    responses : Series
        The n ids.
    mentions : DataFrame
        `response`, `issue`, `feeling`; rows of other responses or issues do not count.
    issues : tuple of m str
        The ids of the issues.
    """
    row = pd.Index(responses).get_indexer(pd.Index(mentions["response"]))
    column = pd.Index(issues, dtype=object).get_indexer(pd.Index(mentions["issue"].astype(object)))
    feeling = mentions["feeling"]
    here = (row >= 0) & (column >= 0)
    found: dict[str, BoolArray] = {}
    for shown in FEELINGS_SHOWN:
        chosen = here if shown == "any" else here & feeling.isin((shown, "mixed")).to_numpy(bool)
        found[shown] = np.zeros((len(responses), len(issues)), dtype=bool)
        found[shown][row[chosen], column[chosen]] = True
    return found


def roll_up(sample: Sample, joined: Joined, taxonomy: Taxonomy) -> Sample:
    """Return the same responses with the parent issues they mention instead of the leaves.

    A parent is mentioned where one of its children is, or where a tag names the parent itself.
    """
    parents = tuple(issue.id for issue in taxonomy.parents())
    above = {leaf.id: leaf.parent for leaf in taxonomy.leaves() if leaf.parent is not None}
    lifted = joined.mentions.assign(issue=joined.mentions["issue"].replace(above))
    return Sample(
        sample.response,
        sample.value,
        sample.score,
        sample.weight,
        parents,
        incidence(pd.Series(sample.response), lifted, parents),
        sample.segments,
    )
