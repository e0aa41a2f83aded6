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
                    mention.uncertain,
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
        *_signals(found),
        _listed(_uncertain(found)),
        _listed(each.id for each in found.possible),
    )


def _signals(found: Prediction) -> tuple[object, ...]:
    """Return the cells of requests, complaints, effort, leaving and emotions."""
    read = None if found.sentiment is None else False
    kinds = (
        (found.request, found.request and found.request.name),
        (found.complaint, found.complaint is not None or read),
        (found.effort, found.effort and found.effort.name),
        (found.leave, found.leave is not None or read),
    )
    shown = [(s.probability, s.evidence.text) if s else (None, None) for s, _ in kinds]
    cells = [cell for (_, said), rest in zip(kinds, shown, strict=True) for cell in (said, *rest)]
    quotes = dict.fromkeys(each.evidence.text for each in found.emotions)
    names = _listed(each.name for each in found.emotions)
    return (*cells, names, "\n".join(quotes) or None)


def _uncertain(found: Prediction) -> Iterable[str]:
    """Yield what of a prediction is doubtful, and what was merely possible beside the issues."""
    if found.sentiment and found.sentiment.uncertain:
        yield "sentiment"
    yield from (signal.name for signal in found.signals if signal.uncertain)
    yield from (f"{signal.name}?" for signal in found.possible_signals)


def _listed(names: Iterable[str]) -> str | None:
    return ", ".join(names) or None


def _frame(rows: Sequence[tuple[object, ...]], columns: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(columns)).astype(columns)
