"""Results as a workbook: text stays text, headers stay in sight, one sheet explains the columns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from cxnlp.errors import OutputError
from cxnlp.files import written
from cxnlp.issues import Taxonomy
from cxnlp.tag import Tags
from cxnlp.writeback.responses import Column, Responses

MOST_ROWS, MOST_COLUMNS, LONGEST = 1_048_575, 16_384, 32_767
_CUT = " … (cut)"
# A workbook is the same each time it is written from the same results.
_MADE = dt.datetime(2000, 1, 1)
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "remove_timezone": True,
}

COMMENTS = (
    Column("comment", "Comment", "Row of the file and question, which the other sheets use too."),
    Column("line", "Line", "The line or sheet row of the response in the file.", "number"),
    Column("score", "Score", "The score of the response.", "number"),
    Column("question", "Question", "The column it was written in."),
    Column("text", "Text", "What was written."),
    Column("language", "Language", "As a two-letter code."),
    Column("sentiment", "Sentiment", "The likeliest sentiment; empty where nothing is said."),
    Column("issues", "Issues", "The issues it mentions, with the feeling about each."),
)
MENTIONS = (
    Column("comment", "Comment", "As in the sheet of comments."),
    Column("issue", "Issue", "The issue mentioned."),
    Column("feeling", "Feeling", "How the comment feels about it."),
    Column("probability", "Probability", "How sure the model is, 0 to 1.", "number"),
    Column("quote", "Quote", "The words that show it."),
)


def write_workbook(responses: Responses, tags: Tags, taxonomy: Taxonomy, path: Path) -> None:
    """Write responses, comments, mentions and what the columns mean as XLSX.

    No cell is a formula or a link, whatever a comment begins with. Sheets run from right to left
    where most comments do. Text longer than a cell holds is cut and says so.

    Raises
    ------
    OutputError
        If there are more rows or columns than a sheet holds, or the file cannot be written.
    """
    import xlsxwriter

    _check_size(responses, tags)
    names = {issue.id: issue.name for issue in taxonomy.leaves()}
    with written(path) as part:
        part.touch()  # A place that cannot be written shows itself before any work.
        with xlsxwriter.Workbook(str(part), _OPTIONS) as book:
            _fill(book, responses, tags, names)


def _fill(book: Any, responses: Responses, tags: Tags, names: dict[str, str]) -> None:  # noqa: ANN401
    book.set_properties({"created": _MADE, "title": f"Results of {responses.name}"})
    sheets = _Sheets(book, responses.right_to_left)
    sheets.write("Columns", *_explained(responses))
    sheets.write("Responses", responses.columns, _cells(responses))
    sheets.write("Comments", COMMENTS, _comment_rows(responses, tags, names))
    sheets.write("Mentions", MENTIONS, _mention_rows(tags, names))


def _check_size(responses: Responses, tags: Tags) -> None:
    longest = max(len(responses.table), len(tags.comments), len(tags.mentions))
    if longest > MOST_ROWS or len(responses.columns) > MOST_COLUMNS:
        raise OutputError(
            f"results of {longest:,} rows and {len(responses.columns):,} columns",
            f"at most {MOST_ROWS:,} rows and {MOST_COLUMNS:,} columns in a sheet",
            "use the Parquet files, or results as sav",
        )


class _Sheets:
    """The sheets of a workbook, all of one make."""

    def __init__(self, book: Any, right_to_left: bool) -> None:  # noqa: ANN401
        self.book, self.right_to_left = book, right_to_left
        align = "right" if right_to_left else "left"
        self.head = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "align": align}
        )
        self.text = book.add_format({"text_wrap": True, "valign": "top"})
        self.plain = book.add_format({"valign": "top"})
        self.date = book.add_format({"num_format": "yyyy-mm-dd hh:mm", "valign": "top"})

    def write(self, name: str, columns: Sequence[Column], rows: Iterable[Sequence[object]]) -> None:
        """Write a sheet: a header that stays in sight, filters, a row for each of `rows`."""
        sheet = self.book.add_worksheet(name)
        if self.right_to_left:
            sheet.right_to_left()
        sheet.freeze_panes(1, 0)
        for at, column in enumerate(columns):
            wide = column.kind == "text" and column.name not in _NARROW
            sheet.set_column(at, at, 44 if wide else 16, self.text if wide else self.plain)
            sheet.write_string(0, at, _fitting(column.name), self.head)
        last = 0
        for last, row in enumerate(rows, start=1):
            for at, value in enumerate(row):
                self._cell(sheet, last, at, value)
        sheet.autofilter(0, 0, last, len(columns) - 1)

    def _cell(self, sheet: Any, row: int, at: int, value: object) -> None:  # noqa: ANN401
        if isinstance(value, str):
            if value:
                sheet.write_string(row, at, _fitting(value))
        elif isinstance(value, dt.datetime):
            if not pd.isna(value):
                sheet.write_datetime(row, at, value, self.date)
        elif isinstance(value, (int, float, np.number)) and np.isfinite(value):
            sheet.write_number(row, at, float(value))


_NARROW = {"cx_left_out", "cx_language", "comment", "language", "sentiment", "feeling", "sheet"}


def _fitting(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - len(_CUT)] + _CUT


def _explained(responses: Responses) -> tuple[tuple[Column, ...], list[list[object]]]:
    head = tuple(
        Column(name, name, "") for name in ("sheet", "column", "label", "meaning", "codes")
    )
    sheets = (("Responses", responses.columns), ("Comments", COMMENTS), ("Mentions", MENTIONS))
    rows: list[list[object]] = [
        [sheet, column.name, column.label, column.meaning, "; ".join(column.labels.values())]
        for sheet, columns in sheets
        for column in columns
    ]
    return head, rows


def _cells(responses: Responses) -> Iterable[Sequence[object]]:
    """Yield the rows with codes in words."""
    made = [
        responses.table[column.name].map(column.labels).fillna("").tolist()
        if column.kind == "code"
        else responses.table[column.name].tolist()
        for column in responses.columns
    ]
    return zip(*made, strict=True)


def _comment_rows(
    responses: Responses, tags: Tags, names: dict[str, str]
) -> Iterable[Sequence[object]]:
    found: dict[str, list[str]] = {}
    mentions = tags.mentions
    for comment, issue, feeling in zip(
        mentions["comment"], mentions["issue"], mentions["feeling"], strict=True
    ):
        found.setdefault(comment, []).append(f"{names.get(issue, issue)} ({feeling})")
    table = responses.table
    lines = table["cx_line"].tolist()
    scores = table["cx_score"].tolist() if "cx_score" in table else [np.nan] * len(table)
    columns = ("comment", "row", "question", "text", "language", "sentiment")
    for comment, row, question, text, language, sentiment in _rows(tags.comments, columns):
        said = sentiment if isinstance(sentiment, str) else ""
        listed = "; ".join(found.get(comment, []))
        yield comment, lines[row], scores[row], question, text, language, said, listed


def _mention_rows(tags: Tags, names: dict[str, str]) -> Iterable[Sequence[object]]:
    columns = ("comment", "issue", "feeling", "probability", "quote")
    for comment, issue, feeling, probability, quote in _rows(tags.mentions, columns):
        yield comment, names.get(issue, issue), feeling, float(probability), quote or ""


def _rows(table: pd.DataFrame, columns: Sequence[str]) -> Iterable[tuple[Any, ...]]:
    return zip(*(table[name].tolist() for name in columns), strict=True)
