"""What the cells of a column look like, apart from its name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from cxnlp.survey.codebook import PLAIN, Codebook, Entry
from cxnlp.survey.lexicon.headers import COMMENT, is_scored, spoken
from cxnlp.survey.lexicon.names import plain
from cxnlp.survey.values.answers import Answers, read_answers
from cxnlp.survey.values.dates import date_share
from cxnlp.survey.values.scores import Reading

_ADDRESS = re.compile(r"\s*(https?://\S+|\S+@\S+\.\S+|\d{1,3}(\.\d{1,3}){3})\s*")
_UNSPACED = re.compile("[\u0e01-\u0e5b\u3040-\u30ff\u4e00-\u9fff]")
_LETTER = re.compile(r"[^\W\d_]")
_LONGEST = 500
_TOKEN = re.compile(r"\S{1,60}")


@dataclass(frozen=True)
class Profile:
    """Figures about one column.

    Parameters
    ----------
    name, said : str
        The column's name, and name and question as words for matching.
    filled : int
        Cells that are not blank.
    counts : Counter of str
        Distinct filled cells, stripped, with their counts.
    mean_length, mean_words : float
        Characters and space-separated words a filled cell, on average over distinct cells.
    numeric, dated, addressed, tokens : float
        Shares (0-1) of filled cells that read as a score, have the form of a date, are an
        address (URL, e-mail, IP), are one word.
    lettered : float
        Share of distinct cells with a letter in them.
    unspaced : float
        Share of distinct cells in a script without spaces (Thai and others).
    numbers : Counter of float
        The scores read, with their counts.
    readings : mapping of str to Reading
        What each distinct cell says as a score.
    answers : Answers
        How they were read: the scale that words or labels are on, and a sentence on it.
    title : str
        The question in full, the name where there is none.
    """

    name: str
    said: str
    filled: int
    counts: Counter[str]
    mean_length: float
    mean_words: float
    numeric: float
    dated: float
    addressed: float
    tokens: float
    lettered: float
    unspaced: float
    numbers: Counter[float]
    readings: Mapping[str, Reading]
    answers: Answers
    title: str = ""

    @property
    def distinct(self) -> int:
        """How many distinct filled cells there are."""
        return len(self.counts)

    @property
    def uniqueness(self) -> float:
        """Distinct filled cells by filled cells, 0-1."""
        return self.distinct / self.filled if self.filled else 0.0

    @property
    def is_text(self) -> bool:
        """Whether the cells are free text by their form alone."""
        if not self.filled or self.addressed > 0.5 or self.dated > 0.5 or self.numeric > 0.5:
            return False
        long = self.mean_length >= 20 and (self.mean_words >= 3 or self.unspaced > 0.5)
        return long and (self.uniqueness >= 0.5 or self.mean_length >= 60 or self.distinct > 200)


def profile(name: str, cells: Sequence[str], entry: Entry | None = None) -> Profile:
    """Return the figures about one column.

    Parameters
    ----------
    name : str
        Its name.
    cells : sequence of str
        All its cells.
    entry : Entry, optional
        What the platform says of it: the question it answers, where the name is a code.
    """
    known = entry or Entry(name)
    title = "" if entry is None else entry.title
    values = Counter(stripped for cell in cells if (stripped := cell.strip()))
    filled = sum(values.values())
    distinct = list(values)
    said = spoken(name if not title or title == name else f"{name} {title}")
    answers = read_answers(values, known, in_words=not COMMENT.search(said) or is_scored(said))
    readings = answers.readings
    numbers: Counter[float] = Counter()
    for value, count in values.items():
        if readings[value].kind == "number":
            numbers[readings[value].value] += count
    answered = sum(n for value, n in values.items() if readings[value].kind != "missing")

    def share(test: re.Pattern[str]) -> float:
        return sum(bool(test.fullmatch(value[:500])) for value in distinct) / max(len(distinct), 1)

    return Profile(
        name,
        said,
        filled,
        values,
        mean_length=sum(map(len, distinct)) / max(len(distinct), 1),
        mean_words=sum(len(value.split()) for value in distinct) / max(len(distinct), 1),
        numeric=sum(numbers.values()) / max(answered, 1),
        dated=date_share(distinct),
        addressed=share(_ADDRESS),
        tokens=share(_TOKEN),
        lettered=sum(bool(_LETTER.search(v)) for v in distinct) / max(len(distinct), 1),
        unspaced=sum(bool(_UNSPACED.search(v)) for v in distinct) / max(len(distinct), 1),
        numbers=numbers,
        readings=readings,
        answers=answers,
        title=title or name,
    )


def profiles(frame: pd.DataFrame, codebook: Codebook = PLAIN) -> dict[str, Profile]:
    """Return the figures about every column of a frame of text."""
    entries = codebook.by_name()
    return {
        str(name): profile(str(name), frame[name].tolist(), entries.get(str(name)))
        for name in frame.columns
    }


def same_words(left: str, right: str) -> bool:
    """Tell whether two labels say the same, case and spaces aside."""
    return max(len(left), len(right)) <= _LONGEST and plain(left) == plain(right)
