"""The comments of a survey, as they are tagged, and what each of them answers."""

from __future__ import annotations

from collections.abc import Iterable

from cxnlp.survey import Survey
from cxnlp.tag.tags import Comment
from cxnlp.text.question import is_question


def answers(survey: Survey, question: str | None = None) -> tuple[list[Comment], list[str | None]]:
    """Return the comments of the rows that are used, and the question that each answers.

    Parameters
    ----------
    survey : Survey
        Its questions count where they are questions and not mere labels.
    question : str, optional
        What all comments answer, whatever the survey says.

    Returns
    -------
    list of Comment
        Every answer that is not blank, in order of rows, then questions.
    list of str or None
        In parallel.
    """
    comments = list(_comments(survey))
    real = {name: asks for name, asks in survey.questions.items() if is_question(asks)}
    return comments, [question or real.get(comment.question) for comment in comments]


def _comments(survey: Survey) -> Iterable[Comment]:
    cells_of = survey.readable(survey.text_columns)
    fields = enumerate(survey.comment_fields, 1)
    columns = [(i, name, cells_of[name].tolist()) for i, field in fields for name in field]
    for row, used in enumerate(survey.used):
        for number, name, cells in columns if used else ():
            if cells[row].strip():
                yield Comment(f"{row + 1}q{number}", row, name, cells[row])
