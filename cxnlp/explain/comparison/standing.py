"""How do we stand: the index of all, of those who wrote, and of each segment."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from cxnlp.explain.comparison.small_cells import SmallCells, shrink
from cxnlp.intervals import normal_quantile
from cxnlp.join import Joined
from cxnlp.survey.values.scales import Estimate, Scale, index_interval

BANDS = ("band", "n", "share")
ANSWERED = ("group", "n", "index", "low", "high")
SEGMENTS = (
    "segment",
    "level",
    "n",
    "index",
    "low",
    "high",
    "shrunk",
    "shrunk_low",
    "shrunk_high",
    "note",
)
GROUPS = ("says something", "no content", "no comment")
SMALL_CELLS = SmallCells()
HIDE_UNDER = SMALL_CELLS.hide


def band_table(responses: pd.DataFrame, scale: Scale) -> pd.DataFrame:
    """Return `BANDS`, low to high: how many responses are in each, and their weighted share."""
    total = float(responses["weight"].sum())
    rows = []
    for band in scale.bands:
        within = responses[responses["band"] == band]
        share = float(within["weight"].sum()) / total if total > 0 else math.nan
        rows.append((band, len(within), share))
    return pd.DataFrame(rows, columns=list(BANDS))


def answered_table(
    responses: pd.DataFrame, scale: Scale, level: float, cells: SmallCells = SMALL_CELLS
) -> pd.DataFrame:
    """Return `ANSWERED`: the index of those who said something and of those who did not.

    The index of a group too small to be shown (fewer than 10 responses) is hidden (NaN).
    """
    said, wrote = responses["says_something"].astype(bool), responses["commented"].astype(bool)
    members = (said, wrote & ~said, ~wrote & ~said)
    rows = []
    for group, member in zip(GROUPS, members, strict=True):
        found = estimate(responses[member], scale, level)
        figures = (found.value, found.low, found.high)
        rows.append((group, found.n, *(figures if found.n >= cells.hide else (math.nan,) * 3)))
    return pd.DataFrame(rows, columns=list(ANSWERED))


def segment_table(
    joined: Joined, scale: Scale, level: float, cells: SmallCells = SMALL_CELLS
) -> pd.DataFrame:
    """Return `SEGMENTS`: the index of each level of each segment, the largest level first.

    `shrunk`, with its interval, is the index drawn towards that of the segment's other levels
    (`cxnlp.explain.comparison.small_cells.shrink`): the better guess of a small level's, and the
    fairer ranking; NaN with fewer than five levels shown. The index of a level too small to be
    shown is hidden (NaN), that of a small one flagged in `note`.
    """
    tables = [_levels(joined.responses, name, scale, level, cells) for name in joined.segments]
    shown = [table for table in tables if len(table)]
    if not shown:
        return pd.DataFrame(columns=list(SEGMENTS))
    return pd.concat(shown, ignore_index=True)


def _levels(
    responses: pd.DataFrame, name: str, scale: Scale, level: float, cells: SmallCells
) -> pd.DataFrame:
    rows = []
    for label, members in responses.groupby(name, sort=True):
        found = estimate(members, scale, level)
        figures = (found.value, found.low, found.high)
        known = figures if found.n >= cells.hide else (math.nan,) * 3
        rows.append((name, label, found.n, *known, *(math.nan,) * 3, cells.note(found.n)))
    table = pd.DataFrame(rows, columns=list(SEGMENTS))
    if cells.shrink:
        table = _with_shrunk(table, scale, level)
    order = table.assign(size=-table["n"]).sort_values(["size", "level"], kind="stable").index
    return table.loc[order].reset_index(drop=True)


def _with_shrunk(table: pd.DataFrame, scale: Scale, level: float) -> pd.DataFrame:
    known = table["index"].notna()
    value, low, high = (table.loc[known, end].to_numpy(float) for end in ("index", "low", "high"))
    error = np.maximum(high - low, 1e-9) / (2 * normal_quantile(level))
    bottom, top = scale.index_range
    found = shrink(value, error, level)
    for end, ends in zip(("shrunk", "shrunk_low", "shrunk_high"), found, strict=True):
        table.loc[known, end] = np.clip(ends, bottom, top)
    return table


def estimate(responses: pd.DataFrame, scale: Scale, level: float) -> Estimate:
    """Return the index of some rows of `Joined.responses`, with its interval."""
    scores, weights = responses["score"].to_numpy(float), responses["weight"].to_numpy(float)
    return index_interval(scores, scale, weights, level)
