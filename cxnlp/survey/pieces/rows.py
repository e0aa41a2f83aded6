"""The rows of a piece of a long file: text cells, typed score and date, one reason each."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cxnlp.survey.lexicon.names import apart
from cxnlp.survey.pieces.seen import SeenIds
from cxnlp.survey.roles.asked import Asked
from cxnlp.survey.roles.detect import detect
from cxnlp.survey.roles.groups import mismatches
from cxnlp.survey.roles.profile import Profile
from cxnlp.survey.rows.quality import DUPLICATE, read_scores
from cxnlp.survey.survey import Survey
from cxnlp.survey.table import Problem, shorten
from cxnlp.survey.values.dates import FAR_FUTURE, FAR_PAST, read_dates
from cxnlp.survey.values.scales import Scale
from cxnlp.survey.values.zones import in_utc

if TYPE_CHECKING:
    import pyarrow as pa

OURS = ("cx_line", "cx_score", "cx_date", "cx_left_out")
_EARLIEST, _TOO_LATE = np.datetime64(str(FAR_PAST)), np.datetime64(str(FAR_FUTURE + 1))
_ISO = r"^\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}:\d{2})?$"


@dataclass(frozen=True)
class Wanted:
    """What is typed and checked.

    Parameters
    ----------
    score, date, id, group : str or None
        Columns.
    scale : Scale or None
        The scale of the score.
    columns : mapping of str to Profile
        Figures about the columns in the file's beginning.
    order : str
        What to say of a date column so that day and month are read in one order throughout.
    notes : tuple of str
        What to tell the reader.
    zone : str
        The time zone in which the dates are written; empty where the file does not say.
    """

    score: str | None
    date: str | None
    id: str | None
    group: str | None
    scale: Scale | None
    columns: dict[str, Profile]
    order: str = ""
    notes: tuple[str, ...] = ()
    zone: str = ""

    @classmethod
    def of(cls, survey: Survey) -> Wanted:
        """Return what a survey's beginning says."""
        names = [name for name in (survey.score_column, survey.group_column) if name is not None]
        asked = Asked(survey.score_column, [], [], reasons=[])
        known = [at for at, entry in enumerate(survey.codebook.entries) if entry.name in names]
        book = survey.codebook.only(known)
        columns = dict(detect(survey.frame[names], asked, book).profiles)
        scored = survey.score_column is not None and survey.scale is not None
        return cls(
            survey.score_column if scored else None,
            survey.date_column,
            survey.id_column,
            survey.group_column,
            survey.scale,
            columns,
            _order(survey),
            zone=survey.codebook.zone(survey.date_column or ""),
        )

    def without_ids(self) -> Wanted:
        """Return the same, with rows of one id taken for answers of one customer."""
        said = "Ids repeat in the file, and no row is left out for it."
        return replace(self, id=None, notes=(*self.notes, said))


def _order(survey: Survey) -> str:
    name = survey.date_column
    if name is None:
        return ""
    how = read_dates(survey.frame[name].tolist(), name).how
    orders = (("The month comes first", " (mm/dd)"), ("The day comes first", " (dd/mm)"))
    return next((hint for said, hint in orders if how.startswith(said)), "")


@dataclass
class Rows:
    """Some rows, read.

    Parameters
    ----------
    cells : pyarrow.Table
        n rows of text.
    lines : numpy.ndarray
        n ints.
    scores : numpy.ndarray
        n floats.
    dates : numpy.ndarray
        n datetime64[s].
    left : numpy.ndarray
        n texts: "" or why the row is left out.
    problems : list of Problem
        What was found.
    ids : numpy.ndarray or None
        n texts, stripped.
    repairs : list of tuple
        Cells whose letters were repaired: line, column, original.
    """

    cells: pa.Table
    lines: NDArray[np.int64]
    scores: NDArray[np.float64]
    dates: NDArray[np.datetime64]
    left: NDArray[np.object_]
    problems: list[Problem] = field(default_factory=list)
    ids: NDArray[np.object_] | None = None
    repairs: list[tuple[int, str, str]] = field(default_factory=list)

    @classmethod
    def of(cls, survey: Survey) -> Rows:
        """Return the rows of a survey that was read whole."""
        none = np.full(len(survey.frame), np.datetime64("NaT", "s"))
        dates = none if survey.dates is None else survey.dates.to_numpy("datetime64[s]")
        return cls(
            as_arrow(survey.frame),
            survey.lines,
            survey.scores.to_numpy(float),
            dates,
            survey.left_out.to_numpy(object),
        )

    def repeats(self, seen: SeenIds) -> list[Problem]:
        """Leave out rows whose id was seen, and list them."""
        if self.ids is None:
            return []
        first = seen.first_lines(self.ids, self.lines, self.left == "")
        rows = np.flatnonzero(first)
        self.left[rows] = DUPLICATE
        return [
            Problem(
                int(self.lines[row]),
                "",
                shorten(self.ids[row]),
                f"{DUPLICATE}: line {first[row]} has it too",
            )
            for row in rows
        ]

    def counts(self) -> Counter[str]:
        """Return how many rows have each reason; "" counts those used."""
        codes, reasons = pd.factorize(self.left)
        return Counter(dict(zip(reasons, np.bincount(codes).tolist(), strict=True)))

    def table(self) -> pa.Table:
        """Return the rows as they are written."""
        import pyarrow as pa

        table = self.cells.rename_columns(apart(self.cells.column_names, OURS))
        left = pa.array(self.left, pa.string()).dictionary_encode()
        typed = (
            pa.array(self.lines, pa.int64()),
            pa.array(self.scores, pa.float64(), from_pandas=True),
            pa.array(self.dates.astype("datetime64[s]"), pa.timestamp("s")),
            left,
        )
        for name, column in zip(OURS, typed, strict=True):
            table = table.append_column(name, column)
        return table


def as_arrow(frame: pd.DataFrame) -> pa.Table:
    """Return a frame of text as an arrow table."""
    import pyarrow as pa

    columns = [pa.array(frame[name].tolist(), pa.large_string()) for name in frame.columns]
    return pa.Table.from_arrays(columns, names=[str(name) for name in frame.columns])


def _codes(column: Any) -> tuple[list[str], NDArray[np.intp]]:  # noqa: ANN401
    """Return a column's distinct cells, and which of them each row has."""
    coded = column.combine_chunks().dictionary_encode()
    return coded.dictionary.to_pylist(), coded.indices.to_numpy()


def score_cells(
    cells: pa.Table, lines: NDArray[np.int64], wanted: Wanted
) -> tuple[NDArray[np.float64], NDArray[np.object_], list[Problem]]:
    """Return each row's score, why it has none, and the cells that are no score."""
    name, scale = wanted.score, wanted.scale
    if name is None or scale is None:
        empty = np.full(cells.num_rows, "", dtype=object)
        return np.full(cells.num_rows, np.nan), empty, []
    known, at = _codes(cells[name])
    made = read_scores(known, range(len(known)), name, scale, wanted.columns[name].readings)
    said = {each.line: each for each in made.problems}
    listed = np.zeros(len(known), dtype=bool)
    listed[list(said)] = True
    odd = np.flatnonzero(listed[at])
    problems = [replace(said[int(at[row])], line=int(lines[row])) for row in odd]
    scores = made.scores[at]
    if wanted.group is not None and scale.name == "nps":
        marks = cells[wanted.group].to_pylist()
        profile = wanted.columns[wanted.group]
        problems += mismatches(scores.tolist(), marks, lines.tolist(), profile, scale)
    return scores, np.array(made.reasons, dtype=object)[at], problems


def date_cells(
    cells: pa.Table, lines: NDArray[np.int64], wanted: Wanted
) -> tuple[NDArray[np.datetime64], list[Problem]]:
    """Return each row's date, and the cells that cannot be read as one."""
    if wanted.date is None:
        return np.full(cells.num_rows, np.datetime64("NaT", "s")), []
    column = cells[wanted.date]
    moments = None if wanted.zone else _iso_moments(column)
    if moments is not None:
        return moments, []
    known, at = _codes(column)
    read = in_utc(read_dates(known, wanted.date + wanted.order), wanted.zone)
    unread = np.flatnonzero(read.unreadable[at])
    problems = [
        Problem(int(lines[row]), wanted.date, shorten(known[at[row]]), "date not readable")
        for row in unread
    ]
    return read.moments[at], problems


def _iso_moments(column: Any) -> NDArray[np.datetime64] | None:  # noqa: ANN401
    """Read dates that are all of one plain form and calendar, at once; None for any other."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not pc.all(pc.match_substring_regex(column, _ISO)).as_py():
        return None
    try:
        moments = pc.cast(column, pa.timestamp("s")).to_numpy()
    except pa.ArrowInvalid:
        return None
    within = (moments >= _EARLIEST) & (moments < _TOO_LATE)
    return moments if within.all() else None
