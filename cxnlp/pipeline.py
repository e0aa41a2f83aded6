"""The stages in order: survey, tag, join, explain."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from cxnlp.analysis import Analysis
from cxnlp.audit import (
    AuditMade,
    CheckedTexts,
    bring_audit,
    drawn_rows,
    make_audit,
    only_checked,
    put_right,
    read_checked,
)
from cxnlp.explain import explain_scores
from cxnlp.files import make_folder
from cxnlp.issues import Taxonomy
from cxnlp.join import join
from cxnlp.opening import Source, as_survey, as_tagger
from cxnlp.record import asked, record
from cxnlp.survey import Survey, read_survey
from cxnlp.tag import Tagger, TaggerLike, Tags
from cxnlp.tag.answers import answers
from cxnlp.tag.cells import Cells, stream_cells
from cxnlp.tag.one_call import DEFAULT_ISSUES, DEFAULT_MODEL, IssueList

__all__ = [
    "Progress",
    "analyze",
    "analyze_survey",
    "draw_audit",
    "tag_survey",
]

Progress = Callable[[int, int], None]
"""Called with how many comments are tagged and how many there are."""


def tag_survey(
    survey: Survey,
    tagger: TaggerLike,
    progress: Progress | None = None,
    question: str | None = None,
) -> Tags:
    """Tag the comments of the rows that are used, each beside the question it answers.

    Parameters
    ----------
    survey : Survey
        What `read_survey` returns.
    tagger : TaggerLike
        A tagger that is ready, such as `load` gives.
    progress : callable, optional
        Called with the number of comments tagged and their total.
    question : str, optional
        What was asked; without it the survey's own, where it is a question and not a mere label.

    Returns
    -------
    Tags
        A row for each comment, and one for each issue mentioned in it.
    """
    comments, questions = answers(survey, question)
    told = stream_cells(tagger, [comment.text for comment in comments], questions)
    return Tags.of_cells(comments, _counted(told, len(comments), progress))


def _counted(told: Iterable[Cells], total: int, progress: Progress | None) -> Iterable[Cells]:
    for done, cells in enumerate(told, 1):
        yield cells
        if progress is not None:
            progress(done, total)


def analyze(
    source: Source,
    *,
    issues: IssueList = DEFAULT_ISSUES,
    model: str | Path = DEFAULT_MODEL,
    tagger: TaggerLike | None = None,
    segments: Sequence[str] | None = None,
    weight: str | None = None,
    audit: str | Path | pd.DataFrame | None = None,
    audit_of: Sequence[Source] = (),
    corrections: str | Path | pd.DataFrame | None = None,
    show_personal_data: bool = False,
    progress: Progress | None = None,
    **columns: Any,  # noqa: ANN401 - passed on to `read_survey`, which names and types them
) -> Analysis:
    """Explain the scores of a survey by what people wrote.

    What is asked for here is noted in the run's record, by these names.

    Parameters
    ----------
    source : str, Path, DataFrame or Survey
        An export file, a table, or a survey that was read before.
    issues : str, Path or Taxonomy
        The known issues: a shipped list's name, a TOML file, or a list.
    model : str or Path
        A model's name or folder.
    tagger : TaggerLike, optional
        One that is ready, such as `load` gives, in the place of `issues` and `model`.
    segments : sequence of str, optional
        Columns that divide customers; those that are found by default, none if empty.
    weight : str, optional
        The column with survey weights; without it every response counts once.
    audit : str, Path or DataFrame, optional
        What people checked by hand: the folder that `cxnlp audit` made, a sheet filled in there,
        or a table with `response` (row number from 0), `issue`, `feeling` (or "none"), `weight`.
    audit_of : sequence of str, Path, DataFrame or Survey
        Earlier surveys that the audit was drawn from, where it is not this one. Their audited
        responses are tagged anew; they must have the same columns.
    corrections : str, Path or DataFrame, optional
        Tags that a person put right: `comment` (or `key`), `issue`, `feeling` (or "none").
    show_personal_data : bool
        Leave e-mail addresses, phone numbers and the like readable in the page.
    progress : callable, optional
        Called with the number of comments tagged and their total.
    **columns
        `score`, `text`, `scale`, `date`, `reasons`, `id`, `encoding`, `delimiter`, `sheet`,
        `format`, `columns`, `like`, `codebook`: as in `read_survey`.

    Returns
    -------
    Analysis

    Raises
    ------
    CxError
        If the survey, the issue list or the model cannot be used, or two arguments say what only
        one can: how to read a survey that was read before, or issues beside a tagger.
    """
    survey = as_survey(source, *audit_of, segments=segments, **columns)
    # A list in memory has no name to open it by again; the record has its title and hash.
    named = None if tagger is not None or isinstance(issues, Taxonomy) else issues
    return analyze_survey(
        survey,
        as_tagger(tagger, model, issues),
        reading={**columns, "segments": segments},
        opened={"issues": named, "model": None if tagger is not None else model},
        # A survey read here has the segments already, under the file's own names.
        segments=segments if isinstance(source, Survey) else None,
        weight=weight,
        audit=audit,
        audit_of=audit_of,
        corrections=corrections,
        show_personal_data=show_personal_data,
        progress=progress,
    )


def analyze_survey(
    survey: Survey,
    tagger: TaggerLike,
    *,
    reading: Mapping[str, Any],
    opened: Mapping[str, Any],
    segments: Sequence[str] | None = None,
    weight: str | None = None,
    audit: str | Path | pd.DataFrame | None = None,
    audit_of: Sequence[Source] = (),
    corrections: str | Path | pd.DataFrame | None = None,
    show_personal_data: bool = False,
    progress: Progress | None = None,
) -> Analysis:
    """Explain the scores of a survey that is read, with a tagger that is open.

    Parameters
    ----------
    survey : Survey
        What was read.
    tagger : TaggerLike
        What tags it.
    reading : mapping
        What `read_survey` was told; `audit_of` is read by it, and it is noted.
    opened : mapping
        What the tagger was opened by (`issues`, `model` and so on), to be noted.
    segments : sequence of str, optional
        Columns that divide customers; the survey's own by default.
    weight, audit, audit_of, corrections, show_personal_data, progress
        As in `analyze`.

    Returns
    -------
    Analysis

    Raises
    ------
    CxError
        If the survey has no scale, or what was checked or put right does not fit it.
    """
    options = asked(
        **reading,
        **opened,
        weight=weight,
        audit=audit,
        audit_of=list(audit_of) or None,
        corrections=corrections,
        show_personal_data=show_personal_data,
    )
    checked = read_checked(Path(audit)) if isinstance(audit, str | Path) else audit
    earlier = [_earlier(of, survey, checked, reading) for of in audit_of]
    tags = tag_survey(survey, tagger, progress)
    put = put_right(tags, corrections, tagger.taxonomy, drawn_rows(survey, checked))
    kept = survey.segment_columns if segments is None else segments
    joining = partial(join, taxonomy=tagger.taxonomy, segments=kept, weight=weight)
    joined = joining(survey, put.tags)
    then = [joining(of, tag_survey(of, tagger)) for of in earlier]
    fitted = tagger.taught_by if isinstance(tagger, Tagger) else ()
    brought = bring_audit(checked, joined, tagger.taxonomy, then, fitted)
    assert survey.scale is not None  # `join` refuses a survey without one
    explanation = explain_scores(
        joined, tagger.taxonomy, scale=survey.scale, audit=brought.table, earlier=brought.earlier
    )
    run = record(survey, tagger, put.tags, options) | put.record() | brought.record()
    return Analysis(
        survey,
        tagger.taxonomy,
        put.tags,
        joined,
        brought.noted(explanation),
        run,
        show_personal_data,
        put.told,
    )


def _earlier(
    of: Source,
    survey: Survey,
    checked: CheckedTexts | pd.DataFrame | None,
    reading: Mapping[str, Any],
) -> Survey:
    """Read an earlier survey as this one was read; all but its audited responses are left out."""
    given = {**reading, "segments": survey.segment_columns}
    then = of if isinstance(of, Survey) else read_survey(of, **given)
    return only_checked(then, checked, survey)


def draw_audit(
    source: Source,
    folder: str | Path,
    *,
    size: int = 300,
    issues: IssueList = DEFAULT_ISSUES,
    model: str | Path = DEFAULT_MODEL,
    tagger: TaggerLike | None = None,
    seed: int = 0,
    show_personal_data: bool = False,
    progress: Progress | None = None,
    **columns: Any,  # noqa: ANN401 - passed on to `read_survey`, which names and types them
) -> AuditMade:
    """Draw comments of a survey to check by hand, and write the sheets to fill in.

    Parameters
    ----------
    source, issues, model, tagger, progress, **columns
        As in `analyze`.
    folder : str or Path
        Where to write; one with an audit in it is gone on with, its answers kept.
    size : int
        How many texts to have drawn in all.
    seed : int
        The same seed draws the same texts.
    show_personal_data : bool
        Leave e-mail addresses, phone numbers and the like readable in the sheets.

    Returns
    -------
    AuditMade
        Where the sheets are, how many texts they hold, and of how many every issue is decided.

    Raises
    ------
    CxError
        If the survey, the issue list, the model or the folder cannot be used.
    """
    survey = as_survey(source, **columns)
    tagger = as_tagger(tagger, model, issues)
    joined = join(survey, tag_survey(survey, tagger, progress), tagger.taxonomy, segments=())
    return make_audit(
        joined,
        tagger.taxonomy,
        make_folder(Path(folder)),
        size=size,
        seed=seed,
        show_personal_data=show_personal_data,
    )
