"""Writing files: whole or not at all, and as text where a spreadsheet would calculate."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pandas as pd

from cxnlp.errors import OutputError
from cxnlp.explain.correction_table import CORRECTED
from cxnlp.explain.drivers import DRIVERS

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


@contextmanager
def written(path: Path) -> Iterator[Path]:
    """Give a file to write beside `path`; it takes the place of `path` once it is whole.

    Raises
    ------
    OutputError
        If the place cannot be written.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        yield part
        part.replace(path)
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(
            f"{path} cannot be written ({reason})", "a folder you may write to", "name one with -o"
        ) from error
    finally:
        with suppress(OSError):
            part.unlink()


def write_table(table: pd.DataFrame, path: Path) -> None:
    """Write a table as CSV in UTF-8 with BOM, which spreadsheets read right.

    A text that a spreadsheet would take for a formula (it starts with = + - @, a tab or a line
    break) gets an apostrophe before it, the sign for text there; numbers stay numbers.
    """
    safe = pd.DataFrame({name: _as_text(table[name]) for name in table.columns})
    safe.columns = pd.Index([guarded(str(name)) for name in table.columns])
    with written(path) as part:
        safe.to_csv(part, index=False, encoding="utf-8-sig", lineterminator="\r\n")


def write_any(table: pd.DataFrame | None, path: Path) -> None:
    """Write a table as CSV; where there is none or it has no row, no earlier one stays either."""
    if table is not None and len(table):
        write_table(table, path)
    else:
        path.unlink(missing_ok=True)


def write_drivers(drivers: pd.DataFrame, path: Path) -> None:
    """Write `drivers.csv`: a row for each issue and feeling, columns as `DRIVERS`.

    With an audit its columns stand before the note.
    """
    checked = [name for name in CORRECTED if name in drivers.columns]
    write_table(drivers[[*DRIVERS[:-1], *checked, DRIVERS[-1]]], path)


def guarded(text: str) -> str:
    """Return `text` with an apostrophe before it where a spreadsheet would take it for a formula.

    Examples
    --------
    >>> guarded("=1+1"), guarded("good")
    ("'=1+1", 'good')
    """
    return "'" + text if text.lstrip(" ").startswith(_FORMULA) else text


def _as_text(column: pd.Series) -> pd.Series:
    if pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column):
        return column
    return column.map(lambda cell: guarded(cell) if isinstance(cell, str) else cell)
