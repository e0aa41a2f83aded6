"""How do we stand: the index of all, of those who wrote, and of each segment."""

from __future__ import annotations

import math

import pandas as pd

from cxnlp.join import Joined
from cxnlp.survey.scales import Estimate, Scale, index_interval

BANDS = ("band", "n", "share")
ANSWERED = ("group", "n", "index", "low", "high")
SEGMENTS = ("segment", "level", "n", "index", "low", "high", "note")
GROUPS = ("says something", "no content", "no comment")
HIDE_UNDER = 10
FLAG_UNDER = 30


def band_table(responses: pd.DataFrame, scale: Scale) -> pd.DataFrame:
    """Return `BANDS`, low to high: how many responses are in each, and their weighted share."""
    total = float(responses["weight"].sum())
    rows = []
    for band in scale.bands:
        within = responses[responses["band"] == band]
        share = float(within["weight"].sum()) / total if total > 0 else math.nan
        rows.append((band, len(within), share))
    return pd.DataFrame(rows, columns=list(BANDS))


def answered_table(responses: pd.DataFrame, scale: Scale, level: float) -> pd.DataFrame:
    """Return `ANSWERED`: the index of those who said something and of those who did not.

    The index of fewer than 10 responses is hidden (NaN).
    """
    said, wrote = responses["says_something"].astype(bool), responses["commented"].astype(bool)
    members = (said, wrote & ~said, ~wrote & ~said)
    rows = []
    for group, member in zip(GROUPS, members, strict=True):
        found = estimate(responses[member], scale, level)
        figures = (found.value, found.low, found.high)
        rows.append((group, found.n, *(figures if found.n >= HIDE_UNDER else (math.nan,) * 3)))
    return pd.DataFrame(rows, columns=list(ANSWERED))


def segment_table(joined: Joined, scale: Scale, level: float) -> pd.DataFrame:
    """Return `SEGMENTS`: the index of each level of each segment, the largest level first.

    The index of fewer than 10 responses is hidden (NaN), of fewer than 30 flagged as small.
    """
    rows = []
    for name in joined.segments:
        for label, members in joined.responses.groupby(name, sort=True):
            n = int((members["weight"] > 0).sum())
            if n < HIDE_UNDER:
                hidden = f"hidden: fewer than {HIDE_UNDER} responses"
                rows.append((name, label, n, math.nan, math.nan, math.nan, hidden))
                continue
            found = estimate(members, scale, level)
            note = f"small: fewer than {FLAG_UNDER} responses" if n < FLAG_UNDER else ""
            rows.append((name, label, n, found.value, found.low, found.high, note))
    table = pd.DataFrame(rows, columns=list(SEGMENTS))
    place = {name: at for at, name in enumerate(joined.segments)}
    order = table.assign(at=table["segment"].map(place), size=-table["n"])
    return table.loc[order.sort_values(["at", "size", "level"]).index].reset_index(drop=True)


def estimate(responses: pd.DataFrame, scale: Scale, level: float) -> Estimate:
    """Return the index of some rows of `Joined.responses`, with its interval."""
    scores, weights = responses["score"].to_numpy(float), responses["weight"].to_numpy(float)
    return index_interval(scores, scale, weights, level)
