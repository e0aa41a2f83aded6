"""What cells look like, as far as dialects ask."""

from __future__ import annotations

import html
import itertools
import re
from collections.abc import Callable, Iterable, Sequence

from cxnlp.survey.codebook import Entry
from cxnlp.survey.dialects.layout import Rows
from cxnlp.survey.lexicon.names import plain

MOST_FIELDS = 1000
_TIME = re.compile(
    r"\s*\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(,?[ T]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?)?"
    r"\s*([AaPp]\.?[Mm]\.?|Z|[+-]\d{2}:?\d{2}|UTC)?\s*"
)
_DIGITS = re.compile(r"\d{1,18}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z]{1,8})*")
_TAG = re.compile(r"<[^<>]{0,500}>")
_SPACES = re.compile(r"\s+")


def filled(cells: Iterable[str]) -> list[str]:
    """Return the cells that are not blank, stripped."""
    return [cell.strip() for cell in cells if cell.strip()]


def cell_at(row: Sequence[str], at: int) -> str:
    """Return a row's cell, stripped; "" where the row is too short for it."""
    return row[at].strip() if at < len(row) else ""


def below(rows: Rows, at: int, first: int) -> list[str]:
    """Return the filled cells of a column from row `first` on."""
    return filled(cell_at(row, at) for row in rows[first:])


def share(cells: Sequence[str], test: Callable[[str], bool]) -> float:
    """Return the share of cells that pass a test; 0 where there are none."""
    return sum(map(test, cells)) / len(cells) if cells else 0.0


def is_time(cell: str) -> bool:
    """Tell whether a cell has the form of a date, with or without a time."""
    return len(cell) <= 60 and _TIME.fullmatch(cell) is not None


def is_digits(cell: str) -> bool:
    """Tell whether a cell is a whole number without a sign."""
    return _DIGITS.fullmatch(cell) is not None


def is_language(cell: str) -> bool:
    """Tell whether a cell looks like a language code ("fa", "ZH-S", "en_GB")."""
    return len(cell) <= 12 and _LANGUAGE.fullmatch(cell) is not None


def is_counted(cells: Sequence[str]) -> bool:
    """Tell whether cells are different whole numbers that only rise or only fall."""
    if len(cells) < 1 or not all(map(is_digits, cells)):
        return False
    numbers = list(map(int, cells))
    steps = [later - earlier for earlier, later in itertools.pairwise(numbers)]
    return all(step > 0 for step in steps) or all(step < 0 for step in steps)


def words(text: str) -> str:
    """Return a question's text on one line, without HTML."""
    return _SPACES.sub(" ", html.unescape(_TAG.sub(" ", text))).strip()


def is_narrow(rows: Rows) -> bool:
    """Tell whether there is an answer, and no more columns than a platform of few fields writes."""
    return len(rows) > 1 and len(rows[0]) <= MOST_FIELDS


def width(rows: Rows) -> int:
    """Return how many cells the widest row has."""
    return max(map(len, rows), default=0)


def spoken_set(*labels: str) -> frozenset[str]:
    """Return labels as `names.plain` writes them."""
    return frozenset(map(plain, labels))


def named(names: Sequence[str]) -> tuple[Entry, ...]:
    """Return entries that know only their names."""
    return tuple(Entry(name) for name in names)
