"""Text that was read in a wrong encoding before it came here, read again in the right one.

ftfy does it (`fix_encoding` alone: no NFKC, no quotes straightened). Every cell that changed is
counted and kept as it stood.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cxnlp.survey.table import Table, unique_names

if TYPE_CHECKING:
    import pyarrow as pa

REPAIRS = {"row": "int64", "line": "int64", "column": "str", "original": "str"}


def repair(table: Table) -> Table:
    """Repair mojibake in the headers and cells of a table.

    Parameters
    ----------
    table : Table
        As read.

    Returns
    -------
    Table
        The same where nothing is wrong; else with repaired cells, `repairs` (row, line, column,
        original) and a note that counts them.
    """
    frame = table.frame.copy(deep=False)
    found: list[tuple[int, int, str, str]] = []
    for name in table.frame.columns:
        fixed = _fixed_cells(table.frame[name])
        if fixed:
            cells = table.frame[name]
            rows = np.flatnonzero(cells.isin(list(fixed)))
            found += [(int(at), int(table.lines[at]), str(name), cells.iloc[at]) for at in rows]
            frame[name] = cells.replace(fixed)
    names = [_fixed(str(name)) for name in frame.columns]
    if not found and names == list(frame.columns):
        return table
    unique, _ = unique_names(names)
    renamed = dict(zip(map(str, frame.columns), unique, strict=True))
    frame.columns = pd.Index(unique)
    repairs = pd.DataFrame(found, columns=list(REPAIRS)).astype(REPAIRS)
    repairs["column"] = repairs["column"].map(renamed).astype("str")
    note = (
        f"{len(found)} cells and {sum(old != new for old, new in renamed.items())} headers were "
        "text read in a wrong encoding (such as Ã¡ for á); they were repaired."
    )
    return replace(
        table,
        frame=frame,
        repairs=repairs,
        notes=(*table.notes, note),
        codebook=table.codebook.renamed(unique),
    )


def _fixed_cells(cells: pd.Series) -> dict[str, str]:
    wide = [cell for cell in pd.unique(cells) if not cell.isascii()]
    return {cell: fixed for cell in wide if (fixed := _fixed(cell)) != cell}


def _fixed(text: str) -> str:
    if text.isascii():
        return text
    from ftfy import fix_encoding

    return fix_encoding(text)


def repair_cells(
    cells: pa.Table, lines: NDArray[np.int64]
) -> tuple[pa.Table, list[tuple[int, str, str]]]:
    """Repair mojibake in many cells at once.

    Parameters
    ----------
    cells : pyarrow.Table
        n rows of text.
    lines : numpy.ndarray
        n ints, the rows' lines.

    Returns
    -------
    cells : pyarrow.Table
        The same with repaired cells.
    repairs : list of tuple
        Line, column and original of each.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    repairs = []
    for place, name in enumerate(cells.column_names):
        column = cells[name]
        if pc.all(pc.string_is_ascii(column)).as_py():
            continue
        doubtful = np.flatnonzero(pc.match_substring_regex(column, bad_text()).to_numpy())
        texts = column.take(doubtful).to_pylist()
        fixed = {int(at): _fixed(text) for at, text in zip(doubtful, texts, strict=True)}
        told = {
            at: text for at, text in zip(doubtful.tolist(), texts, strict=True) if fixed[at] != text
        }
        if told:
            repairs += [(int(lines[at]), name, text) for at, text in told.items()]
            made = column.to_pylist()
            for at in told:
                made[at] = fixed[at]
            cells = cells.set_column(place, name, pa.array(made, column.type))
    return cells, repairs


@cache
def bad_text() -> str:
    """Return ftfy's pattern of text in a wrong encoding as Arrow reads patterns.

    ftfy's own is spread over lines with comments, which RE2 does not know.
    """
    from ftfy.badness import BADNESS_RE

    kept, inside = [], False
    for part in re.findall(r"\\.|#[^\n]*|.", BADNESS_RE.pattern, re.DOTALL):
        inside = (inside and part != "]") or part == "["
        if inside or not (part.isspace() or part.startswith("#")):
            kept.append(part)
    return "".join(kept)
