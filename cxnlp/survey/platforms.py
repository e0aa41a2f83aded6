"""Layouts of survey platforms that a plain table reader would misread.

They are recognised by what no other file has, and refused in words, so that a second header row
never becomes an answer. A reader for one of them is a function from the rows to a `Table`; it
takes the place of its refusal here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from cxnlp.errors import SurveyError

Rows = Sequence[Sequence[str]]


def _filled(cells: Sequence[str]) -> list[str]:
    return [cell for cell in cells if cell.strip()]


def _is_import_id(cell: str) -> bool:
    try:
        found = json.loads(cell)
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) and "ImportId" in found


def _qualtrics(rows: Rows, first: int) -> str:
    if len(rows) > 2 and _filled(rows[2]) and all(map(_is_import_id, _filled(rows[2]))):
        return "a Qualtrics export: three header rows, the third of them import ids"
    legacy = len(rows) > 1 and rows[0][:1] == ["V1"] and rows[1][:1] == ["ResponseID"]
    return "a legacy Qualtrics export: two header rows" if legacy else ""


def _surveymonkey(rows: Rows, first: int) -> str:
    if len(rows) < 2 or not rows[0] or not rows[1] or rows[1][0].strip():
        return ""
    head = rows[0][0].strip().casefold().replace("_", " ")
    if head == "respondent id" and _filled(rows[1]):
        return "a SurveyMonkey export: two header rows, the second with the answer options"
    return ""


def _questionpro(rows: Rows, first: int) -> str:
    for at, row in enumerate(rows[1:], start=first + 1):
        if "Response ID" in [cell.strip() for cell in row]:
            return f"a QuestionPro export: the header stands in row {at}, below a preamble"
    return ""


def _preamble(rows: Rows, first: int) -> str:
    if len(rows) < 2 or len(_filled(rows[0])) != 1:
        return ""
    widest = max(len(_filled(row)) for row in rows)
    at = next((at for at, row in enumerate(rows, start=first) if len(_filled(row)) == widest), 1)
    if widest >= 3:
        return f"a title above the table: the first row has one cell, row {at} has {widest}"
    return ""


_LAYOUTS: tuple[Callable[[Rows, int], str], ...] = (
    _qualtrics,
    _surveymonkey,
    _questionpro,
    _preamble,
)


def refuse_platform(rows: Rows, name: str, first: int = 1) -> None:
    """Refuse a layout that is not one header row above the answers.

    Parameters
    ----------
    rows : sequence of sequence of str
        The first rows of the file, header included; 20 are enough.
    name : str
        The file's name, for the message.
    first : int
        The number of the first of these rows in the file.

    Raises
    ------
    SurveyError
        If the layout is one of those known here.
    """
    for layout in _LAYOUTS:
        found = layout(rows, first)
        if found:
            raise SurveyError(
                f"{name} looks like {found}",
                "one header row, then one row for each response",
                "keep only the row with the column names above the answers and read it again",
            )
