"""A row for each response: what was in the file, and beside it what was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import pandas as pd

from cxnlp.issues import Taxonomy
from cxnlp.survey import Survey
from cxnlp.survey.lexicon.names import apart
from cxnlp.tag import Tags

Kind = Literal["text", "number", "date", "code"]
RIGHT_TO_LEFT = frozenset({"fa", "ar", "ur", "he", "ps", "ckb", "sd", "ug", "yi", "dv"})
SENTIMENTS = {-1: "negative", 0: "neutral", 1: "positive"}
FEELINGS = {0: "not mentioned", 1: "negative", 2: "neutral", 3: "positive", 4: "mixed"}
TICKS = {0: "not ticked", 1: "ticked"}
MOST_REASONS = 200


@dataclass(frozen=True)
class Column:
    """A column and what it means.

    Parameters
    ----------
    name : str
        Its name in the table.
    label : str
        The question, or what the column holds, in a few words.
    meaning : str
        A sentence for somebody who has not read the manual.
    kind : str
        "text", "number", "date" or "code".
    labels : mapping of int to str
        What the codes mean, for the kind "code".
    """

    name: str
    label: str
    meaning: str
    kind: Kind = "text"
    labels: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Responses:
    """All responses read, one a row.

    Parameters
    ----------
    table : pandas.DataFrame
        The input's columns as text, then ours; codes are numbers, NaN where there is none.
    columns : tuple of Column
        What each column means, in the table's order.
    right_to_left : bool
        Whether most comments are in a language written from right to left.
    name : str
        The input's name.
    """

    table: pd.DataFrame
    columns: tuple[Column, ...]
    right_to_left: bool
    name: str


def response_table(survey: Survey, tags: Tags, taxonomy: Taxonomy) -> Responses:
    """Put beside each response its score, band, sentiment, ticked reasons and issues.

    Parameters
    ----------
    survey, tags, taxonomy
        What was read, what was found in it, and the list of issues.

    Returns
    -------
    Responses
        A row for every row read, those left out too, with the reason.
    """
    ours: dict[str, pd.Series] = {}
    columns: list[Column] = []

    def add(column: Column, values: object) -> None:
        ours[column.name] = pd.Series(values, index=survey.frame.index)
        columns.append(column)

    _add_rows(survey, add)
    _add_comments(survey, tags, add)
    _add_reasons(survey, add)
    _add_issues(survey, tags, taxonomy, add)
    names = [str(name) for name in survey.frame.columns]
    given = dict(zip(names, apart(names, ours), strict=True))
    source = [_input(survey, name, given[name]) for name in names]
    table = pd.concat([survey.frame.rename(columns=given), pd.DataFrame(ours)], axis=1)
    languages = tags.comments["language"]
    turned = bool(len(languages) and languages.isin(list(RIGHT_TO_LEFT)).mean() > 0.5)
    return Responses(table, (*source, *columns), turned, survey.source.name)


def _input(survey: Survey, name: str, written: str) -> Column:
    found = next(column for column in survey.columns if column.name == name)
    text = survey.questions.get(name, name)
    return Column(written, text, f"From the file, as it stood there. Read as {found.role}.")


def _add_rows(survey: Survey, add: object) -> None:
    assert callable(add)
    add(
        Column("cx_line", "Line in the file", "The line or sheet row it begins on.", "number"),
        survey.lines,
    )
    said = "Empty for a response that was analysed, else the one reason why it was not."
    add(Column("cx_left_out", "Left out because", said), survey.left_out)
    if survey.scale is not None:
        name = f"Score ({survey.scale.name}, {survey.scale.low:g} to {survey.scale.high:g})"
        add(
            Column("cx_score", name, "The score as a number; empty if there is none.", "number"),
            survey.scores,
        )
        bands = dict(enumerate(survey.scale.bands, start=1))
        codes = {band: code for code, band in bands.items()}
        made = [codes.get(str(band), np.nan) for band in survey.scale.band(survey.scores)]
        add(Column("cx_band", "Band", "The group its score falls in.", "code", bands), made)
    if survey.dates is not None:
        add(Column("cx_date", "Date", "The date of the response.", "date"), survey.dates)


def _add_comments(survey: Survey, tags: Tags, add: object) -> None:
    assert callable(add)
    first = tags.comments.drop_duplicates("row").set_index("row")
    said = "Of the first comment the response has; empty where it has none."
    add(
        Column("cx_language", "Language", f"The language as a two-letter code. {said}"),
        first["language"].reindex(survey.frame.index).fillna("").astype(str),
    )
    score = tags.comments["p_positive"] - tags.comments["p_negative"]
    mean = score.groupby(tags.comments["row"]).mean().reindex(survey.frame.index)
    add(
        Column(
            "cx_sentiment_score",
            "Sentiment from -1 to 1",
            "Probability of positive less that of negative, averaged over its comments.",
            "number",
        ),
        mean,
    )
    codes = {label: code for code, label in SENTIMENTS.items()}
    add(
        Column("cx_sentiment", "Sentiment", f"The likeliest sentiment. {said}", "code", SENTIMENTS),
        first["sentiment"].map(codes).reindex(survey.frame.index).astype(float),
    )


def _add_reasons(survey: Survey, add: object) -> None:
    assert callable(add)
    if survey.ticked is None:
        return
    reasons = list(dict.fromkeys(reason for row in survey.ticked for reason in row))
    for at, reason in enumerate(reasons[:MOST_REASONS], start=1):
        said = f"Whether the respondent ticked the reason {reason!r}."
        add(
            Column(f"cx_ticked_{at}", f"Ticked: {reason}", said, "code", TICKS),
            [float(reason in row) for row in survey.ticked],
        )


def _add_issues(survey: Survey, tags: Tags, taxonomy: Taxonomy, add: object) -> None:
    assert callable(add)
    codes = {feeling: code for code, feeling in FEELINGS.items()}
    rows = tags.comments.set_index("comment")["row"]
    mentions = tags.mentions.assign(row=tags.mentions["comment"].map(rows))
    commented = survey.frame.index.isin(tags.comments["row"])
    for issue in taxonomy.leaves():
        found = mentions[mentions["issue"] == issue.id].groupby("row")["feeling"].agg(_together)
        made = found.map(codes).reindex(survey.frame.index).astype(float)
        said = f"What the comments say of {issue.name!r}; empty where there is no comment."
        if issue.description:
            said += f" {issue.description}"
        add(
            Column(f"cx_issue_{issue.id}", issue.name, said, "code", FEELINGS),
            made.mask(made.isna() & commented, 0.0),
        )


def _together(feelings: pd.Series) -> str:
    """Return the one feeling of several mentions: mixed where they go both ways."""
    found = set(feelings)
    if "mixed" in found or {"negative", "positive"} <= found:
        return "mixed"
    return next(name for name in ("negative", "positive", "neutral") if name in found)
