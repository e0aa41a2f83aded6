"""Folders and files: proved before any work, written whole or not at all.

Tables for spreadsheets are written as text where a spreadsheet would calculate.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pandas as pd

from cxnlp.errors import OutputError

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def prepare(folder: Path) -> Path:
    """Prove that an output folder can be made and written, before any work is done.

    What is made for the proof is taken away again: a run that fails leaves no folder behind.

    Raises
    ------
    OutputError
        If it cannot be made or written.
    """
    try:
        missing = [place for place in (folder, *folder.parents) if not place.exists()]
    except (OSError, ValueError) as error:
        raise _unwritable(folder, error) from error
    make_folder(folder)
    for place in missing:
        place.rmdir()
    return folder


def make_folder(folder: Path) -> Path:
    """Make a folder, where there is none, and prove that it can be written.

    Raises
    ------
    OutputError
        If it cannot be made or written.
    """
    probe = folder / ".cxnlp-probe"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"")
        probe.unlink()
    except (OSError, ValueError) as error:
        raise _unwritable(folder, error) from error
    return folder


def _unwritable(folder: Path, error: OSError | ValueError) -> OutputError:
    reason = getattr(error, "strerror", None) or error
    return OutputError(
        found=f"the folder {folder} cannot be written ({reason})",
        expected="a folder you may write to",
        remedy="name another with -o",
    )


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


def write_parquet(table: pd.DataFrame, path: Path) -> None:
    """Write a table as Parquet, whole or not at all."""
    with written(path) as part:
        table.to_parquet(part, index=False)


def write_json(value: Mapping[str, Any], path: Path) -> None:
    """Write a mapping as JSON in UTF-8, whole or not at all; what is not a number is null."""
    with written(path) as part:
        text = json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False)
        part.write_text(text + "\n", encoding="utf-8")


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
