"""A survey without what identifies a person."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from cxnlp.survey import Survey
from cxnlp.text.redact import mask

SHORTEST = 6
"""Nothing shorter identifies a person by its form."""


def veiled(survey: Survey) -> Survey:
    """Return a survey in which every cell is masked, as well as what is told of bad cells.

    Scores, dates and roles were read before, and stay.
    """
    repairs = survey.repairs
    return replace(
        survey,
        frame=_masked(survey.frame),
        problems=_masked(survey.problems),
        flagged=_masked(survey.flagged),
        repairs=None if repairs is None else _masked(repairs),
        ticked=None if survey.ticked is None else survey.ticked.map(_each),
    )


def _masked(table: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({name: _column(table[name]) for name in table.columns}, index=table.index)


def _column(column: pd.Series) -> pd.Series:
    if pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column):
        return column
    told = {text: _text(text) for text in column.unique() if isinstance(text, str)}
    return column.map(lambda cell: told.get(cell, cell)).astype(column.dtype)


def _each(reasons: object) -> object:
    return [_text(each) for each in reasons] if isinstance(reasons, list) else reasons


def _text(text: str) -> str:
    return mask(text).text if len(text) >= SHORTEST else text
