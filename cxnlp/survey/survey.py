"""A survey that has been understood: which column is what, every score, every row accounted for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cxnlp.survey.codebook import PLAIN, Codebook, Role
from cxnlp.survey.roles.column import Column
from cxnlp.survey.roles.facets import FACETS, Facet
from cxnlp.survey.table import Source
from cxnlp.survey.values.readable import readable
from cxnlp.survey.values.scales import Scale

FLAGGED = {"row": "int64", "line": "int64", "flag": "str", "detail": "str"}


def no_flags() -> pd.DataFrame:
    """Return an empty table of suspicious rows."""
    return pd.DataFrame(
        {name: pd.Series(dtype=kind) for name, kind in FLAGGED.items()}, columns=list(FLAGGED)
    )


@dataclass(frozen=True)
class Survey:
    """A survey export, understood.

    Parameters
    ----------
    frame : pandas.DataFrame
        n rows: the input's columns, every cell a str, "" where empty; index 0 to n-1. Cells are as
        they stand in the file but for those that `repairs` lists, whose letters were repaired.
    lines : numpy.ndarray
        n ints: the line or sheet row each row begins on, 1-based.
    source : Source
        The file and how its form was found.
    columns : tuple of Column
        The role of every column and why, in the frame's order.
    scale : Scale or None
        What the scores are given on; None where there is no score or it cannot be told.
    scale_reason : str
        One sentence on why.
    scores : pandas.Series
        n floats; NaN where there is no usable score.
    dates : pandas.Series or None
        n datetimes, NaT where unreadable; None without a date column.
    ticked : pandas.Series or None
        n lists of str, the reasons ticked; None without a reasons column.
    left_out : pandas.Series
        n str: "" for a row that is used, else the one reason why it is not.
    problems : pandas.DataFrame
        Every bad cell or line: line (int), column, value (shortened), problem.
    questions : mapping of str to str
        Comment column to the question it answers.
    notes : tuple of str
        Sentences for the report: names that were changed, what could not be told.
    flagged : pandas.DataFrame
        Rows that are used and look suspicious: row (int), line (int), flag, detail.
    repairs : pandas.DataFrame or None
        Cells whose text had been read in a wrong encoding and was repaired, as they stood in the
        file: row, line, column, original; None where there were none.
    codebook : Codebook
        What the platform's own layout says of the columns; empty for a plain table.
    asked_of : mapping of str to tuple of str
        Comment column to the bands that were asked it, where each band has a column of its own:
        these columns are one field.
    """

    frame: pd.DataFrame
    lines: NDArray[np.int64]
    source: Source
    columns: tuple[Column, ...]
    scale: Scale | None
    scale_reason: str
    scores: pd.Series[Any]
    dates: pd.Series[Any] | None
    ticked: pd.Series[Any] | None
    left_out: pd.Series[Any]
    problems: pd.DataFrame
    questions: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    codebook: Codebook = PLAIN
    asked_of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    flagged: pd.DataFrame = field(default_factory=no_flags)
    repairs: pd.DataFrame | None = None

    def names(self, role: Role | Facet) -> list[str]:
        """Return the columns of a role or of a facet of the segments, in the file's order."""
        if role in FACETS:
            return [column.name for column in self.columns if column.facet == role]
        return [column.name for column in self.columns if column.role == role]

    def _only(self, role: Role) -> str | None:
        return next(iter(self.names(role)), None)

    @property
    def text_columns(self) -> list[str]:
        """The comment columns."""
        return self.names("comment")

    @property
    def comment_fields(self) -> list[list[str]]:
        """The comment columns by field; the columns that were asked of a band each are one.

        No row has more than one answer in a field of several columns.
        """
        shared = [name for name in self.text_columns if name in self.asked_of]
        fields = [[name] for name in self.text_columns if name not in self.asked_of]
        return sorted([*fields, *([shared] if shared else [])], key=self._place)

    def _place(self, field: list[str]) -> int:
        return self.text_columns.index(field[0])

    def readable(self, names: Sequence[str]) -> pd.DataFrame:
        """Return columns with labels for codes, and "" for codes that mean no answer (n rows)."""
        return readable(self.frame, names, self.codebook)

    @property
    def segment_columns(self) -> list[str]:
        """The columns that divide customers into groups."""
        return self.names("segment")

    @property
    def reason_columns(self) -> list[str]:
        """The columns that hold ticked reasons."""
        return self.names("reasons")

    @property
    def score_column(self) -> str | None:
        """The score's column."""
        return self._only("score")

    @property
    def date_column(self) -> str | None:
        """The date's column."""
        return self._only("date")

    @property
    def id_column(self) -> str | None:
        """The column that names each response."""
        return self._only("id")

    @property
    def group_column(self) -> str | None:
        """The column with the band beside the score."""
        return self._only("group")

    @property
    def used(self) -> NDArray[np.bool_]:
        """Which rows are used (n bools)."""
        return np.asarray(self.left_out == "", dtype=bool)

    def rows(self) -> dict[str, Any]:
        """Return how many rows were read, used, and left out for each reason.

        Returns
        -------
        dict
            `{"read": n, "used": n, "left_out": {reason: count}}`; used and left out add up to
            read.
        """
        counts = self.left_out[self.left_out != ""].value_counts()
        left = {str(reason): int(count) for reason, count in sorted(counts.items())}
        return {"read": len(self.frame), "used": int(self.used.sum()), "left_out": left}

    def quality(self) -> pd.DataFrame:
        """Return the data-quality table: what became of the rows, and where each stands.

        Returns
        -------
        DataFrame
            A row for `read`, for each reason of `left out`, for `used`, and for each flag of
            `kept` (used, but suspicious): kind, what (the reason or flag), rows (how many),
            lines (list of int; empty for `read` and `used`).
        """
        found: list[tuple[str, str, int, list[int]]] = [("read", "all rows", len(self.frame), [])]
        for reason in sorted(set(self.left_out) - {""}):
            lines = self.lines[np.asarray(self.left_out == reason, dtype=bool)].tolist()
            found.append(("left out", str(reason), len(lines), lines))
        found.append(("used", "rows with a score that counts", int(self.used.sum()), []))
        for flag, rows in self.flagged.groupby("flag", sort=True):
            found.append(("kept", str(flag), len(rows), rows["line"].tolist()))
        return pd.DataFrame(found, columns=["kind", "what", "rows", "lines"])
