"""What was understood of a survey, before anything is run on it, and how to say it otherwise."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any, get_args

import pandas as pd

from cxnlp.errors import SurveyError
from cxnlp.survey.codebook import Entry, Role
from cxnlp.survey.formats.delimited import ONE_COLUMN
from cxnlp.survey.formats.text_table import delimiter_name
from cxnlp.survey.roles.facets import FACETS
from cxnlp.survey.survey import Survey
from cxnlp.survey.table import shorten
from cxnlp.survey.understand import read_survey

SAMPLE_ROWS = 10
CODEBOOK = ("internal_id", "code", "text", "sub_label", "question", "labels", "missing", "zone")


def read_leniently(
    source: str | Path | pd.DataFrame,
    **options: Any,  # noqa: ANN401
) -> tuple[Survey, str]:
    """Read a survey to look at it, even where an analysis would refuse it.

    Parameters
    ----------
    source : str, Path or pandas.DataFrame
        As for `read_survey`.
    **options
        As for `read_survey`, without `need_score` and `need_text`.

    Returns
    -------
    survey : Survey
        As an analysis would read it; where that is refused, as far as it is understood.
    refusal : str
        What an analysis would say; empty where it would run.

    Raises
    ------
    SurveyError
        If it cannot be read as a table at all, or a column asked for does not exist.
    """
    try:
        return read_survey(source, **options), ""
    except SurveyError as error:
        survey = read_survey(source, **options, need_score=False, need_text=False)
        return survey, str(error)


def describe(survey: Survey, refusal: str = "") -> dict[str, Any]:
    """Return what was understood as plain values, ready for JSON.

    Parameters
    ----------
    survey : Survey
        The survey.
    refusal : str
        Why an analysis would refuse it, as `read_leniently` gives it.

    Returns
    -------
    dict
        For programs: `platform`, `encoding` (None where the format has none), `scale` (its name
        or None), `columns` (role to the file's own headers or codes, every role a key; touchpoints,
        journey stages and kinds of survey are segments with a key of their own too), `rows`
        (`read`, `used`, `left_out` by reason). Beside these, for people: `scale_reason`,
        `source`, `roles` (each column with its reason and what the platform's codebook says of it),
        `analysed` (what an analysis would read, a sentence each), `quality` (a row for each
        reason to leave out or to look twice), `dates`, `problems`, `notes`, `sample` (ten
        rows), `refusal`, `missing` (what an analysis would still ask for) and `flags` (the
        command-line options that say what was found; change one to say it differently).
    """
    return {
        "platform": survey.source.platform,
        "encoding": survey.source.encoding or None,
        "scale": survey.scale.name if survey.scale else None,
        "columns": {role: survey.names(role) for role in (*get_args(Role), *FACETS)},
        "rows": survey.rows(),
        "scale_reason": survey.scale_reason,
        "source": _source(survey),
        "roles": _columns(survey),
        "analysed": analysed(survey),
        "quality": survey.quality().to_dict(orient="records"),
        "dates": _dates(survey),
        "problems": survey.problems.to_dict(orient="records"),
        "notes": list(survey.notes),
        "refusal": refusal,
        "missing": missing(survey),
        "flags": flags(survey),
        "sample": survey.frame.head(SAMPLE_ROWS).to_dict(orient="records"),
    }


def _source(survey: Survey) -> dict[str, Any]:
    source = survey.source
    return {
        "name": source.name,
        "format": source.format,
        "delimiter": delimiter_name(source.delimiter),
        "sheet": source.sheet,
        "sha256": source.sha256,
        "how": dict(source.how),
    }


def _columns(survey: Survey) -> list[dict[str, Any]]:
    known = survey.codebook.by_name()
    made = []
    for column in survey.columns:
        entry = known.get(column.name, Entry(column.name))
        told = {key: getattr(entry, key) for key in CODEBOOK}
        filled = int((survey.frame[column.name].str.strip() != "").sum())
        made.append(
            {
                "name": column.name,
                "role": column.role,
                "reason": column.reason,
                "filled": filled,
                "codebook": {key: said for key, said in told.items() if said},
            }
        )
    return made


def _dates(survey: Survey) -> dict[str, str] | None:
    if survey.dates is None or survey.dates.isna().all():
        return None
    return {"first": str(survey.dates.min()), "last": str(survey.dates.max())}


def analysed(survey: Survey) -> list[str]:
    """Return what an analysis would read of the rows that are used, one sentence each."""
    used = survey.used
    told = []
    if survey.score_column is not None and survey.scale is not None:
        count = int(survey.scores[used].notna().sum())
        told.append(f"{count} scores on {survey.scale.name} in {shorten(survey.score_column)!r}")
    for names in survey.comment_fields:
        shown = survey.readable(names).loc[used]
        count = int((shown.apply(lambda cells: cells.str.strip()) != "").any(axis=1).sum())
        asked = dict.fromkeys(shorten(survey.questions.get(name, name)) for name in names)
        where = f"{count} comments in {', '.join(map(repr, map(shorten, names)))}"
        told.append(where if list(asked) == names else f"{where}: {' / '.join(asked)}")
    if survey.ticked is not None:
        reasons = sorted({reason for row in survey.ticked[used] for reason in row})
        told.append(f"{len(reasons)} reasons ticked: {', '.join(map(shorten, reasons[:12]))}")
    if survey.segment_columns:
        told.append(f"compared by {', '.join(map(repr, map(shorten, survey.segment_columns)))}")
    return told


def missing(survey: Survey) -> list[str]:
    """Return what an analysis would still need, one sentence with the option each."""
    wanted = []
    if not survey.text_columns:
        wanted.append("No comment column was found: name it with --text.")
    elif not any((survey.frame[name].str.strip() != "").any() for name in survey.text_columns):
        wanted.append("The comment column is blank: name another with --text.")
    if survey.score_column is None:
        wanted.append("No score column was found: name it with --score.")
    elif survey.scale is None:
        wanted.append("The scale is not known: say nps, csat, ces or stars with --scale.")
    return wanted


def flags(survey: Survey) -> list[str]:
    """Return the command-line options that say what was found."""
    made: list[str] = []

    def say(option: str, *values: str | None) -> None:
        made.extend(f"{option} {shlex.quote(value)}" for value in values if value)

    say("--score", survey.score_column)
    say("--scale", survey.scale.name if survey.scale else None)
    say("--text", *survey.text_columns)
    say("--segment", *survey.segment_columns)
    say("--date", survey.date_column)
    say("--reasons", *survey.reason_columns)
    say("--id", survey.id_column)
    say("--encoding", survey.source.encoding)
    if survey.source.delimiter not in {"", "none", ONE_COLUMN}:
        say("--delimiter", delimiter_name(survey.source.delimiter))
    say("--sheet", survey.source.sheet)
    say("--format", survey.source.platform)
    say("--codebook", survey.source.form)
    return made
