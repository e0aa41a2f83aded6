"""Predictions as two tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from cxnlp.tag.cells import Cells, cells_of
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
    "request": "str",
    "p_request": "float64",
    "request_quote": "str",
    "complaint": "boolean",
    "p_complaint": "float64",
    "complaint_quote": "str",
    "effort": "str",
    "p_effort": "float64",
    "effort_quote": "str",
    "leave": "boolean",
    "p_leave": "float64",
    "leave_quote": "str",
    "emotions": "str",
    "emotion_quotes": "str",
    "uncertain": "str",
    "possible": "str",
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
    "uncertain": "boolean",
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
        A row a comment; columns as in `COMMENTS`. Sentiment, its probabilities, `complaint` and
        `leave` are missing where a comment has no content or the model does not read its script;
        the other columns are missing where nothing was found. `emotions`, `uncertain` and
        `possible` are names or ids with commas between; in `uncertain` a name with a question mark
        is of a signal that was not found and not ruled out, as `possible` holds of issues.
    mentions : DataFrame
        A row for each comment and issue mentioned; columns as in `MENTIONS`. `start` and `end`
        are code points of the comment, `quote` the words between them.
    """

    comments: pd.DataFrame
    mentions: pd.DataFrame

    @classmethod
    def of(cls, comments: Sequence[Comment], predictions: Iterable[Prediction]) -> Tags:
        """Put predictions, in the order of their comments, into tables."""
        return cls.of_cells(comments, map(cells_of, predictions))

    @classmethod
    def of_cells(cls, comments: Sequence[Comment], told: Iterable[Cells]) -> Tags:
        """Put what is told of comments, in their order, into tables."""
        rows: list[tuple[object, ...]] = []
        mentions: list[tuple[object, ...]] = []
        for comment, cells in zip(comments, told, strict=True):
            whose = (comment.id, comment.row)
            rows.append((*whose, comment.question, comment.text, *cells.comment))
            mentions += [(*whose, *each) for each in cells.mentions]
        return cls(_frame(rows, COMMENTS), _frame(mentions, MENTIONS))


def _frame(rows: Sequence[tuple[object, ...]], columns: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(columns)).astype(columns)
