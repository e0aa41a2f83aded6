"""Comments as other tools hand them over: as a list, a column, an array, with cells missing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd


def as_texts(comments: Iterable[object]) -> list[str]:
    """Return comments as a list; one that is missing (None, NaN) is blank.

    Parameters
    ----------
    comments : iterable of str, or a frame or an array of one column
        Comments.

    Raises
    ------
    TypeError
        If given one string, or something in it is neither a string nor missing.
    ValueError
        If there are several columns.
    """
    if isinstance(comments, str):
        raise TypeError("expected several comments and found one string; put it in a list")
    return [_text(each, place) for place, each in enumerate(_column(comments))]


def _column(comments: Any) -> Iterable[object]:  # noqa: ANN401 - any container
    """Take the one column out of a table."""
    shape: tuple[int, ...] = getattr(comments, "shape", ())
    if len(shape) < 2:
        return comments  # type: ignore[no-any-return]
    if len(shape) > 2 or shape[1] != 1:
        raise ValueError(
            f"expected one column of comments and found {shape[1]}; choose one, as with "
            "ColumnTransformer([('tags', estimator, 'comment')])"
        )
    values = comments.to_numpy(dtype=object) if hasattr(comments, "to_numpy") else comments
    return values[:, 0]  # type: ignore[no-any-return]


def _text(cell: object, place: int) -> str:
    if isinstance(cell, str):
        return str(cell)
    if cell is None or cell is pd.NA or (isinstance(cell, float) and cell != cell):
        return ""
    found = type(cell).__name__
    raise TypeError(f"expected comments as str and found {found} at {place}; use '' there")
