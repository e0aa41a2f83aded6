"""What people answered: labels by the hash of the text, whoever judged, whatever file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from cxnlp.errors import SurveyError
from cxnlp.explain.correction.audit import NOT_MENTIONED
from cxnlp.survey.read import read_table

LABELS = ("key", "judge", "issue", "feeling")
_ISSUE = re.compile(r"\[([^\[\]]+)\]\s*$")
_WORDS = {
    NOT_MENTIONED: ("no", "n", "0", "none", "not mentioned", "false"),
    "negative": ("negative", "neg", "-", "−", "–", "bad"),
    "positive": ("positive", "pos", "+", "good"),
    "mixed": ("mixed", "both", "+-", "-+", "+/-", "±"),
    "neutral": ("neutral", "yes", "y", "1", "mentioned", "true", "x"),
}
FEELINGS = {word: feeling for feeling, words in _WORDS.items() for word in words}
_KEY = re.compile(r"t[0-9a-f]{20}")


def no_labels() -> pd.DataFrame:
    """Return the labels of nobody."""
    return pd.DataFrame({name: pd.Series(dtype=object) for name in LABELS})


def read_labels(path: Path, judge: str, sheet: str | None = None) -> pd.DataFrame:
    """Read one filled sheet.

    Parameters
    ----------
    path : Path
        A CSV or XLSX file as `cxnlp audit` wrote it, filled in.
    judge : str
        Who filled it.
    sheet : str, optional
        The sheet of a workbook.

    Returns
    -------
    DataFrame
        `LABELS`, a row for each cell decided; `feeling` is "none" where not mentioned.

    Raises
    ------
    SurveyError
        If it cannot be read, is no such sheet, or holds a word that is no answer.
    """
    found = read_table(path, sheet=sheet)
    table = found.frame
    columns = {name: match[1] for name in table.columns for match in [_ISSUE.search(name)] if match}
    if "key" not in table.columns or not columns:
        raise SurveyError(
            f"{path.name} is not the sheet of an audit",
            "the column 'key' and a column for each issue, as cxnlp audit wrote them",
        )
    keys = table["key"].str.strip().str.lstrip("'")
    odd = keys[(keys != "") & ~keys.str.fullmatch(_KEY)]
    if len(odd):
        raise SurveyError(
            f"{path.name}, line {found.lines[odd.index[0]]}: {odd.iloc[0]!r} is no text's key",
            "the column 'key' as it was written",
        )
    rest = _read_rest(table, path, found.lines)
    parts = []
    for name, issue in columns.items():
        cells = _read_cells(table[name], name, path, found.lines)
        cells = cells.where(cells != "", rest)
        parts.append(pd.DataFrame({"key": keys, "judge": judge, "issue": issue, "feeling": cells}))
    labels = pd.concat(parts, ignore_index=True)
    return labels[(labels["key"] != "") & (labels["feeling"] != "")][list(LABELS)]


def _read_rest(table: pd.DataFrame, path: Path, lines: Iterable[int]) -> pd.Series:
    """Return what the empty cells of each row are: "none" where all others are not mentioned."""
    if "all others" not in table.columns:
        return pd.Series("", index=table.index)
    rest = _read_cells(table["all others"], "all others", path, lines)
    odd = rest[~rest.isin(["", NOT_MENTIONED])]
    if len(odd):
        raise SurveyError(
            f"{path.name}: {odd.iloc[0]!r} under 'all others'", "no, or an empty cell"
        )
    return rest


def _read_cells(cells: pd.Series, name: str, path: Path, lines: Iterable[int]) -> pd.Series:
    """Read answers; "" where undecided."""
    plain = cells.str.strip().str.lstrip("'").str.casefold().str.removesuffix(".0")
    read = plain.map(FEELINGS).where(plain != "", "")
    odd = read[read.isna()]
    if len(odd):
        line = list(lines)[int(odd.index[0])]
        raise SurveyError(
            f"{path.name}, line {line}, column {name!r}: {cells.loc[odd.index[0]]!r} is no answer",
            "no, negative, positive, mixed or neutral",
        )
    return read


def answered(labels: pd.DataFrame, judge: str) -> pd.DataFrame:
    """Return a judge's answers, a row a text and a column an issue; NaN where undecided."""
    own = labels[labels["judge"] == judge]
    return own.pivot_table(index="key", columns="issue", values="feeling", aggfunc="last")


def agreement(labels: pd.DataFrame, judges: tuple[str, str]) -> pd.DataFrame:
    """Return how far two judges agree on what both decided.

    Returns
    -------
    DataFrame
        A row an issue: `issue`, `n` (texts both decided), `both` (both say it is mentioned),
        `only_first`, `only_second`, `kappa` (Cohen's, mentioned or not; NaN where one of them says
        the same of all), `feeling_agrees` (share of `both` with the same feeling).
    """
    first, second = (answered(labels, judge) for judge in judges)
    rows = []
    for issue in first.columns.intersection(second.columns):
        pair = pd.concat([first[issue], second[issue]], axis=1, join="inner", keys=[0, 1]).dropna()
        a, b = pair[0] != NOT_MENTIONED, pair[1] != NOT_MENTIONED
        same = (pair[0] == pair[1])[a & b]
        rows.append(
            (
                issue,
                len(pair),
                int((a & b).sum()),
                int((a & ~b).sum()),
                int((b & ~a).sum()),
                _kappa(a, b),
                float(same.mean()) if len(same) else float("nan"),
            )
        )
    columns = ["issue", "n", "both", "only_first", "only_second", "kappa", "feeling_agrees"]
    return pd.DataFrame(rows, columns=columns)


def _kappa(a: pd.Series, b: pd.Series) -> float:
    if not len(a):
        return float("nan")
    observed, p, q = float((a == b).mean()), float(a.mean()), float(b.mean())
    chance = p * q + (1 - p) * (1 - q)
    return (observed - chance) / (1 - chance) if chance < 1 else float("nan")
