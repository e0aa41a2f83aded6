"""XLSX: the sheet with the answers, every cell as text, each row with its number in the sheet."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from cxnlp.errors import SurveyError
from cxnlp.survey.archive import check_workbook
from cxnlp.survey.cells import as_text, fit_text
from cxnlp.survey.dialects import DIALECTS, SNIFFED, Layout, find_layout
from cxnlp.survey.names import nearest
from cxnlp.survey.table import Problem, Source, Table, named_columns, shorten, text_frame
from cxnlp.survey.text_table import lost_characters


@dataclass(frozen=True)
class _Sheet:
    name: str
    visible: bool
    rows: list[list[str]]
    first: int

    @property
    def filled(self) -> int:
        """How many rows hold something."""
        return sum(any(map(str.strip, row)) for row in self.rows)


def read_excel(
    data: bytes, name: str, sha256: str, sheet: str | None, platform: str | None = None
) -> Table:
    """Read one sheet of an XLSX file.

    Parameters
    ----------
    data : bytes
        The whole file.
    name, sha256 : str
        Its name and hash.
    sheet, platform : str or None
        The sheet and the platform the user named; found where None.

    Returns
    -------
    Table
        The rows below the first filled one; `lines` are sheet rows.

    Raises
    ------
    SurveyError
        If the file is damaged or a bomb, the sheet does not exist or is empty, or it is not of
        the platform named.
    """
    check_workbook(data, name)
    found, why = _pick(_sheets(data, name, sheet), sheet, name)
    rows = list(enumerate(found.rows, start=found.first))
    filled = [(at, row) for at, row in rows if any(map(str.strip, row))]
    if len(filled) < 2:
        what = "a header and no answers" if filled else "nothing"
        raise SurveyError(
            f"sheet {found.name!r} of {name} holds {what}",
            "a header row and at least one row below it",
            "name another sheet with --sheet, or export it again",
        )
    head = filled[0][0]
    rows = rows[head - found.first :]
    layout = find_layout([row for _, row in rows[:SNIFFED]], name, head, platform)
    how = {
        "format": "It is a zip file with a workbook in it.",
        "sheet": why,
        "platform": layout.codebook.reason,
    }
    source = Source(
        name, "xlsx", sha256, platform=layout.codebook.platform, sheet=found.name, how=how
    )
    return _as_table(layout, rows[layout.first :], source)


def _sheets(data: bytes, name: str, wanted: str | None) -> list[_Sheet]:
    import python_calamine as calamine

    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        shown = {
            meta.name: meta.visible == calamine.SheetVisibleEnum.Visible
            for meta in book.sheets_metadata
            if meta.typ == calamine.SheetTypeEnum.WorkSheet
        }
        return [
            _Sheet(each, visible, *_cells(book.get_sheet_by_name(each)))
            for each, visible in shown.items()
            if wanted is None or wanted == each or wanted not in shown
        ]
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise SurveyError(
            f"{name} is a damaged workbook ({shorten(str(error))})",
            "an XLSX file that a spreadsheet program opens",
            "export it again, or save it as CSV",
        ) from error


def _cells(sheet: Any) -> tuple[list[list[str]], int]:  # noqa: ANN401 - calamine has no types
    rows = [[as_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=True)]
    return rows, (sheet.start or (0, 0))[0] + 1


def _pick(sheets: Sequence[_Sheet], wanted: str | None, name: str) -> tuple[_Sheet, str]:
    if wanted is not None:
        for sheet in sheets:
            if sheet.name == wanted:
                return sheet, "It was asked for."
        names = [sheet.name for sheet in sheets]
        raise SurveyError(
            f"{name} has no sheet {wanted!r}",
            f"one of {', '.join(map(repr, nearest(wanted, names)))}",
            "name one of them with --sheet",
        )
    if not sheets:
        raise SurveyError(f"{name} has no worksheet", "a sheet with the answers")
    if len(sheets) == 1:
        return sheets[0], "It is the only sheet."
    ranked = sorted(sheets, key=lambda sheet: (sheet.visible, sheet.filled), reverse=True)
    for sheet in ranked:
        if sheet.visible and any(each.sniff(sheet.rows[:SNIFFED], False) for each in DIALECTS):
            return sheet, f"Of {len(sheets)} sheets it is the one with a platform's layout."
    best = ranked[0]
    said = f"Of {len(sheets)} sheets it is the visible one with the most rows ({best.filled})."
    return best, said


def _as_table(layout: Layout, body: list[tuple[int, list[str]]], source: Source) -> Table:
    while body and not any(map(str.strip, body[-1][1])):
        body.pop()
    if not body:
        raise SurveyError(
            f"{source.name} holds header rows and no answers", "at least one row below the header"
        )
    used = [
        at
        for at, entry in enumerate(layout.codebook.entries)
        if entry.name.strip() or any(row[at].strip() for _, row in body)
    ]
    names, notes, codebook = named_columns(layout, used)
    lines = [line for line, _ in body]
    rows, problems = [], []
    for line, row in body:
        cells = []
        for at, column in zip(used, names, strict=True):
            written = row[at] if layout.unescape is None else layout.unescape(row[at])
            cell, said = fit_text(written)
            cells.append(cell)
            if said:
                problems.append(Problem(line, column, shorten(cell), said))
        rows.append(cells)
    problems += lost_characters(rows, lines, names, set())
    return Table(
        text_frame(rows, names), np.asarray(lines, dtype=np.int64), source,
        problems=tuple(problems), notes=tuple(notes), codebook=codebook,
    )  # fmt: skip
