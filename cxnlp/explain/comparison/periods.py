"""Which responses belong to a period or to a level of a segment."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxnlp.errors import ExplainError
from cxnlp.intervals import BoolArray
from cxnlp.join import Joined

Span = str | tuple[str, str]
"""A period as text ("2018-03", "2018Q1", "2018-03-05"), or its first and last one."""

LENGTHS = {"day": "D", "week": "W", "month": "M", "quarter": "Q", "year": "Y"}
MOST_PERIODS = 24


@dataclass(frozen=True)
class Group:
    """Some of the responses.

    Parameters
    ----------
    label : str
        What they are called.
    member : array of n bools
        Which rows of `Joined.responses`.
    """

    label: str
    member: BoolArray


def take_group(joined: Joined, which: Span, by: str | None) -> Group:
    """Return the responses of a period, or of a level of the segment `by`; weight 0 is in none.

    Raises
    ------
    ExplainError
        If there are no dates, no such segment, or a period cannot be read.
    """
    counts = joined.responses["weight"].to_numpy(dtype=float) > 0
    if by is None:
        start, end = _ends(which)
        dates = _dates(joined)
        inside = (dates >= start) & (dates <= end)
        label = which if isinstance(which, str) else f"{which[0]} to {which[1]}"
        return Group(label, counts & inside.to_numpy(dtype=bool))
    if by not in joined.segments:
        raise ExplainError(
            f"no segment {by!r}", f"one of: {', '.join(joined.segments) or 'none were chosen'}"
        )
    levels = joined.responses[by].to_numpy(dtype=object)
    return Group(str(which), counts & np.asarray(levels == which, dtype=bool))


def choose_length(joined: Joined) -> str:
    """Return the shortest of day, week, month, quarter, year with at most 24 periods in the data.

    "" where there are fewer than two dates.
    """
    dates = joined.responses["date"].dropna()
    if dates.nunique() < 2:
        return ""
    for name, code in LENGTHS.items():
        first, last = dates.min().to_period(code), dates.max().to_period(code)
        if (last - first).n < MOST_PERIODS:
            return name
    return "year"


def period_of(joined: Joined, length: str) -> pd.Series:
    """Return the period of each response (NaT without a date).

    Raises
    ------
    ExplainError
        If the length is not one of day, week, month, quarter, year, or there are no dates.
    """
    if length not in LENGTHS:
        raise ExplainError(f"periods of a {length!r}", f"one of: {', '.join(LENGTHS)}")
    periods: pd.Series = _dates(joined).dt.to_period(LENGTHS[length])
    return periods


def _dates(joined: Joined) -> pd.Series:
    dates = joined.responses["date"]
    if dates.isna().all():
        raise ExplainError("no dates", "a column of dates", "name it with --date")
    return dates


def _ends(which: Span) -> tuple[pd.Timestamp, pd.Timestamp]:
    parts = which.split("/") if isinstance(which, str) else list(which)
    wanted = 'such as "2018-03", "2018Q1" or ("2018-03-01", "2018-03-14")'
    try:
        periods = [pd.Period(part) for part in parts]
    except ValueError as error:
        raise ExplainError(f"the period {which!r}", wanted) from error
    if not periods or any(period.freqstr[0] not in "DMQY" for period in periods):
        raise ExplainError(f"the period {which!r}", wanted)
    return periods[0].start_time, periods[-1].end_time
