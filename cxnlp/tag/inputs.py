"""Comments with the questions that they answer, as every tagger takes them."""

from __future__ import annotations

from collections.abc import Iterable

from cxnlp.tag.interface import Questions

Answer = tuple[str, str | None]
"""A comment and the question it answers; None where it is not known."""


def answers_of(texts: Iterable[str], questions: Questions) -> list[Answer]:
    """Return each comment with its question.

    Raises
    ------
    TypeError
        If given one string, or something in it is not a string.
    ValueError
        If there are not as many questions as comments.
    """
    listed = checked(texts)
    return list(zip(listed, asked(questions, len(listed)), strict=True))


def checked(texts: Iterable[str]) -> list[str]:
    """Return comments as a list.

    Raises
    ------
    TypeError
        If given one string, or something in it is not a string.
    """
    if isinstance(texts, str):
        raise TypeError("expected several comments and found one string; put it in a list")
    listed = list(texts)
    for place, text in enumerate(listed):
        if not isinstance(text, str):
            found = type(text).__name__
            raise TypeError(f"expected comments as str and found {found} at {place}; use '' there")
    return listed


def asked(questions: Questions, count: int) -> list[str | None]:
    """Return the question of each of so many comments; None where it is not known.

    Raises
    ------
    ValueError
        If there are not as many questions as comments.
    """
    if questions is None or isinstance(questions, str):
        return [questions or None] * count
    if len(questions) != count:
        raise ValueError(
            f"expected one question for each of {count} comments and found {len(questions)}"
        )
    return [question or None for question in questions]
