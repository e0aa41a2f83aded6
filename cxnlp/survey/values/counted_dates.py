"""Dates that are counts: seconds or milliseconds since 1970, days of a spreadsheet since 1900."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

_KINDS = (
    # Each count names a day between 2000 and 2100 in its own unit and in no other.
    ("seconds since 1970", 946_684_800.0, 4_102_444_800.0, 1.0, 0.0),
    ("milliseconds since 1970", 946_684_800_000.0, 4_102_444_800_000.0, 0.001, 0.0),
    ("days of a spreadsheet since 1900", 36_526.0, 73_050.0, 86_400.0, -25_569.0),
)
_NEARLY_ALL = 0.9
Moments = np.ndarray[tuple[int], np.dtype[np.datetime64]]


def read_counts(cells: Sequence[str]) -> tuple[Moments, str] | None:
    """Read a column that is known to be dates, where its cells are counts.

    Parameters
    ----------
    cells : sequence of str
        n cells.

    Returns
    -------
    moments : numpy.ndarray
        n datetime64[s]; NaT where a cell is no count.
    how : str
        One sentence on the count.
    None
        Where the cells are not counts, or nine in ten are not of one kind.
    """
    numbers = {cell: _number(cell) for cell in set(cells) if cell.strip()}
    if not numbers:
        return None
    for name, low, high, seconds, offset in _KINDS:
        fits = {cell for cell, value in numbers.items() if low <= value < high}
        if len(fits) < _NEARLY_ALL * len(numbers):
            continue
        known = {cell: round((numbers[cell] + offset) * seconds) for cell in fits}
        empty = np.datetime64("NaT", "s")
        made = [np.datetime64(known[cell], "s") if cell in known else empty for cell in cells]
        return np.array(made, dtype="datetime64[s]"), f"They are counts: {name}."
    return None


def _number(cell: str) -> float:
    text = cell.strip()
    if not text.isascii() or not text.replace(".", "", 1).isdigit():
        return math.nan
    return float(text)
