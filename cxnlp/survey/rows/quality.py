"""Every row either used or left out for one stated reason, every bad cell listed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cxnlp.survey.formats.text_table import BROKEN
from cxnlp.survey.roles.detect import is_near_unique
from cxnlp.survey.rows.limits import LONGEST_COMMENT
from cxnlp.survey.rows.rules import platform_reasons
from cxnlp.survey.table import Problem, Table, shorten
from cxnlp.survey.values.scales import Scale
from cxnlp.survey.values.scores import MISSING_CODES, Reading, read_score

NO_SCORE = "no score"
UNREADABLE = "score not readable"
OUTSIDE = "score outside the scale"
DUPLICATE = "duplicate id"
EMPTY = "empty row"


@dataclass(frozen=True)
class ScoreCells:
    """A score column, read.

    Parameters
    ----------
    scores : numpy.ndarray
        n floats, NaN where there is no usable score.
    reasons : list of str
        n: "" for a usable score, else why there is none.
    problems : list of Problem
        Cells that say something, but no score on the scale.
    """

    scores: NDArray[np.float64]
    reasons: list[str]
    problems: list[Problem]


def read_scores(
    cells: Sequence[str],
    lines: Sequence[int],
    column: str,
    scale: Scale,
    readings: Mapping[str, Reading] | None = None,
) -> ScoreCells:
    """Read a score column on a scale; nothing is clipped.

    Parameters
    ----------
    cells, lines : sequences of n
        The cells and their lines.
    column : str
        The column's name.
    scale : Scale
        The scale; a score outside it is left out and listed.
    readings : mapping of str to Reading, optional
        What the stripped cells say, where words or the platform's labels were read; other cells
        are read by themselves.
    """
    told = readings or {}
    known = {cell: judge(told.get(cell.strip()) or read_score(cell), scale) for cell in set(cells)}
    judged = [known[cell] for cell in cells]
    said = {
        UNREADABLE: "no number can be read from it",
        OUTSIDE: f"not on the {scale.name} scale of {scale.low:g} to {scale.high:g}",
    }
    problems = [
        Problem(line, column, shorten(cell), f"{reason}: {said[reason]}")
        for (_, reason), cell, line in zip(judged, cells, lines, strict=True)
        if reason in said
    ]
    scores = np.array([value for value, _ in judged], dtype=float)
    return ScoreCells(scores, [reason for _, reason in judged], problems)


def judge(reading: Reading, scale: Scale) -> tuple[float, str]:
    """Return a reading's score on a scale and "", or NaN and the reason there is none."""
    nothing = float("nan")
    if reading.kind == "missing":
        return nothing, NO_SCORE
    if reading.kind == "unreadable":
        return nothing, UNREADABLE
    if reading.out_of is not None and reading.out_of != scale.high:
        return nothing, OUTSIDE
    if not scale.contains([reading.value])[0]:
        return nothing, NO_SCORE if reading.value in MISSING_CODES else OUTSIDE
    return reading.value, ""


def overlong(table: Table, columns: Sequence[str]) -> list[Problem]:
    """List the comments of which only the first `LONGEST_COMMENT` characters are read."""
    return [
        Problem(
            int(table.lines[row]),
            name,
            shorten(cell),
            f"longer than {LONGEST_COMMENT:,} characters: only these are read",
        )
        for name in columns
        for row, cell in enumerate(table.frame[name])
        if len(cell) > LONGEST_COMMENT
    ]


def leave_out(
    table: Table, reasons: Sequence[str] | None, ids: Sequence[str] | None
) -> tuple[list[str], list[Problem], str]:
    """Give each row its one reason for being left out, "" where it is used.

    A broken line comes first, then a blank row, then the platform's own mark, then the score, then
    a repeated id; the later of two rows with one id is left out, and only where nearly all ids
    differ.

    Parameters
    ----------
    table : Table
        What was read.
    reasons : sequence of n str or None
        Why a row has no usable score, "" where it has one; None where no score is needed.
    ids : sequence of n str or None
        The id column's cells.

    Returns
    -------
    left_out : list of n str
        The reasons.
    problems : list of Problem
        Rows with a repeated id, and older versions of a later row.
    note : str
        Said where ids repeat too often to tell responses apart; else empty.
    """
    marked, problems = platform_reasons(table)
    filled = _filled(table.frame)
    left: list[str] = []
    for row in range(len(table.frame)):
        reason = reasons[row] if reasons is not None else ""
        if row in table.broken:
            reason = table.broken[row]
        elif not filled[row]:
            reason = EMPTY
        elif row in marked:
            reason = marked[row]
        elif reason and row in table.doubtful:
            reason = BROKEN
        left.append(reason)
    repeated, note = _repeated_ids(table, left, ids) if ids is not None else ([], "")
    return left, problems + repeated, note


def _filled(frame: pd.DataFrame) -> NDArray[np.bool_]:
    """Tell which rows hold anything but space."""
    filled = np.zeros(len(frame), dtype=bool)
    for _, cells in frame.items():
        filled |= np.fromiter(map(bool, map(str.strip, cells.tolist())), dtype=bool)
        if filled.all():
            break
    return filled


def _repeated_ids(table: Table, left: list[str], ids: Sequence[str]) -> tuple[list[Problem], str]:
    given = [cell.strip() for cell in ids]
    filled = [cell for cell in given if cell]
    if len(set(filled)) == len(filled):
        return [], ""
    if not is_near_unique(len(set(filled)), len(filled)):
        return [], (
            f"Ids repeat: {len(set(filled))} different ones in {len(filled)} rows. They are taken "
            "for customers who answered more than once, and no row is left out for it."
        )
    first: dict[str, int] = {}
    problems = []
    for row, cell in enumerate(given):
        if not cell or left[row]:
            continue
        if cell in first:
            left[row] = DUPLICATE
            said = f"{DUPLICATE}: line {table.lines[first[cell]]} has it too"
            problems.append(Problem(int(table.lines[row]), "", shorten(cell), said))
        else:
            first[cell] = row
    return problems, ""


def as_frame(problems: Sequence[Problem]) -> pd.DataFrame:
    """Return problems as a table in the order of lines."""
    ordered = sorted(problems, key=lambda problem: problem.line)
    columns = ["line", "column", "value", "problem"]
    rows = [(each.line, each.column, each.value, each.problem) for each in ordered]
    return pd.DataFrame(rows, columns=columns).astype(
        {"line": "int64", "column": "str", "value": "str", "problem": "str"}
    )
