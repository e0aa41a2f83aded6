"""Parquet files and data frames: typed cells written out as text."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from cxnlp.errors import SurveyError
from cxnlp.survey.table import (
    Problem,
    Source,
    Table,
    check_width,
    shorten,
    text_frame,
    unique_names,
)
from cxnlp.survey.values.cells import as_text, fit_text

MAX_CELLS = 200_000_000


def read_parquet(data: bytes, name: str, sha256: str) -> Table:
    """Read a Parquet file.

    Parameters
    ----------
    data : bytes
        The whole file.
    name, sha256 : str
        Its name and hash.

    Returns
    -------
    Table
        Row 1 is the first; `lines` count rows.

    Raises
    ------
    SurveyError
        If the file is damaged, empty, or has more cells than fit in memory.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(io.BytesIO(data))
        size = file.metadata.num_rows * max(file.metadata.num_columns, 1)
        if size > MAX_CELLS:
            raise SurveyError(
                f"{name} declares {size:,} cells", f"at most {MAX_CELLS:,}", "split the file"
            )
        check_width(file.metadata.num_columns, name)
        table = file.read()
        columns = [table.column(at).to_pylist() for at in range(table.num_columns)]
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        raise SurveyError(
            f"{name} is a damaged Parquet file ({shorten(str(error))})",
            "a file that pyarrow reads",
            "write it again",
        ) from error
    how = {"format": "It begins with Parquet's mark."}
    return typed_table(table.column_names, columns, Source(name, "parquet", sha256, how=how))


def read_frame(frame: pd.DataFrame) -> Table:
    """Read a data frame; the frame itself is left as it is, its index is not read.

    Raises
    ------
    SurveyError
        If it has no row or no column.
    """
    names = [" ".join(map(str, n)) if isinstance(n, tuple) else str(n) for n in frame.columns]
    columns = [list(frame.iloc[:, at].astype(object)) for at in range(frame.shape[1])]
    how = {"format": "It was given as a pandas data frame."}
    table = typed_table(names, columns, Source("data frame", "frame", "", how=how))
    digest = hashlib.sha256(table.frame.to_csv(index=False).encode()).hexdigest()
    source = Source("data frame", "frame", digest, how=how)
    return Table(table.frame, table.lines, source, problems=table.problems, notes=table.notes)


def typed_table(names: Iterable[str], columns: Sequence[Sequence[object]], source: Source) -> Table:
    """Build a table from columns of typed cells.

    Parameters
    ----------
    names : iterable of str
        Column names as they stand.
    columns : sequence of sequence of object
        The cells, column by column, all of one length.
    source : Source
        Where they came from.

    Returns
    -------
    Table
        Rows numbered from 1.

    Raises
    ------
    SurveyError
        If there is no row or no column.
    """
    names = list(names)
    check_width(len(names), source.name)
    unique, notes = unique_names(fit_text(name)[0] for name in names)
    if not unique or not columns[0]:
        what = "no rows" if unique else "no columns"
        raise SurveyError(f"{source.name} has {what}", "one row for each response")
    made: list[list[str]] = []
    problems: list[Problem] = []
    for name, column in zip(unique, columns, strict=True):
        cells = []
        for at, value in enumerate(column, start=1):
            cell, said = fit_text(as_text(value))
            cells.append(cell)
            if said:
                problems.append(Problem(at, name, shorten(cell), said))
        made.append(cells)
    rows = list(zip(*made, strict=True))
    lines = np.arange(1, len(rows) + 1, dtype=np.int64)
    frame = text_frame(rows, unique)
    return Table(frame, lines, source, problems=tuple(problems), notes=tuple(notes))
