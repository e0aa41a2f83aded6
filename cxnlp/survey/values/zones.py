"""Moments written in the time of a place, as UTC."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pandas as pd

from cxnlp.survey.values.dates import Dates

_UTC = frozenset({"", "utc", "gmt", "z", "etc/utc", "zulu"})


def in_utc(dates: Dates, zone: str) -> Dates:
    """Return dates that are written in a time zone as UTC.

    Parameters
    ----------
    dates : Dates
        As read from cells that name no zone of their own.
    zone : str
        What the file says of the column ("Asia/Bangkok"); "" where it says nothing.

    Returns
    -------
    Dates
        The same where the zone is UTC or not known; `how` says which zone was applied. An hour
        that the clocks show twice is taken for the first, one that they skip for the next.
    """
    if zone.strip().casefold() in _UTC:
        return dates
    try:
        place = ZoneInfo(zone.strip())
    except (ZoneInfoNotFoundError, ValueError, OSError):
        said = (
            f"The file names a time zone that is not known ({zone[:40]!r}); times are as written."
        )
        return replace(dates, how=f"{dates.how} {said}".strip())
    local = pd.Series(dates.moments).dt.tz_localize(
        place,
        ambiguous=pd.Series(True, index=range(len(dates.moments))).to_numpy(),
        nonexistent="shift_forward",
    )
    moments = local.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy().astype("datetime64[s]")
    said = f"The file gives them in the time of {zone.strip()}; they are kept as UTC."
    return replace(dates, moments=moments, how=f"{dates.how} {said}".strip())
