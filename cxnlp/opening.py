"""What an operation begins with: a survey that is read, a tagger that is open."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from cxnlp.errors import ModelError, SurveyError
from cxnlp.survey import Survey, read_survey
from cxnlp.tag import TaggerLike
from cxnlp.tag.one_call import DEFAULT_ISSUES, DEFAULT_MODEL, IssueList, load

Source = str | Path | pd.DataFrame | Survey
"""An export file, a table, or a survey that was read before."""


def as_survey(
    source: Source,
    *others: Source,
    segments: Sequence[str] | None = None,
    need_score: bool = True,
    **columns: Any,  # noqa: ANN401 - passed on to `read_survey`, which names and types them
) -> Survey:
    """Read a survey, or take one that was read before.

    Parameters
    ----------
    source : str, Path, DataFrame or Survey
        The survey.
    *others : str, Path, DataFrame or Survey
        Others that will be read by the same `columns`.
    segments, need_score, **columns
        As in `read_survey`.

    Raises
    ------
    SurveyError
        If it cannot be read, or `columns` says how to read where all was read before.
    """
    if not isinstance(source, Survey):
        return read_survey(source, segments=segments, need_score=need_score, **columns)
    said = [name for name, value in columns.items() if value is not None]
    if said and all(isinstance(other, Survey) for other in others):
        raise SurveyError(
            f"a survey that was read before, and how to read it ({', '.join(said)})",
            "one of the two",
            "say it to read_survey, or give the file",
        )
    return source


def as_tagger(tagger: TaggerLike | None, model: str | Path, issues: IssueList) -> TaggerLike:
    """Open a model with a list of issues, or take a tagger that is ready.

    Raises
    ------
    CxError
        If the model or the list cannot be used, or either is named beside a tagger that is ready.
    """
    if tagger is None:
        return load(model, issues)
    if (model, issues) != (DEFAULT_MODEL, DEFAULT_ISSUES):
        raise ModelError(
            f"a tagger that is ready ({tagger.taxonomy.title}), and issues or a model to open",
            "one of the two",
            "give load the issues and the model, or leave the tagger out",
        )
    return tagger
