"""Rows that are used and yet look odd: flagged for a second look, never left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cxnlp.survey.lexicon.names import plain
from cxnlp.survey.roles.profile import Profile
from cxnlp.survey.survey import FLAGGED, no_flags
from cxnlp.survey.values.scores import read_score

STRAIGHT = "straight-lining"
SAME = "the same comment many times"
BOT = "bot-like"
FAST = "answered very fast"
_MANY = 5
_SHORTEST = 20
_LONGEST = 2000
_FEWEST_QUESTIONS = 4
_FEWEST_TIMED = 30
_LINK = re.compile(r"https?://|\bwww\.\w|\b\w+\.(?:ru|xyz|top|click|shop)/", re.IGNORECASE)
_RECAPTCHA = re.compile(r"recaptcha", re.IGNORECASE)
_FRAUD = re.compile(r"fraud ?score", re.IGNORECASE)
_REPEATED = re.compile(r"duplicate|ballot ?box|ambiguous", re.IGNORECASE)
_DURATION = re.compile(r"\bduration\b.*\bsec|^(interview ?time|total ?time)$", re.IGNORECASE)
_YES = frozenset({"1", "true", "yes"})
_Found = Iterable[tuple[int, str, str]]


def suspicious(
    frame: pd.DataFrame,
    lines: NDArray[np.int64],
    left_out: Sequence[str],
    comments: Sequence[str],
    profiles: Mapping[str, Profile],
) -> pd.DataFrame:
    """Flag rows that look suspicious.

    Parameters
    ----------
    frame : pandas.DataFrame
        n rows of text.
    lines : numpy.ndarray
        n lines in the file.
    left_out : sequence of n str
        Why rows are left out; those are not flagged.
    comments : sequence of str
        The comment columns.
    profiles : mapping of str to Profile
        Figures about every column.

    Returns
    -------
    DataFrame
        row, line, flag, detail; a row for each flag, in the order of rows.
    """
    used = np.flatnonzero([not reason for reason in left_out])
    kept = frame.iloc[used]
    found: list[tuple[int, str, str]] = []
    for name in comments:
        found += [*_same_comments(kept[name]), *_links(kept[name])]
    found += [*_straight(kept, profiles), *_marked(kept), *_fast(kept)]
    if not found:
        return no_flags()
    table = pd.DataFrame(found, columns=["row", "flag", "detail"])
    table.insert(1, "line", lines[table["row"].to_numpy()])
    ordered = table.drop_duplicates(["row", "flag"]).sort_values(["row", "flag"])
    return ordered.reset_index(drop=True).astype(FLAGGED)


def _same_comments(cells: pd.Series) -> _Found:
    said = cells.str.slice(0, _LONGEST).str.casefold().str.split().str.join(" ")
    said = said[said.str.len() >= _SHORTEST]
    counts = said.value_counts()
    for row, text in said[said.isin(counts.index[counts >= _MANY])].items():
        yield int(str(row)), SAME, f"{counts[text]} rows say so"


def _links(cells: pd.Series) -> _Found:
    for row in cells.index[cells.str.slice(0, 10 * _LONGEST).str.contains(_LINK)]:
        yield int(row), BOT, "a link stands in the comment"


def _straight(frame: pd.DataFrame, profiles: Mapping[str, Profile]) -> _Found:
    """Find rows with one answer throughout a block of questions that others answer variedly."""
    for block in _blocks(profiles):
        answers = pd.DataFrame(
            {
                name: frame[name]
                .str.strip()
                .map({cell: reading.value for cell, reading in profiles[name].readings.items()})
                for name in block
            }
        )
        whole = answers.notna().all(axis=1)
        straight = whole & answers.eq(answers.iloc[:, 0], axis=0).all(axis=1)
        if straight.sum() <= 0.5 * whole.sum():
            for row in answers.index[straight]:
                yield int(row), STRAIGHT, f"the same answer to {len(block)} questions in a row"


def _blocks(profiles: Mapping[str, Profile]) -> Iterable[list[str]]:
    """Yield runs of neighbouring columns that are answers on one scale."""
    run: list[str] = []
    top: tuple[float, ...] = ()
    for name, column in [*profiles.items(), ("", None)]:
        range_ = _range(column) if column is not None else ()
        if range_ and (not run or range_ == top):
            run.append(name)
        else:
            if len(run) >= _FEWEST_QUESTIONS:
                yield run
            run = [name] if range_ else []
        top = range_


def _range(column: Profile) -> tuple[float, ...]:
    numbers = column.numbers
    whole = all(value == int(value) and 0 <= value <= 10 for value in numbers)
    if column.numeric < 0.9 or not 3 <= len(numbers) <= 11 or not whole:
        return ()
    return (next(top for top in (5.0, 7.0, 10.0) if max(numbers) <= top),)


def _marked(frame: pd.DataFrame) -> _Found:
    """Read what the platform's own checks say."""
    for name in map(str, frame.columns):
        said = name.replace("_", " ")
        if _RECAPTCHA.search(said) or _FRAUD.search(said):
            for row, cell in frame[name].items():
                if _looks_bad(said, cell):
                    yield int(str(row)), BOT, f"{name} is {cell.strip()}"
        if _REPEATED.search(said) and said.startswith("Q "):
            for row in frame.index[frame[name].map(plain).isin(_YES)]:
                yield int(row), BOT, f"{name} says so"


def _looks_bad(said: str, cell: str) -> bool:
    found = read_score(cell)
    if found.kind != "number":
        return False
    return found.value >= 30 if _FRAUD.search(said) else found.value < 0.5


def _fast(frame: pd.DataFrame) -> _Found:
    for name in map(str, frame.columns):
        if not _DURATION.search(name.replace("_", " ")):
            continue
        seconds = pd.to_numeric(frame[name].str.strip(), errors="coerce")
        if seconds.notna().sum() >= _FEWEST_TIMED:
            usual = float(seconds.median())
            for row in seconds.index[seconds < usual / 3]:
                yield int(row), FAST, f"{seconds[row]:g} seconds where {usual:g} is usual"
