"""A piece of a long file read into rows, by pyarrow where it is regular, else as a small file."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cxnlp.survey.codebook import Codebook
from cxnlp.survey.dialects.layout import Layout
from cxnlp.survey.encodings.mojibake import repair, repair_cells
from cxnlp.survey.formats.delimited import ONE_COLUMN, read_records
from cxnlp.survey.formats.text_table import read_delimited
from cxnlp.survey.pieces.cut import Piece, count_lines
from cxnlp.survey.pieces.rows import Rows, Wanted, as_arrow, date_cells, score_cells
from cxnlp.survey.rows.quality import EMPTY, leave_out
from cxnlp.survey.survey import Survey
from cxnlp.survey.table import Problem, Source, Table

if TYPE_CHECKING:
    import pyarrow as pa


class Reading:
    """How the pieces of a file are read.

    Parameters
    ----------
    survey : Survey
        Its beginning.
    header : bytes
        The lines above the first answer, in UTF-8.
    name, suffix : str
        The file's.
    """

    def __init__(self, survey: Survey, header: bytes, name: str, suffix: str) -> None:
        self.source: Source = survey.source
        self.codebook: Codebook = survey.codebook
        self.header, self.name, self.suffix = header, name, suffix
        self.names = [str(column) for column in survey.frame.columns]
        self.delimiter = (
            ONE_COLUMN if survey.source.delimiter == "none" else survey.source.delimiter
        )
        heads = read_records(header.decode("utf-8", "replace"), self.delimiter)
        self.cells = max(len(self.names), len(heads[-1].cells) if heads else 0)
        self.layout = Layout(survey.codebook, len(heads))

    def rows(self, piece: Piece, wanted: Wanted) -> Rows:
        """Read a piece."""
        cells = self._parsed(piece)
        if cells is None or self.codebook.rules or self.codebook.latest:
            return self._typed(self._careful(piece), wanted)
        assert piece.lines is not None
        cells, repairs = repair_cells(cells, piece.lines)
        scores, reasons, problems = score_cells(cells, piece.lines, wanted)
        reasons[_blank(cells)] = EMPTY
        rows = self._finished(cells, piece.lines, scores, reasons, problems, wanted)
        return replace(rows, repairs=repairs)

    def _parsed(self, piece: Piece) -> pa.Table | None:
        """Let pyarrow parse a piece; None where it is not as regular as it must be."""
        import pyarrow as pa
        import pyarrow.csv as pc

        if piece.lines is None or not len(piece.lines):
            return None
        extra = [f"\x00{at}" for at in range(self.cells - len(self.names))]
        names = [*self.names, *extra]
        try:
            table = pc.read_csv(
                pa.BufferReader(piece.data),
                pc.ReadOptions(column_names=names, block_size=len(piece.data) + 1),
                pc.ParseOptions(delimiter=self.delimiter, newlines_in_values=True),
                pc.ConvertOptions(
                    column_types=dict.fromkeys(names, pa.large_string()), strings_can_be_null=False
                ),
            )
        except pa.ArrowInvalid:
            return None
        if table.num_rows != len(piece.lines) or any(_filled(table[name]) for name in extra):
            return None
        return table.select(self.names)

    def _careful(self, piece: Piece) -> Table:
        """Read a piece as a small file of its own, with the header above it."""
        data = self.header + piece.data
        encoding = None if self.source.encoding.startswith("utf-8") else "utf-8"
        table = read_delimited(
            data, self.name, self.suffix, "", encoding, self.delimiter, known=self.layout
        )
        first = count_lines(self.header)
        moved = piece.first - 1 - first
        problems = [
            replace(each, line=each.line + moved) for each in table.problems if each.line > first
        ]
        return repair(replace(table, lines=table.lines + moved, problems=tuple(problems)))

    def _typed(self, table: Table, wanted: Wanted) -> Rows:
        cells = as_arrow(table.frame)
        scores, reasons, problems = score_cells(cells, table.lines, wanted)
        needed = None if wanted.score is None else reasons.tolist()
        left, marked, _ = leave_out(table, needed, None)
        problems = [*table.problems, *problems, *marked]
        made = np.array(left, dtype=object)
        rows = self._finished(cells, table.lines, scores, made, problems, wanted)
        if table.repairs is None:
            return rows
        told = table.repairs[["line", "column", "original"]]
        return replace(rows, repairs=list(told.itertuples(index=False, name=None)))

    def _finished(
        self,
        cells: pa.Table,
        lines: NDArray[np.int64],
        scores: NDArray[np.float64],
        left: NDArray[np.object_],
        problems: list[Problem],
        wanted: Wanted,
    ) -> Rows:
        dates, unread = date_cells(cells, lines, wanted)
        ids = None
        if wanted.id is not None:
            import pyarrow.compute as pc

            ids = pc.utf8_trim_whitespace(cells[wanted.id]).to_numpy()
        return Rows(cells, lines, scores, dates, left, problems + unread, ids)


def _filled(column: Any) -> bool:  # noqa: ANN401 - pyarrow has no types
    import pyarrow.compute as pc

    return bool(pc.any(pc.not_equal(column, "")).as_py())


def _blank(cells: pa.Table) -> NDArray[np.bool_]:
    """Tell which rows have nothing but space in every cell."""
    import pyarrow.compute as pc

    blank = np.ones(cells.num_rows, dtype=bool)
    for column in cells.columns:
        blank &= pc.equal(pc.utf8_trim_whitespace(column), "").to_numpy()
        if not blank.any():
            break
    return blank
