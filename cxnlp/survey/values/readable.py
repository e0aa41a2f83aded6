"""Cells as a reader should see them: labels for codes, nothing for a code that means no answer."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from cxnlp.survey.codebook import Codebook, Entry


def readable(frame: pd.DataFrame, names: Sequence[str], codebook: Codebook) -> pd.DataFrame:
    """Return some columns with the codebook applied; the frame is left as it is.

    Parameters
    ----------
    frame : pandas.DataFrame
        n rows of text as they stand in the file.
    names : sequence of str
        The columns wanted.
    codebook : Codebook
        Labels and missing codes.

    Returns
    -------
    pandas.DataFrame
        n rows: a code as its label where every code in the column has one, "" for a declared
        missing code, else the cell as it stands.
    """
    entries = codebook.by_name()
    made = {name: _column(frame[name], entries.get(name)) for name in names}
    return pd.DataFrame(made, columns=list(names), index=frame.index, dtype="str")


def _column(cells: pd.Series[str], entry: Entry | None) -> pd.Series[str]:
    if entry is None or not (entry.labels or entry.missing):
        return cells
    held = {str(cell): str(cell).strip() for cell in cells.unique()}
    labels = {code: label for code, label in entry.labels.items() if label.strip()}
    absent = set(entry.missing)
    # Where only the ends of a scale are labelled, labels would make half words, half numbers.
    whole = all(code in labels for code in held.values() if code and code not in absent)
    told = {
        cell: "" if code in absent else labels.get(code, cell) if whole else cell
        for cell, code in held.items()
    }
    return cells.map(told)
