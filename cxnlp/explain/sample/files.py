"""Explain from files: a table of responses and a table of tags, from anywhere."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from cxnlp.errors import ExplainError
from cxnlp.explain.sample.tables import from_tables
from cxnlp.intervals import FloatArray
from cxnlp.issues import Issue, Taxonomy
from cxnlp.join import Joined, check_issues
from cxnlp.survey import Survey, read_survey
from cxnlp.survey.read import read_table
from cxnlp.survey.values.scales import Scale

TAGS = ("response", "issue", "feeling")
YES, NO = ("1", "yes", "true"), ("0", "no", "false")
Source = str | Path | pd.DataFrame


class Material(NamedTuple):
    """What an explanation needs."""

    joined: Joined
    taxonomy: Taxonomy
    scale: Scale


def read_material(
    responses: Source,
    tags: Source,
    *,
    id: str,
    score: str,
    scale: str | Scale | None = None,
    lower_is_better: bool = False,
    weight: str | None = None,
    segments: Sequence[str] = (),
    date: str | None = None,
    text: str | None = None,
    churned: str | None = None,
    recommended: str | None = None,
    issues: str | Path | Taxonomy | None = None,
) -> Material:
    """Read a table of responses and a table of tags.

    Parameters
    ----------
    responses : str, Path or DataFrame
        A CSV, TSV, XLSX, SPSS, Parquet or JSONL file with a row a response, or a frame.
    tags : str, Path or DataFrame
        The same with `response`, `issue`, `feeling` ("negative", "neutral", "positive", "mixed"),
        and optionally `probability` (0-1).
    id, score : str
        The columns of `responses` with its id, which `response` of the tags names, and its score.
    scale : str or Scale, optional
        "nps", "csat", "ces", "stars" or "binary"; told by the header or the values without it.
    lower_is_better : bool
        The lowest answer is the best one, as where 1 is "very easy"; scores are turned around.
    weight, date, text : str, optional
        The columns with survey weights, dates, and what people wrote. Without `text` every response
        counts as one that says something.
    segments : sequence of str
        The columns that divide customers.
    churned, recommended : str, optional
        The column that says who left, or who recommended us (one of them): 1 or 0, yes or no, true
        or false; empty where that is not known.
    issues : str, Path or Taxonomy, optional
        The list the tags are of; without it, every issue that a tag names, by its id.

    Raises
    ------
    CxError
        If a file cannot be read, a column is missing, or the tables contradict each other.
    """
    survey = read_survey(
        responses,
        score=score,
        id=id,
        scale=scale,
        segments=list(segments),
        date=date,
        text=[] if text is None else [text],
        reasons=[],
        need_text=False,
    )
    if survey.scale is None:
        raise ExplainError(
            f"the scale of {score!r} cannot be told: {survey.scale_reason}",
            "a scale",
            "say --scale nps, csat, ces, stars or binary",
        )
    if date is not None and (survey.dates is None or survey.dates.isna().all()):
        raise ExplainError(
            f"no cell of the column {date!r} is a date",
            "dates such as 2024-03-05",
            "name another column with --date, or none",
        )
    marks = read_tags(tags)
    taxonomy = _taxonomy(issues, marks)
    table = _responses(survey, id, survey.scale, weight, lower_is_better=lower_is_better)
    comments = None if text is None else _comments(survey, id, text)
    for name, column in (("churned", churned), ("recommended", recommended)):
        if column is not None:
            table[name] = _yes_or_no(survey.frame, column)
    joined = from_tables(
        table,
        marks,
        survey.scale,
        id="response",
        score="score",
        weight=None if weight is None else "weight",
        date=None if date is None else "date",
        segments=segments,
        comments=comments,
        churned=churned and "churned",
        recommended=recommended and "recommended",
    )
    return Material(joined, taxonomy, survey.scale)


def read_tags(source: Source) -> pd.DataFrame:
    """Read a table of tags: `response`, `issue`, `feeling`, optionally `probability`.

    Raises
    ------
    CxError
        If it cannot be read, lacks a column, or a probability is not a number.
    """
    table = read_table(source).frame
    missing = [name for name in TAGS if name not in table.columns]
    if missing:
        raise ExplainError(
            f"the tags have no column {missing[0]!r}, but {', '.join(map(repr, table.columns))}",
            f"the columns {', '.join(TAGS)}",
        )
    found = pd.DataFrame({name: table[name].astype(str).str.strip() for name in TAGS})
    found["feeling"] = found["feeling"].str.casefold()
    if "probability" in table.columns:
        found["probability"] = _numbers(table["probability"], "probability")
    return found


def _responses(
    survey: Survey, id: str, scale: Scale, weight: str | None, *, lower_is_better: bool
) -> pd.DataFrame:
    """Lay out the responses; one that the survey leaves out has no score."""
    scores = survey.scores.to_numpy(dtype=float)
    turned = scale.low + scale.high - scores if lower_is_better else scores
    table = survey.frame[survey.segment_columns].copy()
    table.insert(0, "response", survey.frame[id].astype(str).str.strip())
    table.insert(1, "score", np.where(survey.used, turned, np.nan))
    if weight is not None:
        if weight not in survey.frame.columns:
            raise ExplainError(f"no column {weight!r} with weights", "a column of the responses")
        table["weight"] = _numbers(survey.frame[weight], weight)
    if survey.dates is not None:
        table["date"] = survey.dates
    return table


def _comments(survey: Survey, id: str, text: str) -> pd.DataFrame:
    ids, told = survey.frame[id].astype(str).str.strip(), survey.frame[text]
    return pd.DataFrame({"response": ids, "text": told})[told.str.strip() != ""]


def _yes_or_no(frame: pd.DataFrame, name: str) -> FloatArray:
    if name not in frame.columns:
        raise ExplainError(f"no column {name!r}", "a column of the responses")
    words = {"": np.nan} | dict.fromkeys(YES, 1.0) | dict.fromkeys(NO, 0.0)
    plain = frame[name].astype(str).str.strip().str.casefold().str.removesuffix(".0")
    odd = plain[~plain.isin(words)]
    if len(odd):
        raise ExplainError(f"{odd.iloc[0]!r} in the column {name!r}", "1 or 0, yes or no, or empty")
    return np.asarray(plain.map(words), dtype=float)


def _numbers(cells: pd.Series, name: str) -> FloatArray:
    found = pd.to_numeric(cells.astype(str).str.strip(), errors="coerce").to_numpy(dtype=float)
    odd = np.flatnonzero(~np.isfinite(found))
    if len(odd):
        raise ExplainError(f"{str(cells.iloc[odd[0]])!r} in the column {name!r}", "numbers")
    return found


def _taxonomy(issues: str | Path | Taxonomy | None, tags: pd.DataFrame) -> Taxonomy:
    if issues is None:
        named = sorted(set(tags["issue"]))
        return Taxonomy("the issues that the tags name", tuple(Issue(name, name) for name in named))
    taxonomy = issues if isinstance(issues, Taxonomy) else Taxonomy.load(issues)
    check_issues(tags, taxonomy)
    return taxonomy
