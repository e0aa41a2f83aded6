"""Scores and tags together: one row a response."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cxnlp.errors import ExplainError, SurveyError
from cxnlp.intervals import FloatArray
from cxnlp.survey.values.scales import Scale

if TYPE_CHECKING:
    from cxnlp.issues import Taxonomy
    from cxnlp.survey import Survey
    from cxnlp.tag import Tags

IntArray = NDArray[np.intp]

FEELINGS = ("negative", "neutral", "positive", "mixed")
BLANK = "(blank)"
FIXED = (
    "response",
    "score",
    "value",
    "band",
    "commented",
    "says_something",
    "date",
    "weight",
    "issue_list",
    "lost",
)
MENTIONS = ("response", "issue", "feeling")
TICKED = ("response", "reason")
COMMENTS = ("comment", "response", "question", "text", "language", "no_content")
QUOTES = ("comment", "response", "issue", "probability", "feeling", "start", "end", "quote")


@dataclass(frozen=True)
class Joined:
    """What people scored beside what they said; `join` or `cxnlp.explain.from_tables` makes one.

    Parameters
    ----------
    responses : DataFrame
        A row a used response: `response` (its id; the survey's row number), `score`, `value` (what
        it adds to the index), `band`, `commented` (wrote something), `says_something` (wrote
        something with content), `date` (NaT where unknown), `weight`, `issue_list` (which version
        of which list its tags are of, "" where unknown), `lost` (1 where the customer was lost, 0
        where not, NaN where that is not known), then the segment columns.
    mentions : DataFrame
        `response`, `issue`, `feeling`: a row for each response and issue it mentions; negative and
        positive mentions of an issue in one response make it `mixed`.
    ticked : DataFrame
        `response`, `reason`: a row for each reason ticked.
    comments : DataFrame
        `comment` (id), `response`, `question`, `text`, `language`, `no_content`; may be empty.
    quotes : DataFrame
        A row for each comment and issue it mentions: `comment`, `response`, `issue`,
        `probability`, `feeling`, `start`, `end`, `quote`; may be empty.
    segments : tuple of str
        Which columns of `responses` are segments.
    left_out : int
        Rows of a plain table that have no score and are not in `responses`.
    outcome : str
        What `lost` means, such as "churn"; "" where no response has a label.
    """

    responses: pd.DataFrame
    mentions: pd.DataFrame
    ticked: pd.DataFrame
    comments: pd.DataFrame
    quotes: pd.DataFrame
    segments: tuple[str, ...] = ()
    left_out: int = 0
    outcome: str = ""


def join(
    survey: Survey,
    tags: Tags,
    taxonomy: Taxonomy,
    *,
    segments: Sequence[str] | None = None,
    weight: str | None = None,
) -> Joined:
    """Bring the tags of all comments of a response to its score.

    Parameters
    ----------
    survey : Survey
        The survey, with a scale.
    tags : Tags
        What its comments say; of responses that are not used they are dropped, as the responses
        are.
    taxonomy : Taxonomy
        The list of issues they were tagged with.
    segments : sequence of str, optional
        The segment columns to keep; all that the survey has by default.
    weight : str, optional
        The column with survey weights; it is then no segment.

    Returns
    -------
    Joined
        A row for every used response, in the survey's order.

    Raises
    ------
    SurveyError
        If the survey has no scale, a chosen segment is not one of its columns, or a weight is not a
        number of 0 or more.
    ExplainError
        If a tag names an issue that is not in the list.
    """
    if survey.scale is None:
        raise SurveyError("a survey without a score", "a column of scores", "name it with --score")
    chosen = tuple(survey.segment_columns if segments is None else segments)
    chosen = tuple(name for name in chosen if name != weight)
    missing = [name for name in chosen if name not in survey.frame.columns]
    if missing:
        raise SurveyError(f"no column {missing[0]!r} to use as a segment", "a column of the survey")
    rows = np.flatnonzero((survey.left_out == "").to_numpy())
    comments = _of_rows(tags.comments, rows, COMMENTS)
    quotes = _of_rows(tags.mentions, rows, QUOTES)
    check_issues(quotes, taxonomy)
    mentions = merge_mentions(quotes)
    responses = new_responses(survey.scores.iloc[rows].to_numpy(dtype=float), survey.scale)
    responses.insert(0, "response", rows)
    responses = mark_written(responses, comments, mentions)
    responses["issue_list"] = taxonomy.sha256[:12]
    if weight is not None:
        responses["weight"] = _weights(survey, rows, weight)
    if survey.dates is not None:
        responses["date"] = survey.dates.iloc[rows].to_numpy()
    responses, names = add_segments(responses, survey.readable(chosen).iloc[rows], chosen)
    if len(responses) != len(rows):
        raise AssertionError(f"{len(rows)} used responses became {len(responses)} joined rows")
    return Joined(responses, mentions, _ticked(survey, rows), comments, quotes, names)


def _weights(survey: Survey, rows: IntArray, name: str) -> FloatArray:
    if name not in survey.frame.columns:
        raise SurveyError(f"no column {name!r} with weights", "a column of the survey")
    cells = survey.frame[name].iloc[rows].str.strip()
    found = pd.to_numeric(cells, errors="coerce").to_numpy(dtype=float)
    odd = np.flatnonzero(~np.isfinite(found) | (found < 0))
    if len(odd):
        line = survey.lines[rows[odd[0]]]
        raise SurveyError(
            f"line {line}: {cells.iloc[odd[0]]!r} in the column {name!r} of weights",
            "numbers of 0 or more",
        )
    return found


def merge_mentions(tags: pd.DataFrame) -> pd.DataFrame:
    """Merge the tags of a response: one row for each issue it mentions.

    Parameters
    ----------
    tags : DataFrame
        `response`, `issue`, `feeling`.

    Returns
    -------
    DataFrame
        The same columns, sorted by response and issue: `mixed` where one is, or where a negative
        meets a positive; else `negative` or `positive` where one is; else `neutral`.
    """
    signs = pd.DataFrame(
        {
            "response": tags["response"],
            "issue": tags["issue"].astype(object),
            "negative": tags["feeling"].isin(("negative", "mixed")),
            "positive": tags["feeling"].isin(("positive", "mixed")),
        }
    )
    merged = signs.groupby(["response", "issue"], sort=True).any().reset_index()
    negative, positive = merged["negative"].to_numpy(bool), merged["positive"].to_numpy(bool)
    feelings = np.asarray(["neutral", "negative", "positive", "mixed"], dtype=object)
    merged["feeling"] = feelings[negative + 2 * positive]
    return merged[list(MENTIONS)]


def new_responses(scores: FloatArray, scale: Scale) -> pd.DataFrame:
    """Return the columns of `Joined.responses` that follow from the scores alone."""
    table = pd.DataFrame(
        {
            "score": scores,
            "value": scale.value(scores),
            "band": scale.band(scores),
            "commented": False,
            "says_something": False,
        }
    )
    return table.assign(
        date=pd.Series(pd.NaT, index=table.index), weight=1.0, issue_list="", lost=np.nan
    )


def mark_written(
    responses: pd.DataFrame, comments: pd.DataFrame | None, mentions: pd.DataFrame
) -> pd.DataFrame:
    """Mark who wrote and who said something; without comments, everybody counts as having."""
    ids = responses["response"]
    if comments is None:
        return responses.assign(commented=True, says_something=True)
    wrote = comments[comments["text"].astype(str).str.strip() != ""]
    content = wrote[~wrote["no_content"].astype(bool)]
    says = ids.isin(content["response"]) | ids.isin(mentions["response"])
    return responses.assign(commented=ids.isin(wrote["response"]) | says, says_something=says)


def add_segments(
    responses: pd.DataFrame, frame: pd.DataFrame, names: tuple[str, ...]
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Add the segment columns as text; one named as a fixed column is called `... (segment)`."""
    columns: dict[str, NDArray[np.object_]] = {}
    for name in names:
        level = frame[name].astype(object).where(frame[name].notna(), "").astype(str).str.strip()
        free = f"{name} (segment)" if name in FIXED else name
        columns[free] = level.where(level != "", BLANK).to_numpy(dtype=object)
    added = pd.DataFrame(columns, index=responses.index)
    return pd.concat([responses, added], axis=1), tuple(columns)


def _ticked(survey: Survey, rows: IntArray) -> pd.DataFrame:
    if survey.ticked is None:
        return empty_table(TICKED)
    ticked = pd.Series(list(survey.ticked.iloc[rows]), index=rows, dtype=object)
    reasons = ticked.explode().dropna().astype(str).str.strip()
    long = reasons[reasons != ""].rename("reason").rename_axis("response").reset_index()
    return long.drop_duplicates().reset_index(drop=True)


def _of_rows(frame: pd.DataFrame, rows: IntArray, columns: Sequence[str]) -> pd.DataFrame:
    kept = frame[frame["row"].isin(rows)].rename(columns={"row": "response"})
    return kept[list(columns)].reset_index(drop=True)


def check_issues(tags: pd.DataFrame, taxonomy: Taxonomy) -> None:
    """Raise an ExplainError if tags name an issue that is not in the list."""
    unknown = sorted(set(tags["issue"]) - {issue.id for issue in taxonomy.issues})
    if unknown:
        raise ExplainError(
            f"tags name the issue {unknown[0]!r}",
            f"an issue of the list {taxonomy.title!r}",
            "use the list that the tags were made with",
        )


def empty_table(columns: Sequence[str]) -> pd.DataFrame:
    """Return a table of these columns and no row."""
    return pd.DataFrame({name: pd.Series(dtype=object) for name in columns})
