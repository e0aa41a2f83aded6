"""The same response twice: rows that agree in every cell, where that cannot be chance."""

from __future__ import annotations

import re

import pandas as pd

from cxnlp.survey.table import NO_COLUMN, Problem, Table

EXACT = "exact duplicate response"
TELLING = 30
TIME = re.compile(r"\d[T ,]+\d{1,2}:\d{2}")


def exact_duplicates(table: Table, left: list[str], id_name: str | None) -> list[Problem]:
    """Leave out rows that repeat an earlier row cell for cell.

    Two customers may well give the same score and write "good". So a row counts as a repetition
    only if it holds something that stands nowhere else in the file: an id, a moment with its time
    of day, or a text of 30 characters or more.

    Parameters
    ----------
    table : Table
        What was read.
    left : list of n str
        Why rows are left out so far, "" where they are used; repetitions are written into it.
    id_name : str or None
        The id column.

    Returns
    -------
    list of Problem
        The repetitions, with the line of the first.
    """
    free = [row for row, reason in enumerate(left) if not reason]
    if len(free) < 2:
        return []
    frame = table.frame.iloc[free]
    again = frame.duplicated(keep=False)
    if not again.any():
        return []
    groups = frame[again].groupby(list(frame.columns), sort=False).indices
    rows_again = frame.index[again].to_numpy()
    counts: dict[str, pd.Series] = {}
    problems = []
    for at in groups.values():
        rows = rows_again[at]
        if not _tells(table.frame, int(rows[0]), len(rows), id_name, counts):
            continue
        for row in rows[1:]:
            left[row] = EXACT
            said = f"{EXACT}: line {table.lines[rows[0]]} says the same in every cell"
            problems.append(Problem(int(table.lines[row]), NO_COLUMN, "", said))
    return problems


def _tells(
    frame: pd.DataFrame, row: int, size: int, id_name: str | None, counts: dict[str, pd.Series]
) -> bool:
    """Tell whether a group of equal rows holds a cell that stands in these rows alone."""
    for name in map(str, frame.columns):
        cell = str(frame.loc[row, name]).strip()
        if not cell or not (name == id_name or len(cell) >= TELLING or TIME.search(cell)):
            continue
        if name not in counts:
            counts[name] = frame[name].str.strip().value_counts()
        if counts[name][cell] == size:
            return True
    return False
