"""Text that was read in a wrong encoding before it came here, read again in the right one.

ftfy does it (`fix_encoding` alone: no NFKC, no quotes straightened). Every cell that changed is
counted and kept as it stood.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from cxnlp.survey.table import Table, unique_names

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
        table, frame=frame, repairs=repairs, notes=(*table.notes, note),
        codebook=table.codebook.renamed(unique),
    )  # fmt: skip


def _fixed_cells(cells: pd.Series) -> dict[str, str]:
    wide = [cell for cell in pd.unique(cells) if not cell.isascii()]
    return {cell: fixed for cell in wide if (fixed := _fixed(cell)) != cell}


def _fixed(text: str) -> str:
    if text.isascii():
        return text
    from ftfy import fix_encoding

    return fix_encoding(text)
