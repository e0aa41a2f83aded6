"""A file of labelled comments to learn from: what can be used, and every row that cannot.

In what a model learns from, an empty cell is no answer: a file in which a hundred of five thousand
comments are labelled must not teach it that the others mention nothing. A comment that mentions
none of the issues is labelled "none".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from cxnlp.errors import EvaluateError
from cxnlp.evaluate.labels import Labels, check_column, issue_column, issue_columns
from cxnlp.evaluate.labels_tags import tag_table
from cxnlp.issues import Taxonomy
from cxnlp.survey.read import read_table
from cxnlp.survey.table import Table

Source = str | Path | pd.DataFrame
Row = dict[str, str | None]

LEFT_OUT_COLUMNS = ("line", "reason", "cell")
NO_COMMENT, NO_LABEL, NOT_READ = "no comment", "no label", "nothing that the model reads"
_NONE = frozenset({"none", "no", "-", "0"})


@dataclass(frozen=True)
class Labelled:
    """Comments with their labels.

    Parameters
    ----------
    texts : list of n str
        The comments.
    labels : list of n dict
        By issue id the feeling, or None where it was not judged; empty where none is mentioned.
    questions : list of n (str or None)
        What each comment answers, where the file says.
    lines : list of n int
        The line or sheet row each comes from.
    left_out : DataFrame
        `line`, `reason`, `cell`: a row for each row of the file that is not among the n; the cell
        is that of a label, never a comment.
    """

    texts: list[str]
    labels: list[Row]
    questions: list[str | None]
    lines: list[int]
    left_out: pd.DataFrame

    def rows(self) -> dict[str, object]:
        """Return how many rows were `read`, `used` and, by reason, `left_out`; it adds up."""
        counts = Counter(reason.partition(":")[0] for reason in self.left_out["reason"])
        return {
            "read": len(self.texts) + len(self.left_out),
            "used": len(self.texts),
            "left_out": dict(sorted(counts.items())),
        }

    def without(self, rows: Sequence[int], reason: str) -> Labelled:
        """Leave out some more of the comments, by their places."""
        out = set(rows)
        kept = [i for i in range(len(self.texts)) if i not in out]
        more = [(self.lines[i], reason, "") for i in sorted(out)]
        return Labelled(
            [self.texts[i] for i in kept],
            [self.labels[i] for i in kept],
            [self.questions[i] for i in kept],
            [self.lines[i] for i in kept],
            _listed([*self.left_out.itertuples(index=False), *more]),
        )


def read_labelled(
    source: Source,
    issues: Taxonomy,
    *,
    text: str,
    label: str | None = None,
    label_columns: Sequence[str] = (),
    tags: Source | None = None,
    id: str | None = None,
    question: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
) -> Labelled:
    """Read comments and the issues that people say they mention, in one of three shapes.

    Parameters
    ----------
    source : str, Path or DataFrame
        A CSV, TSV, XLSX, SPSS, Parquet or JSONL file, or a frame.
    issues : Taxonomy
        The list; its leaves are the labels.
    text : str
        The column with comments.
    label : str, optional
        A column with the ids of the issues mentioned, joined by ";" or "|", each alone or as
        "id=feeling"; "none" where none is.
    label_columns : sequence of str
        Or a column for each issue, named by its id, with yes, no or a feeling in each row.
    tags : str, Path or DataFrame, optional
        Or a table of `response`, `issue`, `feeling`, where a row with the feeling "none" says that
        the issue is not mentioned; a comment without any row has no label.
    id : str, optional
        The column that `response` of the tags names.
    question : str, optional
        The column with the question that was answered.
    encoding, delimiter, sheet : str, optional
        How to read the file, where that is not found right.

    Raises
    ------
    CxError
        If a file cannot be read, a column is missing, or labels come in no shape or in several.
    """
    table = read_table(source, encoding=encoding, delimiter=delimiter, sheet=sheet)
    for name in (text, label, id, question, *label_columns):
        check_column(name, table)
    ids = tuple(issue.id for issue in issues.leaves())
    if sum((label is not None, bool(label_columns), tags is not None)) != 1:
        raise EvaluateError(
            "labels in no shape, or in several",
            "one of a label column, a column for each issue, or a table of tags",
            "name one with --label, --label-columns or --tags",
        )
    if label is not None:
        found = issue_column(table, label, ids)
    elif label_columns:
        found = issue_columns(table, label_columns, ids)
    else:
        found = _tags(table, tags, id, ids)
    return _sorted_out(table, text, question, found)


def _tags(table: Table, tags: Source | None, id: str | None, ids: Sequence[str]) -> Labels:
    if id is None or tags is None:
        raise EvaluateError("tags of responses without ids", "a column", "name it with --id")
    given = read_table(tags).frame.map(str.strip)
    labels = tag_table(table, given[_not_none(given)], id, ids)
    told = set(given["response"])
    keys = table.frame[id].str.strip()
    rows = [row if key in told else None for row, key in zip(labels.rows, keys, strict=True)]
    return Labels(rows, labels.aside)


def _not_none(tags: pd.DataFrame) -> pd.Series:
    if "feeling" not in tags:
        return pd.Series(True, index=tags.index)
    return ~tags["feeling"].str.casefold().isin(_NONE)


def _sorted_out(table: Table, text: str, question: str | None, found: Labels) -> Labelled:
    """Part the rows with a comment and a label from those without."""
    frame = table.frame
    odd = {int(line): (reason, cell) for line, _, cell, reason in found.aside.to_numpy()}
    asked = frame[question].str.strip() if question is not None else [""] * len(frame)
    kept: list[tuple[str, Row, str | None, int]] = []
    left = []
    rows = zip(table.lines, frame[text], found.rows, asked, strict=True)
    for place, (line, comment, row, asks) in enumerate(rows):
        if place in table.broken or not comment.strip():
            left.append((int(line), table.broken.get(place, NO_COMMENT), ""))
        elif row is None:
            reason, cell = odd.get(int(line), (NO_LABEL, ""))
            left.append((int(line), reason, cell))
        else:
            kept.append((comment, row, asks or None, int(line)))
    return Labelled(
        [comment for comment, *_ in kept],
        [row for _, row, *_ in kept],
        [asks for *_, asks, _ in kept],
        [line for *_, line in kept],
        _listed(left),
    )


def _listed(rows: Sequence[tuple[object, ...]]) -> pd.DataFrame:
    made = pd.DataFrame(list(rows), columns=list(LEFT_OUT_COLUMNS))
    return made.astype({"line": "int64", "reason": "str", "cell": "str"}).sort_values(
        "line", kind="stable", ignore_index=True
    )
