"""What every reader hands on: a table of text, with the line of each row and what went wrong.

One contract for all layouts: a reader takes the file, and returns a `Table`. A platform's own
layout (several header rows, a preamble) is one more reader with the same answer; nothing after
it needs to know which one it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cxnlp.errors import SurveyError
from cxnlp.survey.codebook import PLAIN, Codebook
from cxnlp.survey.dialects.layout import Layout
from cxnlp.survey.values.cells import fit_text

SHOWN = 80
NO_COLUMN = ""
MAX_COLUMNS = 20_000


@dataclass(frozen=True)
class Source:
    """Where a table came from and how its form was found.

    Parameters
    ----------
    name : str
        File name without its folder, or "data frame".
    format : str
        "csv", "tsv", "xlsx", "sav", "parquet", "jsonl" or "frame".
    platform : str
        The layout it was read as; "plain" is one header row above the answers.
    encoding, delimiter, sheet : str
        As used; empty where the format has none.
    sha256 : str
        Hash of the file's bytes (of the text of all cells for a data frame), 64 hex digits.
    how : mapping of str to str
        For "format", "encoding", "delimiter", "sheet": one sentence on how it was found.
    form, form_sha256 : str
        The XLSForm that gave its words to the codes, and the hash of its bytes; empty without one.
    """

    name: str
    format: str
    sha256: str
    platform: str = "plain"
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    how: Mapping[str, str] = field(default_factory=dict)
    form: str = ""
    form_sha256: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """One bad cell or line.

    Parameters
    ----------
    line : int
        Line or sheet row in the file, 1-based.
    column : str
        Column name; empty where the whole line is meant.
    value : str
        The value met, shortened.
    problem : str
        What is wrong with it and what was done.
    """

    line: int
    column: str
    value: str
    problem: str


@dataclass(frozen=True)
class Table:
    """A file's cells as text.

    Parameters
    ----------
    frame : pandas.DataFrame
        n rows, every cell a str, "" where empty; unique column names; index 0 to n-1.
    lines : numpy.ndarray
        n ints: the line or sheet row each row begins on, 1-based.
    source : Source
        Where it came from.
    broken : mapping of int to str
        Rows (by index) that the file's damage makes unfit, with the reason.
    doubtful : frozenset of int
        Rows cut short: fit only where their score can be read.
    problems : tuple of Problem
        Every bad cell or line met while reading.
    notes : tuple of str
        What else a reader of the report should know.
    codebook : Codebook
        What the platform's layout says of the columns; empty for a plain table. Its platform is
        `source.platform`.
    repairs : pandas.DataFrame or None
        Cells of which the text was repaired, as they stood: row, line, column, original.
    """

    frame: pd.DataFrame
    lines: NDArray[np.int64]
    source: Source
    broken: Mapping[int, str] = field(default_factory=dict)
    doubtful: frozenset[int] = frozenset()
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    codebook: Codebook = PLAIN
    repairs: pd.DataFrame | None = None


def check_width(columns: int, name: str) -> None:
    """Refuse a table wider than any survey is, before work is done for each of its columns.

    Raises
    ------
    SurveyError
        If it has more than `MAX_COLUMNS` columns.
    """
    if columns > MAX_COLUMNS:
        raise SurveyError(
            f"{name} has {columns:,} columns",
            f"at most {MAX_COLUMNS:,}",
            "export fewer questions, or check the delimiter with --delimiter",
        )


def shorten(value: str) -> str:
    """Return `value` on one line, cut to 80 characters."""
    line = " ".join(value[: 4 * SHOWN].split())
    return line if len(line) <= SHOWN else line[: SHOWN - 1] + "…"


def unique_names(names: Iterable[str]) -> tuple[list[str], list[str]]:
    """Make column names unique: a repeated name gets " (2)", an empty one its place.

    Parameters
    ----------
    names : iterable of str
        The header's cells as they stand.

    Returns
    -------
    names : list of str
        Unique names, the first of each kind unchanged.
    notes : list of str
        One sentence for each name that was changed.
    """
    given = list(names)
    taken = {name for name in given if name.strip()}
    seen: set[str] = set()
    counts: dict[str, int] = {}  # Where to go on counting: thousands may bear one name.
    made, notes = [], []
    for place, name in enumerate(given, start=1):
        base = name if name.strip() else f"column {place}"
        unique = base
        while unique in seen or (unique != name and unique in taken):
            counts[base] = counts.get(base, 1) + 1
            unique = f"{base} ({counts[base]})"
        seen.add(unique)
        made.append(unique)
        if unique != name:
            was = f"a second column named {shorten(name)!r}" if name.strip() else "without a name"
            notes.append(f"Column {place} is {was}; it is read as {shorten(unique)!r}.")
    return made, notes


def named_columns(layout: Layout, places: Sequence[int]) -> tuple[list[str], list[str], Codebook]:
    """Name the columns of a table as its layout does.

    Parameters
    ----------
    layout : Layout
        The layout.
    places : sequence of int
        Which of its columns are kept.

    Returns
    -------
    names : list of str
        Unique names.
    notes : list of str
        One sentence for each name that was changed.
    codebook : Codebook
        What is known of these columns, under these names.
    """
    book = layout.codebook.only(places)
    names, notes = unique_names(fit_text(entry.name)[0] for entry in book.entries)
    return names, notes, book.renamed(names)


def text_frame(rows: Sequence[Sequence[str]], names: Sequence[str]) -> pd.DataFrame:
    """Build a frame of text from rows that all have as many cells as there are names."""
    columns = {name: [row[at] for row in rows] for at, name in enumerate(names)}
    return pd.DataFrame(columns, columns=list(names), index=pd.RangeIndex(len(rows)), dtype="str")
