"""Predictions as two tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from cxnlp.tag.prediction import Prediction

COMMENTS = {
    "comment": "str",
    "row": "int64",
    "question": "str",
    "text": "str",
    "language": "str",
    "no_content": "bool",
    "sentiment": "str",
    "p_negative": "float64",
    "p_neutral": "float64",
    "p_positive": "float64",
}
MENTIONS = {
    "comment": "str",
    "row": "int64",
    "issue": "str",
    "probability": "float64",
    "feeling": "str",
    "start": "int64",
    "end": "int64",
    "quote": "str",
    "source": "str",
}


@dataclass(frozen=True)
class Comment:
    """One answer to one question.

    Parameters
    ----------
    id : str
        Row number from 1, `q`, question number from 1: `17q1`.
    row : int
        Position of its response in the survey, from 0.
    question : str
        The column it stands in.
    text : str
        What was written.
    """

    id: str
    row: int
    question: str
    text: str


@dataclass(frozen=True)
class Tags:
    """What the tagger found.

    Parameters
    ----------
    comments : DataFrame
        A row a comment; columns as in `COMMENTS`. Sentiment and its probabilities are missing
        where a comment has no content or the model does not read its script.
    mentions : DataFrame
        A row for each comment and issue mentioned; columns as in `MENTIONS`. `start` and `end`
        are code points of the comment, `quote` the words between them.
    """

    comments: pd.DataFrame
    mentions: pd.DataFrame

    @classmethod
    def of(cls, comments: Sequence[Comment], predictions: Iterable[Prediction]) -> Tags:
        """Put predictions, in the order of their comments, into tables."""
        rows, mentions = [], []
        for comment, found in zip(comments, predictions, strict=True):
            rows.append(_row(comment, found))
            mentions += [
                (
                    comment.id,
                    comment.row,
                    mention.id,
                    mention.probability,
                    mention.feeling,
                    mention.evidence.start,
                    mention.evidence.end,
                    mention.evidence.text,
                    mention.source,
                )
                for mention in found.issues
            ]
        return cls(_frame(rows, COMMENTS), _frame(mentions, MENTIONS))


def _row(comment: Comment, found: Prediction) -> tuple[object, ...]:
    s = found.sentiment
    scores = (s.label, s.negative, s.neutral, s.positive) if s else (None, None, None, None)
    return (
        comment.id,
        comment.row,
        comment.question,
        comment.text,
        found.language,
        found.no_content,
        *scores,
    )


def _frame(rows: Sequence[tuple[object, ...]], columns: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(columns)).astype(columns)
