"""Cells to labels; what is no label is listed, never dropped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cxnlp.errors import EvaluateError
from cxnlp.issues.checks import did_you_mean
from cxnlp.model.heads import FEELINGS, SENTIMENTS
from cxnlp.survey.table import Table

YES = frozenset({"yes", "y", "1", "true", "x", "mentioned"})
NO = frozenset({"no", "n", "0", "false", "none", "not mentioned"})
NOTHING = frozenset({"none", "no issue"})
ASIDE = ("line", "column", "cell", "reason")


@dataclass(frozen=True)
class Labels:
    """The labels of a table's rows, and the cells that are none.

    Parameters
    ----------
    rows : list
        A label a row, or None where there is none that can be used.
    aside : DataFrame
        `line`, `column`, `cell`, `reason`.
    """

    rows: list[Any]
    aside: pd.DataFrame

    def of(self, kept: pd.Series) -> list[Any]:
        """Return the labels of some rows."""
        return [label for label, keep in zip(self.rows, kept, strict=True) if keep]

    @staticmethod
    def aside_of(table: Table, column: str, rows: pd.Series, reason: str) -> pd.DataFrame:
        """List the cells of some rows of one column: `line`, `column`, `cell`, `reason`."""
        places = np.flatnonzero(rows)
        cells = table.frame[column].iloc[places]
        listed = [
            (int(table.lines[p]), column, c, reason) for p, c in zip(places, cells, strict=True)
        ]
        return pd.DataFrame(listed, columns=list(ASIDE))


def check_column(name: str | None, table: Table) -> None:
    """Make sure that a table has a column, where one is named.

    Raises
    ------
    EvaluateError
        If it has none of that name.
    """
    names = [str(column) for column in table.frame.columns]
    if name is not None and name not in names:
        raise EvaluateError(f'no column "{name}"', ", ".join(names[:12]), did_you_mean(name, names))


def read_mapping(given: str) -> dict[str, str]:
    """Read other spellings of the sentiments, such as "pos=positive,1=negative".

    Raises
    ------
    EvaluateError
        If it has another form, or the right side is no sentiment.
    """
    made = {}
    for part in filter(None, given.split(",")):
        left, _, right = part.rpartition("=")
        if not left.strip() or right.strip().casefold() not in SENTIMENTS:
            raise EvaluateError(
                f'"{part.strip()}" in a map', f"SPELLING={'|'.join(SENTIMENTS)}, joined by commas"
            )
        made[left.strip().casefold()] = right.strip().casefold()
    return made


def sentiment_column(table: Table, column: str, mapping: Mapping[str, str]) -> Labels:
    """Read a column of sentiments.

    Parameters
    ----------
    table : Table
        The file.
    column : str
        Its column.
    mapping : mapping of str to str
        Other spellings, in lower case, and what they stand for.

    Raises
    ------
    EvaluateError
        If no cell is a sentiment.
    """
    spelled = {name: name for name in SENTIMENTS} | dict(mapping)
    cells = table.frame[column].str.strip().str.casefold()
    found = [spelled.get(cell, spelled.get(cell.removesuffix(".0"))) for cell in cells]
    if not any(found):
        seen = ", ".join(dict.fromkeys(c for c in cells if c)) or "empty cells"
        raise EvaluateError(
            f'no sentiment in the column "{column}" but {seen[:80]}',
            ", ".join(SENTIMENTS),
            "say what they stand for: --map 'pos=positive,neg=negative'",
        )
    missing = pd.Series([label is None for label in found], index=cells.index)
    empty = Labels.aside_of(table, column, missing & (cells == ""), "no label")
    other = Labels.aside_of(table, column, missing & (cells != ""), "unknown label")
    return Labels(found, pd.concat([empty, other]))


def issue_column(table: Table, column: str, ids: Sequence[str]) -> Labels:
    """Read a column of issue ids joined by ";" or "|", each alone or as "id=feeling".

    "none" says that none is mentioned; an empty cell is no answer, as `cxnlp fit` has it. A row
    with a part that is not understood is set aside as a whole: the rest would be half an answer.
    """
    rows: list[dict[str, str | None] | None] = []
    aside = []
    for place, cell in enumerate(table.frame[column]):
        labels, reason = _issue_cell(cell, ids)
        rows.append(None if reason else labels)
        if reason:
            aside.append((int(table.lines[place]), column, cell, reason))
    return Labels(rows, pd.DataFrame(aside, columns=list(ASIDE)))


def _issue_cell(cell: str, ids: Sequence[str]) -> tuple[dict[str, str | None], str]:
    """Return the labels of a cell, and why they cannot be used, or ""."""
    parts = [part.strip() for part in cell.replace("|", ";").split(";") if part.strip()]
    if not parts:
        return {}, "no label"
    if len(parts) == 1 and parts[0].casefold() in NOTHING and parts[0] not in ids:
        return {}, ""
    labels: dict[str, str | None] = {}
    for part in parts:
        issue, sign, feeling = (part, "", "") if part in ids else part.rpartition("=")
        issue, felt = issue.strip(), feeling.strip().casefold()
        if issue not in ids:
            return {}, f"unknown issue: {issue or part}"
        if sign and felt not in FEELINGS:
            return {}, f"unknown feeling: {feeling.strip()}"
        labels[issue] = felt or None
    return labels, ""


def issue_columns(table: Table, columns: Sequence[str], ids: Sequence[str]) -> Labels:
    """Read a column for each issue, with yes, no or a feeling.

    A row is set aside where a cell is empty or is no answer: what was not judged is not "no".
    Issues of the list without a column are not looked at, so all must have one.

    Raises
    ------
    EvaluateError
        If the columns are not the issues of the list.
    """
    odd = [name for name in columns if name not in ids]
    lacking = [name for name in ids if name not in columns]
    if odd or lacking:
        said = f'"{odd[0]}" is no issue of it' if odd else f'no column for "{lacking[0]}"'
        raise EvaluateError(f"label columns that are not the list: {said}", ", ".join(ids))
    rows: list[dict[str, str | None] | None] = []
    aside = []
    for place, cells in enumerate(table.frame[list(columns)].itertuples(index=False)):
        labels: dict[str, str | None] | None = {}
        for column, cell in zip(columns, cells, strict=True):
            answer = str(cell).strip().casefold().removesuffix(".0")
            if answer not in YES | NO | set(FEELINGS):
                reason = "unknown answer" if answer else "no answer"
                aside.append((int(table.lines[place]), column, cell, reason))
                labels = None
            elif labels is not None and answer not in NO:
                labels[column] = None if answer in YES else answer
        rows.append(labels)
    return Labels(rows, pd.DataFrame(aside, columns=list(ASIDE)))
