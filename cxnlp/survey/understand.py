"""Reading a survey: the steps in order, and the errors that only the whole can tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from cxnlp.errors import SurveyError
from cxnlp.survey.encodings.mojibake import repair
from cxnlp.survey.encodings.old_fonts import refuse_old_fonts
from cxnlp.survey.formats.xlsform import with_form
from cxnlp.survey.like import Like
from cxnlp.survey.read import read_table
from cxnlp.survey.roles.alike import alike_notes
from cxnlp.survey.roles.asked import Asked
from cxnlp.survey.roles.column import Column
from cxnlp.survey.roles.detect import Roles, detect
from cxnlp.survey.roles.follow_ups import bands_asked
from cxnlp.survey.roles.groups import mismatches
from cxnlp.survey.roles.scale_choice import Choice, choose_scale, declared_scale
from cxnlp.survey.roles.ticks import ticked_reasons
from cxnlp.survey.rows.quality import ScoreCells, as_frame, leave_out, overlong, read_scores
from cxnlp.survey.rows.repeats import exact_duplicates
from cxnlp.survey.rows.suspicion import suspicious
from cxnlp.survey.survey import Survey
from cxnlp.survey.table import Problem, Table, shorten
from cxnlp.survey.values.dates import looks_like_date, read_dates
from cxnlp.survey.values.readable import readable
from cxnlp.survey.values.scales import Scale
from cxnlp.survey.values.scores import read_score
from cxnlp.survey.values.zones import in_utc


def read_survey(
    source: str | Path | pd.DataFrame,
    *,
    score: str | None = None,
    text: str | Sequence[str] | None = None,
    scale: str | Scale | None = None,
    segments: Sequence[str] | None = None,
    date: str | None = None,
    reasons: str | Sequence[str] | None = None,
    id: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
    format: str | None = None,
    columns: str | Mapping[str, str | Sequence[str]] | None = None,
    like: str | Path | None = None,
    codebook: str | Path | None = None,
    need_score: bool = True,
    need_text: bool = True,
) -> Survey:
    """Read an export and understand it.

    Parameters
    ----------
    source : str, Path or pandas.DataFrame
        A CSV, TSV, XLSX, SPSS, Parquet or JSONL file, or a frame; a frame is left as it is.
    score, date, id : str, optional
        Columns; found where not given.
    text, reasons : str or sequence of str, optional
        Comment columns; one column with a list of ticked reasons or several with one each.
    scale : str or Scale, optional
        "nps", "csat", "ces", "stars" or "binary" (0 or 1).
    segments : sequence of str, optional
        Columns that divide customers; an empty one means none.
    encoding, delimiter, sheet : str, optional
        How to read the file, instead of what would be found.
    format : str, optional
        The platform that wrote it ("qualtrics", "surveymonkey", ..., "plain").
    columns : str or mapping, optional
        Role to column in one: "score=Q1,text=Q2". Here and above a column is named by its header,
        export code, internal id or question.
    like : str or Path, optional
        A survey.toml that keeps how an earlier file of the same survey was read; what is said
        here comes first, and what is different about this file is an error or a note.
    codebook : str or Path, optional
        The XLSForm that the answers were given on (SurveyCTO, ODK, Kobo): words for its codes.
    need_score : bool
        Whether a survey without a usable score is an error. Without need, no row is left out for
        its score.
    need_text : bool
        Whether a survey without a comment is an error.

    Returns
    -------
    Survey
        Every row read, each used or left out for one reason.

    Raises
    ------
    SurveyError
        If the file cannot be read, a column does not exist, or what is needed is not there.
    """
    before = None if like is None else Like.load(like)
    how = {"encoding": encoding, "delimiter": delimiter, "sheet": sheet, "format": format}
    table = read_table(source, **(how if before is None else before.reading(how)))
    table = with_form(repair(table), codebook if before is None else before.form(codebook))
    refuse_old_fonts(table)
    asked = Asked(score, _listed(text), _listed(segments), date, _listed(reasons), id)
    asked = asked.with_map(columns)
    if before is not None:
        table, asked, scale = before.apply(table, asked, scale)
    roles = detect(table.frame, asked, table.codebook)
    _refuse_headless(table, roles)
    if need_text:
        _require_text(table, roles)
    if need_score and roles.first("score") is None:
        raise _no_score(table, roles)
    choice = _scale(table, roles, scale, need_score)
    survey = _assemble(table, roles, choice, need_score)
    if not survey.used.any():
        counts = ", ".join(f"{n} {reason}" for reason, n in survey.rows()["left_out"].items())
        raise SurveyError(
            f"no row of {table.source.name} can be used ({counts})",
            "at least one response",
            "run `cxnlp inspect` to see what is wrong with each line",
        )
    return survey


def _listed(names: str | Sequence[str] | None) -> list[str] | None:
    if names is None:
        return None
    return [names] if isinstance(names, str) else list(names)


def _shown(names: Sequence[str]) -> str:
    listed = ", ".join(repr(shorten(name)) for name in names[:12])
    return listed + (f" and {len(names) - 12} more" if len(names) > 12 else "")


def _refuse_headless(table: Table, roles: Roles) -> None:
    """Refuse a file whose first line is an answer: it would be lost as column names."""
    if table.source.format not in {"csv", "tsv", "xlsx"}:
        return
    typed = [
        name
        for name, column in roles.profiles.items()
        if column.filled and (column.numeric >= 0.8 or column.dated >= 0.8)
    ]
    if typed and all(read_score(name).kind == "number" or looks_like_date(name) for name in typed):
        raise SurveyError(
            f"the first line of {table.source.name} looks like an answer ({_shown(typed)})",
            "a first line with the names of the columns",
            "put one above the answers",
        )


def _require_text(table: Table, roles: Roles) -> None:
    texts = [column.name for column in roles.columns if column.role == "comment"]
    if not texts:
        raise SurveyError(
            f"{table.source.name} has no column of comments "
            f"among {_shown(list(map(str, table.frame)))}",
            "a column with what people wrote",
            "name it with --text",
        )
    if not any(roles.profiles[name].filled for name in texts):
        raise SurveyError(
            f"the comment column {_shown(texts)} is blank in all {len(table.frame)} rows",
            "at least one comment",
            "name another column with --text",
        )


def _no_score(table: Table, roles: Roles) -> SurveyError:
    return SurveyError(
        f"{table.source.name} has no column that is clearly the score among "
        f"{_shown(list(map(str, table.frame)))} ({roles.trouble.rstrip('.')})",
        "a column with a number for each response",
        "name it with --score",
    )


def _scale(table: Table, roles: Roles, scale: str | Scale | None, need_score: bool) -> Choice:
    if scale is not None:
        return declared_scale(scale), "It was asked for."
    name = roles.first("score")
    if name is None:
        return None, f"There is no score column. {roles.trouble}".strip()
    group = roles.first("group")
    entry = table.codebook.by_name().get(name)
    if entry is not None and entry.scale and group is None and entry.role == "score":
        return declared_scale(entry.scale), entry.reason
    choice = choose_scale(
        roles.profiles[name], None if group is None else roles.profiles[group], table.frame
    )
    if choice[0] is None and need_score:
        raise SurveyError(
            f"the scale of the score column {name!r} cannot be told: {choice[1].rstrip('.')}",
            "nps (0 to 10), csat (1 to 5), ces (1 to 7) or stars (1 to 5)",
            "say which with --scale",
        )
    return choice


@dataclass
class _Findings:
    """What is listed and said on the way."""

    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def _assemble(table: Table, roles: Roles, choice: Choice, need_score: bool) -> Survey:
    scale, scale_reason = choice
    found = _Findings(list(table.problems), list(table.notes))
    scores, reasons = _scores(table, roles, scale, need_score, found)
    id_name = roles.first("id")
    ids = None if id_name is None else table.frame[id_name].tolist()
    left, repeated, note = leave_out(table, reasons if need_score else None, ids)
    found.problems += [*repeated, *exact_duplicates(table, left, id_name)]
    found.notes += [note] if note else []
    dates = _dates(table, roles, found)
    ticks = roles.ticks
    texts = [column.name for column in roles.columns if column.role == "comment"]
    found.problems += overlong(table, texts)
    segments = [column.name for column in roles.columns if column.role == "segment"]
    found.notes += alike_notes(table.frame, segments)
    shown = readable(table.frame, [*texts, *(ticks.columns if ticks else ())], table.codebook)
    asked_of = bands_asked(shown, texts, scores, scale)
    return Survey(
        frame=table.frame,
        lines=table.lines,
        source=table.source,
        columns=tuple(_with_bands(column, asked_of) for column in roles.columns),
        scale=scale,
        scale_reason=scale_reason,
        scores=pd.Series(scores, index=table.frame.index, name="score"),
        dates=dates,
        ticked=None if ticks is None else ticked_reasons(table.frame, ticks, shown, table.codebook),
        left_out=pd.Series(left, index=table.frame.index, dtype="str", name="left_out"),
        problems=as_frame(found.problems),
        questions={name: roles.profiles[name].title for name in texts},
        notes=tuple(found.notes),
        codebook=table.codebook,
        asked_of=asked_of,
        repairs=table.repairs,
        flagged=suspicious(table.frame, table.lines, left, texts, roles.profiles),
    )


def _with_bands(column: Column, asked_of: Mapping[str, tuple[str, ...]]) -> Column:
    if column.name not in asked_of:
        return column
    others = ", ".join(repr(name) for name in asked_of if name != column.name)
    said = f"It was asked of {' and '.join(asked_of[column.name])} scores, one field with {others}."
    return replace(column, reason=f"{column.reason} {said}")


def _scores(
    table: Table, roles: Roles, scale: Scale | None, need_score: bool, found: _Findings
) -> tuple[Any, list[str]]:
    name = roles.first("score")
    if name is None or scale is None:
        return np.full(len(table.frame), np.nan), [""] * len(table.frame)
    cells, lines = table.frame[name].tolist(), table.lines.tolist()
    profile = roles.profiles[name]
    made: ScoreCells = read_scores(cells, lines, name, scale, profile.readings)
    found.notes += [profile.answers.how] if profile.answers.how else []
    if need_score and not np.isfinite(made.scores).any():
        shown = _shown(list(dict.fromkeys(cell for cell in cells if cell.strip())))
        raise SurveyError(
            f"no cell of the score column {name!r} is a score on the {scale.name} scale"
            + (f" (cells such as {shown})" if shown else " (it is blank)"),
            f"numbers from {scale.low:g} to {scale.high:g}",
            "name another column with --score or another scale with --scale",
        )
    found.problems += made.problems
    group = roles.first("group")
    if group is not None and scale.name == "nps":
        marks = table.frame[group].tolist()
        wrong = mismatches(made.scores.tolist(), marks, lines, roles.profiles[group], scale)
        found.problems += wrong
        if wrong:
            found.notes.append(f"{len(wrong)} scores do not match the group in {group!r}.")
    return made.scores, made.reasons


def _dates(table: Table, roles: Roles, found: _Findings) -> pd.Series[Any] | None:
    name = roles.first("date")
    if name is None:
        return None
    cells = table.frame[name].tolist()
    dated = [p.name for p in roles.profiles.values() if p.dated >= 0.8 and p.name != name]
    others = [cell for other in dated for cell in table.frame[other].unique()]
    read = in_utc(read_dates(cells, name, others), table.codebook.zone(name))
    if read.how:
        found.notes.append(f"Dates in {name!r}: {read.how}")
    found.problems += [
        Problem(int(table.lines[row]), name, shorten(cells[row]), "date not readable")
        for row in np.flatnonzero(read.unreadable)
    ]
    return pd.Series(read.moments, index=table.frame.index, name="date")
