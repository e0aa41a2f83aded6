"""Topics against the list of known issues: what it covers, what it misses, and what that costs."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from cxnlp.explain.drivers.design import build_design, fit_design, refuse_mentions
from cxnlp.explain.drivers.explained import explained_share
from cxnlp.explain.drivers.table import fit_models
from cxnlp.explain.estimation.association import leave_out
from cxnlp.explain.sample.responses import SIGNS, Sample, take_sample
from cxnlp.explore.clauses import Clauses, Ints
from cxnlp.explore.model import OUTSIDE
from cxnlp.explore.scores import MIN_MENTIONS, as_issues, joined_by_topic
from cxnlp.intervals import normal_quantile, wilson_interval
from cxnlp.issues import Taxonomy
from cxnlp.join import Joined

COVER = ("topic", "comments", "issue", "covered", "low", "high", "by_any", "status")
UNEXPLAINED = (
    "unexplained",
    "unexplained_low",
    "unexplained_high",
    "points",
    "points_low",
    "points_high",
)
KNOWN = ("topic", "name", "status", "issue", "issue_name", *COVER[3:-1], *UNEXPLAINED, "comments")
ISSUES = ("issue", "name", "comments", "topic", "topic_name", "share", "two")
COVERED, PARTLY = 0.5, 0.2
HALF, ENOUGH = 0.25, 10
"""An issue is two where two topics that it covers best hold a quarter of it each, 10 at least."""


def known_table(
    joined: Joined,
    taxonomy: Taxonomy,
    clauses: Clauses,
    topics: Ints,
    names: Mapping[int, str],
    level: float = 0.95,
) -> pd.DataFrame:
    """Return `KNOWN`: how well the known issues cover each topic, and what it adds to them.

    A comment's topic is covered by an issue where the issue's evidence lies in a clause of that
    topic. `status` is "known" where one issue covers half of its comments, "spread" where several
    together do, "partly" where they cover a fifth, else "new".

    Parameters
    ----------
    joined : Joined
        Scores and known issues, with quotes.
    taxonomy : Taxonomy
        The known issues.
    clauses : Clauses
        n clauses of the same comments.
    topics : int array, (n,)
        The topic of each; 0 for none.
    names : mapping of int to str
        What each topic is called.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    DataFrame
        Sorted by `unexplained`: the share (adjusted, 0-1, with interval) of the score's variation
        left over by the known issues that goes with the topic's negative and positive mentions.
        `points` is what its mentions add to the mean score beyond the known issues, in score
        points. Both NaN where there are too few mentions.
    """
    cover = cover_table(joined, clauses, topics, list(names), level)
    left = unexplained_table(joined, taxonomy, clauses, topics, names, level)
    called = {issue.id: issue.name for issue in taxonomy}
    table = cover.merge(left, on="topic")
    table["name"] = table["topic"].map(names)
    table["issue_name"] = table["issue"].map(called).fillna("")
    keys = pd.DataFrame({"size": -table["unexplained"].round(12), "topic": table["topic"]})
    order = keys.sort_values(["size", "topic"], na_position="last").index
    return table.loc[order, list(KNOWN)].reset_index(drop=True)


def cover_table(
    joined: Joined, clauses: Clauses, topics: Ints, ids: list[int], level: float = 0.95
) -> pd.DataFrame:
    """Return `COVER`: for each topic the issue that covers most of its comments, and how many."""
    pairs = _pairs(joined, clauses, topics)
    rows = []
    for topic in ids:
        comments = clauses.table.loc[topics == topic, "comment"].nunique()
        own = pairs[pairs["topic"] == topic]
        counts = own["issue"].value_counts()
        issue = min(counts[counts == counts.max()].index) if len(counts) else ""
        best, some = int(counts.get(issue, 0)), own["comment"].nunique()
        share, by_any = best / max(comments, 1), some / max(comments, 1)
        low, high = wilson_interval(best, max(comments, 1), normal_quantile(level))
        status = _status(share, by_any)
        rows.append((topic, comments, issue, share, max(low, 0.0), min(high, 1.0), by_any, status))
    return pd.DataFrame(rows, columns=list(COVER))


def issue_table(
    joined: Joined, taxonomy: Taxonomy, clauses: Clauses, topics: Ints, names: Mapping[int, str]
) -> pd.DataFrame:
    """Return `ISSUES`: which topics each known issue's comments are in, and which are really two.

    Returns
    -------
    DataFrame
        A row for each issue and topic with at least a tenth of its comments, the most first; `two`
        where the issue is the best cover of two topics that each hold a quarter of it.
    """
    pairs = _pairs(joined, clauses, topics)
    best = cover_table(joined, clauses, topics, list(names)).set_index("topic")["issue"]
    rows = []
    for issue in taxonomy.leaves():
        own = pairs[pairs["issue"] == issue.id]
        total = own["comment"].nunique()
        counts = own.groupby("topic")["comment"].nunique().sort_values(ascending=False)
        apart = [
            t
            for t, n in counts.items()
            if n >= max(HALF * total, ENOUGH) and best.get(t) == issue.id
        ]
        rows += [
            (
                issue.id,
                issue.name,
                total,
                topic,
                names.get(int(str(topic)), ""),
                n / total,
                len(apart) > 1 and topic in apart,
            )
            for topic, n in counts.items()
            if n >= 0.1 * total
        ]
    return pd.DataFrame(rows, columns=list(ISSUES))


def unexplained_table(
    joined: Joined,
    taxonomy: Taxonomy,
    clauses: Clauses,
    topics: Ints,
    names: Mapping[int, str],
    level: float = 0.95,
) -> pd.DataFrame:
    """Return `topic` and `UNEXPLAINED`: what topics add where the known issues leave a rest."""
    known = take_sample(joined, taxonomy)
    model = fit_models(known, MIN_MENTIONS).get("negative")
    sample = take_sample(joined_by_topic(joined, clauses, topics), as_issues(names))
    columns = ["topic", *UNEXPLAINED]
    if model is None:
        return pd.DataFrame([(t, *(math.nan,) * 6) for t in names], columns=columns)
    rest = model.fit.residual[:, 1]
    rows = [(t, *_of_rest(sample, at, rest, level)) for at, t in enumerate(names)]
    return pd.DataFrame(rows, columns=columns)


def _of_rest(sample: Sample, at: int, rest: np.ndarray, level: float) -> tuple[float, ...]:
    """Return the share of the rest that goes with one topic, and what it adds to the mean."""
    who = sample.mentioned["any"][:, at]
    if refuse_mentions(who, sample.weight, MIN_MENTIONS) or np.ptp(rest) <= 0:
        return (math.nan,) * 6
    alone = replace(
        sample,
        value=rest,
        score=rest,
        issues=(sample.issues[at],),
        mentioned={feeling: has[:, [at]] for feeling, has in sample.mentioned.items()},
        segments=pd.DataFrame(index=sample.segments.index),
    )
    design = build_design(alone, SIGNS, MIN_MENTIONS)
    if not design.terms:
        design = build_design(alone, ("any",), MIN_MENTIONS)
    share = explained_share(alone, fit_design(alone, design), level).within
    moved = leave_out(rest, sample.weight, who, level)
    return share.value, share.low, share.high, moved.raw, moved.low, moved.high


def _pairs(joined: Joined, clauses: Clauses, topics: Ints) -> pd.DataFrame:
    """Return `comment`, `topic`, `issue`, each once: where evidence lies in a topic's clause."""
    table = clauses.table[["comment", "start", "end"]].assign(topic=topics)
    table = table[table["topic"] != OUTSIDE]
    shown = joined.quotes[["comment", "issue", "start", "end"]]
    both = table.merge(shown, on="comment", suffixes=("", "_shown"))
    meet = (both["start"] < both["end_shown"]) & (both["end"] > both["start_shown"])
    return both.loc[meet, ["comment", "topic", "issue"]].drop_duplicates()


def _status(share: float, by_any: float) -> str:
    if share >= COVERED:
        return "known"
    return "spread" if by_any >= COVERED else "partly" if by_any >= PARTLY else "new"
