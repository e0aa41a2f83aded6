"""A file of labelled comments, read: what people say of each of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from cxnlp.errors import EvaluateError
from cxnlp.evaluate.labels import (
    Labels,
    check_column,
    issue_column,
    issue_columns,
    sentiment_column,
)
from cxnlp.evaluate.labels_signals import signal_columns
from cxnlp.evaluate.labels_tags import tag_table
from cxnlp.issues import Taxonomy
from cxnlp.survey.read import read_table
from cxnlp.survey.table import Table

Source = str | Path | pd.DataFrame


@dataclass(frozen=True)
class Gold:
    """Labelled comments.

    Parameters
    ----------
    texts : list of n str
        The comments; rows without one are set aside.
    lines : list of n int
        The line or sheet row each comes from.
    languages, questions : list of n str, or None
        Where the file has such a column.
    sentiment : list of n (str or None), or None
        The labels; None where a row has none that can be used, or the file has no such column.
    issues : list of n (dict or None), or None
        By issue id the feeling, or None where that was not judged.
    signals : list of n dict, or None
        By signal whether it is there, for what was judged.
    aside : DataFrame
        `line`, `column`, `cell`, `reason`: every cell that could not be used.
    ids : tuple of str
        The issues that were looked for; () without.
    """

    texts: list[str]
    lines: list[int]
    languages: list[str] | None
    questions: list[str] | None
    sentiment: list[str | None] | None
    issues: list[dict[str, str | None] | None] | None
    signals: list[dict[str, bool]] | None
    aside: pd.DataFrame
    ids: tuple[str, ...] = ()


def read_gold(
    source: Source,
    *,
    text: str,
    label: str | None = None,
    mapping: Mapping[str, str] | None = None,
    issues: Taxonomy | None = None,
    issue_label: str | None = None,
    label_columns: Sequence[str] = (),
    tags: Source | None = None,
    id: str | None = None,
    language: str | None = None,
    question: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
) -> Gold:
    """Read a table of labelled comments.

    Parameters
    ----------
    source : str, Path or DataFrame
        A CSV, TSV, XLSX, SPSS, Parquet or JSONL file, or a frame.
    text : str
        The column with comments.
    label : str, optional
        The column with the overall sentiment.
    mapping : mapping of str to str, optional
        Other spellings of a sentiment: {"pos": "positive", "1": "negative"}.
    issues : Taxonomy, optional
        The list that `issue_label`, `label_columns` or `tags` are of.
    issue_label : str, optional
        A column with the ids of the issues mentioned, joined by ";" or "|", each alone or as
        "id=feeling"; "none" says that none is, an empty cell is no answer.
    label_columns : sequence of str
        A column for each issue, named by its id, with yes, no or a feeling.
    tags : str, Path or DataFrame, optional
        A table of `response`, `issue`, `feeling`; a comment without a row mentions none, and the
        feeling "none" says so of one issue.
    id : str, optional
        The column that `response` of the tags names.
    language, question : str, optional
        The columns with the language's code, and with the question answered.
    encoding, delimiter, sheet : str, optional
        How to read the file, where that is not found right.

    Raises
    ------
    CxError
        If a file cannot be read, a column is missing, or nothing is labelled.
    """
    shaped = _shaped(issues, issue_label, label_columns, tags)
    table = read_table(source, encoding=encoding, delimiter=delimiter, sheet=sheet)
    frame = table.frame
    for name in (text, label, issue_label, language, question, id, *label_columns):
        check_column(name, table)
    kept = frame[text].str.strip() != ""
    blank = Labels.aside_of(table, text, ~kept, "no comment")
    asked = {
        "sentiment": sentiment_column(table, label, mapping or {}) if label else None,
        "issues": _issues(table, shaped, issue_label, label_columns, tags, id),
        "signals": signal_columns(table),
    }
    if not any(asked.values()):
        raise EvaluateError(
            "no labels", "a column of them", "name one with --label, --label-columns or --tags"
        )
    chosen = {name: None if got is None else got.of(kept) for name, got in asked.items()}
    aside = pd.concat([blank, *(got.aside for got in asked.values() if got is not None)])
    return Gold(
        texts=frame.loc[kept, text].tolist(),
        lines=[int(line) for line in table.lines[kept.to_numpy()]],
        languages=_column(frame, language, kept),
        questions=_column(frame, question, kept),
        aside=aside.sort_values("line", kind="stable").reset_index(drop=True),
        ids=shaped,
        **chosen,
    )


def _shaped(
    issues: Taxonomy | None,
    issue_label: str | None,
    label_columns: Sequence[str],
    tags: Source | None,
) -> tuple[str, ...]:
    """Return the issues that labels are of, () where none are given in any shape."""
    given = sum([issue_label is not None, bool(label_columns), tags is not None])
    if given > 1:
        raise EvaluateError("issues in several shapes", "one of them", "leave the others out")
    if given and issues is None:
        raise EvaluateError("labels of issues without a list", "a list", "name it with --issues")
    return tuple(issue.id for issue in issues.leaves()) if given and issues else ()


def _issues(
    table: Table,
    ids: tuple[str, ...],
    issue_label: str | None,
    label_columns: Sequence[str],
    tags: Source | None,
    id: str | None,
) -> Labels | None:
    if issue_label is not None:
        return issue_column(table, issue_label, ids)
    if label_columns:
        return issue_columns(table, label_columns, ids)
    if tags is None:
        return None
    if id is None:
        raise EvaluateError("tags of responses without ids", "a column", "name it with --id")
    return tag_table(table, tags, id, ids)


def _column(frame: pd.DataFrame, name: str | None, kept: pd.Series) -> list[str] | None:
    return None if name is None else [str(x).strip() for x in frame.loc[kept, name]]
