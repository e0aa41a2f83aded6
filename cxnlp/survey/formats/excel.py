"""XLSX: the sheet with the answers, every cell as text, each row with its number in the sheet."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from cxnlp.errors import SurveyError
from cxnlp.survey.dialects.choose import DIALECTS, find_layout
from cxnlp.survey.dialects.layout import SNIFFED, Layout
from cxnlp.survey.formats.archive import check_workbook
from cxnlp.survey.formats.text_table import lost_characters
from cxnlp.survey.lexicon.names import nearest
from cxnlp.survey.table import Problem, Source, Table, named_columns, shorten, text_frame
from cxnlp.survey.values.cells import as_text, fit_text

LONGEST_GAP = 1_000
_Row = tuple[int, list[str]]


@dataclass(frozen=True)
class _Sheet:
    """A sheet's rows, each with its number, without gaps that no export has."""

    name: str
    visible: bool
    rows: list[_Row]
    notes: list[str]

    @property
    def filled(self) -> list[_Row]:
        """The rows that hold something."""
        return [each for each in self.rows if any(map(str.strip, each[1]))]


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
    filled = found.filled
    if len(filled) < 2:
        what = "a header and no answers" if filled else "nothing"
        raise SurveyError(
            f"sheet {found.name!r} of {name} holds {what}",
            "a header row and at least one row below it",
            "name another sheet with --sheet, or export it again",
        )
    head = filled[0][0]
    rows = [(at, row) for at, row in found.rows if at >= head]
    layout = find_layout([row for _, row in rows[:SNIFFED]], name, head, platform)
    how = {
        "format": "It is a zip file with a workbook in it.",
        "sheet": why,
        "platform": layout.codebook.reason,
    }
    source = Source(
        name, "xlsx", sha256, platform=layout.codebook.platform, sheet=found.name, how=how
    )
    return _as_table(layout, rows[layout.first :], source, found.notes)


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


def _cells(sheet: Any) -> tuple[list[_Row], list[str]]:  # noqa: ANN401 - calamine has no types
    made: list[_Row] = []
    notes: list[str] = []
    for at, row in enumerate(sheet.iter_rows(), start=1):
        # Up to a stray cell far below there may be a million blank rows.
        if not any(row) and all(cell in ("", None) for cell in row):
            continue
        last = made[-1][0] if made else at - 1
        if at - last > LONGEST_GAP:
            notes.append(f"Rows {last + 1:,} to {at - 1:,} of the sheet are blank and not counted.")
        else:
            made += [(blank, [""] * len(row)) for blank in range(last + 1, at)]
        made.append((at, [as_text(cell) for cell in row]))
    return made, notes


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
    ranked = sorted(sheets, key=lambda sheet: (sheet.visible, len(sheet.filled)), reverse=True)
    for sheet in ranked:
        rows = [row for _, row in sheet.rows[:SNIFFED]]
        if sheet.visible and any(each.sniff(rows, False) for each in DIALECTS):
            return sheet, f"Of {len(sheets)} sheets it is the one with a platform's layout."
    best = ranked[0]
    said = f"Of {len(sheets)} sheets it is the visible one with the most rows ({len(best.filled)})."
    return best, said


def _as_table(layout: Layout, body: list[_Row], source: Source, gaps: Sequence[str]) -> Table:
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
        text_frame(rows, names),
        np.asarray(lines, dtype=np.int64),
        source,
        problems=tuple(problems),
        notes=(*gaps, *notes),
        codebook=codebook,
    )
