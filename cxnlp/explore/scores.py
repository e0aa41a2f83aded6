"""Topics beside the scores, by the same figures as known issues have.

A topic is to the explanation what an issue is, and a clause of it a mention; so nothing here is
worked out in another way than there.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from cxnlp.errors import ExplainError
from cxnlp.explain.comparison.periods import Group
from cxnlp.explain.comparison.small_cells import SmallCells
from cxnlp.explain.comparison.standing import SMALL_CELLS, estimate
from cxnlp.explain.comparison.target import difference_interval
from cxnlp.explain.comparison.trend import exact_p
from cxnlp.explain.drivers.table import association_rows
from cxnlp.explain.estimation.families import CLEAR, false_discovery
from cxnlp.explain.evidence.feelings import sentiment_by_issue
from cxnlp.explain.sample.responses import incidence, take_sample
from cxnlp.explore.clauses import Clauses, Ints
from cxnlp.explore.model import OUTSIDE
from cxnlp.intervals import (
    FloatArray,
    effective_size,
    normal_quantile,
    wilson_interval,
)
from cxnlp.issues import Issue, Taxonomy
from cxnlp.join import QUOTES, Joined, empty_table, merge_mentions
from cxnlp.survey.values.scales import Estimate, Scale

SCORES = (
    "topic",
    "name",
    "responses",
    "share",
    "share_low",
    "share_high",
    "negative",
    "positive",
    "index",
    "low",
    "high",
    "raw",
    "raw_low",
    "raw_high",
    "note",
)
GROWTH = (
    "topic",
    "name",
    "before",
    "after",
    "share_before",
    "share_after",
    "growth",
    "low",
    "high",
    "n_before",
    "n_after",
    "q",
    "clear",
)
SEGMENTS = (
    "topic",
    "name",
    "segment",
    "level",
    "n",
    "share",
    "low",
    "high",
    "elsewhere",
    "q",
    "stands_out",
)
MIN_MENTIONS = 10


def as_issues(names: Mapping[int, str], title: str = "Topics") -> Taxonomy:
    """Return topics as a list of issues, each with its number for an id.

    Raises
    ------
    ExplainError
        If there is none.
    """
    if not names:
        raise ExplainError("no topic is left", "one or more", "drop fewer")
    return Taxonomy(title, tuple(Issue(str(topic), name) for topic, name in names.items()))


def joined_by_topic(joined: Joined, clauses: Clauses, topics: Ints) -> Joined:
    """Return the scores with topics in place of the known issues."""
    held = (topics != OUTSIDE) & clauses.table["row"].isin(joined.responses["response"]).to_numpy()
    said = pd.DataFrame(
        {
            "response": clauses.table["row"].to_numpy()[held],
            "issue": topics[held].astype(str),
            "feeling": clauses.table["feeling"].to_numpy(object)[held],
        }
    )
    return replace(joined, mentions=merge_mentions(said), quotes=empty_table(QUOTES))


def score_table(
    joined: Joined,
    names: Mapping[int, str],
    scale: Scale,
    level: float = 0.95,
    cells: SmallCells = SMALL_CELLS,
) -> pd.DataFrame:
    """Return `SCORES`: a row for each topic, the most mentioned first.

    Parameters
    ----------
    joined : Joined
        From `joined_by_topic`.
    names : mapping of int to str
        What each topic is called.
    scale : Scale
        The scale of the scores.
    level : float
        Confidence level, between 0 and 1.
    cells : SmallCells
        From how many responses on an index is shown.

    Returns
    -------
    DataFrame
        `share` is of the responses that say something (0-1, weighted, Wilson's interval);
        `negative` and `positive` the share of the topic's responses that feel so; `index` that of
        those who mention it; `raw` the leave-out difference, in index points, of a mention however
        it feels, which is an association.
    """
    listed = as_issues(names)
    sample = take_sample(joined, listed)
    raw = {
        str(row["issue"]): row
        for row in association_rows(
            sample, {issue.id: issue.name for issue in listed}, MIN_MENTIONS, level
        )
        if row["feeling"] == "any"
    }
    feelings = sentiment_by_issue(joined, {i.id: i.name for i in listed}).set_index("issue")
    responses = joined.responses.set_index("response").loc[list(sample.response)]
    rows = []
    for at, issue in enumerate(sample.issues):
        who = sample.mentioned["any"][:, at]
        share = share_estimate(who, sample.weight, level)
        index = estimate(responses[who], scale, level)
        figures = (index.value, index.low, index.high)
        known = figures if index.n >= cells.hide else (math.nan,) * 3
        told = dict(zip(feelings.columns, feelings.loc[[issue]].to_numpy()[0], strict=True))
        count = max(int(told["mentions"]), 1)
        rows.append(
            (
                int(issue),
                listed[issue].name,
                int(who.sum()),
                share.value,
                share.low,
                share.high,
                (told["negative"] + told["mixed"]) / count,
                (told["positive"] + told["mixed"]) / count,
                *known,
                *(raw[issue][name] for name in ("raw", "raw_low", "raw_high")),
                cells.note(index.n),
            )
        )
    table = pd.DataFrame(rows, columns=list(SCORES))
    return _falling(table, "share")


def growth_table(
    joined: Joined, names: Mapping[int, str], before: Group, after: Group, level: float = 0.95
) -> pd.DataFrame:
    """Return `GROWTH`: how much more often each topic came up, the fastest growing first.

    Parameters
    ----------
    joined : Joined
        From `joined_by_topic`.
    names : mapping of int to str
        What each topic is called.
    before, after : Group
        Two groups of responses, such as `cxnlp.explain.comparison.periods.take_group` returns.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    DataFrame
        Shares are of the group's responses (0-1, weighted); `growth` is their difference, its
        interval from those of the two; `q` the false discovery rate over topics, by Fisher's exact
        test at effective sizes.

    Raises
    ------
    ExplainError
        If a group has fewer than 10 responses.
    """
    for group in (before, after):
        if int(group.member.sum()) < SMALL_CELLS.hide:
            raise ExplainError(
                f"{int(group.member.sum())} responses in {group.label}",
                f"{SMALL_CELLS.hide} or more",
                "take a longer period",
            )
    who, weight = _who(joined, names)
    rows, p = [], []
    for at, (topic, name) in enumerate(names.items()):
        first, second = (
            share_estimate(who[group.member, at], weight[group.member], level)
            for group in (before, after)
        )
        low, high = difference_interval(second, first)
        p.append(_exact(who[:, at], weight, before.member, after.member))
        rows.append(
            (
                topic,
                name,
                before.label,
                after.label,
                first.value,
                second.value,
                second.value - first.value,
                low,
                high,
                first.n,
                second.n,
            )
        )
    q = false_discovery(p)
    table = pd.DataFrame(rows, columns=list(GROWTH[:-2])).assign(q=q, clear=q < CLEAR)
    return _falling(table, "growth")


def segment_table(
    joined: Joined, names: Mapping[int, str], level: float = 0.95, hide: int = SMALL_CELLS.hide
) -> pd.DataFrame:
    """Return `SEGMENTS`: how often each level of each segment mentions each topic.

    Parameters
    ----------
    joined : Joined
        From `joined_by_topic`.
    names : mapping of int to str
        What each topic is called.
    level : float
        Confidence level, between 0 and 1.
    hide : int
        Levels of fewer responses are left out.

    Returns
    -------
    DataFrame
        The clearest first. `share` of the level's responses, `elsewhere` of all others (0-1,
        weighted); `stands_out` where q, over all rows, is below .05.
    """
    who, weight = _who(joined, names)
    rows, p = [], []
    for segment in joined.segments:
        levels = joined.responses[segment].to_numpy(object)
        for label in sorted(set(levels)):
            inside = levels == label
            if min(int(inside.sum()), int((~inside).sum())) < hide:
                continue
            for at, (topic, name) in enumerate(names.items()):
                here, there = (
                    share_estimate(who[group, at], weight[group], level)
                    for group in (inside, ~inside)
                )
                p.append(_exact(who[:, at], weight, inside, ~inside))
                rows.append(
                    (
                        topic,
                        name,
                        segment,
                        label,
                        here.n,
                        here.value,
                        here.low,
                        here.high,
                        there.value,
                    )
                )
    q = false_discovery(p)
    table = pd.DataFrame(rows, columns=list(SEGMENTS[:-2])).assign(q=q, stands_out=q < CLEAR)
    keys = table[["topic", "segment", "level"]].assign(q=table["q"].round(12))
    order = keys.sort_values(["q", "topic", "segment", "level"]).index
    return table.loc[order].reset_index(drop=True)


def share_estimate(who: np.ndarray, weight: FloatArray, level: float) -> Estimate:
    """Return the weighted share of those who do, with Wilson's interval at the effective size."""
    n = len(who)
    if not n or weight.sum() <= 0:
        return Estimate(math.nan, math.nan, math.nan, n, level)
    said = who.astype(float)
    share, size = float(np.average(said, weights=weight)), effective_size(said, weight)
    low, high = wilson_interval(size * share, size, normal_quantile(level))
    return Estimate(share, max(low, 0.0), min(high, 1.0), n, level)


def _who(joined: Joined, names: Mapping[int, str]) -> tuple[np.ndarray, FloatArray]:
    """Return which responses mention which topic, and what each weighs."""
    ids = tuple(map(str, names))
    who = incidence(joined.responses["response"], joined.mentions, ids)["any"]
    return who, joined.responses["weight"].to_numpy(dtype=float)


def _exact(who: np.ndarray, weight: FloatArray, *groups: np.ndarray) -> float:
    found = [share_estimate(who[group], weight[group], 0.95) for group in groups]
    sizes = [effective_size(who[g].astype(float), weight[g]) for g in groups]
    return exact_p(sizes, [each.value for each in found])


def _falling(table: pd.DataFrame, figure: str) -> pd.DataFrame:
    """Put the largest first, and of alike ones the first topic; the last bits decide nothing."""
    keys = pd.DataFrame({"figure": -table[figure].round(12), "topic": table["topic"]})
    return table.loc[keys.sort_values(["figure", "topic"]).index].reset_index(drop=True)
