"""A `Joined` of plain tables, for those who bring tags of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from cxnlp.errors import ExplainError
from cxnlp.intervals import FloatArray
from cxnlp.join import (
    COMMENTS,
    FEELINGS,
    MENTIONS,
    QUOTES,
    TICKED,
    Joined,
    add_segments,
    empty_table,
    mark_written,
    merge_mentions,
    new_responses,
)
from cxnlp.survey.values.scales import Scale

LEAST_WEIGHT = 1e-12


def from_tables(
    responses: pd.DataFrame,
    tags: pd.DataFrame,
    scale: Scale,
    *,
    id: str = "response",
    score: str = "score",
    weight: str | None = None,
    date: str | None = None,
    issue_list: str | None = None,
    churned: str | None = None,
    recommended: str | None = None,
    segments: Sequence[str] = (),
    comments: pd.DataFrame | None = None,
    ticked: pd.DataFrame | None = None,
) -> Joined:
    """Make a `Joined` of plain tables, for those who bring tags of their own.

    Parameters
    ----------
    responses : DataFrame
        A row a response. Rows without a score are left out and counted.
    tags : DataFrame
        `response`, `issue`, `feeling`, and optionally `comment`, `probability`, `start`, `end`,
        `quote`; tags of a response that is left out are dropped with it.
    scale : Scale
        The scale of the scores.
    id, score : str
        The columns of `responses` with its id and its score.
    weight, date : str, optional
        The columns with survey weights (1 without) and dates.
    issue_list : str, optional
        The column that says which version of which list of issues a response was tagged with, so
        that shares of different lists are not compared.
    churned, recommended : str, optional
        The column that says who left, or who recommended us (one of them): true or 1, false or 0,
        empty where that is not known.
    segments : sequence of str
        The columns to use as segments.
    comments : DataFrame, optional
        `response`, `text`, and optionally `comment`, `question`, `language`, `no_content`. Without
        it every response counts as one that says something.
    ticked : DataFrame, optional
        `response`, `reason`: the reasons ticked.

    Raises
    ------
    ExplainError
        If a column is missing, an id comes twice, a score is outside the scale, a weight is
        negative, missing or beyond any reason, a feeling is unknown, a probability is not between
        0 and 1, or a table names a response that is not there.
    """
    label = churned or recommended
    asked = (weight, date, issue_list, churned, recommended)
    names = [id, score, *segments, *(name for name in asked if name)]
    _require(responses, names, "the responses")
    scores = responses[score].to_numpy(dtype=float, na_value=np.nan)
    _check_responses(responses[id], scores, scale)
    scored = ~np.isnan(scores)
    kept, ids = responses[scored].reset_index(drop=True), responses[id]
    table = new_responses(scores[scored], scale)
    table.insert(0, "response", kept[id])
    _add_columns(table, kept, weight, date, issue_list)
    if label is not None:
        table["lost"] = _lost(kept[label], label, means_lost=churned is not None)
    quotes = _only(_filled_quotes(tags), ids, kept[id], "the tags")
    said = None if comments is None else _filled_comments(comments)
    said = None if said is None else _only(said, ids, kept[id], "the comments")
    marks = empty_table(TICKED) if ticked is None else _only(ticked, ids, kept[id], "the ticks")
    mentions = merge_mentions(quotes)
    table = mark_written(table, said, mentions)
    table, chosen = add_segments(table, kept, tuple(segments))
    said = empty_table(COMMENTS) if said is None else said
    return Joined(
        table,
        mentions,
        marks,
        said,
        quotes,
        chosen,
        int((~scored).sum()),
        "" if label is None else "churn" if churned else "not recommending",
    )


def _add_columns(
    table: pd.DataFrame,
    kept: pd.DataFrame,
    weight: str | None,
    date: str | None,
    issue_list: str | None,
) -> None:
    """Put the weights, dates and lists that columns of the user's table tell beside each row."""
    if weight is not None:
        table["weight"] = _weights(kept[weight])
    if date is not None:
        table["date"] = pd.to_datetime(kept[date])
    if issue_list is not None:
        table["issue_list"] = kept[issue_list].astype(str)


def _require(frame: pd.DataFrame, columns: Sequence[str], what: str) -> None:
    for name in columns:
        if name not in frame.columns:
            raise ExplainError(f"{what} have no column {name!r}", f"{', '.join(columns)}")


def _check_responses(ids: pd.Series, scores: FloatArray, scale: Scale) -> None:
    if ids.duplicated().any():
        raise ExplainError(
            f"response {ids[ids.duplicated()].iloc[0]!r} comes twice", "one row a response"
        )
    outside = ~np.isnan(scores) & ~scale.contains(scores)
    if outside.any():
        raise ExplainError(
            f"a score of {scores[outside][0]:g}", f"{scale.low:g} to {scale.high:g} ({scale.name})"
        )


def _weights(given: pd.Series) -> FloatArray:
    weights = given.to_numpy(dtype=float, na_value=np.nan)
    if np.any(~np.isfinite(weights) | (weights < 0)):
        raise ExplainError("a weight that is negative or missing", "weights of 0 or more")
    used = weights[weights > 0]
    # Beyond this, squares of weights leave the range of numbers.
    if len(used) and not (LEAST_WEIGHT <= used.min() and used.max() <= 1 / LEAST_WEIGHT):
        odd = used.max() if used.max() > 1 / LEAST_WEIGHT else used.min()
        raise ExplainError(
            f"a weight of {odd:g}",
            f"0, or {LEAST_WEIGHT:g} to {1 / LEAST_WEIGHT:g}",
            "divide all weights by their mean: only their proportions count",
        )
    return weights


def _lost(given: pd.Series, name: str, *, means_lost: bool) -> FloatArray:
    label = given.to_numpy(dtype=float, na_value=np.nan)
    odd = label[~np.isnan(label) & ~np.isin(label, (0.0, 1.0))]
    if len(odd):
        raise ExplainError(f"{odd[0]:g} in the column {name!r}", "1 or 0, true or false, or empty")
    return label if means_lost else 1 - label


def _only(frame: pd.DataFrame, known: pd.Series, kept: pd.Series, what: str) -> pd.DataFrame:
    """Keep the rows of scored responses, and refuse rows of responses that are not there at all."""
    strangers = frame["response"][~frame["response"].isin(known)]
    if len(strangers):
        raise ExplainError(f"{what} name the response {strangers.iloc[0]!r}, which has no row")
    return frame[frame["response"].isin(kept)].reset_index(drop=True)


def _filled_comments(comments: pd.DataFrame) -> pd.DataFrame:
    _require(comments, ("response", "text"), "the comments")
    filled = _filled(comments, {"question": "", "language": "", "no_content": False})
    twice = filled["comment"][filled["comment"].duplicated()]
    if len(twice):
        raise ExplainError(
            f"comment {twice.iloc[0]!r} comes twice",
            "one row a comment",
            "give each an id of its own in the column 'comment', and the same id to its tags",
        )
    return filled[list(COMMENTS)]


def _filled_quotes(tags: pd.DataFrame) -> pd.DataFrame:
    _require(tags, MENTIONS, "the tags")
    odd = tags["feeling"][~tags["feeling"].isin(FEELINGS)]
    if len(odd):
        raise ExplainError(f"the feeling {odd.iloc[0]!r}", ", ".join(FEELINGS))
    columns = [*QUOTES, *(["request"] if "request" in tags else [])]
    if "probability" in tags:
        chance = pd.to_numeric(tags["probability"], errors="coerce")
        told = tags["probability"].notna()
        if strange := tags["probability"][told & ~chance.between(0, 1)].tolist():
            raise ExplainError(f"the probability {strange[0]}", "numbers from 0 to 1")
    return _filled(tags, {"probability": 1.0, "start": 0, "end": 0, "quote": ""})[columns]


def _filled(frame: pd.DataFrame, blanks: Mapping[str, str | float]) -> pd.DataFrame:
    """Add the optional columns that are not there; a comment is called as its response."""
    filled = frame.copy()
    if "comment" not in filled:
        filled["comment"] = filled["response"].astype(str)
    for name, blank in blanks.items():
        if name not in filled:
            filled[name] = blank
    return filled
